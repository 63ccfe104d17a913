#include <gmock/gmock.h>

#include "support/crash.hpp"

/// \file
/// A desk with two venues and three accounts, and at each of its crash points what else can go wrong there: the
/// calendar's clock an hour off at the next start, or from that moment on; and the disk full from that moment on. One
/// workload, for each point at a passing while the desk starts or early in its work and at a later one;
/// crash_servertest.cpp has more of them. All that happens to one point is tried at once, each in a world of its own.
namespace swarmdesk::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using std::chrono_literals::operator""h;

const std::vector<std::string> two_venues{
    "market.manual_instruments=[paper:BTCUSDT, second:BTCUSDT]",
    "agents.accounts=[{user: operator, account: paper}, {user: operator, account: left, venue: second}, "
    "{user: operator, account: right, venue: second}]"};
const std::vector<std::string> instruments{"paper:BTCUSDT", "second:BTCUSDT"};
const std::vector<std::string> accounts{"paper", "left", "right"};
constexpr int exit_conflict = 6;

json::object on(std::string_view account, json::object wish)
{
    wish["account"] = json::string{account};
    return wish;
}

json::object sell(std::string_view quantity)
{
    json::object wish;
    wish["side"] = "SELL";
    wish["type"] = "MARKET";
    wish["quantity"] = json::string{quantity};
    wish["reduce_only"] = true;
    return wish;
}

Awaitable<void> cancel(Scene& scene, std::string id)
{
    const Answer answer = co_await scene.desk().post("/intents/" + id + "/cancel");
    if (!answer.is_ok() && answer.code != "intent_final") throw std::runtime_error{"a cancel: " + answer.code};
    co_await scene.desk().until_final(id);
}

/// Buys, rests, cancels and sells.
Awaitable<void> trade_on(Scene& scene, std::string account, std::uint64_t first)
{
    // An order that the crash kept from the venue ends as rejected: then he buys again.
    for (std::uint64_t n = first;; ++n) {
        const auto bought = co_await scene.propose(n, on(account, buy_for("200")));
        co_await scene.desk().until_final(bought.id);
        const json::object found = co_await scene.desk().intent(bought.id);
        if (found.at("state").as_string() == "FILLED") break;
        if (n == first + 2) throw std::runtime_error{"three orders in a row were not filled"};
    }
    const auto resting = co_await scene.propose(first + 3, on(account, buy_limit("0.001", "90000")));
    if (!resting.answer.is_ok()) throw std::runtime_error{"a resting order: " + resting.answer.code};
    co_await cancel(scene, resting.id);
    const auto sold = co_await scene.propose(first + 4, on(account, sell("0.001")));
    if (!sold.answer.is_ok()) throw std::runtime_error{"a sale: " + sold.answer.code};
    co_await scene.desk().until_final(sold.id);
}

/// On every account, one purchase with a human's word first.
Awaitable<void> play_everywhere(Scene& scene)
{
    const auto asked = co_await scene.propose(1, on("right", buy_for("1100")));
    co_await scene.approve_all();
    co_await scene.desk().until_final(asked.id);
    std::vector<Awaitable<void>> tasks;
    std::uint64_t first = 0;
    for (const std::string& account : accounts) tasks.push_back(trade_on(scene, account, first += 10));
    co_await scene.loop().all(std::move(tasks));
}

/// One desk after the other in one folder and one world.
class Place {
public:
    Place(Loop& loop, std::uint64_t family, std::string name)
        : loop_(loop), name_(std::move(name)), scene_(loop, family, instruments)
    {}

