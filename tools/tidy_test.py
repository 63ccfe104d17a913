#!/usr/bin/env python3
"""Each rule of tidy.py against a small tree: what it finds, and what it leaves alone."""

import unittest

from tidy import File, blank_literals, check, modules_of

CMAKE = """
# module(commented DEPENDS base)
module(base LIBRARIES fmt::fmt)
module(runtime DEPENDS base LIBRARIES Boost::system)
module(net DEPENDS base runtime)
module(ledger DEPENDS base runtime)
module(trading/model DEPENDS base)
module(trading/risk DEPENDS base
       trading/model)
module(trading/market DEPENDS base)
module(agents DEPENDS base trading/risk)
"""


def findings(sources):
    """Rules found per file in a tree of these sources; every module has its README, every header its user."""
    files = {f"src/{name}/README.md": "x" for name in modules_of(CMAKE)} | {"src/CMakeLists.txt": CMAKE} | sources
    found = check([File(path, text) for path, text in sorted(files.items())])
    return [f"{finding.path}:{finding.line} {finding.rule}" for finding in found]


def one(path, text):
    return [finding.split(" ")[1] for finding in findings({path: text})]


class TestTidy(unittest.TestCase):
    def test_a_clean_tree_has_no_findings(self):
        self.assertEqual(findings({"src/base/a.cpp": "int main() {}\n"}), [])

    def test_modules_are_read_with_what_they_depend_on(self):
        modules = modules_of(CMAKE)
        self.assertNotIn("commented", modules)
        self.assertEqual(modules["base"], [])
        self.assertEqual(modules["trading/risk"], ["base", "trading/model"])

    def test_layering(self):
        for path, include, expected in [
            ("src/trading/risk/a.cpp", '"trading/model/b.hpp"', []),
            ("src/trading/risk/a.cpp", '"trading/risk/b.hpp"', []),
            ("src/trading/model/a.cpp", '"trading/risk/b.hpp"', ["layering"]),  # upward
            ("src/agents/a.cpp", '"trading/model/b.hpp"', ["layering"]),  # reached only through another
            ("src/agents/a.cpp", '"local.hpp"', ["layering"]),  # not from src/ down
            ("src/agents/a.cpp", "<vector>", []),
            ("src/agents/a.cpp", '"agents/b.hpp"', []),
            ("src/trading/risk/deep/a.cpp", '"trading/model/b.hpp"', []),
        ]:
            with self.subTest(path=path, include=include):
                self.assertEqual(one(path, f"#include {include}\n"), expected)

    def test_a_commented_include_is_no_include_but_a_conditional_one_is(self):
        self.assertEqual(one("src/base/a.cpp", '#if X\n  #  include "net/a.hpp"\n#endif\n'), ["layering"])

    def test_ambient_time_and_randomness(self):
        for code, expected in [
            ("auto t = std::chrono::steady_clock::now();", ["ambient-clock"]),
            ("auto t = std::chrono::system_clock :: now();", ["ambient-clock"]),
            ("std::chrono::system_clock::time_point t;", []),
            ("auto t = ::time(nullptr);", ["ambient-clock"]),
            ("auto t = order.time();", []),
            ("auto t = fill.time (x);", []),
            ("std::random_device d;", ["ambient-randomness"]),
            ("RAND_bytes(data, 16);", ["ambient-randomness"]),
            ("std::this_thread::sleep_for(x);", ["sleep", "thread"]),
            ("co_await clock.sleep(x);", []),
            ("usleep(5);", ["sleep"]),
            ("std::thread t;", ["thread"]),
            ("std::jthread t;", ["thread"]),
            ("// std::thread t; steady_clock::now()", []),
            ('auto s = "std::thread and system_clock::now()";', []),
        ]:
            with self.subTest(code=code):
                self.assertEqual(sorted(one("src/agents/a.cpp", code + "\n")), expected)
                self.assertEqual(one("src/runtime/a.cpp", code + "\n"), [])

    def test_threads_are_allowed_where_a_reason_is_written_and_in_tests(self):
        self.assertEqual(one("src/ledger/sqlite_ledger.cpp", "std::thread t;\n"), [])
        self.assertEqual(one("src/ledger/chain.cpp", "std::thread t;\n"), ["thread"])
        self.assertEqual(one("src/ledger/chain_test.cpp", "std::thread t;\n"), [])
        self.assertEqual(one("src/ledger/chain_test.cpp", "usleep(5);\n"), ["sleep"])

    def test_floating_point_in_trading(self):
        for code, expected in [
            ("double price;", ["floating-point"]),
            ("float f = 1;", ["floating-point"]),
            ("auto x = 0.5;", ["floating-point"]),
            ('auto x = "0.5"_dec;', []),
            ("int doubled = 1;", []),
            ("auto n = 1'000;", []),
            ("/* a double */ int x;", []),
        ]:
            with self.subTest(code=code):
                self.assertEqual(one("src/trading/risk/a.cpp", code + "\n"), expected)
        self.assertEqual(one("src/agents/a.cpp", "double load;\n"), [])
        self.assertEqual(one("src/trading/risk/a_bench.cpp", "double load;\n"), [])
        self.assertEqual(one("src/trading/market/price_process.cpp", "double drift;\n"), [])

    def test_sockets_only_in_runtime_and_net(self):
        for include, expected in [
            ("<boost/beast/http.hpp>", ["sockets"]),
            ("<boost/asio.hpp>", ["sockets"]),
            ("<boost/asio/ip/tcp.hpp>", ["sockets"]),
            ("<boost/asio/ssl.hpp>", ["sockets"]),
            ("<sys/socket.h>", ["sockets"]),
            ("<boost/asio/awaitable.hpp>", []),
        ]:
            with self.subTest(include=include):
                self.assertEqual(one("src/agents/a.cpp", f"#include {include}\n"), expected)
                self.assertEqual(one("src/net/a.cpp", f"#include {include}\n"), [])

    def test_the_await_hazard(self):
        for code, hazard in [
            ("co_await f({.name = x});", True),
            ("co_await f(Options{x});", True),
            ("co_return co_await f(\n    Options{x});", True),
            ("co_await [owned]() -> awaitable<void> { co_return; }();", True),
            ("co_await f([this] { return 1; });", True),
            ("if (co_await f(Options{x})) return;", True),
            ("co_await [](int a) -> awaitable<void> { co_return; }(5);", False),
            ("co_await f([] { return 1; });", False),
            ("Options o{x}; co_await f(std::move(o));", False),
            ("if (co_await f(x)) { g(); }", False),
            ("for (auto& v : co_await f(x)) { g(v); }", False),
            ("while (!co_await f()) {}", False),
            ("co_await clock.sleep(std::chrono::milliseconds{5});", False),
            ("co_await f(x); Options o{y};", False),
            ('co_await f("{}");', False),
        ]:
            with self.subTest(code=code):
                self.assertEqual(one("src/agents/a.cpp", code + "\n"), ["await-hazard"] if hazard else [])

    def test_detached_work(self):
        self.assertEqual(one("src/agents/a.cpp", "co_spawn(e, f(), asio::detached);\n"), ["detached"])
        self.assertEqual(one("src/runtime/a.cpp", "co_spawn(e, f(), asio::detached);\n"), [])

    def test_text_rules(self):
        for path, text, expected in [
            ("src/base/a.cpp", "// TODO later\n", ["leftover"]),
            ("docs/a.md", "FIXME\n", ["leftover"]),
            ("docs/a.md", "mktemp -d /tmp/a.XXXXXX\n", []),
            ("docs/a.md", "see /home/someone/repo\n", ["machine-path"]),
            ("docs/a.md", "see /work/main\n", ["machine-path"]),
            ("docs/a.md", "see https://example.org/work/main\n", []),
            ("src/base/a.cpp", "/" * 120 + "\n", []),
            ("src/base/a.cpp", "/" * 121 + "\n", ["long-line"]),
            ("src/base/a.cpp", "/" * 2 + "é" * 118 + "\n", []),
            ("docs/a.md", "x" * 300 + "\n", []),
        ]:
            with self.subTest(path=path, text=text[:40]):
                self.assertEqual(one(path, text), expected)

    def test_orphans(self):
        self.assertEqual(findings({"src/lost/a.cpp": ""}), ["src/lost/a.cpp:1 orphan"])
        self.assertEqual(findings({"src/base/a.hpp": ""}), ["src/base/a.hpp:1 orphan"])
        self.assertEqual(findings({"src/base/a.hpp": "", "src/base/a.cpp": '#include "base/a.hpp"\n'}), [])
        self.assertEqual(findings({"src/base/a_test.cpp": ""}), [])  # a test needs no file of the same name
        self.assertEqual(findings({"samples/a/a.cpp": ""}), ["samples/a/a.cpp:1 orphan"])
        self.assertEqual(findings({"samples/a/a.cpp": "", "samples/a/CMakeLists.txt": "add_executable(a a.cpp)"}), [])
        self.assertEqual(findings({"apps/a/a.cpp": "", "apps/CMakeLists.txt": "file(GLOB s a/*.cpp)"}), [])

    def test_a_module_has_a_readme_as_soon_as_it_has_a_file(self):
        files = [File("src/CMakeLists.txt", "module(base)\nmodule(empty DEPENDS base)\n"), File("src/base/a.cpp", "")]
        self.assertEqual([str(finding).split(": ")[1] for finding in check(files)], ["readme"])

    def test_blanking_keeps_every_place(self):
        text = 'int a = 1\'000; // "x\nchar c = \'"\'; auto s = "// no"; /* a\nb */ auto r = R"x(\n" )x"; double d;\n'
        blanked = blank_literals(text)
        self.assertEqual(len(blanked), len(text))
        self.assertEqual(blanked.count("\n"), text.count("\n"))
        self.assertIn("1'000", blanked)
        self.assertIn("double d;", blanked)
        self.assertNotIn("no", blanked)


if __name__ == "__main__":
    unittest.main()
