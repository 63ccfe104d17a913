#!/usr/bin/env python3
"""Small ledgers written by hand, with sums done by hand; and input that is no ledger."""

import contextlib
import io
import json
import tempfile
import unittest
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import ledger_pnl
from ledger_pnl import run


class Export:
    """Writes what `swarmdesk audit export` prints, one event at a time."""

    def __init__(self):
        self.lines = []
        self.numbers = {}
        self.trade = 0
        self.add("LimitsSet", "budgets", {"limits": {"usd_assets": ["USD", "USDT"], "loss_percent": "2"}})
        for base in ("BTC", "ETH"):
            self.add("InstrumentListed", "desk", {"instrument": {
                "id": f"paper:{base}USDT", "base": base, "quote": "USDT", "tick": "0.01", "lot": "0.001",
                "quantity_min": "0.001", "quantity_max": "9000", "notional_min": "5"}})

    def add(self, kind, chain, data):
        self.numbers[chain] = self.numbers.get(chain, 0) + 1
        self.lines.append(json.dumps({
            "seq": len(self.lines) + 1, "chain": chain, "number": self.numbers[chain],
            "time": "2025-04-03T00:00:00.000Z", "kind": kind, "subject": "s", "data": data, "hash": "00"}))

    def open(self, account="paper", money="10000"):
        self.add("AccountOpened", f"account.{account}", {"account": account, "user": "operator", "venue": "paper"})
        self.deposit(money, "USDT", account)
        self.add("DayStarted", f"account.{account}", {"account": account, "baseline": {}})

    def deposit(self, amount, asset="USDT", account="paper", kind="FundsMoved"):
        self.add(kind, f"account.{account}", {"account": account, "asset": asset, "amount": amount, "value": "0"})

    def propose(self, intent, side="BUY", base="BTC", by="buy_bot", owner=None, account="paper"):
        proposer = {"kind": "human", "name": "operator"} if by == "operator" else {"kind": "agent", "name": by}
        fields = {"id": intent, "account": account, "instrument": f"paper:{base}USDT", "side": side,
                  "proposer": proposer}
        if owner:
            fields["owner"] = owner
        self.add("IntentProposed", f"account.{account}", {"intent": fields})

    def fill(self, side, quantity, price, fee="0", fee_asset="USDT", fee_quote=None, value=None, trade=None,
             intent=None, base="BTC", account="paper", **proposal):
        self.trade += 1
        if intent is None:
            intent = f"i-{self.trade}"
            self.propose(intent, side, base, account=account, **proposal)
        amount = value or str(Decimal(quantity) * Decimal(price))
        self.add("OrderFilled", f"account.{account}", {
            "intent": intent, "fee_quote": fee_quote or fee, "is_estimated": False,
            "fill": {"id": str(trade or self.trade), "instrument": f"paper:{base}USDT", "side": side, "price": price,
                     "quantity": quantity, "quote_amount": amount, "fee": fee, "fee_asset": fee_asset}})
        return intent

    def settle(self, intent, filled, price, fee, account="paper"):
        self.add("OrderSettled", f"account.{account}", {
            "intent": intent, "settlement": {"filled": filled, "price": price, "fee": fee, "evidence": "by mail"}})

    def trip(self, intent, entry_cost, result, is_loss=False, owner="buy_bot", base="BTC", account="paper"):
        self.add("RoundTripClosed", f"account.{account}", {
            "account": account, "owner": owner, "instrument": f"paper:{base}USDT", "intent": intent,
            "entry_cost": entry_cost, "result": result, "is_loss": is_loss})

    def text(self):
        return "\n".join(self.lines) + "\n"


class LedgerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.export = Export()

    def run_on(self, text, *arguments):
        """The exit code, and what was said on both streams."""
        path = self.folder / "export.jsonl"
        path.write_text(text, encoding="utf-8")
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stderr(errors):
            code = run([str(path), *arguments], out)
        return code, out.getvalue(), errors.getvalue()

    def summary(self, *arguments, code=0):
        got, out, errors = self.run_on(self.export.text(), "--json", *arguments)
        self.assertEqual(got, code, out + errors)
        return json.loads(out)

    def lot(self, account, owner, base="BTC"):
        return next(lot for lot in account["lots"]
                    if lot["owner"] == owner and lot["instrument"] == f"paper:{base}USDT")

    def expect(self, found, **figures):
        self.assertEqual({name: found[name] for name in figures}, figures)


