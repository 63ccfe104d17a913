#include "trading/market/known_instruments.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace swarmdesk::trading::market {
namespace {

struct Row {
    std::string_view base;
    std::string_view quote;
    std::string_view tick;
    std::string_view lot;
    std::string_view quantity_max;
    std::string_view notional_min;
};

constexpr auto table = std::to_array<Row>({
    {"BTC", "USDT", "0.01", "0.00001", "9000", "5"},
    {"ETH", "USDT", "0.01", "0.0001", "9000", "5"},
    {"SOL", "USDT", "0.01", "0.001", "90000", "5"},
    {"BNB", "USDT", "0.01", "0.001", "90000", "5"},
    {"XRP", "USDT", "0.0001", "0.1", "9000000", "5"},
    {"ADA", "USDT", "0.0001", "0.1", "9000000", "5"},
    {"DOGE", "USDT", "0.00001", "1", "90000000", "1"},
    {"LTC", "USDT", "0.01", "0.001", "90000", "5"},
    {"LINK", "USDT", "0.01", "0.01", "900000", "5"},
    {"AVAX", "USDT", "0.01", "0.01", "900000", "5"},
    {"BTC", "USDC", "0.01", "0.00001", "9000", "5"},
    {"ETH", "USDC", "0.01", "0.0001", "9000", "5"},
    {"SOL", "USDC", "0.01", "0.001", "90000", "5"},
    {"USDC", "USDT", "0.0001", "1", "9000000", "5"},
    {"ETH", "BTC", "0.00001", "0.0001", "100000", "0.0001"},
});

constexpr auto quote_endings = std::to_array<std::string_view>(
    {"FDUSD", "USDT", "USDC", "TUSD", "BUSD", "USD", "DAI", "EUR", "GBP", "TRY", "BRL", "JPY", "BTC", "ETH", "BNB"});

Decimal number(std::string_view text)
{
    const auto value = Decimal::parse(text);
    SWARMDESK_ASSERT(value.has_value());
    return *value;
}

Instrument to_instrument(const Row& row, const VenueId& venue)
{
    return {InstrumentId{venue, Symbol{std::string{row.base} + std::string{row.quote}}},
            AssetId{row.base},
            AssetId{row.quote},
            Price{number(row.tick)},
            Quantity{number(row.lot)},
            Quantity{number(row.lot)},
            Quantity{number(row.quantity_max)},
            Amount{number(row.notional_min)}};
}

/// One unit of the last decimal: 2 gives 0.01.
Decimal step_of(int decimals)
{
    Int128 mantissa = Decimal::unit;
    for (int i = 0; i < decimals; ++i) mantissa /= 10;
    return Decimal::from_mantissa(mantissa);
}

}  // namespace

std::optional<Instrument> known_instrument(std::string_view symbol, const VenueId& venue)
{
    for (const Row& row : table) {
        if (symbol.size() == row.base.size() + row.quote.size() && symbol.starts_with(row.base) &&
            symbol.ends_with(row.quote))
            return to_instrument(row, venue);
    }
    return std::nullopt;
}

Result<Instrument> instrument_for_data(std::string_view symbol, int price_decimals, int quantity_decimals,
                                       const VenueId& venue)
{
    SWARMDESK_ASSERT(price_decimals >= 0 && price_decimals <= Decimal::scale);
    SWARMDESK_ASSERT(quantity_decimals >= 0 && quantity_decimals <= Decimal::scale);
    const Price tick{step_of(price_decimals)};
    const Quantity lot{step_of(quantity_decimals)};
    if (auto known = known_instrument(symbol, venue)) {
        known->tick = std::min(known->tick, tick);
        return *known;
    }
    const auto name = Symbol::parse(symbol);
    if (!name) return name.error();
    for (const std::string_view quote : quote_endings) {
        if (symbol.size() <= quote.size() || !symbol.ends_with(quote)) continue;
        const auto base = AssetId::parse(symbol.substr(0, symbol.size() - quote.size()));
        if (!base) break;
        return Instrument{
            InstrumentId{venue, *name}, *base, AssetId{quote}, tick, lot, lot, Quantity{number("90000000")},
            Amount{number("5")}};
    }
    return Error{Errc::malformed,
                 "\"" + std::string{symbol} + "\" does not end in a known quote asset (USDT, USDC, …)"};
}

std::vector<Instrument> usual_instruments(const VenueId& venue)
{
    std::vector<Instrument> result;
    for (const std::string_view symbol : {"BTCUSDT", "ETHUSDT", "SOLUSDT"})
        result.push_back(*known_instrument(symbol, venue));
    return result;
}

}  // namespace swarmdesk::trading::market
