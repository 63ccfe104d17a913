#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "trading/market/history_request.hpp"

namespace swarmdesk::trading::market {

/// The past, for all in one cell who want to learn it: asks the market once for what several want and keeps what came,
/// bounded. What is not to be had now is asked for again after a pause. A cache: lost at restart. One thread.
class CandleHistory {
public:
    struct Settings {
        std::size_t entries_max = 1'000;    ///< instruments times intervals
        std::size_t candles_max = 200'000;  ///< in all of them; the longest unused makes room
        nanoseconds retry_after = std::chrono::minutes{1};
    };
    enum class State {
        asked = 1,  ///< the answer is on its way
        here,
        failed,  ///< `why` says what keeps it away; it is asked for again
    };
    struct Found {
        State state = State::here;
        std::span<const Candle> candles;  ///< until the next call
        std::string why;
    };
    /// Hands a request on to the market; the answer comes in this cell, in the call or later.
    using Ask = std::function<void(HistoryRequest request, HistoryAnswer answer)>;

    explicit CandleHistory(Ask ask);
    CandleHistory(Ask ask, Settings settings);

    /// What there is of that; where it is not known yet, it is asked for.
    Found find(const HistoryRequest& request, MonotonicTime now);

private:
    struct Key {
        InstrumentId instrument;
        nanoseconds interval{};
        UtcTime before;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Entry {
        HistoryRequest request;
        std::uint64_t number = 0;  ///< of the asking; an older one's answer is too late
        std::uint64_t used = 0;
        State state = State::asked;
        std::vector<Candle> candles;
        std::string why;
        std::optional<MonotonicTime> retry_at;
    };
    using Entries = std::map<Key, Entry>;

    void ask(const Key& key, const HistoryRequest& request);
    void make_room(const Key& kept);

    Ask ask_;
    Settings settings_;
    std::shared_ptr<Entries> entries_;  ///< an answer that comes when this is gone finds nobody
    std::uint64_t asked_ = 0;
    std::uint64_t uses_ = 0;
};

}  // namespace swarmdesk::trading::market