class TestSums(LedgerTest):
    def test_partial_sells_take_their_share_of_the_average_cost_and_fees_are_lost_at_once(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100", fee="1")
        export.fill("BUY", "1", "200", fee="2")  # two cost 300
        export.fill("SELL", "0.5", "180", fee="0.9")  # 90 - 75 - 0.9 = 14.1
        account = self.summary("--mark", "BTCUSDT=160")["accounts"]["paper"]
        self.expect(self.lot(account, "buy_bot"), quantity="1.5", cost="225", average_price="150", realised="11.1",
                    unrealised="15", round_trips=0)
        self.assertEqual(account["balances"], {"BTC": "1.5", "USDT": "9786.1"})
        self.assertEqual(account["fees"], {"USDT": "3.9"})
        self.expect(account, equity_start_usd="10000", equity_usd="10026.1", realised="11.1", unrealised="15")

    def test_a_trip_goes_from_flat_to_flat_and_the_next_begins_with_nothing(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100", fee="1")
        sold = export.fill("SELL", "1", "110", fee="1")
        export.trip(sold, "100", "8")
        export.fill("BUY", "1", "100", fee="1")
        sold = export.fill("SELL", "1", "90", fee="1")
        export.trip(sold, "100", "-12", is_loss=True)
        account = self.summary()["accounts"]["paper"]
        self.expect(account, realised="-4", round_trips=2, wins=1, equity_usd="9996")

    def test_a_sale_through_flat_ends_one_trip_and_its_rest_begins_another(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100")
        sold = export.fill("SELL", "3", "120", fee="3")  # a third of the fee is the first trip's
        export.trip(sold, "100", "19")
        bought = export.fill("BUY", "2", "90")  # 240 - 180 - 2
        export.trip(bought, "240", "58")
        self.expect(self.summary()["accounts"]["paper"], realised="77", round_trips=2, wins=2, equity_usd="10077")

    def test_a_fee_in_the_base_asset_makes_the_purchase_smaller_at_the_same_cost(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100", fee="0.01", fee_asset="BTC", fee_quote="1")
        sold = export.fill("SELL", "0.99", "110")  # of 108.9, 100 was paid
        export.trip(sold, "100", "8.9")
        account = self.summary()["accounts"]["paper"]
        self.expect(account, realised="8.9", fees={"BTC": "0.01", "USDT": "0"}, fees_in_quote={"USDT": "1"},
                    balances={"BTC": "0", "USDT": "10008.9"})

    def test_a_fee_in_a_third_asset_costs_what_it_was_worth(self):
        export = self.export
        export.open()
        export.deposit("1", "BNB")
        export.fill("BUY", "1", "100", fee="0.01", fee_asset="BNB", fee_quote="6")
        account = self.summary()["accounts"]["paper"]
        self.expect(account, realised="-6", fees={"BNB": "0.01"}, balances={"BNB": "0.99", "BTC": "1", "USDT": "9900"},
                    equity_usd=None)

    def test_dust_ends_a_trip_and_its_cost_is_the_next_ones(self):
        export = self.export
        export.open()
        export.fill("BUY", "1.0005", "100", value="100.05")
        sold = export.fill("SELL", "1", "110", value="110")  # 0.0005 is less than the lot; it cost 0.05
        export.trip(sold, "100", "10")
        export.fill("BUY", "1", "100")
        sold = export.fill("SELL", "1.0005", "100", value="100.05")
        export.trip(sold, "100.05", "0")
        self.expect(self.summary()["accounts"]["paper"], round_trips=2, wins=1, realised="10")

    def test_owners_in_one_account_do_not_share_their_lots(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100", by="buy_bot")
        export.fill("BUY", "1", "200", by="online_trading")
        sold = export.fill("SELL", "1", "150", by="online_trading")
        export.trip(sold, "200", "-50", is_loss=True, owner="online_trading")
        account = self.summary()["accounts"]["paper"]
        self.expect(self.lot(account, "buy_bot"), quantity="1", cost="100", realised="0")
        self.expect(self.lot(account, "online_trading"), quantity="0", realised="-50", round_trips=1)

    def test_people_close_their_own_first_and_then_the_others_by_name(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100", by="online_trading")
        export.fill("BUY", "1", "100", by="buy_bot")
        export.fill("BUY", "1", "100", by="operator")
        sold = export.fill("SELL", "2.5", "120", fee="2.5", by="operator")
        export.trip(sold, "100", "19", owner="people")
        export.trip(sold, "100", "19", owner="buy_bot")
        account = self.summary()["accounts"]["paper"]
        self.expect(self.lot(account, "people"), quantity="0", realised="19")
        self.expect(self.lot(account, "buy_bot"), quantity="0", realised="19")
        self.expect(self.lot(account, "online_trading"), quantity="0.5", cost="50", realised="9.5")

    def test_a_named_owner_is_whose_lot_a_person_closes(self):
        export = self.export
        export.open()
        export.fill("BUY", "1", "100", by="operator")
        export.fill("BUY", "1", "100", by="online_trading")
        sold = export.fill("SELL", "1", "120", by="operator", owner="online_trading")
        export.trip(sold, "100", "20", owner="online_trading")
        account = self.summary()["accounts"]["paper"]
        self.expect(self.lot(account, "people"), quantity="1")
        self.expect(self.lot(account, "online_trading"), quantity="0", realised="20")

    def test_a_settlement_that_filled_counts_like_a_fill_and_an_empty_one_like_nothing(self):
        export = self.export
        export.open()
        export.propose("i-a")
        export.settle("i-a", "2", "100", "0.5")
        export.propose("i-b")
        export.settle("i-b", "0", "0", "0")
        account = self.summary()["accounts"]["paper"]
        self.expect(account, balances={"BTC": "2", "USDT": "9799.5"}, realised="-0.5", fees={"USDT": "0.5"})
        self.expect(self.lot(account, "buy_bot"), quantity="2", cost="200")

    def test_deposits_withdrawals_and_adjustments_move_balances_and_make_no_profit(self):
        export = self.export
        export.open()
        export.deposit("500")
        export.deposit("-200")
        export.deposit("-0.25", kind="AdjustmentMade")
        export.deposit("3", "ETH")
        account = self.summary("--mark", "ETHUSDT=10")["accounts"]["paper"]
        self.expect(account, balances={"ETH": "3", "USDT": "10299.75"}, moved={"ETH": "3", "USDT": "10299.75"},
                    realised="0", lots=[], equity_start_usd="10000", equity_usd="10329.75")

    def test_accounts_are_kept_apart(self):
        export = self.export
        export.open("paper")
        export.open("alice", "50")
        export.fill("BUY", "1", "20", account="alice")
        accounts = self.summary()["accounts"]
        self.assertEqual(accounts["paper"]["balances"], {"USDT": "10000"})
        self.assertEqual(accounts["alice"]["balances"], {"BTC": "1", "USDT": "30"})

    def test_the_newest_price_in_the_ledger_is_the_mark_unless_one_is_given(self):
        self.export.open()
        self.export.fill("BUY", "1", "100")
        self.export.add("ExposureReserved", "account.paper", {
            "order": {"instrument": "paper:BTCUSDT"}, "evidence": {"bid": "119", "ask": "121"}})
        for arguments, mark in (([], "120"), (["--mark", "BTCUSDT=130"], "130"),
                                (["--mark", "paper:BTCUSDT=129:132"], "130.5")):
            lot = self.lot(self.summary(*arguments)["accounts"]["paper"], "buy_bot")
            self.assertEqual(lot["mark"], mark)

    def test_thirds_are_not_lost(self):
        export = self.export
        export.open()
        export.fill("BUY", "3", "100", value="100")
        for n in range(3):
            sold = export.fill("SELL", "1", "100", value="100")
        export.trip(sold, "100", "200")
        self.expect(self.lot(self.summary()["accounts"]["paper"], "buy_bot"), cost="0", realised="200")


class TestDifferences(LedgerTest):
    def closed(self):
        self.export.open()
        self.export.fill("BUY", "1", "100")
        return self.export.fill("SELL", "1", "98")

    def names(self, found):
        return [difference["figure"] for difference in found["differences"]]

    def test_the_desks_word_on_a_round_trip_is_worked_out_again(self):
        sold = self.closed()
        self.export.trip(sold, "101", "-1.5", is_loss=True)  # exactly 2 % is not strictly more
        names = self.names(self.summary(code=1))
        self.assertEqual([name.split(" ")[0] for name in names], ["entry_cost", "result", "is_loss"])

    def test_a_trip_nobody_told_of_and_one_that_never_was(self):
        self.closed()
        self.assertEqual(len(self.names(self.summary(code=1))), 1)
        self.export.trip("i-1", "100", "-2")
        self.assertEqual(len(self.names(self.summary(code=1))), 2)

    def test_a_fill_that_was_booked_twice(self):
        self.export.open()
        intent = self.export.fill("BUY", "1", "100", trade="9")
        self.export.fill("BUY", "1", "100", trade="9", intent=intent)
        self.assertEqual(self.names(self.summary(code=1)), ["fill 9 of paper:BTCUSDT"])

    REPORT = {"signals": 0, "intents": 2, "denials": {}, "approvals": {"asked": 0, "granted": 0}, "fills": 2,
              "alerts": 0, "equity_start_usd": "10000", "equity_end_usd": "9998", "profit_usd": "-2",
              "realised_usd": "-2", "ledger": {"events": 11}}

    def against(self, code, *arguments, **changes):
        path = self.folder / "report.json"
        path.write_text(json.dumps({**self.REPORT, **changes}), encoding="utf-8")
        return self.summary("--against", str(path), *arguments, code=code)

    def test_a_report_that_says_the_same_agrees(self):
        self.export.trip(self.closed(), "100", "-2")
        found = self.against(0)
        self.assertEqual((found["differences"], found["not_compared"]), ([], []))
        self.against(0, realised_usd="-1.9999999995")  # what the desk's rounding may come to

    def test_each_figure_that_differs_is_named(self):
        self.export.trip(self.closed(), "100", "-2")
        for name, value in {"signals": 1, "intents": 3, "fills": 1, "alerts": 2, "realised_usd": "-2.00000001",
                            "equity_start_usd": "9999", "equity_end_usd": "9999", "profit_usd": "0"}.items():
            self.assertEqual(self.names(self.against(1, **{name: value})), [name])
        self.assertEqual(self.names(self.against(1, denials={"HALTED": 1})), ["denials.HALTED"])
        self.assertEqual(self.names(self.against(1, ledger={"events": 12})), ["ledger.events"])
        self.assertEqual(self.names(self.against(1, fills=7, alerts=7)), ["fills", "alerts"])

    def test_a_fee_in_a_third_asset_takes_what_is_missing_out_of_its_lots(self):
        books = ledger_pnl.Books()
        books.instruments["p:BNBUSDT"] = ledger_pnl.Instrument({
            "id": "p:BNBUSDT", "base": "BNB", "quote": "USDT", "lot": "1", "quantity_min": "1", "notional_min": "1"})
        account = ledger_pnl.Account("alice")
        for owner in ("zebra", "people"):
            lot = ledger_pnl.Lot()
            lot.open(True, Fraction(4), Fraction(40), Fraction(0))
            account.lots.setdefault("p:BNBUSDT", {})[owner] = lot
        account.balances["BNB"] = Fraction(3)
        books.cover(account, "BNB", Fraction(5))
        lots = account.lots["p:BNBUSDT"]
        self.assertEqual((lots["people"].quantity, lots["people"].cost), (0, 0))
        self.assertEqual((lots["zebra"].quantity, lots["zebra"].cost, lots["zebra"].entered), (3, 30, 30))
        self.assertEqual(lots["zebra"].realised, 0)

    def test_other_quote_assets_count_at_their_market_or_at_the_rate_of_the_settings(self):
        books = ledger_pnl.Books()
        books.dollars = {"USDT"}
        for name, base, quote in (("p:BTCEUR", "BTC", "EUR"), ("p:ETHBTC", "ETH", "BTC")):
            books.instruments[name] = ledger_pnl.Instrument({
                "id": name, "base": base, "quote": quote, "lot": "1", "quantity_min": "1", "notional_min": "1"})
        marks = {"p:BTCEUR": {"price": Fraction(100), "of": "given"}, "p:ETHBTC": {"price": Fraction(1, 4), "of": "x"}}
        self.assertIsNone(ledger_pnl.price_of(books, marks, "EUR"))
        books.rates = {"EUR": Fraction(11, 10)}
        self.assertEqual(ledger_pnl.price_of(books, marks, "EUR"), Fraction(11, 10))
        self.assertEqual(ledger_pnl.price_of(books, marks, "BTC"), 110)
        self.assertEqual(ledger_pnl.price_of(books, marks, "ETH"), Fraction(55, 2))
        self.assertIsNone(ledger_pnl.price_of(books, marks, "ETH", only_given=True))
        books.instruments["p:BTCUSDT"] = ledger_pnl.Instrument({
            "id": "p:BTCUSDT", "base": "BTC", "quote": "USDT", "lot": "1", "quantity_min": "1", "notional_min": "1"})
        self.assertIsNone(ledger_pnl.price_of(books, marks, "EUR"), "BTC's markets say it, once there is a price")
        marks["p:BTCUSDT"] = {"price": Fraction(125), "of": "given"}
        self.assertEqual(ledger_pnl.price_of(books, marks, "EUR"), Fraction(5, 4))

    def test_what_is_held_needs_a_mark_to_be_compared(self):
        self.export.trip(self.closed(), "100", "-2")
        self.export.fill("BUY", "1", "100")
        more = {"intents": 3, "fills": 3, "ledger": {"events": 13}, "equity_end_usd": "10008", "profit_usd": "8"}
        self.assertEqual([words.split(":")[0] for words in self.against(0, **more)["not_compared"]],
                         ["equity_end_usd", "profit_usd"])
        found = self.against(0, "--mark", "BTCUSDT=110", **more)
        self.assertEqual(found["not_compared"], [])
        self.against(1, "--mark", "BTCUSDT=111", **more)


class TestInput(LedgerTest):
    def refuse(self, text, words, *arguments):
        code, out, errors = self.run_on(text, *arguments)
        self.assertEqual((code, out), (2, ""))
        self.assertRegex(errors, words)
        self.assertNotIn("Traceback", errors)

    def test_what_is_no_ledger_is_refused_with_its_line(self):
        self.export.open()
        self.export.fill("BUY", "1", "100")
        lines = self.export.lines
        good = "\n".join(lines)

        def with_last(change):
            line = json.loads(lines[-1])
            change(line)
            return "\n".join(lines[:-1] + [json.dumps(line)])

        last = f"line {len(lines)}"
        cases = {
            "empty": ("", "nothing in it"),
            "not JSON": (good + "\n{", "line .* is not JSON"),
            "an array": ("[]", "line 1: an event is an object"),
            "no data": (with_last(lambda line: line.update(data=None)), last),
            "a gap": ("\n".join(lines[1:]), "line 1: event 2 where 1 was expected"),
            "a gap in a chain": (with_last(lambda line: line.update(number=99)), "99 of chain account.paper"),
            "an unknown kind": (with_last(lambda line: line.update(kind="Magic")), "does not know: Magic"),
            "a float": (good.replace('"price": "100"', '"price": 100.5'), "100.5 is no exact number"),
            "a number as no desk writes it": (good.replace('"price": "100"', '"price": "1e2"'), "'1e2' is not a dec"),
            "a field missing": (with_last(lambda line: line["data"].pop("fill")), "nothing is known of 'fill'"),
            "a fill nobody proposed": (with_last(lambda line: line["data"].update(intent="i-9")), "of 'i-9'"),
            "a side that is none": (good.replace('"side": "BUY"', '"side": "HOLD"'), "'HOLD' is no side"),
            "fields of another kind": (with_last(lambda line: line["data"].update(fill=[])), last),
        }
        for name, (text, words) in cases.items():
            with self.subTest(name):
                self.refuse(text, words)

    def test_marks_and_reports_that_cannot_be_used_are_refused(self):
        self.export.open()
        text = self.export.text()
        for mark in ("BTCUSDT", "BTCUSDT=", "BTCUSDT=0", "BTCUSDT=1:2:3", "DOGEUSDT=1", "BTCUSDT=1e5"):
            with self.subTest(mark):
                self.refuse(text, "BTCUSDT|DOGEUSDT|decimal", "--mark", mark)
        report = self.folder / "report.json"
        uncounted = json.dumps({**TestDifferences.REPORT, "denials": 1})
        for words in ("{", "[]", "{}", '{"ledger": 1}', uncounted):
            report.write_text(words, encoding="utf-8")
            with self.subTest(words):
                self.refuse(text, "report|not JSON", "--against", str(report))
        self.refuse(text, "No such file", "--against", str(self.folder / "none.json"))

    def test_a_file_that_is_not_there_or_is_no_text_is_refused(self):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            self.assertEqual(run([str(self.folder / "none")], io.StringIO()), 2)
        self.assertIn("No such file", errors.getvalue())
        (self.folder / "bytes").write_bytes(b"\xff\xfe")
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(run([str(self.folder / "bytes")], io.StringIO()), 2)

    def test_people_get_a_table(self):
        self.export.open()
        self.export.fill("BUY", "1", "100")
        code, out, _ = self.run_on(self.export.text())
        self.assertEqual(code, 0)
        self.assertIn("account paper of operator", out)
        self.assertIn("agrees with the desk's round trips", out)


if __name__ == "__main__":
    unittest.main()
