#include "trading/market/binance_history.hpp"

#include <charconv>

#include "trading/market/binance_stream.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;
using binance::RestPacing;

std::uint32_t used_weight(const net::Headers& headers)
{
    std::uint32_t weight = 0;
    if (const auto field = headers.find("X-MBX-USED-WEIGHT-1M"))
        std::from_chars(field->data(), field->data() + field->size(), weight);
    return weight;
}

/// What is outside the range was not asked for.
Result<std::vector<Candle>> parse(const std::string& body, const BinanceHistory::Range& range)
{
    auto candles = binance::parse_klines(body, {VenueId{"binance"}, range.symbol}, range.interval);
    if (!candles) return candles;
    if (!candles->empty() &&
        (candles->front().open_time < range.from || (range.to && candles->back().open_time >= *range.to)))
        return Error{Errc::malformed, "candles from outside the time asked for"};
    return candles;
}

}  // namespace

BinanceHistory::BinanceHistory(Settings settings, runtime::Clock& clock, runtime::Clock& network_clock,
                               std::uint64_t seed)
    : settings_(std::move(settings)),
      clock_(clock),
      pacing_(settings_.pacing, runtime::Random{seed}),
      http_(network_clock, net::HttpClientSettings{.tls = {settings_.ca_file}})
{}

asio::awaitable<Result<std::vector<Candle>>> BinanceHistory::fetch(Range range, std::uint32_t limit)
{
    const auto interval = binance::interval_name(range.interval);
    if (!interval) co_return interval.error();
    for (;;) {
        auto request = request_of(range, *interval, limit);
        const auto answer = co_await http_.request(std::move(request));
        std::vector<Candle> candles;
        const RestPacing::Action action = judge(answer, range, candles);
        if (const auto* error = std::get_if<Error>(&action))
            co_return Error{error->code, range.symbol.to_string() + ": " + error->detail};
        if (const auto* retry = std::get_if<RestPacing::Retry>(&action)) {
            if (on_wait) on_wait(retry->why, retry->delay);
            co_await clock_.sleep(retry->delay);
            continue;
        }
        const nanoseconds pause = std::get<RestPacing::Proceed>(action).pause;
        if (pause.count() > 0) {
            if (on_wait) on_wait("most of what Binance allows in a minute is used", pause);
            co_await clock_.sleep(pause);
        }
        co_return candles;
    }
}

net::ClientRequest BinanceHistory::request_of(const Range& range, const std::string& interval,
                                              std::uint32_t limit) const
{
    net::ClientRequest result;
    result.url = settings_.rest_url + binance::klines_target({range.symbol, interval, range.from, range.to, limit});
    result.total_timeout = settings_.request_timeout;
    return result;
}

RestPacing::Action BinanceHistory::judge(const net::ClientResult& answer, const Range& range,
                                         std::vector<Candle>& candles)
{
    if (!answer) return pacing_.on_failure("Binance does not answer (" + answer.error().error.detail + ")");
    if (answer->status == 200) {
        auto parsed = parse(answer->body, range);
        if (!parsed) return pacing_.on_failure("Binance's answer cannot be read (" + parsed.error().detail + ")");
        candles = std::move(*parsed);
    }
    return pacing_.on_answer(
        {answer->status, answer->body, binance::retry_after(answer->headers), used_weight(answer->headers)},
        clock_.now().utc);
}

}  // namespace swarmdesk::trading::market
