"""The model gateway beside what else could stand in front of a model: nothing, nginx, Portkey.

All ask one mock upstream that answers at once, get the same bytes from the same client, and have one thread each. Ours
does what it does for a customer: a key with a budget and limits, prices, metrics, a decision record of every call. It
runs twice, without a cache and with one: looking up a question, keeping its answer and letting equals of one moment be
one has its price too. A *miss* is a question nobody asked before, a *hit* one it knows; its own counters must agree, or
the run ends.
"""

import http.client
import itertools
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness import memory_bytes, requests_per_second, say
from streams import Listener, read_streams

HERE = Path(__file__).resolve().parent
PORTKEY = HERE / "peers/node_modules/@portkey-ai/gateway/build/start-server.js"
PATH = "/v1/chat/completions"
KEY = "sk-the-key-of-the-bench"
AT_ONCE = "demo"  # the mock does what a model's name says: eight words, no delay
STEADY = "demo,rate=200,tokens=8"  # a frame every 5 ms
MANY = "demo,rate=40,tokens=100"  # what 512 streams at once still leave two cores time for
CONNECTIONS = 32

OURS = """\
model_list: {models}
litellm_settings:
  cache: {caches}
  cache_params: {{type: local, ttl: 300}}
swarmdesk:
  keys:
    - name: bench
      key: {key}
      tenant: bench
      models: {names}
      max_budget: 1000000
      budget_duration: 30d
      rpm_limit: 1000000000
      tpm_limit: 1000000000000
      max_parallel_requests: 1024
"""

