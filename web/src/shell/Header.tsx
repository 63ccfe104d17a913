import { money, percent, signedMoney, tone } from "../format/number";
import { useDesk, useSeveralAccounts } from "../store/context";
import { ConnectionState } from "./ConnectionState";
import { HaltControl } from "./HaltControl";
import { Logo } from "./Logo";
import { marketWords } from "./marketWords";
import { StateBadge } from "./StateBadge";
import { ThemeToggle } from "./ThemeToggle";
import { UserMenu } from "./UserMenu";
import "./header.css";

export function Header() {
  const status = useDesk((desk) => desk.status);
  const portfolio = useDesk((desk) => desk.portfolio);
  const several = useSeveralAccounts();
  const market = status && marketWords(status);
  return (
    <header className="header">
      <h1 className="header__name">
        <Logo />
        <span>swarmdesk</span>
      </h1>
      <StateBadge />
      {market && (
        <span className="header__market" title={market.long}>
          <strong>{market.money}</strong>
          <span>{market.prices}</span>
        </span>
      )}
      <dl className="header__figures live">
        <div>
          <dt>Equity{several && portfolio && ` of ${portfolio.account}`}</dt>
          <dd>
            {money(portfolio?.equity_usd)} <small className="quiet">USD</small>
          </dd>
        </div>
        <div>
          <dt>Today</dt>
          <dd className={tone(portfolio?.day_pnl_usd)}>
            {signedMoney(portfolio?.day_pnl_usd)} <small>{percent(portfolio?.day_pnl_percent)}</small>
          </dd>
        </div>
      </dl>
      <div className="header__end">
        <ConnectionState />
        <ThemeToggle />
        <UserMenu />
        <HaltControl />
      </div>
    </header>
  );
}
