"""How long the kill switch takes while all else is busy, and what readers cost the way of an intent.

The load is what the limits let in: 64 readers at their users' rate, ten thousand connections that say nothing, a disk
that is full, a venue that hangs and a model that streams. Readers are wrk's; so they, and the silent, are processes of
their own.
"""

import http.client
import itertools
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gateway import free_port, serving
from harness import requests_per_second, say

READERS = 64
READS_PER_SECOND = 50  # api.requests_per_second, of each reader
SILENT = 10_000

FAULTS = """faults:
  - {fault: delay, request: submit, for: 10s}
  - {fault: delay, request: cancel, for: 10s}
  - {fault: delay, request: query, for: 10s}
"""

# Each connection is another user's, and waits between two requests as a well-behaved client does.
READER_SCRIPT = """
local tokens, path, pause = {}, nil, 0
local threads = 0
local number = 0

function init(arguments)
    path, pause = arguments[1], tonumber(arguments[2])
    for line in io.lines(arguments[3]) do tokens[#tokens + 1] = line end
end

function delay() return pause end

function request()
    number = number + 1
    return wrk.format("GET", path, {["Authorization"] = "Bearer " .. tokens[number % #tokens + 1]})
end
"""

# Opens connections, sends nothing, and opens another for each that is closed.
SILENT_CALLERS = """
import resource, select, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
poll, held, opened = select.epoll(), {}, 0
while True:
    for _ in range(min(200, count - len(held))):
        caller = socket.socket()
        caller.settimeout(1)
        try:
            caller.connect(("127.0.0.1", port))
        except OSError:
            break
        held[caller.fileno()] = caller
        poll.register(caller, select.EPOLLIN)
        opened += 1
        if opened == count:
            print("opened", flush=True)
    for number, _ in poll.poll(timeout=0.01):
        poll.unregister(number)
        held.pop(number).close()
"""


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the desk's socket in its state folder."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(self.path))


SOCKET, PAGE, TCP = "socket", "open connection", "new connection"


class Caller:
    """Asks as a user does: over the socket, as the command line; over a connection that stays open, as the
    page; or over a new one."""

    def __init__(self, desk, token, account):
        self.port = desk.port
        self.socket = desk.state / "desk.sock"
        self.token, self.account = token, account
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.page = self.connection(TCP)

    def connection(self, door):
        return UnixConnection(self.socket) if door == SOCKET else http.client.HTTPConnection("127.0.0.1", self.port,
                                                                                             timeout=30)

    def ask(self, method, path, body=None, door=PAGE):
        """Status, answer and seconds."""
        connection = self.page if door == PAGE else self.connection(door)
        began = time.perf_counter()
        connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, self.headers)
        answer = connection.getresponse()
        said = answer.read()
        taken = time.perf_counter() - began
        if door != PAGE:
            connection.close()
        return answer.status, json.loads(said) if said else {}, taken

    def must(self, method, path, body=None, door=PAGE):
        status, said, seconds = self.ask(method, path, body, door)
        if status >= 300:
            sys.exit(f"bench: {method} {path} was answered {status}: {said}")
        return said, seconds

    def buy(self, quantity="0.0002", time_in_force="GTC", intent=None):
        """Far below the market: it rests, if it gets that far."""
        body = {"intent_id": intent or str(uuid.uuid4()), "account": self.account, "instrument": "BTCUSDT",
                "side": "BUY", "type": "LIMIT", "time_in_force": time_in_force, "quantity": quantity,
                "limit_price": "50000"}
        status, said, _ = self.ask("POST", "/intents", body)
        return status, said.get("code", ""), said.get("detail", "")

    def propose(self):
        """The id of an order that was sent and ended at once."""
        intent = str(uuid.uuid4())
        if (answer := self.buy(time_in_force="IOC", intent=intent))[0] >= 300:
            sys.exit(f"bench: a proposal was answered {answer}")
        return intent


def operator_of(desk):
    return Caller(desk, desk.token(), "paper")


def make_users(desk, count, intents):
    """So many users, who have so many intents to read, all of them denied."""
    operator, users = operator_of(desk), []
    for number in range(count):
        name = f"reader-{number}"
        said, _ = operator.must("POST", "/users", {"name": name, "role": "trader", "account": name})
        users.append(Caller(desk, said["token"], name))
        for _ in range(intents):
            users[-1].buy(quantity="1")
    return users


def until_compared(users):
    """A new account's books are compared with the venue's first; until then its orders are denied."""
    for user in users:
        while user.must("GET", f"/accounts/{user.account}/reconciliation")[0]["is_reconciling"]:
            time.sleep(0.01)


@contextmanager
def reading(bench, path, users):
    """One reader a user, at the rate a user may have. Gives a list that has their reads a second afterwards."""
    folder = bench.new_folder()
    (folder / "read.lua").write_text(READER_SCRIPT)
    (folder / "tokens").write_text("".join(f"{user.token}\n" for user in users))
    command = ["wrk", "-t1", f"-c{len(users)}", "-d600s", "--timeout", "30s", "-s", folder / "read.lua",
               f"http://127.0.0.1:{users[0].port}", "--", path, str(1000 // READS_PER_SECOND), folder / "tokens"]
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True)
    rates = []
    try:
        yield rates
    finally:
        process.send_signal(signal.SIGINT)  # wrk then says what it did
        said, _ = process.communicate()
        if "Requests/sec:" not in said:
            sys.exit(f"bench: wrk said {said}")
        rates.append(requests_per_second(said))


@contextmanager
def silent_callers(port, count):
    process = subprocess.Popen([sys.executable, "-c", SILENT_CALLERS, str(port), str(count)], stdout=subprocess.PIPE,
                               text=True)
    try:
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def small_disk(bench):
    """A disk of its own that can be filled; None where nobody may mount one."""
    folder = bench.new_folder()
    mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder],
                                                   capture_output=True).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", folder], check=True)


