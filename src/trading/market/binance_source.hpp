#pragma once

#include <deque>
#include <memory>

#include "net/http_client.hpp"
#include "net/web_socket_client.hpp"
#include "runtime/backoff.hpp"
#include "runtime/channel.hpp"
#include "runtime/task_scope.hpp"
#include "trading/market/binance_history.hpp"
#include "trading/market/binance_session.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

/// Binance spot's public market data, without a key: quotes and candles by WebSocket, history and holes by REST. A thin
/// shell around `binance::Session`, which decides everything. Never ends by itself: it reconnects for ever, with a
/// backoff. One thread: the desk's executor.
class BinanceSource final : public Source {
public:
    struct Settings {
        std::vector<InstrumentId> instruments;  ///< of one venue, with symbols of Binance; empty: the usual three
        std::string rest_url = "https://data-api.binance.vision";
        std::string stream_url = "wss://data-stream.binance.vision";
        binance::Session::Settings session;
        runtime::Backoff::Settings backoff{.delay_min = std::chrono::milliseconds{250},
                                           .delay_max = std::chrono::seconds{30}};
        /// A connection this old was a good one: its end starts the backoff afresh. Keeps the dials far below the
        /// 300 in five minutes that Binance allows.
        nanoseconds settled_after = std::chrono::seconds{30};
        nanoseconds check_interval = std::chrono::seconds{1};  ///< of silence, age and retries
        nanoseconds request_timeout = std::chrono::seconds{10};
        std::string ca_file;                     ///< trusted beside the machine's own store
        binance::RestPacing::Settings pacing;    ///< of what is asked for of the past
        std::size_t history_requests_max = 512;  ///< waiting at once
    };

    /// Asks for the instruments' steps and bounds; fails where Binance cannot be reached or does not trade one of them.
    /// `clock` is borrowed until the source dies.
    static boost::asio::awaitable<Result<std::unique_ptr<BinanceSource>>> open(Settings settings, runtime::Clock& clock,
                                                                               std::uint64_t seed);

    /// Whether the stream answers too: opens it, waits for one message, closes it.
    boost::asio::awaitable<Result<void>> probe();

    std::string description() const override;
    bool is_real() const override { return true; }
    std::vector<Instrument> instruments() const override { return instruments_; }
    std::vector<nanoseconds> candle_intervals() const override { return {settings_.session.candle_interval}; }
    boost::asio::awaitable<Result<void>> run(Feed feed) override;
    /// One after the other, while it runs.
    void ask_history(HistoryRequest request, HistoryAnswer answer) override;

private:
    struct Connected {};
    struct Closed {
        std::string words;
    };
    struct Arrived {
        std::variant<Connected, Closed, std::string> what;
        std::uint64_t connection = 0;
    };
    struct Fetched {
        InstrumentId instrument;
        Result<std::vector<Candle>> candles;
        nanoseconds retry_after{};
    };
    struct Tick {};
    using Input = std::variant<Arrived, Fetched, Tick>;
    struct Run;
    struct Asked {
        HistoryRequest request;
        HistoryAnswer answer;
    };

    BinanceSource(Settings settings, runtime::Clock& clock, std::uint64_t seed, std::string interval,
                  std::shared_ptr<net::TlsContext> tls);

    /// Where the instruments are traded: all of them at one venue.
    const VenueId& venue() const { return settings_.instruments.front().venue; }
    net::WebSocketDial dial() const;
    net::ClientRequest get(const std::string& target) const;
    boost::asio::awaitable<Result<void>> learn_instruments();
    boost::asio::awaitable<void> follow(Run& run, const Feed& feed);
    boost::asio::awaitable<void> converse(Run& run, std::uint64_t connection, nanoseconds delay);
    boost::asio::awaitable<void> fetch(Run& run, binance::Session::FetchCandles wanted);
    boost::asio::awaitable<void> tick(Run& run);
    boost::asio::awaitable<void> answer_history();
    void answer_oldest(Result<std::vector<Candle>> candles);
    void perform(Run& run, const Feed& feed, binance::Session::Actions actions);
    void connect(Run& run, bool at_once);

    Settings settings_;
    runtime::Clock& clock_;
    runtime::Random random_;
    std::string interval_;
    std::shared_ptr<net::TlsContext> tls_;
    net::HttpClient http_;
    BinanceHistory history_;
    std::deque<Asked> asked_;  ///< the oldest is being answered, if it runs
    runtime::Wakeup asked_anew_;
    std::vector<Instrument> instruments_;
};

}  // namespace swarmdesk::trading::market
