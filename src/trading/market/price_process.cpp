#include "trading/market/price_process.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {
namespace {

constexpr double seconds_per_year = 365.25 * 86'400;
constexpr double seconds_per_day = 86'400;
constexpr double pull_per_second = std::numbers::ln2 / (10 * seconds_per_day);
const double log_range = std::log(8.0);

struct Weather {
    double holding_seconds;  // mean stay
    double volatility_factor;
    double drift;  // of the market, in standard deviations of a calm minute, per minute
    double jumps_per_day;
    double spread_factor;
    double turnover_factor;
};

constexpr Weather weather(Regime regime)
{
    switch (regime) {
        case Regime::calm: return {2700, 0.7, 0, 2, 1, 0.7};
        case Regime::trending: return {2400, 1.0, 0.35, 6, 1.2, 1.2};
        case Regime::turbulent: return {900, 2.4, 0, 40, 2.5, 3};
    }
    return {};
}

constexpr double jump_size = 6;  // standard deviations of a calm minute

Decimal to_decimal(double value, Decimal step)
{
    const double steps =
        std::floor(value / (static_cast<double>(step.mantissa()) / static_cast<double>(Decimal::unit)));
    SWARMDESK_ASSERT(steps >= 0 && steps < 9e15);
    return Decimal::from_mantissa(step.mantissa() * static_cast<std::int64_t>(steps));
}

double to_double(Decimal value) { return static_cast<double>(value.mantissa()) / static_cast<double>(Decimal::unit); }

}  // namespace

PriceProcess::PriceProcess(std::vector<Model> models, std::uint64_t seed) : models_(std::move(models)), random_(seed)
{
    for (const Model& model : models_) {
        SWARMDESK_ASSERT(model.price_start > model.instrument.tick);
        SWARMDESK_ASSERT(model.market_correlation_percent >= 0 && model.market_correlation_percent <= 100);
        State state;
        const double price = to_double(model.price_start.value());
        state.log_start = state.log_price = std::log(price);
        state.volatility = model.volatility_annual_percent / 100.0 / std::sqrt(seconds_per_year);
        state.correlation = model.market_correlation_percent / 100.0;
        state.half_spread = model.spread_tenth_basis_points / 2.0 / 100'000;
        state.turnover = to_double(model.turnover_daily.value()) / price / seconds_per_day;
        states_.push_back(state);
    }
    ticks_.resize(models_.size());
}

const std::vector<PriceProcess::Tick>& PriceProcess::step(nanoseconds duration)
{
    const double seconds = std::chrono::duration<double>(duration).count();
    SWARMDESK_ASSERT(seconds > 0);
    switch_regime(seconds);
    const Weather now = weather(regime_);
    const double root = std::sqrt(seconds);
    const double market_noise = random_.normal();
    const bool jumps = random_.unit() < -std::expm1(-now.jumps_per_day / seconds_per_day * seconds);
    const double jump = jumps ? jump_size * random_.normal() : 0;
    for (std::size_t i = 0; i < states_.size(); ++i) {
        State& state = states_[i];
        const double minute = state.volatility * std::sqrt(60.0);
        const double volatility = state.volatility * now.volatility_factor;
        const double drift = state.correlation * direction_ * now.drift * minute / 60;
        const double pull = pull_per_second * (state.log_start - state.log_price);
        const double own = std::sqrt(1 - state.correlation * state.correlation);
        state.log_price += (pull + drift - volatility * volatility / 2) * seconds +
                           volatility * root * (state.correlation * market_noise + own * random_.normal()) +
                           state.correlation * jump * minute;
        state.log_price = std::clamp(state.log_price, state.log_start - log_range, state.log_start + log_range);
        ticks_[i] = quote(models_[i], state, seconds);
    }
    return ticks_;
}

