#!/usr/bin/env python3
"""Each of the promises can be found broken."""

import unittest

from hardening_test import missing

HEADERS = """  GNU_STACK      0x000000 0x0000000000000000 0x0000000000000000 0x000000 0x000000 RW  0x1
  GNU_RELRO      0x000b88 0x0000000000002b88 0x0000000000002b88 0x000298 0x000478 R   0x1
 0x000000000000001e (FLAGS)              BIND_NOW
 0x000000006ffffffb (FLAGS_1)            Flags: NOW PIE
  GNU                  0x00000020\tNT_GNU_PROPERTY_TYPE_0\t      Properties: x86 feature: IBT, SHSTK, x86 ISA needed
"""
SYMBOLS = """   1: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND __stack_chk_fail@GLIBC_2.4 (2)
   2: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND __memcpy_chk@GLIBC_2.3.4 (3)
"""


class TestHardening(unittest.TestCase):
    def test_a_hardened_program_lacks_nothing(self):
        self.assertEqual(missing(HEADERS, SYMBOLS, True, "x86_64"), [])

    def test_each_lack_is_told_alone(self):
        for there, instead, words in (
            ("NOW PIE", "NOW", "position-independent"),
            ("GNU_RELRO", "GNU_NOTHING", "writable"),
            ("RW  0x1", "RWE 0x1", "executable"),
            ("IBT, SHSTK", "SHSTK", "IBT"),
            ("IBT, SHSTK", "IBT", "SHSTK"),
        ):
            with self.subTest(instead):
                found = missing(HEADERS.replace(there, instead), SYMBOLS, True, "x86_64")
                self.assertEqual(len(found), 1)
                self.assertIn(words, found[0])
        lazy = HEADERS.replace("BIND_NOW", "").replace("NOW PIE", "PIE")
        self.assertIn("lazily", missing(lazy, SYMBOLS, True, "x86_64")[0])

    def test_the_stack_guard_is_not_taken_for_a_checked_call(self):
        found = missing(HEADERS, SYMBOLS.replace("__memcpy_chk", "memcpy"), True, "x86_64")
        self.assertEqual(found, ["no C call is checked (-D_FORTIFY_SOURCE)"])
        self.assertEqual(len(missing(HEADERS, SYMBOLS.replace("__stack_chk_fail", "abort"), True, "x86_64")), 1)

    def test_what_the_build_or_the_machine_cannot_have_is_not_asked(self):
        self.assertEqual(missing(HEADERS, SYMBOLS.replace("__memcpy_chk", "memcpy"), False, "x86_64"), [])
        self.assertEqual(missing(HEADERS.replace("IBT, SHSTK", ""), SYMBOLS, True, "aarch64"), [])


if __name__ == "__main__":
    unittest.main()
