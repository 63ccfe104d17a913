#pragma once

#include <filesystem>
#include <functional>
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

enum class Check { order = 1, chain };  ///< that there is no gap; or also that every hash is right

/// Hands over every committed event after `after_seq`. The record is valid during the call. An error from the callback
/// ends the walk and is returned.
Result<void> walk_records(const storage::Database& database, std::uint64_t after_seq, Check check,
                          const std::function<Result<void>(const Record&)>& callback);

/// The hash of a committed event, or what the chain begins with for 0.
Result<Hash> hash_at(const storage::Database& database, std::uint64_t seq);

/// Something in ledger.db is not as the desk left it.
Error damaged(const std::string& what);
std::string event_name(std::uint64_t seq);  ///< "event 7"

/// A ledger's database opened for looking only, beside a running desk or after its end.
class Reader {
public:
    static Result<Reader> open(const std::filesystem::path& database);
    Result<std::vector<Record>> read(const Query& query) const { return read_records(database_, query); }
    Result<void> for_each(std::uint64_t after_seq, Check check,
                          const std::function<Result<void>(const Record&)>& callback) const
    {
        return walk_records(database_, after_seq, check, callback);
    }

private:
    explicit Reader(storage::Database database) : database_(std::move(database)) {}
    storage::Database database_;
};

}  // namespace swarmdesk::ledger
