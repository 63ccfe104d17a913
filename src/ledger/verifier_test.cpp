#include "ledger/verifier.hpp"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "ledger/chain.hpp"
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
        for (const auto seq : checkpoints) {
            desk_.ledger->append(make_entries(written + 1, seq - written));
            desk_.ledger->checkpoint({static_cast<std::int64_t>(seq) * 60'000'000'000});
            desk_.run();
            written = seq;
        }
        if (events > written) desk_.append(make_entries(written + 1, events - written));
        for (const auto seq : {events / 2, events}) {
            desk_.ledger->save_snapshot(seq, "state at " + std::to_string(seq));
            desk_.run();
        }
        desk_.close();
        keys_.emplace(Keys::load(desk_.state()).value());
        database_.emplace(Database::open({.path = desk_.database(), .synchronous = storage::Synchronous::off}).value());
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
        auto select =
            database_->prepare("SELECT " + std::string{event_columns} + " FROM events WHERE seq >= ?1 - 1 ORDER BY seq")
                .value();
        auto update = database_->prepare("UPDATE events SET hash = ?2 WHERE seq = ?1").value();
        select.bind(seq);
        Hash previous = genesis_hash();
        std::vector<std::pair<std::uint64_t, Hash>> hashes;
        Bytes scratch;
        for (Record record; select.step().value();) {
            ASSERT_TRUE(read_record(select, record));
            const auto& e = record.entry;
            previous = record.seq < seq
                           ? record.hash
                           : hash_event(previous, {record.seq, e.kind, e.subject, e.time.ns, e.payload}, scratch);
            if (record.seq >= seq) hashes.emplace_back(record.seq, previous);
        }
        for (const auto& [place, hash] : hashes) update.run(place, Blob{as_bytes(hash)}).value();
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
    EXPECT_TRUE(victim.verify_as_auditor().is_ok());
}

TEST(Verify, JudgesALedgerInUse)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 20));
    desk.ledger->append(make_entries(21, 20));  // queued only
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

INSTANTIATE_TEST_SUITE_P(, EveryByteOf,
                         ::testing::Values(Column{"EventKind", "events", "seq", "kind", false},
                                           Column{"EventSubject", "events", "seq", "subject", true},
                                           Column{"EventTime", "events", "seq", "time_ns", false},
                                           Column{"EventPayload", "events", "seq", "payload", false},
                                           Column{"EventHash", "events", "seq", "hash", false},
                                           Column{"CheckpointSeq", "checkpoints", "number", "seq", false},
                                           Column{"CheckpointHash", "checkpoints", "number", "hash", false},
                                           Column{"CheckpointTime", "checkpoints", "number", "time_ns", false},
                                           Column{"CheckpointSignature", "checkpoints", "number", "signature", false},
                                           Column{"HeadSeq", "head", "id", "seq", false},
                                           Column{"HeadHash", "head", "id", "hash", false},
                                           Column{"HeadCheckpoints", "head", "id", "checkpoints", false},
                                           Column{"HeadMac", "head", "id", "mac", false},
                                           Column{"SnapshotBytes", "snapshots", "seq", "bytes", false},
                                           Column{"SnapshotMac", "snapshots", "seq", "mac", false}),
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
    const std::string columns = "kind, subject, time_ns, payload, hash";
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
    victim.execute(
        "DELETE FROM events WHERE seq > 30; UPDATE head SET seq = 30, hash = "
        "(SELECT hash FROM events WHERE seq = 30)");
    expect_problem(victim.verify(), 0, "head");
    EXPECT_TRUE(victim.verify_as_auditor().is_ok());  // the checkpoint is all an auditor can prove
    victim.execute(
        "DELETE FROM events WHERE seq > 15; UPDATE head SET seq = 15, hash = "
        "(SELECT hash FROM events WHERE seq = 15)");
    expect_problem(victim.verify(), 16, "events");
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
        // and with the head brought into line, which needs the key
        victim.execute("UPDATE head SET hash = (SELECT hash FROM events WHERE seq = 30)");
        if (c.seq > 20)
            expect_problem(victim.verify(), 0, "head");
        else
            expect_problem(victim.verify(), c.named, "events");
    }
}

TEST(Verify, NoticesAddedEvents)
{
    Victim victim{10};
    victim.execute("INSERT INTO events SELECT 11, kind, subject, time_ns, payload, hash FROM events WHERE seq = 10");
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
                  "INSERT INTO checkpoints SELECT 4, seq, hash, time_ns, signature FROM checkpoints WHERE number = 3",
                  4, "checkpoints"},
             Case{"head gone", "DELETE FROM head", 0, "head"},
             Case{"second head",
                  "PRAGMA ignore_check_constraints = ON; INSERT INTO head SELECT 2, seq, hash, checkpoints, mac FROM "
                  "head",
                  0, "head"},
             Case{"head moved", "PRAGMA ignore_check_constraints = ON; UPDATE head SET id = 2", 0, "head"},
             Case{"snapshot moved", "UPDATE snapshots SET seq = 29 WHERE seq = 30", 29, "snapshots"},
             Case{"snapshot beyond the head", "UPDATE snapshots SET seq = 31 WHERE seq = 30", 31, "snapshots"},
             Case{"snapshot before the first", "UPDATE snapshots SET seq = -1 WHERE seq = 30", 0, "snapshots"},
             Case{"trigger added", "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM head; END", 0, "schema"},
             Case{"index dropped", "DROP INDEX events_by_subject", 0, "schema"},
             Case{"table added", "CREATE TABLE extra (x)", 0, "schema"},
             Case{"version changed", "PRAGMA user_version = 9", 0, "schema"},
         }) {
        SCOPED_TRACE(c.name);
        Victim victim{30, {10, 20, 25}};
        victim.execute(c.sql);
        expect_problem(victim.verify(), c.seq, c.table);
    }
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
    expect_problem(verify(victim.path(), other.keys()).value(), 1, "checkpoints");
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
            ", kind, subject, time_ns, payload, hash FROM events WHERE seq = " + seq,
        "UPDATE checkpoints SET seq = seq + 1 WHERE number = 1 + " + seq + " % 2",
        "UPDATE checkpoints SET time_ns = time_ns + 1 WHERE number = 1 + " + seq + " % 2",
        "DELETE FROM checkpoints WHERE number >= 1 + " + seq + " % 2",
        "UPDATE head SET seq = " + other + " WHERE seq <> " + other,
        "UPDATE head SET hash = (SELECT hash FROM events WHERE seq = " + seq + ") WHERE " + seq + " <> 20",
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
                "DELETE FROM head; INSERT INTO head SELECT * FROM kept_head;"
                "COMMIT");
            RC_ASSERT(verdict.is_ok() == !is_changed);
        }
    }));
}

}  // namespace
}  // namespace swarmdesk::ledger
