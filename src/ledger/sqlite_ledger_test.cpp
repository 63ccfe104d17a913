#include "ledger/sqlite_ledger.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <future>

#include "ledger/chain.hpp"
#include "ledger/reader.hpp"
#include "ledger/store_contract.hpp"
#include "ledger/test_desk.hpp"
#include "ledger/test_file.hpp"
#include "ledger/verifier.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SqliteHarness final : public StoreHarness {
public:
    SqliteHarness(Mode mode, Durability durability)
    {
        options_.folder = folder_.path() / "state";
        options_.mode = mode;
        options_.durability = durability;
        options_.reserve_bytes = 64 * 1024;
        options_.before_commit = [this]() -> Result<void> {
            if (fails_next_.exchange(false)) return Error{Errc::io, "fsync said no"};
            return {};
        };
    }
    std::unique_ptr<LedgerStore> open() override { return SqliteLedger::open(options_).value(); }
    void fail_next_write() override { fails_next_ = true; }

private:
    const storage::TemporaryFolder folder_;
    SqliteLedger::Options options_;
    std::atomic<bool> fails_next_ = false;
};

template <Mode mode, Durability durability>
std::unique_ptr<StoreHarness> make_sqlite()
{
    return std::make_unique<SqliteHarness>(mode, durability);
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, StoreContract,
    ::testing::Values(StoreForm{"WriterFsync", &make_sqlite<Mode::writer_thread, Durability::fsync>},
                      StoreForm{"WriterNone", &make_sqlite<Mode::writer_thread, Durability::none>},
                      StoreForm{"SameThreadFsync", &make_sqlite<Mode::same_thread, Durability::fsync>},
                      StoreForm{"SameThreadNone", &make_sqlite<Mode::same_thread, Durability::none>}),
    store_form_name);

void tamper(const TestDesk& desk, const std::string& sql)
{
    storage::Database::open({.path = desk.database(), .synchronous = storage::Synchronous::off})
        .value()
        .execute(sql)
        .value();
}

Verdict verify_all(const TestDesk& desk) { return verify(desk.database(), Keys::load(desk.state()).value()).value(); }

mode_t permissions(const std::filesystem::path& path)
{
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 0777;
}

