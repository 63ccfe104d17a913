#include "trading/market/candle_fetch.hpp"

#include <algorithm>

#include "trading/market/binance_stream.hpp"
#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;
using std::chrono::year_month;
using Extent = CandleArchive::Extent;

constexpr std::uint32_t candles_per_answer = 1000;
/// The interval of a single candle could not be told from its file.
constexpr std::size_t rows_min = 2;

/// One call of `fetch_candles`.
class Fetch {
public:
    Fetch(BinanceHistory& history, CandleFetchRequest request, const std::string& interval,
          CandleFetchProgress progress, UtcTime end)
        : history_(history),
          request_(std::move(request)),
          progress_(std::move(progress)),
          archive_(request_.folder, request_.symbol.to_string(), interval),
          end_(end)
    {}

    asio::awaitable<Result<CandleFetchReport>> run()
    {
        if (auto prepared = archive_.prepare(); !prepared) co_return prepared.error();
        for (year_month month = month_of(request_.from); start_of(month) < end_; month += std::chrono::months{1}) {
            if (archive_.has(month, Extent::whole)) {
                ++report_.months_kept;
                continue;
            }
            const auto fetched = co_await fetch(month);
            if (!fetched) co_return fetched.error();
        }
        co_return report_;
    }

private:
    asio::awaitable<Result<void>> fetch(year_month month)
    {
        const UtcTime start = start_of(month);
        const UtcTime end = start_of(month + std::chrono::months{1});
        UtcTime from = std::max(request_.from, start);
        UtcTime to = std::min(end_, end);
        auto part = archive_.read_part(month);
        if (!part) co_return part.error();
        std::vector<CandleRow> rows = std::move(*part);
        // A part that begins later than what is wanted is fetched anew, as far as it goes.
        if (!rows.empty() && rows.front().open_time > from) {
            to = std::max(to, rows.back().open_time + request_.interval);
            rows.clear();
        }
        if (!rows.empty()) from = rows.front().open_time;
        const UtcTime next = rows.empty() ? from : rows.back().open_time + request_.interval;
        const bool is_month = from == start && to == end;
        if (next >= to && !is_month) {
            ++report_.months_kept;
            co_return Result<void>{};
        }
        if (!first_ && next < to) {
            const auto found = co_await find_first(next);
            if (!found) co_return found.error();
        }
        if (rows.empty() && *first_ >= to) co_return Result<void>{};  // from before the listing

        const std::size_t known = rows.size();
        const Result<void> read = co_await read_on(month, std::max(next, first_.value_or(next)), to, rows);
        const bool is_whole = read && is_month;
        if (rows.size() >= rows_min && (rows.size() > known || is_whole)) {
            const Extent extent = is_whole ? Extent::whole : Extent::part;
            if (auto written = archive_.write(month, extent, rows); !written) co_return written.error();
            report_.files.push_back(archive_.file(month, extent));
        }
        co_return read;
    }

    /// Whether and since when there is anything at all, so that the years before are not asked for one by one.
    asio::awaitable<Result<void>> find_first(UtcTime from)
    {
        BinanceHistory::Range range{request_.symbol, request_.interval, from, std::nullopt};
        constexpr std::uint32_t one = 1;
        auto finding = history_.fetch(std::move(range), one);
        const auto found = co_await std::move(finding);
        if (!found) co_return found.error();
        first_ = found->empty() ? end_ : found->front().open_time;
        if (*first_ > from && *first_ < end_ && report_.months_kept == 0) report_.listed = *first_;
        co_return Result<void>{};
    }

    asio::awaitable<Result<void>> read_on(year_month month, UtcTime next, UtcTime to, std::vector<CandleRow>& rows)
    {
        while (next < to) {
            BinanceHistory::Range range{request_.symbol, request_.interval, next, to};
            auto fetching = history_.fetch(std::move(range), candles_per_answer);
            const auto candles = co_await std::move(fetching);
            if (!candles) co_return candles.error();
            for (const Candle& candle : *candles)
                rows.push_back({candle.open_time, candle.open, candle.high, candle.low, candle.close, candle.volume});
            report_.candles += candles->size();
            if (progress_) progress_(month, rows.size());
            if (candles->empty()) break;
            next = candles->back().open_time + request_.interval;
        }
        co_return Result<void>{};
    }

    BinanceHistory& history_;
    CandleFetchRequest request_;
    CandleFetchProgress progress_;
    CandleArchive archive_;
    UtcTime end_;
    std::optional<UtcTime> first_;  // candle there is, at or after what was wanted first; `end_`: none
    CandleFetchReport report_;
};

}  // namespace

asio::awaitable<Result<CandleFetchReport>> fetch_candles(BinanceHistory& history, const runtime::Clock& clock,
                                                         CandleFetchRequest request, CandleFetchProgress progress)
{
    const auto interval = binance::interval_name(request.interval);
    if (!interval) co_return interval.error();
    if (request.interval < std::chrono::minutes{1})
        co_return Error{Errc::out_of_range, "candles of a minute to a day are fetched, not of " + *interval};
    // This machine's clock may be ahead of theirs: a candle is over a little later.
    constexpr nanoseconds settled = std::chrono::seconds{10};
    const UtcTime over = floor_to_interval(clock.now().utc + -settled, request.interval);
    const UtcTime end = std::min(over, request.to ? floor_to_interval(*request.to, request.interval) : over);
    const UtcTime from = request.from;
    const UtcTime start = floor_to_interval(from, request.interval);
    request.from = start < from ? start + request.interval : start;  // the first whole one
    if (request.from >= end)
        co_return Error{Errc::out_of_range, "there is no whole candle of " + *interval + " from " + to_iso(from) +
                                                " to " + to_iso(request.to.value_or(over))};
    Fetch fetch{history, std::move(request), *interval, std::move(progress), end};
    co_return co_await fetch.run();
}

}  // namespace swarmdesk::trading::market
