#include "ledger/ledger.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "ledger/chain.hpp"
#include "ledger/test_desk.hpp"
#include "ledger/verifier.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::uint64_t> seqs(const std::vector<Record>& records)
{
    std::vector<std::uint64_t> result;
    for (const auto& record : records) result.push_back(record.seq);
    return result;
}

void expect_equal(const Record& record, std::uint64_t seq, const Entry& entry)
{
    SCOPED_TRACE(seq);
    EXPECT_EQ(record.seq, seq);
    EXPECT_EQ(record.entry.kind, entry.kind);
    EXPECT_EQ(record.entry.subject, entry.subject);
    EXPECT_EQ(record.entry.time, entry.time);
    EXPECT_EQ(record.entry.payload, entry.payload);
}

void tamper(const TestDesk& desk, const std::string& sql)
{
    storage::Database::open({.path = desk.database(), .synchronous = storage::Synchronous::off})
        .value()
        .execute(sql)
        .value();
}

struct Kind {
    const char* name;
    Mode mode;
    Durability durability;
};

class EveryLedger : public ::testing::TestWithParam<Kind> {
protected:
    EveryLedger() : desk(GetParam().mode) { desk.options.durability = GetParam().durability; }
    TestDesk desk;
};

/// Those that say durable only of what was handed over.
class HonestLedger : public EveryLedger {};

constexpr auto honest_kinds = std::to_array<Kind>({{"WriterFsync", Mode::writer_thread, Durability::fsync},
                                                   {"WriterNone", Mode::writer_thread, Durability::none},
                                                   {"SameThreadFsync", Mode::same_thread, Durability::fsync},
                                                   {"SameThreadNone", Mode::same_thread, Durability::none}});
constexpr Kind behind{"SameThreadBehind", Mode::same_thread, Durability::behind};

std::string kind_name(const ::testing::TestParamInfo<Kind>& kind) { return kind.param.name; }

INSTANTIATE_TEST_SUITE_P(, HonestLedger, ::testing::ValuesIn(honest_kinds), kind_name);
INSTANTIATE_TEST_SUITE_P(, EveryLedger, ::testing::ValuesIn(honest_kinds), kind_name);
INSTANTIATE_TEST_SUITE_P(Behind, EveryLedger, ::testing::Values(behind), kind_name);

TEST_P(EveryLedger, GivesBackWhatWasAppended)
{
    desk.open();
    const auto entries = make_entries(1, 50);
    EXPECT_EQ(desk.ledger->append(entries), 50u);
    desk.run();
    const auto records = desk.ledger->read({.limit = 100}).value();
    ASSERT_EQ(records.size(), entries.size());
    Bytes scratch;
    Hash previous = genesis_hash();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        expect_equal(records[i], i + 1, entries[i]);
        const auto& e = entries[i];
        previous = hash_event(previous, {i + 1, e.kind, e.subject, e.time.ns, e.payload}, scratch);
        EXPECT_EQ(records[i].hash, previous);
    }
    EXPECT_EQ(desk.ledger->head(), (Head{50, previous}));
}

TEST_P(EveryLedger, NumbersAtOnceAndSaysDurableInOrder)
{
    desk.open();
    for (std::uint64_t i = 0; i < 20; ++i) {
        EXPECT_EQ(desk.ledger->append(make_entries(i * 3, 3)), 3 * i + 3);
        EXPECT_EQ(desk.ledger->backlog(), desk.ledger->last_seq() - desk.ledger->durable_seq());
    }
    EXPECT_THAT(desk.durable, IsEmpty());  // nothing is said inside append
    desk.run();
    EXPECT_TRUE(std::is_sorted(desk.durable.begin(), desk.durable.end()));
    ASSERT_FALSE(desk.durable.empty());
    EXPECT_EQ(desk.durable.back(), 60u);
    EXPECT_EQ(desk.ledger->backlog(), 0u);
}

TEST_P(EveryLedger, ContinuesTheChainAfterARestart)
{
    desk.open();
    desk.append(make_entries(1, 10));
    const auto head = desk.ledger->head();
    desk.open();
    EXPECT_EQ(desk.ledger->head(), head);
    EXPECT_EQ(desk.ledger->last_seq(), 10u);
    EXPECT_EQ(desk.ledger->backlog(), 0u);
    desk.append(make_entries(11, 10));

    TestDesk in_one_go;
    in_one_go.open();
    in_one_go.append(make_entries(1, 20));
    EXPECT_EQ(desk.ledger->head(), in_one_go.ledger->head());
}

