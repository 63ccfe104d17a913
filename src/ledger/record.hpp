#pragma once

#include <cstdint>
#include <string>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"

namespace swarmdesk::ledger {

/// Names a chain: "account.paper", "budgets", "desk". Long enough for a prefix and an account's name.
using ChainId = Name<struct ChainTag, 64>;

/// Something that happened, before it has a place in a chain. The ledger does not know what it means.
struct Entry {
    std::uint32_t kind = 0;  ///< the writer's event number; never zero
    std::string subject;     ///< what it is about (an intent id, an account); indexed
    UtcTime time;
    Bytes payload;  ///< canonical encoding (base/codec.hpp)
};

/// An entry in its place.
struct Record {
    std::uint64_t seq = 0;  ///< in the order of all chains; gapless from 1
    ChainId chain;
    std::uint64_t number = 0;  ///< in its chain; gapless from 1
    Entry entry;
    Hash hash{};  ///< over the hash before it in its chain and everything above (chain.hpp)
};

}  // namespace swarmdesk::ledger
