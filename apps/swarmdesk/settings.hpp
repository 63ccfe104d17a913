#pragma once

#include <filesystem>
#include <map>

#include "agents/settings.hpp"
#include "api/settings.hpp"
#include "notify/settings.hpp"
#include "paper_settings.hpp"
#include "telemetry/log.hpp"
#include "trading/execution/gate_settings.hpp"
#include "trading/market/candle_fields.hpp"
#include "trading/market/open_source.hpp"

namespace swarmdesk::config {

template <>
struct Value<trading::InstrumentId> {
    static std::string type() { return "venue:symbol"; }
    static Result<trading::InstrumentId> parse(std::string_view text)
    {
        auto value = trading::InstrumentId::parse(text);
        if (!value) return Error{Errc::malformed, "a venue and a symbol: paper:BTCUSDT"};
        return value;
    }
    static std::string show(const trading::InstrumentId& value) { return value.to_json_text(); }
};

template <>
struct Value<UtcTime> {
    static std::string type() { return "date or time"; }
    /// Empty: none, which is also what 1970 stands for.
    static Result<UtcTime> parse(std::string_view text)
    {
        if (text.empty()) return UtcTime{};
        auto value = trading::market::parse_candle_time(text);
        if (!value) return Error{Errc::malformed, "a date or a time, in UTC: 2025-04-03 or 2025-04-03T17:05:00"};
        return value;
    }
    static std::string show(UtcTime value) { return value == UtcTime{} ? "" : to_iso(value); }
};

}  // namespace swarmdesk::config

namespace swarmdesk::app {

/// Where prices come from.
struct MarketSettings {
    trading::market::Kind source = trading::market::Kind::automatic;
    std::vector<std::filesystem::path> data;
    UtcTime from;  ///< of 1970: none
    UtcTime to;    ///< likewise
    std::uint32_t warmup = 2'000;
    std::chrono::seconds timeframe{0};
    std::uint32_t speed = 1;
    std::uint64_t seed = 1;
    std::chrono::milliseconds tick_interval{250};
    std::uint32_t spread_tenth_basis_points = 10;
    std::vector<InstrumentSettings> instruments;
    std::vector<trading::InstrumentId> manual_instruments;
    std::vector<trading::Symbol> binance_instruments;
    std::string binance_rest_url = trading::market::BinanceSource::Settings{}.rest_url;
    std::string binance_stream_url = trading::market::BinanceSource::Settings{}.stream_url;

    /// In the terms of the module itself.
    trading::market::Settings to_module() const;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using std::chrono::milliseconds;
        visit(setting("source", "auto takes live public data if it answers within 3 s, else a simulated market."),
              self.source);
        visit(setting("data", "replay: candle files (.csv, .csv.gz, .zip), SYMBOL=FILE, or folders of them.",
                      at_most(64)),
              self.data);
        visit(
            setting("from", "replay: candles that begin earlier are not played. A date or a time, in UTC; empty: all."),
            self.from);
        visit(setting("to", "replay: candles that end later are not played. Empty: all."), self.to);
        visit(setting("warmup",
                      "replay: so many candles before `from` are taught to strategies and charts first, without quotes "
                      "or trading, and to a strategy as many as it needs; 0: none.",
                      at_most(2'000)),
              self.warmup);
        visit(
            setting("timeframe",
                    "replay: length of the candles that strategies see, built from shorter ones; 0s: as in the files.",
                    bounds(std::chrono::seconds{0}, std::chrono::hours{28 * 24})),
            self.timeframe);
        visit(setting("speed", "replay: times the recording's own pace.", bounds(1, 1'000'000)), self.speed);
        visit(setting("seed", "simulated: the same seed gives the same market.",
                      bounds(std::uint64_t{0}, std::uint64_t{1} << 62)),
              self.seed);
        visit(setting("tick_interval", "simulated: pause between two quotes.",
                      bounds(milliseconds{10}, milliseconds{60'000})),
              self.tick_interval);
        visit(setting("spread_tenth_basis_points", "replay: the whole spread around a candle's prices; 10 is 0.01 %.",
                      at_most(1000)),
              self.spread_tenth_basis_points);
        visit(setting("instruments",
                      "simulated and manual: what is traded; empty: BTCUSDT, ETHUSDT, SOLUSDT. replay: what is said of "
                      "recorded instruments. What is left out of an entry is as known or recorded; what is said wins.",
                      at_most(50)),
              self.instruments);
        visit(setting("manual_instruments",
                      "manual: what is traded as well, at one venue or several, each a paper exchange of its own.",
                      at_most(50)),
              self.manual_instruments);
        visit(setting("binance_instruments", "binance: what to watch; empty: BTCUSDT, ETHUSDT, SOLUSDT.", at_most(50)),
              self.binance_instruments);
        visit(setting("binance_rest_url", "binance: base address of the public REST API."), self.binance_rest_url);
        visit(setting("binance_stream_url", "binance: base address of the public streams."), self.binance_stream_url);
    }
    void validate(config::Violations& violations) const;
};

/// Whether language models are asked at all.
enum class UseOfModels {
    automatic = 1,  ///< unless the market is a recording
    on,
    off,
};
constexpr auto enum_table(UseOfModels)
{
    return std::to_array<EnumName<UseOfModels>>(
        {{UseOfModels::automatic, "auto"}, {UseOfModels::on, "on"}, {UseOfModels::off, "off"}});
}

/// Which language models the agents ask.
struct ModelSettings {
    UseOfModels use = UseOfModels::automatic;
    std::filesystem::path file;
    std::string model;
    std::string ollama_url = "http://127.0.0.1:11434";
    std::string ollama_model = "qwen3:8b";

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("use", "auto asks models unless the market is a replay; a replay at max speed never does."),
              self.use);
        visit(setting("file",
                      "A LiteLLM file with the models, as `swarmdesk llm --config` takes it; empty: a local "
                      "Ollama, used whenever it is up."),
              self.file);
        visit(setting("model", "The model of that file that the agents ask; empty: its first."), self.model);
        visit(setting("ollama_url", "Without a file: where Ollama listens."), self.ollama_url);
        visit(setting("ollama_model", "Without a file: which of Ollama's models is asked.", bounds(1, 500)),
              self.ollama_model);
    }
};

/// Everything that can be set, by module. `swarmdesk config print` shows it, docs/settings.md explains it.
struct Settings {
    std::filesystem::path state_folder = "state";
    telemetry::LogSettings log;
    swarmdesk::api::Settings api;
    notify::Settings notifications;
    trading::risk::Limits rails;
    trading::execution::GateSettings gate;
    MarketSettings market;
    PaperVenueSettings paper;
    ModelSettings models;
    agents::Settings agents;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("state_folder", "Where the ledger, the users, the keys and the paper exchange's book live."),
              self.state_folder);
        visit(setting("log", "What is logged, to stderr."), self.log);
        visit(setting("api", "The door for people and programs."), self.api);
        visit(setting("notifications", "Who is told of what happens. docs/notifications.md has more."),
              self.notifications);
        visit(setting("rails", "The limits every order is held to: may be tighter than the defaults, never looser."),
              self.rails);
        visit(setting("gate", "How the gate asks people and the venue."), self.gate);
        visit(setting("market", "Where prices come from."), self.market);
        visit(setting("paper", "The paper exchange."), self.paper);
        visit(setting("models", "Which language models the agents ask. docs/models.md has more."), self.models);
        visit(setting("agents", "What the agents do."), self.agents);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::app
