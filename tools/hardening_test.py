#!/usr/bin/env python3
"""Reads from a program what its build promises: see "What stands between" in cmake/Toolchain.cmake.

    tools/hardening_test.py program [--release]

A debug build has no checked C calls (*_chk) of its own: AddressSanitizer takes their place.
"""

import argparse
import platform
import re
import subprocess
import sys


def read(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def missing(headers, symbols, release, machine):
    """What the program lacks, a sentence each."""
    flags = " ".join(re.findall(r"\(FLAGS(?:_1)?\)\s+(.*)", headers))
    stack = re.search(r"GNU_STACK\s.*\s([RWE ]+?)\s+0x", headers)
    wanted = {
        "it is not position-independent (-pie)": re.search(r"\bPIE\b", flags),
        "its tables stay writable (-z relro)": "GNU_RELRO" in headers,
        "it binds lazily (-z now)": re.search(r"\bBIND_NOW\b", flags) or re.search(r"\bNOW\b", flags),
        "its stack is executable": stack and "E" not in stack[1],
        "no function guards its stack (-fstack-protector-strong)": "__stack_chk_fail" in symbols,
    }
    if machine in ("x86_64", "AMD64"):
        note = re.search(r"x86 feature:(.*)", headers)
        for feature in ("IBT", "SHSTK"):
            wanted[f"it has no {feature} note (-fcf-protection)"] = note and re.search(rf"\b{feature}\b", note[1])
    if release:
        wanted["no C call is checked (-D_FORTIFY_SOURCE)"] = re.search(r"\b__\w+_chk\b", symbols)
    return [words for words, found in wanted.items() if not found]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--release", action="store_true")
    arguments = parser.parse_args()
    headers = read("readelf", "-lWdn", arguments.program)
    symbols = read("readelf", "--dyn-syms", "-W", arguments.program)
    found = missing(headers, symbols, arguments.release, platform.machine())
    for words in found:
        print(f"{arguments.program}: {words}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
