#pragma once

#include <map>
#include <optional>
#include <vector>

#include "ledger/chain.hpp"
#include "ledger/store.hpp"

namespace swarmdesk::ledger {

/// The heads of all chains and the rules of an append, for every form of the store. Pure.
///
/// What was placed and leased since the last `keep` can be undone as a whole, because the disk may refuse it.
class Heads {
public:
    struct Chain {
        Head head;
        std::uint64_t id = 0;     ///< gapless from 1, in the order in which the chains were made
        bool is_changed = false;  ///< since the last `keep`
    };
    using Map = std::map<ChainId, Chain>;

    /// A chain of a store as it was found, by its id.
    void restore(Head head, std::uint64_t id);

    /// Why the batch may not be appended now. Asserts that its parts name its chains and have a kind.
    std::optional<AppendError> check(const Batch& batch) const;

    /// Gives each part of a checked batch its place, in order: `place(chain, entry)`, where the chain's head is the
    /// entry's place, returns whether to go on.
    template <class Place>
    void place(const Batch& batch, Place place);

    /// A new epoch for these chains. Makes those that do not exist.
    std::uint64_t lease(const std::vector<ChainId>& chains);

    /// What has changed since the last `keep` or `undo`.
    struct Change {
        std::optional<Head> before;  ///< empty: the chain is new
        Chain* chain;
    };
    const std::vector<Change>& changes() const { return changes_; }
    void keep();
    void undo();

    std::uint64_t seq() const { return seq_; }
    const Map& all() const { return chains_; }
    /// What a checkpoint signs.
    Hash root() const;

private:
    /// The chain, about to be changed.
    Chain& change(const ChainId& id);

    Map chains_;
    std::vector<Change> changes_;
    std::uint64_t seq_ = 0;
    std::uint64_t kept_seq_ = 0;
    std::uint64_t epoch_ = 0;
    std::uint64_t kept_epoch_ = 0;
    std::vector<Chain*> named_;  ///< by the batch that is being placed
    Bytes scratch_;
};

template <class Place>
void Heads::place(const Batch& batch, Place place)
{
    named_.clear();
    for (const Batch::Chain& chain : batch.chains) named_.push_back(&change(chain.id));
    for (const Batch::Part& part : batch.parts) {
        Chain& chain = *named_[part.chain];
        Head& head = chain.head;
        head.seq = ++seq_;
        ++head.number;
        head.hash = hash_event(head.hash, view_of(head.seq, head.chain.to_string(), head.number, part.entry), scratch_);
        if (!place(std::as_const(chain), part.entry)) return;
    }
}

}  // namespace swarmdesk::ledger
