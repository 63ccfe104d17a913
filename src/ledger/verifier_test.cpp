#include "ledger/verifier.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "ledger/chain.hpp"
#include "ledger/reader.hpp"
#include "ledger/schema.hpp"
#include "ledger/test_desk.hpp"
#include "ledger/test_file.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {
namespace {

using storage::Blob;
using storage::Database;
using ::testing::HasSubstr;

/// A ledger that its desk has closed: events, checkpoints after some of them, two snapshots. Somebody with write access
/// to the database but without the key then does things to it.
class Victim {
public:
    explicit Victim(std::size_t events, const std::vector<std::uint64_t>& checkpoints = {})
    {
        desk_.open();
        std::uint64_t written = 0;
        // Stretches of different lengths, so that each chain's share is another one. The chain "unused" has no event.
        const auto write_until = [&](std::uint64_t seq) {
            desk_.append(make_entries(written + 1, seq - written), chains());
            written = seq;
        };
        desk_.writer->chain("unused");
        for (const auto seq : checkpoints) {
            write_until(seq);
            desk_.checkpoint({static_cast<std::int64_t>(seq) * 60'000'000'000});
        }
        if (events > written) write_until(events);
        for (const auto seq : {events / 2, events}) {
            desk_.save_snapshot("", seq, "state at " + std::to_string(seq));
            if (events > 0) desk_.save_snapshot("account.a", (seq + 2) / 3, "account at " + std::to_string(seq));
        }
        desk_.close();
        keys_.emplace(Keys::load(desk_.state()).value());
        database_.emplace(Database::open({.path = desk_.database(), .synchronous = storage::Synchronous::off}).value());
    }

    static const std::vector<std::string>& chains()
    {
        static const std::vector<std::string> names{"account.a", "account.b", "budgets"};
        return names;
    }
    void execute(const std::string& sql) { database_->execute(sql).value(); }
    Database& database() { return *database_; }
    /// Without the attacker's connection there is just the one file.
    void close() { database_.reset(); }
    std::filesystem::path path() const { return desk_.database(); }
    const Keys& keys() const { return *keys_; }

    Verdict verify() const { return ledger::verify(path(), keys()).value(); }
    Verdict verify_as_auditor() const { return ledger::verify(path(), keys().public_key()).value(); }

    /// Gives every event from `seq` on the hash it would have had: all that can be done without the key.
    void rehash_from(std::uint64_t seq)
    {
        auto select = database_->prepare("SELECT " + std::string{event_columns} + " FROM events ORDER BY seq").value();
        auto update = database_->prepare("UPDATE events SET hash = ?2 WHERE seq = ?1").value();
        auto names = database_->prepare("SELECT name FROM chains ORDER BY id").value();
        std::vector<std::pair<std::string, Hash>> places;
        while (names.step().value()) {
            const std::string name{names.text(0)};
            places.emplace_back(name, genesis_hash(name));
        }
        std::vector<std::pair<std::uint64_t, Hash>> hashes;
        Bytes scratch;
        for (EventRow event; select.step().value();) {
            ASSERT_TRUE(read_event(select, event));
            auto& [name, hash] = places.at(event.chain - 1);
            event.view.chain = name;
            hash = event.view.seq < seq ? event.hash : hash_event(hash, event.view, scratch);
            if (event.view.seq >= seq) hashes.emplace_back(event.view.seq, hash);
        }
        for (const auto& [place, hash] : hashes) update.run(place, Blob{as_bytes(hash)}).value();
    }
    /// Makes the heads of the chains say what the events say, as far as that goes without the key.
    void rewrite_heads()
    {
        execute(
            "UPDATE chains SET (number, seq, hash) = (SELECT number, seq, hash FROM events WHERE chain = chains.id "
            "ORDER BY seq DESC LIMIT 1) WHERE EXISTS (SELECT 1 FROM events WHERE chain = chains.id)");
    }

private:
    TestDesk desk_;
    std::optional<Keys> keys_;
    std::optional<Database> database_;
};

void expect_problem(const Verdict& verdict, std::uint64_t seq, const std::string& table)
{
    ASSERT_TRUE(verdict.first_problem.has_value());
    EXPECT_EQ(verdict.first_problem->seq, seq) << verdict.first_problem->words;
    EXPECT_EQ(verdict.first_problem->table, table) << verdict.first_problem->words;
    EXPECT_FALSE(verdict.first_problem->words.empty());
}

TEST(Verify, FindsNothingWrongWithWhatTheDeskWrote)
{
    for (const std::size_t events : {0u, 1u, 2u, 200u}) {
        SCOPED_TRACE(events);
        const Victim victim{events};
        const auto verdict = victim.verify();
        EXPECT_TRUE(verdict.is_ok());
        EXPECT_EQ(verdict.events, events);
    }
    const Victim victim{30, {10, 20, 30}};
    EXPECT_TRUE(victim.verify().is_ok());
    EXPECT_EQ(victim.verify().checkpoints, 3u);
    EXPECT_EQ(victim.verify().chains, 4u);
    EXPECT_TRUE(victim.verify_as_auditor().is_ok());
}

TEST(Verify, JudgesALedgerInUse)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 20), {"a", "b"});
    const auto verdict = verify(desk.database(), Keys::load(desk.state()).value()).value();
    EXPECT_TRUE(verdict.is_ok());
    EXPECT_EQ(verdict.events, 20u);
}

