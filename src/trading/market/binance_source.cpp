#include "trading/market/binance_source.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "base/assert.hpp"
#include "trading/market/binance_pacing.hpp"
#include "trading/market/binance_past.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;
using binance::Session;

/// Messages waiting to be handled; a desk that falls this far behind drops the connection rather than trade on the
/// past.
constexpr std::size_t texts_max = 4096;
/// Room beside the messages for the few inputs that must never be lost.
constexpr std::size_t headroom = 1024;

std::vector<InstrumentId> ids_of(const std::vector<Instrument>& instruments)
{
    std::vector<InstrumentId> result;
    for (const Instrument& instrument : instruments) result.push_back(instrument.id);
    return result;
}

}  // namespace

/// What lives as long as one `run`.
struct BinanceSource::Run {
    Run(const asio::any_io_executor& executor, const std::vector<Instrument>& instruments, const Settings& settings)
        : session(ids_of(instruments), settings.session),
          backoff(settings.backoff),
          tasks(executor, [this](const std::string&, const std::exception_ptr&) { failed = true; })
    {}

    void push(Input input)
    {
        const auto pushed = inputs.try_push(std::move(input));
        SWARMDESK_ASSERT(pushed == runtime::Push::accepted);
    }

    Session session;
    runtime::Backoff backoff;
    runtime::Channel<Input> inputs{texts_max + headroom};
    std::uint64_t connection = 0;
    runtime::TaskScope::TaskId reader = 0;
    std::optional<MonotonicTime> connected_at;
    bool failed = false;  // a task threw what it should not
    runtime::TaskScope tasks;
};

asio::awaitable<Result<std::unique_ptr<BinanceSource>>> BinanceSource::open(Settings settings, runtime::Clock& clock,
                                                                            std::uint64_t seed)
{
    if (settings.instruments.empty()) settings.instruments = ids_of(usual_instruments());
    for (const InstrumentId& one : settings.instruments)
        if (one.venue != settings.instruments.front().venue)
            co_return Error{Errc::out_of_range, "one source has the instruments of one venue"};
    auto interval = binance::interval_name(settings.session.candle_interval);
    if (!interval) co_return interval.error();
    const net::TlsSettings tls_settings{settings.ca_file};
    auto tls = net::TlsContext::make(tls_settings);
    if (!tls) co_return tls.error();
    std::unique_ptr<BinanceSource> source{new BinanceSource{std::move(settings), clock, seed, *interval, *tls}};
    if (auto learned = co_await source->learn_instruments(); !learned) co_return learned.error();
    co_return std::move(source);
}

BinanceSource::BinanceSource(Settings settings, runtime::Clock& clock, std::uint64_t seed, std::string interval,
                             std::shared_ptr<net::TlsContext> tls)
    : settings_(std::move(settings)),
      clock_(clock),
      random_(seed),
      interval_(std::move(interval)),
      tls_(std::move(tls)),
      http_(clock, net::HttpClientSettings{.tls = {settings_.ca_file}}),
      history_({settings_.rest_url, settings_.ca_file, settings_.request_timeout, settings_.pacing}, clock, clock,
               random_.fork("history").next())
{}

asio::awaitable<Result<void>> BinanceSource::learn_instruments()
{
    auto request = get(binance::exchange_info_target(settings_.instruments));
    const auto answer = co_await http_.request(std::move(request));
    if (!answer) co_return answer.error().error;
    if (answer->status != 200)
        co_return Error{Errc::unavailable, "Binance answered " + std::to_string(answer->status) + " to exchangeInfo"};
    const auto known = binance::parse_exchange_info(answer->body, venue());
    if (!known) co_return known.error();
    for (const InstrumentId& wanted : settings_.instruments) {
        const auto found =
            std::find_if(known->begin(), known->end(), [&](const Instrument& one) { return one.id == wanted; });
        if (found == known->end())
            co_return Error{Errc::not_found, "Binance does not trade " + wanted.symbol.to_string() + " now"};
        instruments_.push_back(*found);
    }
    co_return Result<void>{};
}

asio::awaitable<Result<void>> BinanceSource::probe()
{
    auto wanted = dial();
    auto session = co_await net::connect_web_socket(clock_, std::move(wanted));
    if (!session) co_return session.error();
    const auto text = co_await (*session)->receive();
    if (!text) co_return text.error();
    const auto event = binance::parse_event(*text, venue());
    if (!event) co_return event.error();
    co_return Result<void>{};
}

std::string BinanceSource::description() const
{
    std::string names;
    for (const Instrument& instrument : instruments_)
        names += (names.empty() ? "" : ", ") + instrument.id.symbol.to_string();
    return "live market data of " + names + " from Binance";
}

asio::awaitable<Result<void>> BinanceSource::run(Feed feed)
{
    const auto executor = co_await asio::this_coro::executor;
    Run run{executor, instruments_, settings_};
    std::exception_ptr error;
    try {
        co_await follow(run, feed);
    } catch (...) {
        error = std::current_exception();
    }
    // Cancelled or not, the tasks must have ended before what they borrow goes.
    co_await asio::this_coro::reset_cancellation_state();
    co_await run.tasks.stop();
    while (!asked_.empty()) answer_oldest(Error{Errc::unavailable, "the market data connection has ended"});
    if (error) std::rethrow_exception(error);
    co_return Error{Errc::internal, "the market data connection ended unexpectedly"};
}

