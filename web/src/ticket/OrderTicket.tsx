import { useEffect, useRef, useState, type FormEvent } from "react";
import { asProblem, type Problem } from "../api/problem";
import type { Intent, NewIntent, OrderType, Side } from "../api/types";
import { newId } from "../api/uuid";
import { signedPercent } from "../format/number";
import { useFormat } from "../format/useFormat";
import { percentFrom } from "../protection/draft";
import { ProtectionFields } from "../protection/ProtectionFields";
import { useAccess, useAccount, useDesk, useQuote, useSeveralAccounts } from "../store/context";
import { Panel } from "../ui/Panel";
import { ProblemNote } from "../ui/ProblemNote";
import { SureButton } from "../ui/SureButton";
import { Segments } from "../ui/Segments";
import { TextField } from "../ui/TextField";
import { checkDraft, emptyDraft, expectedPrice, orderOf, wantsProtection, weighProtection, type Draft } from "./draft";
import { fieldName, order_types, type PriceField } from "./orderTypes";
import { refusalsOf } from "./refusals";
import { TicketOutcome } from "./TicketOutcome";
import { TicketPreview } from "./TicketPreview";
import { useOrderPreview } from "./useOrderPreview";
import "./ticket.css";

interface OrderTicketProps {
  instrument: string | undefined;
  onInstrument(instrument: string): void;
}

const types = Object.keys(order_types) as OrderType[];

