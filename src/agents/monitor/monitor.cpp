#include "agents/monitor/monitor.hpp"

#include <algorithm>

#include "agents/number_text.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents::monitor {

using namespace trading;

namespace {

Result<AgentFactory> factory(const AgentParts&, const config::Section& section, const std::vector<UserAccount>&)
{
    const auto& settings = section.as<MonitorSettings>();
    return AgentFactory{
        [&settings](Context context) { return std::make_unique<Monitor>(std::move(context), settings); }};
}

void stretch(config::Section& section, nanoseconds candle_interval)
{
    auto& settings = section.as<MonitorSettings>();
    const auto candle = std::chrono::duration_cast<std::chrono::milliseconds>(candle_interval);
    settings.stale_after = std::max(settings.stale_after, 3 * candle);
    settings.analyses = false;  // nobody is there to read them
}

}  // namespace

AgentType type() { return {MonitorSettings::agent, {"Alerts.", MonitorSettings{}}, factory, stretch}; }

Monitor::Monitor(Context lent, const MonitorSettings& settings)
    : Agent(std::move(lent)), settings_(settings), commentator_(context(), settings)
{}

void Monitor::start() { say("all quiet"); }

void Monitor::on_quote(const Quote& quote)
{
    Watch& watch = watches_[quote.instrument];
    watch.last_quote = context().clocks.health.now().monotonic;
    if (watch.is_stale) {
        watch.is_stale = false;
        watch.prices.clear();
        raise(Severity::info, "back " + quote.instrument.symbol.to_string(),
              quote.instrument.symbol.to_string() + " has quotes again");
    }
    if (quote.is_sound()) check_move(watch, quote);
}

void Monitor::check_move(Watch& watch, const Quote& quote)
{
    constexpr int samples_per_window = 15;
    const nanoseconds window = settings_.move_window;
    auto& prices = watch.prices;
    while (!prices.empty() && quote.received - prices.front().time > window) prices.pop_front();
    if (prices.empty()) {
        prices.push_back({quote.received, quote.bid});
        return;
    }
    const auto then = prices.front().price.value();
    const auto moved = quote.bid.value() - then;
    const auto hundred = Decimal::from_integer(100);
    if (multiply(abs(moved), hundred, Rounding::toward_zero) >=
        multiply(then, settings_.move_percent, Rounding::away_from_zero)) {
        const auto name = quote.instrument.symbol.to_string();
        raise(
            Severity::warning, "move " + name + (moved.is_negative() ? " down" : " up"),
            name + " moved " + signed_number_text(percent_of(moved, then)) + " % to " + number_text(quote.bid.value()));
        prices.clear();
        prices.push_back({quote.received, quote.bid});
    } else if (quote.received - prices.back().time >= window / samples_per_window) {
        prices.push_back({quote.received, quote.bid});
    }
}

void Monitor::on_candle(const Candle& candle)
{
    constexpr std::size_t usual_of = 48;
    commentator_.on_candle(candle);
    Watch& watch = watches_[candle.instrument];
    if (!watch.last_quote) watch.last_quote = context().clocks.health.now().monotonic;
    const bool is_fresh = context().clocks.market.now().utc - strategy::close_time(candle) <= candle.interval;
    if (watch.volumes.size() == usual_of) {
        const auto count = Decimal::from_integer(static_cast<std::int64_t>(usual_of));
        const auto usual = divide(watch.volume_sum.value(), count, Rounding::half_even);
        const auto bound = multiply(usual, Decimal::from_integer(settings_.volume_multiple), Rounding::away_from_zero);
        if (is_fresh && usual.is_positive() && candle.volume.value() >= bound) {
            const auto name = candle.instrument.symbol.to_string();
            raise(Severity::info, "volume " + name,
                  name + " traded " + number_text(candle.volume.value()) + ", usually " + number_text(usual));
        }
        watch.volume_sum -= watch.volumes.front();
        watch.volumes.pop_front();
    }
    watch.volumes.push_back(candle.volume);
    watch.volume_sum += candle.volume;
}

void Monitor::on_heartbeat()
{
    check_feeds();
    for (const auto& serves : context().accounts) check_drawdown(serves.account);
}

void Monitor::check_feeds()
{
    const auto now = context().clocks.health.now().monotonic;
    for (auto& [instrument, watch] : watches_) {
        const nanoseconds age = now - watch.last_quote.value_or(now);
        if (watch.is_stale || age <= settings_.stale_after) continue;
        watch.is_stale = true;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
        raise(Severity::warning, "stale " + instrument.symbol.to_string(),
              "no quote of " + instrument.symbol.to_string() + " for " + std::to_string(seconds) + " s");
    }
}

void Monitor::check_drawdown(const AccountId& account)
{
    const auto equity = context().desk.equity(account);
    if (!equity) return;
    const auto day = utc_day(context().clocks.market.now().utc);
    Height& highest = heights_[account];
    if (day != highest.day) highest = {day, *equity};
    highest.equity = std::max(highest.equity, *equity);
    const auto fall = percent_of((highest.equity - *equity).value(), highest.equity.value());
    if (fall >= settings_.drawdown_percent)
        raise(Severity::critical, "drawdown " + account.to_string(),
              "equity of " + account.to_string() + " is " + number_text(fall) + " % below its highest of the day");
}

void Monitor::raise(Severity severity, const std::string& key, const std::string& text)
{
    if (context().alerts.raise(severity, context().name, key, text)) say(text);
}

}  // namespace swarmdesk::agents::monitor