TEST(Verify, ReportsProgressToTheEnd)
{
    const Victim victim{5000};
    std::vector<std::uint64_t> done;
    verify(victim.path(), victim.keys(), [&](std::uint64_t events, std::uint64_t total) {
        done.push_back(events);
        EXPECT_EQ(total, 5000u);
    }).value();
    EXPECT_GT(done.size(), 1u);
    EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
    EXPECT_EQ(done.back(), 5000u);
}

/// Flips one bit in each byte of a column of every row of a table and expects the row to be named.
struct Column {
    const char* name;
    const char* table;
    const char* key;
    const char* column;
    bool is_text;
};

/// One number for a snapshot's two key columns.
constexpr auto snapshot_key = "(chain * 1000 + number)";

class EveryByteOf : public ::testing::TestWithParam<Column> {};

TEST_P(EveryByteOf, IsGuarded)
{
    const auto& c = GetParam();
    Victim victim{200, {60, 120, 150}};
    auto& database = victim.database();
    const std::string from = std::string{c.table} + " WHERE " + c.key + " = ?1";
    const auto update_sql = "UPDATE " + std::string{c.table} + " SET " + c.column + " = ?2 WHERE " + c.key + " = ?1";
    std::vector<std::int64_t> keys;
    auto select_keys = database.prepare("SELECT " + std::string{c.key} + " FROM " + c.table + " ORDER BY 1").value();
    while (select_keys.step().value()) keys.push_back(select_keys.integer(0));
    ASSERT_FALSE(keys.empty());

    auto select = database.prepare("SELECT " + std::string{c.column} + " FROM " + from).value();
    auto update = database.prepare(update_sql).value();
    const bool is_event = std::string_view{c.table} == "events";
    std::size_t flips = 0;
    const auto expect_found = [&](std::int64_t key) {
        const auto verdict = victim.verify();
        ++flips;
        ASSERT_TRUE(verdict.first_problem.has_value()) << "row " << key;
        if (is_event) {
            ASSERT_EQ(verdict.first_problem->table, "events");
            ASSERT_EQ(verdict.first_problem->seq, static_cast<std::uint64_t>(key));
        } else {
            ASSERT_EQ(verdict.first_problem->table, c.table);
        }
    };
    for (const auto key : keys) {
        select.bind(key);
        ASSERT_TRUE(select.step().value());
        if (select.type(0) == storage::ColumnType::integer) {
            const auto original = select.integer(0);
            select.reset();
            for (int byte = 0; byte < 8; ++byte) {
                const auto bit = std::uint64_t{1} << (8 * byte + key % 8);
                update.run(key, static_cast<std::int64_t>(static_cast<std::uint64_t>(original) ^ bit)).value();
                expect_found(key);
                if (HasFatalFailure()) return;
            }
            update.run(key, original).value();
            continue;
        }
        const std::string original{select.blob(0)};
        select.reset();
        const auto write = [&](const std::string& value) {
            if (c.is_text)
                update.run(key, value).value();
            else
                update.run(key, Blob{value}).value();
        };
        for (std::size_t i = 0; i < original.size(); ++i) {
            auto changed = original;
            changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
            write(changed);
            expect_found(key);
            if (HasFatalFailure()) return;
        }
        write(original + 'x');
        expect_found(key);
        if (HasFatalFailure()) return;
        write(original);
    }
    EXPECT_GE(flips, keys.size());
    EXPECT_TRUE(victim.verify().is_ok());  // all of it was put back
}

