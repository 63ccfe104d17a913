#pragma once

#include <deque>

#include "api/backend.hpp"

namespace swarmdesk::api {

/// One trade of ours, as the ledger has it.
struct Fill {
    std::uint64_t seq = 0;
    trading::IntentId intent;
    trading::AccountId account;
    trading::Trade trade;
};

/// The newest fills of the whole desk, oldest first. Bounded; filled from the ledger's end at start.
class Fills {
public:
    static constexpr std::size_t fills_max = 5'000;
    static constexpr std::uint64_t looked_back_max = 20'000;  ///< rows read at start

    void add(Fill fill);
    const std::deque<Fill>& all() const { return fills_; }

private:
    std::deque<Fill> fills_;
};

}  // namespace swarmdesk::api
