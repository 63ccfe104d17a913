#include "trading/market/candle_ladder.hpp"

#include <utility>

#include "trading/market/candle_builder.hpp"
#include "trading/market/candle_fold.hpp"

namespace swarmdesk::trading::market {

nanoseconds CandleLadder::interval(std::size_t rung) const
{
    constexpr std::array<std::int64_t, rungs> steps{1, 15, 120};
    return interval_ * steps.at(rung);
}

void CandleLadder::add(const Candle& candle)
{
    Rungs& all = markets_[candle.instrument];
    for (std::size_t at = 0; at < rungs; ++at)
        if (candle.interval == interval(at)) put(all, at, candle);
}

void CandleLadder::put(Rungs& all, std::size_t at, const Candle& candle)
{
    Rung& rung = all.at(at);
    if (!rung.candles.empty() && candle.open_time < rung.candles.back().open_time + interval(at)) return;
    rung.candles.push_back(candle);
    if (rung.candles.size() > candles_max) rung.candles.pop_front();
    if (at + 1 < rungs) grow(all, at + 1, candle);
}

void CandleLadder::grow(Rungs& all, std::size_t at, const Candle& part)
{
    Rung& rung = all.at(at);
    const nanoseconds length = interval(at);
    const UtcTime start = floor_to_interval(part.open_time, length);
    if (rung.open && rung.open->open_time != start) put(all, at, *std::exchange(rung.open, std::nullopt));
    if (rung.missed == start) return;
    if (rung.open) {
        extend(*rung.open, part);
    } else {
        if (rung.candles.empty() && part.open_time != start) {
            rung.missed = start;
            return;
        }
        rung.open = part;
        rung.open->open_time = start;
        rung.open->interval = length;
    }
    if (part.open_time + part.interval >= start + length) put(all, at, *std::exchange(rung.open, std::nullopt));
}

std::vector<Candle> CandleLadder::read(const HistoryRequest& request) const
{
    CandleFold fold{request};
    const auto found = markets_.find(request.instrument);
    if (found == markets_.end()) return {};
    const Rungs& all = found->second;
    UtcTime from = request.from;
    for (std::size_t at = rungs; at-- > 0;) {
        if (request.interval % interval(at) != nanoseconds{0}) continue;
        // As far as the lower rungs do not reach back: from there on the shorter candles are taken.
        std::optional<UtcTime> until;
        for (std::size_t lower = at; lower-- > 0;) {
            const auto& candles = all.at(lower).candles;
            if (candles.empty() || request.interval % interval(lower) != nanoseconds{0}) continue;
            const UtcTime first = candles.front().open_time;
            const UtcTime start = floor_to_interval(first, interval(at));
            until = start == first ? first : start + interval(at);
            break;
        }
        for (const Candle& candle : all.at(at).candles) {
            if (candle.open_time < from) continue;
            if (until && candle.open_time >= *until) break;
            fold.add(candle);
        }
        if (until) from = std::max(from, *until);
    }
    return fold.finish();
}

}  // namespace swarmdesk::trading::market