std::vector<Entry> large_entry()
{
    return {{.kind = 1, .subject = "s", .time = {0}, .payload = std::string(10'000, 'x')}};
}

/// Lets the writer's thread stop before a commit until it is let go.
class Barrier {
public:
    Result<void> wait()
    {
        if (!is_closed_.exchange(false)) return {};
        arrived_.set_value();
        opened_.get_future().wait();
        return {};
    }
    void close() { is_closed_ = true; }
    void await_writer() { arrived_.get_future().wait(); }
    void open() { opened_.set_value(); }

private:
    std::atomic<bool> is_closed_ = false;
    std::promise<void> arrived_;
    std::promise<void> opened_;
};

/// A desk whose writer's thread stands before its next commit, with one event in it.
class HeldDesk : public ::testing::Test {
protected:
    HeldDesk()
    {
        desk.options.before_commit = [this] { return ++commits, barrier.wait(); };
        desk.options.queued_events_max = 10;
        desk.options.pending_reads_max = 2;
        desk.open();
        desk.append(make_entries(1, 1));
        barrier.close();
        begin_append(1);
        desk.context.restart();
        desk.context.poll();
        barrier.await_writer();
    }

    void begin_append(std::size_t events)
    {
        boost::asio::co_spawn(
            desk.context, desk.ledger->append(desk.writer->batch({"account.paper"}, make_entries(1, events))),
            [this](std::exception_ptr, AppendResult result) { appended += result.has_value() ? 1 : 0; });
    }
    void run_all()
    {
        desk.context.restart();
        desk.context.run();
    }

    Barrier barrier;
    int commits = 0;
    TestDesk desk{Mode::writer_thread};
    std::size_t appended = 0;
};

TEST_F(HeldDesk, ReadsWhileACommitTakesItsTime)
{
    EXPECT_THAT(desk.read(), SizeIs(1));
    EXPECT_EQ(desk.ledger->last_seq(), 1u);
    EXPECT_TRUE(desk.await(desk.ledger->heads()));
    EXPECT_EQ(appended, 0u);
    barrier.open();
    run_all();
    EXPECT_EQ(appended, 1u);
    EXPECT_THAT(desk.read(), SizeIs(2));
}

TEST_F(HeldDesk, CommitsWhatQueuedUpMeanwhileAtOnce)
{
    const int before = commits;
    for (int i = 0; i < 8; ++i) begin_append(1);
    desk.context.restart();
    desk.context.poll();
    barrier.open();
    run_all();
    EXPECT_EQ(appended, 9u);
    EXPECT_EQ(commits, before + 1);
    EXPECT_EQ(desk.ledger->last_seq(), 10u);
}

TEST_F(HeldDesk, RefusesWhatGoesBeyondItsQueueAndGoesOn)
{
    begin_append(9);
    desk.context.restart();
    desk.context.poll();
    EXPECT_EQ(appended, 0u);
    Batch batch;
    batch.chains.push_back(desk.writer->chain("account.paper"));
    batch.parts.push_back({0, make_entries(1, 1)[0]});
    const auto refused = desk.await(desk.ledger->append(batch));
    EXPECT_EQ(refused.error().code, Errc::limit_exceeded);
    barrier.open();
    run_all();
    EXPECT_EQ(desk.ledger->last_seq(), 11u);
    EXPECT_FALSE(desk.ledger->failure().has_value());
    EXPECT_TRUE(desk.await(desk.ledger->append(batch)));
}

TEST_F(HeldDesk, CommitsWhatIsQueuedWhenItIsDestroyed)
{
    begin_append(5);
    desk.context.restart();
    desk.context.poll();
    barrier.open();
    desk.close();
    run_all();
    EXPECT_EQ(appended, 2u);
    desk.options.before_commit = {};
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), 7u);
    EXPECT_TRUE(verify_all(desk).is_ok());
}

TEST(SqliteLedger, CallsTheCrashPointsInOrder)
{
    for (const auto mode : {Mode::writer_thread, Mode::same_thread}) {
        TestDesk desk{mode};
        // The points come from two threads, one after the other.
        std::vector<std::string> points;
        desk.options.crash_point = [&points](std::string_view name) { points.emplace_back(name); };
        desk.open();
        desk.append(make_entries(1, 2));
        points.clear();
        desk.append(make_entries(3, 2));
        desk.append(make_entries(5, 1));
        EXPECT_THAT(points,
                    ElementsAre("ledger.before_append", "ledger.appended", "ledger.committed", "ledger.notified",
                                "ledger.before_append", "ledger.appended", "ledger.committed", "ledger.notified"));
    }
}

TEST(SqliteLedger, CommitsBehindInTheSameTurnAndStopsWhenThatFails)
{
    TestDesk desk{Mode::same_thread};
    desk.options.durability = Durability::behind;
    std::vector<std::string> points;
    int commits = 0;
    bool fails = false;
    desk.options.crash_point = [&points](std::string_view name) { points.emplace_back(name); };
    desk.options.before_commit = [&]() -> Result<void> {
        ++commits;
        if (fails) return Error{Errc::io, "no"};
        return {};
    };
    desk.open();
    desk.writer->chain("account.paper");
    desk.context.restart();
    desk.context.run();
    points.clear();
    commits = 0;
    const auto append_twice = [&]() -> asio::awaitable<Result<void>> {
        for (const std::uint64_t first : {1u, 3u}) {
            auto batch = desk.writer->batch({"account.paper"}, make_entries(first, 2));
            const auto appended = co_await desk.ledger->append(std::move(batch));
            if (!appended) co_return appended.error();
        }
        EXPECT_EQ(commits, 0);
        EXPECT_EQ(desk.ledger->last_seq(), 4u);
        co_return Result<void>{};
    };
    EXPECT_TRUE(desk.await(append_twice()));
    desk.context.restart();
    desk.context.run();  // the turn ends
    EXPECT_THAT(points, ElementsAre("ledger.before_append", "ledger.notified", "ledger.before_append",
                                    "ledger.notified", "ledger.appended", "ledger.committed"));
    EXPECT_EQ(commits, 1);
    EXPECT_THAT(desk.read(), SizeIs(4));
    desk.append(make_entries(5, 1));
    EXPECT_THAT(desk.read(), SizeIs(5));  // a read ends the turn too

    fails = true;
    desk.append(make_entries(6, 1));  // said, and then not so
    desk.context.restart();
    desk.context.run();
    EXPECT_EQ(desk.ledger->failure(), (Error{Errc::io, "no"}));
    EXPECT_EQ(desk.try_append(make_entries(7, 1)).error().code, Errc::unavailable);
    desk.options.before_commit = {};
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), 5u);
}

