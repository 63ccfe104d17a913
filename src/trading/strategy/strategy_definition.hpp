#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trading/strategy/expression.hpp"
#include "trading/strategy/indicator_kinds.hpp"

namespace swarmdesk::trading::strategy {

/// A number of a strategy file: written out, or a parameter.
struct Operand {
    Decimal number;
    std::string parameter;  ///< without its `$`; empty: the number

    std::string to_text() const { return parameter.empty() ? number.to_string() : '$' + parameter; }
};

/// What may be varied without touching the file.
struct StrategyParameter {
    std::string name;
    Decimal initial;
    Decimal min;
    Decimal max;
    Decimal step;           ///< how far apart the values are that an optimiser tries
    bool is_whole = false;  ///< stands where only whole numbers may

    friend bool operator==(const StrategyParameter&, const StrategyParameter&) = default;
};

struct IndicatorDefinition {
    std::string name;
    const IndicatorKind* kind = nullptr;
    std::vector<Operand> settings;  ///< all of the kind's, in its order
    std::optional<Expression> source;
};

enum class StopKind { range = 1, percent, price };
struct StopDefinition {
    StopKind kind = StopKind::range;
    std::optional<Expression> expression;  ///< the range that is multiplied, or the price
    Operand factor;                        ///< the multiple, or the percent
    bool is_trailing = false;
};

enum class TakeProfitKind { percent = 1, risk_multiple, price };
struct TakeProfitDefinition {
    TakeProfitKind kind = TakeProfitKind::percent;
    std::optional<Expression> expression;
    Operand factor;
};

enum class SizingKind { risk_percent = 1, quote_amount, equity_percent };
struct SizingDefinition {
    SizingKind kind = SizingKind::quote_amount;
    Operand value;
    std::optional<Operand> notional_max;
};

/// A strategy file as data, after everything in it was found to be right.
struct StrategyDefinition {
    std::string name;
    std::string description;
    std::optional<nanoseconds> timeframe;
    std::vector<StrategyParameter> parameters;
    std::vector<IndicatorDefinition> indicators;
    std::vector<Expression> requirements;  ///< between parameters
    Expression entry;
    std::optional<Expression> limit_price;  ///< none: at the market
    std::optional<Expression> exit;
    std::optional<StopDefinition> stop;
    std::optional<TakeProfitDefinition> take_profit;
    SizingDefinition sizing;
    nanoseconds pause{};
};

}  // namespace swarmdesk::trading::strategy
