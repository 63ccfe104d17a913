#pragma once

#include <map>

#include "agents/user_account.hpp"
#include "config/setting.hpp"
#include "llm/cache/shared_analysis.hpp"
#include "trading/model/signal.hpp"
#include "trading/strategy/dca.hpp"
#include "trading/strategy/dip.hpp"
#include "trading/strategy/ema_cross.hpp"
#include "trading/strategy/limit_ladder.hpp"

/// \file
/// What a person may set about the agents. Durations that pace the swarm are meant for real time; `in_virtual_time`
/// stretches them for a replay.

namespace swarmdesk::agents {

struct SupervisorSettings {
    std::chrono::milliseconds signal_age_max{300'000};
    std::uint32_t remembered_max = 10'000;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
};

/// What an entry needs besides its strategy.
enum class Confirmation {
    none = 1,  ///< nothing
    model,     ///< a language model that was asked about this candle and is not bearish
};
constexpr auto enum_table(Confirmation)
{
    return std::to_array<EnumName<Confirmation>>({{Confirmation::none, "none"}, {Confirmation::model, "model"}});
}

struct OnlineTradingSettings {
    std::vector<std::string> strategies{"ema_cross"};
    trading::strategy::EmaCross::Settings ema_cross;
    Decimal stop_percent = Decimal::from_integer(8);
    std::chrono::milliseconds stop_repeat{30'000};
    Confirmation confirmation = Confirmation::none;
    std::chrono::milliseconds confirmation_timeout{20'000};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
};

struct BuyBotSettings {
    std::vector<std::string> rules{"dca", "dip"};
    trading::strategy::Dca::Settings dca;
    trading::strategy::Dip::Settings dip;
    trading::strategy::LimitLadder::Settings limit;
    Decimal holding_percent_max = Decimal::from_integer(30);

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
    void validate(config::Violations& violations) const;
};

struct TreasurySettings {
    std::map<trading::AssetId, Decimal> targets;
    Decimal band_percent = Decimal::from_integer(5);
    bool raises_signals = false;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
    void validate(config::Violations& violations) const;
};

struct MonitorSettings {
    Decimal move_percent = Decimal::from_integer(3);
    std::chrono::minutes move_window{15};
    std::uint32_t volume_multiple = 8;
    Decimal drawdown_percent = Decimal::from_integer(3);
    std::chrono::milliseconds stale_after{10'000};
    std::chrono::minutes repeat_after{30};
    std::uint32_t alerts_per_minute_max = 20;
    bool analyses = true;
    llm::cache::Timeframe analysis_timeframe = llm::cache::Timeframe::h1;
    std::chrono::milliseconds analysis_timeout{60'000};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
};

struct Settings {
    std::vector<UserAccount> accounts{{UserId{"operator"}, AccountId{"paper"}}};
    std::string manifests;
    std::chrono::milliseconds heartbeat_interval{1'000};
    std::chrono::milliseconds silent_after{5'000};
    std::uint32_t signals_kept_max = 1'000;
    std::uint32_t alerts_kept_max = 1'000;
    std::uint32_t analyses_kept_max = 200;
    SupervisorSettings supervisor;
    OnlineTradingSettings online_trading;
    BuyBotSettings buy_bot;
    TreasurySettings treasury;
    MonitorSettings monitor;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
    void validate(config::Violations& violations) const;
};

/// The same swarm in a replay, where years pass in seconds and quotes come a few to a candle: heartbeats and staleness
/// are counted in candles instead of seconds.
Settings in_virtual_time(Settings settings, nanoseconds candle_interval);

template <class Self, class Visitor>
void SupervisorSettings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("signal_age_max", "A signal concluded from data older than this is not acted on.",
                  bounds(std::chrono::milliseconds{100}, std::chrono::hours{24})),
          self.signal_age_max);
    visit(setting("remembered_max", "Signals remembered to tell a repeat from a new one.", bounds(100, 1'000'000)),
          self.remembered_max);
}

template <class Self, class Visitor>
void OnlineTradingSettings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    using namespace literals;
    visit(setting("strategies", "Which strategies run, each on every instrument.", at_most(16)), self.strategies);
    visit(setting("ema_cross", "The trend follower."), self.ema_cross);
    visit(setting("stop_percent",
                  "Where a position is left whose strategy's stop is not known, as after a restart, below its entry.",
                  bounds("0.1"_dec, "50"_dec), "%"),
          self.stop_percent);
    visit(setting("stop_repeat", "Pause before a stop that did not close its position is signalled again.",
                  bounds(std::chrono::milliseconds{1'000}, std::chrono::hours{1})),
          self.stop_repeat);
    visit(setting("confirmation",
                  "What an entry needs besides its strategy: none, or model: a language model asked about the candle, "
                  "who is not bearish. Without a model no entry is made then. Exits and stops never ask."),
          self.confirmation);
    visit(setting("confirmation_timeout", "How long an entry waits for the model; later it is not made.",
                  bounds(std::chrono::milliseconds{1'000}, std::chrono::minutes{5})),
          self.confirmation_timeout);
}

template <class Self, class Visitor>
void BuyBotSettings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    using namespace literals;
    visit(setting("rules", "Which of dca, dip and limit run, each on every instrument.", at_most(3)), self.rules);
    visit(setting("dca", "Buying on a schedule."), self.dca);
    visit(setting("dip", "Buying after a fall."), self.dip);
    visit(setting("limit", "Buying with orders that rest below the market."), self.limit);
    visit(setting("holding_percent_max", "Rests while what it bought of one instrument is worth more of the account.",
                  bounds("0"_dec, "100"_dec), "%"),
          self.holding_percent_max);
}

template <class Self, class Visitor>
void TreasurySettings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    using namespace literals;
    visit(setting("targets", "Wanted share of each asset in percent of equity; empty: no rebalancing is proposed.",
                  at_most(32)),
          self.targets);
    visit(setting("band_percent", "How far a share may drift before a trade is proposed.", bounds("0.1"_dec, "50"_dec),
                  "percentage points"),
          self.band_percent);
    visit(
        setting("raises_signals", "Whether proposals also go to the gate as signals, once a day; else they are words."),
        self.raises_signals);
}

template <class Self, class Visitor>
void MonitorSettings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    using namespace literals;
    visit(setting("move_percent", "A price move that is worth an alert.", bounds("0.1"_dec, "90"_dec), "%"),
          self.move_percent);
    visit(setting("move_window", "Within which time.", bounds(std::chrono::minutes{1}, std::chrono::hours{24})),
          self.move_window);
    visit(setting("volume_multiple", "A candle's volume, in multiples of the usual, that is worth an alert.",
                  bounds(2, 1000)),
          self.volume_multiple);
    visit(setting("drawdown_percent", "A fall of equity from its highest of the day that is worth an alert.",
                  bounds("0.1"_dec, "90"_dec), "%"),
          self.drawdown_percent);
    visit(setting("stale_after", "A feed is stale when no quote came for this long.",
                  bounds(std::chrono::milliseconds{1'000}, std::chrono::hours{24 * 7})),
          self.stale_after);
    visit(setting("repeat_after", "The same alert is not repeated sooner.",
                  bounds(std::chrono::minutes{1}, std::chrono::hours{24})),
          self.repeat_after);
    visit(setting("alerts_per_minute_max", "More are held back and counted.", bounds(1, 1000)),
          self.alerts_per_minute_max);
    visit(setting("analyses", "Whether each instrument is commented on: by a language model, else from facts."),
          self.analyses);
    visit(setting("analysis_timeframe", "Of the candles commented on, each once when it is complete."),
          self.analysis_timeframe);
    visit(setting("analysis_timeout", "How long a comment may take; later it is made from facts.",
                  bounds(std::chrono::milliseconds{1'000}, std::chrono::minutes{10})),
          self.analysis_timeout);
}

template <class Self, class Visitor>
void Settings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("accounts", "Where the agents trade, each account by itself.", bounds(1, 64)), self.accounts);
    visit(setting("manifests", "Folder with agent manifests; empty: the built-in ones."), self.manifests);
    visit(setting("heartbeat_interval", "How often each agent is asked whether it is alive.",
                  bounds(std::chrono::milliseconds{100}, std::chrono::hours{24})),
          self.heartbeat_interval);
    visit(setting("silent_after", "An agent that has not answered for this long is restarted.",
                  bounds(std::chrono::milliseconds{200}, std::chrono::hours{24 * 7})),
          self.silent_after);
    visit(setting("signals_kept_max", "Signals kept for the dashboard.", bounds(10, 100'000)), self.signals_kept_max);
    visit(setting("alerts_kept_max", "Alerts kept for the dashboard.", bounds(10, 100'000)), self.alerts_kept_max);
    visit(setting("analyses_kept_max", "Analyses kept for the dashboard.", bounds(10, 10'000)), self.analyses_kept_max);
    visit(setting("supervisor", "Routing and proposing."), self.supervisor);
    visit(setting("online_trading", "Strategies on exchange data."), self.online_trading);
    visit(setting("buy_bot", "Accumulation."), self.buy_bot);
    visit(setting("treasury", "Reports and rebalancing."), self.treasury);
    visit(setting("monitor", "Alerts."), self.monitor);
}

}  // namespace swarmdesk::agents
