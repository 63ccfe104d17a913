#include <gmock/gmock.h>

#include <csignal>

#include "support/crash.hpp"

/// \file
/// The real desk is killed at each named point around append, sync, send and outcome, and started again. The person
/// then does all he had done once more, as one does who got no answer. Nothing may be lost, happen twice or pass a
/// rail.
namespace swarmdesk::testing {
namespace {

using ::testing::IsEmpty;

struct Workload {
    const char* name;
    Scene::Play play;
};

Awaitable<void> play_one_order(Scene& scene)
{
    const auto bought = co_await scene.propose(1, buy_for("500"));
    co_await scene.desk().until_final(bought.id);
}

/// One goes through at once, the others need a human's word.
Awaitable<void> play_burst(Scene& scene)
{
    const auto buy = [&scene](std::uint64_t n) -> Awaitable<void> {
        static_cast<void>(co_await scene.propose(n, buy_for("900")));
    };
    std::vector<Awaitable<void>> tasks;
    for (std::uint64_t n = 1; n <= 10; ++n) tasks.push_back(buy(n));
    co_await scene.loop().all(std::move(tasks));
    co_await scene.approve_all();
    for (const auto& [id, answer] : scene.answered()) co_await scene.desk().until_final(id);
}

Awaitable<void> play_cancel_and_halt(Scene& scene)
{
    const Answer before = co_await scene.desk().get("/status");
    const bool is_halted = before.text("state") == "HALTED";
    if (scene.is_halt_answered() && !is_halted) throw std::runtime_error{"I8: the halt did not survive"};
    if (!is_halted) {
        std::vector<std::string> ids;
        for (std::uint64_t n = 1; n <= 3; ++n) {
            const auto resting = co_await scene.propose(n, buy_limit("0.003", "90000"));
            ids.push_back(resting.id);
        }
        const Answer cancelled = co_await scene.desk().post("/intents/" + ids.front() + "/cancel");
        if (!cancelled.is_ok() && cancelled.code != "intent_final") throw std::runtime_error{cancelled.code};
        co_await scene.desk().until_final(ids.front());
        co_await scene.halt();
    }
    co_await scene.settle();
    const auto orders = co_await scene.desk().list("/orders");
    if (!orders.empty()) throw std::runtime_error{"I8: the halt left orders resting"};
}

Awaitable<void> play_fill_and_stop(Scene& scene)
{
    co_await scene.move_price("99999.90", "100000.00");
    // An order that the crash kept from the venue ends as rejected: then he buys again.
    for (std::uint64_t n = 11;; ++n) {
        const auto bought = co_await scene.propose(n, buy_for("300"));
        co_await scene.desk().until_final(bought.id);
        const json::object found = co_await scene.desk().intent(bought.id);
        if (found.at("state").as_string() == "FILLED") break;
        if (n == 13) throw std::runtime_error{"three orders in a row were not filled"};
    }
    const auto stop = co_await scene.propose(2, sell_stop("0.002", "99500.00", "98500.00"));
    if (!stop.answer.is_ok()) throw std::runtime_error{"the stop: " + stop.answer.code};
    const std::function<Awaitable<bool>()> is_there = [&]() -> Awaitable<bool> {
        const json::object found = co_await scene.desk().intent(stop.id);
        const auto& state = found.at("state").as_string();
        co_return state == "ACCEPTED" || state == "FILLED" || state == "REJECTED";
    };
    co_await scene.loop().until("the stop to rest", is_there);
    co_await scene.move_price("99000.00", "99000.10");
    co_await scene.desk().until_final(stop.id);
}

std::vector<Workload> workloads()
{
    return {{"one order", play_one_order},
            {"burst", play_burst},
            {"cancel and halt", play_cancel_and_halt},
            {"fill and stop", play_fill_and_stop}};
}

void expect_sound(const storage::TemporaryFolder& folder, const Scene& scene, bool is_settled, const std::string& name)
{
    EXPECT_THAT(judge_scene(folder, scene, {.is_settled = is_settled}), IsEmpty())
        << name << (is_settled ? ", settled" : ", just dead");
}

struct Point {
    const char* name;
    std::vector<int> hits;  ///< where it is passed so often that not every workload gets there, the first always does
};

void PrintTo(const Point& point, std::ostream* out) { *out << point.name; }

/// Starts, dies, starts again and finishes. Returns whether it did die.
Awaitable<Crashed> crash_once(Loop& loop, std::string crash_at, Workload workload, std::uint64_t family)
{
    const std::string name = workload.name + std::string{" at "} + crash_at;
    const storage::TemporaryFolder folder;
    Scene scene{loop, family};
    Crashed crashed = Crashed::no;
    {
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = crash_at}};
        crashed = co_await play_until_crash(desk, scene, workload.play);
        if (crashed == Crashed::no) desk.ask_to_stop();
        const Exit exit = co_await desk.ended();
        const Exit by_point{0, SIGKILL};
        if (exit == by_point) crashed = Crashed::yes;  // a stop passes points too
        EXPECT_EQ(exit, crashed == Crashed::yes ? by_point : Exit{}) << name << ": " << desk.errors();
    }
    expect_sound(folder, scene, false, name);

    DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
    const Crashed again = co_await play_until_crash(desk, scene, workload.play);
    EXPECT_EQ(again, Crashed::no) << name << ": " << desk.errors();
    if (again == Crashed::yes) co_return crashed;
    co_await desk.stop();
    expect_sound(folder, scene, true, name);
    co_return crashed;
}

class CrashTest : public ::testing::TestWithParam<Point> {};

