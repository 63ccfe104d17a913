#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"

/// \file
/// What Binance spot's public market data looks like on the wire, as values. Text in, values out: no I/O. Written from
/// Binance's published "WebSocket Streams" and "REST API" pages. The other side is not trusted: whatever does not fit
/// is an error, and unknown events are told apart from broken ones.

namespace swarmdesk::trading::market::binance {

/// The best bid and ask changed. `update_id` grows with every change of the instrument's book.
struct BookTicker {
    InstrumentId instrument;
    std::uint64_t update_id = 0;
    Price bid;
    Quantity bid_size;
    Price ask;
    Quantity ask_size;
    friend bool operator==(const BookTicker&, const BookTicker&) = default;
};

/// The current candle, sent about every two seconds, and once more when it is complete.
struct Kline {
    Candle candle;
    bool is_complete = false;
    friend bool operator==(const Kline&, const Kline&) = default;
};

/// The server will go away: connect anew.
struct ServerShutdown {
    friend bool operator==(const ServerShutdown&, const ServerShutdown&) = default;
};

/// Well-formed, but nothing this desk asked about.
struct Other {
    friend bool operator==(const Other&, const Other&) = default;
};

using Event = std::variant<BookTicker, Kline, ServerShutdown, Other>;

/// One message of the combined stream, `{"stream":…,"data":…}`. Binance says symbols; `venue` is where the desk trades
/// them, which need not be Binance.
Result<Event> parse_event(std::string_view text, const VenueId& venue);

/// The answer to `GET /api/v3/exchangeInfo`: the tradable instruments with their steps and bounds.
Result<std::vector<Instrument>> parse_exchange_info(std::string_view text, const VenueId& venue);

/// The answer to `GET /api/v3/klines`, oldest first. The last candle may be incomplete: the answer does not say.
Result<std::vector<Candle>> parse_klines(std::string_view text, const InstrumentId& instrument, nanoseconds interval);

/// `1m` for a minute. Errors name the intervals there are.
Result<std::string> interval_name(nanoseconds interval);

/// A minute for `1m`. Errors name the intervals there are.
Result<nanoseconds> interval_of(std::string_view name);

/// The longest there is that makes up such a candle, and is made up of the market's own.
nanoseconds longest_interval_in(nanoseconds interval, nanoseconds own);

/// `/stream?streams=btcusdt@bookTicker/btcusdt@kline_1m/…`.
std::string stream_target(const std::vector<InstrumentId>& instruments, std::string_view interval);

/// `/api/v3/exchangeInfo?symbols=…`, percent-encoded.
std::string exchange_info_target(const std::vector<InstrumentId>& instruments);

struct KlinesQuery {
    Symbol symbol;
    std::string interval;  ///< `1m`
    UtcTime from;
    std::optional<UtcTime> to;  ///< exclusive
    std::uint32_t limit = 1000;
};
/// `/api/v3/klines?symbol=…`, percent-encoded.
std::string klines_target(const KlinesQuery& query);

}  // namespace swarmdesk::trading::market::binance
