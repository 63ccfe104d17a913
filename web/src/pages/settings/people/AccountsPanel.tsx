import { useState } from "react";
import type { Portfolio } from "../../../api/types";
import { money } from "../../../format/number";
import { ConfirmResumeAccount } from "../../../shell/ConfirmResumeAccount";
import { useAccess, useDesk } from "../../../store/context";
import type { AccountSummary } from "../../../store/desk";
import { useAnswer } from "../../../store/useAnswer";
import { useNews } from "../../../store/useNews";
import { Confirm } from "../../../ui/Confirm";
import { Loading } from "../../../ui/Loading";
import { Panel } from "../../../ui/Panel";
import { withToast } from "../../../ui/toast/toasts";
import { standing } from "./standing";

/** What may stop an account, or let it go on. */
const stops = /^(AccountState|DailyLoss|LossStreak|Reconcile|DayStarted)/;

type Ask = { what: "halt" | "resume" | "rearm"; account: string };

/** Every account one may see: whether it trades, why it does not, and the way out. */
export function AccountsPanel() {
  const { client, feed } = useAccess();
  const me = useDesk((desk) => desk.me);
  const accounts = useDesk((desk) => desk.accounts);
  const [ask, setAsk] = useState<Ask>();
  const names = accounts?.map(({ account }) => account).join(" ");
  const portfolios = useAnswer(names, async () => {
    const all = await Promise.all(
      (names ? names.split(" ") : []).map((account) => client.portfolio(account).catch(() => undefined)),
    );
    return Object.fromEntries(all.flatMap((each) => (each ? [[each.account, each]] : [])));
  });
  const again = () => {
    feed.refresh("me", "accounts", "portfolio", "rails");
    portfolios.again();
  };
  useNews(stops, portfolios.again);
  const isOperator = me?.role === "operator";
  return (
    <Panel title={isOperator ? "Accounts" : "My accounts"} note={accounts && `${accounts.length}`}>
      {accounts === undefined ? (
        <Loading part="accounts" />
      ) : (
        <div className="table-scroll">
          <table className="table table--cards">
            <caption className="visually-hidden">Accounts and whether they trade</caption>
            <thead>
              <tr>
                <th scope="col">Account</th>
                <th scope="col">State</th>
                <th scope="col" className="number">
                  Equity
                </th>
                <th scope="col">Losses in a row</th>
                <th scope="col">
                  <span className="visually-hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {accounts.map((each) => (
                <AccountRow
                  key={each.account}
                  summary={each}
                  portfolio={portfolios.value?.[each.account]}
                  mayHalt={me !== undefined && (isOperator || (me.role === "trader" && each.user === undefined))}
                  mayResume={isOperator}
                  onAsk={(what) => setAsk({ what, account: each.account })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {ask?.what === "resume" && (
        <ConfirmResumeAccount
          account={ask.account}
          onClose={() => {
            setAsk(undefined);
            again();
          }}
        />
      )}
      {ask?.what === "halt" && (
        <Confirm
          title={`Halt account ${ask.account}?`}
          yes="Halt the account"
          no="Let it trade"
          onYes={() =>
            withToast(
              `Account ${ask.account}`,
              () => client.haltAccount(ask.account, "halted in the settings"),
              () => "Halted.",
            ).then(again)
          }
          onClose={() => setAsk(undefined)}
        >
          Nothing new goes out of it, and resting orders that would add to a position are cancelled. Selling what it holds
          still works. {isOperator ? "You can resume it here." : "Only the operator can resume it."}
        </Confirm>
      )}
      {ask?.what === "rearm" && (
        <Confirm
          title={`Re-arm account ${ask.account}?`}
          yes="Re-arm"
          no="Leave it stopped"
          onYes={() => client.rearm(ask.account, "confirmed in the settings").finally(again)}
          onClose={() => setAsk(undefined)}
        >
          After this the agents may open positions in it again, within the limits. Look at what happened first.
        </Confirm>
      )}
    </Panel>
  );
}

interface AccountRowProps {
  summary: AccountSummary;
  portfolio: Portfolio | undefined;
  mayHalt: boolean;
  mayResume: boolean;
  onAsk(what: Ask["what"]): void;
}

function AccountRow({ summary, portfolio, mayHalt, mayResume, onAsk }: AccountRowProps) {
  const { account, state, user } = summary;
  const { tone, words, why } = standing(summary, portfolio);
  const button = (what: Ask["what"], text: string) => (
    <button type="button" className="button button--small" aria-label={`${text} account ${account}…`} onClick={() => onAsk(what)}>
      {text}…
    </button>
  );
  return (
    <tr>
      <th scope="row">
        {account}
        <small>
          {portfolio ? `at ${portfolio.venue}` : ""} {user && `of ${user}`}
        </small>
      </th>
      <td data-label="State">
        <span className={`tag tag--${tone}`}>{words}</span>
        {why && <small>{why}</small>}
      </td>
      <td className="number" data-label="Equity">
        {money(portfolio?.equity_usd)} <span className="quiet">USD</span>
      </td>
      <td data-label="Losses">
        {portfolio ? portfolio.losses_in_a_row : "–"}
        {portfolio?.is_streak_tripped && <span className="tag tag--down people__tag">tripped</span>}
      </td>
      <td className="number">
        <span className="people__actions">
          {portfolio?.is_streak_tripped && mayResume && button("rearm", "Re-arm")}
          {state !== "ACTIVE" && mayResume && button("resume", "Resume")}
          {state !== "HALTED" && mayHalt && button("halt", "Halt")}
        </span>
      </td>
    </tr>
  );
}
