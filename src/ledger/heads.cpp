#include "ledger/heads.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::ledger {

void Heads::restore(Head head, std::uint64_t id)
{
    seq_ = kept_seq_ = std::max(seq_, head.seq);
    epoch_ = kept_epoch_ = std::max(epoch_, head.epoch);
    auto name = head.chain;
    chains_.insert_or_assign(std::move(name), Chain{std::move(head), id});
}

std::optional<AppendError> Heads::check(const Batch& batch) const
{
    for (const Batch::Part& part : batch.parts)
        SWARMDESK_ASSERT(part.chain < batch.chains.size() && part.entry.kind != 0);
    for (const Batch::Chain& chain : batch.chains) {
        const auto found = chains_.find(chain.id);
        const Head head = found == chains_.end() ? Head{} : found->second.head;
        const auto conflict = [&](AppendConflict reason, const char* what, std::uint64_t theirs, std::uint64_t ours) {
            return AppendError{{Errc::conflict, "chain " + chain.id.to_string() + ": " + what + " is " +
                                                    std::to_string(ours) + ", not " + std::to_string(theirs)},
                               reason};
        };
        // Epoch 0 is nobody's: a chain is leased before it is written.
        if (chain.epoch != head.epoch || head.epoch == 0)
            return conflict(AppendConflict::stale_epoch, "the epoch", chain.epoch, head.epoch);
        if (chain.expected_number != head.number)
            return conflict(AppendConflict::unexpected_number, "the last event", chain.expected_number, head.number);
    }
    return std::nullopt;
}

std::uint64_t Heads::lease(const std::vector<ChainId>& chains)
{
    ++epoch_;
    for (const ChainId& id : chains) change(id).head.epoch = epoch_;
    return epoch_;
}

void Heads::keep()
{
    for (const Change& change : changes_) change.chain->is_changed = false;
    changes_.clear();
    kept_seq_ = seq_;
    kept_epoch_ = epoch_;
}

void Heads::undo()
{
    for (const Change& change : changes_) {
        if (change.before) {
            change.chain->head = *change.before;
            change.chain->is_changed = false;
        } else {
            const ChainId name = change.chain->head.chain;
            chains_.erase(name);
        }
    }
    changes_.clear();
    seq_ = kept_seq_;
    epoch_ = kept_epoch_;
}

Hash Heads::root() const
{
    HeadsRoot root;
    for (const auto& [name, chain] : chains_)
        if (chain.head.number != 0) root.add(name.to_string(), chain.head.number, chain.head.hash);
    return root.root();
}

Heads::Chain& Heads::change(const ChainId& id)
{
    SWARMDESK_ASSERT(!id.is_empty());
    const auto [place, is_new] = chains_.try_emplace(id);
    Chain& chain = place->second;
    if (chain.is_changed) return chain;
    if (is_new) {
        chain.head.chain = id;
        chain.head.hash = genesis_hash(id.to_string());
        chain.id = chains_.size();
        changes_.push_back({std::nullopt, &chain});
    } else {
        changes_.push_back({chain.head, &chain});
    }
    chain.is_changed = true;
    return chain;
}

}  // namespace swarmdesk::ledger
