#pragma once

#include <functional>
#include <optional>

#include "net/http_client.hpp"
#include "trading/market/binance_pacing.hpp"
#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// Candles of the past from Binance's public REST API, without a key, one request at a time. What passes by itself is
/// waited for (`RestPacing` decides); what does not is an error. One thread: the executor of whoever awaits.
class BinanceHistory {
public:
    struct Settings {
        std::string rest_url = "https://data-api.binance.vision";
        std::string ca_file;  ///< trusted beside the machine's own store
        nanoseconds request_timeout = std::chrono::seconds{20};
        binance::RestPacing::Settings pacing;
    };
    struct Range {
        Symbol symbol;
        nanoseconds interval{};  ///< one that Binance has
        UtcTime from;
        std::optional<UtcTime> to;  ///< exclusive; none: no end
    };

    /// `clock` says what time it is and waits between requests, `network_clock` times them; both are borrowed.
    BinanceHistory(Settings settings, runtime::Clock& clock, runtime::Clock& network_clock, std::uint64_t seed);

    /// The first candles that begin in the range, at most `limit` (up to 1000), oldest first. Empty: there are none.
    boost::asio::awaitable<Result<std::vector<Candle>>> fetch(Range range, std::uint32_t limit);

    /// Called with a sentence for a person before a wait.
    std::function<void(const std::string& why, nanoseconds delay)> on_wait;

private:
    net::ClientRequest request_of(const Range& range, const std::string& interval, std::uint32_t limit) const;
    /// Puts the candles of a good answer into `candles`.
    binance::RestPacing::Action judge(const net::ClientResult& answer, const Range& range,
                                      std::vector<Candle>& candles);

    Settings settings_;
    runtime::Clock& clock_;
    binance::RestPacing pacing_;
    net::HttpClient http_;
};

}  // namespace swarmdesk::trading::market
