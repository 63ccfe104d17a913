#include "ledger/verifier.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/chain.hpp"
#include "ledger/schema.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

namespace {

using storage::ColumnType;
using storage::Database;
using storage::Statement;

/// A longer ledger is cut into stretches, each judged by a thread with a connection of its own.
constexpr std::uint64_t one_stretch_events_max = 4096;
constexpr std::uint64_t stretch_count = 4;
constexpr std::uint64_t progress_every_events = 1024;

std::string event_name(std::uint64_t seq) { return "event " + std::to_string(seq); }

/// A damaged file is a finding; anything else that SQLite reports is a reason not to have one.
Result<Problem> to_problem(const Error& error, std::uint64_t seq)
{
    if (error.code == Errc::io || error.code == Errc::timed_out) return error;
    return Problem{seq, "file", "the database file is damaged: " + error.detail};
}

/// A sum over (subject, seq) pairs that does not depend on their order. Keyed, so that nobody can aim for a collision.
class PairSum {
public:
    explicit PairSum(std::uint64_t key) : key_(key) {}

    void add(std::string_view subject, std::uint64_t seq)
    {
        auto state = mix(key_ ^ seq) + subject.size();
        while (!subject.empty()) {
            std::uint64_t word = 0;
            const auto size = std::min(subject.size(), sizeof word);
            std::memcpy(&word, subject.data(), size);
            state = mix(state ^ word);
            subject.remove_prefix(size);
        }
        sum_ += mix(state + key_);
        ++count_;
    }

    void add(const PairSum& other)
    {
        sum_ += other.sum_;
        count_ += other.count_;
    }

    friend bool operator==(const PairSum&, const PairSum&) = default;

private:
    static std::uint64_t mix(std::uint64_t x)
    {
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
        return x ^ (x >> 32);
    }

    std::uint64_t key_;
    std::uint64_t sum_ = 0;
    std::uint64_t count_ = 0;
};

/// Walks the index on subjects up to `last_seq`: what it lists, and whether it is in the order a search relies on.
struct IndexWalk {
    PairSum pairs;
    bool is_ordered = true;
    Result<void> outcome{};

    void run(const Database& database, std::uint64_t last_seq) { outcome = walk(database, last_seq); }

private:
    Result<void> walk(const Database& database, std::uint64_t last_seq)
    {
        auto select = database.prepare(
            "SELECT subject, seq FROM events INDEXED BY events_by_subject WHERE seq <= ?1 ORDER BY subject, seq");
        if (!select) return select.error();
        select->bind(last_seq);
        std::string previous_subject;
        std::int64_t previous_seq = 0;
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) return {};
            const auto subject = select->blob(0);
            const auto seq = select->integer(1);
            const int order = subject.compare(previous_subject);
            if (order < 0 || (order == 0 && seq <= previous_seq)) is_ordered = false;
            pairs.add(subject, static_cast<std::uint64_t>(seq));
            if (order != 0) previous_subject = subject;
            previous_seq = seq;
        }
    }
};

/// Walks the events from `first` to `last`, each against the stored hash of the one before. So stretches can be walked
/// at the same time: a wrong hash anywhere is noticed by the stretch it is in.
struct Stretch {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    PairSum pairs;
    std::uint64_t events = 0;  ///< found good, from the first on
    Hash last_hash{};          ///< of the last of them
    std::optional<Problem> problem{};
    Result<void> outcome{};