void PriceProcess::switch_regime(double seconds)
{
    if (random_.unit() >= -std::expm1(-seconds / weather(regime_).holding_seconds)) return;
    const bool first = random_.unit() < 0.5;
    switch (regime_) {
        case Regime::calm: regime_ = random_.unit() < 0.75 ? Regime::trending : Regime::turbulent; break;
        case Regime::trending: regime_ = first ? Regime::calm : Regime::turbulent; break;
        case Regime::turbulent: regime_ = first ? Regime::calm : Regime::trending; break;
    }
    direction_ = random_.unit() < 0.5 ? -1 : 1;
}

PriceProcess::Tick PriceProcess::quote(const Model& model, const State& state, double seconds)
{
    const Weather now = weather(regime_);
    const Decimal tick = model.instrument.tick.value();
    const Decimal lot = model.instrument.lot.value();
    const double price = std::exp(state.log_price);
    const double half_spread = price * state.half_spread * now.spread_factor;
    Tick result;
    result.bid = Price{std::max(to_decimal(price - half_spread, tick), tick)};
    result.ask = Price{std::max(to_decimal(price + half_spread, tick), result.bid.value() + tick)};
    // Sizes and volume are exponential: many small, few large. A few seconds of turnover stand at the top of the book.
    const double rate = state.turnover * now.turnover_factor;
    const auto size = [&](double mean) { return std::max(to_decimal(-std::log1p(-random_.unit()) * mean, lot), lot); };
    result.bid_size = Quantity{size(rate * 5)};
    result.ask_size = Quantity{size(rate * 5)};
    result.traded = Quantity{size(rate * seconds)};
    return result;
}

Result<PriceProcess::Model> model_from(const InstrumentTerms& terms)
try {
    auto instrument = instrument_from(terms);
    if (!instrument) return instrument.error();
    PriceProcess::Model model;
    bool is_usual = false;
    for (const PriceProcess::Model& usual : usual_models()) {
        if (usual.instrument.id.symbol != terms.id.symbol) continue;
        model = usual;
        is_usual = true;
    }
    if (!is_usual) {
        if (!terms.price_start)
            return Error{Errc::not_found, "a simulated market does not know where " + terms.id.symbol.to_string() +
                                              " begins: say its price_start"};
        constexpr std::int64_t turnover = 100'000'000;
        model.turnover_daily = Amount{Decimal::from_integer(turnover)};
    }
    model.price_start = terms.price_start.value_or(model.price_start);
    model.instrument = std::move(*instrument);
    // What leaves the process is counted in steps, and a step must neither swamp a price nor be lost in it.
    const Decimal tick = model.instrument.tick.value();
    const Decimal steps = divide(model.price_start.value(), tick, Rounding::toward_zero);
    if (steps < Decimal::from_integer(10) || steps > Decimal::from_integer(1'000'000'000'000))
        return Error{Errc::out_of_range, "a simulated price begins at 10 to 1000000000000 ticks of " +
                                             tick.to_string() + ", not at " + model.price_start.to_string()};
    const Decimal least_worth = Decimal::from_mantissa(Decimal::unit / 1'000'000'000);
    if (multiply(model.price_start.value(), model.instrument.lot.value(), Rounding::toward_zero) < least_worth)
        return Error{Errc::out_of_range, "one lot of " + model.instrument.lot.to_string() +
                                             " is worth too little to be simulated: at least 0.000000001"};
    return model;
} catch (const ArithmeticError&) {
    return Error{Errc::out_of_range, "its numbers are beyond all bounds"};
}

std::vector<PriceProcess::Model> usual_models()
{
    const auto number = [](std::int64_t value) { return Decimal::from_integer(value); };
    return {
        {*known_instrument("BTCUSDT"), Price{number(104'000)}, 50, 92, 3, Amount{number(1'800'000'000)}},
        {*known_instrument("ETHUSDT"), Price{number(2'520)}, 75, 88, 6, Amount{number(1'200'000'000)}},
        {*known_instrument("SOLUSDT"), Price{number(152)}, 90, 82, 10, Amount{number(500'000'000)}},
    };
}

}  // namespace swarmdesk::trading::market
