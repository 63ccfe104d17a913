#include <gmock/gmock.h>

#include <fstream>

#include "storage/sqlite.hpp"
#include "support/history.hpp"
#include "support/scene.hpp"

/// \file
/// A real desk's ledger, changed behind its back through SQLite: `swarmdesk audit verify` names the place.
namespace swarmdesk::testing {
namespace {

using storage::Blob;
using storage::Database;
using ::testing::HasSubstr;

/// The folder of a desk that has traded a little, been killed once, and been stopped in peace.
class Tamper : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        original_ = std::make_unique<storage::TemporaryFolder>();
        Loop loop;
        Scene scene{loop, 1};
        const Scene::Play trades = [](Scene& playing) -> Awaitable<void> {
            const auto bought = co_await playing.propose(1, buy_for("500"));
            co_await playing.desk().until_final(bought.id);
            static_cast<void>(co_await playing.propose(2, buy_for("900")));
            co_await playing.approve_all();
            co_await playing.settle();
        };
        const auto run = [&]() -> Awaitable<void> {
            for (const bool is_killed : {true, false}) {
                DeskProcess desk{loop, {.folder = original_->path(), .crash_at = {}}};
                co_await desk.ready();
                co_await scene.play(desk.client(), trades);
                if (is_killed)
                    static_cast<void>(co_await desk.kill());
                else
                    co_await desk.stop();
            }
        };
        loop.run(run());
        events_ = History::read(state_of(*original_)).facts.size();
    }
    static void TearDownTestSuite() { original_.reset(); }

    Tamper() { put_back(); }

    void put_back() const
    {
        std::filesystem::remove_all(state());
        std::filesystem::copy(state_of(*original_), state(), std::filesystem::copy_options::recursive);
    }

    std::filesystem::path state() const { return folder_.path() / "state"; }
    std::filesystem::path database() const { return state() / "ledger.db"; }
    Database open() const
    {
        return Database::open({.path = database(), .synchronous = storage::Synchronous::off}).value();
    }

    struct Verdict {
        int code = 0;
        bool is_ok = false;
        std::string table;
        std::uint64_t seq = 0;
        std::string words;
    };
    Verdict verify() const
    {
        const Ran ran = run_program({"audit", "verify", "--json", "--state-folder", state().string()});
        EXPECT_EQ(ran.exit.signal, 0) << ran.errors;
        Verdict verdict;
        verdict.code = ran.exit.code;
        const json::value value = json::parse(ran.output);
        verdict.is_ok = value.at("ok").as_bool();
        if (const json::value* problem = value.as_object().if_contains("problem")) {
            verdict.table = problem->at("table").as_string().c_str();
            verdict.seq = static_cast<std::uint64_t>(problem->at("seq").as_int64());
            verdict.words = problem->at("message").as_string().c_str();
        }
        return verdict;
    }
    void expect_named(std::string_view what, std::string_view table, std::uint64_t seq) const
    {
        const Verdict verdict = verify();
        EXPECT_EQ(verdict.code, 5) << what;
        EXPECT_FALSE(verdict.is_ok) << what;
        EXPECT_EQ(verdict.table, table) << what << ": " << verdict.words;
        EXPECT_EQ(verdict.seq, seq) << what << ": " << verdict.words;
    }

    static std::unique_ptr<storage::TemporaryFolder> original_;
    static std::uint64_t events_;

private:
    storage::TemporaryFolder folder_;
};

std::unique_ptr<storage::TemporaryFolder> Tamper::original_;
std::uint64_t Tamper::events_ = 0;

TEST_F(Tamper, AnUntouchedLedgerVerifies)
{
    const Verdict verdict = verify();
    EXPECT_EQ(verdict.code, 0);
    EXPECT_TRUE(verdict.is_ok) << verdict.words;
    const Ran ran = run_program({"audit", "verify", "--state-folder", state().string()});
    EXPECT_EQ(ran.exit, Exit{});
    EXPECT_THAT(ran.output, HasSubstr("verified: " + std::to_string(events_) + " events"));
}

