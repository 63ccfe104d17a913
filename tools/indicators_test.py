#!/usr/bin/env python3
"""Tables by hand for the second opinion on the indicators; the first is held to it by a test of trading/strategy."""

import io
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import indicators
from indicators import Candle


def numbers(*texts):
    return [Decimal(text) for text in texts]


def candle(high, low, close, volume="1", day=0):
    return Candle(day * indicators.DAY_MS, Decimal(close), Decimal(high), Decimal(low), Decimal(close), Decimal(volume))


class Averages(unittest.TestCase):
    def test_are_those_computed_by_hand(self):
        self.assertEqual(indicators.sma(numbers("1", "2", "3", "7"), 3), [None, None, 2, 4])
        self.assertEqual(indicators.ema(numbers("1", "2", "3", "4", "8"), 3), [None, None, 2, 3, Decimal("5.5")])
        self.assertEqual(indicators.wma(numbers("1", "2", "3"), 2), [None, Decimal(5) / 3, Decimal(8) / 3])
        self.assertEqual([round(value, 30) for value in indicators.wilder(numbers("1", "2", "3", "5"), 3)[2:]], [2, 3])


class Momentum(unittest.TestCase):
    def test_rsi_is_the_share_of_rises(self):
        made = indicators.rsi(numbers("10", "11", "10.5", "12"), 2)
        self.assertEqual([None if v is None else round(v, 2) for v in made],
                         [None, None, Decimal("66.67"), Decimal("88.89")])

    def test_roc_is_a_percentage(self):
        self.assertEqual(indicators.roc(numbers("100", "110", "121"), 1), [None, 10, 10])

    def test_macd_begins_both_averages_together(self):
        line, signal, histogram = indicators.macd(numbers("1", "2", "3", "4", "5"), 2, 4, 2)
        self.assertEqual(line[:4], [None, None, None, 1])  # (3+4)/2 − (1+2+3+4)/4 = 1
        self.assertEqual(signal[3], None)
        self.assertEqual([round(value, 30) for value in (line[4], signal[4], histogram[4])], [1, 1, 0])


class Candles(unittest.TestCase):
    def test_true_range_reaches_to_the_close_before(self):
        self.assertEqual(indicators.true_ranges([candle("10", "8", "9"), candle("15", "14", "14.5")]), [2, 6])

    def test_cci_of_two_candles_is_two_thirds_of_hundred(self):
        made = indicators.cci([candle("10", "10", "10"), candle("11", "11", "11")], 2)
        self.assertEqual(round(made[1], 3), Decimal("66.667"))

    def test_vwap_begins_anew_each_day(self):
        day = [candle("10", "10", "10", "1"), candle("20", "20", "20", "3"), candle("5", "5", "5", "2", day=1)]
        self.assertEqual(indicators.daily_vwap(day), [10, Decimal("17.5"), 5])

    def test_obv_takes_the_side_of_the_close(self):
        made = indicators.obv([candle("1", "1", c, "2") for c in ("1", "2", "2", "1")])
        self.assertEqual(made, [2, 4, 4, 2])


class Command(unittest.TestCase):
    def test_prints_a_line_for_each_value(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "candles.csv"
            path.write_text("open_time_ms,open,high,low,close,volume\n0,1,2,1,2,5\n60000,2,3,2,3,5\n")
            out = io.StringIO()
            self.assertEqual(indicators.main([str(path), "--rows", "1"], out), 0)
        self.assertIn("0,obv,5.00000000000000000000\n", out.getvalue())
        self.assertNotIn("\n1,", out.getvalue())


if __name__ == "__main__":
    unittest.main()