INSTANTIATE_TEST_SUITE_P(
    , EveryByteOf,
    ::testing::Values(
        Column{"EventChain", "events", "seq", "chain", false}, Column{"EventNumber", "events", "seq", "number", false},
        Column{"EventKind", "events", "seq", "kind", false}, Column{"EventSubject", "events", "seq", "subject", true},
        Column{"EventTime", "events", "seq", "time_ns", false},
        Column{"EventPayload", "events", "seq", "payload", false}, Column{"EventHash", "events", "seq", "hash", false},
        Column{"CheckpointSeq", "checkpoints", "number", "seq", false},
        Column{"CheckpointRoot", "checkpoints", "number", "root", false},
        Column{"CheckpointPrevious", "checkpoints", "number", "previous", false},
        Column{"CheckpointTime", "checkpoints", "number", "time_ns", false},
        Column{"CheckpointSignature", "checkpoints", "number", "signature", false},
        Column{"HeadSeq", "head", "id", "seq", false}, Column{"HeadHeads", "head", "id", "heads", false},
        Column{"HeadLastCheckpoint", "head", "id", "last_checkpoint", false},
        Column{"HeadCheckpoints", "head", "id", "checkpoints", false}, Column{"HeadMac", "head", "id", "mac", false},
        Column{"ChainName", "chains", "id", "name", true}, Column{"ChainEpoch", "chains", "id", "epoch", false},
        Column{"ChainNumber", "chains", "id", "number", false}, Column{"ChainSeq", "chains", "id", "seq", false},
        Column{"ChainHash", "chains", "id", "hash", false}, Column{"ChainMac", "chains", "id", "mac", false},
        Column{"SnapshotBytes", "snapshots", snapshot_key, "bytes", false},
        Column{"SnapshotMac", "snapshots", snapshot_key, "mac", false},
        Column{"SnapshotFold", "snapshots", snapshot_key, "fold", true}),
    [](const auto& column) { return column.param.name; });

TEST(Verify, NamesTheEventWhoseNumberWasChanged)
{
    Victim victim{200};
    for (std::uint64_t seq = 1; seq <= 200; ++seq)
        for (const int bit : {8, 31, 62}) {  // beyond 200, so that the number is free
            const auto moved = std::to_string(seq ^ (std::uint64_t{1} << bit));
            victim.execute("UPDATE events SET seq = " + moved + " WHERE seq = " + std::to_string(seq));
            expect_problem(victim.verify(), seq, "events");
            victim.execute("UPDATE events SET seq = " + std::to_string(seq) + " WHERE seq = " + moved);
        }
    victim.execute("UPDATE events SET seq = -5 WHERE seq = 7");
    expect_problem(victim.verify(), 1, "events");
}

TEST(Verify, NamesTheFirstEventOfEveryDropSwapAndCopy)
{
    Victim victim{100};
    const std::string columns = "chain, number, kind, subject, time_ns, payload, hash";
    victim.execute("CREATE TEMP TABLE kept AS SELECT * FROM events");
    for (std::uint64_t seq = 1; seq <= 100; ++seq) {
        SCOPED_TRACE(seq);
        const auto at = std::to_string(seq);
        const auto restore = [&] { victim.execute("DELETE FROM events; INSERT INTO events SELECT * FROM kept"); };
        victim.execute("DELETE FROM events WHERE seq = " + at);
        expect_problem(victim.verify(), seq, "events");
        restore();
        if (seq < 100) {  // swap with the next one, hashes and all
            victim.execute("UPDATE events SET (" + columns + ") = (SELECT " + columns +
                           " FROM kept WHERE kept.seq = 2 * " + at + " + 1 - events.seq) WHERE seq IN (" + at + ", " +
                           at + " + 1)");
            expect_problem(victim.verify(), seq, "events");
            restore();
        }
        // a second copy of it, with everything after it moved up
        victim.execute("DELETE FROM events WHERE seq > " + at + "; INSERT INTO events SELECT seq + 1, " + columns +
                       " FROM kept WHERE seq >= " + at);
        expect_problem(victim.verify(), seq + 1, "events");
        restore();
    }
    EXPECT_TRUE(victim.verify().is_ok());
}

