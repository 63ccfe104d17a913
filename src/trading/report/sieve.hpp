#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trading/execution/event.hpp"

namespace swarmdesk::trading::report {

/// A row of a ledger on its way into the fold.
struct Input {
    std::uint64_t seq = 0;  ///< of the event that made it count
    std::string chain;
    execution::Row row;
    std::unique_ptr<execution::Stamped> event;  ///< the same read, where somebody has read it
};

/// Lets the rows through that change the facts, once they do: what is said of an intent is held back until it fills, so
/// that the many that never do cost no more than to remember and forget their bytes. Pure; one thread at a time.
class Sieve {
public:
    /// Whether rows of this kind change anything; others need not even be copied.
    static bool needs(std::uint32_t kind);
    /// The next row of the ledger, in its order. Appends what counts now to `passed`: often nothing, else the row,
    /// after those that were held back for it, which are read. `corrupt` where the bytes of one of these are no event.
    Result<void> add(Input row, std::vector<Input>& passed);

    /// All of it, in a snapshot; `decode` of what `encode` gave makes an equal one.
    void encode(Encoder& encoder) const;
    void decode(Decoder& decoder);

private:
    /// The rows of an intent that has not filled.
    struct Waiting {
        std::string chain;
        execution::Row proposed;
        std::optional<execution::Row> reserved;
        bool has_ended = false;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("chain", self.chain);
            visit("proposed", self.proposed);
            visit("reserved", self.reserved);
            visit("has_ended", self.has_ended);
        }
    };
    static constexpr std::size_t ended_kept = 4'096;  ///< a fill may come after the cancel was confirmed

    void end(const std::string& intent);
    Result<void> pass_waiting(std::uint64_t seq, const std::string& intent, std::vector<Input>& passed);

    std::unordered_map<std::string, Waiting> waiting_;
    std::deque<std::string> ended_;
};

/// The event of a row; `corrupt`, with its number, where the bytes are none.
Result<execution::Stamped> read_row(std::uint64_t seq, std::string_view chain, const execution::Row& row);

/// What ends an intent without being a fill.
bool is_end(std::uint32_t kind);

}  // namespace swarmdesk::trading::report
