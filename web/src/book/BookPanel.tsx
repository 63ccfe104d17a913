import { useState } from "react";
import { isZero } from "../format/decimal";
import { useDesk } from "../store/context";
import { Panel } from "../ui/Panel";
import { Tabs } from "../ui/Tabs";
import { Intents } from "./Intents";
import { OpenOrders } from "./OpenOrders";
import { Positions } from "./Positions";
import "./book.css";

type Page = "positions" | "orders" | "intents";

/** What is held, what is on its way, and what was wanted. */
export function BookPanel() {
  const [page, setPage] = useState<Page>("positions");
  const held = useDesk((desk) => desk.positions?.filter((position) => !isZero(position.quantity)).length);
  const open = useDesk((desk) => desk.orders?.length);
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
          { value: "intents", label: "Intents" },
        ]}
      >
        {page === "positions" && <Positions />}
        {page === "orders" && <OpenOrders />}
        {page === "intents" && <Intents />}
      </Tabs>
    </Panel>
  );
}