TEST(SqliteLedger, NeverTriesAFailedCommitAgain)
{
    TestDesk desk{Mode::writer_thread};
    int commits = 0;
    bool fails = false;
    desk.options.before_commit = [&]() -> Result<void> {
        ++commits;
        if (fails) return Error{Errc::io, "fsync said no"};
        return {};
    };
    desk.open();
    desk.append(make_entries(1, 3));
    fails = true;
    commits = 0;
    EXPECT_EQ(desk.try_append(make_entries(4, 3)).error().code, Errc::unavailable);
    EXPECT_EQ(desk.ledger->failure(), (Error{Errc::io, "fsync said no"}));
    EXPECT_FALSE(desk.ledger->has_room());
    desk.await(desk.ledger->checkpoint({1}));
    EXPECT_FALSE(desk.try_append(make_entries(7, 1)));
    desk.close();
    EXPECT_EQ(commits, 1);
}

class AFullDisk : public ::testing::TestWithParam<Mode> {
protected:
    AFullDisk() : desk(GetParam())
    {
        desk.options.durability = Durability::fsync;
        desk.options.reserve_bytes = 80 * storage::page_bytes;
        desk.options.folder_bytes_max = 200 * storage::page_bytes;
    }
    std::uint64_t reserve() const
    {
        struct stat status {};
        EXPECT_EQ(::stat((desk.state() / "ledger.reserve").c_str(), &status), 0);
        EXPECT_GE(status.st_blocks * 512, status.st_size);  // blocks, not a promise of them
        return static_cast<std::uint64_t>(status.st_size);
    }
    TestDesk desk;
};

INSTANTIATE_TEST_SUITE_P(, AFullDisk, ::testing::Values(Mode::writer_thread, Mode::same_thread), [](const auto& mode) {
    return mode.param == Mode::same_thread ? "SameThread" : "WriterThread";
});

TEST_P(AFullDisk, HasNoRoomWhileTheReserveIsUntouchedAndThenSpendsItPartByPart)
{
    desk.open();
    const auto whole = desk.options.reserve_bytes;
    EXPECT_EQ(reserve(), whole);
    EXPECT_TRUE(desk.ledger->has_room());
    std::uint64_t denied_at = 0;
    std::vector<std::uint64_t> sizes{whole};
    for (int i = 0; i < 200; ++i) {
        const auto appended = desk.try_append(large_entry());
        if (!appended) break;
        if (!desk.ledger->has_room() && denied_at == 0) {
            denied_at = appended->last_seq;
            EXPECT_EQ(reserve(), whole);
        }
        if (reserve() != sizes.back()) {
            EXPECT_FALSE(desk.ledger->has_room());
            EXPECT_EQ(sizes.back() - reserve(), whole / 8);
            sizes.push_back(reserve());
        }
    }
    EXPECT_GT(denied_at, 20u);
    EXPECT_THAT(sizes, SizeIs(9));
    EXPECT_EQ(sizes.back(), 0u);
    EXPECT_EQ(desk.ledger->failure()->code, Errc::limit_exceeded);
    const auto durable = desk.ledger->last_seq();
    EXPECT_GT(durable, denied_at + 20);  // what cancels and outcomes had

    desk.options.folder_bytes_max = 0;
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), durable);
    EXPECT_EQ(reserve(), whole);
    EXPECT_TRUE(desk.ledger->has_room());
    desk.append(make_entries(1, 3));
    EXPECT_TRUE(verify_all(desk).is_ok());
}

