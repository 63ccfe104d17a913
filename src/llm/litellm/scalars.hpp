#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/instant.hpp"

namespace swarmdesk::llm::litellm {

/// A value read from text, and how it had to be understood where it was not written as documented.
template <class T>
struct Read {
    T value{};
    std::string repair;  ///< a sentence, or empty
};

/// Each returns what would have been right ("must be ...") as its error, never the text it was given.

/// YAML 1.1's words, as LiteLLM's own reader takes them: true, yes, on and their opposites, in lower, Upper or ALL.
Result<Read<bool>> read_bool(std::string_view text);

/// A whole number, both ends included. `5.0` is one.
Result<Read<std::int64_t>> read_whole(std::string_view text, std::int64_t min, std::int64_t max);

/// Exact, also from `5e-7`, `.5` and `1_000`, as YAML has it.
Result<Decimal> read_decimal(std::string_view text);

/// Not negative.
Result<Read<Decimal>> read_usd(std::string_view text);

/// For what is no money.
Result<Read<double>> read_number(std::string_view text, double min, double max);

/// `5%`, in thousandths; no finer. Without its sign nobody knows whether 1 is all or a hundredth.
Result<Read<std::uint32_t>> read_share(std::string_view text, std::uint32_t permille_min, std::uint32_t permille_max);

/// Seconds, as LiteLLM writes them (`10`, `0.5`); by repair with a unit (`10s`, `250ms`). Both ends included.
Result<Read<nanoseconds>> read_seconds(std::string_view text, nanoseconds min, nanoseconds max);

/// `30s`, `30m`, `24h`, `30d`, `1w`, `1mo`, `daily`, `weekly`, `monthly`; a month is 30 days here.
Result<Read<nanoseconds>> read_period(std::string_view text);

}  // namespace swarmdesk::llm::litellm
