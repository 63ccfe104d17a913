import { useId, useState, type PointerEvent } from "react";
import { fullTime } from "../format/time";
import { extentOf, nearest, timeTicks, valueTicks, type ChartPoint } from "./chartScale";
import { useWidth } from "./useWidth";
import "./timechart.css";

interface TimeChartProps {
  /** In the order of time; at least two. */
  points: readonly ChartPoint[];
  /** Says what the line says. */
  label: string;
  /** A value as a person reads it. */
  write(value: number): string;
  tone?: "accent" | "up" | "down";
  /** The area between the line and zero is filled, and zero is in the picture. */
  fromZero?: boolean;
  height?: number;
}

const margin = { top: 8, right: 8, bottom: 20, left: 62 };

/**
 * A line over time with its axes, drawn as SVG. Under the pointer it says the nearest point. Whoever does not see it reads
 * `label`; what shows it also offers the numbers as a table.
 */
export function TimeChart({ points, label, write, tone = "accent", fromZero = false, height = 200 }: TimeChartProps) {
  const [frame, width] = useWidth<HTMLDivElement>(640);
  const [at, setAt] = useState<number>();
  const fade = useId();
  const inner = { width: Math.max(40, width - margin.left - margin.right), height: height - margin.top - margin.bottom };
  const extent = extentOf(points, fromZero);
  const [from, to] = [points[0]?.time ?? 0, points.at(-1)?.time ?? 1];
  const x = (time: number) => margin.left + ((time - from) / Math.max(1, to - from)) * inner.width;
  const y = (value: number) => margin.top + (1 - (value - extent.least) / (extent.most - extent.least)) * inner.height;
  const line = points.map(({ time, value }) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const base = y(fromZero ? 0 : extent.least).toFixed(1);
  const chosen = at === undefined ? undefined : points[at];
  const look = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    setAt(nearest(points, from + ((event.clientX - left - margin.left) / inner.width) * (to - from)));
  };
  return (
    <div ref={frame} className={`timechart timechart--${tone}`}>
      <p className="timechart__said" aria-hidden="true">
        {chosen ? `${fullTime(new Date(chosen.time).toISOString())}: ${write(chosen.value)}` : "\u00a0"}
      </p>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={label}
        onPointerMove={look}
        onPointerDown={look}
        onPointerLeave={() => setAt(undefined)}
      >
        <defs>
          <linearGradient id={fade} x1="0" y1={fromZero ? "1" : "0"} x2="0" y2={fromZero ? "0" : "1"}>
            <stop offset="0" className="timechart__near" />
            <stop offset="1" className="timechart__far" />
          </linearGradient>
        </defs>
        {valueTicks(extent, Math.max(2, Math.floor(inner.height / 40))).map((value) => (
          <g key={value}>
            <line className="timechart__grid" x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
            <text x={margin.left - 8} y={y(value) + 4} textAnchor="end">
              {write(value)}
            </text>
          </g>
        ))}
        {timeTicks(from, to, Math.max(2, Math.floor(inner.width / 90))).map(({ time, text }) => (
          <text key={time} x={Math.min(x(time), width - 20)} y={height - 5} textAnchor="middle">
            {text}
          </text>
        ))}
        <polygon points={`${x(from)},${base} ${line} ${x(to)},${base}`} fill={`url(#${fade})`} />
        <polyline points={line} className="timechart__line" />
        {chosen && (
          <g className="timechart__chosen">
            <line x1={x(chosen.time)} x2={x(chosen.time)} y1={margin.top} y2={margin.top + inner.height} />
            <circle cx={x(chosen.time)} cy={y(chosen.value)} r="3.5" />
          </g>
        )}
      </svg>
    </div>
  );
}
