import { useState } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Order } from "../api/types";
import { useFormat } from "../format/useFormat";
import { clockTime } from "../format/time";
import { useAccess, useDesk, useSeveralAccounts } from "../store/context";
import { Empty } from "../ui/Empty";
import { Loading } from "../ui/Loading";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { stateText } from "./intentState";
import { kindOfOrder } from "./orderKind";

export function OpenOrders() {
  const { client, feed } = useAccess();
  const orders = useDesk((desk) => desk.orders);
  const several = useSeveralAccounts();
  const format = useFormat();
  const [problem, setProblem] = useState<Problem>();
  const cancel = async (order: Order) => {
    setProblem(undefined);
    try {
      await client.cancel(order.intent_id);
    } catch (error) {
      setProblem(asProblem(error));
    }
    feed.refresh("orders", "intents");
  };
  if (orders === undefined) return <Loading part="orders" />;
  if (orders.length === 0)
    return <Empty title="No open orders">Orders that rest at the venue can be cancelled here.</Empty>;
  return (
    <>
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
              <th scope="col">Instrument</th>
              {several && <th scope="col">Account</th>}
              <th scope="col">Side</th>
              <th scope="col">Order</th>
              <th scope="col" className="number">
                Filled / quantity
              </th>
              <th scope="col" className="wide">
                State
              </th>
              <th scope="col" className="wide">
                Since
              </th>
              <th scope="col">
                <span className="visually-hidden">Cancel</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => (
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
                <td className="number">
                  {format.quantity(order, order.filled)} / {format.quantity(order, order.quantity)}
                </td>
                <td className="wide">{stateText(order.state)}</td>
                <td className="wide">{clockTime(order.time)}</td>
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
      </div>
    </>
  );
}
