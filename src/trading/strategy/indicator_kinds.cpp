#include "trading/strategy/indicator_kinds.hpp"

#include <algorithm>

#include "trading/strategy/indicators/averages.hpp"
#include "trading/strategy/indicators/momentum.hpp"
#include "trading/strategy/indicators/oscillators.hpp"
#include "trading/strategy/indicators/trend.hpp"
#include "trading/strategy/indicators/volatility.hpp"
#include "trading/strategy/indicators/volume.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using literals::operator""_dec;
using Settings = std::span<const Decimal>;
using Outputs = std::span<std::optional<Decimal>>;

/// Joins an indicator's class to Series. `write` puts its values into the outputs.
template <class Indicator, class Write>
class SeriesOf final : public Series {
public:
    SeriesOf(Indicator indicator, Write write) : indicator_(std::move(indicator)), write_(write) {}

    void update(const Candle& candle, Decimal source, Outputs outputs) override
    {
        if constexpr (requires { indicator_.update(candle); })
            indicator_.update(candle);
        else
            indicator_.update(source);
        write_(indicator_, outputs);
    }

private:
    Indicator indicator_;
    [[no_unique_address]] Write write_;
};

template <class Indicator, class Write>
std::unique_ptr<Series> series(Indicator indicator, Write write)
{
    return std::make_unique<SeriesOf<Indicator, Write>>(std::move(indicator), write);
}

/// For the many that have one value.
template <class Indicator>
std::unique_ptr<Series> series(Indicator indicator)
{
    return series(std::move(indicator), [](const Indicator& of, Outputs outputs) { outputs[0] = of.value(); });
}

template <class Channel>
std::unique_ptr<Series> channel(Channel indicator)
{
    return series(std::move(indicator), [](const Channel& of, Outputs outputs) {
        outputs[0] = of.upper();
        outputs[1] = of.middle();
        outputs[2] = of.lower();
    });
}

/// A setting that is_whole.
std::uint32_t whole(Decimal setting) { return static_cast<std::uint32_t>(count_steps(setting, "1"_dec)); }

IndicatorKind::Setting period(std::string_view name = "period", std::optional<std::int64_t> initial = {},
                              std::int64_t min = 1, std::int64_t max = period_max)
{
    const auto start = initial ? std::optional{Decimal::from_integer(*initial)} : std::nullopt;
    return {name, Decimal::from_integer(min), Decimal::from_integer(max), true, start};
}

IndicatorKind::Setting factor(std::string_view name, Decimal initial)
{
    return {name, "0.01"_dec, "100"_dec, false, initial};
}

std::uint32_t after_period(Settings settings) { return whole(settings[0]); }
std::uint32_t after_one_more(Settings settings) { return whole(settings[0]) + 1; }
std::uint32_t at_once(Settings) { return 1; }

/// One value, made from one period.
template <class Indicator>
std::unique_ptr<Series> make_of_period(Settings settings)
{
    return series(Indicator{whole(settings[0])});
}

std::vector<IndicatorKind> averages()
{
    return {
        {"sma", {period()}, {}, true, after_period, make_of_period<Sma>},
        {"ema", {period()}, {}, true, after_period, make_of_period<Ema>},
        {"wma", {period()}, {}, true, after_period, make_of_period<Wma>},
        {"wilder", {period()}, {}, true, after_period, make_of_period<WilderAverage>},
    };
}

std::vector<IndicatorKind> momentum()
{
    const auto after_signal = [](Settings settings) { return whole(settings[1]) + whole(settings[2]) - 1; };
    const auto make_macd = [](Settings settings) -> std::unique_ptr<Series> {
        const Macd::Periods periods{whole(settings[0]), whole(settings[1]), whole(settings[2])};
        if (periods.fast >= periods.slow) return nullptr;
        return series(Macd{periods}, [](const Macd& of, Outputs outputs) {
            outputs[0] = of.line();
            outputs[1] = of.signal();
            outputs[2] = of.histogram();
        });
    };
    const auto after_smoothing = [](Settings settings) {
        return whole(settings[0]) + whole(settings[1]) + whole(settings[2]) - 2;
    };
    const auto make_stochastic = [](Settings settings) {
        const Stochastic::Periods periods{whole(settings[0]), whole(settings[1]), whole(settings[2])};
        return series(Stochastic{periods}, [](const Stochastic& of, Outputs outputs) {
            outputs[0] = of.k();
            outputs[1] = of.d();
        });
    };
    const auto make_aroon = [](Settings settings) {
        return series(Aroon{whole(settings[0])}, [](const Aroon& of, Outputs outputs) {
            outputs[0] = of.up();
            outputs[1] = of.down();
            outputs[2] = of.oscillator();
        });
    };
    return {
        {"rsi", {period("period", 14)}, {}, true, after_one_more, make_of_period<Rsi>},
        {"macd",
         {period("fast", 12), period("slow", 26), period("signal", 9)},
         {"line", "signal", "histogram"},
         true,
         after_signal,
         make_macd},
        {"roc", {period()}, {}, true, after_one_more, make_of_period<RateOfChange>},
        {"stochastic",
         {period("period", 14), period("smoothing", 3), period("signal", 3)},
         {"k", "d"},
         false,
         after_smoothing,
         make_stochastic},
        {"williams", {period("period", 14)}, {}, false, after_period, make_of_period<WilliamsR>},
        {"cci", {period("period", 20, 1, Cci::period_max)}, {}, false, after_period, make_of_period<Cci>},
        {"aroon", {period("period", 25)}, {"up", "down", "oscillator"}, false, after_one_more, make_aroon},
    };
}

