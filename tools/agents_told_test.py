#!/usr/bin/env python3
"""Holds every number of agents that a document tells to the manifests in agents/. A document need not tell any."""

import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()
NUMBER = r"(?P<number>" + "|".join(WORDS) + r"|\d+)"
TOLD = re.compile(  # of all of them: "two agents" may be any two
    rf"\bthe {NUMBER} agents\b(?P<rest>[^.\n]*)|\b{NUMBER.replace('number', 'row')} "
    r"(?:work\b(?=\*\*)|(?P<absent>are shown as not connected))", re.IGNORECASE)


def told(text):
    """Number and kind (working, absent) of each sentence that counts agents."""
    for match in TOLD.finditer(text):
        number = (match["number"] or match["row"]).lower()
        is_absent = match["absent"] or "not connected" in (match["rest"] or "")
        yield (WORDS.index(number) if number in WORDS else int(number)), "absent" if is_absent else "working"


def counted(manifests):
    absent = sum(1 for text in manifests if re.search(r"^needs:", text, re.MULTILINE))
    return {"working": len(manifests) - absent, "absent": absent}


class Documents(unittest.TestCase):
    def test_tell_as_many_agents_as_there_are_manifests(self):
        there_are = counted([path.read_text(encoding="utf-8") for path in ROOT.glob("agents/*.yaml")])
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "*.md"], capture_output=True, text=True, check=True)
        for name in listed.stdout.split():
            if name == "CHANGELOG.md":  # of its day
                continue
            for number, kind in told((ROOT / name).read_text(encoding="utf-8")):
                self.assertEqual(number, there_are[kind], f"{name} tells {number} {kind} agents")


class Told(unittest.TestCase):
    def test_finds_numbers_in_words_and_digits(self):
        for text, found in (
            ("**Five work**: supervisor, monitor.", [(5, "working")]),
            ("**Four are shown as not connected**: dexter.", [(4, "absent")]),
            ("The chart moves, the five agents report.", [(5, "working")]),
            ("The four agents that are not connected wait.", [(4, "absent")]),
            ("Of the 12 agents, two agents may share an instrument.", [(12, "working")]),
            ("Agents work, five laws hold.", []),
        ):
            self.assertEqual(list(told(text)), found, text)

    def test_manifests_that_need_something_do_not_work_yet(self):
        self.assertEqual(counted(["name: a\n", "name: b\nneeds:\n  - a key\n"]), {"working": 1, "absent": 1})


if __name__ == "__main__":
    unittest.main()