TEST_P(AFullDisk, IsTriedAgainWithPartOfTheReserve)
{
    bool is_full = false;
    desk.options.folder_bytes_max = 0;
    desk.options.before_commit = [&]() -> Result<void> {
        if (std::exchange(is_full, false)) return Error{Errc::limit_exceeded, "no space left"};
        return {};
    };
    desk.open();
    desk.append(make_entries(1, 3), {"a", "b"});
    is_full = true;
    EXPECT_EQ(desk.append(make_entries(4, 3), {"a", "new"}), (Appended{4, 6}));
    EXPECT_FALSE(desk.ledger->failure().has_value());
    is_full = true;
    desk.checkpoint({1});
    desk.close();
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), 6u);
    EXPECT_TRUE(verify_all(desk).is_ok());
}

TEST_P(AFullDisk, GetsItsReserveBackWhenThereIsSpaceAgain)
{
    bool is_full = false;
    desk.options.folder_bytes_max = 0;
    desk.options.before_commit = [&]() -> Result<void> {
        if (std::exchange(is_full, false)) return Error{Errc::limit_exceeded, "no space left"};
        return {};
    };
    desk.open();
    is_full = true;
    desk.append(make_entries(1, 1));
    // The disk of this test is not really full, so the commit that follows finds space for the reserve at once.
    EXPECT_EQ(reserve(), desk.options.reserve_bytes);
    EXPECT_TRUE(desk.ledger->has_room());
}

TEST(SqliteLedger, IsForOneDeskAtATime)
{
    TestDesk desk;
    desk.open();
    const auto second = SqliteLedger::open(desk.options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_THAT(second.error().detail, HasSubstr("another desk is using this folder"));
    desk.close();
    EXPECT_TRUE(SqliteLedger::open(desk.options));
}

TEST(SqliteLedger, NoticesAGapOrAWrongHashDuringAReplay)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 30), {"a", "b"});
    const auto nothing = [](const Record&) { return Result<void>{}; };
    tamper(desk, "UPDATE events SET payload = x'00' WHERE seq = 20");
    EXPECT_TRUE(desk.ledger->for_each(0, Check::order, nothing));
    const auto changed = desk.ledger->for_each(0, Check::chain, nothing);
    EXPECT_EQ(changed.error().code, Errc::corrupt);
    EXPECT_THAT(changed.error().detail, HasSubstr("event 20 "));
    EXPECT_TRUE(desk.ledger->for_each(20, Check::chain, nothing));

    tamper(desk, "UPDATE events SET number = 9 WHERE seq = 15");
    EXPECT_THAT(desk.ledger->for_each(0, Check::order, nothing).error().detail, HasSubstr("event 15 "));
    tamper(desk, "DELETE FROM events WHERE seq = 10");
    const auto gap = desk.ledger->for_each(0, Check::order, nothing);
    EXPECT_EQ(gap.error().code, Errc::corrupt);
    EXPECT_THAT(gap.error().detail, HasSubstr("event 10 "));
}

TEST(LedgerReader, NoticesAnEndThatWasCutOff)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 30), {"a", "b"});
    const auto nothing = [](const Record&) { return Result<void>{}; };
    const auto read = [&](Check check) { return LedgerReader::open(desk.database())->for_each(0, check, nothing); };
    EXPECT_TRUE(read(Check::chain));
    tamper(desk, "DELETE FROM events WHERE seq = 30");
    EXPECT_EQ(read(Check::chain).error().code, Errc::corrupt);
    EXPECT_THAT(read(Check::chain).error().detail, HasSubstr("missing at its end"));
    EXPECT_TRUE(read(Check::order)) << "what is there is in order";
}