TEST_P(EveryLedger, CommitsWhatIsQueuedWhenItIsDestroyedAndTellsNobody)
{
    desk.open();
    desk.ledger->append(make_entries(1, 5));
    desk.ledger->checkpoint({1});
    desk.close();
    desk.run();
    EXPECT_THAT(desk.durable, IsEmpty());
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), 5u);
    const auto verdict = verify(desk.database(), Keys::load(desk.state()).value()).value();
    EXPECT_TRUE(verdict.is_ok());
    EXPECT_EQ(verdict.checkpoints, 1u);
}

TEST_P(HonestLedger, StopsForGoodWhenACommitFails)
{
    int commits = 0;
    desk.options.before_commit = [&commits]() -> Result<void> {
        if (++commits == 2) return Error{Errc::io, "fsync said no"};
        return {};
    };
    desk.open();
    desk.append(make_entries(1, 3));
    desk.append(make_entries(4, 3));
    EXPECT_THAT(desk.durable, ElementsAre(3u));
    EXPECT_THAT(desk.failures, ElementsAre(Error{Errc::io, "fsync said no"}));
    EXPECT_TRUE(desk.ledger->has_failed());

    EXPECT_EQ(desk.ledger->append(make_entries(7, 3)),
              9u);  // numbered, so that nobody takes it for an old, durable one
    desk.ledger->checkpoint({5});
    desk.ledger->save_snapshot(3, "state");
    desk.run();
    EXPECT_EQ(commits, 2);
    EXPECT_THAT(desk.durable, ElementsAre(3u));
    EXPECT_EQ(desk.failures.size(), 1u);
    EXPECT_EQ(desk.ledger->durable_seq(), 3u);

    desk.options.before_commit = {};
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), 3u);
    EXPECT_FALSE(desk.ledger->has_failed());
}