    /// `done` is told now and then how many more events were looked at.
    void run(const Database& database, const std::function<void(std::uint64_t events)>& done)
    {
        outcome = walk(database, done);
    }

private:
    Result<void> walk(const Database& database, const std::function<void(std::uint64_t events)>& done)
    {
        Hash previous = genesis_hash();
        if (first > 1) {
            auto before = database.prepare("SELECT hash FROM events WHERE seq = ?1");
            if (!before) return before.error();
            before->bind(first - 1);
            const auto row = before->step();
            if (!row) return row.error();
            if (!*row || !read_hash(*before, 0, previous)) return {};  // the stretch before this one says so
        }
        // The first stretch also meets what stands before event 1.
        auto select = database.prepare("SELECT " + std::string{event_columns} +
                                       " FROM events WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq");
        if (!select) return select.error();
        select->bind(first > 1 ? static_cast<std::int64_t>(first) : INT64_MIN, last);
        Bytes scratch;
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            const auto expected = first + events;
            if (!*row) {
                if (expected <= last) problem = Problem{expected, "events", event_name(expected) + " is missing"};
                break;
            }
            Hash hash;
            problem = judge(*select, expected, previous, hash, scratch);
            if (problem) break;
            previous = hash;
            pairs.add(select->blob(2), expected);
            if (++events % progress_every_events == 0) done(progress_every_events);
        }
        last_hash = previous;
        return {};
    }

    static std::optional<Problem> judge(const Statement& row, std::uint64_t expected, const Hash& previous, Hash& hash,
                                        Bytes& scratch)
    {
        const auto problem = [&](const std::string& words) { return Problem{expected, "events", words}; };
        if (row.type(0) != ColumnType::integer || row.type(1) != ColumnType::integer ||
            row.type(2) != ColumnType::text || row.type(3) != ColumnType::integer || row.type(4) != ColumnType::blob)
            return problem(event_name(expected) + " has a column of another type");
        const auto seq = row.integer(0);
        if (std::cmp_greater(seq, expected))
            return problem(event_name(expected) + " is missing: the next one is " + std::to_string(seq));
        if (std::cmp_less(seq, expected))
            return problem("an event numbered " + std::to_string(seq) + " stands before " + event_name(expected));
        const auto kind = row.integer(1);
        if (kind < 1 || !std::in_range<std::uint32_t>(kind))
            return problem(event_name(expected) + " is of a kind that cannot be");
        if (!read_hash(row, 5, hash)) return problem(event_name(expected) + " has no hash");
        const auto right = hash_event(
            previous, {expected, static_cast<std::uint32_t>(kind), row.blob(2), row.integer(3), row.blob(4)}, scratch);
        if (hash != right) return problem(event_name(expected) + " does not have its hash: it was changed");
        return {};
    }
};

class Verification {
public:
    Verification(const std::filesystem::path& path, const PublicKey& public_key, const Keys* keys,
                 const Progress& progress)
        : path_(path), public_key_(public_key), keys_(keys), progress_(progress)
    {}

    Result<Verdict> run()
    {
        if (!std::filesystem::exists(path_)) return Error{Errc::not_found, "there is no " + path_.string()};
        if (auto judged = judge(); !judged) {
            auto problem = to_problem(judged.error(), place_);
            if (!problem) return problem.error();
            found(*problem);
        }
        return verdict_;
    }

private:
    /// Stops at the first problem; `verdict_` has it.
    Result<void> judge()
    {
        auto opened = open();
        if (!opened) return opened.error();
        Database database = std::move(*opened);
        // One read transaction: what a running desk adds meanwhile is not looked at.
        if (auto begun = database.execute("BEGIN"); !begun) return begun;
        for (const auto check :
             {&Verification::check_schema, &Verification::check_events, &Verification::check_checkpoints,
              &Verification::check_head, &Verification::check_snapshots}) {
            if (auto done = (this->*check)(database); !done) return done;
            if (!verdict_.is_ok()) return {};
        }
        return {};
    }

    Result<Database> open() const { return Database::open({.path = path_, .access = storage::Access::read_only}); }

    void found(Problem problem) { verdict_.first_problem = std::move(problem); }
    void found(std::uint64_t seq, std::string table, std::string words)
    {
        found(Problem{seq, std::move(table), std::move(words)});
    }

    static Result<std::string> describe_schema(const Database& database)
    {
        std::string text;
        for (const auto* sql : {"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name",
                                "SELECT 'version', user_version, '', '' FROM pragma_user_version"}) {
            auto select = database.prepare(sql);
            if (!select) return select.error();
            while (true) {
                const auto row = select->step();
                if (!row) return row.error();
                if (!*row) break;
                for (int column = 0; column < 4; ++column) text.append(select->text(column)).push_back('\n');
            }
        }
        return text;
    }

    static std::string expected_schema()
    {
        auto fresh = Database::in_memory().value();
        storage::migrate(fresh, schema_steps).value();
        return describe_schema(fresh).value();
    }

    Result<void> check_schema(Database& database)
    {
        static const std::string expected = expected_schema();
        const auto actual = describe_schema(database);
        if (!actual) return actual.error();
        if (*actual != expected) found(0, "schema", "the tables are not declared as this program declares them");
        return {};
    }

