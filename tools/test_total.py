#!/usr/bin/env python3
"""Adds up what every test runner counted and says it in one line: `N passed, N failed, N skipped`.

    tools/test_total.py result...

A result is the JUnit XML of CTest or GoogleTest (*.xml), vitest's JSON (*.json), or lines that begin with `ok` or
`FAIL` (*.log, the browser tests). One that was expected and is not there, cannot be read, or names no test at all, is
one failure: no answer is no good answer.
"""

import json
import sys
import xml.etree.ElementTree as xml
from pathlib import Path


def count_junit(text):
    passed = failed = skipped = 0
    for case in xml.fromstring(text).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
            failed += 1
        elif case.find("skipped") is not None or case.get("status") in ("disabled", "notrun"):
            skipped += 1
        else:
            passed += 1
    if passed + failed + skipped == 0:
        raise ValueError("no test has that name")
    return passed, failed, skipped


def count_json(text):
    report = json.loads(text)
    failed = report["numFailedTests"]
    # A file that did not even load has no failed test of its own.
    if failed == 0 and not report.get("success", True):
        failed = 1
    return report["numPassedTests"], failed, report["numPendingTests"] + report.get("numTodoTests", 0)


def count_lines(text):
    words = [line.split(" ")[0] for line in text.splitlines()]
    passed, failed = words.count("ok"), words.count("FAIL")
    if passed + failed == 0:
        raise ValueError("it ran no test")
    return passed, failed, 0


COUNTERS = {".xml": count_junit, ".json": count_json, ".log": count_lines}


def count(path):
    try:
        return COUNTERS[Path(path).suffix](Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, xml.ParseError) as error:
        print(f"no result in {path}: {error}", file=sys.stderr)
        return 0, 1, 0


def main():
    passed, failed, skipped = (sum(column) for column in zip((0, 0, 0), *(count(path) for path in sys.argv[1:])))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