    DeskProcess::Options desk(std::string crash_at = {}, std::vector<std::string> flags = {}) const
    {
        DeskProcess::Options options;
        options.folder = folder_.path();
        options.crash_at = std::move(crash_at);
        options.settings = two_venues;
        options.flags = std::move(flags);
        options.world = &world_;
        return options;
    }
    void expect_sound(const Expectations& expectations, const std::string& when) const
    {
        EXPECT_THAT(judge_scene(folder_, scene_, expectations), IsEmpty()) << name_ << ", " << when;
    }
    /// Starts, and finishes what is left to do.
    Awaitable<void> finish()
    {
        const Expectations expectations;
        const std::vector<std::string> flags;
        co_await finish(expectations, flags);
    }
    Awaitable<void> finish(const Expectations& expectations, const std::vector<std::string>& flags)
    {
        DeskProcess desk{loop_, this->desk({}, flags)};
        const Crashed crashed = co_await play_until_crash(desk, scene_, play_everywhere);
        EXPECT_EQ(crashed, Crashed::no) << name_ << ": " << desk.errors();
        if (crashed == Crashed::yes) co_return;
        co_await desk.stop();
        expect_sound(expectations, "settled");
    }
    History history() const { return History::read(state_of(folder_)); }

    Loop& loop() { return loop_; }
    World& world() { return world_; }
    Scene& scene() { return scene_; }
    const std::string& name() const { return name_; }

private:
    Loop& loop_;
    std::string name_;
    storage::TemporaryFolder folder_;
    World world_{folder_.path()};
    Scene scene_;
};

/// Starts and dies at the point. Returns whether it did.
Awaitable<Crashed> crash(Place& place, std::string crash_at)
{
    DeskProcess desk{place.loop(), place.desk(std::move(crash_at))};
    Crashed crashed = co_await play_until_crash(desk, place.scene(), play_everywhere);
    if (crashed == Crashed::no) desk.ask_to_stop();
    const Exit exit = co_await desk.ended();
    const Exit by_point{0, SIGKILL};
    if (exit == by_point) crashed = Crashed::yes;  // a stop passes points too
    EXPECT_EQ(exit, crashed == Crashed::yes ? by_point : Exit{}) << place.name() << ": " << desk.errors();
    place.expect_sound({.is_settled = false}, "just dead");
    co_return crashed;
}

Awaitable<Crashed> dies(Place& place, std::string crash_at)
{
    const Crashed crashed = co_await crash(place, std::move(crash_at));
    co_await place.finish();
    co_return crashed;
}

/// It might have been down for that hour: what waited for a human has waited long enough, nothing else is over.
Awaitable<Crashed> dies_and_the_clock_is_ahead(Place& place, std::string crash_at)
{
    const Crashed crashed = co_await crash(place, std::move(crash_at));
    place.world().set_clock(1h);
    co_await place.finish();
    co_return crashed;
}

/// RAILS 30: nothing runs until a person has seen it.
Awaitable<Crashed> dies_and_the_clock_is_behind(Place& place, std::string crash_at)
{
    const Crashed crashed = co_await crash(place, std::move(crash_at));
    place.world().set_clock(-1h);
    const std::size_t before = place.history().facts.size();
    if (before > 0) {
        DeskProcess desk{place.loop(), place.desk()};
        const Exit exit = co_await desk.ended();
        EXPECT_EQ(exit, (Exit{exit_conflict, 0})) << place.name();
        EXPECT_THAT(desk.errors(), HasSubstr("CLOCK_BEHIND")) << place.name();
        EXPECT_EQ(place.history().facts.size(), before) << place.name();
    }
    const std::vector<std::string> flags{"--accept-clock"};
    Expectations expectations;
    expectations.clock_set_back = 1h;
    co_await place.finish(expectations, flags);
    EXPECT_EQ(place.history().all<trading::execution::ClockAcknowledged>().size(), before > 0 ? 1u : 0u)
        << place.name();
    co_return crashed;
}

/// The clock is set while the desk runs, and no deadline moves with it.
Awaitable<Crashed> lives_on_while_the_clock_is_set(Place& place, std::string crash_at, nanoseconds step)
{
    Expectations expectations;
    expectations.may_expire_by_calendar = false;
    if (step < nanoseconds::zero()) expectations.clock_set_back = -step;
    place.world().step_clock_at_crash_point(step);
    DeskProcess desk{place.loop(), place.desk(std::move(crash_at))};
    bool was_set_at_work = false;
    const Scene::Play play = [&](Scene& scene) -> Awaitable<void> {
        const bool was_set_before = place.world().has_struck();
        co_await play_everywhere(scene);
        was_set_at_work = !was_set_before && place.world().has_struck();
    };
    const Crashed crashed = co_await play_until_crash(desk, place.scene(), play);
    EXPECT_EQ(crashed, Crashed::no) << place.name() << ": " << desk.errors();
    if (crashed == Crashed::yes) co_return Crashed::no;
    co_await desk.stop();
    place.expect_sound(expectations, "settled");
    const auto alerts = place.history().all<trading::execution::AlertRaised>();
    const auto is_of_clock = [](const auto& alert) { return alert.code == "CLOCK_STEPPED"; };
    EXPECT_TRUE(!was_set_at_work || std::any_of(alerts.begin(), alerts.end(), is_of_clock)) << place.name();
    co_return place.world().has_struck() ? Crashed::yes : Crashed::no;
}

