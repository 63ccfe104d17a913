#include "ledger/schema.hpp"

#include <cstring>
#include <utility>

namespace swarmdesk::ledger {

using storage::ColumnType;
using storage::Statement;

bool read_hash(const Statement& row, int column, Hash& hash)
{
    if (row.type(column) != ColumnType::blob) return false;
    const auto bytes = row.blob(column);
    if (bytes.size() != hash.size()) return false;
    std::memcpy(hash.data(), bytes.data(), hash.size());
    return true;
}

bool read_number(const Statement& row, int column, std::uint64_t& number)
{
    if (row.type(column) != ColumnType::integer) return false;
    const auto value = row.integer(column);
    number = static_cast<std::uint64_t>(value);
    return value >= 0;
}

bool read_event(const Statement& row, EventRow& event)
{
    std::uint64_t kind = 0;
    if (!read_number(row, 0, event.view.seq) || !read_number(row, 1, event.chain) ||
        !read_number(row, 2, event.view.number) || !read_number(row, 3, kind) || row.type(4) != ColumnType::text ||
        row.type(5) != ColumnType::integer || row.type(6) != ColumnType::blob)
        return false;
    if (event.view.seq == 0 || event.chain == 0 || event.view.number == 0 || kind == 0 ||
        !std::in_range<std::uint32_t>(kind))
        return false;
    event.view.kind = static_cast<std::uint32_t>(kind);
    event.view.subject = row.blob(4);  // the stored bytes: `text` would convert what is not UTF-8
    event.view.time_ns = row.integer(5);
    event.view.payload = row.blob(6);
    return read_hash(row, 7, event.hash);
}

bool read_chain(const Statement& row, ChainRow& chain)
{
    if (!read_number(row, 0, chain.id) || chain.id == 0 || row.type(1) != ColumnType::text) return false;
    auto name = ChainId::parse(row.blob(1));
    if (!name) return false;
    chain.head.chain = std::move(*name);
    return read_number(row, 2, chain.head.epoch) && read_number(row, 3, chain.head.number) &&
           read_number(row, 4, chain.head.seq) && read_hash(row, 5, chain.head.hash) && read_hash(row, 6, chain.mac);
}

bool read_checkpoint(const Statement& row, CheckpointRow& row_read)
{
    auto& checkpoint = row_read.checkpoint;
    if (!read_number(row, 0, checkpoint.number) || !read_number(row, 1, checkpoint.seq) ||
        !read_hash(row, 2, checkpoint.root) || !read_hash(row, 3, checkpoint.previous) ||
        row.type(4) != ColumnType::integer || row.type(5) != ColumnType::blob)
        return false;
    checkpoint.time = {row.integer(4)};
    row_read.signature = row.blob(5);
    return checkpoint.number != 0 && checkpoint.seq != 0;
}

bool read_ledger_head(const Statement& row, HeadRow& head)
{
    Hash sum;
    std::uint64_t id = 0;
    if (!read_number(row, 0, head.head.seq) || !read_hash(row, 1, sum) || !read_number(row, 2, head.head.checkpoints) ||
        !read_hash(row, 3, head.head.last_checkpoint) || !read_hash(row, 4, head.mac) || !read_number(row, 5, id))
        return false;
    head.head.heads = HeadsSum{sum};
    return id == 1;
}

}  // namespace swarmdesk::ledger
