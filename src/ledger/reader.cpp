#include "ledger/reader.hpp"

#include <algorithm>

#include "base/secret.hpp"
#include "ledger/chain.hpp"
#include "ledger/schema.hpp"

namespace swarmdesk::ledger {

using storage::Database;
using storage::Statement;

namespace {

/// Chains are numbered without a gap: a number far beyond is no chain's, whatever a damaged file says.
constexpr std::uint64_t chain_number_max = 1u << 28;

/// A read transaction: everything in it sees the same state.
class ReadTransaction {
public:
    static Result<ReadTransaction> begin(Database& database)
    {
        if (auto begun = database.execute("BEGIN"); !begun) return begun.error();
        return ReadTransaction{database};
    }
    ReadTransaction(ReadTransaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    ReadTransaction& operator=(ReadTransaction&&) = delete;
    ~ReadTransaction()
    {
        if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
    }

private:
    explicit ReadTransaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace

Error damaged(const std::string& what)
{
    return Error{Errc::corrupt, "ledger.db: " + what + "; run `swarmdesk audit verify`"};
}

std::string event_name(std::uint64_t seq) { return "event " + std::to_string(seq); }

Result<LedgerReader> LedgerReader::open(const std::filesystem::path& database)
{
    auto opened = Database::open({.path = database, .access = storage::Access::read_only});
    if (!opened) return opened.error();
    if (!opened->prepare("SELECT seq FROM events") || !opened->prepare("SELECT name FROM chains"))
        return damaged("it holds no ledger");
    return LedgerReader{std::move(*opened)};
}

Result<std::vector<Record>> LedgerReader::read(const Query& query)
{
    std::string sql = "SELECT " + std::string{event_columns} + " FROM events WHERE seq > ?1 AND seq < ?2";
    // An absent filter binds NULL and is left out of the text, so that an index is used when there is one. A subject
    // has fewer events than a chain: `+chain` keeps SQLite from looking there first.
    sql += query.subject ? " AND subject = ?3" : " AND ?3 IS NULL";
    sql += query.kind ? " AND kind = ?4" : " AND ?4 IS NULL";
    if (query.chain)
        sql += std::string{query.subject ? " AND +chain" : " AND chain"} + " = (SELECT id FROM chains WHERE name = ?5)";
    else
        sql += " AND ?5 IS NULL";
    sql += query.order == Order::oldest_first ? " ORDER BY seq" : " ORDER BY seq DESC";
    sql += " LIMIT ?6";
    auto select = database_.prepare(sql);
    if (!select) return select.error();
    constexpr auto seq_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const auto chain = query.chain ? std::optional{query.chain->to_string()} : std::nullopt;
    select->bind(std::min(query.after_seq, seq_max), std::min(query.before_seq, seq_max), query.subject, query.kind,
                 chain, std::min(query.limit, read_limit_max));
    std::vector<Record> records;
    EventRow event;
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return records;
        if (auto done = read_record(*select, event, records.emplace_back()); !done) return done.error();
    }
}

Result<void> LedgerReader::read_record(const Statement& row, EventRow& event, Record& record)
{
    if (!read_event(row, event)) return damaged("the row of " + event_name(event.view.seq) + " is no event");
    const auto name = name_of(event.chain);
    if (!name) return name.error();
    record.seq = event.view.seq;
    record.chain = **name;
    record.number = event.view.number;
    record.entry.kind = event.view.kind;
    record.entry.subject = event.view.subject;
    record.entry.time = {event.view.time_ns};
    record.entry.payload = event.view.payload;
    record.hash = event.hash;
    return {};
}

Result<const ChainId*> LedgerReader::name_of(std::uint64_t chain)
{
    const auto missing = [&] { return damaged("there is no chain with the number " + std::to_string(chain)); };
    if (chain > chain_number_max) return missing();
    if (chain < names_.size() && names_[chain]) return &*names_[chain];
    auto select = database_.prepare("SELECT name FROM chains WHERE id = ?1");
    if (!select) return select.error();
    select->bind(chain);
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) return missing();
    auto name = ChainId::parse(select->blob(0));
    if (!name) return missing();
    if (names_.size() <= chain) names_.resize(chain + 1);
    return &names_[chain].emplace(std::move(*name));
}

Result<std::vector<Head>> LedgerReader::heads() const
{
    auto select = database_.prepare("SELECT " + std::string{chain_columns} + " FROM chains ORDER BY name");
    if (!select) return select.error();
    std::vector<Head> heads;
    ChainRow chain;
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return heads;
        if (!read_chain(*select, chain)) return damaged("the head of a chain is no head");
        heads.push_back(chain.head);
    }
}

Result<LatestSnapshot> LedgerReader::latest_snapshot(const ChainId& chain, const std::string& fold,
                                                     const Keys& keys) const
{
    LatestSnapshot latest;
    std::uint64_t id = all_chains;
    if (!chain.is_empty()) {
        auto select = database_.prepare("SELECT id FROM chains WHERE name = ?1");
        if (!select) return select.error();
        select->bind(chain.to_string());
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return latest;
        if (!read_number(*select, 0, id)) return damaged("a chain's number is none");
    }
    auto select = database_.prepare(
        "SELECT number, bytes, mac FROM snapshots WHERE chain = ?1 AND fold = ?2 ORDER BY number DESC");
    if (!select) return select.error();
    select->bind(id, fold);
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return latest;
        Snapshot snapshot{chain, fold, 0, {}};
        Hash mac;
        if (read_number(*select, 0, snapshot.number) && read_hash(*select, 2, mac)) {
            snapshot.bytes = select->blob(1);
            const auto hash = snapshot_event_hash(database_, id, snapshot);
            if (!hash && hash.error().code != Errc::not_found) return hash.error();
            if (hash && equal_in_constant_time(as_bytes(mac), as_bytes(keys.mac(encode_snapshot(snapshot, *hash))))) {
                latest.snapshot = std::move(snapshot);
                return latest;
            }
        }
        latest.damaged.push_back(damaged("the snapshot of " + (chain.is_empty() ? "all chains" : chain.to_string()) +
                                         " at " + event_name(snapshot.number) + " was changed"));
    }
}

