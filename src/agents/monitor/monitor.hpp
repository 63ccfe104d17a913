#pragma once

#include <deque>
#include <map>

#include "agents/agent_type.hpp"
#include "agents/monitor/commentator.hpp"

namespace swarmdesk::agents::monitor {

AgentType type();

/// Watches prices, volumes, feeds and the account's drawdown, raises alerts, and has the markets commented on. It only
/// looks.
class Monitor final : public Agent {
public:
    Monitor(Context context, const MonitorSettings& settings);

    void start() override;
    void on_quote(const trading::Quote& quote) override;
    void on_candle(const trading::Candle& candle) override;
    void on_heartbeat() override;

private:
    struct Sample {
        MonotonicTime time;
        trading::Price price;
    };
    struct Watch {
        std::optional<MonotonicTime> last_quote;  ///< in real time: whether the feed is alive
        bool is_stale = false;
        std::deque<Sample> prices;              ///< of the last window, a few a piece
        std::deque<trading::Quantity> volumes;  ///< of the last candles
        trading::Quantity volume_sum;
    };

    void check_move(Watch& watch, const trading::Quote& quote);
    void check_feeds();
    void check_drawdown(const AccountId& account);
    void raise(Severity severity, const std::string& key, const std::string& text);

    const MonitorSettings& settings_;
    Commentator commentator_;
    std::map<trading::InstrumentId, Watch> watches_;
    struct Height {
        std::int64_t day = 0;
        trading::Usd equity;  ///< the highest of the day
    };
    std::map<AccountId, Height> heights_;
};

}  // namespace swarmdesk::agents::monitor
