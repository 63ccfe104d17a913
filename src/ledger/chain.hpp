#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/record.hpp"

/// \file
/// What is hashed, signed and authenticated, byte for byte. Numbers are little-endian and of fixed width and every
/// length stands before its bytes, so that different contents cannot have the same bytes. Pure.

namespace swarmdesk::ledger {

/// The hash before the first event: SHA-256 of "swarmdesk ledger 1".
const Hash& genesis_hash();

/// The parts of an event, borrowed from wherever they are.
struct EventView {
    std::uint64_t seq = 0;
    std::uint32_t kind = 0;
    std::string_view subject;
    std::int64_t time_ns = 0;
    std::string_view payload;
};

/// Appends to `out` the bytes whose SHA-256 is the event's hash:
/// previous hash (32), seq (8), kind (4), time (8), subject size (8), payload size (8), subject, payload.
void encode_event(std::string_view previous_hash, const EventView& event, Bytes& out);

/// `scratch` is overwritten; hand in the same one again and nothing is allocated.
Hash hash_event(const Hash& previous, const EventView& event, Bytes& scratch);

/// A signed place in the chain.
struct Checkpoint {
    std::uint64_t number = 0;  ///< gapless from 1
    std::uint64_t seq = 0;
    Hash hash{};
    UtcTime time;
};

/// The bytes Ed25519 signs: "swarmdesk checkpoint 1", number (8), seq (8), hash (32), time (8).
Bytes encode_checkpoint(const Checkpoint& checkpoint);

/// The bytes authenticated for the head: "swarmdesk head 1", seq (8), hash (32), number of checkpoints (8).
Bytes encode_head(std::uint64_t seq, const Hash& hash, std::uint64_t checkpoint_count);

/// The bytes authenticated for a snapshot: "swarmdesk snapshot 1", seq (8), that event's hash (32), SHA-256 of the
/// bytes.
Bytes encode_snapshot(std::uint64_t seq, const Hash& event_hash, std::string_view bytes);

}  // namespace swarmdesk::ledger