Result<void> LedgerReader::for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback)
{
    const auto transaction = ReadTransaction::begin(database_);
    if (!transaction) return transaction.error();
    /// What each chain's next event must follow, by the chain's number in the database.
    struct Place {
        std::uint64_t number = 0;
        Hash hash{};
        bool is_known = false;
    };
    std::vector<Place> places;
    auto select =
        database_.prepare("SELECT " + std::string{event_columns} + " FROM events WHERE seq > ?1 ORDER BY seq");
    if (!select) return select.error();
    select->bind(after_seq);
    EventRow event;
    Record record;
    Bytes scratch;
    for (auto expected = after_seq + 1;; ++expected) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) break;
        if (auto done = read_record(*select, event, record); !done) return done;
        if (record.seq != expected) return damaged(event_name(expected) + " is missing");
        if (places.size() <= event.chain) places.resize(event.chain + 1);
        Place& place = places[event.chain];
        if (!place.is_known) {
            place = {after_seq == 0 ? 0 : record.number - 1, {}, true};
            if (check == Check::chain) {
                const auto before = hash_before(database_, event.chain, record.chain, expected);
                if (!before) return before.error();
                place.hash = *before;
            }
        }
        if (check == Check::chain) {
            event.view.chain = record.chain.to_string();
            place.hash = hash_event(place.hash, event.view, scratch);
            if (place.hash != record.hash) return damaged(event_name(expected) + " does not have its hash");
        }
        if (record.number != ++place.number)
            return damaged(event_name(expected) + " does not follow the one before it in chain " +
                           record.chain.to_string());
        if (auto done = callback(record); !done) return done;
    }
    if (check != Check::chain || after_seq != 0) return {};
    // What was cut off at the end leaves a chain that ends before its head says.
    const auto ends = heads();
    if (!ends) return ends.error();
    for (const Head& head : *ends) {
        const auto place = std::find_if(places.begin(), places.end(), [&](const Place& one) {
            return one.is_known && one.number == head.number && one.hash == head.hash;
        });
        if (head.number > 0 && place == places.end())
            return damaged("events of chain " + head.chain.to_string() + " are missing at its end");
    }
    return {};
}

Result<Hash> hash_before(const Database& database, std::uint64_t chain, const ChainId& name, std::uint64_t seq)
{
    auto select = database.prepare("SELECT hash FROM events WHERE chain = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1");
    if (!select) return select.error();
    select->bind(chain, seq);
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) return genesis_hash(name.to_string());
    Hash hash;
    if (!read_hash(*select, 0, hash)) return damaged("an event of chain " + name.to_string() + " has no hash");
    return hash;
}

Result<Hash> snapshot_event_hash(const Database& database, std::uint64_t chain, const Snapshot& snapshot)
{
    if (snapshot.number == 0) return genesis_hash(snapshot.chain.to_string());
    // A snapshot is seldom far behind its chain's head, which is where this walk begins.
    auto select = database.prepare(
        chain == all_chains
            ? "SELECT hash, seq FROM events WHERE seq = ?1 AND ?2 = 0"
            : "SELECT hash, number FROM events WHERE number <= ?1 AND chain = ?2 ORDER BY seq DESC LIMIT 1");
    if (!select) return select.error();
    select->bind(snapshot.number, chain);
    const auto row = select->step();
    if (!row) return row.error();
    Hash hash;
    std::uint64_t number = 0;
    if (!*row || !read_hash(*select, 0, hash) || !read_number(*select, 1, number) || number != snapshot.number)
        return Error{Errc::not_found, "there is no event with the snapshot's number"};
    return hash;
}

}  // namespace swarmdesk::ledger
