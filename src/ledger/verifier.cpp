#include "ledger/verifier.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "ledger/chain.hpp"
#include "ledger/reader.hpp"
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

/// A damaged file is a finding; anything else that SQLite reports is a reason not to have one.
Result<Problem> to_problem(const Error& error, std::uint64_t seq)
{
    if (error.code == Errc::io || error.code == Errc::timed_out) return error;
    return Problem{seq, "file", "the database file is damaged: " + error.detail};
}

/// A sum over (key, seq) pairs that does not depend on their order. Keyed, so that nobody can aim for a collision.
class PairSum {
public:
    explicit PairSum(std::uint64_t key) : key_(key) {}

    void add(std::string_view text, std::uint64_t seq)
    {
        auto state = mix(key_ ^ seq) + text.size();
        while (!text.empty()) {
            std::uint64_t word = 0;
            const auto size = std::min(text.size(), sizeof word);
            std::memcpy(&word, text.data(), size);
            state = mix(state ^ word);
            text.remove_prefix(size);
        }
        add(state);
    }
    void add(std::int64_t number, std::uint64_t seq) { add(mix(mix(key_ ^ seq) ^ static_cast<std::uint64_t>(number))); }

    void add(const PairSum& other)
    {
        sum_ += other.sum_;
        count_ += other.count_;
    }

    friend bool operator==(const PairSum&, const PairSum&) = default;

private:
    void add(std::uint64_t state)
    {
        sum_ += mix(state + key_);
        ++count_;
    }
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

/// The sums over both indices' pairs.
struct Pairs {
    explicit Pairs(std::uint64_t key) : subjects(key), chains(key) {}
    void add(const Pairs& other)
    {
        subjects.add(other.subjects);
        chains.add(other.chains);
    }
    PairSum subjects;
    PairSum chains;
};

/// Walks an index up to `last_seq`: what it lists, and whether it is in the order a search relies on. `Key` is the
/// indexed column's: a text or a number.
template <class Key>
struct IndexWalk {
    const char* name;
    const char* column;
    PairSum pairs;
    bool is_ordered = true;
    Result<void> outcome{};

    void run(const Database& database, std::uint64_t last_seq) { outcome = walk(database, last_seq); }

private:
    static auto key_of(const Statement& row)
    {
        if constexpr (std::is_same_v<Key, std::string>)
            return row.blob(0);
        else
            return row.integer(0);
    }

    Result<void> walk(const Database& database, std::uint64_t last_seq)
    {
        const auto sql = std::string{"SELECT "} + column + ", seq FROM events INDEXED BY " + name +
                         " WHERE seq <= ?1 ORDER BY " + column + ", seq";
        auto select = database.prepare(sql);
        if (!select) return select.error();
        select->bind(last_seq);
        Key previous{};
        std::int64_t previous_seq = 0;
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) return {};
            const auto key = key_of(*select);
            const auto seq = select->integer(1);
            const bool is_same = key == previous;
            if (key < previous || (is_same && seq <= previous_seq)) is_ordered = false;
            pairs.add(key, static_cast<std::uint64_t>(seq));
            if (!is_same) previous = key;
            previous_seq = seq;
        }
    }
};

/// The last event of a chain so far.
struct Place {
    std::uint64_t number = 0;
    std::uint64_t seq = 0;
    Hash hash{};
};

/// The chains as the database names them.
struct Chains {
    std::vector<ChainRow> rows;          ///< number 1 first
    std::vector<std::size_t> by_name{};  ///< indices into `rows`
};