TEST(LedgerReader, RefusesAFileThatIsNoLedger)
{
    const storage::TemporaryFolder folder;
    write_file(folder.path() / "ledger.db", {});
    const auto opened = LedgerReader::open(folder.path() / "ledger.db");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
}

TEST(SqliteLedger, RefusesToContinueAnEndThatDoesNotFit)
{
    struct Case {
        const char* name;
        const char* sql;
        const char* words;
    };
    for (const Case& c : {
             Case{"tail cut off", "DELETE FROM events WHERE seq > 15", "last event is 15"},
             Case{"all events gone", "DELETE FROM events", "there are no events"},
             Case{"last event changed", "UPDATE events SET kind = 77 WHERE seq = 20", "event 20"},
             Case{"last event moved to another chain", "UPDATE events SET chain = 1 WHERE seq = 20", "event 20"},
             Case{"last hash changed", "UPDATE events SET hash = zeroblob(32) WHERE seq = 20", "event 20"},
             Case{"hash before it changed", "UPDATE events SET hash = zeroblob(32) WHERE seq = 18", "event 20"},
             Case{"event before it gone", "DELETE FROM events WHERE seq = 18", "event 20"},
             Case{"event added",
                  "INSERT INTO events SELECT 21, chain, number, kind, subject, time_ns, payload, hash FROM events "
                  "WHERE seq = 20",
                  "last event is 21"},
             Case{"head changed", "UPDATE head SET seq = 19", "head"},
             Case{"head gone", "DELETE FROM head", "head"},
             Case{"a chain's head changed", "UPDATE chains SET number = 9 WHERE id = 1", "chain 1"},
             Case{"a chain's epoch put back", "UPDATE chains SET epoch = 0 WHERE id = 2", "chain 2"},
             Case{"a chain gone", "DELETE FROM chains WHERE id = 1", "chain 1"},
             Case{"the last chain gone", "DELETE FROM chains WHERE id = 3", "one is missing"},
             Case{"everything but the events gone", "DELETE FROM chains; DELETE FROM head", "last event is 20"},
             Case{"checkpoint gone", "DELETE FROM checkpoints", "checkpoints"},
             Case{"checkpoint changed", "UPDATE checkpoints SET time_ns = 7", "checkpoints"},
         }) {
        SCOPED_TRACE(c.name);
        TestDesk desk;
        desk.open();
        desk.append(make_entries(1, 20), {"a", "b"});
        desk.checkpoint({1});
        std::vector<ChainId> unused{ChainId{"c"}};
        desk.await(desk.ledger->acquire(std::move(unused))).value();
        desk.close();
        tamper(desk, c.sql);
        const auto opened = desk.try_open();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, Errc::corrupt);
        EXPECT_THAT(opened.error().detail, HasSubstr(c.words));
        EXPECT_THAT(opened.error().detail, HasSubstr("audit verify"));
    }
}

TEST(SqliteLedger, RefusesAnOlderHeadOfAChain)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 4), {"a", "b"});
    tamper(desk, "CREATE TABLE kept AS SELECT * FROM chains WHERE id = 1");
    std::vector<ChainId> leased{ChainId{"a"}};
    desk.await(desk.ledger->acquire(std::move(leased))).value();
    desk.close();
    // Genuine, and of an hour ago: the epoch that fences the older writer off is undone.
    tamper(desk, "DELETE FROM chains WHERE id = 1; INSERT INTO chains SELECT * FROM kept; DROP TABLE kept");
    const auto opened = desk.try_open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
    EXPECT_THAT(opened.error().detail, HasSubstr("an older one"));
    EXPECT_EQ(verify_all(desk).first_problem->table, "chains");
}

TEST(SqliteLedger, RefusesADatabaseOfAnotherDesk)
{
    TestDesk one;
    TestDesk other;
    one.open();
    one.append(make_entries(1, 3));
    one.close();
    other.open();
    other.close();
    for (const auto* name : {"ledger.key", "ledger.pub"})
        std::filesystem::copy_file(other.state() / name, one.state() / name,
                                   std::filesystem::copy_options::overwrite_existing);
    const auto opened = one.try_open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
    EXPECT_THAT(opened.error().detail, HasSubstr("not written by this desk"));
}

