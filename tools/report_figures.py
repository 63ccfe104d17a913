#!/usr/bin/env python3
"""Works out the figures of `swarmdesk report` a second time, from an exported ledger alone.

It shares no code with the desk. Every figure, series and table of the report's JSON is worked out here as
docs/report.md defines it, in exact fractions, and rounded once at the end; only what needs a root or a power is
floating point. With --against each is compared with the desk's, to the last digit shown, and a difference is named.
"""

import argparse
import json
import math
import re
import sys
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from ledger_pnl import BadInput, Books, load_report, number, price_of, refuse_float, text_of

EXAMPLES = """examples:
  swarmdesk audit export --state-folder state > ledger.jsonl
  swarmdesk report --json --state-folder state > report.json
  tools/report_figures.py ledger.jsonl --against report.json

exit codes: 0 all figures agree, 1 some differ, 2 the input cannot be used
"""

DAY = 86_400_000  # all times are milliseconds since 1970, as an export has them
HOUR = 3_600_000
LISTED_MAX = 200_000
GROUPS_MAX = 64
SHOWN_MAX = 1e12


# ------------------------------------------------------------------------------------------------------------- shapes


def figure(value):
    return {"value": value}


def absent(why):
    return {"why": why}


def percent_of(part, whole, why):
    return figure(text_of(100 * part / whole, 4)) if whole > 0 else absent(why)


def ratio_of(part, whole, why, times=1):
    return figure(text_of(times * part / whole, 4)) if whole > 0 else absent(why)


def percent(change):
    return text_of(100 * change, 4)


def real(value):
    """A number that came from a root or a power."""
    if not math.isfinite(value) or abs(value) > SHOWN_MAX:
        return absent("beyond what can be counted")
    return figure(text_of(Fraction(f"{value:.4f}"), 4))


def iso(time):
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=time)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time % 1000:03d}Z"


def milliseconds(text):
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    since = moment - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return since.days * DAY + since.seconds * 1000 + since.microseconds // 1000


def reason_kind(reason):
    words = [word for word in reason.split(" ") if word and word != "%" and not re.search("[0-9]", word)]
    raw = " ".join(words).encode()
    return raw[:60].decode(errors="ignore")


# -------------------------------------------------------------------------------------------------------------- facts


