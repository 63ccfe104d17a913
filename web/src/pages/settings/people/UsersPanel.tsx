import { useState } from "react";
import type { User } from "../../../api/types";
import { fullTime } from "../../../format/time";
import { useAccess, useDesk } from "../../../store/context";
import { useAnswer } from "../../../store/useAnswer";
import { SecretOnce } from "../../../tokens/SecretOnce";
import { Confirm } from "../../../ui/Confirm";
import { Panel } from "../../../ui/Panel";
import { Waiting } from "../../../ui/Waiting";
import { NewUserForm, type MadeUser } from "./NewUserForm";

/** Who may come in: made, shut out and let in again here. */
export function UsersPanel() {
  const { client, feed } = useAccess();
  const users = useAnswer("users", client.users);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<MadeUser>();
  const [asked, setAsked] = useState<User>();
  const again = () => {
    users.again();
    feed.refresh("accounts");
  };
  return (
    <Panel
      title="Users"
      note={users.value && `${users.value.length}`}
      tools={
        !isMaking &&
        !made && (
          <button type="button" className="button button--small" onClick={() => setMaking(true)}>
            New user
          </button>
        )
      }
    >
      {(isMaking || made) && (
        <div className="panel__body">
          {made ? (
            <SecretOnce
              name={made.name}
              secret={made.token}
              note="Hand it over in a way that only they can read: whoever has it is let in as them."
              onDone={() => setMade(undefined)}
            />
          ) : (
            <NewUserForm
              onMade={(user) => {
                setMaking(false);
                setMade(user);
                again();
              }}
              onBack={() => setMaking(false)}
            />
          )}
        </div>
      )}
      {users.value === undefined ? (
        <Waiting problem={users.problem} onAgain={users.again} />
      ) : (
        <div className="table-scroll">
          <table className="table table--cards">
            <caption className="visually-hidden">Users</caption>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">May</th>
                <th scope="col">Account</th>
                <th scope="col">Since</th>
                <th scope="col">
                  <span className="visually-hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {users.value.map((user) => (
                <UserRow key={user.name} user={user} onAsk={() => setAsked(user)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked && <ConfirmUser user={asked} onDone={again} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

const may: Record<User["role"], string> = {
  operator: "do everything",
  trader: "trade in their account",
  viewer: "look",
};

function UserRow({ user, onAsk }: { user: User; onAsk(): void }) {
  const me = useDesk((desk) => desk.me?.name);
  const { name, role, account, created, is_disabled } = user;
  const verb = is_disabled ? "Let in" : "Shut out";
  return (
    <tr>
      <th scope="row">
        {name} {name === me && <span className="tag tag--accent">you</span>}{" "}
        {is_disabled && <span className="tag tag--down">shut out</span>}
      </th>
      <td data-label="May">
        {may[role]} <span className="quiet">({role})</span>
      </td>
      <td data-label="Account">{account}</td>
      <td className="nowrap" data-label="Since">
        {fullTime(created).slice(0, 10)}
      </td>
      <td className="number">
        {role !== "operator" && (
          <button
            type="button"
            className={`button button--small ${is_disabled ? "" : "button--reject"}`}
            aria-label={`${verb} ${name}…`}
            onClick={onAsk}
          >
            {verb}…
          </button>
        )}
      </td>
    </tr>
  );
}

function ConfirmUser({ user, onDone, onClose }: { user: User; onDone(): void; onClose(): void }) {
  const { client } = useAccess();
  const { name, is_disabled } = user;
  return is_disabled ? (
    <Confirm
      title={`Let ${name} in again?`}
      yes="Let in"
      no="Leave them out"
      onYes={() => client.enableUser(name).then(onDone)}
      onClose={onClose}
    >
      Their old tokens stay revoked: make a new one for them below.
    </Confirm>
  ) : (
    <Confirm
      title={`Shut ${name} out?`}
      yes="Shut out"
      no="Leave them in"
      onYes={() => client.disableUser(name).then(onDone)}
      onClose={onClose}
    >
      All their tokens end at once, and nothing lets them in until you do. Their account and its positions stay as they are,
      and agents go on in it: halt it if they should not.
    </Confirm>
  );
}
