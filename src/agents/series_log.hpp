#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "agents/shortage.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

/// What the running strategies work with, candle by candle: their indicators and levels (`Strategy::series`), for
/// charts. Of each strategy on each instrument for each account the newest candles, and of so many of them at most.
/// Survives the restart of an agent, not of the desk: whoever runs strategies warms them up with the candles there are.
class SeriesLog {
public:
    static constexpr std::size_t candles_max = 500;
    static constexpr std::size_t series_max = 512;

    struct Key {
        trading::AgentId agent;
        trading::AccountId account;
        trading::StrategyId strategy;
        trading::InstrumentId instrument;
        friend auto operator<=>(const Key&, const Key&) = default;
        friend bool operator==(const Key&, const Key&) = default;
    };
    struct Point {
        UtcTime open_time;                           ///< of the candle
        std::vector<std::optional<Decimal>> values;  ///< in the order of the names
    };
    struct Series {
        nanoseconds interval{};  ///< of the candles
        std::vector<std::string> names;
        std::deque<Point> points;          ///< oldest first
        std::optional<Shortage> shortage;  ///< while the strategy has seen too little to enter anything
    };

    /// Where nobody looks, such as in a replay, nothing need be kept.
    enum class Keep { nothing = 1, newest };
    explicit SeriesLog(Keep keep) : keep_(keep) {}
    bool is_kept() const { return keep_ == Keep::newest; }

    /// The values after this candle. Of a candle that is known already the newest values count; one before it is passed
    /// over. Other names or another interval begin the series anew; one beyond `series_max` is not kept.
    void add(const Key& key, const trading::Candle& candle, const trading::strategy::NamedValues& values);

    /// How the strategy stands with the past it needs; of one that shows nothing it is not kept.
    void note(const Key& key, std::optional<Shortage> shortage);
    /// The series begins anew: the strategy learns what it had not seen.
    void forget(const Key& key) { series_.erase(key); }

    const std::map<Key, Series>& all() const { return series_; }

private:
    Keep keep_;
    std::map<Key, Series> series_;
};

}  // namespace swarmdesk::agents