class Facts(Books):
    """Books that remember what a report is made of."""

    def __init__(self, account):
        super().__init__()
        self.only = account
        self.time = 0
        self.listed = {}
        self.evidence = {}
        self.words = {}
        self.mids = {}
        self.points, self.executions, self.trades = [], [], []
        self.put_in = Fraction(0)
        self.uncounted = {}  # of what has come without a price, by account and asset
        self.open_lots = {}
        self.just_closed = {}
        self.in_market, self.counted_to = 0, 0

    def is_ours(self, account):
        return self.only is None or account == self.only

    def apply(self, line):
        self.time = milliseconds(line["time"])
        super().apply(line)

    def on_instrument_listed(self, data):
        super().on_instrument_listed(data)
        self.listed[data["instrument"]["id"]] = data["instrument"]

    def on_exposure_reserved(self, data):
        evidence = data["evidence"]
        self.evidence[data["order"]["intent"]] = (number(evidence["bid"]), number(evidence["ask"]), data["order"])

    def on_intent_proposed(self, data):
        super().on_intent_proposed(data)
        intent = data["intent"]
        self.words[intent["id"]] = (intent["proposer"]["kind"], intent.get("reason", ""))

    def on_funds_moved(self, data):
        self.move(data)
        if not self.is_ours(data["account"]):
            return
        self.forget_emptied_lots()
        value = number(data["value"])
        if data["is_estimated"] and value == 0:
            self.leave_out(data, number(data["amount"]))
        elif data["move"] != "fee":
            self.put_in += value

    def on_adjustment_made(self, data):
        self.move(data)
        if self.is_ours(data["account"]):
            self.forget_emptied_lots()
            if data["is_estimated"] and number(data["value"]) == 0:
                self.leave_out(data, number(data["amount"]))
            self.put_in += number(data["value"])

    def leave_out(self, data, amount):
        key = (data["account"], data["asset"])
        self.uncounted[key] = self.uncounted.get(key, Fraction(0)) + amount

    def on_asset_left_out(self, data):
        self.leave_out(data, number(data["amount"]))

    def on_asset_counted_in(self, data):
        self.leave_out(data, -number(data["amount"]))
        if self.is_ours(data["account"]):
            self.put_in += number(data["value"])

    def rate(self, asset):
        """Dollars for one at the newest prices marked."""
        return price_of(self, self.mids, asset)

    def forget_emptied_lots(self):
        """A lot may be taken out otherwise than by a sale; no trip ends with that."""
        self.advance()
        for account, name, owner in list(self.open_lots):
            if self.accounts[account].lots[name][owner].quantity == 0:
                del self.open_lots[account, name, owner]

    def advance(self):
        if self.open_lots and self.time > self.counted_to:
            self.in_market += self.time - self.counted_to
        self.counted_to = max(self.counted_to, self.time)

    def on_prices_marked(self, data):
        self.advance()
        mids = {}
        for mark in data["prices"]:
            mids[mark["instrument"]] = (number(mark["bid"]) + number(mark["ask"])) / 2
        self.mids.update({name: {"price": mid, "of": "given"} for name, mid in mids.items()})
        accounts = {name: account for name, account in self.accounts.items() if self.is_ours(name)}
        if not accounts:
            return
        equity = gross = Fraction(0)
        for account_name, account in accounts.items():
            for asset, amount in account.balances.items():
                if amount == 0:
                    continue
                rate = self.rate(asset)
                if rate is None:
                    return
                equity += (amount - self.uncounted.get((account_name, asset), 0)) * rate
            for name, lots in account.lots.items():
                rate = self.rate(self.instruments[name].base)
                gross += sum((abs(lot.quantity) for lot in lots.values()), Fraction(0)) * (rate or 0)
        # What came before it in the ledger: of what comes after it no equity knows.
        self.points.append({"time": self.time, "equity": equity, "put_in": self.put_in, "gross": gross,
                            "in_market": self.in_market, "mids": mids,
                            "trades": len(self.trades), "executions": len(self.executions)})
        self.put_in, self.in_market = Fraction(0), 0

    def book(self, intent, name, side, quantity, price, value, fee, fee_asset, fee_quote):
        super().book(intent, name, side, quantity, price, value, fee, fee_asset, fee_quote)
        account, owner = self.intents[intent][:2]
        if not self.is_ours(account):
            return
        instrument = self.instruments[name]
        self.advance()
        self.just_closed = {}
        for whose, lot in self.accounts[account].lots[name].items():
            key = (account, name, whose)
            is_flat = instrument.is_flat(lot.quantity, price)
            known = self.open_lots.get(key)
            if known and (is_flat or known[1] != (lot.quantity > 0)):
                self.just_closed[key] = self.open_lots.pop(key)
            if not is_flat:
                self.open_lots.setdefault(key, (self.time, lot.quantity > 0))
        self.forget_emptied_lots()
        self.executions.append({"time": self.time, "owner": owner, "instrument": name, "quote": instrument.quote,
                           "is_buy": side == "BUY", "quantity": quantity, "value": value, "fee": fee_quote,
                           "reference": self.reference(intent, side, price), "rate": self.rate(instrument.quote)})

    def reference(self, intent, side, price):
        """What a fill is measured against: what its order waited for, else the quote the order was judged on."""
        if intent not in self.evidence:
            return None
        bid, ask, order = self.evidence[intent]
        is_buy = side == "BUY"
        if order["type"] in ("MARKET", "LIMIT", "LIMIT_MAKER"):
            return ask if is_buy else bid
        if order["type"] == "OCO" and order.get("limit_price"):
            limit = number(order["limit_price"])
            if (price <= limit) if is_buy else (price >= limit):
                return limit
        if order.get("trailing_bp") or not order.get("stop_price"):
            return None
        return number(order["stop_price"])

    def on_round_trip_closed(self, data):
        told = (data["account"], data["owner"], data["instrument"], data["intent"])
        found = next((trip for trip in self.ended if trip[:4] == told), None)
        super().on_round_trip_closed(data)
        if found is None or not self.is_ours(data["account"]):
            return
        account, owner, name, intent, entry, result = found
        since, is_long = self.just_closed.get((account, name, owner), (self.time, True))
        kind, reason = self.words[intent]
        rate = self.rate(self.instruments[name].quote)
        self.trades.append({
            "opened": since, "closed": self.time, "account": account, "owner": owner, "instrument": name,
            "is_long": is_long, "entry": entry, "result": result, "usd": None if rate is None else result * rate,
            "exit": "by hand" if kind == "human" else reason_kind(reason), "reason": reason})