def fill(folder):
    with (folder / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(65536))
        except OSError:
            pass


def p99(samples):
    return sorted(samples)[max(0, -(-len(samples) * 99 // 100) - 1)]


def streaming_models(bench, stack, folder):
    """The settings of a model whose answers stream for as long as they may."""
    port = free_port()
    stack.enter_context(serving(bench, "models", port, bench.desk, "llm", "mock", "--port", port))
    name = "demo,rate=40,tokens=2000"
    file = folder / "models.yaml"
    file.write_text("model_list:\n"
                    f"  - {{model_name: slow, litellm_params: {{model: 'openai/{name}', "
                    f"api_base: 'http://127.0.0.1:{port}/v1', api_key: none}}}}\n")
    return ["--set", f"models.file={file}", "agents.monitor.analysis_timeframe=1m"]


def measure_halt(bench, desk_on):
    """Each halt is answered once it is on disk and the cancels have left."""
    halts = bench.pick(200, 2)
    with ExitStack() as stack:
        folder = bench.new_folder()
        faults = folder / "faults.yaml"
        faults.write_text(FAULTS)
        disk = stack.enter_context(small_disk(bench))
        if disk is None:
            say("halt: without a full disk; only root may mount one")
        state = (disk or bench.new_folder()) / "state"
        settings = ["--set", f"paper.fault_script={faults}", *streaming_models(bench, stack, folder)]
        desk = stack.enter_context(desk_on(bench, state, settings))
        users = make_users(desk, bench.pick(READERS, 2), intents=bench.pick(90, 2))
        for user in users:
            user.buy()
        if disk is not None:
            fill(disk)
            # What fits into files as they are still does; soon nothing does.
            if not any("LEDGER_DISK_FULL" in users[0].buy(quantity="1")[2] for _ in range(1000)):
                sys.exit("bench: the disk is full, and orders get through")
        operator = operator_of(desk)
        taken = {door: [] for door in (SOCKET, PAGE, TCP)}
        with silent_callers(desk.port, bench.pick(SILENT, 10)), \
                reading(bench, "/api/v1/intents?limit=90", users) as reads:
            for _ in range(halts):
                for door, samples in taken.items():
                    samples.append(operator.must("POST", "/desk/halt", {"reason": "a measurement"}, door)[1])
                    operator.must("POST", "/desk/resume", {"reason": "a measurement"}, SOCKET)
    load = "" if disk is not None else "; disk not full"
    for door in (SOCKET, PAGE):
        yield bench.at_most(f"halt by {door}, p99{load}", "s", [p99(taken[door])], 0.1)
    yield bench.shown(f"halt by {TCP}, p99{load}", "s", [p99(taken[TCP])])
    yield bench.shown("… lists of 90 intents read meanwhile", "/s", reads)


READ_INTENTS = 1000


def way_of_intents(state, intents):
    """Seconds from each proposal until the venue's acceptance of it is noted: decision, disk, send. By the desk's own
    clock, so that what the API makes of it is not in it."""
    with sqlite3.connect(f"file:{state / 'ledger.db'}?mode=ro", uri=True) as database:
        times = {(subject, kind): time_ns for subject, kind, time_ns in database.execute(
            "SELECT subject, kind, time_ns FROM events WHERE kind IN (14, 31)")}
    database.close()
    return [(times[intent, 31] - times[intent, 14]) / 1e9 for intent in intents]


def measure_reads(bench, desk_on):
    """In turns: proposals alone, and while readers take the whole list as fast as one user may."""
    rounds, each = bench.pick(20, 1), bench.pick(100, 2)
    settings = ["--set", "paper.latency_min=0s", "paper.latency_max=0s"]
    proposals = {True: [], False: []}
    rates = []
    with desk_on(bench, bench.new_folder() / "state", settings) as desk:
        count = -(-2 * rounds * each // 18)  # twenty an hour may be admitted
        users = make_users(desk, count, intents=bench.pick(READ_INTENTS, 5) // count + 1)
        until_compared(users)
        turns = itertools.cycle(users)
        for _ in range(rounds):
            for is_read in (False, True):
                with ExitStack() as stack:
                    if is_read:
                        path = f"/api/v1/intents?limit={READ_INTENTS}"
                        rates.append(stack.enter_context(reading(bench, path, [operator_of(desk)])))
                        time.sleep(bench.pick(0.2, 0.01))
                    for _ in range(each):
                        proposals[is_read].append(next(turns).propose())
                        time.sleep(0.001)
        time.sleep(0.2)  # the last acceptance is noted
        state = desk.state
    ways = {is_read: way_of_intents(state, ids) for is_read, ids in proposals.items()}
    yield bench.against("way of an intent, p99, while all are read", "s",
                        [p99(ways[True])], "without readers", [p99(ways[False])], most=1.2)
    yield bench.shown(f"… lists of {READ_INTENTS} intents read meanwhile", "/s",
                      [rate for per_round in rates for rate in per_round])
