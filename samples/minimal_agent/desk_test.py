#!/usr/bin/env python3
"""Starts a desk that was built with the minimal agent in it, and asks what became of it.

    samples/minimal_agent/desk_test.py program
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATIENCE_S = 60
SETTING = "agents.minimal_agent.interval"
# The desk takes every SWARMDESK_ variable for a setting.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SWARMDESK_")}


def run(*arguments):
    return subprocess.run(arguments, env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


def until(what, look):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE_S} s: {what}")


def check_settings(program):
    document = run(program, "config", "document")
    assert document.returncode == 0, document.stderr
    assert f"`{SETTING}`" in document.stdout, "its setting is not documented"
    for value, code in (("100ms", 0), ("99ms", 2)):
        checked = run(program, "config", "check", "--set", f"{SETTING}={value}")
        assert checked.returncode == code, f"{value}: {checked.returncode}\n{checked.stdout}{checked.stderr}"
    assert SETTING in checked.stdout + checked.stderr, "and the message does not name it"


def check_desk(program, folder):
    said = Path(folder, "said")
    state = Path(folder, "state")
    with said.open("w", encoding="utf-8") as out:
        desk = subprocess.Popen([program, "run", "--market", "simulated", "--port", "0", "--state-folder", state,
                                 "--set", f"{SETTING}=200ms", "--set", "models.use=off"],
                                env=ENVIRONMENT, stdout=out, stderr=out)
    try:
        def listening():
            assert desk.poll() is None, said.read_text(encoding="utf-8")
            return re.search(r"(http://127\.0\.0\.1:\d+)/#link=", said.read_text(encoding="utf-8"))

        url = until("listening", listening).group(1)
        token = (state / "operator.token").read_text(encoding="utf-8").strip()

        def agents():
            request = urllib.request.Request(url + "/api/v1/agents", headers={"Authorization": f"Bearer {token}"})
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return {each["name"]: each for each in json.load(answer)["items"]}

        manifests = {path.stem for root in (ROOT, HERE) for path in root.glob("agents/*.yaml")}
        assert set(agents()) == manifests, f"{sorted(agents())} are not {sorted(manifests)}"

        def counted():
            agent = agents()["minimal_agent"]
            assert agent["state"] == "running", agent
            return agent["is_healthy"] and re.fullmatch(r"[1-9]\d* quotes? in 200 ms", agent["status_message"])

        until("it counts quotes", counted)
        desk.terminate()
        assert desk.wait(PATIENCE_S) == 0, said.read_text(encoding="utf-8")
    finally:
        if desk.poll() is None:
            desk.kill()
            desk.wait()


def main():
    program = sys.argv[1]
    check_settings(program)
    with tempfile.TemporaryDirectory() as folder:
        check_desk(program, folder)


if __name__ == "__main__":
    main()
