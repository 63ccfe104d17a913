import { useState } from "react";
import { Link } from "wouter";
import type { Intent, Signal } from "../api/types";
import { amountText, stateText, stateTone } from "../book/intentState";
import { answer } from "../api/client";
import { nameText } from "../format/name";
import { dayTime, fullTime } from "../format/time";
import { useFormat } from "../format/useFormat";
import { useAccess, useAccount, useDesk } from "../store/context";
import { usePages } from "../store/usePages";
import { Empty } from "../ui/Empty";
import { Panel } from "../ui/Panel";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { decisionsOf, type Decision } from "./decisions";
import "./decisions.css";

const page_rows = 200;
const rows_max = 4_000;
const shown_step = 40;

/** What an agent concluded, what it proposed for it and what became of that, as one line of time. */
export function Decisions({ agent }: { agent: string }) {
  const { client } = useAccess();
  const account = useAccount();
  const newest_signals = useDesk((desk) => desk.signals);
  const newest_intents = useDesk((desk) => desk.intents);
  const page = (before?: number) => ({
    params: { query: { account: account ?? "", limit: page_rows, ...(before === undefined ? {} : { before }) } },
  });
  const signals = usePages<Signal>({
    key: account,
    ask: (before) => answer(client.http.GET("/signals", page(before))),
    keyOf: ({ signal_id }) => signal_id,
    most: rows_max,
    changed: newest_signals,
  });
  const intents = usePages<Intent>({
    key: account,
    ask: (before) => answer(client.http.GET("/intents", page(before))),
    keyOf: ({ intent_id }) => intent_id,
    most: rows_max,
    changed: newest_intents,
  });
  const problem = signals.problem ?? intents.problem;
  const [shown, setShown] = useState(shown_step);
  const hasMore = signals.next !== undefined || intents.next !== undefined;
  const isLoading = signals.isLoading || intents.isLoading;
  const decisions =
    signals.items && intents.items
      ? decisionsOf(
          agent,
          { items: signals.items, isWhole: signals.next === undefined },
          { items: intents.items, isWhole: intents.next === undefined },
        )
      : undefined;
  const isCut = decisions !== undefined && decisions.length > shown;
  const older = () => {
    setShown(shown + shown_step);
    if (decisions !== undefined && decisions.length > shown + shown_step) return;
    signals.more();
    intents.more();
  };
  return (
    <Panel title="Decisions" note="signal → intent → outcome">
      {problem && (
        <div className="panel__body">
          <ProblemNote problem={problem} />
        </div>
      )}
      {decisions === undefined ? (
        !problem && <Skeleton rows={6} />
      ) : decisions.length === 0 ? (
        <Empty title={hasMore ? "None lately" : "No decision yet"}>What it concludes and proposes is listed here.</Empty>
      ) : (
        <ol className="decisions" aria-label={`Decisions of ${nameText(agent)}`}>
          {decisions.slice(0, shown).map((decision) => (
            <DecisionItem key={decision.key} decision={decision} />
          ))}
        </ol>
      )}
      {(hasMore || isCut) && (
        <div className="panel__body">
          <button type="button" className="button" disabled={isLoading} onClick={older}>
            {isLoading ? "Loading…" : "Older ones"}
          </button>
        </div>
      )}
    </Panel>
  );
}

function DecisionItem({ decision: { time, signal, intent } }: { decision: Decision }) {
  const format = useFormat();
  const of = intent ?? signal;
  if (!of) return null;
  return (
    <li className="decision">
      <time dateTime={time} title={fullTime(time)}>
        {dayTime(time)}
      </time>
      <div className="decision__body">
        <p>
          <strong className={of.side === "BUY" ? "up" : "down"}>{signal?.is_hold ? "HOLD" : of.side}</strong>{" "}
          {intent && amountText(intent, format)}{" "}
          <Link href={`/markets/${encodeURIComponent(of.instrument)}`}>{of.instrument}</Link>
          {signal && (
            <span className="quiet">
              {" "}
              · {nameText(signal.strategy)}
              {signal.confidence_percent > 0 && `, ${signal.confidence_percent} % sure`}
            </span>
          )}
        </p>
        <p className="decision__why">{signal?.reason || intent?.reason || "No reason was given."}</p>
        <p className="decision__outcome">
          <Outcome signal={signal} intent={intent} />
        </p>
      </div>
    </li>
  );
}

function Outcome({ signal, intent }: Pick<Decision, "signal" | "intent">) {
  const format = useFormat();
  if (intent)
    return (
      <>
        <span aria-hidden="true">→ </span>
        <Link href={`/portfolio/intents/${intent.intent_id}`}>
          <span className={`tag tag--${stateTone(intent.state)}`}>{stateText(intent.state)}</span>
        </Link>{" "}
        {intent.denial
          ? intent.denial.message
          : intent.average_price
            ? `${format.quantity(intent, intent.filled)} at ${format.average(intent, intent.average_price)}`
            : intent.outcome}
      </>
    );
  if (signal?.intent_id)
    return (
      <>
        <span aria-hidden="true">→ </span>
        <Link href={`/portfolio/intents/${signal.intent_id}`}>{signal.outcome ?? "proposed"}</Link>
      </>
    );
  if (signal?.outcome === undefined) return <span className="quiet">no outcome is known (any more)</span>;
  return (
    <>
      <span aria-hidden="true">→ </span>
      <span className="tag">{signal.outcome}</span> {signal.message}
    </>
  );
}