TEST_P(CrashTest, NothingIsLostNorHappensTwice)
{
    const Point& point = GetParam();
    Loop loop;
    int deaths_late = 0;
    const auto run = [&](Workload workload, int hit, std::uint64_t family) -> Awaitable<void> {
        std::string crash_at = std::string{point.name} + ":" + std::to_string(hit);
        std::string name = workload.name + std::string{" at "} + crash_at;
        Crashed crashed = Crashed::no;
        try {
            crashed = co_await crash_once(loop, std::move(crash_at), std::move(workload), family);
        } catch (const std::exception& error) {
            ADD_FAILURE() << name << ": " << error.what();
            co_return;
        }
        if (hit == point.hits.front()) {
            EXPECT_EQ(crashed, Crashed::yes) << name << " was never reached";
        }
        if (hit != point.hits.front() && crashed == Crashed::yes) ++deaths_late;
    };
    for (const int hit : point.hits) {
        std::vector<Awaitable<void>> tasks;
        std::uint64_t family = 0;
        for (Workload& workload : workloads()) tasks.push_back(run(std::move(workload), hit, ++family));
        loop.run(loop.all(std::move(tasks)));
    }
    EXPECT_GT(deaths_late, 0) << "no workload passes " << point.name << " more than once";
}

// A first start alone appends twice (what is listed and set, the account), and once more when the books were compared;
// the ledger also writes its leases down.
INSTANTIATE_TEST_SUITE_P(Points, CrashTest,
                         ::testing::Values(Point{"desk.before_propose", {1, 2}},
                                           Point{"desk.before_append", {1, 3, 4, 5}}, Point{"desk.durable", {1, 3, 5}},
                                           Point{"desk.before_send", {1, 2}}, Point{"desk.sent", {1, 2}},
                                           Point{"ledger.before_append", {1, 3, 4, 5}},
                                           Point{"ledger.appended", {1, 6, 7}}, Point{"ledger.committed", {1, 6, 7}},
                                           Point{"ledger.notified", {1, 3, 4}}, Point{"venue.before_send", {1, 2}},
                                           Point{"venue.received", {1, 2}}, Point{"venue.before_write", {1, 2}},
                                           Point{"venue.written", {1, 2}}, Point{"venue.accepted", {1, 2}},
                                           Point{"venue.answered", {1, 2}}),
                         [](const auto& suite) {
                             std::string name = suite.param.name;
                             std::replace(name.begin(), name.end(), '.', '_');
                             return name;
                         });

class RecoveryCrashTest : public ::testing::TestWithParam<const char*> {};

TEST_P(RecoveryCrashTest, ADeskThatDiesWhileItRecoversRecoversTheNextTime)
{
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    const auto run = [&]() -> Awaitable<void> {
        // Sent, and nobody knows what became of it: there is something to recover.
        for (const char* crash_at : {"venue.answered:1", GetParam(), GetParam()}) {
            DeskProcess desk{loop, {.folder = folder.path(), .crash_at = crash_at}};
            const Crashed crashed = co_await play_until_crash(desk, scene, play_burst);
            EXPECT_EQ(crashed, Crashed::yes) << crash_at;
            const Exit exit = co_await desk.ended();
            EXPECT_EQ(exit, (Exit{0, SIGKILL})) << desk.errors();
            expect_sound(folder, scene, false, crash_at);
        }
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        const Crashed crashed = co_await play_until_crash(desk, scene, play_burst);
        EXPECT_EQ(crashed, Crashed::no) << desk.errors();
        co_await desk.stop();
        expect_sound(folder, scene, true, "recovered");
    };
    loop.run(run());
}

INSTANTIATE_TEST_SUITE_P(Points, RecoveryCrashTest,
                         ::testing::Values("desk.before_append:1", "desk.before_append:2", "desk.durable:1",
                                           "ledger.before_append:2", "ledger.appended:1", "ledger.committed:1",
                                           "ledger.notified:1"),
                         [](const auto& suite) {
                             std::string name = suite.param;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '.' || c == ':'; }, '_');
                             return name;
                         });

TEST(Crash, ADeskKilledByHandAtAnyMomentFinishesAfterwards)
{
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    const auto run = [&]() -> Awaitable<void> {
        using IsTime = std::function<bool(const DeskProcess&)>;
        const std::vector<std::pair<const char*, IsTime>> moments{
            {"after the first answers", [&](const DeskProcess&) { return scene.answered().size() >= 3; }},
            {"at once", [](const DeskProcess&) { return true; }},
            {"as soon as it listens", [](const DeskProcess& desk) { return desk.is_listening(); }}};
        for (const auto& [name, is_time] : moments) {
            DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
            const auto kill = [&loop, &desk, &moment = is_time]() -> Awaitable<void> {
                const std::function<bool()> is_now = [&] { return moment(desk); };
                co_await loop.until("the moment to kill", is_now);
                static_cast<void>(co_await desk.kill());
            };
            const auto work = [&]() -> Awaitable<void> {
                static_cast<void>(co_await play_until_crash(desk, scene, play_burst));
            };
            std::vector<Awaitable<void>> both;
            both.push_back(work());
            both.push_back(kill());
            co_await loop.all(std::move(both));
            expect_sound(folder, scene, false, name);
        }
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        const Crashed crashed = co_await play_until_crash(desk, scene, play_burst);
        EXPECT_EQ(crashed, Crashed::no) << desk.errors();
        co_await desk.stop();
        expect_sound(folder, scene, true, "finished");
    };
    loop.run(run());
}

}  // namespace
}  // namespace swarmdesk::testing
