#pragma once

#include "base/names.hpp"
#include "trading/strategy/indicators/volatility.hpp"

namespace swarmdesk::trading::strategy {

/// Wilder's directional movement: +DI and −DI are 100 times the smoothed rises of the high and falls of the low over
/// the smoothed true range, DX is 100 · |+DI − −DI| / (+DI + −DI), and ADX the Wilder average of DX; all 0 to 100, and
/// 0 where nothing moved. Wilder (1978), section IV. As TA-Lib has it, the smoothed sums begin with the n−1 first
/// movements, S = S' − S'/n + x from then on. The indicators have their first value after n+1 candles, ADX after 2n.
/// The period is 2 or more.
class DirectionalMovement {
public:
    explicit DirectionalMovement(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Decimal> plus() const { return indicator(plus_); }
    std::optional<Decimal> minus() const { return indicator(minus_); }
    std::optional<Decimal> adx() const { return average_.value(); }

private:
    void add(Decimal& sum, Decimal movement) const;
    std::optional<Decimal> indicator(Decimal sum) const;

    std::uint32_t period_;
    std::uint32_t movements_ = 0;  ///< counted up to the period
    std::optional<Candle> last_;
    Decimal plus_;
    Decimal minus_;
    Decimal range_;
    WilderAverage average_;
};

/// Supertrend: a line `multiple` average true ranges from the middle of the candle, below it while the trend is up and
/// above while it is down. The line follows in the trend's direction only; a close beyond it turns the trend. Seban's,
/// as TradingView has it, with a trend that begins as down. First value after n candles.
class Supertrend {
public:
    Supertrend(std::uint32_t period, Decimal multiple);
    void update(const Candle& candle);
    std::optional<Decimal> line() const;
    std::optional<bool> is_rising() const;

private:
    struct Bands {
        Decimal upper;
        Decimal lower;
        bool is_rising;
    };
    Atr range_;
    Decimal multiple_;
    std::optional<Bands> bands_;
    Decimal last_close_;
};

/// Kaufman's efficiency ratio, with its direction: (c − c[n]) / Σ|c[i] − c[i−1]|. 1 is a straight line up, −1 one down,
/// near 0 is a random walk; 0 where nothing moved. Kaufman, "Smarter Trading" (1995). First value after n+1 closes.
class EfficiencyRatio {
public:
    explicit EfficiencyRatio(std::uint32_t period);
    void update(Decimal close);
    std::optional<Decimal> value() const;

    std::optional<Decimal> net() const;  ///< c − c[n]
    Decimal path() const { return path_; }

private:
    Window<Decimal> closes_;
    Decimal path_;
};

enum class Regime { ranging = 1, rising, falling };
constexpr auto enum_table(Regime)
{
    return std::to_array<EnumName<Regime>>(
        {{Regime::ranging, "ranging"}, {Regime::rising, "rising"}, {Regime::falling, "falling"}});
}

/// Tells a trend from noise by the efficiency ratio: at or above the threshold the market is rising or falling, below
/// it is ranging.
class RegimeFilter {
public:
    RegimeFilter(std::uint32_t period, Decimal efficiency_min);
    void update(Decimal close) { efficiency_.update(close); }
    std::optional<Regime> value() const;

private:
    EfficiencyRatio efficiency_;
    Decimal efficiency_min_;
};

}  // namespace swarmdesk::trading::strategy