TEST(Verify, NamesTheFirstMissingEventOfACutTail)
{
    Victim victim{40, {20}};
    for (std::uint64_t left = 39; left-- > 0;) {
        victim.execute("DELETE FROM events WHERE seq > " + std::to_string(left));
        expect_problem(victim.verify(), left + 1, "events");
    }
}

TEST(Verify, NoticesACutTailWhoseHeadWasCutToo)
{
    Victim victim{40, {20}};
    victim.execute("DELETE FROM events WHERE seq > 30; UPDATE head SET seq = 30; DELETE FROM snapshots");
    victim.rewrite_heads();
    expect_problem(victim.verify(), 2, "chains");
    EXPECT_TRUE(victim.verify_as_auditor().is_ok());  // the checkpoint is all an auditor can prove
    victim.execute("DELETE FROM events WHERE seq > 15; UPDATE head SET seq = 15");
    victim.rewrite_heads();
    expect_problem(victim.verify(), 2, "chains");
    expect_problem(victim.verify_as_auditor(), 16, "events");
}

TEST(Verify, NamesTheStretchThatWasRewrittenWithoutTheKey)
{
    struct Case {
        const char* name;
        std::uint64_t seq;
        std::uint64_t named;  ///< the first event no checkpoint vouches for
    };
    for (const Case& c :
         {Case{"the first", 1, 1}, Case{"before a checkpoint", 10, 1}, Case{"after it", 11, 11},
          Case{"before the last", 20, 11}, Case{"after the last checkpoint", 21, 21}, Case{"the last", 30, 21}}) {
        SCOPED_TRACE(c.name);
        Victim victim{30, {10, 20}};
        victim.execute("UPDATE events SET payload = x'0BAD' WHERE seq = " + std::to_string(c.seq));
        expect_problem(victim.verify(), c.seq, "events");
        victim.rehash_from(c.seq);
        expect_problem(victim.verify(), c.named, "events");
        // and with the heads brought into line, which needs the key
        victim.rewrite_heads();
        EXPECT_EQ(victim.verify().first_problem->table, "chains");
        const auto by_auditor = victim.verify_as_auditor();
        if (c.seq > 20)
            EXPECT_TRUE(by_auditor.is_ok());  // no checkpoint has signed it: an auditor cannot know
        else
            expect_problem(by_auditor, c.named, "events");
    }
}

TEST(Verify, NoticesAddedEvents)
{
    Victim victim{10};
    victim.execute(
        "INSERT INTO events SELECT 11, 1, 5, kind, subject, time_ns, payload, hash FROM events WHERE seq = 10");
    expect_problem(victim.verify(), 11, "events");
    victim.rehash_from(11);
    expect_problem(victim.verify(), 11, "events");
}

