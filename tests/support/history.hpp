#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "ledger/verifier.hpp"
#include "trading/execution/event.hpp"
#include "trading/venues/paper/paper_state.hpp"

namespace swarmdesk::testing {

/// One row of the ledger, understood: its place in the order of all and in its own chain, when it happened by the
/// calendar and by the desk's own line of time.
struct Fact {
    std::uint64_t seq = 0;
    std::string chain;
    std::uint64_t number = 0;
    UtcTime time;
    DeskTime desk;
    trading::execution::Event event;
};

/// A state of the books as the desk saved it.
struct SavedState {
    std::uint64_t seq = 0;
    Bytes bytes;
};

/// What a desk left behind: its ledger, and the paper exchanges' own journals, which the desk does not write.
struct History {
    std::vector<Fact> facts;
    std::vector<SavedState> saved;
    ledger::Verdict verdict;
    std::map<trading::VenueId, trading::venues::PaperState> venues;  ///< none after a replay

    /// Reads a state folder that no desk is using. Throws ErrorException where it cannot be read.
    static History read(const std::filesystem::path& state_folder);

    /// The one exchange of a desk with one. Throws where there is none.
    trading::venues::PaperState& venue() { return venues.at(trading::VenueId{"paper"}); }
    const trading::venues::PaperState& venue() const { return venues.at(trading::VenueId{"paper"}); }

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