TEST(AStateFolder, ThatLostItsLedgerIsNotBegunAnew)
{
    struct Case {
        const char* name;
        std::vector<const char*> removed;
        bool is_emptied = false;
        std::vector<const char*> added{};
        bool is_refused = true;
    };
    for (const Case& c : {
             Case{"removed", {"ledger.db"}},
             Case{"emptied", {}, true},
             Case{"the public key alone is left", {"ledger.db", "ledger.key"}},
             Case{"records alone are left", {"ledger.db", "ledger.key", "ledger.pub"}, false, {"records.db"}},
             Case{"a journal alone is left", {"ledger.db", "ledger.key", "ledger.pub"}, false, {"paper-b.journal"}},
             Case{"nothing is left", {"ledger.db", "ledger.key", "ledger.pub"}, false, {}, false},
             Case{"something else is left", {"ledger.db", "ledger.key", "ledger.pub"}, false, {"notes"}, false},
         }) {
        SCOPED_TRACE(c.name);
        TestDesk desk;
        desk.open();
        desk.append(make_entries(1, 3));
        desk.close();
        for (const char* name : c.removed) std::filesystem::remove(desk.state() / name);
        if (c.is_emptied) std::filesystem::resize_file(desk.database(), 0);
        for (const char* name : c.added) write_file(desk.state() / name, "x");
        const auto opened = desk.try_open();
        EXPECT_EQ(opened.has_error(), c.is_refused);
        if (!c.is_refused) continue;
        EXPECT_EQ(opened.error().code, Errc::not_found);
        EXPECT_THAT(opened.error().detail, HasSubstr("ledger.db is missing or empty"));
        EXPECT_FALSE(desk.try_open());  // the refusal left nothing behind that lets the next start through
        desk.options.may_begin_anew = true;
        desk.open();
        EXPECT_EQ(desk.ledger->last_seq(), 0u);
        desk.append(make_entries(1, 1));
        desk.options.may_begin_anew = false;
        desk.open();
        EXPECT_TRUE(verify_all(desk).is_ok());
    }
}

TEST(AStateFolder, WhoseLastCommitsAreInALogWithoutItsLedgerIsNotBegunAnewByAnybodysWord)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 3));
    desk.close();
    std::filesystem::remove(desk.database());
    write_file(desk.state() / "ledger.db-wal", "commits");
    desk.options.may_begin_anew = true;
    const auto opened = desk.try_open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().detail, HasSubstr("take ledger.db-wal away"));
    EXPECT_EQ(std::filesystem::file_size(desk.state() / "ledger.db-wal"), 7u);
}

TEST(AStateFolder, WhoseLedgerWasReplacedByAnEmptyOneIsNotBegunAnew)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 3));
    desk.close();
    tamper(desk, "DELETE FROM events; DELETE FROM chains; DELETE FROM head");
    const auto opened = desk.try_open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::not_found);
    EXPECT_THAT(opened.error().detail, HasSubstr("ledger.db is empty"));
}

TEST(AStateFolder, WhoseFirstStartWasCutShortBeginsAgain)
{
    struct Case {
        const char* name;
        std::vector<const char*> left_out;  ///< of what the first start makes
    };
    for (const Case& c : {Case{"before the keys", {"ledger.db", "ledger.key", "ledger.pub"}},
                          Case{"between the keys", {"ledger.db", "ledger.key"}},
                          Case{"before the database", {"ledger.db"}}, Case{"at the very end", {}}}) {
        SCOPED_TRACE(c.name);
        TestDesk desk;
        desk.open();
        desk.close();
        EXPECT_FALSE(std::filesystem::exists(desk.state() / "ledger.new"));
        write_file(desk.state() / "ledger.new", "");
        for (const char* name : c.left_out) std::filesystem::remove(desk.state() / name);
        desk.open();
        desk.append(make_entries(1, 1));
        EXPECT_TRUE(verify_all(desk).is_ok());
        EXPECT_FALSE(std::filesystem::exists(desk.state() / "ledger.new"));
    }
}

