#include "trading/market/binance_past.hpp"

#include <algorithm>

#include "trading/market/binance_stream.hpp"
#include "trading/market/candle_builder.hpp"
#include "trading/market/candle_fold.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;

struct Part {
    nanoseconds interval{};
    UtcTime from;
    UtcTime to;
};

/// Puts the candles into `fold`.
asio::awaitable<Result<void>> read(BinanceHistory& history, const HistoryRequest& request, Part part, CandleFold& fold)
{
    constexpr std::uint32_t rows_per_answer = 1000;
    std::int64_t rows_left = HistoryRequest::candles_max;
    while (part.from < part.to && rows_left > 0) {
        BinanceHistory::Range range{request.instrument.symbol, part.interval, part.from, part.to};
        auto fetching = history.fetch(std::move(range), rows_per_answer);
        const auto candles = co_await std::move(fetching);
        if (!candles) co_return candles.error();
        if (candles->empty()) break;
        for (Candle candle : *candles) {
            candle.instrument = request.instrument;
            fold.add(candle);
        }
        rows_left -= static_cast<std::int64_t>(candles->size());
        part.from = candles->back().open_time + part.interval;
    }
    co_return Result<void>{};
}

}  // namespace

asio::awaitable<Result<std::vector<Candle>>> fetch_past(BinanceHistory& history, HistoryRequest request,
                                                        nanoseconds own)
{
    request = request.bounded();
    if (own.count() <= 0 || request.interval % own != nanoseconds{0})
        co_return Error{Errc::out_of_range, "candles of the market do not make up those that are wanted"};
    const nanoseconds longest = binance::longest_interval_in(request.interval, own);
    const UtcTime running = floor_to_interval(request.before, request.interval);
    Part whole{longest, request.from, running};
    // Where several make one of those wanted, the bound is in those.
    const std::int64_t per_candle = request.interval / longest;
    whole.from = std::max(whole.from, running + -request.interval * (HistoryRequest::candles_max / per_candle));
    const Part rest{own, std::max(running, request.from), request.before};
    CandleFold fold{request};
    if (auto done = co_await read(history, request, whole, fold); !done) co_return done.error();
    if (auto done = co_await read(history, request, rest, fold); !done) co_return done.error();
    co_return fold.finish();
}

}  // namespace swarmdesk::trading::market
