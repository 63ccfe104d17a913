#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

#include "trading/venues/paper/paper_exchange.hpp"
#include "trading/venues/paper/paper_journal.hpp"

using namespace swarmdesk;
using namespace swarmdesk::literals;
using namespace swarmdesk::trading;
using namespace swarmdesk::trading::venues;

namespace {

/// An exchange takes it over or says why not, and its waiting orders look at a quote's prices.
void take_over(PaperState state)
{
    const InstrumentId id{"paper:BTCUSDT"};
    PaperExchange exchange{PaperSettings{},
                           {Instrument{.id = id,
                                       .base = AssetId{"BTC"},
                                       .quote = AssetId{"USDT"},
                                       .tick = Price{"0.01"_dec},
                                       .lot = Quantity{"0.001"_dec},
                                       .quantity_min = Quantity{"0.001"_dec},
                                       .quantity_max = Quantity{"50"_dec},
                                       .notional_min = Amount{"5"_dec}}}};
    if (!exchange.restore(std::move(state))) return;
    static_cast<void>(exchange.next_awaited(id, Price{"100"_dec}, Price{"1"_dec}));
    static_cast<void>(exchange.next_awaited(id, Price{"100"_dec}, Price{"100000"_dec}));
}

/// Reading must not crash; what could be read must fold to the same bytes again, from its events or from a snapshot.
void read(std::string_view bytes)
{
    const auto folded = fold_paper_journal(bytes);
    if (!folded) return;
    const auto again = fold_paper_journal(journal_header() + snapshot_frame(folded->state));
    if (!again || encode(again->state) != encode(folded->state)) std::abort();
    take_over(folded->state);
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
