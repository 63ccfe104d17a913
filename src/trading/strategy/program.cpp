#include "trading/strategy/program.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace swarmdesk::trading::strategy {
namespace {

using literals::operator""_dec;
using Register = Program::Register;
using Number = Program::Number;

/// Registers that are set from the candle and the view.
enum Input : Register { open, high, low, close, volume, position, entry_price, input_count };

constexpr auto input_names =
    std::to_array<std::string_view>({"open", "high", "low", "close", "volume", "position", "entry_price"});

constexpr Decimal yes = Decimal::from_integer(1);
constexpr Decimal no{};

Number truth(bool value) { return value ? yes : no; }

/// The result of arithmetic that may leave the range.
template <class Compute>
Number checked(const Compute& compute)
{
    try {
        return compute();
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

Number logical(Operation operation, const Number& a, const Number& b)
{
    // Of `and` a no decides, of `or` a yes, whatever the other side is.
    const Decimal decisive = operation == Operation::logical_and ? no : yes;
    if ((a && *a == decisive) || (b && *b == decisive)) return decisive;
    return a && b ? a : std::nullopt;
}

Number compare(Operation operation, Decimal a, Decimal b)
{
    switch (operation) {
        case Operation::less: return truth(a < b);
        case Operation::less_equal: return truth(a <= b);
        case Operation::greater: return truth(a > b);
        case Operation::greater_equal: return truth(a >= b);
        case Operation::equal: return truth(a == b);
        default: return truth(a != b);
    }
}

Number result(Operation operation, const Number& a, const Number& b)
{
    if (operation == Operation::logical_and || operation == Operation::logical_or) return logical(operation, a, b);
    if (!a || !b) return std::nullopt;
    switch (operation) {
        case Operation::negate: return checked([&] { return -*a; });
        case Operation::absolute: return checked([&] { return abs(*a); });
        case Operation::add: return checked([&] { return *a + *b; });
        case Operation::subtract: return checked([&] { return *a - *b; });
        case Operation::multiply: return checked([&] { return multiply(*a, *b, Rounding::half_even); });
        case Operation::divide:
            return b->is_zero() ? std::nullopt : checked([&] { return divide(*a, *b, Rounding::half_even); });
        case Operation::smaller: return std::min(*a, *b);
        case Operation::larger: return std::max(*a, *b);
        case Operation::logical_not: return truth(a->is_zero());
        default: return compare(operation, *a, *b);
    }
}

template <class Extreme>
Number track(Extreme& extreme, const Number& value)
{
    if (!value) {
        extreme.clear();
        return std::nullopt;
    }
    extreme.update(*value);
    return extreme.is_full() ? extreme.value() : std::nullopt;
}

}  // namespace

const std::vector<std::string>& built_in_symbols()
{
    static const std::vector<std::string> symbols = [] {
        std::vector<std::string> all{input_names.begin(), input_names.end()};
        all.insert(all.end(), {"hl2", "hlc3", "ohlc4"});
        return all;
    }();
    return symbols;
}

void Program::update(SeriesSlot& slot, const Step& step, const Candle& candle)
{
    const std::span<Number> outputs{registers_.data() + step.target, slot.kind->output_count()};
    const Number& source = registers_[step.a];
    if (source) {
        try {
            return slot.series->update(candle, *source, outputs);
        } catch (const ArithmeticError&) {
            slot.series = slot.kind->make(slot.settings);  // it is warmed up again
        }
    }
    std::fill(outputs.begin(), outputs.end(), std::nullopt);
}

void Program::run(const Candle& candle, const View& view)
{
    registers_[open] = candle.open.value();
    registers_[high] = candle.high.value();
    registers_[low] = candle.low.value();
    registers_[close] = candle.close.value();
    registers_[volume] = candle.volume.value();
    registers_[position] = view.position.value();
    registers_[entry_price] = view.position.is_zero() ? std::nullopt : Number{view.entry_price.value()};
    for (const Step& step : steps_) {
        switch (step.action) {
            case Action::compute:
                registers_[step.target] = result(step.operation, registers_[step.a], registers_[step.b]);
                break;
            case Action::look_back: {
                Window<Number>& window = windows_[step.index];
                window.push(registers_[step.a]);
                registers_[step.target] = window.is_full() ? window.oldest() : std::nullopt;
                break;
            }
            case Action::track_high: registers_[step.target] = track(highs_[step.index], registers_[step.a]); break;
            case Action::track_low: registers_[step.target] = track(lows_[step.index], registers_[step.a]); break;
            case Action::update_series: update(series_[step.index], step, candle); break;
        }
    }
}

ProgramBuilder::ProgramBuilder(const Values& values) : values_(values)
{
    for (Register input = 0; input < input_count; ++input)
        symbols_.emplace(input_names[input], make_register(input == position || input == entry_price ? 0 : 1));
}

Register ProgramBuilder::make_register(std::uint32_t warm_up)
{
    program_.registers_.emplace_back();
    program_.warm_ups_.push_back(warm_up);
    return static_cast<Register>(program_.registers_.size() - 1);
}

Register ProgramBuilder::constant(Decimal value)
{
    const auto [found, is_new] = constants_.try_emplace(value, 0);
    if (is_new) {
        found->second = make_register(0);
        program_.registers_[found->second] = value;
        known_.emplace(found->second, value);
    }
    return found->second;
}

std::optional<Decimal> ProgramBuilder::known(Register at) const
{
    const auto found = known_.find(at);
    return found == known_.end() ? std::nullopt : std::optional{found->second};
}

Register ProgramBuilder::compute(Operation operation, Register a, Register b)
{
    const auto known_a = known(a);
    const auto known_b = known(b);
    if (known_a && known_b)
        if (const Number value = result(operation, known_a, known_b)) return constant(*value);
    const auto [found, is_new] = made_.try_emplace({Program::Action::compute, operation, a, b}, 0);
    if (is_new) {
        found->second = make_register(std::max(program_.warm_up(a), program_.warm_up(b)));
        program_.steps_.push_back({Program::Action::compute, operation, found->second, a, b, 0});
    }
    return found->second;
}

Result<Register> ProgramBuilder::remember(Operation operation, Register of, Decimal count)
{
    constexpr std::size_t remembered_max = 200'000;
    const bool is_ago = operation == Operation::ago;
    const Decimal min = is_ago ? no : yes;
    const Decimal max = Decimal::from_integer(is_ago ? ago_max : std::int64_t{period_max});
    if (!is_multiple(count, "1"_dec) || count < min || count > max)
        return Error{Errc::out_of_range, "a number of candles is " + count.to_string() + ", and must be " +
                                             min.to_string() + " to " + max.to_string()};
    if (known(of) || count < yes || (!is_ago && count == yes)) return of;
    const auto candles = static_cast<std::uint32_t>(count_steps(count, "1"_dec));
    remembered_ += candles;
    if (remembered_ > remembered_max)
        return Error{Errc::limit_exceeded, "the expressions look back at more than 200000 values in all"};
    const Program::Action action = is_ago                            ? Program::Action::look_back
                                   : operation == Operation::highest ? Program::Action::track_high
                                                                     : Program::Action::track_low;
    const auto [found, is_new] = made_.try_emplace({action, operation, of, candles}, 0);
    if (!is_new) return found->second;
    found->second = make_register(program_.warm_up(of) + candles - (is_ago ? 0 : 1));
    std::size_t index = 0;
    if (is_ago) {
        index = program_.windows_.size();
        program_.windows_.emplace_back(candles + 1);
    } else if (operation == Operation::highest) {
        index = program_.highs_.size();
        program_.highs_.emplace_back(candles);
    } else {
        index = program_.lows_.size();
        program_.lows_.emplace_back(candles);
    }
    program_.steps_.push_back({action, operation, found->second, of, of, static_cast<std::uint32_t>(index)});
    return found->second;
}

Register ProgramBuilder::cross(bool is_above, Register a, Register b)
{
    // On the other side, or level, one candle ago, and beyond now.
    const Register a_before = *remember(Operation::ago, a, yes);
    const Register b_before = *remember(Operation::ago, b, yes);
    const Register was = compute(is_above ? Operation::less_equal : Operation::greater_equal, a_before, b_before);
    const Register is = compute(is_above ? Operation::greater : Operation::less, a, b);
    return compute(Operation::logical_and, was, is);
}

Result<Register> ProgramBuilder::candle_part(std::string_view name)
{
    const auto mean = [this](std::initializer_list<Register> parts) {
        Register sum = *parts.begin();
        for (auto part = parts.begin() + 1; part != parts.end(); ++part) sum = compute(Operation::add, sum, *part);
        return compute(Operation::divide, sum,
                       constant(Decimal::from_integer(static_cast<std::int64_t>(parts.size()))));
    };
    if (name == "hl2") return mean({high, low});
    if (name == "hlc3") return mean({high, low, close});
    if (name == "ohlc4") return mean({open, high, low, close});
    return Error{Errc::not_found, "there is no " + std::string{name}};
}

Result<Register> ProgramBuilder::add_indicator(const std::string& name, const IndicatorKind& kind,
                                               std::vector<Decimal> settings, const Expression* source)
{
    auto series = kind.make(settings);
    if (!series)
        return Error{Errc::out_of_range, "indicator " + name +
                                             ": its settings do not go together, such as a fast "
                                             "period that is not below the slow one"};
    Register of = close;
    if (source) {
        const auto made = add(*source);
        if (!made) return made;
        of = *made;
    }
    const std::uint32_t warm_up = std::max(program_.warm_up(of), 1u) - 1 + kind.first_value(settings);
    const Register first = make_register(warm_up);
    for (std::size_t i = 1; i < kind.output_count(); ++i) make_register(warm_up);
    if (kind.outputs.empty()) symbols_.emplace(name, first);
    for (std::size_t i = 0; i < kind.outputs.size(); ++i)
        symbols_.emplace(name + '.' + std::string{kind.outputs[i]}, first + static_cast<Register>(i));
    const auto index = static_cast<std::uint32_t>(program_.series_.size());
    program_.series_.push_back({&kind, std::move(settings), std::move(series)});
    program_.steps_.push_back({Program::Action::update_series, Operation::symbol, first, of, of, index});
    return first;
}

Result<Register> ProgramBuilder::add(const Expression& expression)
{
    std::vector<Register> registers;
    registers.reserve(expression.nodes.size());
    for (const Expression::Node& node : expression.nodes) {
        const auto operand = [&](std::uint32_t index) { return registers[index]; };
        switch (node.operation) {
            case Operation::number: registers.push_back(constant(node.number)); break;
            case Operation::parameter: registers.push_back(constant(values_.find(node.name)->second)); break;
            case Operation::symbol: {
                const auto found = symbols_.find(node.name);
                const Result<Register> made = found == symbols_.end() ? candle_part(node.name) : found->second;
                if (!made) return made;
                registers.push_back(*made);
                break;
            }
            case Operation::ago:
            case Operation::highest:
            case Operation::lowest: {
                const auto made = remember(node.operation, operand(node.a), *known(operand(node.b)));
                if (!made) return made;
                registers.push_back(*made);
                break;
            }
            case Operation::crosses_above:
            case Operation::crosses_below:
                registers.push_back(
                    cross(node.operation == Operation::crosses_above, operand(node.a), operand(node.b)));
                break;
            case Operation::negate:
            case Operation::absolute:
            case Operation::logical_not:
                registers.push_back(compute(node.operation, operand(node.a), operand(node.a)));
                break;
            default: registers.push_back(compute(node.operation, operand(node.a), operand(node.b)));
        }
    }
    return registers.back();
}

}  // namespace swarmdesk::trading::strategy
