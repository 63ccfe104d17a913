#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "base/codec.hpp"
#include "config/setting.hpp"
#include "trading/risk/scope.hpp"

namespace swarmdesk::trading::risk {

using namespace std::chrono_literals;
using namespace literals;

/// The numbers the rails hold everyone to. What stands here is the ceiling compiled in: settings may be tighter, never
/// looser (RAILS, first paragraph). They are written into the ledger whole when they change, and judged by from there.
struct Limits {
    Usd position_max{"10000"_dec};             ///< worst case per base asset, for an account and for a user
    Usd agent_position_max{"10000"_dec};       ///< the part of it one agent may cause
    Usd desk_position_max{"1000000"_dec};      ///< over all accounts
    Usd approval_above{"1000"_dec};            ///< strictly more needs a human
    std::uint32_t approvals_waiting_max = 10;  ///< requests of one user that wait at once
    std::uint32_t approval_requests_per_hour_max = 30;
    std::uint32_t admissions_per_hour_max = 20;
    std::uint32_t agent_admissions_per_hour_max = 20;
    std::uint32_t desk_admissions_per_hour_max = 20'000;
    std::uint32_t reductions_per_hour_max = 120;  ///< the budget of orders that only reduce
    std::uint32_t reductions_for_people = 40;     ///< the part of it that agents cannot spend
    std::uint32_t denials_per_hour_max = 100;     ///< of one user, recorded one by one; the rest are counted
    Decimal daily_loss_percent = "5"_dec;         ///< trips at and above, at every level
    std::uint32_t losses_in_a_row_max = 3;        ///< of an account, a user and an agent
    std::uint32_t desk_losses_in_a_row_max = 30;
    Decimal loss_percent = "2"_dec;  ///< a round trip counts as a loss strictly above
    nanoseconds quote_age_max = 1s;
    Decimal slippage_percent = "0.5"_dec;  ///< how far beyond the top of book a market order may reach
    Decimal taker_fee_percent = "0.1"_dec;
    std::vector<AssetId> usd_assets{AssetId{"USD"}, AssetId{"USDT"}};  ///< counted as 1 USD
    /// What one of an asset counts as, in USD, while no market prices it (RAILS 4).
    std::map<AssetId, Decimal> usd_rates{};
    std::vector<AssetId> ignored_assets;  ///< count as nothing while they have no price (RAILS 4)

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
    void validate(config::Violations& violations) const;
    friend bool operator==(const Limits&, const Limits&) = default;
};
SWARMDESK_DESCRIBE(Limits, position_max, agent_position_max, desk_position_max, approval_above, approvals_waiting_max,
                   approval_requests_per_hour_max, admissions_per_hour_max, agent_admissions_per_hour_max,
                   desk_admissions_per_hour_max, reductions_per_hour_max, reductions_for_people, denials_per_hour_max,
                   daily_loss_percent, losses_in_a_row_max, desk_losses_in_a_row_max, loss_percent, quote_age_max,
                   slippage_percent, taker_fee_percent, usd_assets, ignored_assets, usd_rates)

/// What limits are known by: the hash of all of them as they are written.
inline Hash fingerprint(const Limits& limits) { return sha256(encode(limits)); }

inline constexpr nanoseconds rate_window = 60min;

// Not written where they are used: clang 14 calls a literal in a template, where there is nothing to call.
inline constexpr Decimal daily_loss_least = "0.01"_dec;
inline constexpr Decimal charge_most = "5"_dec;

template <class Self, class Visitor>
void Limits::settings(Self& self, Visitor& visit)
{
    using namespace config;
    const Limits ceiling;
    const auto up_to = [](auto most) { return bounds(decltype(most){}, most); };
    visit(setting("position_max", "Worst case in one base asset, for an account and for a user.",
                  up_to(ceiling.position_max), "USD"),
          self.position_max);
    visit(
        setting("agent_position_max", "The part of it one agent may cause.", up_to(ceiling.agent_position_max), "USD"),
        self.agent_position_max);
    visit(setting("desk_position_max", "Worst case in one base asset over all accounts.",
                  up_to(ceiling.desk_position_max), "USD"),
          self.desk_position_max);
    visit(setting("approval_above",
                  "Strictly more than this, in one order or in an hour of unattended ones, needs a human.",
                  up_to(ceiling.approval_above), "USD"),
          self.approval_above);
    visit(setting("approvals_waiting_max", "Requests of one user that wait for a human at once.",
                  bounds(std::uint32_t{1}, ceiling.approvals_waiting_max)),
          self.approvals_waiting_max);
    visit(setting("approval_requests_per_hour_max", "Requests of one user in any sliding hour.",
                  bounds(std::uint32_t{1}, ceiling.approval_requests_per_hour_max)),
          self.approval_requests_per_hour_max);
    visit(setting("admissions_per_hour_max", "Intents of one user admitted in any sliding hour.",
                  up_to(ceiling.admissions_per_hour_max)),
          self.admissions_per_hour_max);
    visit(setting("agent_admissions_per_hour_max", "The same for one agent.",
                  up_to(ceiling.agent_admissions_per_hour_max)),
          self.agent_admissions_per_hour_max);
    visit(setting("desk_admissions_per_hour_max", "The same for the whole desk.",
                  up_to(ceiling.desk_admissions_per_hour_max)),
          self.desk_admissions_per_hour_max);
    visit(setting("reductions_per_hour_max", "Orders of one user that only reduce, in any sliding hour.",
                  bounds(1, 10'000)),
          self.reductions_per_hour_max);
    visit(setting("reductions_for_people", "The part of them that agents cannot spend.", bounds(0, 10'000)),
          self.reductions_for_people);
    visit(setting("denials_per_hour_max", "Denials of one user recorded one by one in any hour; the rest are counted.",
                  bounds(1, 10'000)),
          self.denials_per_hour_max);
    visit(setting("daily_loss_percent", "Loss of a UTC day at which only reductions pass until the next.",
                  bounds(daily_loss_least, ceiling.daily_loss_percent), "%"),
          self.daily_loss_percent);
    visit(setting("losses_in_a_row_max", "Losing round trips in a row that stop new exposure until a human re-arms.",
                  bounds(std::uint32_t{1}, ceiling.losses_in_a_row_max)),
          self.losses_in_a_row_max);
    visit(setting("desk_losses_in_a_row_max", "The same over all accounts of the desk.",
                  bounds(std::uint32_t{1}, ceiling.desk_losses_in_a_row_max)),
          self.desk_losses_in_a_row_max);
    visit(setting("loss_percent", "A round trip counts as a loss strictly above this part of its entry cost.",
                  bounds(Decimal{}, ceiling.loss_percent), "%"),
          self.loss_percent);
    visit(
        setting("quote_age_max", "Older quotes decide nothing.", bounds(nanoseconds{1'000'000}, ceiling.quote_age_max)),
        self.quote_age_max);
    visit(setting("slippage_percent", "How far beyond the top of book a market order may reach.",
                  bounds(Decimal{}, charge_most), "%"),
          self.slippage_percent);
    visit(setting("taker_fee_percent", "The fee every valuation includes.", bounds(Decimal{}, charge_most), "%"),
          self.taker_fee_percent);
    visit(setting("usd_assets",
                  "Assets counted as one US dollar, unless their own market against another is more than 5 % off; all "
                  "others need a fresh cross rate.",
                  bounds(1, 8)),
          self.usd_assets);
    visit(setting("usd_rates",
                  "What one of an asset counts as while no instrument prices it, for a desk without such a market: "
                  "{EUR: 1.08}.",
                  at_most(16), "USD"),
          self.usd_rates);
    visit(setting("ignored_assets",
                  "Assets that count as nothing while they have no price (an airdrop); any other unpriced asset stops "
                  "increases.",
                  bounds(0, 64)),
          self.ignored_assets);
}

inline void Limits::validate(config::Violations& violations) const
{
    for (const auto& [asset, rate] : usd_rates) {
        const std::string place = "usd_rates." + asset.to_string();
        violations.require(rate.is_positive() && rate <= "1000000000"_dec, place,
                           "must be more than 0 and at most 1000000000, was " + rate.to_string());
        violations.require(std::find(usd_assets.begin(), usd_assets.end(), asset) == usd_assets.end(), place,
                           "is in usd_assets too: an asset counts as one dollar or at a rate, not both");
    }
}

}  // namespace swarmdesk::trading::risk
