import { useCallback, useEffect, useState } from "react";
import { loadChoices } from "../alerts/choices";
import { syncPush } from "../alerts/push";
import { asProblem, type Problem } from "../api/problem";
import type { IssuedToken, Token } from "../api/types";
import { useAccess, useDesk, useDeskNow } from "../store/context";
import { Confirm } from "../ui/Confirm";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { CreateToken } from "./CreateToken";
import { graces, own_grace_s } from "./expiry";
import { SecretOnce } from "./SecretOnce";
import { TokenRow } from "./TokenRow";
import "./tokens.css";

type Ask = { what: "rotate" | "revoke"; token: Token };

/** One's own tokens, an operator's view of everybody's: made, rotated and revoked here. */
export function TokensSection() {
  const { client, feed, session } = useAccess();
  const me = useDesk((desk) => desk.me);
  const now = useDeskNow();
  const [tokens, setTokens] = useState<Token[]>();
  const [problem, setProblem] = useState<Problem>();
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<{ token: IssuedToken; note?: string }>();
  const [ask, setAsk] = useState<Ask>();
  const [grace, setGrace] = useState<string>(graces[0].value);

  const load = useCallback(async () => {
    try {
      setTokens(await client.tokens());
      setProblem(undefined);
    } catch (error) {
      setProblem(asProblem(error));
    }
  }, [client]);
  useEffect(() => void load(), [load]);

  const isThis = (token: Token) => token.id === me?.token_id;
  const rotate = async (token: Token) => {
    const isOwn = isThis(token);
    const seconds = isOwn ? own_grace_s : Number(grace);
    const made = await client.rotateToken(token.id, seconds);
    if (isOwn) {
      session.renew(made.token);
      feed.refresh("me");
      // What pushes to this browser ends with the token it was made with.
      void loadChoices(client)
        .then(() => syncPush(client))
        .catch(() => {});
    }
    const end = graces.find((each) => each.value === String(seconds))?.label ?? "soon";
    const note = isOwn ? `This page goes on with it; the old one ends ${end}.` : `The old one ends ${end}.`;
    setIssued({ token: made, note });
    void load();
  };
  const revoke = async (token: Token) => {
    await client.revokeToken(token.id);
    if (isThis(token)) session.signOut();
    else void load();
  };
  const showsUser = tokens?.some((token) => token.user !== me?.name) ?? false;
  return (
    <section className="tokens" aria-label="Tokens">
      <div className="tokens__head">
        <h3>Tokens</h3>
        {!creating && !issued && (
          <button type="button" className="button button--small" onClick={() => setCreating(true)}>
            New token
          </button>
        )}
      </div>
      {issued && (
        <SecretOnce
          key={issued.token.id}
          name={issued.token.name}
          secret={issued.token.token}
          note={issued.note}
          onDone={() => setIssued(undefined)}
        />
      )}
      {creating && (
        <CreateToken
          onCreated={(token) => {
            setCreating(false);
            setIssued({ token });
            void load();
          }}
          onBack={() => setCreating(false)}
        />
      )}
      {problem && (
        <>
          <ProblemNote problem={problem} />
          <button type="button" className="button button--small" onClick={() => void load()}>
            Ask again
          </button>
        </>
      )}
      {!tokens && !problem && <Skeleton />}
      {tokens?.length === 0 && <Empty title="No tokens">Make one for a program or another device.</Empty>}
      {tokens && tokens.length > 0 && (
        <ul>
          {tokens.map((token) => (
            <TokenRow
              key={token.id}
              token={token}
              now={now}
              isThis={isThis(token)}
              showsUser={showsUser}
              onRotate={() => setAsk({ what: "rotate", token })}
              onRevoke={() => setAsk({ what: "revoke", token })}
            />
          ))}
        </ul>
      )}
      {ask?.what === "revoke" && (
        <Confirm
          title={`Revoke ${ask.token.name}?`}
          yes="Revoke"
          no="Keep it"
          onYes={() => revoke(ask.token)}
          onClose={() => setAsk(undefined)}
        >
          {isThis(ask.token)
            ? "This page came in with it: you will be signed out here. It cannot be undone."
            : `Whatever uses this token of ${ask.token.user} is shut out at once. It cannot be undone.`}
        </Confirm>
      )}
      {ask?.what === "rotate" && (
        <Confirm
          title={`Rotate ${ask.token.name}?`}
          yes="Rotate"
          no="Keep it"
          onYes={() => rotate(ask.token)}
          onClose={() => setAsk(undefined)}
        >
          A new token of the same name takes its place; its secret is shown once.{" "}
          {isThis(ask.token) ? (
            "This page goes on with the new one; the old one ends after a minute."
          ) : (
            <label>
              The old one ends{" "}
              <select value={grace} onChange={(event) => setGrace(event.target.value)}>
                {graces.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
          )}
        </Confirm>
      )}
    </section>
  );
}