def read(lines, account):
    facts = Facts(account)
    for count, line in enumerate(lines, 1):
        try:
            facts.apply(json.loads(line, parse_float=refuse_float, parse_constant=refuse_float))
        except BadInput as error:
            raise BadInput(f"line {count}: {error}") from None
        except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError) as error:
            raise BadInput(f"line {count} is not an event of this ledger: {error}") from None
    if account is not None and account not in facts.accounts:
        raise BadInput(f"the ledger has no account {account}")
    return facts


# ------------------------------------------------------------------------------------------------------------ figures


def is_at_midnight(time):
    return time % DAY < HOUR


def month_of(time):
    return iso(time)[:7]


def month_closed_by(time):
    is_first = iso(time)[8:10] == "01" and is_at_midnight(time)
    return month_of(time - DAY) if is_first else month_of(time)


def with_index(points):
    """Each point with its index and the highest so far: what one unit of money became."""
    rows = []
    for point in points:
        if not rows:
            row = dict(point, put_in=Fraction(0), index=Fraction(1), peak=Fraction(1))
            base, money = Fraction(1), point["equity"]
        else:
            before = rows[-1]
            if point["put_in"]:
                base, money = before["index"], before["equity"] + point["put_in"]
            if money > 0:
                index = base * point["equity"] / money
            else:
                index = base = before["index"]
                money = point["equity"]
            row = dict(point, index=index, peak=max(before["peak"], index))
        rows.append(row)
    return rows


def drawdown_of(curve):
    deepest, peak_time = None, None
    for row in curve:
        if row["index"] >= row["peak"]:
            peak_time = row["time"]
            if deepest and deepest["recovered"] is None and row["index"] >= deepest["height"]:
                deepest["recovered"] = row["time"]
            continue
        depth = (row["peak"] - row["index"]) / row["peak"]
        if deepest is None or depth > deepest["depth"]:
            deepest = {"depth": depth, "peak": peak_time, "trough": row["time"], "recovered": None,
                       "height": row["peak"]}
    return deepest


