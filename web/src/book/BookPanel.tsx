import { useLocation, useParams, useSearch } from "wouter";
import { isZero } from "../format/decimal";
import { useDesk } from "../store/context";
import { Panel } from "../ui/Panel";
import { Tabs } from "../ui/Tabs";
import { Performance } from "../performance/Performance";
import { Trades } from "../trades/Trades";
import { ReconcilePage } from "../reconcile/ReconcilePage";
import { openCount } from "../reconcile/words";
import { Intents } from "./Intents";
import { OpenOrders } from "./OpenOrders";
import { Positions } from "./Positions";
import "./book.css";

const sections = ["positions", "orders", "trades", "performance", "intents", "reconciliation"] as const;
type Page = (typeof sections)[number];

/** What is held, what is on its way, what was earned, what was wanted, and whether the venue has it so too. */
export function BookPanel() {
  const { section, id } = useParams<{ section?: string; id?: string }>();
  const [, go] = useLocation();
  const search = useSearch();
  const query = search ? `?${search}` : "";
  const page = sections.find((each) => each === section) ?? "positions";
  const setPage = (next: Page) => go(`/portfolio/${next}`);
  const held = useDesk((desk) => desk.positions?.filter((position) => !isZero(position.quantity)).length);
  const open = useDesk((desk) => desk.orders?.length);
  const differing = useDesk((desk) =>
    Object.values(desk.reconciliations ?? {}).reduce((total, each) => total + openCount(each), 0),
  );
  const count = (value: number | undefined) => (value ? <span className="count">{value}</span> : null);
  return (
    <Panel id="book" title="Book" className="book">
      <Tabs<Page>
        label="Book"
        className="book__tabs"
        value={page}
        onChange={setPage}
        tabs={[
          { value: "positions", label: <>Positions {count(held)}</> },
          { value: "orders", label: <>Open orders {count(open)}</> },
          { value: "trades", label: "Closed trades" },
          { value: "performance", label: "Performance" },
          { value: "intents", label: "Intents" },
          {
            value: "reconciliation",
            label: <>Reconciliation {differing > 0 && <span className="count count--warn">{differing}</span>}</>,
          },
        ]}
      >
        {page === "positions" && <Positions />}
        {page === "orders" && <OpenOrders />}
        {page === "trades" && <Trades opened={id} onOpen={(seq) => go(`/portfolio/trades${seq ? `/${seq}` : ""}${query}`)} />}
        {page === "performance" && <Performance />}
        {page === "intents" && <Intents opened={id} onOpen={(intent) => go(`/portfolio/intents${intent ? `/${intent}` : ""}`)} />}
        {page === "reconciliation" && <ReconcilePage />}
      </Tabs>
    </Panel>
  );
}
