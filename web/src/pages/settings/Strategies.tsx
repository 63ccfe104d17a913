import { StrategyList } from "../../strategies/StrategyList";

/** The rules that agents run; an agent's own page has the same of it alone. */
export default function StrategiesPage() {
  return (
    <div className="stack">
      <p className="settings__lead">
        A strategy that is a file may be changed with any editor; the desk takes it only when you say so, exactly as you have
        seen it. Before that it is tried on the candles the desk still holds.
      </p>
      <StrategyList />
    </div>
  );
}
