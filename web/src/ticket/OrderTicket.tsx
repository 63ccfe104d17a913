import { useRef, useState, type FormEvent } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Intent, Side } from "../api/types";
import { newId } from "../api/uuid";
import { useAccess, useDesk, useSeveralAccounts } from "../store/context";
import { Panel } from "../ui/Panel";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Segments";
import { checkDraft, emptyDraft, type Draft } from "./draft";
import { TicketOutcome } from "./TicketOutcome";
import "./ticket.css";

interface OrderTicketProps {
  instrument: string | undefined;
  onInstrument(instrument: string): void;
}

/** A human's own proposal. It passes the same gate as an agent's. */
export function OrderTicket({ instrument, onInstrument }: OrderTicketProps) {
  const { client, feed } = useAccess();
  const me = useDesk((desk) => desk.me);
  const instruments = useDesk((desk) => desk.market?.instruments);
  const several = useSeveralAccounts();
  const [chosen, setChosen] = useState<string>();
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [outcome, setOutcome] = useState<Intent>();
  // One id for one draft: if the answer is lost, pressing again asks about the same intent.
  const id = useRef<string>(undefined);

  const traded = instruments?.find((each) => each.instrument === instrument);
  const faults = checkDraft(draft);
  const change = (part: Partial<Draft>, account = chosen) => {
    id.current = undefined;
    setDraft((before) => ({ ...before, ...part }));
    setChosen(account);
    setProblem(undefined);
    setOutcome(undefined);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!instrument || !me || faults.amount || faults.limit) return;
    id.current ??= newId();
    setBusy(true);
    setProblem(undefined);
    try {
      const amount = draft.amount.trim();
      setOutcome(
        await client.propose({
          intent_id: id.current,
          account: chosen ?? me.account,
          instrument,
          side: draft.side,
          type: draft.type,
          ...(draft.unit === "quote" ? { quote_quantity: amount } : { quantity: amount }),
          ...(draft.type === "LIMIT" ? { limit_price: draft.limit.trim(), time_in_force: "GTC" as const } : {}),
          ...(draft.reduceOnly ? { reduce_only: true } : {}),
          reason: "by hand, on the dashboard",
        }),
      );
      id.current = undefined;
      setTried(false);
    } catch (error) {
      const failed = asProblem(error);
      if (failed.status !== 0) id.current = undefined;
      setProblem(failed);
    } finally {
      setBusy(false);
      feed.refresh("orders", "intents", "approvals", "positions", "portfolio", "rails", "fills");
    }
  };

  if (me?.role === "viewer") return null;
  const unitName = draft.unit === "quote" ? (traded?.quote ?? "quote") : (traded?.base ?? "base");
  return (
    <Panel id="ticket" title="Order by hand" note="through the same gate">
      <form className="ticket" noValidate onSubmit={(event) => void submit(event)}>
        {several && me && (
          <label className="field">
            <span>Account</span>
            <select value={chosen ?? me.account} onChange={(event) => change({}, event.target.value)}>
              {me.accounts.map(({ account }) => (
                <option key={account}>{account}</option>
              ))}
            </select>
          </label>
        )}
        <div className="ticket__row">
          <label className="field">
            <span>Instrument</span>
            <select value={instrument ?? ""} onChange={(event) => onInstrument(event.target.value)}>
              {instruments?.map((each) => (
                <option key={`${each.venue}:${each.instrument}`}>{each.instrument}</option>
              ))}
            </select>
          </label>
          <div className="field">
            <span aria-hidden="true">Type</span>
            <Segments
              label="Type"
              value={draft.type}
              options={[
                { value: "MARKET", label: "Market" },
                { value: "LIMIT", label: "Limit" },
              ]}
              onChange={(type) => change({ type, ...(type === "LIMIT" ? { unit: "base" as const } : {}) })}
            />
          </div>
        </div>
        <Segments<Side>
          label="Side"
          value={draft.side}
          options={[
            { value: "BUY", label: "Buy" },
            { value: "SELL", label: "Sell" },
          ]}
          onChange={(side) => change({ side })}
        />
        <div className="ticket__row">
          <label className="field">
            <span>
              {draft.unit === "quote" ? "Amount" : "Quantity"} in {unitName}
            </span>
            <input
              inputMode="decimal"
              autoComplete="off"
              placeholder={draft.unit === "quote" ? "250" : (traded?.quantity_min ?? "0")}
              value={draft.amount}
              aria-invalid={tried && faults.amount !== undefined}
              aria-describedby="ticket-amount-fault"
              onChange={(event) => change({ amount: event.target.value })}
            />
          </label>
          {draft.type === "MARKET" ? (
            <button
              type="button"
              className="button ticket__unit"
              onClick={() => change({ unit: draft.unit === "quote" ? "base" : "quote" })}
            >
              in {draft.unit === "quote" ? (traded?.base ?? "base") : (traded?.quote ?? "quote")}
            </button>
          ) : (
            <label className="field">
              <span>Limit price</span>
              <input
                inputMode="decimal"
                autoComplete="off"
                value={draft.limit}
                aria-invalid={tried && faults.limit !== undefined}
                aria-describedby="ticket-limit-fault"
                onChange={(event) => change({ limit: event.target.value })}
              />
            </label>
          )}
        </div>
        {tried && faults.amount && (
          <p id="ticket-amount-fault" className="down ticket__fault">
            {faults.amount}
          </p>
        )}
        {tried && faults.limit && (
          <p id="ticket-limit-fault" className="down ticket__fault">
            {faults.limit}
          </p>
        )}
        <label className="ticket__check">
          <input
            type="checkbox"
            checked={draft.reduceOnly}
            onChange={(event) => change({ reduceOnly: event.target.checked })}
          />
          Reduce only
        </label>
        <button
          type="submit"
          className={`button ${draft.side === "BUY" ? "button--approve" : "button--reject"}`}
          disabled={busy}
        >
          {busy ? "Sending…" : `Propose to ${draft.side.toLowerCase()} ${instrument ?? ""}`}
        </button>
        {problem && <ProblemNote problem={problem} />}
        {outcome && <TicketOutcome id={outcome.intent_id} first={outcome} />}
      </form>
    </Panel>
  );
}
