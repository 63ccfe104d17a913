#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ledger/record.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

/// Which committed events to read.
struct Query {
    std::uint64_t after_seq = 0;
    std::size_t limit = 100;  ///< at most `read_limit_max` is honoured
    std::optional<std::string> subject;
    std::optional<std::uint32_t> kind;  ///< without a subject this looks at every event after `after_seq`
};
constexpr std::size_t read_limit_max = 10'000;

/// Committed events in order. Hashes are as stored: `verify` judges them.
Result<std::vector<Record>> read_records(const storage::Database& database, const Query& query);

/// A ledger's database opened for looking only, beside a running desk or after its end.
class Reader {
public:
    static Result<Reader> open(const std::filesystem::path& database);
    Result<std::vector<Record>> read(const Query& query) const { return read_records(database_, query); }

private:
    explicit Reader(storage::Database database) : database_(std::move(database)) {}
    storage::Database database_;
};

}  // namespace swarmdesk::ledger
