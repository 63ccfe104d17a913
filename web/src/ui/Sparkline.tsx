import { toNumber } from "../format/number";
import "./sparkline.css";

interface SparklineProps {
  /** Decimal strings, oldest first; at least two. */
  values: readonly string[];
  /** Said in place of the line. */
  label: string;
}

const [width, height] = [300, 64];

/** A line without axes: where it went, not how far. Up and down differ by where it ends, not by colour alone. */
export function Sparkline({ values, label }: SparklineProps) {
  const numbers = values.map((value) => toNumber(value) ?? 0);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const range = most - least || 1;
  const points = numbers.map((value, at) => {
    const x = (at / Math.max(1, numbers.length - 1)) * width;
    return `${x.toFixed(1)},${(height - 2 - ((value - least) / range) * (height - 4)).toFixed(1)}`;
  });
  const isUp = (numbers.at(-1) ?? 0) >= (numbers[0] ?? 0);
  return (
    <svg
      className={`sparkline sparkline--${isUp ? "up" : "down"}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <polyline points={points.join(" ")} />
    </svg>
  );
}