TEST(Verify, NamesChangedCheckpointsHeadSnapshotsAndSchema)
{
    struct Case {
        const char* name;
        const char* sql;
        std::uint64_t seq;
        const char* table;
    };
    for (const Case& c : {
             Case{"first checkpoint gone", "DELETE FROM checkpoints WHERE number = 1", 1, "checkpoints"},
             Case{"last checkpoint gone", "DELETE FROM checkpoints WHERE number = 3", 3, "checkpoints"},
             Case{"all checkpoints gone", "DELETE FROM checkpoints", 1, "checkpoints"},
             Case{"checkpoint renumbered", "UPDATE checkpoints SET number = 4 WHERE number = 3", 3, "checkpoints"},
             Case{"checkpoints closed up",
                  "DELETE FROM checkpoints WHERE number = 2; UPDATE checkpoints SET number = 2 WHERE number = 3", 2,
                  "checkpoints"},
             Case{"checkpoint copied",
                  "INSERT INTO checkpoints SELECT 4, seq, root, previous, time_ns, signature FROM checkpoints WHERE "
                  "number = 3",
                  4, "checkpoints"},
             Case{"head gone", "DELETE FROM head", 0, "head"},
             Case{"second head",
                  "PRAGMA ignore_check_constraints = ON; INSERT INTO head SELECT 2, seq, heads, checkpoints, "
                  "last_checkpoint, mac FROM head",
                  0, "head"},
             Case{"head moved", "PRAGMA ignore_check_constraints = ON; UPDATE head SET id = 2", 0, "head"},
             Case{"snapshot moved", "UPDATE snapshots SET number = 29 WHERE number = 30", 29, "snapshots"},
             Case{"snapshot beyond the head", "UPDATE snapshots SET number = 31 WHERE number = 30", 31, "snapshots"},
             Case{"snapshot before the first", "UPDATE snapshots SET number = -1 WHERE number = 30", 0, "snapshots"},
             Case{"snapshot of another chain", "UPDATE snapshots SET chain = 3 WHERE chain = 2 AND number = 5", 5,
                  "snapshots"},
             Case{"snapshot of no chain", "UPDATE snapshots SET chain = 9 WHERE chain = 2 AND number = 5", 5,
                  "snapshots"},
             Case{"chain without an event gone", "DELETE FROM chains WHERE id = 1", 1, "chains"},
             Case{"last chain gone", "DELETE FROM chains WHERE id = 4", 3, "events"},
             Case{"chain added",
                  "INSERT INTO chains SELECT 5, 'account.c', epoch, 0, 0, hash, mac FROM chains WHERE id = 1", 5,
                  "chains"},
             Case{"two chains' names swapped",
                  "UPDATE chains SET name = 'x' WHERE id = 2; UPDATE chains SET name = 'account.a' WHERE id = 3; "
                  "UPDATE chains SET name = 'account.b' WHERE id = 2",
                  2, "chains"},
             Case{"two chains' numbers swapped",
                  "UPDATE chains SET id = 9 WHERE id = 2; UPDATE chains SET id = 2 WHERE id = 3; "
                  "UPDATE chains SET id = 3 WHERE id = 9",
                  1, "events"},
             Case{"trigger added", "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM head; END", 0, "schema"},
             Case{"index dropped", "DROP INDEX events_by_subject", 0, "schema"},
             Case{"index on chains dropped", "DROP INDEX events_by_chain", 0, "schema"},
             Case{"table added", "CREATE TABLE extra (x)", 0, "schema"},
             Case{"version changed", "PRAGMA user_version = 9", 0, "schema"},
         }) {
        SCOPED_TRACE(c.name);
        Victim victim{30, {10, 20, 25}};
        victim.execute(c.sql);
        expect_problem(victim.verify(), c.seq, c.table);
    }
}

TEST(Verify, FindsAChainThatWasTakenAwayAsAWhole)
{
    for (std::int64_t chain = 2; chain <= 4; ++chain) {
        SCOPED_TRACE(chain);
        Victim victim{30, {10, 20}};
        const auto id = std::to_string(chain);
        victim.execute("DELETE FROM events WHERE chain = " + id + "; DELETE FROM snapshots WHERE chain = " + id);
        expect_problem(victim.verify(), static_cast<std::uint64_t>(chain - 1), "events");
        victim.execute("DELETE FROM chains WHERE id = " + id);
        if (chain < 4)
            expect_problem(victim.verify(), static_cast<std::uint64_t>(chain), "chains");
        else
            expect_problem(victim.verify(), 3, "events");
        // and the gaps closed: every number and hash made to fit, which leaves what the desk has signed
        victim.execute("UPDATE chains SET id = id - 1 WHERE id > " + id +
                       "; UPDATE events SET chain = chain - 1 WHERE chain > " + id +
                       "; CREATE TEMP TABLE places AS SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM events"
                       "; UPDATE events SET seq = (SELECT place FROM places WHERE places.seq = events.seq)"
                       "; DROP TABLE places; UPDATE head SET seq = 20");
        victim.rehash_from(1);
        victim.rewrite_heads();
        EXPECT_EQ(victim.verify().first_problem->table, "chains");
        expect_problem(victim.verify_as_auditor(), 1, "events");
    }
}