asio::awaitable<void> BinanceSource::follow(Run& run, const Feed& feed)
{
    run.tasks.spawn(tick(run), "check");
    run.tasks.spawn(answer_history(), "history");
    connect(run, true);
    while (!run.failed) {
        auto input = co_await run.inputs.pop();
        const Now now = clock_.now();
        if (const auto* arrived = std::get_if<Arrived>(&*input)) {
            if (arrived->connection != run.connection) continue;  // of a connection given up
            if (const auto* text = std::get_if<std::string>(&arrived->what)) {
                perform(run, feed, run.session.on_text(*text, now));
            } else if (const auto* closed = std::get_if<Closed>(&arrived->what)) {
                perform(run, feed, run.session.on_disconnected(closed->words));
            } else {
                run.connected_at = now.monotonic;
                perform(run, feed, run.session.on_connected(now));
            }
        } else if (auto* fetched = std::get_if<Fetched>(&*input)) {
            perform(run, feed,
                    fetched->candles
                        ? run.session.on_candles(fetched->instrument, std::move(*fetched->candles))
                        : run.session.on_fetch_failed(fetched->instrument, to_string(fetched->candles.error()),
                                                      fetched->retry_after, now));
        } else {
            perform(run, feed, run.session.on_time(now));
        }
    }
}

asio::awaitable<void> BinanceSource::converse(Run& run, std::uint64_t connection, nanoseconds delay)
{
    if (delay.count() > 0) co_await clock_.sleep(delay);
    auto wanted = dial();
    auto session = co_await net::connect_web_socket(clock_, std::move(wanted));
    if (!session) {
        run.push(Arrived{Closed{to_string(session.error())}, connection});
        co_return;
    }
    run.push(Arrived{Connected{}, connection});
    for (;;) {
        auto text = co_await (*session)->receive();
        if (!text || run.inputs.size() >= texts_max) {
            const std::string words = text ? "this desk fell behind the market" : to_string(text.error());
            run.push(Arrived{Closed{words}, connection});
            co_return;
        }
        run.push(Arrived{std::move(*text), connection});
    }
}

asio::awaitable<void> BinanceSource::fetch(Run& run, Session::FetchCandles wanted)
{
    auto request = get(binance::klines_target(
        {wanted.instrument.symbol, interval_, wanted.from, wanted.to, Session::rows_per_answer}));
    const auto answer = co_await http_.request(std::move(request));
    Fetched fetched{wanted.instrument, Error{Errc::unavailable, "no answer"}, {}};
    if (!answer) {
        fetched.candles = answer.error().error;
    } else if (answer->status != 200) {
        fetched.candles = Error{Errc::unavailable, "Binance answered " + std::to_string(answer->status) + " to klines"};
        fetched.retry_after = binance::retry_after(answer->headers);
    } else {
        fetched.candles = binance::parse_klines(answer->body, wanted.instrument, settings_.session.candle_interval);
    }
    run.push(std::move(fetched));
}

asio::awaitable<void> BinanceSource::tick(Run& run)
{
    for (;;) {
        co_await clock_.sleep(settings_.check_interval);
        if (run.inputs.size() < texts_max) run.push(Tick{});
    }
}

void BinanceSource::ask_history(HistoryRequest request, HistoryAnswer answer)
{
    if (asked_.size() >= settings_.history_requests_max)
        return answer(Error{Errc::limit_exceeded, "too much of the past is being fetched already: try again later"});
    asked_.push_back({std::move(request), std::move(answer)});
    asked_anew_.wake();
}

asio::awaitable<void> BinanceSource::answer_history()
{
    for (;;) {
        if (asked_.empty()) {
            co_await asked_anew_.wait();
            continue;
        }
        HistoryRequest request = asked_.front().request;
        auto fetching = fetch_past(history_, std::move(request), settings_.session.candle_interval);
        auto candles = co_await std::move(fetching);
        answer_oldest(std::move(candles));
    }
}

void BinanceSource::answer_oldest(Result<std::vector<Candle>> candles)
{
    const Asked asked = std::move(asked_.front());
    asked_.pop_front();
    asked.answer(std::move(candles));
}

void BinanceSource::perform(Run& run, const Feed& feed, Session::Actions actions)
{
    for (auto& action : actions) {
        if (const auto* quote = std::get_if<Session::PublishQuote>(&action)) {
            feed.on_quote(quote->quote);
        } else if (const auto* candle = std::get_if<Session::PublishCandle>(&action)) {
            feed.on_candle(candle->candle);
        } else if (const auto* words = std::get_if<Session::Tell>(&action)) {
            feed.on_status(words->is_healthy, "Binance: " + words->words);
        } else if (auto* wanted = std::get_if<Session::FetchCandles>(&action)) {
            run.tasks.spawn(fetch(run, std::move(*wanted)), "fetch candles");
        } else {
            connect(run, std::get<Session::Reconnect>(action).at_once);
        }
    }
}

void BinanceSource::connect(Run& run, bool at_once)
{
    run.tasks.cancel(run.reader);
    const bool was_good = run.connected_at && clock_.now().monotonic - *run.connected_at >= settings_.settled_after;
    const bool is_first = run.connection == 0;
    run.connected_at.reset();
    if (was_good) run.backoff.on_success();
    const nanoseconds delay = is_first || (was_good && at_once)
                                  ? nanoseconds{0}
                                  : run.backoff.on_failure(random_).value_or(settings_.backoff.delay_max);
    run.reader = run.tasks.spawn(converse(run, ++run.connection, delay), "stream");
}

net::WebSocketDial BinanceSource::dial() const
{
    net::WebSocketDial result;
    result.url = settings_.stream_url + binance::stream_target(settings_.instruments, interval_);
    result.timeout = settings_.request_timeout;
    result.tls = tls_;
    return result;
}

net::ClientRequest BinanceSource::get(const std::string& target) const
{
    net::ClientRequest result;
    result.url = settings_.rest_url + target;
    result.total_timeout = settings_.request_timeout;
    return result;
}

}  // namespace swarmdesk::trading::market