# Everything a plain reverse proxy can be given: kept connections on both sides that never run out, no log, no delay.
NGINX = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    upstream models {{
        server 127.0.0.1:{mock};
        keepalive 64;
        keepalive_requests 1000000000;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://models; }}
        location /unbuffered/ {{ proxy_pass http://models/; proxy_buffering off; }}
    }}
}}
"""


@dataclass
class Server:
    """Who is asked."""

    name: str
    port: int
    process: subprocess.Popen
    stream_path: str = PATH


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def serving(bench, name, port, *command):
    """A program from when it listens until nobody needs it."""
    environment = bench.environment | {"NODE_ENV": "production"}
    with (bench.new_folder() / "log").open("w+") as log:
        words = [str(word) for word in command]
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            began = time.monotonic()
            while not listens(port):
                if process.poll() is not None or time.monotonic() - began > 30:
                    log.seek(0)
                    sys.exit(f"bench: {name} does not listen:\n{log.read()}")
                time.sleep(0.01)
            yield Server(name, port, process)
        finally:
            if process.poll() is not None:
                say(f"{name} has ended by itself, with {process.returncode}")
            process.terminate()
            process.wait()


def start_nginx(bench, mock):
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return missing(bench, "nginx", "packages/bench.txt names it, and ./dev bench installs it")
    folder, port = bench.new_folder(), free_port()
    # Its worker would be `nobody`, who may not write where we do.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(user=user, folder=folder, mock=mock.port, port=port))
    return serving(bench, "nginx", port, program, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf")


def start_portkey(bench):
    node = shutil.which("node")
    if node is None or not PORTKEY.exists():
        return missing(bench, "Portkey", "`./dev bench gateway` installs it, with Node.js")
    port = free_port()
    return serving(bench, "Portkey", port, node, PORTKEY, "--headless", f"--port={port}")


def missing(bench, name, cure):
    """A tiny run does without."""
    if not bench.is_tiny:
        sys.exit(f"bench: there is no {name}; {cure}")
    say(f"gateway: without {name}, which is not installed")
    return None


def start_ours(bench, mock, name, caches):
    folder, port = bench.new_folder(), free_port()
    names = [AT_ONCE, STEADY, MANY]
    models = [{"model_name": name,
               "litellm_params": {"model": f"openai/{name}", "api_base": f"http://127.0.0.1:{mock.port}/v1",
                                  "api_key": "sk-upstream", "max_parallel_requests": 1024,
                                  "input_cost_per_token": "0.00000015", "output_cost_per_token": "0.0000006"}}
              for name in names]
    settings = OURS.format(models=json.dumps(models), key=KEY, names=json.dumps(names), caches=json.dumps(caches))
    (folder / "litellm.yaml").write_text(settings)
    return serving(bench, name, port, bench.desk, "llm", "--config", folder / "litellm.yaml", "--port", port,
                   "--records", folder / "records.jsonl", "--spending", folder / "spending.db")


class Field:
    """The upstream and all who stand in front of it; `nginx` and `portkey` are None where they are missing."""

    def __init__(self, bench, stack):
        self.bench = bench
        port = free_port()
        mock = serving(bench, "upstream", port, bench.desk, "llm", "mock", "--port", port)
        self.upstream = stack.enter_context(mock)
        self.ours = stack.enter_context(start_ours(bench, self.upstream, "ours", caches=False))
        self.caching = stack.enter_context(start_ours(bench, self.upstream, "ours, caching", caches=True))
        self.nginx, self.portkey = (stack.enter_context(peer) if peer else None
                                    for peer in (start_nginx(bench, self.upstream), start_portkey(bench)))
        if self.nginx:
            self.nginx.stream_path = f"/unbuffered{PATH}"
        # Each reads those meant for it; all get the same.
        self.headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}",
                        "x-portkey-provider": "openai",
                        "x-portkey-custom-host": f"http://127.0.0.1:{self.upstream.port}/v1"}
        self.labels = itertools.count()

    def body(self, model, is_stream):
        """Of no two the same question."""
        question = {"role": "user", "content": f"How is the market? {next(self.labels)}"}
        return json.dumps({"model": model, "stream": is_stream, "messages": [question]})

    def request(self, server, model, connection):
        """A stream asked for, as bytes."""
        body = self.body(model, is_stream=True)
        lines = [f"POST {server.stream_path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Connection: {connection}",
                 *(f"{name}: {value}" for name, value in self.headers.items()), f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", body]).encode()

    def wrk(self, server, kind, *, connections=CONNECTIONS, seconds):
        """What `wrk` says of questions of a kind (ask.lua), counted by our own gateway if it is the one asked."""
        url = f"http://127.0.0.1:{server.port}{PATH}"
        options = [word for name, value in self.headers.items() for word in ("-H", f"{name}: {value}")]
        arguments = (f"run-{next(self.labels)}", kind)

        def ask(for_seconds):
            return self.bench.wrk(url, "--latency", "-s", HERE / "ask.lua", *options, connections=connections,
                                  seconds=for_seconds, arguments=arguments)

        if server not in (self.ours, self.caching):
            return ask(seconds)
        if kind == "same":
            ask(1)  # then it is known
        self.settle(server)
        before = self.counts(server)
        said = ask(seconds)
        after = self.counts(server)
        self.settle(server)
        check_kind(kind, requests_of(said), {name: after[name] - before[name] for name in after})
        return said

    def call(self, server, method, path, body=None):
        """What our gateway answers, whatever that is."""
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        with closing(connection):
            connection.request(method, path, body, self.headers)
            return connection.getresponse().read().decode()

    def counts(self, server):
        """What our gateway counted: calls, those it knew, those of one moment, those it asked the upstream."""
        lines = self.call(server, "GET", "/metrics").splitlines()
        values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        names = {"hits": 'swarmdesk_llm_cache_total{verdict="hit"}',
                 "coalesced": 'swarmdesk_llm_cache_total{verdict="coalesced"}',
                 "asked": "swarmdesk_llm_overhead_seconds_count",
                 "calls": "gen_ai_server_request_duration_count"}
        return {name: int(float(values.get(metric, 0))) for name, metric in names.items()}

    def settle(self, server):
        """wrk hangs up on what is under way when its time is over. Waits until the gateway has noticed."""
        began = time.monotonic()
        while True:
            models = json.loads(self.call(server, "GET", "/health/readiness"))["deployments"]
            if all(model["in_flight"] == 0 for model in models):
                break
            if time.monotonic() - began > 60:
                sys.exit(f"bench: the gateway does not come to rest: {models}")
            time.sleep(0.05)
        if any(model["breaker"] != "closed" for model in models):
            sys.exit(f"bench: who hangs up has opened a breaker: {models}")


def requests_of(said):
    return int(said.split(" requests in ")[0].split()[-1])


def check_kind(kind, requests, counted):
    """Ends the run if it did not measure what it was meant to. wrk does not count what was under way at its end."""
    meant = {"unique": counted["asked"] >= requests and counted["hits"] + counted["coalesced"] == 0,
             "same": counted["hits"] >= requests and counted["asked"] == 0,
             "both": min(counted["asked"], counted["hits"]) >= requests * 0.49 - CONNECTIONS}
    if not meant[kind]:
        sys.exit(f"bench: {requests} requests of the kind `{kind}` were not that: {counted}")


def median_latency(said):
    """In seconds, from what `wrk --latency` said."""
    text = said.split(" 50% ")[1].split()[0]
    for unit, factor in (("us", 1e-6), ("ms", 1e-3), ("s", 1.0)):
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * factor
    sys.exit(f"bench: wrk said a median of {text}")


# ------------------------------------------------------------------------------------------------- measurements


def measure_rates(field):
    bench = field.bench
    askings = {"upstream": (field.upstream, "unique"), "nginx": (field.nginx, "unique"),
               "Portkey": (field.portkey, "unique"), "misses": (field.ours, "unique"),
                "cached misses": (field.caching, "unique"), "hits": (field.caching, "same")}
    rates = {name: [] for name, (server, _) in askings.items() if server}
    for run in range(bench.pick(4, 1)):
        for name, samples in rates.items():
            rate = requests_per_second(field.wrk(*askings[name], seconds=bench.pick(3, 1)))
            if run > 0 or bench.is_tiny:
                samples.append(rate)
    yield bench.shown("model gateway: the upstream alone", "/s", rates["upstream"])
    if "nginx" in rates:
        yield bench.against("model gateway: misses", "/s", rates["misses"], "nginx", rates["nginx"], least=0.8)
        yield bench.against("model gateway: misses, cache on", "/s", rates["cached misses"], "nginx", rates["nginx"],
                            least=0.8)
        yield bench.against("model gateway: exact hits", "/s", rates["hits"], "nginx", rates["nginx"], least=1.5)
    if "Portkey" in rates:
        yield bench.against("model gateway: misses", "/s", rates["misses"], "Portkey", rates["Portkey"], least=20)


def measure_added_time(field):
    bench = field.bench
    medians = {"upstream": [], "nginx": [], "ours": []}
    for _ in range(bench.pick(7, 1)):
        for server in filter(None, (field.upstream, field.nginx, field.ours)):
            said = field.wrk(server, "unique", connections=1, seconds=bench.pick(2, 1))
            medians[server.name].append(median_latency(said))
    added = {name: [theirs - alone for theirs, alone in zip(samples, medians["upstream"])]
             for name, samples in medians.items()}
    if field.nginx:
        yield bench.against("model gateway: added median, 1 connection", "s", added["ours"], "nginx", added["nginx"],
                            most=1.5)


def measure_first_tokens(field):
    """One stream after the other on kept connections, in turns: what is added is the gateway's, not the load's."""
    bench = field.bench
    servers = [server for server in (field.upstream, field.nginx, field.ours) if server]
    taken = {server.name: [] for server in servers}
    with ExitStack() as stack:
        listeners = [stack.enter_context(closing(Listener(server.port))) for server in servers]
        for run in range(bench.pick(1000, 10)):
            for server, listener in zip(servers, listeners):
                request = field.request(server, AT_ONCE, "keep-alive")
                taken[server.name].append(listener.hear(request)[0])
    warm = bench.pick(100, 0)
    alone = statistics.median(taken["upstream"][warm:])
    added = {name: [seconds - alone for seconds in samples[warm:]] for name, samples in taken.items()}
    peer = {"peer": statistics.median(added["nginx"]), "peer_name": "nginx, unbuffered"} if field.nginx else {}
    yield bench.at_most("model gateway: added time to first token", "s", added["ours"], 200e-6, **peer)


def measure_gaps(field):
    """Where small writes wait for late acknowledgements (Nagle), a frame comes 40 ms after the one before. Once a
    stream, and only on a connection that is kept: what comes on a new one is acknowledged at once.
    """
    bench = field.bench
    count = bench.pick(40, 4)

    def share(server):
        """Percent of streams with such a gap."""
        with closing(Listener(server.port)) as listener:
            heard = [listener.hear(field.request(server, STEADY, "keep-alive"))[1] for _ in range(count)]
        has_gap = [any(0.035 <= after - before <= 0.045 for before, after in zip([0, *times], times))
                   for times in heard]
        return 100 * sum(has_gap) / count

    added = [share(field.caching) - share(field.upstream) for _ in range(bench.pick(5, 1))]
    yield bench.at_most("model gateway: more streams with a gap of 40 ms", "%", added, 1)


def differing(said, whole):
    return max(len(said), len(whole)) - sum(ours == theirs for ours, theirs in zip(said, whole))


def measure_many_streams(field):
    bench = field.bench
    count = bench.pick(512, 8)

    def words(server):
        requests = [field.request(server, MANY, "close") for _ in range(count)]
        return [stream.words() for stream in read_streams(server.port, requests)]

    lost = []
    for _ in range(bench.pick(3, 1)):
        whole = words(field.upstream)
        if any(said != whole[0] or said[-1:] != ["[DONE]"] for said in whole):
            sys.exit("bench: the upstream alone loses frames; this machine is too busy")
        lost.append(sum(differing(said, whole[0]) for said in words(field.caching)))
    frames = len(whole[0])
    yield bench.row(f"model gateway: frames lost, {count} streams of {frames}", "frames", sum(lost), "≤ 0 frames",
                    sum(lost) == 0, samples=lost)


def measure_memory(field):
    """After everything else, so that whatever that left behind is in it. Half of the questions are new."""
    bench = field.bench
    process = field.caching.process

    def go_on_to(calls):
        while (left := calls - (field.counts(field.caching)["calls"] - begun)) > 0:
            # In parts, for nobody knows how long it takes.
            field.wrk(field.caching, "both", seconds=bench.pick(20 if left > 200_000 else 5, 1))
        return memory_bytes(process)

    begun = field.counts(field.caching)["calls"]
    warm = go_on_to(bench.pick(100_000, 1))
    full = go_on_to(bench.pick(2_000_000, 2))
    mebibyte = 1024 * 1024
    most = memory_bytes(process, "VmHWM")
    yield bench.at_most("model gateway: resident memory at its most", "MiB", [most / mebibyte], 64)
    yield bench.at_most("model gateway: its growth from 100 k to 2 M requests", "MiB", [(full - warm) / mebibyte],
                        max(2, 0.05 * warm / mebibyte))


def measure_gateway(bench):
    # 512 streams through a gateway are twice as many connections, and a shell often allows 1024.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    with ExitStack() as stack:
        field = Field(bench, stack)
        for measure in (measure_rates, measure_added_time, measure_first_tokens, measure_gaps, measure_many_streams,
                        measure_memory):
            yield from measure(field)
