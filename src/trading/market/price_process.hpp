#pragma once

#include <vector>

#include "base/names.hpp"
#include "runtime/random.hpp"
#include "trading/market/instrument_terms.hpp"

namespace swarmdesk::trading::market {

/// What kind of weather the whole market has.
enum class Regime { calm = 1, trending, turbulent };
constexpr auto enum_table(Regime)
{
    return std::to_array<EnumName<Regime>>(
        {{Regime::calm, "calm"}, {Regime::trending, "trending"}, {Regime::turbulent, "turbulent"}});
}

/// A made-up market: several correlated prices that switch regimes and jump. This is the only place in `trading/` with
/// floating point, because it models nature, not money; what leaves it is rounded to the instrument's steps.
///
/// With S_i the price of instrument i, over a step of dt:
///
///     d ln S_i = ( k ln(S_i0 / S_i) + b_i u_r - v_i^2 / 2 ) dt  +  v_i ( b_i dW + sqrt(1 - b_i^2) dW_i )  +  b_i J dN
///
/// - v_i = volatility of i times the regime's factor; dW is the market's noise, dW_i the instrument's own, so two
///   instruments correlate by b_i b_j.
/// - r is a continuous-time Markov chain over calm, trending and turbulent with exponential holding times; entering
///   `trending` draws a direction, up or down, and u_r is its drift. After J. D. Hamilton, "A New Approach to the
///   Economic Analysis of Nonstationary Time Series and the Business Cycle", Econometrica 57 (1989).
/// - N is a Poisson process with the regime's rate, J normal: R. C. Merton, "Option pricing when underlying stock
/// returns
///   are discontinuous", J. Financial Economics 3 (1976). Jumps hit all instruments at once, as crypto's do.
/// - k pulls the logarithm back to where it began, with a half-life of ten days: E. S. Schwartz, "The Stochastic
/// Behavior
///   of Commodity Prices", J. Finance 52 (1997). And no price leaves [S_i0 / 8, 8 S_i0], however long it runs.
///
/// The spread widens with the regime and never falls below one tick. The same seed, settings and sequence of `step`s
/// give the same numbers.
class PriceProcess {
public:
    struct Model {
        Instrument instrument;
        Price price_start;
        int volatility_annual_percent = 60;
        int market_correlation_percent = 85;  ///< b_i
        int spread_tenth_basis_points = 10;   ///< 10 is one basis point
        Amount turnover_daily;                ///< in the quote asset
    };

    struct Tick {
        Price bid;
        Price ask;
        Quantity bid_size;
        Quantity ask_size;
        Quantity traded;  ///< during the step
    };

    PriceProcess(std::vector<Model> models, std::uint64_t seed);

    /// Lets `duration` pass. One Tick for each model, in their order; valid until the next call.
    const std::vector<Tick>& step(nanoseconds duration);

    Regime regime() const { return regime_; }

private:
    struct State {
        double log_start = 0;
        double log_price = 0;
        double volatility = 0;  // per square root of a second
        double correlation = 0;
        double half_spread = 0;  // as a share of the price
        double turnover = 0;     // base units per second
    };

    void switch_regime(double seconds);
    Tick quote(const Model& model, const State& state, double seconds);

    std::vector<Model> models_;
    std::vector<State> states_;
    std::vector<Tick> ticks_;
    runtime::Random random_;
    Regime regime_ = Regime::calm;
    double direction_ = 1;
};

/// A price for what is said of an instrument: the usual one's ways where its symbol has any, else those of a coin of
/// middling size that begins at `price_start`, which must then be said, and be 10 to 10^12 ticks.
Result<PriceProcess::Model> model_from(const InstrumentTerms& terms);

/// Bitcoin, Ether and Solana, about as they were in 2025.
std::vector<PriceProcess::Model> usual_models();

}  // namespace swarmdesk::trading::market