TEST_P(HonestLedger, SaysThatTheDiskIsFullAndKeepsWhatItHas)
{
    desk.options.file_bytes_max = 64 * storage::page_bytes;
    desk.open();
    for (std::uint64_t i = 0; desk.failures.empty() && i < 100; ++i)
        desk.append({{.kind = 1, .subject = "s", .time = {0}, .payload = std::string(10'000, 'x')}});
    ASSERT_EQ(desk.failures.size(), 1u);
    EXPECT_EQ(desk.failures[0].code, Errc::limit_exceeded);
    const auto durable = desk.ledger->durable_seq();
    EXPECT_GT(durable, 10u);

    desk.options.file_bytes_max = 0;
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), durable);
    EXPECT_TRUE(verify(desk.database(), Keys::load(desk.state()).value()).value().is_ok());
}

TEST_P(HonestLedger, CallsTheCrashPointsInOrder)
{
    // The writer's and the desk's points come from two threads, one after the other.
    std::vector<std::string> points;
    desk.options.crash_point = [&points](std::string_view name) { points.emplace_back(name); };
    desk.open();
    desk.append(make_entries(1, 2));
    desk.append(make_entries(3, 1));
    const auto once = ElementsAre("ledger.before_append", "ledger.appended", "ledger.committed", "ledger.notified",
                                  "ledger.before_append", "ledger.appended", "ledger.committed", "ledger.notified");
    EXPECT_THAT(points, once);
}

TEST(Ledger, CommitsBehindInTheTurnThatSaidSoAndStopsWhenThatFails)
{
    TestDesk desk{Mode::same_thread};
    desk.options.durability = Durability::behind;
    std::vector<std::string> points;
    desk.options.crash_point = [&points](std::string_view name) { points.emplace_back(name); };
    int commits = 0;
    desk.options.before_commit = [&commits]() -> Result<void> {
        if (++commits == 2) return Error{Errc::io, "no"};
        return {};
    };
    desk.open();
    desk.append(make_entries(1, 2));
    EXPECT_THAT(points, ElementsAre("ledger.before_append", "ledger.notified", "ledger.appended", "ledger.committed"));
    EXPECT_EQ(desk.ledger->head().seq, 2u);

    desk.append(make_entries(3, 1));
    EXPECT_THAT(desk.durable, ElementsAre(2u, 3u));  // said, and then not so
    EXPECT_THAT(desk.failures, ElementsAre(Error{Errc::io, "no"}));
    EXPECT_TRUE(desk.ledger->has_failed());
    desk.options.before_commit = {};
    desk.open();
    EXPECT_EQ(desk.ledger->last_seq(), 2u);
}

TEST(Ledger, CommitsEverythingOfOneTurnInOneGroup)
{
    TestDesk desk;
    int commits = 0;
    desk.options.before_commit = [&commits]() -> Result<void> { return ++commits, Result<void>{}; };
    desk.open();
    for (std::uint64_t i = 0; i < 10; ++i) desk.ledger->append(make_entries(i, 2));
    desk.run();
    EXPECT_EQ(commits, 1);
    EXPECT_THAT(desk.durable, ElementsAre(20u));
}

TEST(Ledger, AppendingNothingDoesNothing)
{
    TestDesk desk;
    desk.open();
    EXPECT_EQ(desk.ledger->append({}), 0u);
    desk.run();
    EXPECT_THAT(desk.durable, IsEmpty());
    EXPECT_EQ(desk.ledger->head(), (Head{0, genesis_hash()}));
}

TEST(Ledger, FailsWhenMoreIsQueuedThanItsBoundAndNotBefore)
{
    for (const bool is_over : {false, true}) {
        SCOPED_TRACE(is_over);
        TestDesk desk;
        desk.options.queued_events_max = 10;
        desk.open();
        desk.ledger->append(make_entries(1, 10));
        if (is_over) desk.ledger->append(make_entries(11, 1));
        EXPECT_THAT(desk.failures, IsEmpty());  // never inside append
        desk.run();
        ASSERT_EQ(desk.failures.size(), is_over ? 1u : 0u);
        EXPECT_EQ(desk.ledger->has_failed(), is_over);
        if (is_over)
            EXPECT_EQ(desk.failures[0].code, Errc::limit_exceeded);
        else
            EXPECT_THAT(desk.durable, ElementsAre(10u));
    }
}

TEST(Ledger, HasRoomUntilOnlyTheReserveIsLeft)
{
    TestDesk desk;
    desk.options.file_bytes_max = 100 * storage::page_bytes;
    desk.options.reserve_bytes = 50 * storage::page_bytes;
    desk.open();
    EXPECT_TRUE(desk.ledger->has_room());
    while (desk.ledger->has_room() && desk.ledger->last_seq() < 100)
        desk.append({{.kind = 1, .subject = "s", .time = {0}, .payload = std::string(10'000, 'x')}});
    EXPECT_GT(desk.ledger->last_seq(), 10u);
    EXPECT_LT(desk.ledger->last_seq(), 20u);
    desk.append(make_entries(1, 10));  // the reserve pays for this
    EXPECT_EQ(desk.ledger->backlog(), 0u);
    EXPECT_THAT(desk.failures, IsEmpty());
    EXPECT_FALSE(desk.ledger->has_room());
}

TEST(Ledger, IsForOneDeskAtATime)
{
    TestDesk desk;
    desk.open();
    const auto second = Ledger::open(desk.options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_THAT(second.error().detail, HasSubstr("another desk is using this folder"));
    desk.close();
    EXPECT_TRUE(Ledger::open(desk.options));
}

TEST(Ledger, ReadsByPlaceSubjectAndKind)
{
    TestDesk desk;
    desk.open();
    const auto entry = [](std::uint32_t kind, std::string subject) {
        return Entry{.kind = kind, .subject = std::move(subject), .time = {}, .payload = {}};
    };
    desk.append({entry(1, "a"), entry(2, "a"), entry(1, "b"), entry(2, ""), entry(1, "a"), entry(3, "b")});
    struct Case {
        const char* name;
        Ledger::Query query;
        std::vector<std::uint64_t> expected;
    };
    for (const Case& c : {
             Case{"everything", {}, {1, 2, 3, 4, 5, 6}},
             Case{"after", {.after_seq = 4}, {5, 6}},
             Case{"after the last", {.after_seq = 6}, {}},
             Case{"limit", {.after_seq = 1, .limit = 2}, {2, 3}},
             Case{"limit of none", {.limit = 0}, {}},
             Case{"subject", {.subject = "a"}, {1, 2, 5}},
             Case{"no subject", {.subject = ""}, {4}},
             Case{"kind", {.kind = 2}, {2, 4}},
             Case{"both", {.after_seq = 1, .subject = "a", .kind = 1}, {5}},
             Case{"none such", {.subject = "c"}, {}},
         }) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(seqs(desk.ledger->read(c.query).value()), c.expected);
    }
    EXPECT_EQ(desk.ledger->find_first("b", 3).value()->seq, 6u);
    EXPECT_EQ(desk.ledger->find_first("a", 1).value()->seq, 1u);
    EXPECT_FALSE(desk.ledger->find_first("a", 3).value().has_value());
}

TEST(Ledger, ReadsNoMoreThanItsBound)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, read_limit_max + 1));
    EXPECT_EQ(desk.ledger->read({.limit = SIZE_MAX}).value().size(), read_limit_max);
}

TEST(Ledger, WalksEverythingInOrderForAReplay)
{
    TestDesk desk;
    desk.open();
    const auto entries = make_entries(1, 30);
    desk.append(entries);
    for (const auto check : {Ledger::Check::order, Ledger::Check::chain})
        for (const std::uint64_t after : {0u, 1u, 29u, 30u}) {
            auto seq = after;
            desk.ledger
                ->for_each(after, check,
                           [&](const Record& record) -> Result<void> {
                               ++seq;
                               expect_equal(record, seq, entries[seq - 1]);
                               return {};
                           })
                .value();
            EXPECT_EQ(seq, 30u);
        }
    int calls = 0;
    const auto stopped = desk.ledger->for_each(0, Ledger::Check::order, [&](const Record&) -> Result<void> {
        if (++calls == 3) return Error{Errc::cancelled, "enough"};
        return {};
    });
    EXPECT_EQ(stopped.error(), (Error{Errc::cancelled, "enough"}));
    EXPECT_EQ(calls, 3);
}

TEST(Ledger, NoticesAGapOrAWrongHashDuringAReplay)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 30));
    const auto nothing = [](const Record&) { return Result<void>{}; };
    tamper(desk, "UPDATE events SET payload = x'00' WHERE seq = 20");
    EXPECT_TRUE(desk.ledger->for_each(0, Ledger::Check::order, nothing));
    const auto changed = desk.ledger->for_each(0, Ledger::Check::chain, nothing);
    EXPECT_EQ(changed.error().code, Errc::corrupt);
    EXPECT_THAT(changed.error().detail, HasSubstr("event 20 "));
    EXPECT_TRUE(desk.ledger->for_each(20, Ledger::Check::chain, nothing));

    tamper(desk, "DELETE FROM events WHERE seq = 10");
    const auto gap = desk.ledger->for_each(0, Ledger::Check::order, nothing);
    EXPECT_EQ(gap.error().code, Errc::corrupt);
    EXPECT_THAT(gap.error().detail, HasSubstr("event 10 "));
}