TEST(Verify, FindsTheLastEventsOfAChainTakenAwayWithItsHead)
{
    Victim victim{9, {3}};
    // Genuine heads of an earlier time, and no event after them: only their sum tells.
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 4), {"a", "b"});
    const auto execute = [&](const std::string& sql) {
        Database::open({.path = desk.database()}).value().execute(sql).value();
    };
    execute("CREATE TABLE kept AS SELECT * FROM chains");
    desk.append(make_entries(5, 1), {"a"});
    desk.close();
    execute(
        "DELETE FROM events WHERE seq = 5; DELETE FROM chains; INSERT INTO chains SELECT * FROM kept;"
        "DROP TABLE kept");
    expect_problem(verify(desk.database(), Keys::load(desk.state()).value()).value(), 5, "events");
}

TEST(Verify, NamesTheFirstOfTwoSwappedEventsOfDifferentChains)
{
    for (std::uint64_t seq = 1; seq < 12; ++seq) {
        SCOPED_TRACE(seq);
        Victim victim{12, {6}};
        const auto at = std::to_string(seq);
        // The events stay whole and keep their places in their chains; only the global order is another.
        victim.execute("UPDATE events SET seq = 99 WHERE seq = " + at + "; UPDATE events SET seq = " + at +
                       " WHERE seq = " + at + " + 1; UPDATE events SET seq = " + at + " + 1 WHERE seq = 99");
        expect_problem(victim.verify(), seq, "events");
        expect_problem(victim.verify_as_auditor(), seq, "events");
        victim.rehash_from(1);
        EXPECT_FALSE(victim.verify().is_ok());
        if (seq <= 6) expect_problem(victim.verify_as_auditor(), 1, "events");
    }
}

TEST(Verify, NamesACheckpointOfAnotherLedger)
{
    // The same key, as after a state folder was copied, and another history.
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 3), {"a", "b"});
    desk.checkpoint({1});
    desk.close();
    const auto copy = desk.folder.path() / "copy";
    std::filesystem::copy(desk.state(), copy);
    const auto keys = Keys::load(desk.state()).value();
    desk.open();
    desk.append(make_entries(4, 3), {"a", "b"});
    desk.checkpoint({2});
    desk.append(make_entries(7, 3), {"a", "b"});
    desk.checkpoint({3});
    desk.close();
    const auto genuine = desk.database();
    desk.options.folder = copy;
    desk.open();
    desk.append(make_entries(14, 3), {"a", "b"});
    desk.checkpoint({2});
    desk.append(make_entries(17, 3), {"a", "b"});
    desk.checkpoint({3});
    desk.close();
    ASSERT_TRUE(verify(desk.database(), keys).value().is_ok());
    const auto import = [&](const std::string& numbers) {
        auto database = Database::open({.path = desk.database()}).value();
        database
            .execute("ATTACH '" + genuine.string() + "' AS other; DELETE FROM checkpoints WHERE number IN " + numbers +
                     "; INSERT INTO checkpoints SELECT * FROM other.checkpoints WHERE number IN " + numbers)
            .value();
    };
    import("(3)");
    expect_problem(verify(desk.database(), keys.public_key()).value(), 3, "checkpoints");
    import("(2, 3)");
    expect_problem(verify(desk.database(), keys.public_key()).value(), 4, "events");
}

TEST(Verify, ForgivesAMissingSnapshotWhichIsOnlyACache)
{
    Victim victim{10};
    victim.execute("DELETE FROM snapshots");
    EXPECT_TRUE(victim.verify().is_ok());
}

