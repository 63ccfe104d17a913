#pragma once

#include <deque>
#include <map>
#include <optional>

#include "trading/market/binance_stream.hpp"

namespace swarmdesk::trading::market::binance {

/// What to make of a connection to Binance: which quotes and candles to publish, what is missing and must be fetched,
/// when to connect anew. A pure state machine: holds no socket and no timer. Every input returns the actions to carry
/// out, in order.
///
/// - Candles are published without holes or repeats: a missing one is fetched by REST, and what arrives meanwhile
/// waits.
///   What the venue itself does not have after a fetch is skipped, and said.
/// - A quote whose update id is not above the last one of the same connection is dropped.
/// - A connection is replaced when it is silent, talks nonsense, announces its end, or nears the venue's 24-hour cut.
class Session {
public:
    static constexpr std::uint32_t rows_per_answer = 1000;  ///< Binance's own bound for one REST answer

    struct Settings {
        nanoseconds candle_interval = std::chrono::minutes{1};
        std::int64_t history_candles = 300;  ///< complete ones, at the first connection; fewer than 1000
        nanoseconds silence_max = std::chrono::seconds{15};    ///< of the whole stream
        nanoseconds quote_age_max = std::chrono::seconds{10};  ///< of one instrument, before that is said
        nanoseconds lifetime_max = std::chrono::hours{24} - std::chrono::minutes{10};
        std::uint32_t malformed_max = 5;                          ///< messages per connection
        std::uint32_t fetch_attempts_max = 5;                     ///< then the hole is accepted
        nanoseconds fetch_retry_delay = std::chrono::seconds{2};  ///< doubles with each attempt
    };

    struct PublishQuote {
        Quote quote;
    };
    struct PublishCandle {
        Candle candle;
    };
    struct Tell {
        bool is_healthy;
        std::string words;
    };
    /// Ask REST for candles from `from` on; before `to`, if given.
    struct FetchCandles {
        InstrumentId instrument;
        UtcTime from;
        std::optional<UtcTime> to;
    };
    /// Drop the connection and dial again: at once, or after a backoff.
    struct Reconnect {
        bool at_once;
    };
    using Action = std::variant<PublishQuote, PublishCandle, Tell, FetchCandles, Reconnect>;
    using Actions = std::vector<Action>;

    Session(const std::vector<InstrumentId>& instruments, Settings settings);

    [[nodiscard]] Actions on_connected(Now now);
    [[nodiscard]] Actions on_disconnected(const std::string& words);
    [[nodiscard]] Actions on_text(std::string_view text, Now now);
    /// About once a second.
    [[nodiscard]] Actions on_time(Now now);
    [[nodiscard]] Actions on_candles(const InstrumentId& instrument, std::vector<Candle> candles);
    [[nodiscard]] Actions on_fetch_failed(const InstrumentId& instrument, const std::string& words,
                                          nanoseconds retry_after, Now now);

    bool is_connected() const { return connected_at_.has_value(); }
    bool is_healthy() const;

private:
    static constexpr std::size_t waiting_max = 64;

    struct Fetch {
        UtcTime from;
        std::optional<UtcTime> to;
        std::uint32_t attempts = 1;
        std::optional<MonotonicTime> retry_at;  // none: under way
    };
    struct Market {
        std::uint64_t update_id = 0;
        std::optional<MonotonicTime> quoted_at;
        bool is_stale = false;
        std::optional<UtcTime> last_candle;
        std::optional<Fetch> fetch;
        std::deque<Candle> waiting;  // complete, arrived during a fetch
    };

    void take(const BookTicker& ticker, Now now, Actions& actions);
    void take(const Kline& kline, Now now, Actions& actions);
    void take(const ServerShutdown&, Now now, Actions& actions);
    void take(const Other&, Now now, Actions& actions);
    void take_complete(Market& market, const Candle& candle, Actions& actions);
    void fetch(Market& market, const InstrumentId& instrument, UtcTime from, std::optional<UtcTime> to,
               Actions& actions);
    void publish(Market& market, const Candle& candle, Actions& actions);
    void release_waiting(Market& market, Actions& actions);
    void tell(std::string words, Actions& actions);
    void reconnect(const std::string& why, bool at_once, Actions& actions);

    Settings settings_;
    VenueId venue_;  ///< of all its instruments
    std::map<InstrumentId, Market> markets_;
    std::optional<MonotonicTime> connected_at_;
    MonotonicTime heard_at_;
    std::uint32_t malformed_ = 0;
};

}  // namespace swarmdesk::trading::market::binance
