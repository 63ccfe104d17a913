#pragma once

#include <cstdint>
#include <string>

#include "base/hash.hpp"
#include "base/instant.hpp"

namespace swarmdesk::ledger {

/// Something that happened, before it has a place in the chain. The ledger does not know what it means.
struct Entry {
    std::uint32_t kind = 0;  ///< the writer's event number; never zero
    std::string subject;     ///< what it is about (an intent id, an account); indexed
    UtcTime time;
    Bytes payload;  ///< canonical encoding (base/codec.hpp)
};

/// An entry in its place: gapless `seq` from 1, and the hash over (previous hash, seq, kind, subject, time, payload).
struct Record {
    std::uint64_t seq = 0;
    Entry entry;
    Hash hash{};
};

}  // namespace swarmdesk::ledger
