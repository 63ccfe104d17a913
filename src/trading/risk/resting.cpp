#include "trading/risk/resting.hpp"

#include <map>
#include <tuple>

#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {
namespace {

/// Sums as they stand, and as they become while orders leave.
class Sums {
public:
    Sums(const Rails& rails, const Quotes& quotes) : rails_(rails), state_(rails.state()), quotes_(quotes) {}

    bool is_beyond(const Reservation& order)
    {
        for (const auto& [scope, limit] : levels_of(order)) {
            const std::optional<Usd>& sum = sum_of(scope, order);
            if (!sum || *sum > limit) return true;
        }
        return false;
    }

    void take_out(const Reservation& order)
    {
        for (const auto& [scope, limit] : levels_of(order))
            if (std::optional<Usd>& sum = sum_of(scope, order)) *sum -= order.exposure_left();
    }

private:
    std::vector<std::pair<Scope, Usd>> levels_of(const Reservation& order) const
    {
        const Limits& limits = state_.limits;
        std::vector<std::pair<Scope, Usd>> levels{{Scope::of(order.account), limits.position_max},
                                                  {Scope::of(order.user), limits.position_max},
                                                  {Scope::desk(), limits.desk_position_max}};
        if (!order.owner.is_people()) levels.emplace_back(Scope::of(order.owner.agent), limits.agent_position_max);
        return levels;
    }

    std::optional<Usd>& sum_of(const Scope& scope, const Reservation& order)
    {
        const AssetId& base = state_.instruments.at(order.instrument).base;
        const auto [sum, is_new] = sums_.try_emplace({scope, base, order.side});
        if (is_new) sum->second = add_up(scope, base, order.side);
        return sum->second;
    }

    /// Nothing where an instrument of the asset has no price, or more than can be counted.
    std::optional<Usd> add_up(const Scope& scope, const AssetId& base, Side side) const
    {
        Usd total;
        try {
            for (const auto& [id, instrument] : state_.instruments) {
                if (instrument.base != base) continue;
                const std::optional<Exposure> exposure = exposure_of_level(scope, id);
                if (!exposure) continue;
                if (exposure->quantity_on(side).is_zero()) {  // what is reserved is in dollars
                    total += exposure->reserved_on(side);
                    continue;
                }
                const auto quote = quotes_.find(id);
                const auto rate = rails_.usd_rate(instrument.quote, quotes_);
                if (quote == quotes_.end() || !quote->second.is_sound() || !rate) return std::nullopt;
                total += worst_case(*exposure, side, quote->second, *rate);
            }
        } catch (const ArithmeticError&) {
            return std::nullopt;
        }
        return total;
    }

    std::optional<Exposure> exposure_of_level(const Scope& scope, const InstrumentId& id) const
    {
        const auto in_budget = [&](const Budget& budget) -> std::optional<Exposure> {
            const auto found = budget.exposures.find(id);
            return found == budget.exposures.end() ? std::nullopt : std::optional{found->second};
        };
        switch (scope.level) {
            case Level::account: {
                const auto& holdings = state_.accounts.at(AccountId{scope.name}).holdings;
                const auto found = holdings.find(id);
                return found == holdings.end() ? std::nullopt : std::optional{exposure_of(found->second)};
            }
            case Level::user: return in_budget(state_.users.at(UserId{scope.name}));
            case Level::agent: return in_budget(state_.agents.at(AgentId{scope.name}));
            case Level::desk: return in_budget(state_.desk);
        }
        return std::nullopt;
    }

    const Rails& rails_;
    const RailsState& state_;
    const Quotes& quotes_;
    std::map<std::tuple<Scope, AssetId, Side>, std::optional<Usd>> sums_;
};

}  // namespace

Usd worst_case(const Exposure& exposure, Side side, const Quote& quote, Decimal rate)
{
    const Price price = side == Side::buy ? quote.ask : quote.bid;
    return Usd{times_up(times_up(exposure.quantity_on(side).value(), price.value()), rate)} +
           exposure.reserved_on(side);
}

bool bounds_positions(std::string_view limit)
{
    return limit == "position_max" || limit == "agent_position_max" || limit == "desk_position_max";
}

std::vector<IntentId> beyond_positions(const Rails& rails, const Quotes& quotes,
                                       std::span<const Reservation* const> resting,
                                       std::span<const Reservation* const> leaving)
{
    Sums sums{rails, quotes};
    for (const Reservation* order : leaving) sums.take_out(*order);
    std::vector<IntentId> beyond;
    for (auto at = resting.rbegin(); at != resting.rend(); ++at) {  // clang 14 cannot read <ranges> of GCC 12
        const Reservation& order = **at;
        if (!sums.is_beyond(order)) continue;
        beyond.push_back(order.intent);
        sums.take_out(order);
    }
    return beyond;
}

}  // namespace swarmdesk::trading::risk
