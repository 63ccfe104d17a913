#!/usr/bin/env python3
"""Adds up an exported ledger a second time: balances, lots, fees and profit, from the events alone.

It shares no code with the desk and takes no sum from it. What the desk worked out by itself and wrote down (round trips
and whether they count as a loss) is worked out here again and compared; a difference is named and the exit code is 1.

The arithmetic is exact: fractions of whole numbers, rounded only to be printed. The basis is average cost in the quote
asset, by owner, as docs/rails.md has it (9, 25): an owner's sale takes from its own lots, what people sell beyond
theirs from the others' in the order of their names. A fee in the quote asset or a third one is a loss at once; one in
the base asset makes what was bought smaller, at the same cost. A round trip goes from flat to flat; what is too small
for the venue to take is flat, and its cost is not part of the trip.
"""

import argparse
import json
import re
import sys
from fractions import Fraction

EXAMPLES = """examples:
  swarmdesk audit export --state-folder state > ledger.jsonl
  tools/ledger_pnl.py ledger.jsonl
  swarmdesk audit export | tools/ledger_pnl.py --mark BTCUSDT=107050.00 --json -
  tools/ledger_pnl.py ledger.jsonl --against replay.json --mark BTCUSDT=107049.9:107050.1

  where replay.json is what `swarmdesk run --market replay --speed max --json --state-folder ...` printed. Of the two
  prices of a mark, bid and ask, the middle counts, as it does to the desk.

exit codes: 0 all figures agree, 1 some differ, 2 the input cannot be used
"""

PLACES = 18  # of the desk's own numbers: a share that it rounds differs from ours by less than one of the last
TOLERANCE = Fraction(1, 10**9)  # more than all its roundings come to, and less than anybody could miss
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
PEOPLE = "people"
IGNORED = {
    "AssetLeftOut", "AssetCountedIn", "SettledFillReported", "SignalRaised", "ExposureReserved", "DenialsCounted",
    "ApprovalDeclined", "ApprovalExpired", "OrderSubmitted", "OrderAccepted", "OrderRejected",
    "OrderUnknown", "CancelRequested", "OrderClosed", "SettlementProposed",
    "DeskStateSet", "AccountStateSet", "DailyLossTripped", "LossStreakTripped", "LossStreakRearmed",
    "ReconcileStarted", "ReconcileFinished", "AlertRaised", "AdjustmentProposed", "PriceSourceSet", "ClockAcknowledged",
    "IntentDenied", "ApprovalRequested", "ApprovalGranted", "PricesMarked", "ProtectionSet",
    "LimitTightened", "LimitsLoosened", "SettingChanged"}


class BadInput(Exception):
    """What was given cannot be added up."""


def number(text):
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise BadInput(f"{text!r} is not a decimal number")
    return Fraction(text)


def text_of(value, places=PLACES):
    """The number with at most so many decimals, half to even; as short as it goes."""
    units = round(value * 10**places)
    whole, part = divmod(abs(units), 10**places)
    decimals = f"{part:0{places}d}".rstrip("0") if places else ""
    return ("-" if units < 0 else "") + str(whole) + ("." + decimals if decimals else "")


class Lot:
    """What one owner holds of an instrument in an account, and what came of it."""

    def __init__(self):
        self.quantity = Fraction(0)  # negative: short
        self.cost = Fraction(0)  # what it was bought (or sold) for
        self.realised = Fraction(0)  # since ever, net of fees
        self.entered = Fraction(0)  # since the trip began
        self.result = Fraction(0)  # likewise
        self.trips = 0
        self.wins = 0

    def closable(self, is_buy):
        """What a trade on this side can take away."""
        return max(-self.quantity if is_buy else self.quantity, Fraction(0))

    def open(self, is_buy, quantity, value, fee):
        self.quantity += quantity if is_buy else -quantity
        self.cost += value
        self.entered += value
        self.gain(-fee)

    def close(self, is_buy, quantity, value, fee):
        cost = self.cost * quantity / self.closable(is_buy)
        self.cost -= cost
        self.quantity += quantity if is_buy else -quantity
        self.gain((cost - value if is_buy else value - cost) - fee)

    def take_out(self, quantity):
        """Without a trade, at cost. Returns how much there was of it."""
        part = min(quantity, self.quantity)
        cost = self.cost * part / self.quantity
        self.quantity -= part
        self.cost -= cost
        self.entered -= cost
        if self.quantity == 0:
            self.cost = self.entered = self.result = Fraction(0)
        return part

    def gain(self, amount):
        self.realised += amount
        self.result += amount

    def end_trip(self):
        """The entry cost and the result of the trip that ends here; what is left begins the next."""
        trip = (self.entered - self.cost, self.result)
        self.entered, self.result = self.cost, Fraction(0)
        return trip


