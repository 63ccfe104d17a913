#include "ledger/schema.hpp"

#include <cstring>
#include <utility>

namespace swarmdesk::ledger {

bool read_hash(const storage::Statement& row, int column, Hash& hash)
{
    if (row.type(column) != storage::ColumnType::blob) return false;
    const auto bytes = row.blob(column);
    if (bytes.size() != hash.size()) return false;
    std::memcpy(hash.data(), bytes.data(), hash.size());
    return true;
}

bool read_record(const storage::Statement& row, Record& record)
{
    using storage::ColumnType;
    if (row.type(0) != ColumnType::integer || row.type(1) != ColumnType::integer || row.type(2) != ColumnType::text ||
        row.type(3) != ColumnType::integer || row.type(4) != ColumnType::blob)
        return false;
    const auto seq = row.integer(0);
    const auto kind = row.integer(1);
    if (seq < 1 || kind < 1 || !std::in_range<std::uint32_t>(kind)) return false;
    record.seq = static_cast<std::uint64_t>(seq);
    record.entry.kind = static_cast<std::uint32_t>(kind);
    record.entry.subject = row.blob(2);  // the stored bytes: `text` would convert what is not UTF-8
    record.entry.time = {row.integer(3)};
    record.entry.payload = row.blob(4);
    return read_hash(row, 5, record.hash);
}

}  // namespace swarmdesk::ledger
