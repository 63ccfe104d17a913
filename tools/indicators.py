#!/usr/bin/env python3
"""Computes every indicator of src/trading/strategy a second time, from their definitions and with nothing of that code:
60-digit decimals, each window summed anew.

    tools/indicators.py [FILE] [--rows N]

FILE is a candle file, plain or gzip: open_time_ms,open,high,low,close,volume with a line of names before; without one,
standard input. Prints `row,name,value` for each value there is, rows counted from 0.
"""

import argparse
import gzip
import sys
from collections import namedtuple
from decimal import Decimal, getcontext

getcontext().prec = 60

Candle = namedtuple("Candle", "time_ms open high low close volume")
DAY_MS = 86_400_000


def read_candles(lines, rows_max=None):
    candles = []
    for number, line in enumerate(lines):
        if number == 0 or not line.strip():
            continue
        if rows_max is not None and len(candles) >= rows_max:
            break
        cells = line.strip().split(",")
        candles.append(Candle(int(cells[0]), *(Decimal(cell) for cell in cells[1:6])))
    return candles


# Each of these turns a list into a list of the same length, with None where there is no value yet. None at the front of
# what they are given is waited out.


def after_none(values, compute):
    skip = next((i for i, value in enumerate(values) if value is not None), len(values))
    return [None] * skip + compute(values[skip:])


def windowed(values, period, compute):
    def inner(known):
        return [compute(known[i + 1 - period:i + 1]) if i + 1 >= period else None for i in range(len(known))]

    return after_none(values, inner)


def sma(values, period):
    return windowed(values, period, lambda window: sum(window) / period)