def days_of(curve):
    changes, before = [], None
    for row in curve:
        day = row["time"] // DAY
        if not is_at_midnight(row["time"]) or (before and before["time"] // DAY == day):
            continue
        if before and before["time"] // DAY + 1 == day and before["index"] > 0:
            changes.append(row["index"] / before["index"] - 1)
        before = row
    return changes


def returns_of(curve, drawdown):
    growth, length = curve[-1]["index"], (curve[-1]["time"] - curve[0]["time"]) / DAY
    days = days_of(curve)
    result = {"total_percent": figure(percent(growth - 1))}
    if length < 2:
        result["annualised_percent"] = calmar = absent("shorter than two days")
    elif growth <= 0:
        result["annualised_percent"] = calmar = absent("nothing was left")
    else:
        try:
            annualised = math.pow(float(growth), 365 / length) - 1
        except OverflowError:
            annualised = math.inf
        result["annualised_percent"] = real(annualised * 100)
        calmar = real(annualised / float(drawdown["depth"])) if drawdown else absent("no drawdown")
    if len(days) < 2:
        volatility = sharpe = sortino = absent("fewer than two whole days")
    else:
        changes = [float(day) for day in days]
        mean = sum(changes) / len(changes)
        deviation = math.sqrt(sum((change - mean) ** 2 for change in changes) / (len(changes) - 1))
        below = math.sqrt(sum(change**2 for change in changes if change < 0) / len(changes))
        volatility = real(deviation * math.sqrt(365) * 100)
        sharpe = real(mean / deviation * math.sqrt(365)) if deviation > 1e-9 else absent("no day differs from another")
        sortino = real(mean / below * math.sqrt(365)) if below > 1e-9 else absent("no losing day")
    result.update(volatility_percent=volatility, sharpe=sharpe, sortino=sortino, calmar=calmar, days=len(days))
    none = absent("no whole day")
    result["best_day_percent"] = figure(percent(max(days))) if days else none
    result["worst_day_percent"] = figure(percent(min(days))) if days else none
    return result


def drawdown_figures(curve, drawdown):
    if drawdown is None:
        return {"max_percent": figure("0"), "length_days": absent("no drawdown")}
    end = drawdown["recovered"] if drawdown["recovered"] is not None else curve[-1]["time"]
    result = {"max_percent": figure(percent(drawdown["depth"])), "peak": iso(drawdown["peak"]),
              "trough": iso(drawdown["trough"]),
              "length_days": figure(text_of(Fraction(end - drawdown["peak"], DAY), 2))}
    if drawdown["recovered"] is not None:
        result["recovered"] = iso(drawdown["recovered"])
    return result


def longest_run(flags):
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


def trade_figures(trades):
    results = [trade["usd"] for trade in trades if trade["usd"] is not None]
    wins, losses = [r for r in results if r > 0], [r for r in results if r < 0]
    total, won, lost = sum(results, Fraction(0)), sum(wins, Fraction(0)), sum(losses, Fraction(0))
    held = [trade["closed"] - trade["opened"] for trade in trades]

    def usd(value, count, why):
        return figure(text_of(value / count, 2)) if count else absent(why)

    none = absent("no trades")
    return {
        "count": len(trades), "wins": len(wins), "losses": len(losses),
        "even": len(results) - len(wins) - len(losses), "unpriced": len(trades) - len(results),
        "result_usd": text_of(total, 2),
        "win_rate_percent": percent_of(Fraction(len(wins)), len(results), "no trades"),
        "profit_factor": ratio_of(won, -lost, "no losses") if results else none,
        "expectancy_usd": usd(total, len(results), "no trades"),
        "average_win_usd": usd(won, len(wins), "no wins"),
        "average_loss_usd": usd(lost, len(losses), "no losses"),
        "best_usd": figure(text_of(max(results), 2)) if results else none,
        "worst_usd": figure(text_of(min(results), 2)) if results else none,
        "longest_wins": longest_run(r > 0 for r in results),
        "longest_losses": longest_run(r < 0 for r in results),
        "holding_average_hours":
            figure(text_of(Fraction(sum(held), len(held) * HOUR), 2)) if held else none,
        "holding_longest_hours": figure(text_of(Fraction(max(held), HOUR), 2)) if held else none}


def worse_by(fill):
    if fill["reference"] is None:
        return Fraction(0)
    at_quote = fill["reference"] * fill["quantity"]
    return fill["value"] - at_quote if fill["is_buy"] else at_quote - fill["value"]


def activity_figures(fills):
    priced = [fill for fill in fills if fill["rate"] is not None]
    traded = sum((fill["value"] * fill["rate"] for fill in priced), Fraction(0))
    fees = sum((fill["fee"] * fill["rate"] for fill in priced), Fraction(0))
    referenced = [fill for fill in priced if fill["reference"] is not None]
    at_quotes = sum((fill["reference"] * fill["quantity"] * fill["rate"] for fill in referenced), Fraction(0))
    slippage = sum((worse_by(fill) * fill["rate"] for fill in referenced), Fraction(0))
    none = absent("no fill with a quote")
    return {"fills": len(fills), "unpriced": len(fills) - len(priced), "traded_usd": text_of(traded, 2),
            "fees_usd": text_of(fees, 2), "fee_bps": ratio_of(fees, traded, "nothing was traded", 10_000),
            "unreferenced": sum(fill["reference"] is None for fill in fills),
            "slippage_usd": figure(text_of(slippage, 2)) if at_quotes > 0 else none,
            "slippage_bps": ratio_of(slippage, at_quotes, "no fill with a quote", 10_000)}


def by_quote(fills):
    rows = []
    for asset in sorted({fill["quote"] for fill in fills}):
        of_it = [fill for fill in fills if fill["quote"] == asset]
        rows.append({"asset": asset, "traded": text_of(sum(fill["value"] for fill in of_it), 8),
                     "fees": text_of(sum(fill["fee"] for fill in of_it), 8),
                     "slippage": text_of(sum(worse_by(fill) for fill in of_it), 8)})
    return rows


def groups_of(trades, fills, key, has_activity=True):
    names = {item[key] or "without a reason" for item in trades + fills}
    if len(names) >= GROUPS_MAX:
        raise BadInput(f"more than {GROUPS_MAX} groups by {key} are not compared")
    rows = []
    for name in sorted(names, key=str.encode):
        row = {"name": name, "trades": trade_figures([t for t in trades if (t[key] or "without a reason") == name])}
        if has_activity:
            row["activity"] = activity_figures([fill for fill in fills if fill[key] == name])
        rows.append(row)
    return rows


def months_of(curve, trades, fills):
    ends = {}
    for row in curve[1:]:
        ends[month_closed_by(row["time"])] = row["index"]
    names = set(ends) | {month_of(t["closed"]) for t in trades}
    names |= {month_of(fill["time"]) for fill in fills if fill["rate"] is not None}
    rows, before = [], Fraction(1)
    for name in sorted(names):
        change = absent("no point in this month")
        if name in ends:
            change = figure(percent(ends[name] / before - 1)) if before > 0 else absent("nothing was left")
            before = ends[name]
        closed = [t for t in trades if month_of(t["closed"]) == name]
        fees = sum((f["fee"] * f["rate"] for f in fills if f["rate"] is not None and month_of(f["time"]) == name),
                   Fraction(0))
        rows.append({"month": name, "return_percent": change, "trades": len(closed),
                     "result_usd": text_of(sum((t["usd"] or Fraction(0) for t in closed), Fraction(0)), 2),
                     "fees_usd": text_of(fees, 2)})
    return rows


def equal_parts(first, now):
    return sum((now[name] / first[name] for name in first), Fraction(0)) / len(first) if first else None


def benchmarks_of(curve, first, last):
    growth, money = curve[-1]["index"], curve[0]["equity"]
    became = {name: last[name] / first[name] if name in first else None for name in sorted(last, key=by_symbol)}
    became["equal parts"] = equal_parts(first, last)
    rows = []
    for name, ratio in became.items():
        none = absent("no price at the beginning")
        rows.append({"name": name, "return_percent": none if ratio is None else figure(percent(ratio - 1)),
                     "end_usd": none if ratio is None else figure(text_of(money * ratio, 2)),
                     "ahead_percent": none if ratio is None else figure(percent(growth - ratio))})
    return rows


def by_symbol(name):
    venue, _, symbol = name.partition(":")
    return symbol.encode(), venue.encode()


def curve_rows(curve, first):
    rows, known = [], {}
    for row in curve:
        known.update(row["mids"])
        shown = {"time": iso(row["time"]), "equity_usd": text_of(row["equity"], 2),
                 "put_in_usd": text_of(row["put_in"], 2), "index": text_of(row["index"], 6),
                 "drawdown_percent": percent((row["peak"] - row["index"]) / row["peak"]) if row["peak"] > 0 else "0",
                 "gross_usd": text_of(row["gross"], 2),
                 "mids": {name: text_of(mid) for name, mid in row["mids"].items()}}
        if first:
            shown["equal_parts"] = text_of(equal_parts(first, known), 6)
        rows.append(shown)
    return rows


def trade_row(trade):
    return {"opened": iso(trade["opened"]), "closed": iso(trade["closed"]), "account": trade["account"],
            "owner": trade["owner"], "instrument": trade["instrument"],
            "side": "long" if trade["is_long"] else "short", "entry_cost": text_of(trade["entry"], 8),
            "result": text_of(trade["result"], 8),
            "result_usd": absent("no dollar price") if trade["usd"] is None else figure(text_of(trade["usd"], 2)),
            "return_percent": percent_of(trade["result"], trade["entry"], "nothing was paid"),
            "holding_hours": text_of(Fraction(trade["closed"] - trade["opened"], HOUR), 2),
            "exit": trade["exit"], "reason": trade["reason"]}


def report_of(facts):
    curve = with_index(facts.points)
    if len(curve) < 2:
        raise BadInput("a report needs prices at two moments at least")
    trades, fills = facts.trades[:curve[-1]["trades"]], facts.executions[:curve[-1]["executions"]]
    length = curve[-1]["time"] - curve[0]["time"]
    drawdown = drawdown_of(curve)
    last = {}
    for row in curve:
        last.update(row["mids"])
    first = curve[0]["mids"]
    put_in = sum((row["put_in"] for row in curve), Fraction(0))
    traded = sum((fill["value"] * fill["rate"] for fill in fills if fill["rate"] is not None), Fraction(0))
    in_market = sum(row["in_market"] for row in curve[1:])
    with_money = [row for row in curve if row["equity"] > 0]
    average = sum((row["equity"] for row in curve), Fraction(0)) / len(curve)
    gross = sum((row["gross"] / row["equity"] for row in with_money), Fraction(0))
    return {
        "period": {"from": iso(curve[0]["time"]), "to": iso(curve[-1]["time"]),
                   "days": text_of(Fraction(length, DAY), 2), "points": len(curve)},
        "accounts": [name for name in facts.accounts if facts.is_ours(name)],
        "instruments": [facts.listed[name] for name in sorted(facts.listed, key=by_symbol)],
        "money": {"start_usd": text_of(curve[0]["equity"], 2), "end_usd": text_of(curve[-1]["equity"], 2),
                  "put_in_usd": text_of(put_in, 2),
                  "profit_usd": text_of(curve[-1]["equity"] - curve[0]["equity"] - put_in, 2)},
        "returns": returns_of(curve, drawdown),
        "drawdown": drawdown_figures(curve, drawdown),
        "trades": trade_figures(trades),
        "activity": activity_figures(fills),
        "by_quote": by_quote(fills),
        "exposure": {"time_percent": percent_of(Fraction(in_market), length, "no time passed"),
                     "gross_percent": percent_of(gross, len(with_money), "no money"),
                     "turnover": ratio_of(traded, average, "no money")},
        "benchmarks": benchmarks_of(curve, first, last),
        "by_instrument": groups_of(trades, fills, "instrument"),
        "by_owner": groups_of(trades, fills, "owner"),
        "by_exit": groups_of(trades, [], "exit", has_activity=False),
        "months": months_of(curve, trades, fills),
        "curve": curve_rows(curve, first),
        "closed": [trade_row(trade) for trade in trades[:LISTED_MAX]],
        "closed_left_out": max(0, len(trades) - LISTED_MAX)}


# --------------------------------------------------------------------------------------------------------- comparison


def differences(ours, desks, path=""):
    """Every place where the two differ, and how many numbers and texts were compared."""
    if isinstance(ours, dict) and isinstance(desks, dict):
        found, count = [], 0
        for key in sorted(set(ours) | set(desks)):
            more, compared = differences(ours.get(key), desks.get(key), f"{path}.{key}" if path else key)
            found, count = found + more, count + compared
        return found, count
    if isinstance(ours, list) and isinstance(desks, list) and len(ours) == len(desks):
        found, count = [], 0
        for index, (a, b) in enumerate(zip(ours, desks)):
            more, compared = differences(a, b, f"{path}[{index}]")
            found, count = found + more, count + compared
        return found, count
    return ([] if ours == desks and type(ours) is type(desks) else [(path, ours, desks)]), 1


def run(arguments, out):
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?", default="-",
                        help="what `swarmdesk audit export` printed; -: standard input")
    parser.add_argument("--account", help="only this account")
    parser.add_argument("--against", metavar="REPORT.json", help="what `swarmdesk report --json` printed")
    options = parser.parse_args(arguments)
    try:
        desks = load_report(options.against) if options.against else None
        if options.export == "-":
            facts = read(sys.stdin, options.account)
        else:
            with open(options.export, encoding="utf-8") as file:
                facts = read(file, options.account)
        report = report_of(facts)
    except (BadInput, OSError, UnicodeError) as error:
        print(f"report_figures: {error}", file=sys.stderr)
        return 2
    if desks is None:
        print(json.dumps(report, indent=1, ensure_ascii=False), file=out)
        return 0
    found, count = differences(report, desks)
    for path, ours, theirs in found[:50]:
        print(f"DIFFERS  {path}: {ours} here, {theirs} by the desk", file=out)
    if len(found) > 50:
        print(f"and {len(found) - 50} more", file=out)
    print(f"{count - len(found)} of {count} figures agree", file=out)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], sys.stdout))