TEST(AStateFolder, IsForItsOwnerOnly)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 1));
    desk.close();
    for (const char* name : {"ledger.db", "ledger.lock", "ledger.reserve"})
        ASSERT_EQ(::chmod((desk.state() / name).c_str(), 0666), 0);
    write_file(desk.state() / "records.db", "x");
    ASSERT_EQ(::chmod((desk.state() / "records.db").c_str(), 0644), 0);
    ASSERT_EQ(::chmod(desk.state().c_str(), 0755), 0);
    desk.open();
    desk.append(make_entries(2, 1));
    EXPECT_EQ(permissions(desk.state()), 0700u);
    for (const char* name :
         {"ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.key", "ledger.lock", "ledger.reserve", "records.db"})
        EXPECT_EQ(permissions(desk.state() / name), 0600u) << name;
}

TEST(AStateFolder, IsMadeForItsOwnerOnlyUnderAnyUmask)
{
    const auto before = ::umask(0);
    TestDesk desk;
    desk.open();
    ::umask(before);
    EXPECT_EQ(permissions(desk.state()), 0700u);
    for (const char* name : {"ledger.db", "ledger.key", "ledger.lock", "ledger.reserve"})
        EXPECT_EQ(permissions(desk.state() / name), 0600u) << name;
}

TEST(AStateFolder, KeepsItsKeyPrivateAndNeverMakesASecondOne)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 1));
    desk.close();
    const auto key = desk.state() / "ledger.key";
    EXPECT_EQ(permissions(key), 0600u);
    // Whoever could read it may have it: this is for a person to decide.
    ASSERT_EQ(::chmod(key.c_str(), 0640), 0);
    EXPECT_EQ(desk.try_open().error().code, Errc::forbidden);
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    desk.open();
    desk.close();

    std::filesystem::rename(key, desk.state() / "elsewhere");
    EXPECT_EQ(desk.try_open().error().code, Errc::not_found);
    EXPECT_FALSE(std::filesystem::exists(key));
}

TEST(AStateFolder, HasPlainFilesOnly)
{
    for (const char* name : {"ledger.db", "ledger.key", "ledger.pub", "ledger.lock", "ledger.reserve"})
        for (const bool is_link : {true, false}) {
            SCOPED_TRACE(name);
            TestDesk desk;
            desk.open();
            desk.close();
            const auto file = desk.state() / name;
            const auto elsewhere = desk.folder.path() / "elsewhere";
            std::filesystem::rename(file, elsewhere);
            if (is_link)
                std::filesystem::create_symlink(elsewhere, file);
            else
                ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
            const auto opened = desk.try_open();
            ASSERT_FALSE(opened);
            EXPECT_EQ(opened.error().code, Errc::forbidden);
            EXPECT_THAT(opened.error().detail, HasSubstr("is not a plain file"));
        }
}

TEST(AStateFolder, ThatIsTakenAwayUnderARunningDeskIsAFailure)
{
    struct Case {
        const char* name;
        std::function<void(const TestDesk& desk)> act;
        const char* words;
    };
    for (const auto mode : {Mode::writer_thread, Mode::same_thread})
        for (const Case& c : {
                 Case{"deleted", [](const TestDesk& desk) { std::filesystem::remove_all(desk.state()); }, "removed"},
                 Case{"moved away",
                      [](const TestDesk& desk) {
                          std::filesystem::rename(desk.state(), desk.folder.path() / "elsewhere");
                      },
                      "removed"},
                 Case{"replaced",
                      [](const TestDesk& desk) {
                          std::filesystem::rename(desk.state(), desk.folder.path() / "elsewhere");
                          TestDesk other;
                          other.open();
                          other.close();
                          std::filesystem::copy(other.state(), desk.state());
                      },
                      "replaced"},
                 Case{"database deleted", [](const TestDesk& desk) { std::filesystem::remove(desk.database()); },
                      "removed"},
                 Case{"database replaced",
                      [](const TestDesk& desk) {
                          const auto bytes = read_file(desk.database());
                          std::filesystem::remove(desk.database());
                          // Holds the inode, which would be given out again.
                          write_file(desk.folder.path() / "holder", "");
                          write_file(desk.database(), bytes);
                      },
                      "replaced"},
             }) {
            SCOPED_TRACE(c.name);
            TestDesk desk{mode};
            desk.open();
            desk.append(make_entries(1, 3));
            c.act(desk);
            EXPECT_EQ(desk.try_append(make_entries(4, 1)).error().code, Errc::unavailable);
            EXPECT_EQ(desk.ledger->failure()->code, Errc::io);
            EXPECT_THAT(desk.ledger->failure()->detail, HasSubstr(c.words));
            EXPECT_EQ(desk.try_append(make_entries(5, 1)).error().code, Errc::unavailable);
        }
}