/** A human's own proposal. It passes the same gate as an agent's. */
export function OrderTicket({ instrument, onInstrument }: OrderTicketProps) {
  const { client, feed } = useAccess();
  const format = useFormat();
  const me = useDesk((desk) => desk.me);
  const instruments = useDesk((desk) => desk.market?.instruments);
  const quote = useQuote(instrument);
  const several = useSeveralAccounts();
  const [chosen, setChosen] = useState<string>();
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [outcome, setOutcome] = useState<Intent>();
  // One intent for one draft, its id and its prices: if the answer is lost, pressing again asks about the same.
  const sent = useRef<NewIntent>(undefined);
  const form = useRef<HTMLFormElement>(null);

  // Prices are an instrument's own: another's would be taken for this one's.
  const [typedFor, setTypedFor] = useState(instrument);
  if (typedFor !== instrument) {
    setTypedFor(instrument);
    setDraft((before) => ({ ...before, limit: "", stop: "", stopLimit: "", protection: emptyDraft.protection }));
    setProblem(undefined);
    setOutcome(undefined);
    setTried(false);
  }

  const traded = instruments?.find((each) => each.instrument === instrument);
  const around = { instrument: traded, quote };
  const faults = checkDraft(draft, around, format);
  const isFaultless = Object.keys(faults).length === 0;
  const looked = useAccount();
  const account = chosen ?? looked;
  const order = () => ({ account: account ?? "", instrument: instrument ?? "", ...orderOf(draft, around, format) });
  const asks = isFaultless && account && instrument && !busy && !outcome && !problem;
  const previewed = useOrderPreview(asks ? JSON.stringify([account, instrument, draft]) : "", order);
  const refusals = refusalsOf(problem ?? previewed.problem);

  const change = (part: Partial<Draft>, toAccount = chosen) => {
    sent.current = undefined;
    setDraft((before) => ({ ...before, ...part }));
    setChosen(toAccount);
    setProblem(undefined);
    setOutcome(undefined);
  };

  // Whoever pressed the button is taken to what is wrong.
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (attempt > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempt]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setTried(true);
    if (!instrument || !account) return;
    if (sent.current?.instrument !== instrument) sent.current = undefined;
    if (!sent.current && !isFaultless) return setAttempt((before) => before + 1);
    sent.current ??= { intent_id: newId(), ...order() };
    setBusy(true);
    setProblem(undefined);
    try {
      setOutcome(await client.propose(sent.current));
      sent.current = undefined;
      setTried(false);
      // A second click is not a second order.
      setDraft((before) => ({ ...before, amount: "" }));
    } catch (error) {
      const failed = asProblem(error);
      if (failed.status !== 0) sent.current = undefined;
      setProblem(failed);
      setAttempt((before) => before + 1);
    } finally {
      setBusy(false);
      feed.refresh("orders", "intents", "approvals", "positions", "portfolio", "rails", "fills");
    }
  };

  if (me?.role === "viewer") return null;
  const { fields, words } = order_types[draft.type];
  const unitName = draft.unit === "quote" ? (traded?.quote ?? "quote") : (traded?.base ?? "base");
  const faultOf = (field: PriceField | "amount") => (tried && faults[field]) || refusals.fields[field];
  const market = expectedPrice({ ...draft, type: "MARKET" }, around);
  const away = (field: PriceField) => {
    const percents = market && percentFrom(draft[field].trim(), market);
    return percents && `${signedPercent(percents)} from the market`;
  };
  const priceField = (field: PriceField) => (
    <TextField
      key={field}
      label={fieldName(field, draft.type)}
      decimal
      value={draft[field]}
      fault={faultOf(field)}
      hint={field === "trail" ? undefined : away(field)}
      onChange={(text) => change({ [field]: text })}
    />
  );
  const [first, ...others] = fields;
  return (
    <Panel id="ticket" title="New order" note="through the same gate">
      <form ref={form} className="ticket" noValidate onSubmit={(event) => void submit(event)}>
        {several && me && (
          <label className="field">
            <span>Account</span>
            <select value={account} onChange={(event) => change({}, event.target.value)}>
              {me.accounts.map((each) => (
                <option key={each.account}>{each.account}</option>
              ))}
            </select>
          </label>
        )}
        <div className="ticket__row ticket__row--even">
          <label className="field">
            <span>Instrument</span>
            <select value={instrument ?? ""} onChange={(event) => onInstrument(event.target.value)}>
              {instruments?.map((each) => (
                <option key={`${each.venue}:${each.instrument}`}>{each.instrument}</option>
              ))}
            </select>
          </label>
          <label className="field">
            <span>Type</span>
            <select
              value={draft.type}
              onChange={({ target }) => {
                const type = target.value as OrderType;
                change({ type, ...(type === "MARKET" ? {} : { unit: "base" as const }) });
              }}
            >
              {types.map((type) => (
                <option key={type} value={type}>
                  {order_types[type].name}
                </option>
              ))}
            </select>
          </label>
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
        <p className="quiet ticket__words">{words[draft.side]}</p>
        <div className="ticket__row">
          <TextField
            label={`${draft.unit === "quote" ? "Amount" : "Quantity"} in ${unitName}`}
            decimal
            placeholder={draft.unit === "quote" ? "250" : (traded?.quantity_min ?? "0")}
            value={draft.amount}
            fault={faultOf("amount")}
            onChange={(amount) => change({ amount })}
          />
          {first ? (
            priceField(first)
          ) : (
            <button
              type="button"
              className="button ticket__unit"
              onClick={() => change({ unit: draft.unit === "quote" ? "base" : "quote" })}
            >
              in {draft.unit === "quote" ? (traded?.base ?? "base") : (traded?.quote ?? "quote")}
            </button>
          )}
        </div>
        {others.length > 0 && <div className="ticket__row ticket__row--even">{others.map(priceField)}</div>}
        <div className="ticket__checks">
          <label className="ticket__check">
            <input
              type="checkbox"
              checked={draft.reduceOnly}
              onChange={(event) => change({ reduceOnly: event.target.checked })}
            />
            Reduce only
          </label>
          {draft.side === "BUY" && !draft.reduceOnly && (
            <label className="ticket__check">
              <input
                type="checkbox"
                checked={draft.isProtected}
                onChange={(event) => change({ isProtected: event.target.checked })}
              />
              Protect what it buys
            </label>
          )}
        </div>
        {wantsProtection(draft) && (
          <div className="ticket__protection">
            <p className="quiet ticket__words">
              Once it has filled, the desk keeps an order at the venue that sells all of it. Amounts are before fees.
            </p>
            <ProtectionFields
              draft={draft.protection}
              weighed={weighProtection(draft, around, format)}
              instrument={traded}
              showsFaults={tried}
              refused={refusals.protection}
              onChange={(protection) => change({ protection })}
            />
            {tried && faults.protection && <p className="down ticket__fault">{faults.protection}</p>}
          </div>
        )}
        <SureButton
          type="submit"
          className={draft.side === "BUY" ? "button--approve" : "button--reject"}
          isBusy={busy}
        >
          {busy ? "Sending…" : `Propose to ${draft.side.toLowerCase()} ${instrument ?? ""}`}
        </SureButton>
        {/* Beneath what is pressed: it comes and goes as one types, and would move the button. */}
        {previewed.preview && traded && <TicketPreview preview={previewed.preview} instrument={traded} />}
        {problem && !refusals.isComplete && <ProblemNote problem={problem} />}
        {outcome && <TicketOutcome id={outcome.intent_id} first={outcome} />}
      </form>
    </Panel>
  );
}