TEST_F(Tamper, AFlippedBitOfAnyColumnIsNamed)
{
    struct Case {
        const char* column;
        const char* change;
    };
    for (const auto& [column, change] :
         {Case{"payload", "?2"}, Case{"hash", "?2"}, Case{"kind", "kind + 1"}, Case{"time_ns", "time_ns + 1"},
          Case{"subject", "subject || ' '"}, Case{"number", "number + 1"}, Case{"chain", "chain % 2 + 1"}}) {
        for (const std::uint64_t seq : {std::uint64_t{1}, events_ / 2, events_}) {
            {
                Database file = open();
                Bytes changed;
                const std::string name = column;
                if (name == "payload" || name == "hash") {
                    auto select = file.prepare("SELECT " + name + " FROM events WHERE seq = ?1").value();
                    select.bind(seq);
                    EXPECT_TRUE(select.step().value());
                    changed = select.blob(0);
                    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
                }
                auto update =
                    file.prepare("UPDATE events SET " + name + " = " + change + " WHERE seq = ?1 AND ?2 IS NOT NULL")
                        .value();
                update.run(seq, Blob{changed}).value();
                EXPECT_EQ(file.changes(), 1);
            }
            expect_named(column, "events", seq);
            put_back();
        }
    }
}

TEST_F(Tamper, ADroppedEventIsNamed)
{
    open().execute("DELETE FROM events WHERE seq = 7").value();
    expect_named("dropped", "events", 7);
}

TEST_F(Tamper, SwappedEventsAreNamed)
{
    open()
        .execute(
            "UPDATE events SET seq = -1 WHERE seq = 6;"
            "UPDATE events SET seq = 6 WHERE seq = 7;"
            "UPDATE events SET seq = 7 WHERE seq = -1")
        .value();
    expect_named("swapped", "events", 6);
}

TEST_F(Tamper, ATruncatedLedgerIsNamed)
{
    const std::string last = std::to_string(events_ - 2);
    open().execute("DELETE FROM events WHERE seq > " + last).value();
    expect_named("truncated", "events", events_ - 1);
}

TEST_F(Tamper, AnAddedEventIsNamed)
{
    open()
        .execute(
            "INSERT INTO events SELECT seq + 1, chain, number + 1, kind, subject, time_ns, payload, hash FROM events"
            " ORDER BY seq DESC LIMIT 1")
        .value();
    expect_named("added", "events", events_ + 1);
}

TEST_F(Tamper, AChainTakenAwayIsNamed)
{
    open()
        .execute(
            "DELETE FROM events WHERE chain = (SELECT id FROM chains WHERE name = 'account.paper');"
            "DELETE FROM chains WHERE name = 'account.paper'")
        .value();
    const Verdict verdict = verify();
    EXPECT_EQ(verdict.code, 5);
    EXPECT_TRUE(verdict.table == "chains" || verdict.table == "events") << verdict.table << ": " << verdict.words;
}

TEST_F(Tamper, AForgedSignatureIsNamed)
{
    open().execute("UPDATE checkpoints SET time_ns = time_ns + 1 WHERE number = 1").value();
    expect_named("checkpoint", "checkpoints", 1);
}

TEST_F(Tamper, ALostLedgerIsBegunAnewOnlyWhereAPersonSaysSo)
{
    for (const char* name : {"ledger.db", "ledger.db-wal", "ledger.db-shm"}) std::filesystem::remove(state() / name);
    Loop loop;
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess refused{loop, {.folder = state().parent_path(), .crash_at = {}}};
        const Exit exit = co_await refused.ended();
        EXPECT_NE(exit.code, 0);
        EXPECT_THAT(refused.errors(), HasSubstr("--begin-anew"));
        DeskProcess begun{loop, {.folder = state().parent_path(), .crash_at = {}, .flags = {"--begin-anew"}}};
        co_await begun.listening();
        co_await begun.stop();
        DeskProcess again{loop, {.folder = state().parent_path(), .crash_at = {}}};
        co_await again.listening();
        co_await again.stop();
    };
    loop.run(run());
    EXPECT_TRUE(verify().is_ok);
}

TEST_F(Tamper, AHalvedFileIsNamed)
{
    open().execute("PRAGMA wal_checkpoint(TRUNCATE)").value();
    std::filesystem::resize_file(database(), std::filesystem::file_size(database()) / 2);
    EXPECT_EQ(verify().code, 5);
}

}  // namespace
}  // namespace swarmdesk::testing