TEST(Ledger, RefusesToContinueAnEndThatDoesNotFit)
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
             Case{"last hash changed", "UPDATE events SET hash = zeroblob(32) WHERE seq = 20", "event 20"},
             Case{"hash before it changed", "UPDATE events SET hash = zeroblob(32) WHERE seq = 19", "event 20"},
             Case{"event before it gone", "DELETE FROM events WHERE seq = 19", "event 19"},
             Case{"event added",
                  "INSERT INTO events SELECT 21, kind, subject, time_ns, payload, hash FROM events WHERE seq = 20",
                  "last event is 21"},
             Case{"head changed", "UPDATE head SET seq = 19", "head"},
             Case{"head gone", "DELETE FROM head", "head"},
             Case{"checkpoint gone", "DELETE FROM checkpoints", "checkpoints"},
         }) {
        SCOPED_TRACE(c.name);
        TestDesk desk;
        desk.open();
        desk.append(make_entries(1, 20));
        desk.ledger->checkpoint({1});
        desk.close();
        tamper(desk, c.sql);
        const auto opened = desk.try_open();
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().code, Errc::corrupt);
        EXPECT_THAT(opened.error().detail, HasSubstr(c.words));
        EXPECT_THAT(opened.error().detail, HasSubstr("audit verify"));
    }
}

TEST(Ledger, KeepsItsKeyPrivateAndNeverMakesASecondOne)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 1));
    desk.close();
    const auto key = desk.state() / "ledger.key";
    struct stat status {};
    ASSERT_EQ(::stat(key.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);

    ASSERT_EQ(::chmod(key.c_str(), 0640), 0);
    EXPECT_EQ(desk.try_open().error().code, Errc::forbidden);
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
    desk.open();
    desk.close();

    std::filesystem::rename(key, desk.state() / "elsewhere");
    EXPECT_EQ(desk.try_open().error().code, Errc::not_found);
    EXPECT_FALSE(std::filesystem::exists(key));
}

TEST(Ledger, RefusesADatabaseOfAnotherDesk)
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