TEST(Verify, IsNotFooledByAnotherDesksKeys)
{
    const Victim victim{10, {5}};
    const Victim other{10, {5}};
    expect_problem(verify(victim.path(), other.keys()).value(), 1, "chains");
    expect_problem(verify(victim.path(), other.keys().public_key()).value(), 1, "checkpoints");
}

TEST(Verify, NamesThePlaceInALongLedgerToo)
{
    Victim victim{9000};
    for (const std::uint64_t seq : {1u, 2047u, 2048u, 2049u, 4096u, 4097u, 8192u, 8193u, 9000u}) {
        SCOPED_TRACE(seq);
        const auto at = std::to_string(seq);
        victim.execute("UPDATE events SET kind = kind + 1 WHERE seq = " + at);
        expect_problem(victim.verify(), seq, "events");
        victim.execute("UPDATE events SET kind = kind - 1 WHERE seq = " + at);
    }
    victim.execute(
        "UPDATE events SET kind = kind + 1 WHERE seq IN (3000, 100, 8000); DELETE FROM events WHERE seq = 5000");
    expect_problem(victim.verify(), 100, "events");
    victim.execute("UPDATE events SET kind = kind - 1 WHERE seq IN (100, 3000)");
    expect_problem(victim.verify(), 5000, "events");
}

TEST(Verify, SaysWhenThereIsNothingToJudge)
{
    const Victim victim{1};
    EXPECT_EQ(verify(victim.path() / "nowhere", victim.keys()).error().code, Errc::not_found);
}

TEST(Verify, NamesADamagedFileAsSuch)
{
    Victim victim{200};
    victim.close();
    const auto whole = read_file(victim.path());
    ASSERT_GT(whole.size(), 4 * storage::page_bytes);
    struct Case {
        const char* name;
        std::string bytes;
    };
    for (const Case& c :
         {Case{"noise", std::string(8192, 'z')}, Case{"half of it", whole.substr(0, whole.size() / 2)},
          Case{"its first page", whole.substr(0, storage::page_bytes)},
          Case{"a page of zeros in the middle",
               std::string{whole}.replace(3 * storage::page_bytes, storage::page_bytes, storage::page_bytes, '\0')}}) {
        SCOPED_TRACE(c.name);
        write_file(victim.path(), c.bytes);
        const auto verdict = victim.verify();
        ASSERT_FALSE(verdict.is_ok());
        EXPECT_EQ(verdict.first_problem->table, "file") << verdict.first_problem->words;
    }
    write_file(victim.path(), "");
    EXPECT_FALSE(victim.verify().is_ok());
    write_file(victim.path(), whole);
    EXPECT_TRUE(victim.verify().is_ok());
}

TEST(Verify, NeverCallsAFileFineInWhichAFlippedByteChangedARow)
{
    Victim victim{40, {10, 20}};
    victim.close();
    const auto whole = read_file(victim.path());
    const auto truth = contents(victim.path());
    ASSERT_FALSE(truth.empty());
    std::size_t fine = 0;
    std::size_t flips = 0;
    for (std::size_t place = 0; place < whole.size(); place += 37, ++flips) {  // a prime: every kind of place
        auto flipped = whole;
        flipped[place] = static_cast<char>(flipped[place] ^ (1 << (place % 8)));
        write_file(victim.path(), flipped);
        const auto verdict = verify(victim.path(), victim.keys());
        if (verdict && verdict->is_ok()) {
            ++fine;
            ASSERT_EQ(contents(victim.path()), truth) << "byte " << place;
        }
    }
    EXPECT_LT(fine, flips);  // most of a page can be unused space
}

