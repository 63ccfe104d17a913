#!/usr/bin/env python3
"""Holds the source tree to the rules that guard correctness and architecture. Taste stays with the reader.

    tools/tidy.py [root]

Prints `path:line: rule: what to do` for each finding and exits 1 if there is any. Run by `./dev check` and as a test.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Threads outside runtime/, each with its reason. Everything else belongs to the one executor.
THREADS_ALLOWED = {
    "src/ledger/sqlite_ledger.cpp": "one that writes and one that reads: the disk must not stop the desk",
    "src/ledger/verifier.cpp": "hashes a million events on all cores",
    "src/trading/venues/paper/paper_journal.cpp": "the writer: fsync must not stop the desk",
    "src/runtime/parallel.cpp": "what computes alone, on all cores",
    "src/llm/spending_file.cpp": "the writer: fsync must not stop the gateway",
}
# Floating point in trading/, each with its reason.
FLOATS_ALLOWED = {
    "src/trading/optimize/": "chances and densities of a search; what a run made is decimal",
    "src/trading/market/price_process": "a made-up market is drawn from logarithms; what leaves it is decimal",
    "src/trading/report/statistics": "roots and powers of returns; money never, and what leaves it is decimal",
    "src/trading/report/chart": "places in a picture",
}

CPP = (".cpp", ".hpp")
TEXT = CPP + (".py", ".cmake", ".txt", ".md", ".sh", ".yaml", ".yml", ".json", ".ts", ".tsx", ".css", ".html", ".proto")
NARROW = CPP + (".py", ".cmake", ".sh")  # held to 120 columns
COLUMNS_MAX = 120

# Written so that this file does not find itself.
MARKS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+)/[\w.]")

CLOCKS = re.compile(
    r"\b(?:steady_clock|system_clock|high_resolution_clock|utc_clock)\s*::\s*now\b"
    r"|\b(?:gettimeofday|clock_gettime|localtime|gmtime_r|localtime_r)\s*\(|\bstd::time\s*\(|(?<!\w)::time\s*\("
)
RANDOMNESS = re.compile(
    r"\brandom_device\b|\brandom_generator\b|\bstd::rand\b|\bsrand\s*\(|\bgetrandom\s*\(|\bRAND_bytes\s*\(")
SLEEPS = re.compile(r"\bsleep_(?:for|until)\b|\b(?:usleep|nanosleep)\s*\(|(?<![\w.>:])sleep\s*\(")
THREADS = re.compile(r"\bstd::j?thread\b|\bstd::async\b|\bpthread_create\b|\bstd::this_thread\b|\basio::thread_pool\b")
FLOATS = re.compile(r"\b(?:double|float)\b|(?<![\w.\"])\d[\d']*\.\d+(?:[eE][-+]?\d+)?[fFlL]?\b(?!_)")
DETACHED = re.compile(r"\b(?:asio::)?detached\b")
SOCKETS = re.compile(
    r"#\s*include\s*<(?:boost/beast|boost/asio\.hpp|boost/asio/(?:ip|ssl|local|basic_\w*socket|connect|read|write)\b"
    r"|sys/socket\.h|netinet/|arpa/)")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
MODULE = re.compile(r"^\s*module\(\s*([\w/]+)([^)]*)\)", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    words: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.words}"


@dataclass
class File:
    path: str  # relative, with slashes
    text: str

    @property
    def code(self):
        """The text with comments and literals blanked out, every other character where it was."""
        if not hasattr(self, "_code"):
            self._code = blank_literals(self.text)
        return self._code

    def line_of(self, at):
        return self.text.count("\n", 0, at) + 1

    def is_test(self):
        """Tests and what only they include: testing.hpp, test_desk.hpp."""
        name = self.path.rsplit("/", 1)[-1]
        return name.endswith(("_test.cpp", "_servertest.cpp", "_bench.cpp", "_fuzz.cpp")) or name.startswith("test")


def blank(text):
    return re.sub(r"[^\n]", " ", text)


LITERALS = re.compile(
    r"""
      //[^\n]*                                  # to the end of the line
    | /\*.*?\*/                                 # between
    | (?:u8|[uUL])?R"(?P<mark>[^()\\\s]*)\(.*?\)(?P=mark)"
    | "(?:\\.|[^"\\\n])*"
    | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'       # not the separator in 1'000
    """,
    re.VERBOSE | re.DOTALL,
)


def blank_literals(text):
    def replaced(match):
        found = match.group(0)
        return found if match.start() and is_include(text, match.start()) else blank(found)

    return LITERALS.sub(replaced, text)


def is_include(text, at):
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return re.match(r"\s*#\s*include\s*$", line) is not None


# ---------------------------------------------------------------------------------------------------- the rules


def modules_of(cmake):
    """Module name to the names it DEPENDS on, from src/CMakeLists.txt."""
    modules = {}
    for name, rest in MODULE.findall(re.sub(r"#[^\n]*", "", cmake)):
        depends, taking = [], False
        for word in rest.split():
            if word.isupper():
                taking = word == "DEPENDS"
            elif taking:
                depends.append(word)
        modules[name] = depends
    return modules


def module_of(path, modules):
    """The module whose folder holds a path relative to src/: the longest name that fits."""
    fitting = [name for name in modules if path.startswith(name + "/")]
    return max(fitting, key=len, default=None)


def check_layering(file, modules):
    own = module_of(file.path.removeprefix("src/"), modules)
    if not file.path.startswith("src/") or own is None:
        return
    for match in INCLUDE.finditer(file.text):
        other = module_of(match.group(1), modules)
        line = file.line_of(match.start(1))
        if other is None:
            yield Finding(file.path, line, "layering", f'"{match.group(1)}" is in no module; name it from src/ down')
        elif other != own and other not in modules[own]:
            yield Finding(file.path, line, "layering", f"{own} does not DEPEND on {other}; if it may, say so in "
                          "src/CMakeLists.txt, else do without")


def each(pattern, file, rule, words):
    for match in pattern.finditer(file.code):
        yield Finding(file.path, file.line_of(match.start()), rule, f"{match.group(0).strip()}: {words}")


def check_ambient(file):
    if not file.path.startswith(("src/", "apps/")) or file.path.startswith("src/runtime/"):
        return
    yield from each(CLOCKS, file, "ambient-clock", "take the time from runtime::Clock, or as an argument")
    yield from each(RANDOMNESS, file, "ambient-randomness", "take it from runtime::Random")
    yield from each(SLEEPS, file, "sleep", "wait on runtime::Clock, or for the event itself")
    # A test may need a second thread to prove that something is safe from one.
    if file.path not in THREADS_ALLOWED and not file.is_test():
        yield from each(THREADS, file, "thread", "the desk has one thread; see THREADS_ALLOWED in tools/tidy.py")


def check_floats(file):
    if not file.path.startswith("src/trading/") or file.path.endswith("_bench.cpp"):
        return
    if any(file.path.startswith(allowed) for allowed in FLOATS_ALLOWED):
        return
    yield from each(FLOATS, file, "floating-point", "money is exact: use Decimal")


def check_sockets(file):
    if not file.path.startswith(("src/", "apps/")) or file.path.startswith(("src/runtime/", "src/net/")):
        return
    yield from each(SOCKETS, file, "sockets", "only runtime/ and net/ include Beast and sockets")


def check_detached(file):
    if file.path.startswith(("src/", "apps/")) and not file.path.startswith("src/runtime/"):
        yield from each(DETACHED, file, "detached", "give the work to a runtime::TaskScope")


def awaited_expressions(code):
    """Start and text of what each co_await awaits: up to where its statement, argument or bracket ends."""
    for match in re.finditer(r"\bco_await\b", code):
        depth = 0
        at = match.end()
        while at < len(code):
            c = code[at]
            if c in "([{":
                depth += 1
            elif c in ")]}":
                depth -= 1
                if depth < 0:
                    break
            elif c == ";" and depth == 0 or c == "," and depth == 0:
                break
            at += 1
        yield match.start(), code[match.end() : at]


# A duration owns nothing, and a lambda without captures is safe in g++ 12, braces and all.
DURATION = re.compile(r"\b(?:(?:nano|micro|milli)?seconds|minutes|hours)\s*\{[^{}]*\}")
CAPTURELESS = re.compile(r"\[\s*\]\s*(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?[^{;]*\{")


def without_captureless_lambdas(expression):
    while match := CAPTURELESS.search(expression):
        depth, at = 1, match.end()
        while at < len(expression) and depth:
            depth += {"{": 1, "}": -1}.get(expression[at], 0)
            at += 1
        expression = expression[: match.start()] + expression[at:]
    return expression


def check_awaits(file):
    for start, expression in awaited_expressions(file.code):
        rest = without_captureless_lambdas(DURATION.sub("", expression))
        if "{" in rest:
            yield Finding(file.path, file.line_of(start), "await-hazard", "g++ 12 destroys a temporary made inside an "
                          "awaited expression twice; name it before the co_await")


def check_text(file):
    for number, line in enumerate(file.text.split("\n"), 1):
        if MARKS.search(line):
            yield Finding(file.path, number, "leftover", "finish it, or open an issue and delete the mark")
        if MACHINE_PATH.search(line):
            yield Finding(file.path, number, "machine-path", "this path exists on one machine only")
        if len(line) > COLUMNS_MAX and is_narrow(file.path):
            yield Finding(file.path, number, "long-line", f"{len(line)} columns, at most {COLUMNS_MAX}")


def is_narrow(path):
    return not path.startswith("web/") and (path.endswith(NARROW) or path.endswith("CMakeLists.txt") or path == "dev")


def check_orphans(files, modules):
    """A source no target builds, and a header nobody includes."""
    included = {name for file in files if file.path.endswith(CPP) for name in INCLUDE.findall(file.text)}
    basenames = {name.rsplit("/", 1)[-1] for name in included}
    lists = {str(Path(file.path).parent): file.text for file in files if file.path.endswith("CMakeLists.txt")}
    for file in files:
        if file.path.startswith("src/"):
            inner = file.path.removeprefix("src/")
            if file.path.endswith(".cpp") and module_of(inner, modules) is None:
                yield Finding(file.path, 1, "orphan", "in no module's folder, so nothing builds it")
            if file.path.endswith(".hpp") and inner not in included:
                yield Finding(file.path, 1, "orphan", "no file includes it")
        elif file.path.endswith(CPP):
            name = file.path.rsplit("/", 1)[-1]
            parents = [str(parent) for parent in Path(file.path).parents]
            listed = any(name in lists.get(parent, "") or "GLOB" in lists.get(parent, "") for parent in parents)
            if not listed and not (file.path.endswith(".hpp") and name in basenames):
                yield Finding(file.path, 1, "orphan", "no CMakeLists.txt above names it")


def check_readmes(files, modules):
    paths = {file.path for file in files}
    for name in modules:
        has_sources = any(module_of(path.removeprefix("src/"), modules) == name for path in paths)
        if has_sources and f"src/{name}/README.md" not in paths:
            yield Finding(f"src/{name}", 1, "readme", "say in a screen what it is, is not, and its three main types")


def check(files):
    """Every finding in a tree given as a list of File, in order of path and line."""
    cmake = next((file.text for file in files if file.path == "src/CMakeLists.txt"), "")
    modules = modules_of(cmake)
    findings = []
    for file in files:
        findings += check_text(file)
        if file.path.endswith(CPP):
            for rule in (check_ambient, check_floats, check_sockets, check_detached, check_awaits):
                findings += rule(file)
            findings += check_layering(file, modules)
    findings += check_orphans(files, modules)
    findings += check_readmes(files, modules)
    return sorted(findings, key=lambda finding: (finding.path, finding.line, finding.rule))


# ------------------------------------------------------------------------------------------------- the command


def tree_of(root):
    """What is, or would be, committed: generated and ignored files are nobody's to tidy."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, check=True).stdout
    files = []
    for path in sorted(set(listed.decode().split("\0"))):
        full = Path(root) / path
        is_ours = path.endswith(TEXT) or path in ("dev", ".ci/run")
        if not path or not is_ours or path.endswith("package-lock.json") or path == "tools/tidy_test.py":
            continue
        if full.is_file():
            files.append(File(path, full.read_text(encoding="utf-8")))
    return files


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).resolve().parent.parent)
    findings = check(tree_of(root))
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings" if findings else "tidy: clean")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
