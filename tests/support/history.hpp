#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "ledger/verifier.hpp"
#include "trading/execution/event.hpp"
#include "trading/venues/paper_state.hpp"

namespace swarmdesk::testing {

/// One row of the ledger, understood.
struct Fact {
    std::uint64_t seq = 0;
    UtcTime time;
    trading::execution::Event event;
};

/// A state of the gate as the desk saved it.
struct SavedState {
    std::uint64_t seq = 0;
    Bytes bytes;
};

/// What a desk left behind: its ledger, and the paper exchange's own journal, which the desk does not write.
struct History {
    std::vector<Fact> facts;
    std::vector<SavedState> saved;
    ledger::Verdict verdict;
    std::optional<trading::venues::PaperState> venue;  ///< none after a replay

    /// Reads a state folder that no desk is using. Throws ErrorException where it cannot be read.
    static History read(const std::filesystem::path& state_folder);

    template <class E>
    std::vector<E> all() const
    {
        std::vector<E> found;
        for (const Fact& fact : facts)
            if (const auto* event = std::get_if<E>(&fact.event)) found.push_back(*event);
        return found;
    }
};

}  // namespace swarmdesk::testing