    Result<void> check_events(Database& database)
    {
        auto last = database.prepare("SELECT max(seq) FROM events");
        if (!last) return last.error();
        if (const auto row = last->step(); !row) return row.error();
        const auto total = static_cast<std::uint64_t>(std::max<std::int64_t>(last->integer(0), 0));
        last->reset();

        std::uint64_t pair_key = 0;
        if (keys_ != nullptr) std::memcpy(&pair_key, keys_->mac("swarmdesk index walk").data(), sizeof pair_key);
        IndexWalk index{PairSum{pair_key}};
        std::vector<Stretch> stretches;
        const auto count = total > one_stretch_events_max ? stretch_count : 1;
        for (std::uint64_t i = 0; i < count; ++i)
            stretches.push_back({.first = total / count * i + 1,
                                 .last = i + 1 == count ? total : total / count * (i + 1),
                                 .pairs = PairSum{pair_key}});
        if (auto walked = count == 1 ? walk_here(database, total, stretches.front(), index)
                                     : walk_in_threads(database, total, stretches, index);
            !walked)
            return walked;

        PairSum pairs{pair_key};
        for (Stretch& stretch : stretches) {
            verdict_.events += stretch.events;
            pairs.add(stretch.pairs);
            last_hash_ = stretch.last_hash;
            place_ = verdict_.events + 1;
            if (!stretch.outcome) return stretch.outcome;
            if (stretch.problem) {
                found(std::move(*stretch.problem));
                return {};
            }
        }
        if (progress_) progress_(verdict_.events, total);
        place_ = 0;
        if (!index.outcome) return index.outcome;
        if (!index.is_ordered || !(index.pairs == pairs))
            found(0, "events_by_subject", "the index on subjects does not list the events there are");
        return {};
    }

    Result<void> walk_here(const Database& database, std::uint64_t total, Stretch& stretch, IndexWalk& index)
    {
        stretch.run(database, [](std::uint64_t) {});
        index.run(database, total);
        return {};
    }

    /// This thread, whose connection holds the read transaction, walks the first stretch and reports progress. What
    /// the others see may be newer, and has the same events up to `total`.
    Result<void> walk_in_threads(const Database& database, std::uint64_t total, std::vector<Stretch>& stretches,
                                 IndexWalk& index)
    {
        std::vector<Database> connections;
        for (std::size_t i = 0; i < stretches.size(); ++i) {
            auto opened = open();
            if (!opened) return opened.error();
            connections.push_back(std::move(*opened));
        }
        std::atomic<std::uint64_t> seen = 0;
        std::vector<std::jthread> threads;
        threads.emplace_back([&] { index.run(connections[0], total); });
        for (std::size_t i = 1; i < stretches.size(); ++i)
            threads.emplace_back(
                [&, i] { stretches[i].run(connections[i], [&](std::uint64_t more) { seen += more; }); });
        stretches[0].run(database, [&](std::uint64_t more) {
            seen += more;
            if (progress_) progress_(seen, total);
        });
        return {};
    }

