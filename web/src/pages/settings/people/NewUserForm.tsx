import { useState, type FormEvent } from "react";
import { useAccess, useDesk } from "../../../store/context";
import { ProblemNote } from "../../../ui/ProblemNote";
import { Segments } from "../../../ui/Segments";
import { TextField } from "../../../ui/TextField";
import { useWork } from "../../../ui/useWork";

export interface MadeUser {
  name: string;
  token: string;
}

type Role = "trader" | "viewer";

const roles = [
  { value: "trader", label: "Trader" },
  { value: "viewer", label: "Viewer" },
] as const;

const name_pattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,35}$/;

export function nameFault(typed: string): string | undefined {
  if (typed === "") return "A name, please.";
  return name_pattern.test(typed) ? undefined : "Letters, digits, point, dash and underscore; at most 36.";
}

interface NewUserFormProps {
  onMade(user: MadeUser): void;
  onBack(): void;
}

export function NewUserForm({ onMade, onBack }: NewUserFormProps) {
  const { client } = useAccess();
  const venues = useDesk((desk) => desk.status?.venues);
  const { busy, problem, run } = useWork();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("trader");
  const [typed, setTyped] = useState("");
  const [venue, setVenue] = useState("");
  const [tried, setTried] = useState(false);
  const account = typed.trim() || name.trim();
  const faults = { name: nameFault(name.trim()), account: account === "" ? undefined : nameFault(account) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.name !== undefined || faults.account !== undefined) return;
    void run(async () => {
      const { token } = await client.createUser({ name: name.trim(), role, account, ...(venue ? { venue } : {}) });
      onMade({ name: name.trim(), token });
    });
  };
  return (
    <form className="tokens__form" noValidate aria-label="New user" onSubmit={submit}>
      <div className="settings__pair">
        <TextField label="Name" placeholder="alice" maxLength={36} value={name} onChange={setName} fault={tried && faults.name} />
        <TextField
          label="Account"
          placeholder={name.trim() || "alice"}
          maxLength={36}
          value={typed}
          onChange={setTyped}
          fault={tried && faults.account}
          hint={role === "trader" ? "Of their own; it is opened." : "One that is there, or a new one."}
        />
        {venues && venues.length > 1 && (
          <label className="field">
            <span>Venue of a new account</span>
            <select value={venue} onChange={(event) => setVenue(event.target.value)}>
              <option value="">the first: {venues[0]}</option>
              {venues.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div>
        <Segments<Role> label="Role" options={roles} value={role} onChange={setRole} />
      </div>
      <p className="quiet">
        {role === "trader"
          ? "A trader proposes, cancels and halts in their own account, and sees nobody else's."
          : "A viewer sees the account they are given, and can do nothing in it."}
      </p>
      {problem && <ProblemNote problem={problem} />}
      <div className="actions">
        <button type="submit" className="button button--primary" disabled={busy}>
          {busy ? "Making them…" : "Make the user"}
        </button>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