/// Walks the events from `first` to `last`, each against the stored hash of the one before it in its chain. So
/// stretches can be walked at the same time: a wrong hash anywhere is noticed by the stretch it is in.
struct Stretch {
    const Chains& chains;
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    Pairs pairs;
    std::vector<std::uint64_t> checkpoint_seqs{};  ///< rising, all in the stretch
    std::vector<Hash> roots{};                     ///< of the heads at each of them
    std::uint64_t events = 0;                      ///< found good, from the first on
    std::vector<Place> places{};                   ///< after them, by the chains' order in `rows`
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
        if (auto found = find_places(database); !found) return found;
        // The first stretch also meets what stands before event 1.
        auto select = database.prepare("SELECT " + std::string{event_columns} +
                                       " FROM events WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq");
        if (!select) return select.error();
        select->bind(first > 1 ? static_cast<std::int64_t>(first) : INT64_MIN, last);
        Bytes scratch;
        EventRow event;
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            const auto expected = first + events;
            if (!*row) {
                if (expected <= last) problem = Problem{expected, "events", event_name(expected) + " is missing"};
                return {};
            }
            problem = judge(*select, expected, event, scratch);
            if (problem) return {};
            pairs.subjects.add(event.view.subject, expected);
            pairs.chains.add(static_cast<std::int64_t>(event.chain), expected);
            if (roots.size() < checkpoint_seqs.size() && checkpoint_seqs[roots.size()] == expected)
                roots.push_back(root());
            if (++events % progress_every_events == 0) done(progress_every_events);
        }
    }

    /// Where each chain stands when the stretch begins.
    Result<void> find_places(const Database& database)
    {
        auto before = database.prepare(
            "SELECT number, seq, hash FROM events WHERE chain = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1");
        if (!before) return before.error();
        for (const ChainRow& chain : chains.rows) {
            Place& place = places.emplace_back();
            place.hash = genesis_hash(chain.head.chain.to_string());
            if (first == 1) continue;
            before->bind(chain.id, first);
            const auto row = before->step();
            if (!row) return row.error();
            // What is no number and no hash, a stretch before this one has found.
            if (*row && read_number(*before, 0, place.number) && read_number(*before, 1, place.seq))
                static_cast<void>(read_hash(*before, 2, place.hash));
            before->reset();
        }
        return {};
    }

    Hash root() const
    {
        HeadsRoot root;
        for (const auto index : chains.by_name)
            if (places[index].number != 0)
                root.add(chains.rows[index].head.chain.to_string(), places[index].number, places[index].hash);
        return root.root();
    }

    std::optional<Problem> judge(const Statement& row, std::uint64_t expected, EventRow& event, Bytes& scratch)
    {
        const auto found = [&](const std::string& words) { return Problem{expected, "events", words}; };
        const auto seq = row.integer(0);
        if (std::cmp_greater(seq, expected))
            return found(event_name(expected) + " is missing: the next one is " + std::to_string(seq));
        if (std::cmp_less(seq, expected))
            return found("an event numbered " + std::to_string(seq) + " stands before " + event_name(expected));
        if (!read_event(row, event)) return found(event_name(expected) + " has a column that cannot be an event's");
        if (event.chain > chains.rows.size()) return found(event_name(expected) + " is of a chain that is missing");
        Place& place = places[event.chain - 1];
        if (event.view.number != place.number + 1)
            return found(event_name(expected) + " does not follow the one before it in its chain");
        event.view.chain = chains.rows[event.chain - 1].head.chain.to_string();
        if (event.hash != hash_event(place.hash, event.view, scratch))
            return found(event_name(expected) + " does not have its hash: it was changed");
        place = {event.view.number, expected, event.hash};
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
        for (const auto check : {&Verification::check_schema, &Verification::check_chains, &Verification::check_events,
                                 &Verification::check_checkpoints, &Verification::check_heads,
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

    bool is_genuine(const Hash& mac, std::string_view bytes) const
    {
        return keys_ == nullptr || equal_in_constant_time(as_bytes(mac), as_bytes(keys_->mac(bytes)));
    }

    Result<void> check_chains(Database& database)
    {
        auto select = database.prepare("SELECT " + std::string{chain_columns} + " FROM chains ORDER BY id");
        if (!select) return select.error();
        while (true) {
            const auto expected = chains_.rows.size() + 1;
            place_ = expected;
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) break;
            ChainRow chain;
            const auto name = "the chain with the number " + std::to_string(expected);
            if (!read_chain(*select, chain)) {
                found(expected, "chains", name + " is no chain");
            } else if (chain.id != expected) {
                found(expected, "chains", name + " is missing");
            } else if (!is_genuine(chain.mac, encode_head(chain.head))) {
                found(expected, "chains", name + " is not as the desk wrote it: it was changed");
            }
            if (!verdict_.is_ok()) return {};
            sum_.add(chain.mac);
            chains_.by_name.push_back(chains_.rows.size());
            chains_.rows.push_back(std::move(chain));
        }
        verdict_.chains = chains_.rows.size();
        place_ = 0;
        const auto name_of = [&](std::size_t index) -> const ChainId& { return chains_.rows[index].head.chain; };
        std::sort(chains_.by_name.begin(), chains_.by_name.end(),
                  [&](std::size_t a, std::size_t b) { return name_of(a) < name_of(b); });
        return check_names(database);
    }

    /// That the index on names finds every chain, and nothing else.
    Result<void> check_names(const Database& database)
    {
        auto select =
            database.prepare("SELECT id, name FROM chains INDEXED BY sqlite_autoindex_chains_1 ORDER BY name");
        if (!select) return select.error();
        std::size_t count = 0;
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            const bool is_end = count == chains_.by_name.size();
            bool is_right = !*row && is_end;
            if (*row && !is_end) {
                const ChainRow& expected = chains_.rows[chains_.by_name[count]];
                is_right = std::cmp_equal(select->integer(0), expected.id) &&
                           select->blob(1) == expected.head.chain.to_string();
            }
            if (!is_right) found(0, "chains", "the index on names does not list the chains there are");
            if (!*row || !is_right) return {};
            ++count;
        }
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
        SubjectWalk subjects{"events_by_subject", "subject", PairSum{pair_key}};
        ChainWalk chains{"events_by_chain", "chain", PairSum{pair_key}};
        std::vector<Stretch> stretches;
        const auto count = total > one_stretch_events_max ? stretch_count : 1;
        for (std::uint64_t i = 0; i < count; ++i)
            stretches.push_back({.chains = chains_,
                                 .first = total / count * i + 1,
                                 .last = i + 1 == count ? total : total / count * (i + 1),
                                 .pairs = Pairs{pair_key}});
        if (auto done = share_checkpoints(database, stretches); !done) return done;
        if (auto walked = count == 1 ? walk_here(database, total, stretches.front(), subjects, chains)
                                     : walk_in_threads(database, total, stretches, subjects, chains);
            !walked)
            return walked;

        Pairs pairs{pair_key};
        for (Stretch& stretch : stretches) {
            verdict_.events += stretch.events;
            pairs.add(stretch.pairs);
            place_ = verdict_.events + 1;
            if (!stretch.outcome) return stretch.outcome;
            if (stretch.problem) {
                found(std::move(*stretch.problem));
                return {};
            }
            for (std::size_t i = 0; i < stretch.roots.size(); ++i)
                roots_.emplace(stretch.checkpoint_seqs[i], stretch.roots[i]);
        }
        places_ = std::move(stretches.back().places);
        if (progress_) progress_(verdict_.events, total);
        place_ = 0;
        if (!subjects.outcome) return subjects.outcome;
        if (!chains.outcome) return chains.outcome;
        if (!subjects.is_ordered || !(subjects.pairs == pairs.subjects))
            found(0, subjects.name, "the index on subjects does not list the events there are");
        else if (!chains.is_ordered || !(chains.pairs == pairs.chains))
            found(0, chains.name, "the index on chains does not list the events there are");
        return {};
    }

    /// Tells each stretch where it is to note the heads of all chains.
    static Result<void> share_checkpoints(const Database& database, std::vector<Stretch>& stretches)
    {
        auto select = database.prepare("SELECT DISTINCT seq FROM checkpoints ORDER BY seq");
        if (!select) return select.error();
        auto stretch = stretches.begin();
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) return {};
            const auto seq = select->integer(0);
            while (stretch != stretches.end() && std::cmp_greater(seq, stretch->last)) ++stretch;
            if (stretch == stretches.end()) continue;
            if (std::cmp_greater_equal(seq, stretch->first))
                stretch->checkpoint_seqs.push_back(static_cast<std::uint64_t>(seq));
        }
    }

    using SubjectWalk = IndexWalk<std::string>;
    using ChainWalk = IndexWalk<std::int64_t>;

    Result<void> walk_here(const Database& database, std::uint64_t total, Stretch& stretch, SubjectWalk& subjects,
                           ChainWalk& chains)
    {
        stretch.run(database, [](std::uint64_t) {});
        subjects.run(database, total);
        chains.run(database, total);
        return {};
    }

    /// This thread, whose connection holds the read transaction, walks the first stretch and reports progress. What
    /// the others see may be newer, and has the same events up to `total`.
    Result<void> walk_in_threads(const Database& database, std::uint64_t total, std::vector<Stretch>& stretches,
                                 SubjectWalk& subjects, ChainWalk& chains)
    {
        std::vector<Database> connections;
        for (std::size_t i = 0; i <= stretches.size(); ++i) {
            auto opened = open();
            if (!opened) return opened.error();
            connections.push_back(std::move(*opened));
        }
        std::atomic<std::uint64_t> seen = 0;
        std::vector<std::jthread> threads;
        threads.emplace_back([&] { subjects.run(connections[0], total); });
        threads.emplace_back([&] { chains.run(connections[stretches.size()], total); });
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
        auto select =
            database.prepare("SELECT " + std::string{checkpoint_columns} + " FROM checkpoints ORDER BY number");
        if (!select) return select.error();
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
            CheckpointRow read;
            if (!read_checkpoint(*select, read)) return problem(" is no checkpoint");
            const Checkpoint& checkpoint = read.checkpoint;
            if (checkpoint.number != number) return problem(" is missing or out of place");
            if (!public_key_.verifies(encode_checkpoint(checkpoint), read.signature))
                return problem(" does not have its signature: it was changed");
            if (checkpoint.previous != last_checkpoint_)
                return problem(" does not follow the one before it: one of them is from another ledger");
            if (checkpoint.seq <= checkpoint_seq_) return problem(" goes back");
            if (checkpoint.seq > verdict_.events) {
                found(verdict_.events + 1, "events",
                      "events " + std::to_string(verdict_.events + 1) + " to " + std::to_string(checkpoint.seq) +
                          " are missing: checkpoint " + std::to_string(number) + " has signed them");
                return {};
            }
            const auto root = roots_.find(checkpoint.seq);
            if (root == roots_.end() || root->second != checkpoint.root) {
                found(checkpoint_seq_ + 1, "events",
                      "events between " + std::to_string(checkpoint_seq_ + 1) + " and " +
                          std::to_string(checkpoint.seq) + " were rewritten: checkpoint " + std::to_string(number) +
                          " has signed others");
                return {};
            }
            checkpoint_seq_ = checkpoint.seq;
            last_checkpoint_ = hash_checkpoint(checkpoint);
            verdict_.checkpoints = number;
        }
    }

    /// That each chain ends where its head says.
    Result<void> check_heads(Database&)
    {
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const Head& head = chains_.rows[i].head;
            const Place& place = places_[i];
            if (head.number == place.number && head.seq == place.seq && head.hash == place.hash) continue;
            const auto name = "chain " + head.chain.to_string();
            if (head.seq > verdict_.events)
                found(verdict_.events + 1, "events",
                      "events " + std::to_string(verdict_.events + 1) + " to " + std::to_string(head.seq) +
                          " are missing: the head of " + name + " counts them");
            else if (head.number < place.number)
                found(head.seq + 1, "events",
                      name + " goes on after its head at " + event_name(head.seq) + ": not by this desk");
            else
                found(checkpoint_seq_ + 1, "events",
                      "events between " + std::to_string(checkpoint_seq_ + 1) + " and " + std::to_string(place.seq) +
                          " were rewritten: the head of " + name + " has another hash");
            return {};
        }
        return {};
    }

    Result<void> check_head(Database& database)
    {
        place_ = 0;
        auto select = database.prepare("SELECT " + std::string{head_columns} + " FROM head");
        if (!select) return select.error();
        auto row = select->step();
        if (!row) return row.error();
        const auto problem = [&](const char* words) {
            found(0, "head", words);
            return Result<void>{};
        };
        if (!*row) return problem("there is no head");
        HeadRow read;
        if (!read_ledger_head(*select, read)) return problem("the head is no head");
        row = select->step();
        if (!row) return row.error();
        if (*row) return problem("there is more than one head");
        const LedgerHead& head = read.head;
        if (!is_genuine(read.mac, encode_ledger_head(head)))
            return problem("the head is not as the desk wrote it: it was changed");

        if (head.seq > verdict_.events) {
            found(verdict_.events + 1, "events",
                  "events " + std::to_string(verdict_.events + 1) + " to " + std::to_string(head.seq) +
                      " are missing: the head counts them");
        } else if (head.seq < verdict_.events) {
            found(head.seq + 1, "events", event_name(head.seq + 1) + " was added after the head: not by this desk");
        } else if (head.checkpoints != verdict_.checkpoints) {
            const auto first_wrong = std::min(head.checkpoints, verdict_.checkpoints) + 1;
            found(first_wrong, "checkpoints",
                  "there are " + std::to_string(verdict_.checkpoints) + " checkpoints, and the head counts " +
                      std::to_string(head.checkpoints));
        } else if (head.last_checkpoint != last_checkpoint_) {
            found(verdict_.checkpoints, "checkpoints", "the last checkpoint is not the one the head names");
        } else if (!(head.heads == sum_)) {
            found(0, "chains", "a chain is missing, or its head is an older one");
        }
        return {};
    }

    Result<void> check_snapshots(Database& database)
    {
        if (keys_ == nullptr) return {};
        auto select =
            database.prepare("SELECT chain, number, bytes, mac, fold FROM snapshots ORDER BY chain, fold, number");
        if (!select) return select.error();
        while (true) {
            const auto row = select->step();
            if (!row) return row.error();
            if (!*row) return {};
            place_ = static_cast<std::uint64_t>(std::max<std::int64_t>(select->integer(1), 0));
            Snapshot snapshot;
            std::uint64_t chain = 0;
            Hash mac;
            bool is_whole = read_number(*select, 0, chain) && read_number(*select, 1, snapshot.number) &&
                            select->type(2) == ColumnType::blob && read_hash(*select, 3, mac) &&
                            select->type(4) == ColumnType::text && chain <= chains_.rows.size();
            if (is_whole) {
                if (chain != all_chains) snapshot.chain = chains_.rows[chain - 1].head.chain;
                snapshot.bytes = select->blob(2);
                snapshot.fold = select->blob(4);
                const auto hash = snapshot_event_hash(database, chain, snapshot);
                if (!hash && hash.error().code != Errc::not_found) return hash.error();
                is_whole = hash && is_genuine(mac, encode_snapshot(snapshot, *hash));
            }
            if (!is_whole) {
                found(place_, "snapshots", "the snapshot at " + event_name(place_) + " was changed");
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
    Chains chains_;
    HeadsSum sum_;                         ///< over the heads' MACs
    std::map<std::uint64_t, Hash> roots_;  ///< of the heads at each checkpoint's seq
    std::vector<Place> places_;            ///< where each chain ends
    std::uint64_t checkpoint_seq_ = 0;
    Hash last_checkpoint_{};
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