class Instrument:
    def __init__(self, data):
        self.name = data["id"]
        self.base, self.quote = data["base"], data["quote"]
        self.lot, self.least = number(data["lot"]), number(data["quantity_min"])
        self.least_value = number(data["notional_min"])

    def is_flat(self, quantity, price):
        """Nothing, or too little for the venue to take."""
        whole = abs(quantity) // self.lot * self.lot
        return whole == 0 or whole < self.least or whole * price < self.least_value


class Account:
    def __init__(self, user):
        self.user = user
        self.balances = {}
        self.moved = {}  # by deposits and the like, by asset: of nobody's lots
        self.fees = {}  # by asset
        self.fees_quote = {}  # the same by quote asset, as they were worth at the time
        self.day_one = None  # what was held when the first day began
        self.lots = {}  # by instrument, then by owner

    def add(self, kind, asset, amount):
        kind[asset] = kind.get(asset, Fraction(0)) + amount


class Books:
    def __init__(self):
        self.instruments = {}
        self.accounts = {}
        self.intents = {}
        self.fills = set()
        self.marks = {}  # the newest price that an event names
        self.dollars = set()
        self.rates = {}  # what the settings say that others count as, where no market does
        self.loss_percent = None
        self.counts = {}
        self.denials = {}
        self.ended = []  # trips that the last fill ended, which the desk has not told of yet
        self.differences = []
        self.seq = 0
        self.numbers = {}

    def differ(self, what, ours, desks):
        self.differences.append({"figure": what, "ours": ours, "desk": desks})

    def apply(self, line):
        seq, chain, kind = line["seq"], line["chain"], line["kind"]
        if seq != self.seq + 1:
            raise BadInput(f"event {seq} where {self.seq + 1} was expected: the whole ledger is needed, in its order")
        self.seq = seq
        expected = self.numbers.get(chain, 0) + 1
        if line["number"] != expected:
            raise BadInput(f"event {line['number']} of chain {chain} where {expected} was expected")
        self.numbers[chain] = expected
        self.counts[kind] = self.counts.get(kind, 0) + 1
        handler = getattr(self, "on_" + re.sub("(?<!^)(?=[A-Z])", "_", kind).lower(), None)
        if handler:
            handler(line["data"])
        elif kind not in IGNORED:
            raise BadInput(f"an event of a kind this script does not know: {kind}")
        if kind == "ExposureReserved":
            evidence = line["data"]["evidence"]
            middle = (number(evidence["bid"]) + number(evidence["ask"])) / 2
            self.marks[line["data"]["order"]["instrument"]] = (middle, line["time"])
        elif kind == "OrderFilled":
            fill = line["data"]["fill"]
            self.marks[fill["instrument"]] = (number(fill["price"]), line["time"])
        elif kind == "IntentDenied":
            code = line["data"]["denial"]["code"]
            self.denials[code] = self.denials.get(code, 0) + 1

    def on_instrument_listed(self, data):
        instrument = Instrument(data["instrument"])
        self.instruments[instrument.name] = instrument

    def on_limits_set(self, data):
        self.dollars = set(data["limits"]["usd_assets"])
        self.rates = {asset: number(rate) for asset, rate in data["limits"].get("usd_rates", {}).items()}
        self.loss_percent = number(data["limits"]["loss_percent"])

    def on_account_opened(self, data):
        if data["account"] in self.accounts:
            raise BadInput(f"account {data['account']} is opened twice")
        self.accounts[data["account"]] = Account(data["user"])

    def move(self, data):
        account = self.accounts[data["account"]]
        amount = number(data["amount"])
        account.add(account.balances, data["asset"], amount)
        account.add(account.moved, data["asset"], amount)
        self.cover(account, data["asset"], -amount)

    on_funds_moved = move
    on_adjustment_made = move

    def on_day_started(self, data):
        account = self.accounts[data["account"]]
        if account.day_one is None:
            account.day_one = dict(account.balances)

    def on_intent_proposed(self, data):
        intent = data["intent"]
        by = intent["proposer"]
        owner = intent.get("owner") or (by["name"] if by["kind"] == "agent" else PEOPLE)
        self.intents[intent["id"]] = (intent["account"], owner, intent["instrument"], intent["side"])

    def on_order_filled(self, data):
        fill = data["fill"]
        key = (fill["instrument"], fill["id"])
        if key in self.fills:
            self.differ(f"fill {fill['id']} of {fill['instrument']}", "booked once", "booked twice")
        self.fills.add(key)
        quantity, price, value = number(fill["quantity"]), number(fill["price"]), number(fill["quote_amount"])
        self.book(data["intent"], fill["instrument"], fill["side"], quantity, price, value or quantity * price,
                  number(fill["fee"]), fill["fee_asset"], number(data["fee_quote"]))

    def on_order_settled(self, data):
        settlement = data["settlement"]
        quantity, price = number(settlement["filled"]), number(settlement["price"])
        if quantity <= 0:
            return
        instrument, side = self.intents[data["intent"]][2:]
        fee = number(settlement["fee"])
        self.book(data["intent"], instrument, side, quantity, price, quantity * price, fee,
                  self.instruments[instrument].quote, fee)

    def book(self, intent, name, side, quantity, price, value, fee, fee_asset, fee_quote):
        if side not in ("BUY", "SELL"):
            raise BadInput(f"{side!r} is no side")
        self.expect_all_told()
        account_name, owner = self.intents[intent][:2]
        account, instrument = self.accounts[account_name], self.instruments[name]
        is_buy = side == "BUY"
        account.add(account.balances, instrument.base, quantity if is_buy else -quantity)
        account.add(account.balances, instrument.quote, -value if is_buy else value)
        account.add(account.balances, fee_asset, -fee)
        account.add(account.fees, fee_asset, fee)
        account.add(account.fees_quote, instrument.quote, fee_quote)
        lots = account.lots.setdefault(name, {})
        lots.setdefault(owner, Lot())
        if fee and fee_asset == instrument.base:
            # It is in what came or went: that much less was got, or that much more given, for the same money. A sale's
            # is, as far as the lots have more than was sold; it opens nothing.
            held = sum(lots[whose].closable(is_buy) for whose in (lots if owner == PEOPLE else [owner]))
            part = fee if is_buy or not held else min(fee, max(held - quantity, Fraction(0)))
            quantity += -part if is_buy else part
            fee_quote -= fee_quote * part / fee
        left = quantity

        def trade(whose, part, act):
            nonlocal left
            lot = lots[whose]
            was_flat = instrument.is_flat(lot.quantity, price)
            act(lot, is_buy, part, value * part / quantity, fee_quote * part / quantity)
            left -= part
            if act is not Lot.close:
                return
            if instrument.is_flat(lot.quantity, price) and not was_flat:
                entry, result = lot.end_trip()
                lot.trips += 1
                lot.wins += result > 0
                self.ended.append((account_name, whose, name, intent, entry, result))
            elif lot.quantity == 0:
                lot.end_trip()  # what was left of the one before is no trip of its own

        others = sorted(set(lots) - {owner}, key=lambda name: name.split("/")) if owner == PEOPLE else []
        for whose in [owner] + others:
            part = min(left, lots[whose].closable(is_buy))
            if part > 0:
                trade(whose, part, Lot.close)
        if left > 0:
            trade(owner, left, Lot.open)
        if is_buy:
            self.cover(account, instrument.quote, value)
        if not is_buy or fee_asset != instrument.base:
            self.cover(account, fee_asset, fee)

    def cover(self, account, asset, taken):
        """Takes out of an asset's lots what its balance no longer covers: people's first, at cost, without a gain."""
        if taken <= 0:
            return
        held = [(owner != PEOPLE, owner, name) for name, owners in account.lots.items()
                if self.instruments[name].base == asset for owner, lot in owners.items() if lot.quantity > 0]
        lots = sum(account.lots[name][owner].quantity for _, owner, name in held)
        missing = min(lots - account.balances.get(asset, Fraction(0)), taken)
        for _, owner, name in sorted(held):
            if missing <= 0:
                return
            missing -= account.lots[name][owner].take_out(missing)

    def on_round_trip_closed(self, data):
        what = f"round trip of {data['owner']} in {data['instrument']} on {data['account']}, by {data['intent']}"
        told = (data["account"], data["owner"], data["instrument"], data["intent"])
        found = next((trip for trip in self.ended if trip[:4] == told), None)
        if found is None:
            self.differ(what, "none ended", "ended")
            return
        self.ended.remove(found)
        entry, result = found[4:]
        for figure, ours in (("entry_cost", entry), ("result", result)):
            if abs(number(data[figure]) - ours) > TOLERANCE:
                self.differ(f"{figure} of the {what}", text_of(ours), data[figure])
        is_loss = -result * 100 > entry * self.loss_percent
        if is_loss != data["is_loss"]:
            self.differ(f"is_loss of the {what}", is_loss, data["is_loss"])

    def expect_all_told(self):
        for account, owner, instrument, intent, _, _ in self.ended:
            self.differ(f"round trip of {owner} in {instrument} on {account}, by {intent}", "ended", "never told of")
        self.ended = []


