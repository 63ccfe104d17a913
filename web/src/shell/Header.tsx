import { Link } from "wouter";
import { money, percent, signedMoney, tone } from "../format/number";
import { useDesk, useSeveralAccounts } from "../store/context";
import { AccountSwitch } from "./AccountSwitch";
import { Bell } from "./Bell";
import { ConnectionState } from "./ConnectionState";
import { HaltControl } from "./HaltControl";
import { Logo } from "./Logo";
import { marketWords } from "./marketWords";
import { StateBadge } from "./StateBadge";
import { MenuButton } from "./MenuButton";
import { PaletteButton } from "./palette/PaletteHost";
import { PriceAge } from "./PriceAge";
import { UserMenu } from "./UserMenu";
import "./header.css";

export function Header() {
  const status = useDesk((desk) => desk.status);
  const portfolio = useDesk((desk) => desk.portfolio);
  const several = useSeveralAccounts();
  const market = status && marketWords(status);
  return (
    <header className="header">
      <Link href="/" className="header__name" aria-label="swarmdesk: overview">
        <Logo />
        <span>swarmdesk</span>
      </Link>
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
        <AccountSwitch />
        <span className="header__ages">
          <ConnectionState />
          <PriceAge />
        </span>
        <PaletteButton />
        <Bell />
        <UserMenu />
        <MenuButton />
        <HaltControl />
      </div>
    </header>
  );
}
