import type { ReactNode } from "react";
import { pressed, type Order } from "./sorting";

interface SortHeadProps<K extends string> {
  name: K;
  order: Order<K>;
  onOrder(order: Order<K>): void;
  className?: string;
  children: ReactNode;
}

/** The head of a column by which can be sorted: pressed again it turns. */
export function SortHead<K extends string>({ name, order, onOrder, className, children }: SortHeadProps<K>) {
  const isBy = order.by === name;
  return (
    <th scope="col" className={className} aria-sort={isBy ? (order.isDown ? "descending" : "ascending") : undefined}>
      <button type="button" className="sort" onClick={() => onOrder(pressed(order, name))}>
        {children} <span aria-hidden="true">{isBy ? (order.isDown ? "▾" : "▴") : ""}</span>
      </button>
    </th>
  );
}
