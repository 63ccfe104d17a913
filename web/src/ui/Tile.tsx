import type { ReactNode } from "react";
import { Link } from "wouter";
import "./tile.css";

interface TileProps {
  title: string;
  value: string;
  unit?: string;
  /** The sign or the state is also in the words: colour only repeats it. */
  tone: "up" | "down" | "warn" | "accent" | "quiet";
  note: ReactNode;
  /** Where the answer can be looked at. */
  href: string;
}

/** One answer in large letters, with what it rests on below. */
export function Tile({ title, value, unit, tone, note, href }: TileProps) {
  return (
    <Link href={href} className={`tile tile--${tone}`}>
      <span className="tile__title">{title}</span>
      <span className="tile__value">
        {value} {unit && <small>{unit}</small>}
      </span>
      <span className="tile__note">{note}</span>
    </Link>
  );
}
