#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "trading/model/market.hpp"

namespace swarmdesk::trading::strategy {

/// An indicator of a strategy file at work.
class Series {
public:
    virtual ~Series() = default;
    /// Takes one candle, and writes as many outputs as the kind has. `source` is the number a kind with a source is
    /// of, as a rule the close. Throws ArithmeticError where numbers leave the range of a Decimal; the series is of no
    /// use then.
    virtual void update(const Candle& candle, Decimal source, std::span<std::optional<Decimal>> outputs) = 0;
};

/// A kind of indicator as strategy files know it.
struct IndicatorKind {
    struct Setting {
        std::string_view name;
        Decimal min;
        Decimal max;
        bool is_whole;                   ///< takes whole numbers only
        std::optional<Decimal> initial;  ///< none: it must be given
    };

    std::string_view name;
    std::vector<Setting> settings;
    std::vector<std::string_view> outputs;  ///< empty: one, which goes by the indicator's own name
    bool has_source;                        ///< is of any number; else of whole candles
    /// After how many candles (or values of the source) every output has a value.
    std::uint32_t (*first_value)(std::span<const Decimal> settings);
    /// Settings in the order declared and within their bounds. Null where they do not go together.
    std::unique_ptr<Series> (*make)(std::span<const Decimal> settings);

    std::size_t output_count() const { return outputs.empty() ? 1 : outputs.size(); }
};

constexpr std::uint32_t period_max = 5'000;

/// The one list of them. To add one: its class in indicators/, and a line there.
const std::vector<IndicatorKind>& indicator_kinds();
/// Null where there is none of that name.
const IndicatorKind* find_indicator_kind(std::string_view name);

}  // namespace swarmdesk::trading::strategy