    Result<void> check_checkpoints(Database& database)
    {
        auto select = database.prepare("SELECT number, seq, hash, time_ns, signature FROM checkpoints ORDER BY number");
        if (!select) return select.error();
        auto select_hash = database.prepare("SELECT hash FROM events WHERE seq = ?1");
        if (!select_hash) return select_hash.error();
        while (true) {
            const auto number = verdict_.checkpoints + 1;
            place_ = number;
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) return {};
            const auto problem = [&](const char* words) {
                found(number, "checkpoints", "checkpoint " + std::to_string(number) + words);
                return Result<void>{};
            };
            if (select->type(0) != ColumnType::integer || select->type(1) != ColumnType::integer ||
                select->type(3) != ColumnType::integer || select->type(4) != ColumnType::blob)
                return problem(" has a column of another type");
            if (!std::cmp_equal(select->integer(0), number)) return problem(" is missing or out of place");
            Checkpoint checkpoint{.number = number, .time = {select->integer(3)}};
            const auto seq = select->integer(1);
            if (seq < 1 || !read_hash(*select, 2, checkpoint.hash)) return problem(" is no checkpoint");
            checkpoint.seq = static_cast<std::uint64_t>(seq);
            if (!public_key_.verifies(encode_checkpoint(checkpoint), select->blob(4)))
                return problem(" does not have its signature: it was changed");
            if (checkpoint.seq <= checkpoint_seq_) return problem(" goes back");
            if (checkpoint.seq > verdict_.events) {
                found(verdict_.events + 1, "events",
                      "events " + std::to_string(verdict_.events + 1) + " to " + std::to_string(checkpoint.seq) +
                          " are missing: checkpoint " + std::to_string(number) + " has signed them");
                return {};
            }
            select_hash->bind(checkpoint.seq);
            const auto event = select_hash->step();
            if (!event) return event.error();
            Hash hash;
            const bool is_same = *event && read_hash(*select_hash, 0, hash) && hash == checkpoint.hash;
            select_hash->reset();
            if (!is_same) {
                found(checkpoint_seq_ + 1, "events",
                      "events between " + std::to_string(checkpoint_seq_ + 1) + " and " +
                          std::to_string(checkpoint.seq) + " were rewritten: checkpoint " + std::to_string(number) +
                          " has signed others");
                return {};
            }
            checkpoint_seq_ = checkpoint.seq;
            verdict_.checkpoints = number;
        }
    }

    Result<void> check_head(Database& database)
    {
        place_ = 0;
        auto select = database.prepare("SELECT seq, hash, checkpoints, mac, id FROM head");
        if (!select) return select.error();
        auto row = select->step();
        if (!row) return row.error();
        const auto problem = [&](const char* words) {
            found(0, "head", words);
            return Result<void>{};
        };
        if (!*row) return problem("there is no head");
        const auto seq = select->integer(0);
        const auto checkpoints = select->integer(2);
        Hash hash;
        Hash mac;
        if (select->type(0) != ColumnType::integer || select->type(2) != ColumnType::integer ||
            select->type(4) != ColumnType::integer || select->integer(4) != 1 || seq < 0 || checkpoints < 0 ||
            !read_hash(*select, 1, hash) || !read_hash(*select, 3, mac))
            return problem("the head is no head");
        const auto head_seq = static_cast<std::uint64_t>(seq);
        const auto head_checkpoints = static_cast<std::uint64_t>(checkpoints);
        row = select->step();
        if (!row) return row.error();
        if (*row) return problem("there is more than one head");
        if (keys_ != nullptr &&
            !equal_in_constant_time(as_bytes(mac), as_bytes(keys_->mac(encode_head(head_seq, hash, head_checkpoints)))))
            return problem("the head is not as the desk wrote it: it was changed");

        if (head_seq > verdict_.events) {
            found(verdict_.events + 1, "events",
                  "events " + std::to_string(verdict_.events + 1) + " to " + std::to_string(head_seq) +
                      " are missing: the head counts them");
        } else if (head_seq < verdict_.events) {
            found(head_seq + 1, "events", event_name(head_seq + 1) + " was added after the head: not by this desk");
        } else if (hash != last_hash_) {
            found(checkpoint_seq_ + 1, "events",
                  "events between " + std::to_string(checkpoint_seq_ + 1) + " and " + std::to_string(head_seq) +
                      " were rewritten: the head has another hash");
        } else if (head_checkpoints != verdict_.checkpoints) {
            const auto first_wrong = std::min(head_checkpoints, verdict_.checkpoints) + 1;
            found(first_wrong, "checkpoints",
                  "there are " + std::to_string(verdict_.checkpoints) + " checkpoints, and the head counts " +
                      std::to_string(head_checkpoints));
        }
        return {};
    }

    Result<void> check_snapshots(Database& database)
    {
        if (keys_ == nullptr) return {};
        auto select = database.prepare(
            "SELECT snapshots.seq, bytes, mac, hash FROM snapshots LEFT JOIN events USING (seq) ORDER BY "
            "snapshots.seq");
        if (!select) return select.error();
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) return {};
            const auto seq = static_cast<std::uint64_t>(std::max<std::int64_t>(select->integer(0), 0));
            place_ = seq;
            Hash hash = genesis_hash();
            Hash mac;
            const bool is_whole = select->type(0) == ColumnType::integer && select->type(1) == ColumnType::blob &&
                                  read_hash(*select, 2, mac) && (seq == 0 || read_hash(*select, 3, hash)) &&
                                  equal_in_constant_time(
                                      as_bytes(mac), as_bytes(keys_->mac(encode_snapshot(seq, hash, select->blob(1)))));
            if (!is_whole) {
                found(seq, "snapshots", "the snapshot at " + event_name(seq) + " was changed");
                return {};
            }
        }
    }

    const std::filesystem::path& path_;
    const PublicKey& public_key_;
    const Keys* const keys_;  ///< null: only the public key is known
    const Progress& progress_;

    Verdict verdict_;
    std::uint64_t place_ = 0;  ///< what is being looked at, should SQLite fail there
    std::uint64_t checkpoint_seq_ = 0;
    Hash last_hash_{};
};

}  // namespace

Result<Verdict> verify(const std::filesystem::path& database, const Keys& keys, const Progress& progress)
{
    return Verification{database, keys.public_key(), &keys, progress}.run();
}

Result<Verdict> verify(const std::filesystem::path& database, const PublicKey& key, const Progress& progress)
{
    return Verification{database, key, nullptr, progress}.run();
}

}  // namespace swarmdesk::ledger
