#include "base/assert.hpp"
#include "trading/strategy/strategy_file.hpp"
#include "trading/strategy/testing.hpp"

/// Any bytes give a strategy or words about them. One that parses is written in a way that reads back the same, makes
/// a strategy, and stands candles of any size.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    using namespace swarmdesk::trading;
    using namespace swarmdesk::trading::strategy;
    const auto file = StrategyFile::parse({reinterpret_cast<const char*>(data), size});
    if (!file) {
        SWARMDESK_ASSERT(!file.error().detail.empty());
        return 0;
    }
    const auto again = StrategyFile::parse(file->canonical());
    SWARMDESK_ASSERT(again.has_value() && again->canonical() == file->canonical());
    SWARMDESK_ASSERT(difference(*file, *again).empty());
    const auto made = file->make();
    SWARMDESK_ASSERT(made.has_value());
    const Instrument instrument = strategy::testing::btc();
    View view = strategy::testing::rich_view(instrument);
    Decimal close = "1"_dec;
    for (std::int64_t i = 0; i < 40; ++i) {
        close = i % 3 == 0 ? "100"_dec : Decimal::from_mantissa(~close.mantissa() * 3 / 2);
        Candle candle = strategy::testing::candle_at(i, "1"_dec);
        candle.close = Price{close};
        candle.volume = Quantity{Decimal::from_mantissa(static_cast<Int128>(~Uint128{0} >> (i + 1)))};
        view.position = Quantity{i % 4 == 0 ? "1"_dec : "0"_dec};
        view.entry_price = Price{close};
        (*made)->on_candle(candle, view);
        (*made)->series();
    }
    return 0;
}
