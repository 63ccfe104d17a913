#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trading/strategy/expression.hpp"
#include "trading/strategy/indicator_kinds.hpp"
#include "trading/strategy/indicators/rolling_extreme.hpp"
#include "trading/strategy/indicators/window.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// Indicators and expressions compiled into one flat list of steps over numbered registers, which is run through once a
/// candle: no recursion, no jumps, no allocation. Everything is computed every candle, so that what looks back finds
/// what was. A value that is missing (before warm-up, a division by zero, a result out of range) makes whatever is
/// computed from it missing, except that `or` is true with one true side and `and` false with one false.
class Program {
public:
    /// The number of a register.
    using Register = std::uint32_t;
    using Number = std::optional<Decimal>;

    /// Takes a candle and what is held.
    void run(const Candle& candle, const View& view);

    const Number& operator[](Register at) const { return registers_[at]; }
    /// Of a condition; empty where a value is missing.
    std::optional<bool> holds(Register at) const
    {
        const Number& value = registers_[at];
        return value ? std::optional{!value->is_zero()} : std::nullopt;
    }
    /// Candles until the register has a value.
    std::uint32_t warm_up(Register at) const { return warm_ups_[at]; }

private:
    friend class ProgramBuilder;

    enum class Action : std::uint8_t { compute = 1, look_back, track_high, track_low, update_series };
    struct Step {
        Action action = Action::compute;
        Operation operation = Operation::number;
        Register target = 0;
        Register a = 0;
        Register b = 0;
        std::uint32_t index = 0;  ///< of the window, extreme or series
    };
    struct SeriesSlot {
        const IndicatorKind* kind = nullptr;
        std::vector<Decimal> settings;
        std::unique_ptr<Series> series;
    };

    void update(SeriesSlot& slot, const Step& step, const Candle& candle);

    std::vector<Number> registers_;
    std::vector<std::uint32_t> warm_ups_;
    std::vector<Step> steps_;
    std::vector<SeriesSlot> series_;
    std::vector<Window<Number>> windows_;
    std::vector<RollingHigh> highs_;
    std::vector<RollingLow> lows_;
};

/// Makes a program. Equal parts of expressions become one register, and what is known beforehand none at run time.
class ProgramBuilder {
public:
    /// Of parameters, by name. Every parameter an expression names must be there. Borrowed until `finish`.
    using Values = std::map<std::string, Decimal, std::less<>>;
    explicit ProgramBuilder(const Values& values);

    Program::Register constant(Decimal value);
    /// An indicator under its name, for expressions that come after. Returns its first output, or an error where its
    /// settings do not go together.
    Result<Program::Register> add_indicator(const std::string& name, const IndicatorKind& kind,
                                            std::vector<Decimal> settings, const Expression* source);
    /// An error where a count of candles, being a parameter, is out of bounds, or all memory of the past together is
    /// beyond 200,000 values.
    Result<Program::Register> add(const Expression& expression);
    /// What a register holds whatever the candle; empty where it depends on one.
    std::optional<Decimal> known(Program::Register at) const;

    Program finish() { return std::move(program_); }

private:
    struct Key {
        Program::Action action;
        Operation operation;
        Program::Register a;
        Program::Register b;
        auto operator<=>(const Key&) const = default;
    };

    Program::Register make_register(std::uint32_t warm_up);
    Program::Register compute(Operation operation, Program::Register a, Program::Register b);
    Result<Program::Register> remember(Operation operation, Program::Register of, Decimal count);
    Program::Register cross(bool is_above, Program::Register a, Program::Register b);
    Result<Program::Register> candle_part(std::string_view name);

    const Values& values_;
    Program program_;
    std::map<std::string, Program::Register, std::less<>> symbols_;
    std::map<Decimal, Program::Register> constants_;
    std::map<Program::Register, Decimal> known_;
    std::map<Key, Program::Register> made_;
    std::size_t remembered_ = 0;
};

/// What a candle and a position are called in expressions.
const std::vector<std::string>& built_in_symbols();

}  // namespace swarmdesk::trading::strategy
