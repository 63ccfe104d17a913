#include <algorithm>

#include "trading/risk/index.hpp"
#include "trading/risk/resting.hpp"
#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {
namespace {

Decimal number(std::uint64_t count) { return Decimal::from_integer(static_cast<std::int64_t>(count)); }

/// One account's rails, one after the other.
struct Gauges {
    const RailsState& state;
    const Valuation& valuation;
    const LossWatch& watch;
    const Quotes& quotes;
    std::vector<Gauge> list;

    Gauge& add(DenialCode rail, const Scope& scope, Decimal used, Decimal limit, std::string unit, bool is_tripped)
    {
        Gauge gauge;
        gauge.rail = rail;
        gauge.scope = scope;
        gauge.used = used;
        gauge.limit = limit;
        gauge.unit = std::move(unit);
        gauge.is_tripped = is_tripped;
        list.push_back(std::move(gauge));
        return list.back();
    }

    /// The larger side of all instruments of a base asset; left out where one of them has no price.
    template <class ExposureOf>
    void position(const Scope& scope, const InstrumentId& shown, Usd limit, ExposureOf exposure_on)
    {
        Usd buys;
        Usd sells;
        for (const InstrumentId& id : valuation.instruments_of(state.instruments.at(shown).base)) {
            const std::optional<Exposure> exposure = exposure_on(id);
            if (!exposure) continue;
            const auto quote = quotes.find(id);
            const auto rate = valuation.mark(state.instruments.at(id).quote, quotes);
            if (quote == quotes.end() || !quote->second.is_sound() || !rate) return;
            buys += worst_case(*exposure, Side::buy, quote->second, rate->rate);
            sells += worst_case(*exposure, Side::sell, quote->second, rate->rate);
        }
        const Usd used = std::max(buys, sells);
        add(DenialCode::position_limit, scope, used.value(), limit.value(), "USD", used > limit).instrument = shown;
    }

    void daily_loss(const Scope& scope, LossWatch::Key key, bool is_tripped)
    {
        const LossMeasure& measure = watch.measure_of(key);
        const auto value = watch.value(key, quotes);
        if (!value || !measure.baseline.is_positive()) return;
        const Usd loss = std::max(measure.start - *value, Usd{});
        const Decimal percent =
            divide(times_up(loss.value(), hundred), measure.baseline.value(), Rounding::away_from_zero);
        add(DenialCode::daily_loss, scope, round_to_step(percent, "0.01"_dec, Rounding::away_from_zero),
            state.limits.daily_loss_percent, "percent", is_tripped);
    }

