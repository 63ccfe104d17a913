#include "ledger/reader.hpp"

#include <algorithm>

#include "ledger/schema.hpp"

namespace swarmdesk::ledger {

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
        if (!read_record(*select, records.emplace_back())) {
            const auto before = records.size() > 1 ? records.end()[-2].seq : query.after_seq;
            return Error{Errc::corrupt, "a row after event " + std::to_string(before) +
                                            " is no event; run `swarmdesk audit verify`"};
        }
    }
}

Result<Reader> Reader::open(const std::filesystem::path& database)
{
    auto opened = storage::Database::open({.path = database, .access = storage::Access::read_only});
    if (!opened) return opened.error();
    return Reader{std::move(*opened)};
}

}  // namespace swarmdesk::ledger
