#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "trading/venues/paper/paper_journal.hpp"

using namespace swarmdesk;
using namespace swarmdesk::trading::venues;

namespace {

/// Reading must not crash; what could be read must fold to the same bytes again, from its events or from a snapshot.
void read(std::string_view bytes)
{
    const auto folded = fold_paper_journal(bytes);
    if (!folded) return;
    const auto again = fold_paper_journal(journal_header() + snapshot_frame(folded->state));
    if (!again || encode(again->state) != encode(folded->state)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    read(input);
    // Checksums keep a fuzzer out, so the same bytes also go in behind right ones.
    if (auto events = decode_events(input)) read(journal_header() + events_frame(*events));
    if (auto state = PaperState::decode(input)) read(journal_header() + snapshot_frame(*state));
    return 0;
}
