#!/usr/bin/env python3
"""Small ledgers written by hand, with figures worked out by hand; and input that is no ledger."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from report_figures import differences, is_at_midnight, month_closed_by, milliseconds, reason_kind, run


class Export:
    """Writes what `swarmdesk audit export` prints, one event at a time."""

    def __init__(self):
        self.lines, self.numbers, self.time, self.trade = [], {}, "2025-04-03T00:00:00.000Z", 0
        self.add("LimitsSet", "budgets", {"limits": {"usd_assets": ["USD", "USDT"], "loss_percent": "2"}})
        self.add("InstrumentListed", "desk", {"instrument": {
            "id": "paper:BTCUSDT", "base": "BTC", "quote": "USDT", "tick": "0.01", "lot": "0.001",
            "quantity_min": "0.001", "quantity_max": "9000", "notional_min": "5"}})
        self.add("AccountOpened", "account.paper", {"account": "paper", "user": "operator", "venue": "paper"})
        self.deposit("1000")

    def at(self, day, hour=0):
        self.time = f"2025-04-{day:02d}T{hour:02d}:00:00.000Z"
        return self

    def add(self, kind, chain, data):
        self.numbers[chain] = self.numbers.get(chain, 0) + 1
        self.lines.append(json.dumps({
            "seq": len(self.lines) + 1, "chain": chain, "number": self.numbers[chain], "time": self.time,
            "kind": kind, "subject": "s", "data": data, "hash": "00"}))
        return self

    def deposit(self, amount, kind="deposit"):
        return self.add("FundsMoved", "account.paper", {
            "account": "paper", "asset": "USDT", "amount": amount, "value": amount, "is_estimated": False,
            "move": kind})

    def mark(self, bid, ask):
        return self.add("PricesMarked", "desk", {"prices": [{"instrument": "paper:BTCUSDT", "bid": bid, "ask": ask}]})

    def fill(self, side, quantity, price, value, fee="0", reason="because 5"):
        self.trade += 1
        intent = f"i-{self.trade}"
        self.add("IntentProposed", "account.paper", {"intent": {
            "id": intent, "account": "paper", "instrument": "paper:BTCUSDT", "side": side,
            "proposer": {"kind": "agent", "name": "buy_bot"}, "reason": reason}})
        self.add("ExposureReserved", "account.paper", {
            "order": {"intent": intent, "instrument": "paper:BTCUSDT", "type": "MARKET"},
            "evidence": {"bid": "99", "ask": "101"}})
        return self.add("OrderFilled", "account.paper", {
            "intent": intent, "fee_quote": fee, "is_estimated": False,
            "fill": {"id": str(self.trade), "instrument": "paper:BTCUSDT", "side": side, "price": price,
                     "quantity": quantity, "quote_amount": value, "fee": fee, "fee_asset": "USDT"}})

    def closed(self, entry, result, is_loss=False):
        return self.add("RoundTripClosed", "account.paper", {
            "account": "paper", "owner": "buy_bot", "instrument": "paper:BTCUSDT", "intent": f"i-{self.trade}",
            "entry_cost": entry, "result": result, "is_loss": is_loss})

    def report(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "ledger.jsonl")
            path.write_text("\n".join(self.lines), encoding="utf-8")
            out, errors = io.StringIO(), io.StringIO()
            with contextlib.redirect_stderr(errors):
                code = run([str(path), *arguments], out)
        return code, out.getvalue() if code != 2 else errors.getvalue()

    def figures(self):
        code, text = self.report()
        assert code == 0, text
        return json.loads(text)


class Figures(unittest.TestCase):
    def test_a_win_is_a_return_and_has_its_slippage_and_fees(self):
        export = Export().mark("99", "101").at(3, 1).fill("BUY", "1", "102", "102", "1", "a 1")
        export.at(3, 3).fill("SELL", "1", "112", "112", "1", "high 112 is enough").closed("102", "8")
        report = export.at(4).mark("109", "111").figures()
        self.assertEqual(report["money"], {"start_usd": "1000", "end_usd": "1008", "put_in_usd": "0",
                                           "profit_usd": "8"})
        self.assertEqual(report["returns"]["total_percent"], {"value": "0.8"})
        self.assertEqual(report["returns"]["sharpe"], {"why": "fewer than two whole days"})
        self.assertEqual(report["trades"]["win_rate_percent"], {"value": "100"})
        self.assertEqual(report["trades"]["profit_factor"], {"why": "no losses"})
        self.assertEqual(report["trades"]["holding_average_hours"], {"value": "2"})
        self.assertEqual(report["activity"]["fees_usd"], "2")
        self.assertEqual(report["activity"]["slippage_usd"], {"value": "-12"})  # 1 worse, then 13 better
        self.assertEqual(report["exposure"]["time_percent"], {"value": "8.3333"})
        self.assertEqual(report["benchmarks"][0]["return_percent"], {"value": "10"})
        self.assertEqual(report["by_exit"][0]["name"], "high is enough")
        self.assertEqual(report["closed"][0]["opened"], "2025-04-03T01:00:00.000Z")

    def test_what_comes_after_the_last_point_counts_with_the_next_one(self):
        export = Export().mark("99", "101").at(3, 1).fill("BUY", "1", "102", "102", "1", "a 1")
        export.at(3, 3).mark("111", "113")
        export.at(3, 4).fill("SELL", "1", "112", "112", "1", "high 112 is enough").closed("102", "8")
        running = export.figures()
        self.assertEqual(running["trades"]["count"], 0)
        self.assertEqual(running["activity"]["fills"], 1)
        self.assertEqual(running["closed"], [])
        later = export.at(4).mark("109", "111").figures()
        self.assertEqual(later["trades"]["count"], 1)
        self.assertEqual(later["activity"]["fills"], 2)

    def test_a_deposit_is_no_return_and_a_fee_is_a_loss(self):
        export = Export().mark("99", "101").at(4).deposit("1000").mark("99", "101")
        report = export.at(5).deposit("-200", "fee").mark("99", "101").figures()
        self.assertEqual(report["returns"]["total_percent"], {"value": "-10"})
        self.assertEqual(report["money"]["put_in_usd"], "1000")
        self.assertEqual(report["money"]["profit_usd"], "-200")
        self.assertEqual(report["drawdown"]["max_percent"], {"value": "10"})
        self.assertEqual(report["drawdown"]["peak"], "2025-04-04T00:00:00.000Z")

    def test_days_go_from_midnight_to_midnight(self):
        export = Export().mark("99", "101")
        for day, lost in ((4, "-100"), (5, "-90"), (6, "-81")):
            export.at(day).deposit(lost, "fee").mark("99", "101")
        returns = export.figures()["returns"]
        self.assertEqual(returns["days"], 3)
        self.assertEqual(returns["best_day_percent"], {"value": "-10"})
        self.assertTrue(is_at_midnight(milliseconds("2025-04-03T00:59:59.999Z")))
        self.assertFalse(is_at_midnight(milliseconds("2025-04-03T01:00:00.000Z")))
        self.assertEqual(month_closed_by(milliseconds("2025-05-01T00:00:00.000Z")), "2025-04")
        self.assertEqual(month_closed_by(milliseconds("2025-05-01T01:00:00.000Z")), "2025-05")

    def test_a_reason_is_its_words(self):
        self.assertEqual(reason_kind("low 91.08 reached the stop 94.06"), "low reached the stop")
        self.assertEqual(len(reason_kind("a" + "ä" * 60).encode()), 59)


class Comparison(unittest.TestCase):
    def test_every_difference_is_named(self):
        found, count = differences({"a": [{"value": "1"}, "x"], "b": 1}, {"a": [{"value": "2"}, "x"], "c": 1})
        self.assertEqual([path for path, _, _ in found], ["a[0].value", "b", "c"])
        self.assertEqual(count, 4)
        self.assertEqual(differences([1], [True])[0], [("[0]", 1, True)])

    def test_a_report_that_agrees_ends_with_0_and_one_that_does_not_with_1(self):
        export = Export().mark("99", "101").at(4).mark("99", "101")
        report = export.figures()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report.json")
            path.write_text(json.dumps(report), encoding="utf-8")
            self.assertEqual(export.report("--against", str(path))[0], 0)
            report["money"]["end_usd"] = "1000.01"
            path.write_text(json.dumps(report), encoding="utf-8")
            code, text = export.report("--against", str(path))
            self.assertEqual(code, 1)
            self.assertIn("money.end_usd: 1000 here, 1000.01 by the desk", text)


class BadInput(unittest.TestCase):
    def test_is_refused_with_its_line(self):
        export = Export().mark("99", "101")
        self.assertEqual(export.report()[0], 2)  # one point
        self.assertIn("no account other", export.at(4).mark("99", "101").report("--account", "other")[1])
        export.lines.append("not JSON")
        code, text = export.report()
        self.assertEqual(code, 2)
        self.assertIn(f"line {len(export.lines)}", text)


if __name__ == "__main__":
    unittest.main()
