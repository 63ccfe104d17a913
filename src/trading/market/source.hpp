#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// What a source tells the desk, on the desk's executor.
struct Feed {
    std::function<void(const Quote&)> on_quote;
    std::function<void(const Candle&)> on_candle;  ///< complete candles only, oldest first
    /// Connected, reconnecting, gap found: one sentence for a person. `healthy` false means quotes may be missing.
    std::function<void(bool healthy, const std::string& words)> on_status;
};

/// Where prices come from. One run at a time.
class Source {
public:
    virtual ~Source() = default;
    virtual std::string description() const = 0;  ///< "replay of BTCUSDT, ETHUSDT, SOLUSDT, 2025-04-03 to 2025-07-02"
    virtual bool is_real() const = 0;             ///< real market data, or made up
    virtual std::vector<Instrument> instruments() const = 0;
    /// Feeds until the data ends (success), the caller cancels, or the source cannot go on.
    virtual boost::asio::awaitable<Result<void>> run(Feed feed) = 0;
};

}  // namespace swarmdesk::trading::market
