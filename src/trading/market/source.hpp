#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "trading/market/history_request.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// What a source reports, and the one thing it asks; all on the caller's executor.
struct Feed {
    std::function<void(const Quote&)> on_quote;
    std::function<void(const Candle&)> on_candle;  ///< complete candles only, oldest first
    /// Complete candles from before the market begins, oldest first and before everything else: they teach, and nothing
    /// is concluded from them. May be empty.
    std::function<void(const Candle&)> on_history;
    /// Connected, reconnecting, gap found: one sentence for a person. `healthy` false means quotes may be missing.
    std::function<void(bool healthy, const std::string& words)> on_status;
    /// The price next to `from`, strictly between the two, that somebody waits for (a stop, at a venue or an agent's
    /// own); none: the market may go to `to` in one step. Only a source that knows no more than a candle's four prices
    /// asks: it then quotes every price that matters on the way. May be empty: nobody waits for anything.
    std::function<std::optional<Price>(const InstrumentId& instrument, Price from, Price to)> next_awaited;
};

/// Of two answers to `Feed::next_awaited`, the one the market meets first on its way from `from`.
inline std::optional<Price> nearer(Price from, std::optional<Price> a, std::optional<Price> b)
{
    if (!a || !b) return a ? a : b;
    return abs(a->value() - from.value()) <= abs(b->value() - from.value()) ? a : b;
}

/// Where prices come from. One run at a time.
class Source {
public:
    virtual ~Source() = default;
    virtual std::string description() const = 0;  ///< "replay of BTCUSDT, ETHUSDT, SOLUSDT, 2025-04-03 to 2025-07-02"
    virtual bool is_real() const = 0;             ///< real market data, or made up
    virtual std::vector<Instrument> instruments() const = 0;
    /// How long the candles are that it makes, each length once: known before there is one.
    virtual std::vector<nanoseconds> candle_intervals() const = 0;
    /// Feeds until the data ends (success), the caller cancels, or the source cannot go on.
    virtual boost::asio::awaitable<Result<void>> run(Feed feed) = 0;
    /// Asks for candles of the past, in an interval that its own candles make up: any number of times, also while it
    /// runs. `answer` is called once, on the caller's executor, in here or later; with an error where it cannot be told
    /// now what there was, and at the latest when `run` has ended.
    virtual void ask_history(HistoryRequest request, HistoryAnswer answer) = 0;
};

}  // namespace swarmdesk::trading::market
