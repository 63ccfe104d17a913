#include "ledger/reader.hpp"

#include <algorithm>

#include "ledger/chain.hpp"
#include "ledger/schema.hpp"

namespace swarmdesk::ledger {

Error damaged(const std::string& what)
{
    return Error{Errc::corrupt, "ledger.db: " + what + "; run `swarmdesk audit verify`"};
}

std::string event_name(std::uint64_t seq) { return "event " + std::to_string(seq); }

Result<std::vector<Record>> read_records(const storage::Database& database, const Query& query)
{
    std::string sql = "SELECT " + std::string{event_columns} + " FROM events WHERE seq > ?1";
    // An absent filter binds NULL and is left out of the text, so that the index on subjects is used when there is one.
    sql += query.subject ? " AND subject = ?2" : " AND ?2 IS NULL";
    sql += query.kind ? " AND kind = ?3" : " AND ?3 IS NULL";
    sql += " ORDER BY seq LIMIT ?4";
    auto select = database.prepare(sql);
    if (!select) return select.error();
    select->bind(query.after_seq, query.subject, query.kind, std::min(query.limit, read_limit_max));
    std::vector<Record> records;
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return records;
        if (!read_record(*select, records.emplace_back()))
            return damaged("a row after " + event_name(records.size() > 1 ? records.end()[-2].seq : query.after_seq) +
                           " is no event");
    }
}

Result<Hash> hash_at(const storage::Database& database, std::uint64_t seq)
{
    if (seq == 0) return genesis_hash();
    auto select = database.prepare("SELECT hash FROM events WHERE seq = ?1");
    if (!select) return select.error();
    select->bind(seq);
    const auto row = select->step();
    if (!row) return row.error();
    Hash hash;
    if (!*row || !read_hash(*select, 0, hash)) return damaged(event_name(seq) + " is missing");
    return hash;
}

Result<void> walk_records(const storage::Database& database, std::uint64_t after_seq, Check check,
                          const std::function<Result<void>(const Record&)>& callback)
{
    Hash previous{};
    if (check == Check::chain) {
        const auto hash = hash_at(database, after_seq);
        if (!hash) return hash.error();
        previous = *hash;
    }
    auto select = database.prepare("SELECT " + std::string{event_columns} + " FROM events WHERE seq > ?1 ORDER BY seq");
    if (!select) return select.error();
    select->bind(after_seq);
    Record record;
    Bytes scratch;
    for (auto expected = after_seq + 1;; ++expected) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return {};
        if (!read_record(*select, record)) return damaged(event_name(expected) + " is no event");
        if (record.seq != expected) return damaged(event_name(expected) + " is missing");
        if (check == Check::chain) {
            const auto& entry = record.entry;
            previous =
                hash_event(previous, {record.seq, entry.kind, entry.subject, entry.time.ns, entry.payload}, scratch);
            if (previous != record.hash) return damaged(event_name(expected) + " does not have its hash");
        }
        if (auto done = callback(record); !done) return done;
    }
}

Result<Reader> Reader::open(const std::filesystem::path& database)
{
    auto opened = storage::Database::open({.path = database, .access = storage::Access::read_only});
    if (!opened) return opened.error();
    return Reader{std::move(*opened)};
}

}  // namespace swarmdesk::ledger
