#include "trading/market/instrument_terms.hpp"

#include <algorithm>

namespace swarmdesk::trading::market {
namespace {

struct Assets {
    AssetId base;
    AssetId quote;
};

/// Base and quote: as said, else what is left of the symbol beside the one that is, else by its ending.
Result<Assets> assets_of(const InstrumentTerms& terms)
{
    if (terms.base && terms.quote) return Assets{*terms.base, *terms.quote};
    const std::string symbol = terms.id.symbol.to_string();
    const Error unclear{Errc::malformed, "cannot be told from the symbol " + symbol + ": say base and quote"};
    std::string base;
    std::string quote;
    if (terms.base) {
        base = terms.base->to_string();
        if (!symbol.starts_with(base)) return unclear;
        quote = symbol.substr(base.size());
    } else {
        quote = terms.quote ? terms.quote->to_string() : std::string{quote_asset_of(symbol)};
        if (quote.empty() || !symbol.ends_with(quote)) return unclear;
        base = symbol.substr(0, symbol.size() - quote.size());
    }
    const auto base_asset = AssetId::parse(base);
    const auto quote_asset = AssetId::parse(quote);
    if (!base_asset || !quote_asset) return unclear;
    return Assets{*base_asset, *quote_asset};
}

/// A book counts lots, up to so many.
constexpr std::int64_t lots_max = std::int64_t{1} << 45;

/// What is said over what is guessed. A guess gives way where it does not go with what is said.
Instrument complete(const InstrumentTerms& terms, Instrument guess)
{
    guess.id = terms.id;
    guess.status = terms.status;
    guess.tick = terms.tick.value_or(guess.tick);
    guess.notional_min = terms.notional_min.value_or(guess.notional_min);
    const Quantity lot = guess.lot = terms.lot.value_or(guess.lot);
    const auto in_lots = [&](Quantity quantity, Rounding rounding) {
        return Quantity{round_to_step(quantity.value(), lot.value(), rounding)};
    };
    guess.quantity_min =
        terms.quantity_min.value_or(std::max(lot, in_lots(guess.quantity_min, Rounding::away_from_zero)));
    if (terms.quantity_max) {
        guess.quantity_max = *terms.quantity_max;
    } else {
        constexpr Decimal most = Decimal::from_integer(1'000'000'000'000);
        const bool is_bounded = lot.value() < divide(most, Decimal::from_integer(lots_max), Rounding::toward_zero);
        if (is_bounded)
            guess.quantity_max =
                std::min(guess.quantity_max,
                         Quantity{multiply(lot.value(), Decimal::from_integer(lots_max), Rounding::toward_zero)});
        guess.quantity_max = std::max(in_lots(guess.quantity_max, Rounding::toward_zero), guess.quantity_min);
    }
    return guess;
}

/// Where the numbers contradict each other; the field is one that was said.
std::vector<TermsFault> find_contradictions(const InstrumentTerms& terms, const Instrument& whole)
{
    std::vector<TermsFault> faults;
    const std::string lot = whole.lot.to_string();
    const std::string least = whole.quantity_min.to_string();
    if (whole.quantity_min < whole.lot)
        faults.push_back({terms.quantity_min ? "quantity_min" : "lot",
                          "the lot must not be more than quantity_min: " + lot + " and " + least});
    else if (!is_multiple(whole.quantity_min.value(), whole.lot.value()))
        faults.push_back({terms.quantity_min ? "quantity_min" : "lot",
                          "quantity_min must be a whole number of lots: " + least + " and " + lot});
    if (whole.quantity_max < whole.quantity_min)
        faults.push_back(
            {terms.quantity_max ? "quantity_max" : "quantity_min",
             "quantity_max must not be less than quantity_min: " + whole.quantity_max.to_string() + " and " + least});
    return faults;
}

}  // namespace

std::vector<TermsFault> check(const InstrumentTerms& terms)
{
    std::vector<TermsFault> faults;
    const auto must_be_positive = [&](const char* field, const auto& value) {
        if (value && !value->is_positive()) faults.push_back({field, "must be positive, was " + value->to_string()});
    };
    must_be_positive("tick", terms.tick);
    must_be_positive("lot", terms.lot);
    must_be_positive("quantity_min", terms.quantity_min);
    must_be_positive("quantity_max", terms.quantity_max);
    must_be_positive("price_start", terms.price_start);
    if (terms.notional_min && terms.notional_min->is_negative())
        faults.push_back({"notional_min", "must not be negative, was " + terms.notional_min->to_string()});
    const auto assets = assets_of(terms);
    if (!assets)
        faults.push_back({terms.base ? "quote" : "base", assets.error().detail});
    else if (assets->base == assets->quote)
        faults.push_back({terms.base ? "base" : "quote", "base and quote must be two assets"});
    if (!faults.empty()) return faults;

    const auto known = known_instrument(terms.id.symbol.to_string(), terms.id.venue);
    // Without a tick or a lot it is for the data to say, and to be judged with it.
    if (!known && !(terms.tick && terms.lot)) {
        if (terms.quantity_min && terms.quantity_max && *terms.quantity_max < *terms.quantity_min)
            faults.push_back({"quantity_max", "must not be less than quantity_min"});
        if (terms.lot && terms.quantity_min && *terms.quantity_min < *terms.lot)
            faults.push_back({"quantity_min", "must not be less than the lot"});
        return faults;
    }
    const auto whole = instrument_from(terms);
    if (!whole) faults.push_back({"tick", whole.error().detail});
    return whole ? find_contradictions(terms, *whole) : faults;
}

Result<Instrument> instrument_from(const InstrumentTerms& terms)
try {
    const auto assets = assets_of(terms);
    if (!assets) return assets.error();
    auto guess = known_instrument(terms.id.symbol.to_string(), terms.id.venue);
    if (!guess) {
        if (!terms.tick || !terms.lot)
            return Error{Errc::not_found,
                         "nothing is known of " + terms.id.symbol.to_string() + ": say its tick and its lot"};
        constexpr Decimal usual_lots = Decimal::from_integer(900'000'000);  // as of the known ones
        guess = Instrument{};
        guess->lot = guess->quantity_min = *terms.lot;
        guess->quantity_max = Quantity{multiply(terms.lot->value(), usual_lots, Rounding::toward_zero)};
        guess->notional_min = Amount{Decimal::from_integer(5)};
    }
    guess->base = assets->base;
    guess->quote = assets->quote;
    return complete(terms, *guess);
} catch (const ArithmeticError&) {
    return Error{Errc::malformed, "its numbers are beyond all bounds"};
}

Result<Instrument> instrument_for_data(const InstrumentTerms& terms, const DataShape& shape)
try {
    const auto assets = assets_of(terms);
    if (!assets) return assets.error();
    if (terms.tick && shape.lowest < *terms.tick)
        return Error{Errc::malformed, terms.id.symbol.to_string() + " has prices down to " + shape.lowest.to_string() +
                                          ", below the tick " + terms.tick->to_string() +
                                          " that market.instruments gives it"};
    const auto guess = terms.tick && terms.lot ? instrument_from(terms)
                                               : instrument_for_data(terms.id, assets->base, assets->quote, shape);
    if (!guess) return guess.error();
    Instrument whole = complete(terms, *guess);
    whole.base = assets->base;
    whole.quote = assets->quote;
    const auto faults = find_contradictions(terms, whole);
    if (!faults.empty())
        return Error{Errc::malformed, terms.id.symbol.to_string() + ", market.instruments: " + faults.front().message};
    return whole;
} catch (const ArithmeticError&) {
    return Error{Errc::malformed, terms.id.symbol.to_string() + ", market.instruments: numbers beyond all bounds"};
}

}  // namespace swarmdesk::trading::market
