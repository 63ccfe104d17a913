import { useState, type FormEvent } from "react";
import type { IssuedToken } from "../api/types";
import { useAccess, useDesk } from "../store/context";
import { ProblemNote } from "../ui/ProblemNote";
import { TextField } from "../ui/TextField";
import { useWork } from "../ui/useWork";
import { expiries, type Expiry } from "./expiry";

interface CreateTokenProps {
  onCreated(token: IssuedToken): void;
  onBack(): void;
}

export function CreateToken({ onCreated, onBack }: CreateTokenProps) {
  const { client } = useAccess();
  const me = useDesk((desk) => desk.me);
  const { busy, problem, run } = useWork();
  const [name, setName] = useState("");
  const [user, setUser] = useState("");
  const [expiry, setExpiry] = useState<Expiry>("month");
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "") return;
    const expires_in_s = expiries.find((each) => each.value === expiry)?.expires_in_s;
    void run(async () => {
      const token = await client.createToken({
        name: name.trim(),
        ...(user.trim() === "" ? {} : { user: user.trim() }),
        ...(expires_in_s === undefined ? {} : { expires_in_s }),
      });
      onCreated(token);
    });
  };
  return (
    <form className="tokens__form" noValidate aria-label="New token" onSubmit={submit}>
      <TextField
        label="Name: what it is for"
        placeholder="laptop"
        maxLength={64}
        value={name}
        onChange={setName}
        fault={tried && name.trim() === "" && "Give it a name, to know it by when it is to be revoked."}
      />
      <div className="tokens__pair">
        {me?.role === "operator" && (
          <TextField label="For user" placeholder={me.name} value={user} onChange={setUser} />
        )}
        <label className="field">
          <span>Expires</span>
          <select value={expiry} onChange={(event) => setExpiry(event.target.value as Expiry)}>
            {expiries.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem && <ProblemNote problem={problem} />}
      <div className="tokens__actions">
        <button type="submit" className="button button--primary" disabled={busy}>
          {busy ? "Making it…" : "Make the token"}
        </button>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
