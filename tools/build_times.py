#!/usr/bin/env python3
"""Prints which compiles and links of a build took longest, and what share of the whole each is.

    tools/build_times.py [build-folder] [how many]        build/debug, 20

Times are by the clock, from .ninja_log: build from nothing with -j 1 on a quiet machine and without ccache
(CCACHE_DISABLE=1) to compare two.
"""

import sys
from pathlib import Path


def read_log(text):
    """Output to seconds; the last time each was built counts, and once for all outputs of one command."""
    times = {}
    for line in text.splitlines():
        parts = line.split("\t")
        if line.startswith("#") or len(parts) != 5:
            continue
        start, end, _, output, command = parts
        times[output] = ((int(end) - int(start)) / 1000, command, start)
    seen, result = set(), {}
    for output, (seconds, command, start) in times.items():
        if (command, start) not in seen:
            result[output] = seconds
        seen.add((command, start))
    return result


def main():
    build = Path(sys.argv[1] if len(sys.argv) > 1 else "build/debug")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    times = read_log((build / ".ninja_log").read_text(encoding="utf-8"))
    whole = sum(times.values())
    for output, seconds in sorted(times.items(), key=lambda row: -row[1])[:count]:
        print(f"{seconds:7.1f} s {100 * seconds / whole:5.1f} %  {output}")
    print(f"{whole:7.1f} s in {len(times)} steps")


if __name__ == "__main__":
    main()