def read(lines):
    books = Books()
    count = 0
    for count, line in enumerate(lines, 1):
        try:
            event = json.loads(line, parse_float=refuse_float, parse_constant=refuse_float)
            if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
                raise BadInput("an event is an object with its data in it")
            books.apply(event)
        except BadInput as error:
            raise BadInput(f"line {count}: {error}") from None
        except ValueError as error:
            raise BadInput(f"line {count} is not JSON: {error}") from None
        except KeyError as error:
            raise BadInput(f"line {count}: nothing is known of {error}") from None
        except (TypeError, AttributeError, ZeroDivisionError, RecursionError) as error:
            raise BadInput(f"line {count} is not an event of this ledger: {error}") from None
    if count == 0:
        raise BadInput("there is nothing in it: give it what `swarmdesk audit export` prints")
    books.expect_all_told()
    return books


def refuse_float(text):
    raise BadInput(f"{text} is no exact number")


def with_marks(books, given):
    """The marks of all instruments: those given by hand, else the newest that the ledger names."""
    marks = {name: {"price": price, "of": time} for name, (price, time) in books.marks.items()}
    for text in given:
        name, _, price = text.partition("=")
        prices = [number(part) for part in price.split(":")]
        if len(prices) > 2 or min(prices) <= 0:
            raise BadInput(f"--mark {text}: a price, or bid:ask, is positive")
        named = [full for full in books.instruments if name in (full, full.partition(":")[2])]
        if not named:
            raise BadInput(f"--mark {text}: the ledger lists no {name}")
        for full in named:
            marks[full] = {"price": sum(prices) / len(prices), "of": "given"}
    return marks