Awaitable<Crashed> lives_on_an_hour_ahead(Place& place, std::string crash_at)
{
    return lives_on_while_the_clock_is_set(place, std::move(crash_at), 1h);
}

Awaitable<Crashed> lives_on_an_hour_behind(Place& place, std::string crash_at)
{
    return lives_on_while_the_clock_is_set(place, std::move(crash_at), -1h);
}

/// RAILS 28, from the moment the disk is full: no new intent, and everything that ends risk.
Awaitable<void> expect_only_what_ends_risk(Place& place, Scene& scene, std::vector<std::string> resting,
                                           std::map<std::string, std::string> bought)
{
    // How much room there is, is measured at each write: one more may be the one that finds out.
    for (const std::string& account : accounts) {
        std::string code;
        for (std::uint64_t n = 0; n < 3 && code != "LEDGER_DISK_FULL"; ++n) {
            const std::uint64_t id = 500 + 10 * (&account - accounts.data()) + n;
            const auto denied = co_await scene.propose(id, on(account, buy_for("20")));
            code = denied.answer.code;
        }
        EXPECT_EQ(code, "LEDGER_DISK_FULL") << place.name() << ", " << account;
    }
    for (const std::string& id : resting) co_await cancel(scene, id);
    std::uint64_t n = 600;
    for (const auto& [account, id] : bought) {
        const auto sold = co_await scene.propose(n++, on(account, sell("0.001")));
        EXPECT_EQ(sold.answer.code, "") << place.name() << ": a reduction on " << account;
        co_await scene.desk().until_final(sold.id);
    }
    co_await scene.halt();
    const Answer status = co_await scene.desk().get("/status");
    EXPECT_EQ(status.text("state"), "HALTED") << place.name();
}

Awaitable<void> play_on_a_full_disk(Place& place, Scene& scene)
{
    std::vector<std::string> resting;
    std::map<std::string, std::string> bought;
    std::uint64_t n = 300;
    for (int round = 0; round < 3 && !place.world().has_struck(); ++round) {
        for (const std::string& account : accounts) {
            const auto rests = co_await scene.propose(n++, on(account, buy_limit("0.0005", "90000")));
            if (rests.answer.is_ok()) resting.push_back(rests.id);
            const auto buys = co_await scene.propose(n++, on(account, buy_for("110")));
            if (!buys.answer.is_ok()) continue;
            co_await scene.approve_all();
            co_await scene.desk().until_final(buys.id);
            const json::object found = co_await scene.desk().intent(buys.id);
            if (found.at("state").as_string() == "FILLED") bought[account] = buys.id;
        }
    }
    if (place.world().has_struck())
        co_await expect_only_what_ends_risk(place, scene, std::move(resting), std::move(bought));
}

Awaitable<void> resume(Scene& scene)
{
    const Answer before = co_await scene.desk().get("/status");
    const bool is_halted = before.text("state") == "HALTED";
    if (scene.is_halt_answered() && !is_halted) throw std::runtime_error{"I8: the halt did not survive"};
    json::object body;
    body["reason"] = "a test";
    if (!is_halted) co_return;
    const Answer answer = co_await scene.desk().post("/desk/resume", std::move(body));
    if (!answer.is_ok()) throw std::runtime_error{"the resume: " + answer.code};
    co_await scene.desk().ready();
}

