import type { Rail } from "../api/types";
import { figure, percent, toNumber, wholeMoney } from "../format/number";

function written(amount: string, unit: Rail["unit"]): string {
  if (unit === "USD") return `$${wholeMoney(amount)}`;
  return unit === "percent" ? percent(amount) : figure(amount);
}

/** "account paper", "desk". */
export function scopeText({ level, name }: Rail["scope"]): string {
  return name ? `${level} ${name}` : level;
}

/** How much of one limit is used: as a bar, in numbers, and in a word once it matters. */
export function RailGauge({ rail, showScope }: { rail: Rail; showScope: boolean }) {
  const used = toNumber(rail.used) ?? 0;
  const limit = toNumber(rail.limit) ?? 0;
  const share = limit > 0 ? Math.min(1, Math.max(0, used / limit)) : 1;
  const { state } = rail;
  return (
    <li className={`rail rail--${state}`}>
      <div className="rail__words">
        <span className="rail__name">
          {rail.message} {showScope && <small>{scopeText(rail.scope)}</small>}
        </span>
        {state !== "ok" && (
          <span className={`tag tag--${state === "near" ? "warn" : "down"}`}>
            {state === "near" ? "near limit" : "tripped"}
          </span>
        )}
        <span className="rail__numbers">
          <strong>{written(rail.used, rail.unit)}</strong> / {written(rail.limit, rail.unit)}
        </span>
      </div>
      <meter
        className="visually-hidden"
        min={0}
        max={limit}
        value={Math.min(used, limit)}
        aria-label={`${rail.message}, ${scopeText(rail.scope)}`}
      />
      <svg className="rail__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="rail__track" width="100" height="4" />
        <rect className="rail__used" width={share * 100} height="4" />
      </svg>
    </li>
  );
}
