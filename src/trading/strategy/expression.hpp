#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"

/// \file
/// The expressions of a strategy file, as text and as a tree: `ema_fast crosses above ema_slow and rsi < 70`.
///
///     or · and · not · < <= > >= == != crosses above, crosses below · + - · * / · unary - · x[n] · names, numbers, ( )
///
/// from the loosest to the tightest. `x[n]` is x as it was n candles ago; `highest(x, n)`, `lowest(x, n)`, `abs(x)`,
/// `min(x, y)` and `max(x, y)` are functions; `$name` is a parameter. × ÷ − ≤ ≥ ≠ may stand for * / - <= >= !=.

namespace swarmdesk::trading::strategy {

enum class Operation {
    number = 1,
    parameter,
    symbol,
    negate,
    absolute,
    add,
    subtract,
    multiply,
    divide,
    smaller,
    larger,
    ago,      ///< `b` is the count
    highest,  ///< `b` is the count
    lowest,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    crosses_above,
    crosses_below,
    logical_not,
    logical_and,
    logical_or,
};

/// Whether it gives yes or no, and not a number.
constexpr bool is_condition(Operation operation) { return operation >= Operation::less; }

/// A tree in one vector, operands before what uses them; the last one is the root. Never empty once parsed.
struct Expression {
    struct Node {
        Operation operation = Operation::number;
        std::uint32_t a = 0;  ///< index of an operand
        std::uint32_t b = 0;
        Decimal number;
        std::string name;  ///< of a parameter, without `$`, or a symbol

        friend bool operator==(const Node&, const Node&) = default;
    };
    std::vector<Node> nodes;

    const Node& root() const { return nodes.back(); }
    bool is_condition() const { return strategy::is_condition(root().operation); }
    friend bool operator==(const Expression&, const Expression&) = default;
};

/// What may stand in an expression.
struct KnownNames {
    std::vector<std::string> symbols;  ///< `close`, `rsi`, `bb.upper`
    std::vector<std::string> parameters;
};

/// At most 2,000 characters, 32 levels of brackets and 500 operations; counts are 0 to 100 candles ago, 1 to 5,000 in
/// highest and lowest. An error says what is wrong, where, and what was perhaps meant. A count that is a parameter is
/// not judged here.
Result<Expression> parse_expression(std::string_view text, const KnownNames& names);

/// Reads back as the same tree, with no more brackets than needed.
std::string to_text(const Expression& expression);

/// All conditions, or any of them, in one. There must be one at least.
Expression join(Operation logical, const std::vector<Expression>& conditions);

/// The names that only the language itself may use.
bool is_reserved(std::string_view name);
/// A name of ours: a small letter, then small letters, digits and `_`, at most 40 in all, and none of the language's.
bool is_free_name(std::string_view name);

constexpr std::int64_t ago_max = 100;

}  // namespace swarmdesk::trading::strategy
