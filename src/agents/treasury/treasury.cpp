#include "agents/treasury/treasury.hpp"

#include "agents/number_text.hpp"

namespace swarmdesk::agents::treasury {

using namespace trading;

namespace {

Result<AgentFactory> factory(const AgentParts& parts, const config::Section& section,
                             const std::vector<UserAccount>& accounts)
{
    const auto& settings = section.as<TreasurySettings>();
    const AccountId& account = accounts.front().account;
    const auto daybook = std::make_shared<Daybook>(Daybook::Settings{account, settings, parts.report_folder},
                                                   parts.desk, parts.history.statistics_of(account));
    parts.reports.offer(account, [daybook](std::string_view day) { return daybook->report(day); });
    return AgentFactory{[daybook, &settings](Context context) {
        return std::make_unique<Treasury>(std::move(context), *daybook, settings);
    }};
}

}  // namespace

AgentType type() { return {TreasurySettings::agent, {"Reports and rebalancing.", TreasurySettings{}}, factory}; }

Treasury::Treasury(Context context, Daybook& daybook, const TreasurySettings& settings)
    : Agent(std::move(context)), daybook_(daybook), settings_(settings)
{}

void Treasury::start() { advance(context().clocks.market.now()); }

void Treasury::on_quote(const Quote&)
{
    const Now now = context().clocks.market.now();
    if (utc_day(now.utc) != day_) advance(now);
}

void Treasury::on_heartbeat()
{
    advance(context().clocks.market.now());
    say_worth();
}

void Treasury::advance(Now now)
{
    day_ = utc_day(now.utc);
    const auto is_new_day = daybook_.advance(now.utc);
    if (!is_new_day) context().alerts.raise(Severity::warning, context().name, "report", is_new_day.error().detail);
    if (is_new_day && *is_new_day && settings_.raises_signals) propose_rebalancing(now);
}

void Treasury::propose_rebalancing(Now now)
{
    const bus::Priority priority{5};
    constexpr nanoseconds valid_for = std::chrono::minutes{5};
    for (const auto& trade : daybook_.rebalancing()) {
        Signal signal;
        signal.strategy = "rebalancing";
        signal.instrument = trade.instrument;
        signal.side = trade.side;
        signal.quote_quantity = trade.amount;
        signal.reduce_only = trade.side == Side::sell;
        signal.confidence_percent = 100;
        signal.reason = trade.message;
        signal.time = now.utc;
        signal.expires = now.utc + valid_for;
        if (!send(std::move(signal), priority)) return;
    }
}

void Treasury::say_worth()
{
    const auto equity = context().desk.equity(context().serves().account);
    if (!equity) return say_unwell("cannot value the account: a price is missing");
    const auto gain = daybook_.gain_today();
    const auto trades = daybook_.rebalancing();
    auto text =
        "equity " + number_text(equity->value()) + " USD" + (gain ? ", " + signed_number_text(*gain) + " today" : "");
    if (!trades.empty()) text += "; proposes to " + trades.front().message;
    say(std::move(text));
}

}  // namespace swarmdesk::agents::treasury
