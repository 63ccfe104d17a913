import { useMemo, useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Order } from "../api/types";
import { useFormat } from "../format/useFormat";
import { dayTime } from "../format/time";
import { useAccess, useDesk, useSeveralAccounts } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { ProblemNote } from "../ui/ProblemNote";
import { SortHead } from "../ui/SortHead";
import { readOrder, writeOrder } from "../ui/sorting";
import { useQuery } from "../ui/useQuery";
import { CancelMine } from "./CancelMine";
import { SureButton } from "../ui/SureButton";
import { stateText } from "./intentState";
import { ownerText } from "./lots";
import { kindOfOrder } from "./orderKind";
import { isMine, matchesOrder, newest_order, order_columns, orderedOrders, type OrderColumn } from "./orderList";

export function OpenOrders() {
  const { client, feed } = useAccess();
  const orders = useDesk((desk) => desk.orders);
  const several = useSeveralAccounts();
  const format = useFormat();
  const me = useDesk((desk) => desk.me?.name);
  const mayTrade = useDesk((desk) => desk.me?.role !== "viewer");
  const [problem, setProblem] = useState<Problem>();
  const [query, change] = useQuery();
  const search = query.get("search") ?? "";
  const sort = query.get("sort");
  const order = useMemo(() => readOrder<OrderColumn>(sort, order_columns, newest_order), [sort]);
  const shown = useMemo(
    () => orders && orderedOrders(orders.filter((each) => matchesOrder(each, search, format)), order),
    [orders, search, format, order],
  );
  const cancel = async (order: Order) => {
    setProblem(undefined);
    try {
      await client.cancel(order.intent_id);
    } catch (error) {
      setProblem(asProblem(error));
    }
    feed.refresh("orders", "intents");
  };
  if (orders === undefined || shown === undefined) return <Loading part="orders" />;
  if (orders.length === 0)
    return <Empty title="No open orders">Orders that rest at the venue can be cancelled here.</Empty>;
  const sortBy = { order, onOrder: (to: typeof order) => change({ sort: writeOrder(to) }) };
  return (
    <>
      <div className="orders__bar">
        <input
          type="search"
          aria-label="Search open orders"
          placeholder="Search: instrument, side, kind, owner"
          value={search}
          onChange={(event) => change({ search: event.target.value })}
        />
        {search && (
          <span className="quiet" role="status">
            {shown.length} of {orders.length}
          </span>
        )}
        {mayTrade && <CancelMine orders={orders.filter((each) => isMine(each, me))} />}
      </div>
      {problem && (
        <div className="panel__body">
          <ProblemNote problem={problem} />
        </div>
      )}
      <div className="table-scroll book__narrowing">
        <table className="table orders live">
          <caption className="visually-hidden">Open orders</caption>
          <thead>
            <tr>
              <SortHead<OrderColumn> name="instrument" {...sortBy}>
                Instrument
              </SortHead>
              {several && <th scope="col">Account</th>}
              <SortHead<OrderColumn> name="side" {...sortBy}>
                Side
              </SortHead>
              <th scope="col">Order</th>
              <SortHead<OrderColumn> name="owner" className="wide" {...sortBy}>
                For
              </SortHead>
              <th scope="col" className="number">
                Filled / quantity
              </th>
              <th scope="col" className="wide">
                State
              </th>
              <SortHead<OrderColumn> name="time" className="wide" {...sortBy}>
                Since
              </SortHead>
              <th scope="col">
                <span className="visually-hidden">Cancel</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((order) => (
              <tr key={order.client_order_id}>
                <td>
                  <strong>{order.instrument}</strong>
                </td>
                {several && <td>{order.account}</td>}
                <td className={order.side === "BUY" ? "up" : "down"}>{order.side}</td>
                <td className="orders__kind">
                  {kindOfOrder(order, format)}{" "}
                  {order.is_protection && (
                    <span className="tag" title="The desk keeps it at the venue; change it at its lot, in Positions">
                      protects
                    </span>
                  )}
                </td>
                <td className="wide">{ownerText(order.owner)}</td>
                <td className="number">
                  {format.quantity(order, order.filled)} / {format.quantity(order, order.quantity)}
                </td>
                <td className="wide">{stateText(order.state)}</td>
                <td className="wide">{dayTime(order.time)}</td>
                <td className="number">
                  {!order.is_protection && (
                    <SureButton
                      type="button"
                      className="button--small"
                      aria-label={`Cancel ${order.side} ${order.quantity} ${order.instrument}`}
                      onClick={() => void cancel(order)}
                    >
                      Cancel
                    </SureButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <Empty title="None of these">No open order matches.</Empty>}
      </div>
    </>
  );
}