def markets_of(books, asset):
    """The instruments that say what an asset is worth in another: those it is the base of first."""
    for is_inverse in (False, True):
        for name, instrument in sorted(books.instruments.items()):
            if asset == (instrument.quote if is_inverse else instrument.base):
                yield name, is_inverse, instrument.base if is_inverse else instrument.quote


def fixed_price(books, asset):
    """What an asset counts as by the settings alone: a dollar, or at a rate while no market leads to a dollar."""
    if asset in books.dollars:
        return Fraction(1)
    if asset not in books.rates:
        return None
    others = [other for _, _, other in markets_of(books, asset)]
    others += [next_one for other in others for _, _, next_one in markets_of(books, other)]
    return None if books.dollars.intersection(others) else books.rates[asset]


def price_of(books, marks, asset, only_given=False, may_cross=True):
    """What one of an asset is in dollars: directly against one, or over one other asset."""
    price = fixed_price(books, asset)
    if price is not None:
        return price
    crossed = None
    for name, is_inverse, other in markets_of(books, asset):
        if name not in marks or (only_given and marks[name]["of"] != "given"):
            continue
        mark = 1 / marks[name]["price"] if is_inverse else marks[name]["price"]
        fixed = fixed_price(books, other)
        if fixed is not None:
            return mark * fixed
        if may_cross and crossed is None:
            over = price_of(books, marks, other, only_given, may_cross=False)
            crossed = None if over is None else mark * over
    return crossed


