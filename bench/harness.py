"""What every measurement is made with: programs to run, rows to fill, the way a number is written."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Row:
    """One line of the table. `ours` and `peer` are medians in `unit`; `ratio` is ours by the peer's."""

    measure: str
    unit: str
    ours: float
    target: str
    is_met: bool | None
    peer: float | None = None
    peer_name: str = ""
    ratio: float | None = None
    samples: list = field(default_factory=list)


class Bench:
    """Where the programs are, and how much work to do."""

    def __init__(self, build, is_tiny, folder):
        self.build = build
        self.is_tiny = is_tiny
        self.folder = folder
        # The desk takes its settings from SWARMDESK_*: here it gets its defaults, and every file goes to one disk.
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("SWARMDESK_")}
        self.environment["TMPDIR"] = str(folder)
        self.desk = build / "apps/swarmdesk"

    def pick(self, full, tiny):
        return tiny if self.is_tiny else full

    def run(self, *command):
        words = [str(word) for word in command]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{done.stderr}\nbench: {' '.join(words)} failed with {done.returncode}")
        return done.stdout

    def figures(self, name):
        tiny = ["--tiny"] if self.is_tiny else []
        return json.loads(self.run(self.build / "bench/swarmdesk_bench", name, *tiny))

    def new_folder(self):
        return Path(tempfile.mkdtemp(dir=self.folder))

    def wrk(self, url, *options, connections=32, seconds=3, arguments=()):
        """What `wrk` says about that many seconds of asking, on one thread. Ends the run if an answer was not 2xx."""
        effort = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
        said = self.run("wrk", *effort, *options, url, "--", *arguments)
        if "Non-2xx" in said or "Socket errors" in said:
            sys.exit(f"bench: not every request was answered:\n{said}")
        return said

    # ----------------------------------------------------------------------------------------------- judging

    def at_least(self, measure, unit, samples, target):
        ours = statistics.median(samples)
        return self.row(measure, unit, ours, f"≥ {number(target, unit)}", ours >= target, samples=samples)

    def at_most(self, measure, unit, samples, target, **more):
        ours = statistics.median(samples)
        return self.row(measure, unit, ours, f"≤ {number(target, unit)}", ours <= target, samples=samples, **more)

    def against(self, measure, unit, samples, peer_name, peer_samples, *, least=None, most=None):
        ours, peer = statistics.median(samples), statistics.median(peer_samples)
        ratio = ours / peer
        target, is_met = (f"≥ {least}×", ratio >= least) if least is not None else (f"≤ {most}×", ratio <= most)
        return self.row(measure, unit, ours, target, is_met, peer=peer, peer_name=peer_name, ratio=ratio,
                        samples={"ours": samples, "peer": peer_samples})

    def shown(self, measure, unit, samples):
        """A row that is held against nothing."""
        return self.row(measure, unit, statistics.median(samples), "", None, samples=samples)

    def row(self, measure, unit, ours, target, is_met, **more):
        return Row(measure, unit, ours, target, None if self.is_tiny else is_met, **more)


def number(value, unit):
    """4 312 000 "/s" as 4.31 M/s, 0.0123 "s" as 12.3 ms."""
    if unit == "/s":
        for factor, letter in ((1e6, "M"), (1e3, "k")):
            if value >= factor:
                return f"{value / factor:.3g} {letter}/s"
    if unit == "s" and value < 1:
        return f"{value * 1e3:.3g} ms" if value >= 1e-3 else f"{value * 1e6:.3g} µs"
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:.0f} {unit}"


def requests_per_second(said):
    """From what `wrk` said."""
    return float(said.split("Requests/sec:")[1].split()[0])


def memory_bytes(process, name="VmRSS"):
    """What a process holds in memory: VmRSS now, VmHWM at its most."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def say(words):
    print(f"▸ {words}", file=sys.stderr, flush=True)
