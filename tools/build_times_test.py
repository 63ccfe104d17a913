#!/usr/bin/env python3
"""The last time of each output counts, and a command with two outputs counts once."""

import unittest

from build_times import read_log

LOG = "# ninja log v5\n0\t1500\t7\ta.o\tc1\n0\t9000\t7\tb.o\tc2\n0\t500\t7\tb.o\tc3\n" \
      "5\t205\t7\tx.cc\tc4\n5\t205\t7\tx.h\tc4\n"


class TestBuildTimes(unittest.TestCase):
    def test_reads_the_log(self):
        self.assertEqual(read_log(LOG), {"a.o": 1.5, "b.o": 0.5, "x.cc": 0.2})


if __name__ == "__main__":
    unittest.main()