def worth(books, balances, marks, only_given=False):
    """In dollars; None where something has no price."""
    total = Fraction(0)
    for asset, amount in balances.items():
        price = price_of(books, marks, asset, only_given) if amount else Fraction(0)
        if price is None:
            return None
        total += amount * price
    return total


def summarise(books, marks):
    """Everything worked out, as fractions."""
    accounts = {}
    for name, account in sorted(books.accounts.items()):
        lots = []
        for instrument, owners in sorted(account.lots.items()):
            for owner, lot in sorted(owners.items()):
                mark = marks.get(instrument)
                value = lot.quantity * mark["price"] if mark else None
                unrealised = None
                if mark:
                    unrealised = value + lot.cost if lot.quantity < 0 else value - lot.cost
                lots.append({
                    "instrument": instrument, "owner": owner, "quantity": lot.quantity, "cost": lot.cost,
                    "average_price": lot.cost / abs(lot.quantity) if lot.quantity else Fraction(0),
                    "mark": mark and mark["price"], "mark_of": mark and mark["of"], "unrealised": unrealised,
                    "realised": lot.realised, "round_trips": lot.trips, "wins": lot.wins})
        open_lots = [lot for lot in lots if lot["quantity"]]
        has_all = all(lot["unrealised"] is not None for lot in open_lots)
        accounts[name] = {
            "user": account.user,
            "balances": dict(sorted(account.balances.items())),
            "moved": dict(sorted(account.moved.items())),
            "fees": dict(sorted(account.fees.items())),
            "fees_in_quote": dict(sorted(account.fees_quote.items())),
            "lots": lots,
            "realised": sum((lot["realised"] for lot in lots), Fraction(0)),
            "unrealised": sum((lot["unrealised"] for lot in open_lots), Fraction(0)) if has_all else None,
            "round_trips": sum(lot["round_trips"] for lot in lots),
            "wins": sum(lot["wins"] for lot in lots),
            "equity_start_usd": worth(books, account.day_one or {}, {}) if account.day_one else None,
            "equity_usd": worth(books, account.balances, marks)}
    return {"events": books.seq, "fills": books.counts.get("OrderFilled", 0), "accounts": accounts}


def compare(books, marks, summary, report, account_name):
    """Names every figure of a replay's report that differs, and returns those that cannot be compared."""
    skipped = []
    counts = books.counts

    def figure(path):
        value = report
        for key in path.split("."):
            if not isinstance(value, dict) or key not in value:
                raise BadInput(f"the report has no {path}: give it what a replay prints with --json")
            value = value[key]
        return value

    def same_count(path, ours):
        if figure(path) != ours:
            books.differ(path, ours, figure(path))

    def same_money(path, ours, why):
        desks = number(figure(path))
        if ours is None:
            skipped.append(f"{path}: {why}")
        elif abs(ours - desks) > TOLERANCE:
            books.differ(path, text_of(ours), figure(path))

    same_count("ledger.events", books.seq)
    for path, kind in (("signals", "SignalRaised"), ("intents", "IntentProposed"), ("fills", "OrderFilled"),
                       ("alerts", "AlertRaised"), ("approvals.asked", "ApprovalRequested"),
                       ("approvals.granted", "ApprovalGranted")):
        same_count(path, counts.get(kind, 0))
    denials = figure("denials")
    if not isinstance(denials, dict):
        raise BadInput("the report's denials are not counted by code")
    for code in sorted(set(denials) | set(books.denials)):
        if denials.get(code, 0) != books.denials.get(code, 0):
            books.differ(f"denials.{code}", books.denials.get(code, 0), denials.get(code, 0))
    if account_name not in summary["accounts"]:
        raise BadInput(f"the ledger has no account {account_name}")
    ours = summary["accounts"][account_name]
    start = ours["equity_start_usd"]
    end = worth(books, ours["balances"], marks, only_given=True)
    no_mark = "needs a --mark of all that is held"
    realised = {}
    for lot in ours["lots"]:
        quote = books.instruments[lot["instrument"]].quote
        realised[quote] = realised.get(quote, Fraction(0)) + lot["realised"]
    realised = worth(books, realised, marks, only_given=True)
    same_money("realised_usd", realised, "needs a --mark of what prices are in")
    same_money("equity_start_usd", start, "the first day began with more than dollars")
    same_money("equity_end_usd", end, no_mark)
    same_money("profit_usd", None if None in (start, end) else end - start, no_mark)
    return skipped


