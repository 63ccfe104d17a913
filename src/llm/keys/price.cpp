#include "llm/keys/price.hpp"

#include <algorithm>

#include "llm/settings/gateway_settings.hpp"

namespace swarmdesk::llm::keys {
namespace {

Decimal whole(std::uint64_t number) { return Decimal::from_mantissa(Int128{number} * Decimal::unit); }

}  // namespace

Price Price::per_million(Decimal input, Decimal output)
{
    const Decimal million = Decimal::from_integer(1'000'000);
    return {divide(input, million, Rounding::away_from_zero), divide(output, million, Rounding::away_from_zero)};
}

Decimal cost(const Usage& usage, const Price& price, Decimal step)
{
    const Decimal exact = multiply(whole(usage.prompt_tokens), price.input, Rounding::away_from_zero) +
                          multiply(whole(usage.completion_tokens), price.output, Rounding::away_from_zero);
    return round_to_step(exact, step, Rounding::away_from_zero);
}

Decimal cost_at_most(std::uint64_t prompt_tokens, std::uint64_t max_tokens, const Price& price, Decimal step)
{
    return cost({.prompt_tokens = prompt_tokens, .completion_tokens = max_tokens}, price, step);
}

Decimal cost_at_most(std::uint64_t prompt_tokens, std::uint64_t max_tokens, const settings::ModelGroup& group)
{
    Decimal most;
    for (const auto& tier : group.tiers)
        for (const auto& deployment : tier.deployments) {
            const Price price{deployment.input_cost_per_token, deployment.output_cost_per_token};
            most = std::max(most, cost_at_most(prompt_tokens, max_tokens, price));
        }
    return most;
}

}  // namespace swarmdesk::llm::keys