TEST(Checkpoints, AreWrittenWhenSomethingChangedSince)
{
    TestDesk desk;
    desk.open();
    const auto count = [&] {
        desk.run();
        return verify(desk.database(), Keys::load(desk.state()).value()).value().checkpoints;
    };
    desk.ledger->checkpoint({1});
    EXPECT_EQ(count(), 0u);  // an empty ledger has nothing to sign
    desk.append(make_entries(1, 3));
    desk.ledger->checkpoint({2});
    EXPECT_EQ(count(), 1u);
    desk.ledger->checkpoint({3});
    EXPECT_EQ(count(), 1u);
    desk.open();
    desk.ledger->checkpoint({4});
    EXPECT_EQ(count(), 1u);
    desk.ledger->append(make_entries(4, 1));
    desk.ledger->checkpoint({5});
    EXPECT_EQ(count(), 2u);
}

TEST(Checkpoints, AreDueAfterTheIntervalAndNotANanosecondBefore)
{
    constexpr std::int64_t minute = 60'000'000'000;
    struct Case {
        const char* name;
        std::int64_t later_ns;
        std::uint64_t checkpoints;
    };
    for (const Case& c : {Case{"just before", minute - 1, 1}, Case{"at the interval", minute, 2},
                          Case{"the clock was set back", -1, 2}}) {
        SCOPED_TRACE(c.name);
        TestDesk desk;
        desk.open();
        desk.append(make_entries(1, 1));
        desk.ledger->checkpoint_if_due({10 * minute});
        desk.run();
        desk.open();  // the time of the last one survives a restart
        desk.append(make_entries(2, 1));
        desk.ledger->checkpoint_if_due({10 * minute + c.later_ns});
        desk.run();
        EXPECT_EQ(verify(desk.database(), Keys::load(desk.state()).value()).value().checkpoints, c.checkpoints);
    }
}

TEST(Snapshots, GiveBackTheNewest)
{
    TestDesk desk;
    desk.open();
    EXPECT_FALSE(desk.ledger->latest_snapshot().value().has_value());
    for (std::uint64_t i = 1; i <= 4; ++i) {
        desk.ledger->append(make_entries(i, 1));
        desk.ledger->save_snapshot(i, "state " + std::to_string(i));
        desk.run();
    }
    desk.open();
    const auto snapshot = desk.ledger->latest_snapshot().value();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->seq, 4u);
    EXPECT_EQ(snapshot->bytes, "state 4");
    auto database = storage::Database::open({.path = desk.database(), .access = storage::Access::read_only}).value();
    auto select = database.prepare("SELECT count(*), min(seq) FROM snapshots").value();
    ASSERT_TRUE(select.step().value());
    EXPECT_EQ(select.integer(0), 2);
    EXPECT_EQ(select.integer(1), 3);
}

TEST(Snapshots, ThatAreBadAreReportedAndPassedOver)
{
    struct Case {
        const char* name;
        const char* sql;
        std::uint64_t seq;  ///< what is given instead; 0: nothing
        std::size_t reports;
    };
    for (const Case& c : {
             Case{"whole", "SELECT 1", 2, 0},
             Case{"newest changed", "UPDATE snapshots SET bytes = x'00' WHERE seq = 2", 1, 1},
             Case{"newest moved on", "UPDATE snapshots SET seq = 3 WHERE seq = 2", 1, 1},
             Case{"beyond the head", "UPDATE snapshots SET seq = 9 WHERE seq = 2", 1, 1},
             Case{"newest has another's mac", "UPDATE snapshots SET mac = (SELECT mac FROM snapshots WHERE seq = 1)", 1,
                  1},
             Case{"both changed", "UPDATE snapshots SET bytes = x'00'", 0, 2},
         }) {
        SCOPED_TRACE(c.name);
        TestDesk desk;
        desk.open();
        for (std::uint64_t i = 1; i <= 2; ++i) {
            desk.ledger->append(make_entries(i, 1));
            desk.ledger->save_snapshot(i, "state " + std::to_string(i));
            desk.run();
        }
        desk.append(make_entries(3, 1));
        tamper(desk, c.sql);
        std::vector<Error> reports;
        const auto snapshot =
            desk.ledger->latest_snapshot([&](const Error& error) { reports.push_back(error); }).value();
        EXPECT_EQ(snapshot ? snapshot->seq : 0, c.seq);
        EXPECT_EQ(reports.size(), c.reports);
    }
}

TEST(Snapshots, MayBeOfThePast)
{
    TestDesk desk;
    desk.open();
    desk.ledger->append(make_entries(1, 10));
    desk.ledger->save_snapshot(4, "after four");
    desk.ledger->append(make_entries(11, 10));
    desk.run();
    EXPECT_EQ(desk.ledger->latest_snapshot().value()->seq, 4u);
}

}  // namespace
}  // namespace swarmdesk::ledger
