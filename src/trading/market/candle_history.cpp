#include "trading/market/candle_history.hpp"

#include <algorithm>

namespace swarmdesk::trading::market {

CandleHistory::CandleHistory(Ask ask) : CandleHistory(std::move(ask), Settings{}) {}

CandleHistory::CandleHistory(Ask ask, Settings settings)
    : ask_(std::move(ask)), settings_(settings), entries_(std::make_shared<Entries>())
{}

CandleHistory::Found CandleHistory::find(const HistoryRequest& request, MonotonicTime now)
{
    const HistoryRequest wanted = request.bounded();
    const Key key{wanted.instrument, wanted.interval, wanted.before};
    auto found = entries_->find(key);
    const bool is_known = found != entries_->end() && found->second.request.from <= wanted.from;
    const bool is_due = is_known && found->second.retry_at && now >= *found->second.retry_at;
    if (!is_known || is_due) {
        ask(key, wanted);
        found = entries_->find(key);
    }
    Entry& entry = found->second;
    entry.used = ++uses_;
    if (entry.state == State::failed && !entry.retry_at) entry.retry_at = now + settings_.retry_after;
    make_room(key);
    const auto first = std::partition_point(entry.candles.begin(), entry.candles.end(),
                                            [&](const Candle& candle) { return candle.open_time < wanted.from; });
    return {entry.state, {first, entry.candles.end()}, entry.why};
}

void CandleHistory::ask(const Key& key, const HistoryRequest& request)
{
    const std::uint64_t number = ++asked_;
    entries_->insert_or_assign(key, Entry{request, number, 0, State::asked, {}, {}, {}});
    ask_(request, [kept = std::weak_ptr{entries_}, key, number](Result<std::vector<Candle>> candles) {
        const auto entries = kept.lock();
        if (!entries) return;
        const auto found = entries->find(key);
        if (found == entries->end() || found->second.number != number) return;
        Entry& entry = found->second;
        entry.state = candles ? State::here : State::failed;
        if (candles)
            entry.candles = std::move(*candles);
        else
            entry.why = candles.error().detail;
    });
}

void CandleHistory::make_room(const Key& kept)
{
    const auto is_full = [this] {
        std::size_t candles = 0;
        for (const auto& [key, entry] : *entries_) candles += entry.candles.size();
        return entries_->size() > settings_.entries_max || candles > settings_.candles_max;
    };
    while (entries_->size() > 1 && is_full()) {
        auto oldest = entries_->end();
        for (auto at = entries_->begin(); at != entries_->end(); ++at)
            if (at->first != kept && (oldest == entries_->end() || at->second.used < oldest->second.used)) oldest = at;
        entries_->erase(oldest);
    }
}

}  // namespace swarmdesk::trading::market
