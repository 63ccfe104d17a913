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
    {"BTC", "USDT", "0.01", "0.00001", "9000", "5"},         {"ETH", "USDT", "0.01", "0.0001", "9000", "5"},
    {"SOL", "USDT", "0.01", "0.001", "90000", "5"},          {"BNB", "USDT", "0.01", "0.001", "90000", "5"},
    {"XRP", "USDT", "0.0001", "0.1", "9000000", "5"},        {"ADA", "USDT", "0.0001", "0.1", "9000000", "5"},
    {"DOGE", "USDT", "0.00001", "1", "90000000", "1"},       {"LTC", "USDT", "0.01", "0.001", "90000", "5"},
    {"LINK", "USDT", "0.01", "0.01", "900000", "5"},         {"AVAX", "USDT", "0.01", "0.01", "900000", "5"},
    {"BTC", "USDC", "0.01", "0.00001", "9000", "5"},         {"ETH", "USDC", "0.01", "0.0001", "9000", "5"},
    {"SOL", "USDC", "0.01", "0.001", "90000", "5"},          {"USDC", "USDT", "0.0001", "1", "9000000", "5"},
    {"BTC", "EUR", "0.01", "0.00001", "9000", "5"},          {"ETH", "EUR", "0.01", "0.0001", "9000", "5"},
    {"SOL", "EUR", "0.01", "0.001", "90000", "5"},           {"EUR", "USDT", "0.0001", "0.1", "9000000", "5"},
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

constexpr Decimal ten = Decimal::from_integer(10);

/// The power of ten that is a billion's worth or more at the lowest price, and leaves room for the highest.
Decimal most_for(const DataShape& shape)
{
    // The paper exchange bounds a quantity, and quantity times price, by 10^15.
    const Decimal floor = number("0.000001");
    const Decimal room =
        divide(number("100000000000000"), std::max(shape.highest.value(), floor), Rounding::toward_zero);
    const Decimal worth = divide(number("1000000000"), std::max(shape.lowest.value(), floor), Rounding::away_from_zero);
    Decimal most = number("1");
    while (most < worth && multiply(most, ten, Rounding::half_even) <= room)
        most = multiply(most, ten, Rounding::half_even);
    return most;
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

std::string_view quote_asset_of(std::string_view symbol)
{
    for (const std::string_view quote : quote_endings)
        if (symbol.size() > quote.size() && symbol.ends_with(quote)) return quote;
    return {};
}

bool is_quote_asset(std::string_view name)
{
    return std::find(quote_endings.begin(), quote_endings.end(), name) != quote_endings.end();
}

Result<Instrument> instrument_for_data(std::string_view symbol, const DataShape& shape, const VenueId& venue)
{
    const auto name = Symbol::parse(symbol);
    if (!name) return name.error();
    const std::string_view quote = quote_asset_of(symbol);
    const auto base = AssetId::parse(symbol.substr(0, symbol.size() - quote.size()));
    if (quote.empty() || !base)
        return Error{Errc::malformed,
                     "\"" + std::string{symbol} + "\" does not end in a known quote asset (USDT, USDC, …)"};
    return instrument_for_data(InstrumentId{venue, *name}, *base, AssetId{quote}, shape);
}

Result<Instrument> instrument_for_data(const InstrumentId& id, const AssetId& base, const AssetId& quote,
                                       const DataShape& shape)
{
    const std::string& symbol = id.symbol.to_string();
    SWARMDESK_ASSERT(shape.price_decimals >= 0 && shape.price_decimals <= Decimal::scale);
    SWARMDESK_ASSERT(shape.volume_decimals >= 0 && shape.volume_decimals <= Decimal::scale);
    // Numbers that went through a double have decimals that no market has.
    constexpr int price_decimals_max = 12;
    constexpr int volume_decimals_max = 8;
    const int price_decimals = std::min(shape.price_decimals, price_decimals_max);
    const int volume_decimals = std::min({shape.volume_decimals, volume_decimals_max, Decimal::scale - price_decimals});
    const Price tick{step_of(price_decimals)};
    // Fewer than a thousand steps from zero, prices are no longer what the file says.
    const bool is_told_apart = shape.lowest.value() >= multiply(tick.value(), number("1000"), Rounding::half_even);
    if (shape.price_decimals > price_decimals_max && !is_told_apart)
        return Error{Errc::malformed, "\"" + symbol + "\" has prices below 0.000000001, which are not played"};
    if (auto known = known_instrument(symbol, id.venue)) {
        known->tick = std::min(known->tick, tick);
        return *known;
    }
    // A book counts lots: as coarse as it takes.
    constexpr std::int64_t lots_max = std::int64_t{1} << 45;
    const Decimal most = most_for(shape);
    const Decimal lot_least = divide(most, Decimal::from_integer(lots_max), Rounding::away_from_zero);
    Decimal lot = step_of(volume_decimals);
    while (lot < lot_least) lot = multiply(lot, ten, Rounding::half_even);
    return Instrument{id, base, quote, tick, Quantity{lot}, Quantity{lot}, Quantity{most}, Amount{number("5")}};
}

std::vector<Instrument> usual_instruments(const VenueId& venue)
{
    std::vector<Instrument> result;
    for (const std::string_view symbol : {"BTCUSDT", "ETHUSDT", "SOLUSDT"})
        result.push_back(*known_instrument(symbol, venue));
    return result;
}

}  // namespace swarmdesk::trading::market
