import { useState } from "react";
import { Link } from "wouter";
import { useAccess, useDesk } from "../store/context";
import { TokensSection } from "../tokens/TokensSection";
import { Dialog } from "../ui/Dialog";
import { signOut } from "./signOut";
import "./usermenu.css";

/** Who is signed in; opens what is theirs: accounts, tokens, and the way out. */
export function UserMenu() {
  const me = useDesk((desk) => desk.me);
  const [open, setOpen] = useState(false);
  if (!me) return null;
  return (
    <>
      <button
        type="button"
        className="button button--quiet user-button"
        aria-haspopup="dialog"
        aria-label={`${me.name}: tokens and sign out`}
        title="Tokens and sign out"
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="currentColor">
          <path d="M8 1.8a3.1 3.1 0 1 0 0 6.2 3.1 3.1 0 0 0 0-6.2ZM2.4 13.6c.3-2.5 2.6-4.2 5.6-4.2s5.3 1.7 5.6 4.2z" />
        </svg>
        <span>{me.name}</span>
      </button>
      {open && <UserDrawer onClose={() => setOpen(false)} />}
    </>
  );
}

function UserDrawer({ onClose }: { onClose(): void }) {
  const name = useDesk((desk) => desk.me?.name);
  return (
    <Dialog title={name ?? ""} kind="drawer" onClose={onClose}>
      <Me />
      <p className="user__more">
        <Link href="/settings/sign-in" onClick={onClose}>
          Sign in on a phone
        </Link>
        <Link href="/settings" onClick={onClose}>
          All settings
        </Link>
      </p>
      <TokensSection />
    </Dialog>
  );
}

/** Who is signed in, as what and where, and the way out. */
export function Me() {
  const { client, session } = useAccess();
  const me = useDesk((desk) => desk.me);
  const [busy, setBusy] = useState(false);
  if (!me) return null;
  const leave = async () => {
    setBusy(true);
    await signOut(client, session, me);
  };
  return (
    <>
      <dl className="user__facts">
        <dt>Role</dt>
        <dd>
          {me.role}
          {me.is_approver && ", approver"}
        </dd>
        <dt>{me.accounts.length === 1 ? "Account" : "Accounts"}</dt>
        <dd>
          {me.accounts.length === 0
            ? `${me.account}, not opened yet`
            : me.accounts.map(({ account, venue }) => `${account} at ${venue}`).join(", ")}
        </dd>
      </dl>
      <button type="button" className="button user__out" disabled={busy} onClick={() => void leave()}>
        {busy ? "Signing out…" : "Sign out"}
      </button>
    </>
  );
}
