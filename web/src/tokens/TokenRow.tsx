import type { Token } from "../api/types";
import { ago, fullTime, until } from "../format/time";

interface TokenRowProps {
  token: Token;
  now: number;
  /** The one this page came with. */
  isThis: boolean;
  /** Whose it is, where not all are one's own. */
  showsUser: boolean;
  onRotate(): void;
  onRevoke(): void;
}

export function TokenRow({ token, now, isThis, showsUser, onRotate, onRevoke }: TokenRowProps) {
  const { name, user, kind, created, last_used, expires } = token;
  const whose = showsUser ? `${name} of ${user}` : name;
  return (
    <li className="token">
      <p className="token__name">
        <strong>{name}</strong>
        {isThis && <span className="tag tag--accent">this page</span>}
        {kind === "session" && <span className="tag">sign-in</span>}
      </p>
      <dl>
        {showsUser && (
          <div>
            <dt>User</dt>
            <dd>{user}</dd>
          </div>
        )}
        <div>
          <dt>Made</dt>
          <dd title={fullTime(created)}>{ago(created, now)}</dd>
        </div>
        <div>
          <dt>Last used</dt>
          <dd title={last_used && fullTime(last_used)}>{ago(last_used, now)}</dd>
        </div>
        <div>
          <dt>Expires</dt>
          <dd title={expires && fullTime(expires)}>{expires ? until(expires, now) : "never"}</dd>
        </div>
      </dl>
      <div className="tokens__actions">
        <button type="button" className="button button--small" aria-label={`Rotate ${whose}…`} onClick={onRotate}>
          Rotate…
        </button>
        <button
          type="button"
          className="button button--small button--reject"
          aria-label={`Revoke ${whose}…`}
          onClick={onRevoke}
        >
          Revoke…
        </button>
      </div>
    </li>
  );
}
