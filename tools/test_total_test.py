#!/usr/bin/env python3
"""The total is honest: it counts everything once, and what is missing as a failure."""

import json
import tempfile
import unittest
from pathlib import Path

from test_total import count, count_json, count_junit, count_lines

JUNIT = """<?xml version="1.0"?><testsuite>
<testcase name="a" status="run"/>
<testcase name="b" status="fail"><failure message="x"/></testcase>
<testcase name="c" status="notrun"><skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/></testcase>
<testcase name="d" status="disabled"/>
<testcase name="e" status="run"/>
</testsuite>"""


class TestTotal(unittest.TestCase):
    def test_junit_counts_each_case_once(self):
        self.assertEqual(count_junit(JUNIT), (2, 1, 2))

    def test_a_name_that_fits_no_test_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            result = Path(folder, "result.xml")
            result.write_text('<?xml version="1.0"?><testsuites tests="0" failures="0"/>', encoding="utf-8")
            self.assertEqual(count(result), (0, 1, 0))

    def test_junit_counts_googletests_skipped_and_disabled_ones(self):
        text = """<testsuites><testsuite>
            <testcase name="a" status="run" result="completed"/>
            <testcase name="b" status="run" result="completed"><failure message="x"/><failure message="y"/></testcase>
            <testcase name="c" status="run" result="skipped"><skipped message="no data"/></testcase>
            <testcase name="d" status="notrun" result="suppressed"/></testsuite></testsuites>"""
        self.assertEqual(count_junit(text), (1, 1, 2))

    def test_json_counts_what_the_report_says(self):
        report = {"numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 3, "success": False}
        self.assertEqual(count_json(json.dumps(report)), (7, 1, 5))

    def test_a_run_that_failed_without_a_failed_test_is_a_failure(self):
        report = {"numPassedTests": 7, "numFailedTests": 0, "numPendingTests": 0, "success": False}
        self.assertEqual(count_json(json.dumps(report)), (7, 1, 0))

    def test_lines_count_by_their_first_word(self):
        self.assertEqual(count_lines("ok    a (5 ms)\nnoise ok\nFAIL  b\nError: ok\nok    c\n"), (2, 1, 0))
        with self.assertRaises(ValueError):
            count_lines("> e2e\n")

    def test_a_missing_result_is_a_failure(self):
        self.assertEqual(count("/nowhere/result.xml"), (0, 1, 0))


if __name__ == "__main__":
    unittest.main()