def as_json(value):
    if isinstance(value, Fraction):
        return text_of(value)
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value


def table(rows, out):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip(), file=out)


def money(value):
    return "?" if value is None else text_of(value, 4)


def print_summary(summary, differences, skipped, is_compared, out):
    print(f"{summary['events']} events, {summary['fills']} fills", file=out)
    for name, account in summary["accounts"].items():
        print(f"\naccount {name} of {account['user']}", file=out)
        rows = [("asset", "", "balance", "moved in", "fees")]
        for asset, amount in account["balances"].items():
            rows.append((asset, "", text_of(amount, 8), text_of(account["moved"].get(asset, Fraction(0)), 8),
                         text_of(account["fees"].get(asset, Fraction(0)), 8)))
        table(rows, out)
        if account["lots"]:
            print(file=out)
            rows = [("instrument", "owner", "quantity", "average", "mark", "unrealised", "realised", "trips", "wins")]
            for lot in account["lots"]:
                rows.append((lot["instrument"], lot["owner"], text_of(lot["quantity"], 8), money(lot["average_price"]),
                             money(lot["mark"]), money(lot["unrealised"]), money(lot["realised"]),
                             str(lot["round_trips"]), str(lot["wins"])))
            rows.append(("together", "", "", "", "", money(account["unrealised"]), money(account["realised"]),
                         str(account["round_trips"]), str(account["wins"])))
            table(rows, out)
        fees = ", ".join(f"{money(amount)} {asset}" for asset, amount in account["fees_in_quote"].items())
        print(f"\n  fees {fees or 'none'}; worth {money(account['equity_usd'])} USD", file=out)
    print(file=out)
    for difference in differences:
        print(f"DIFFERS  {difference['figure']}: {difference['ours']} here, {difference['desk']} by the desk", file=out)
    for words in skipped:
        print(f"not compared  {words}", file=out)
    if not differences:
        print("agrees with the report and the desk's round trips" if is_compared else
              "agrees with the desk's round trips", file=out)


def load_report(path):
    try:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
    except ValueError as error:
        raise BadInput(f"{path} is not JSON: {error}") from None
    if not isinstance(report, dict):
        raise BadInput(f"{path} is not a replay's report")
    return report


def run(arguments, out):
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?", default="-",
                        help="what `swarmdesk audit export` printed; -: standard input")
    parser.add_argument("--mark", action="append", default=[], metavar="INSTRUMENT=PRICE",
                        help="what it is worth now, also as BID:ASK; else the newest price in the ledger counts")
    parser.add_argument("--against", metavar="REPORT.json", help="a replay's outcome, to compare with")
    parser.add_argument("--account", default="paper", help="the account that the report is about (paper)")
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    options = parser.parse_args(arguments)
    try:
        report = load_report(options.against) if options.against else None
        if options.export == "-":
            books = read(sys.stdin)
        else:
            with open(options.export, encoding="utf-8") as file:
                books = read(file)
        marks = with_marks(books, options.mark)
        summary = summarise(books, marks)
        skipped = compare(books, marks, summary, report, options.account) if options.against else []
    except (BadInput, OSError, UnicodeError) as error:
        print(f"ledger_pnl: {error}", file=sys.stderr)
        return 2
    if options.json:
        whole = dict(as_json(summary), differences=books.differences, not_compared=skipped)
        print(json.dumps(whole, indent=2), file=out)
    else:
        print_summary(summary, books.differences, skipped, options.against is not None, out)
    return 1 if books.differences else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], sys.stdout))