    void rate(DenialCode rail, const Scope& scope, std::uint32_t used, std::uint32_t limit)
    {
        add(rail, scope, number(used), number(limit), "per hour", used >= limit);
    }
    void streak(const Scope& scope, const LossStreak& streak, std::uint32_t limit)
    {
        add(DenialCode::loss_streak, scope, number(streak.losses), number(limit), "in a row", streak.is_tripped);
    }
};

std::optional<Exposure> find_exposure(const Budget& budget, const InstrumentId& id)
{
    const auto found = budget.exposures.find(id);
    return found == budget.exposures.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace

std::vector<Gauge> Rails::gauges(const AccountId& id, const Quotes& quotes, Moment now) const
{
    const auto found = index_->accounts.find(id);
    if (found == index_->accounts.end()) return {};
    const AccountRow& row = found->second;
    const Account& account = *row.account;
    const Limits& limits = state_.limits;
    Gauges gauges{state_, index_->valuation, index_->watch, quotes, {}};
    const Scope own = Scope::of(id);
    const Scope user = Scope::of(account.user);

    std::set<AssetId> bases;  // one gauge for each, though it may be held on several instruments
    for (const auto& [shown, holding] : account.holdings) {
        if (!bases.insert(state_.instruments.at(shown).base).second) continue;
        gauges.position(own, shown, limits.position_max, [&](const InstrumentId& other) -> std::optional<Exposure> {
            const auto at = account.holdings.find(other);
            return at == account.holdings.end() ? std::nullopt : std::optional{exposure_of(at->second)};
        });
        gauges.position(user, shown, limits.position_max,
                        [&](const InstrumentId& other) { return find_exposure(*row.user, other); });
        std::set<AgentId> agents;  // likewise, of how many strategies its lots may be
        for (const auto& [owner, lot] : holding.lots)
            if (const auto agent = state_.agents.find(owner.agent);
                agent != state_.agents.end() && agents.insert(owner.agent).second)
                gauges.position(Scope::of(owner.agent), shown, limits.agent_position_max,
                                [&](const InstrumentId& other) { return find_exposure(agent->second, other); });
        gauges.position(Scope::desk(), shown, limits.desk_position_max,
                        [&](const InstrumentId& other) { return find_exposure(state_.desk, other); });
    }

    gauges.daily_loss(own, row.key, account.baseline.is_tripped);
    gauges.daily_loss(user, row.user_sum->key, row.user_sum->is_tripped());
    for (const auto& [agent, key] : row.agents)
        gauges.daily_loss(Scope::of(agent), key, account.baseline.tripped_agents.contains(agent));
    gauges.daily_loss(Scope::desk(), index_->desk.key, index_->desk.is_tripped());

    const auto used = [&](const std::vector<Admission>& list) { return rate_use(list, now.desk, UINT32_MAX, {}).used; };
    const RateWindow& window = row.user->window;
    gauges.rate(DenialCode::rate_limit, user, used(window.admissions), limits.admissions_per_hour_max);
    gauges.rate(DenialCode::reduction_rate_limit, user, used(window.reductions), limits.reductions_per_hour_max);
    gauges.rate(DenialCode::approval_rate_limit, user, rate_use(window.approval_requests, now.desk, UINT32_MAX).used,
                limits.approval_requests_per_hour_max);
    gauges.add(DenialCode::approvals_waiting, user, number(row.user->approvals_waiting),
               number(limits.approvals_waiting_max), "waiting",
               row.user->approvals_waiting >= limits.approvals_waiting_max);
    for (const auto& [agent, key] : row.agents)
        if (const auto budget = state_.agents.find(agent); budget != state_.agents.end())
            gauges.rate(DenialCode::rate_limit, Scope::of(agent), used(budget->second.window.admissions),
                        limits.agent_admissions_per_hour_max);
    gauges.rate(DenialCode::rate_limit, Scope::desk(), used(state_.desk.window.admissions),
                limits.desk_admissions_per_hour_max);

    std::map<std::pair<AssetId, Side>, InstrumentId> asked;  // shown by the instrument of the newest admission
    for (const Admission& admission : window.admissions)
        if (is_in_window(admission.time, now.desk) && admission.unattended.is_positive())
            asked[{admission.base, admission.side}] = admission.instrument;
    for (const auto& [key, instrument] : asked) {
        const Usd sum = unattended_sum(window, now.desk, key.first, key.second, nullptr);
        Gauge& gauge =
            gauges.add(DenialCode::approval_rate_limit, user, sum.value(), limits.approval_above.value(), "USD", false);
        gauge.instrument = instrument;
        gauge.side = key.second;
        gauge.is_approval_sum = true;
    }

    gauges.streak(own, account.streak, limits.losses_in_a_row_max);
    gauges.streak(user, row.user->streak, limits.losses_in_a_row_max);
    for (const auto& [agent, key] : row.agents)
        if (const auto budget = state_.agents.find(agent); budget != state_.agents.end())
            gauges.streak(Scope::of(agent), budget->second.streak, limits.losses_in_a_row_max);
    gauges.streak(Scope::desk(), state_.desk.streak, limits.desk_losses_in_a_row_max);
    return std::move(gauges.list);
}

}  // namespace swarmdesk::trading::risk