std::vector<IndicatorKind> volatility()
{
    const auto make_bollinger = [](Settings settings) { return channel(Bollinger{whole(settings[0]), settings[1]}); };
    const auto make_keltner = [](Settings settings) {
        return channel(Keltner{{whole(settings[0]), whole(settings[1]), settings[2]}});
    };
    const auto after_longer = [](Settings settings) { return std::max(whole(settings[0]), whole(settings[1])); };
    const auto make_donchian = [](Settings settings) { return channel(Donchian{whole(settings[0])}); };
    return {
        {"atr", {period("period", 14)}, {}, false, after_period, make_of_period<Atr>},
        {"stddev", {period()}, {}, true, after_period, make_of_period<StandardDeviation>},
        {"bollinger",
         {period("period", 20), factor("deviations", "2"_dec)},
         {"upper", "middle", "lower"},
         true,
         after_period,
         make_bollinger},
        {"keltner",
         {period("period", 20), period("atr_period", 10), factor("multiple", "2"_dec)},
         {"upper", "middle", "lower"},
         false,
         after_longer,
         make_keltner},
        {"donchian", {period("period", 20)}, {"upper", "middle", "lower"}, false, after_period, make_donchian},
    };
}

std::vector<IndicatorKind> trend()
{
    const auto after_twice = [](Settings settings) { return 2 * whole(settings[0]); };
    const auto make_adx = [](Settings settings) {
        return series(DirectionalMovement{whole(settings[0])}, [](const DirectionalMovement& of, Outputs outputs) {
            outputs[0] = of.adx();
            outputs[1] = of.plus();
            outputs[2] = of.minus();
        });
    };
    const auto make_supertrend = [](Settings settings) {
        return series(Supertrend{whole(settings[0]), settings[1]}, [](const Supertrend& of, Outputs outputs) {
            outputs[0] = of.line();
            const auto is_rising = of.is_rising();
            outputs[1] = is_rising ? std::optional{*is_rising ? "1"_dec : "-1"_dec} : std::nullopt;
        });
    };
    const auto make_regime = [](Settings settings) {
        return series(RegimeFilter{whole(settings[0]), settings[1]}, [](const RegimeFilter& of, Outputs outputs) {
            const auto regime = of.value();
            outputs[0] = !regime                     ? std::nullopt
                         : *regime == Regime::rising ? std::optional{"1"_dec}
                                                     : std::optional{*regime == Regime::falling ? "-1"_dec : "0"_dec};
        });
    };
    return {
        {"adx", {period("period", 14, 2)}, {"adx", "plus", "minus"}, false, after_twice, make_adx},
        {"supertrend",
         {period("period", 10), factor("multiple", "3"_dec)},
         {"line", "direction"},
         false,
         after_period,
         make_supertrend},
        {"efficiency", {period()}, {}, true, after_one_more, make_of_period<EfficiencyRatio>},
        {"regime",
         {period(), {"efficiency_min", "0"_dec, "1"_dec, false, "0.2"_dec}},
         {},
         true,
         after_one_more,
         make_regime},
    };
}

std::vector<IndicatorKind> volume()
{
    return {
        {"vwap", {}, {}, false, at_once, [](Settings) { return series(DailyVwap{}); }},
        {"rolling_vwap", {period()}, {}, false, after_period, make_of_period<RollingVwap>},
        {"obv", {}, {}, false, at_once, [](Settings) { return series(Obv{}); }},
    };
}

}  // namespace

const std::vector<IndicatorKind>& indicator_kinds()
{
    static const std::vector<IndicatorKind> kinds = [] {
        std::vector<IndicatorKind> all;
        for (auto family : {averages(), momentum(), volatility(), trend(), volume()})
            all.insert(all.end(), family.begin(), family.end());
        return all;
    }();
    return kinds;
}

const IndicatorKind* find_indicator_kind(std::string_view name)
{
    const auto& kinds = indicator_kinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(), [name](const auto& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : &*found;
}

}  // namespace swarmdesk::trading::strategy