Awaitable<Crashed> lives_on_with_a_full_disk(Place& place, std::string crash_at)
{
    place.world().fill_disk_at_crash_point();
    {
        DeskProcess desk{place.loop(), place.desk(std::move(crash_at))};
        const Scene::Play play = [&](Scene& scene) { return play_on_a_full_disk(place, scene); };
        const Crashed crashed = co_await play_until_crash(desk, place.scene(), play);
        // A start that finds no room may give up, in its own words.
        if (crashed == Crashed::no) static_cast<void>(co_await desk.kill());
        const Exit exit = co_await desk.ended();
        if (crashed == Crashed::yes) {
            EXPECT_EQ(exit.signal, 0) << place.name() << ": " << desk.errors();
            EXPECT_FALSE(desk.is_listening()) << place.name() << ": " << desk.errors();
        }
    }
    place.expect_sound({.is_settled = false}, "with a full disk");
    place.world().free_disk();
    {
        DeskProcess desk{place.loop(), place.desk()};
        const Crashed crashed = co_await play_until_crash(desk, place.scene(), resume);
        EXPECT_EQ(crashed, Crashed::no) << place.name() << ": " << desk.errors();
        if (crashed == Crashed::yes) co_return Crashed::no;
        co_await desk.stop();
    }
    co_await place.finish();
    co_return place.world().has_struck() ? Crashed::yes : Crashed::no;
}

struct Trouble {
    const char* name;
    Awaitable<Crashed> (*happens)(Place&, std::string crash_at);
};
constexpr Trouble troubles[]{{"dies", dies},
                             {"dies, an hour ahead", dies_and_the_clock_is_ahead},
                             {"dies, an hour behind", dies_and_the_clock_is_behind},
                             {"lives on an hour ahead", lives_on_an_hour_ahead},
                             {"lives on an hour behind", lives_on_an_hour_behind},
                             {"lives on with a full disk", lives_on_with_a_full_disk}};

struct Point {
    const char* name;
    std::vector<int> hits;
};

void PrintTo(const Point& point, std::ostream* out) { *out << point.name; }

class CrashWorldTest : public ::testing::TestWithParam<Point> {};

TEST_P(CrashWorldTest, NothingIsLostNorHappensTwiceOnAnyAccount)
{
    const Point& point = GetParam();
    Loop loop;
    const auto run = [&](const Trouble& trouble, int hit, std::uint64_t family) -> Awaitable<void> {
        const std::string crash_at = std::string{point.name} + ":" + std::to_string(hit);
        Place place{loop, family, trouble.name + std::string{" at "} + crash_at};
        try {
            auto happening = trouble.happens(place, crash_at);
            const Crashed crashed = co_await std::move(happening);
            EXPECT_EQ(crashed, Crashed::yes) << place.name() << " was never reached";
        } catch (const std::exception& error) {
            ADD_FAILURE() << place.name() << ": " << error.what();
        }
    };
    for (const int hit : point.hits) {
        std::vector<Awaitable<void>> tasks;
        std::uint64_t family = 0;
        for (const Trouble& trouble : troubles) tasks.push_back(run(trouble, hit, ++family));
        loop.run(loop.all(std::move(tasks)));
    }
}

INSTANTIATE_TEST_SUITE_P(Points, CrashWorldTest,
                         ::testing::Values(Point{"desk.before_propose", {1, 4}}, Point{"desk.before_append", {3, 9}},
                                           Point{"desk.durable", {3, 9}}, Point{"desk.before_send", {1, 4}},
                                           Point{"desk.sent", {1, 4}}, Point{"ledger.before_append", {3, 9}},
                                           Point{"ledger.appended", {3, 14}}, Point{"ledger.committed", {3, 14}},
                                           Point{"ledger.notified", {3, 9}}, Point{"venue.before_send", {1, 4}},
                                           Point{"venue.received", {1, 4}}, Point{"venue.before_write", {1, 4}},
                                           Point{"venue.written", {1, 4}}, Point{"venue.accepted", {1, 4}},
                                           Point{"venue.answered", {1, 4}}),
                         [](const auto& suite) {
                             std::string name = suite.param.name;
                             std::replace(name.begin(), name.end(), '.', '_');
                             return name;
                         });

}  // namespace
}  // namespace swarmdesk::testing
