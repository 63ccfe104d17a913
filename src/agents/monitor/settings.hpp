#pragma once

#include "config/setting.hpp"
#include "llm/cache/shared_analysis.hpp"

namespace swarmdesk::agents {

struct MonitorSettings {
    static constexpr std::string_view agent = "monitor";

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
    static void settings(Self& self, Visitor& visit)
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
};

}  // namespace swarmdesk::agents
