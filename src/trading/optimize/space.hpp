#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/describe.hpp"
#include "base/error.hpp"

namespace swarmdesk::trading::optimize {

/// One number that may vary: `min`, `min + step`, … up to `max`.
struct Parameter {
    std::string name;
    Decimal min;
    Decimal max;
    Decimal step;

    std::uint64_t count() const;
    Decimal value(std::uint64_t at) const;
    /// `fast=5:60:1`, or `fast=24`, which does not vary.
    static Result<Parameter> parse(std::string_view text);
    friend bool operator==(const Parameter&, const Parameter&) = default;
};
SWARMDESK_DESCRIBE(Parameter, name, min, max, step)

/// A value of each parameter, by its place.
using Choice = std::vector<std::uint64_t>;

/// Everything that may be tried.
class Space {
public:
    static constexpr std::size_t parameters_max = 16;
    static constexpr std::uint64_t steps_max = 10'000;  ///< of one parameter

    /// `malformed` or `out_of_range` with the parameter's name.
    static Result<Space> make(std::vector<Parameter> parameters);

    const std::vector<Parameter>& parameters() const { return parameters_; }
    /// How many choices there are; no more than 2^63.
    std::uint64_t size() const { return size_; }
    /// Each of them once, for 0 to size: the last parameter varies fastest.
    Choice nth(std::uint64_t number) const;
    /// The other way round.
    std::uint64_t number_of(const Choice& choice) const;
    std::vector<Decimal> values(const Choice& choice) const;

private:
    std::vector<Parameter> parameters_;
    std::uint64_t size_ = 1;
};

}  // namespace swarmdesk::trading::optimize