def wma(values, period):
    return windowed(values, period, lambda window: sum(
        value * weight for weight, value in enumerate(window, 1)) / Decimal(period * (period + 1) // 2))


def smoothed(values, period, weight):
    def inner(known):
        made, last = [], None
        for i, value in enumerate(known):
            if i + 1 == period:
                last = sum(known[:period]) / period
            elif i + 1 > period:
                last = last * (1 - weight) + value * weight
            made.append(last)
        return made

    return after_none(values, inner)


def ema(values, period):
    return smoothed(values, period, Decimal(2) / (period + 1))


def wilder(values, period):
    return smoothed(values, period, Decimal(1) / period)


def rsi(values, period):
    changes = [b - a for a, b in zip(values, values[1:])]
    gains = wilder([max(change, Decimal(0)) for change in changes], period)
    losses = wilder([max(-change, Decimal(0)) for change in changes], period)
    made = [None]
    for gain, loss in zip(gains, losses):
        if gain is None:
            made.append(None)
        else:
            made.append(100 * gain / (gain + loss) if gain + loss else Decimal(50))
    return made


def macd(values, fast, slow, signal):
    late = [None] * (slow - fast) + list(values[slow - fast:])
    line = minus(ema(late, fast), ema(values, slow))
    smooth = ema(line, signal)
    return line, smooth, minus(line, smooth)


def minus(left, right):
    return [None if a is None or b is None else a - b for a, b in zip(left, right)]


def roc(values, period):
    return [None if i < period else 100 * (value - values[i - period]) / values[i - period]
            for i, value in enumerate(values)]


def deviation(window):
    mean = sum(window) / len(window)
    return (sum((value - mean) ** 2 for value in window) / len(window)).sqrt()


def stddev(values, period):
    return windowed(values, period, deviation)


def around(middle, reach, multiple):
    """The upper and the lower band."""
    pairs = [(a, b) for a, b in zip(middle, reach)]
    up = [None if a is None or b is None else a + multiple * b for a, b in pairs]
    down = [None if a is None or b is None else a - multiple * b for a, b in pairs]
    return up, down


def true_ranges(candles):
    made = []
    for i, candle in enumerate(candles):
        spans = [candle.high - candle.low]
        if i:
            spans += [abs(candle.high - candles[i - 1].close), abs(candle.low - candles[i - 1].close)]
        made.append(max(spans))
    return made


def atr(candles, period):
    return wilder(true_ranges(candles), period)


def highest(candles, period):
    return windowed([candle.high for candle in candles], period, max)


def lowest(candles, period):
    return windowed([candle.low for candle in candles], period, min)


def stochastic(candles, period, smoothing, signal):
    raw = []
    for candle, high, low in zip(candles, highest(candles, period), lowest(candles, period)):
        if high is None:
            raw.append(None)
        else:
            raw.append(100 * (candle.close - low) / (high - low) if high != low else Decimal(50))
    k = sma(raw, smoothing)
    return k, sma(k, signal)


def williams(candles, period):
    made = []
    for candle, high, low in zip(candles, highest(candles, period), lowest(candles, period)):
        if high is None:
            made.append(None)
        else:
            made.append(-100 * (high - candle.close) / (high - low) if high != low else Decimal(-50))
    return made


def cci(candles, period):
    def index(window):
        mean = sum(window) / period
        spread = sum(abs(value - mean) for value in window) / period
        return (window[-1] - mean) / (Decimal("0.015") * spread) if spread else Decimal(0)

    return windowed([(candle.high + candle.low + candle.close) / 3 for candle in candles], period, index)


def aroon(candles, period):
    def nearness(values, best):
        def inner(window):
            extreme = best(window)
            age = next(i for i, value in enumerate(reversed(window)) if value == extreme)
            return Decimal(100) * (period - age) / period

        return windowed(values, period + 1, inner)

    return nearness([c.high for c in candles], max), nearness([c.low for c in candles], min)


def directional_movement(candles, period):
    """+DI, −DI and ADX."""
    ranges = true_ranges(candles)
    sums = {"plus": Decimal(0), "minus": Decimal(0), "range": Decimal(0)}
    plus, minus_, dx = [None], [None], [None]
    for i in range(1, len(candles)):
        rise, fall = candles[i].high - candles[i - 1].high, candles[i - 1].low - candles[i].low
        movement = {"plus": rise if rise > 0 and rise > fall else Decimal(0),
                    "minus": fall if fall > 0 and fall > rise else Decimal(0), "range": ranges[i]}
        for key in sums:
            if i >= period:
                sums[key] -= sums[key] / period
            sums[key] += movement[key]
        if i < period:
            plus.append(None), minus_.append(None), dx.append(None)
            continue
        up = 100 * sums["plus"] / sums["range"] if sums["range"] else Decimal(0)
        down = 100 * sums["minus"] / sums["range"] if sums["range"] else Decimal(0)
        plus.append(up), minus_.append(down)
        dx.append(100 * abs(up - down) / (up + down) if up + down else Decimal(0))
    return plus, minus_, wilder(dx, period)


def supertrend(candles, period, multiple):
    """The line, and 1 or −1."""
    lines, directions = [], []
    upper = lower = None
    rising = False
    for i, (candle, reach) in enumerate(zip(candles, atr(candles, period))):
        if reach is None:
            lines.append(None), directions.append(None)
            continue
        middle = (candle.high + candle.low) / 2
        top, bottom = middle + multiple * reach, middle - multiple * reach
        if upper is not None:
            before = candles[i - 1].close
            if not (top < upper or before > upper):
                top = upper
            if not (bottom > lower or before < lower):
                bottom = lower
            if rising and candle.close < bottom:
                rising = False
            elif not rising and candle.close > top:
                rising = True
        upper, lower = top, bottom
        lines.append(lower if rising else upper)
        directions.append(Decimal(1 if rising else -1))
    return lines, directions


def efficiency(values, period):
    def ratio(window):
        path = sum(abs(b - a) for a, b in zip(window, window[1:]))
        return (window[-1] - window[0]) / path if path else Decimal(0)

    return windowed(values, period + 1, ratio)


def weighted(candles):
    volume = sum(candle.volume for candle in candles)
    if not volume:
        return None
    return sum((c.high + c.low + c.close) / 3 * c.volume for c in candles) / volume


def daily_vwap(candles):
    made, start = [], 0
    value, volume = Decimal(0), Decimal(0)
    for i, candle in enumerate(candles):
        if candle.time_ms // DAY_MS != candles[start].time_ms // DAY_MS:
            start, value, volume = i, Decimal(0), Decimal(0)
        value += (candle.high + candle.low + candle.close) / 3 * candle.volume
        volume += candle.volume
        made.append(value / volume if volume else None)
    return made


def obv(candles):
    made, total = [], Decimal(0)
    for i, candle in enumerate(candles):
        if i == 0 or candle.close > candles[i - 1].close:
            total += candle.volume
        elif candle.close < candles[i - 1].close:
            total -= candle.volume
        made.append(total)
    return made


def all_indicators(candles):
    """Name to values. src/trading/strategy/indicators/python_test.cpp has the same names."""
    closes = [candle.close for candle in candles]
    made = {"sma": sma(closes, 20), "ema": ema(closes, 21), "wma": wma(closes, 13), "wilder": wilder(closes, 14),
            "rsi": rsi(closes, 14), "roc": roc(closes, 10), "stddev": stddev(closes, 20), "atr": atr(candles, 14),
            "williams": williams(candles, 14), "cci": cci(candles, 20), "efficiency": efficiency(closes, 24),
            "vwap": daily_vwap(candles), "rolling_vwap": windowed(candles, 30, weighted), "obv": obv(candles)}
    made["macd.line"], made["macd.signal"], made["macd.histogram"] = macd(closes, 12, 26, 9)
    made["bollinger.upper"], made["bollinger.lower"] = around(sma(closes, 20), made["stddev"], Decimal("2.5"))
    made["keltner.upper"], made["keltner.lower"] = around(ema(closes, 20), atr(candles, 10), Decimal(2))
    made["donchian.upper"], made["donchian.lower"] = highest(candles, 20), lowest(candles, 20)
    made["donchian.middle"] = [None if a is None else (a + b) / 2
                               for a, b in zip(made["donchian.upper"], made["donchian.lower"])]
    made["stochastic.k"], made["stochastic.d"] = stochastic(candles, 14, 3, 3)
    made["aroon.up"], made["aroon.down"] = aroon(candles, 25)
    made["adx.plus"], made["adx.minus"], made["adx.adx"] = directional_movement(candles, 14)
    made["supertrend.line"], made["supertrend.direction"] = supertrend(candles, 10, Decimal(3))
    return made


def main(arguments=None, out=sys.stdout):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?")
    parser.add_argument("--rows", type=int)
    options = parser.parse_args(arguments)
    if options.file is None:
        candles = read_candles(sys.stdin, options.rows)
    else:
        opened = gzip.open if options.file.endswith(".gz") else open
        with opened(options.file, "rt", encoding="utf-8") as lines:
            candles = read_candles(lines, options.rows)
    for name, values in all_indicators(candles).items():
        for row, value in enumerate(values):
            if value is not None:
                out.write(f"{row},{name},{value:.20f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
