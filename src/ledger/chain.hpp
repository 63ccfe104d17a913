#pragma once

#include <cstdint>
#include <string_view>

#include "ledger/store.hpp"

/// \file
/// What is hashed, signed and authenticated, byte for byte. Numbers are little-endian and of fixed width and every
/// length stands before its bytes, so that different contents cannot have the same bytes. Pure.

namespace swarmdesk::ledger {

/// The hash before a chain's first event: SHA-256 of "swarmdesk chain 1" and the chain's name.
Hash genesis_hash(std::string_view chain);

/// The parts of an event, borrowed from wherever they are.
struct EventView {
    std::uint64_t seq = 0;
    std::string_view chain;
    std::uint64_t number = 0;
    std::uint32_t kind = 0;
    std::string_view subject;
    std::int64_t time_ns = 0;
    std::string_view payload;
};

EventView view_of(std::uint64_t seq, std::string_view chain, std::uint64_t number, const Entry& entry);

/// Appends to `out` the bytes whose SHA-256 is the event's hash: previous hash (32), seq (8), number (8), kind (4),
/// time (8), chain size (8), subject size (8), payload size (8), chain, subject, payload.
void encode_event(std::string_view previous_hash, const EventView& event, Bytes& out);

/// `scratch` is overwritten; hand in the same one again and nothing is allocated.
Hash hash_event(const Hash& previous, const EventView& event, Bytes& scratch);

/// Hashes the heads of all chains that have an event, handed in by the order of their names.
class HeadsRoot {
public:
    HeadsRoot();
    /// Adds name size (8), name, number (8), hash (32).
    void add(std::string_view chain, std::uint64_t number, const Hash& hash);
    /// SHA-256 of "swarmdesk heads 1" and all that was added.
    Hash root() const { return sha256(bytes_); }

private:
    Bytes bytes_;
};

/// A signed place in the global order.
struct Checkpoint {
    std::uint64_t number = 0;  ///< gapless from 1
    std::uint64_t seq = 0;
    Hash root{};      ///< over the heads of all chains as of `seq`
    Hash previous{};  ///< of the checkpoint before (`hash_checkpoint`); zero for the first
    UtcTime time;
};

/// The bytes Ed25519 signs: "swarmdesk checkpoint 2", number (8), seq (8), root (32), previous (32), time (8).
Bytes encode_checkpoint(const Checkpoint& checkpoint);
Hash hash_checkpoint(const Checkpoint& checkpoint);

/// A sum over the MACs of all chains' heads, changed with each head that changes. Nobody without the key can take a
/// head away, add one or put an older one back without changing the sum.
class HeadsSum {
public:
    HeadsSum() = default;
    explicit HeadsSum(const Hash& sum) : sum_(sum) {}
    void add(const Hash& mac);
    void remove(const Hash& mac);
    const Hash& value() const { return sum_; }

    friend bool operator==(const HeadsSum&, const HeadsSum&) = default;

private:
    Hash sum_{};
};

/// The bytes authenticated for a chain's head: "swarmdesk head 2", epoch (8), number (8), seq (8), hash (32), name.
Bytes encode_head(const Head& head);

/// The bytes authenticated for the whole ledger: "swarmdesk ledger 2", seq (8), sum of the heads (32), number of
/// checkpoints (8), hash of the last one (32).
struct LedgerHead {
    std::uint64_t seq = 0;
    HeadsSum heads;
    std::uint64_t checkpoints = 0;
    Hash last_checkpoint{};  ///< zero before the first
};
Bytes encode_ledger_head(const LedgerHead& head);

/// The bytes authenticated for a snapshot: "swarmdesk snapshot 3", number (8), that event's hash (32), SHA-256 of the
/// snapshot's bytes (32) and of the fold's name (32), chain.
Bytes encode_snapshot(const Snapshot& snapshot, const Hash& event_hash);

}  // namespace swarmdesk::ledger