TEST(Checkpoints, AreWrittenWhenSomethingChangedSince)
{
    TestDesk desk;
    desk.open();
    const auto count = [&] { return verify_all(desk).checkpoints; };
    desk.checkpoint({1});
    EXPECT_EQ(count(), 0u);  // an empty ledger has nothing to sign
    desk.append(make_entries(1, 3), {"a", "b"});
    desk.checkpoint({2});
    EXPECT_EQ(count(), 1u);
    desk.checkpoint({3});
    EXPECT_EQ(count(), 1u);
    desk.open();
    desk.checkpoint({4});
    EXPECT_EQ(count(), 1u);
    desk.append(make_entries(4, 1), {"c"});
    desk.checkpoint({5});
    EXPECT_EQ(count(), 2u);
}

TEST(Snapshots, AreKeptTwoAChain)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 8), {"a", "b"});
    for (std::uint64_t i = 1; i <= 4; ++i) {
        desk.save_snapshot("a", i, "a");
        desk.save_snapshot("", i, "all");
    }
    desk.save_snapshot("b", 1, "b");
    auto database = storage::Database::open({.path = desk.database(), .access = storage::Access::read_only}).value();
    auto select = database.prepare("SELECT count(*), min(number) FROM snapshots GROUP BY chain ORDER BY chain").value();
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    while (select.step().value()) found.emplace_back(select.integer(0), select.integer(1));
    EXPECT_THAT(found, ElementsAre(std::pair{2, 3}, std::pair{2, 3}, std::pair{1, 1}));
}

TEST(Snapshots, ThatAreBadAreReportedAndPassedOver)
{
    struct Case {
        const char* name;
        const char* sql;
        std::uint64_t number;  ///< what is given instead; 0: nothing
        std::size_t reports;
    };
    for (const char* chain : {"", "a"})
        for (const Case& c : {
                 Case{"whole", "SELECT 1", 2, 0},
                 Case{"newest changed", "UPDATE snapshots SET bytes = x'00' WHERE number = 2", 1, 1},
                 Case{"newest moved on", "UPDATE snapshots SET number = 3 WHERE number = 2", 1, 1},
                 Case{"beyond the head", "UPDATE snapshots SET number = 9 WHERE number = 2", 1, 1},
                 Case{"newest has another's mac",
                      "UPDATE snapshots SET mac = (SELECT mac FROM snapshots WHERE number = 1 AND chain = 2)", 0, 2},
                 Case{"all changed", "UPDATE snapshots SET bytes = x'00'", 0, 2},
             }) {
            SCOPED_TRACE(c.name);
            TestDesk desk;
            desk.open();
            desk.append(make_entries(1, 6), {"a", "b"});
            desk.save_snapshot("b", 1, "state 1");
            for (std::uint64_t i = 1; i <= 2; ++i) desk.save_snapshot(chain, i, "state " + std::to_string(i));
            tamper(desk, c.sql);
            const auto latest = desk.await(desk.ledger->latest_snapshot(ChainId{chain}, {})).value();
            EXPECT_EQ(latest.snapshot ? latest.snapshot->number : 0, c.number);
            EXPECT_EQ(latest.damaged.size(), c.reports);
        }
}

}  // namespace
}  // namespace swarmdesk::ledger
