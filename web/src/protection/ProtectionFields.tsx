import type { Instrument } from "../api/types";
import { useFormat } from "../format/useFormat";
import { signedPercent } from "../format/number";
import type { Format } from "../format/format";
import { TextField } from "../ui/TextField";
import type { Level, ProtectionDraft, Term, Weighed } from "./draft";
import "./protection.css";

interface ProtectionFieldsProps {
  draft: ProtectionDraft;
  weighed: Weighed;
  instrument: Instrument | undefined;
  /** Faults are shown once somebody tried to send it. */
  showsFaults: boolean;
  /** What the desk said was wrong, by field. */
  refused?: Partial<Record<keyof ProtectionDraft, string>>;
  onChange(draft: ProtectionDraft): void;
}

/** A stop, a target and a trail, each with what it means in prices and in money. */
export function ProtectionFields(props: ProtectionFieldsProps) {
  const { draft, weighed, instrument, showsFaults, refused, onChange } = props;
  const format = useFormat();
  const fault = (name: keyof ProtectionDraft) => (showsFaults && weighed[name].fault) || refused?.[name];
  return (
    <fieldset className="protection">
      <legend className="visually-hidden">Protection</legend>
      <LevelField
        name="Stop loss"
        where="below"
        level={draft.stop}
        term={weighed.stop}
        fault={fault("stop")}
        instrument={instrument}
        onChange={(stop) => onChange({ ...draft, stop })}
      />
      <LevelField
        name="Take profit"
        where="above"
        level={draft.target}
        term={weighed.target}
        fault={fault("target")}
        instrument={instrument}
        onChange={(target) => onChange({ ...draft, target })}
      />
      <TextField
        label="Trailing stop, % below the best price"
        decimal
        value={draft.trail}
        fault={fault("trail")}
        hint={trailHint(weighed, instrument, format)}
        onChange={(trail) => onChange({ ...draft, trail })}
      />
    </fieldset>
  );
}

interface LevelFieldProps {
  name: string;
  where: "below" | "above";
  level: Level;
  term: Term;
  fault: string | false | undefined;
  instrument: Instrument | undefined;
  onChange(level: Level): void;
}

function LevelField({ name, where, level, term, fault, instrument, onChange }: LevelFieldProps) {
  const format = useFormat();
  const asPrice = level.unit === "price";
  // What was meant stays meant where it can: percents become the price they come to.
  const turned: Level = asPrice ? { text: "", unit: "percent" } : { text: term.price ?? "", unit: "price" };
  const words = asPrice ? "in %" : "as a price";
  return (
    <div className="protection__level">
      <TextField
        label={asPrice ? `${name} at` : `${name}, % ${where}`}
        decimal
        value={level.text}
        fault={fault}
        hint={termText(term, instrument, format, !asPrice)}
        onChange={(text) => onChange({ ...level, text })}
      />
      <button type="button" className="button" aria-label={`${name} ${words}`} onClick={() => onChange(turned)}>
        {words}
      </button>
    </div>
  );
}

/** "93,000.00 · −3.12 % · about −12.40 USDT" */
function termText(
  { price, distance, result }: Term,
  instrument: Instrument | undefined,
  format: Format,
  showsPrice: boolean,
): string | undefined {
  if (!price || !instrument) return undefined;
  return [
    ...(showsPrice ? [format.price(instrument, price)] : []),
    ...(distance ? [signedPercent(distance)] : []),
    ...(result ? [`about ${format.signedMoney(instrument.quote, result)} ${instrument.quote}`] : []),
  ].join(" · ");
}

function trailHint({ stop, trail }: Weighed, instrument: Instrument | undefined, format: Format): string | undefined {
  if (!trail.price) return undefined;
  if (stop.price) return "It begins at the stop above, or this far below the price where that is higher, and follows the price up.";
  const begins = termText({ ...trail, distance: undefined }, instrument, format, true);
  return `It begins at ${begins} and follows the price up.`;
}