/// One random act of somebody without the key. Some hit nothing and change nothing.
void tamper_at_random(Database& database)
{
    using rc::gen::inRange;
    const auto seq = std::to_string(*inRange(1, 21));
    const auto other = std::to_string(*inRange(1, 41));
    const auto byte = std::to_string(*inRange(0, 256));
    const std::vector<std::string> acts{
        "UPDATE events SET kind = kind + 1 + " + byte + " WHERE seq = " + seq,
        "UPDATE events SET time_ns = time_ns - 1 - " + byte + " WHERE seq = " + seq,
        "UPDATE events SET subject = subject || char(33 + " + byte + ") WHERE seq = " + seq,
        "UPDATE events SET subject = substr(subject, 2) WHERE subject <> '' AND seq = " + seq,
        "UPDATE events SET payload = CAST(payload || char(1 + " + byte + ") AS BLOB) WHERE seq = " + seq,
        "UPDATE events SET payload = x'' WHERE length(payload) > 0 AND seq = " + seq,
        "UPDATE events SET hash = CAST(substr(hash, 2) || substr(hash, 1, 1) AS BLOB) WHERE seq = " + seq,
        "UPDATE events SET hash = (SELECT e.hash FROM events e WHERE e.seq = " + other + ") WHERE seq = " + seq +
            " AND EXISTS (SELECT 1 FROM events e WHERE e.seq = " + other + " AND e.hash <> events.hash)",
        "UPDATE OR IGNORE events SET seq = " + other + " WHERE seq = " + seq + " AND seq <> " + other,
        "UPDATE OR REPLACE events SET seq = " + other + " WHERE seq = " + seq + " AND seq <> " + other,
        "DELETE FROM events WHERE seq = " + seq,
        "DELETE FROM events WHERE seq >= " + seq,
        "DELETE FROM events WHERE seq <= " + seq,
        "INSERT OR IGNORE INTO events SELECT " + other +
            ", chain, number, kind, subject, time_ns, payload, hash FROM events WHERE seq = " + seq,
        "UPDATE events SET chain = 2 + (chain - 1) % 3 WHERE seq = " + seq,
        "UPDATE events SET number = number + 1 + " + byte + " WHERE seq = " + seq,
        "UPDATE chains SET epoch = epoch - 1 WHERE id = 1 + " + seq + " % 4",
        "UPDATE chains SET number = number + 1 WHERE id = 1 + " + seq + " % 4",
        "DELETE FROM chains WHERE id = 1 + " + seq + " % 4",
        "DELETE FROM events WHERE chain = 1 + " + seq + " % 4",
        "UPDATE checkpoints SET previous = root WHERE number = 1 + " + seq + " % 2",
        "UPDATE checkpoints SET seq = seq + 1 WHERE number = 1 + " + seq + " % 2",
        "UPDATE checkpoints SET time_ns = time_ns + 1 WHERE number = 1 + " + seq + " % 2",
        "DELETE FROM checkpoints WHERE number >= 1 + " + seq + " % 2",
        "UPDATE head SET seq = " + other + " WHERE seq <> " + other,
        "UPDATE head SET heads = (SELECT hash FROM events WHERE seq = 1)",
        "UPDATE head SET mac = randomblob(32)",
    };
    database.execute(*rc::gen::elementOf(acts)).value();
}

TEST(Verify, FindsAnyOfAThousandRandomActs)
{
    Victim victim{20, {8, 16}};
    auto& database = victim.database();
    const auto truth = contents(victim.path());
    victim.execute(
        "CREATE TEMP TABLE kept_events AS SELECT * FROM events;"
        "CREATE TEMP TABLE kept_checkpoints AS SELECT * FROM checkpoints;"
        "CREATE TEMP TABLE kept_chains AS SELECT * FROM chains;"
        "CREATE TEMP TABLE kept_head AS SELECT * FROM head");
    EXPECT_TRUE(rc::check("ten acts", [&] {
        for (int act = 0; act < 10; ++act) {
            tamper_at_random(database);
            const bool is_changed = contents(victim.path()) != truth;
            const auto verdict = victim.verify();
            victim.execute(
                "BEGIN;"
                "DELETE FROM events; INSERT INTO events SELECT * FROM kept_events;"
                "DELETE FROM checkpoints; INSERT INTO checkpoints SELECT * FROM kept_checkpoints;"
                "DELETE FROM chains; INSERT INTO chains SELECT * FROM kept_chains;"
                "DELETE FROM head; INSERT INTO head SELECT * FROM kept_head;"
                "COMMIT");
            RC_ASSERT(verdict.is_ok() == !is_changed);
        }
    }));
}

}  // namespace
}  // namespace swarmdesk::ledger
