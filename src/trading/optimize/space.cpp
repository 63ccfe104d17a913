#include "trading/optimize/space.hpp"

#include <algorithm>
#include <set>

#include "base/assert.hpp"

namespace swarmdesk::trading::optimize {

std::uint64_t Parameter::count() const
{
    if (!step.is_positive()) return 1;
    // Whole steps between the two: neither product nor quotient leaves the range of what `Space::make` lets through.
    const Decimal steps =
        round_to_step(divide(max - min, step, Rounding::toward_zero), Decimal::from_integer(1), Rounding::toward_zero);
    return static_cast<std::uint64_t>(steps.mantissa() / Decimal::unit) + 1;
}

Decimal Parameter::value(std::uint64_t at) const
{
    return min + multiply(step, Decimal::from_integer(static_cast<std::int64_t>(at)), Rounding::half_even);
}

Result<Parameter> Parameter::parse(std::string_view text)
{
    const Error wanted{Errc::malformed, "'" + std::string{text} +
                                            "' does not say what varies: NAME=FROM:TO:STEP, as fast_period=5:60:5, or "
                                            "NAME=VALUE"};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return wanted;
    Parameter parameter;
    parameter.name = text.substr(0, equals);
    std::vector<Decimal> numbers;
    for (std::string_view rest = text.substr(equals + 1);;) {
        const std::size_t colon = rest.find(':');
        const auto number = Decimal::parse(rest.substr(0, colon));
        if (!number) return wanted;
        numbers.push_back(*number);
        if (colon == std::string_view::npos) break;
        rest = rest.substr(colon + 1);
    }
    if (numbers.size() != 1 && numbers.size() != 3) return wanted;
    parameter.min = parameter.max = numbers.front();
    if (numbers.size() == 3) {
        parameter.max = numbers[1];
        parameter.step = numbers[2];
    }
    return parameter;
}

Result<Space> Space::make(std::vector<Parameter> parameters)
{
    static const Decimal number_max = Decimal::from_integer(1'000'000'000);
    if (parameters.empty()) return Error{Errc::malformed, "nothing varies: name at least one parameter"};
    if (parameters.size() > parameters_max)
        return Error{Errc::out_of_range, "at most " + std::to_string(parameters_max) + " parameters vary at once"};
    Space space;
    std::set<std::string> names;
    for (const Parameter& one : parameters) {
        const auto wrong = [&](const std::string& why) { return Error{Errc::out_of_range, one.name + ": " + why}; };
        if (!names.insert(one.name).second) return wrong("named twice");
        if (abs(one.min) > number_max || abs(one.max) > number_max) return wrong("beyond 1000000000");
        if (one.max < one.min) return wrong("ends at " + one.max.to_string() + ", before it begins");
        if (one.min != one.max && !one.step.is_positive()) return wrong("a step is above zero");
        if (one.min != one.max && divide(one.max - one.min, Decimal::from_integer(std::int64_t{steps_max}),
                                         Rounding::toward_zero) >= one.step)
            return wrong("more than " + std::to_string(steps_max) + " steps");
        const std::uint64_t count = one.count();
        space.size_ = space.size_ > (std::uint64_t{1} << 63) / count ? std::uint64_t{1} << 63 : space.size_ * count;
    }
    space.parameters_ = std::move(parameters);
    return space;
}

Choice Space::nth(std::uint64_t number) const
{
    Choice choice(parameters_.size());
    for (std::size_t i = parameters_.size(); i-- > 0;) {
        const std::uint64_t count = parameters_[i].count();
        choice[i] = number % count;
        number /= count;
    }
    return choice;
}

std::uint64_t Space::number_of(const Choice& choice) const
{
    SWARMDESK_ASSERT(choice.size() == parameters_.size());
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < choice.size(); ++i) number = number * parameters_[i].count() + choice[i];
    return number;
}

std::vector<Decimal> Space::values(const Choice& choice) const
{
    SWARMDESK_ASSERT(choice.size() == parameters_.size());
    std::vector<Decimal> values;
    for (std::size_t i = 0; i < choice.size(); ++i) values.push_back(parameters_[i].value(choice[i]));
    return values;
}

}  // namespace swarmdesk::trading::optimize
