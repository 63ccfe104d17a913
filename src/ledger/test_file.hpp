#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/hash.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

inline std::string read_file(const std::filesystem::path& path)
{
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

inline void write_file(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

/// Every table's rows, and events and chains as the indices find them. Empty if SQLite cannot read them.
inline std::string contents(const std::filesystem::path& path)
{
    std::string text;
    auto database = storage::Database::open({.path = path, .access = storage::Access::read_only});
    if (!database) return {};
    for (const auto* sql :
         {"SELECT seq, chain, number, kind, subject, time_ns, payload, hash FROM events ORDER BY seq",
          "SELECT id, name, epoch, number, seq, hash, mac, 0 FROM chains ORDER BY id",
          "SELECT id, seq, heads, checkpoints, last_checkpoint, mac, 0, 0 FROM head",
          "SELECT number, seq, root, previous, time_ns, signature, 0, 0 FROM checkpoints ORDER BY number",
          "SELECT chain, number, bytes, mac, 0, 0, 0, 0 FROM snapshots ORDER BY chain, number",
          "SELECT seq, subject, hash, 0, 0, 0, 0, 0 FROM events "
          "INDEXED BY events_by_subject WHERE subject >= '' ORDER BY subject, seq",
          "SELECT seq, chain, hash, 0, 0, 0, 0, 0 FROM events "
          "INDEXED BY events_by_chain WHERE chain >= 0 ORDER BY chain, seq",
          "SELECT name, id, epoch, 0, 0, 0, 0, 0 FROM chains "
          "INDEXED BY sqlite_autoindex_chains_1 WHERE name >= '' ORDER BY name"}) {
        auto select = database->prepare(sql);
        if (!select) return {};
        while (true) {
            const auto row = select->step();
            if (!row) return {};
            if (!*row) break;
            for (int column = 0; column < 8; ++column) {
                text += std::to_string(static_cast<int>(select->type(column))) + ':';
                if (select->type(column) == storage::ColumnType::integer)
                    text += std::to_string(select->integer(column));
                else
                    text += to_hex(select->blob(column));
                text += '|';
            }
            text += '\n';
        }
    }
    return text;
}

}  // namespace swarmdesk::ledger
