import { useRef, useState } from "react";

interface SecretOnceProps {
  name: string;
  secret: string;
  /** What else is to be known, such as when the old one ends. */
  note?: string | undefined;
  onDone(): void;
}

/** A token's secret, which the desk tells once and does not keep. It is nowhere but in this element. */
export function SecretOnce({ name, secret, note, onDone }: SecretOnceProps) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // Only a page served over TLS or from this machine may write there.
      setCopied(false);
    }
  };
  return (
    <section className="secret" aria-label="The new token">
      <p>
        <strong>{name}</strong> is made. Its secret is shown this once: keep it where only you can read it.
      </p>
      {note && <p className="quiet">{note}</p>}
      <input
        ref={field}
        className="mono"
        readOnly
        autoFocus
        aria-label="Secret"
        value={secret}
        onFocus={(event) => event.target.select()}
      />
      <div className="tokens__actions">
        <button type="button" className="button button--primary" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" className="button" onClick={onDone}>
          Done
        </button>
        <span role="status" className="quiet">
          {copied === true && "Copied."}
          {copied === false && "It is selected: copy it by hand."}
        </span>
      </div>
    </section>
  );
}
