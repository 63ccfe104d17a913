#pragma once

#include "base/decimal.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::settings {
struct ModelGroup;
}

namespace swarmdesk::llm::keys {

/// USD for one token.
struct Price {
    Decimal input;
    Decimal output;

    /// As vendors print it: USD for a million tokens. What 18 decimals cannot hold is rounded up.
    static Price per_million(Decimal input, Decimal output);
};

/// `prompt_tokens * input + completion_tokens * output`, exactly, then up to a multiple of `step`: nobody is charged
/// less than it cost. Throws ArithmeticError beyond the range of Decimal, which no price below 4 USD a token reaches.
Decimal cost(const Usage& usage, const Price& price, Decimal step = Decimal::from_mantissa(1));

/// What a call can cost at most, before anybody has answered: for a reservation.
Decimal cost_at_most(std::uint64_t prompt_tokens, std::uint64_t max_tokens, const Price& price,
                     Decimal step = Decimal::from_mantissa(1));
/// The same, whichever of the group's deployments answers.
Decimal cost_at_most(std::uint64_t prompt_tokens, std::uint64_t max_tokens, const settings::ModelGroup& group);

}  // namespace swarmdesk::llm::keys
