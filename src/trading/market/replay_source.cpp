#include "trading/market/replay_source.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "trading/market/candle_fold.hpp"
#include "trading/market/candle_player.hpp"

namespace swarmdesk::trading::market {

ReplaySource::ReplaySource(ReplayPlan plan, Settings settings, runtime::Clock& clock)
    : plan_(std::move(plan)), settings_(std::move(settings)), clock_(clock)
{
    SWARMDESK_ASSERT(!plan_.recordings.empty());
}

Result<std::unique_ptr<ReplaySource>> ReplaySource::open(Settings settings, runtime::Clock& clock)
{
    auto plan = plan_replay(settings);
    if (!plan) return plan.error();
    return std::make_unique<ReplaySource>(std::move(*plan), std::move(settings), clock);
}

std::string ReplaySource::description() const
{
    std::string names;
    for (const auto& recording : plan_.recordings)
        names += (names.empty() ? "" : ", ") + recording.instrument.id.symbol.to_string();
    constexpr std::size_t date_size = 10;
    return "replay of " + names + ", " + to_iso(plan_.first_time()).substr(0, date_size) + " to " +
           to_iso(plan_.last_time()).substr(0, date_size);
}

std::vector<Instrument> ReplaySource::instruments() const
{
    std::vector<Instrument> result;
    for (const auto& recording : plan_.recordings) result.push_back(recording.instrument);
    return result;
}

void ReplaySource::ask_history(HistoryRequest request, HistoryAnswer answer)
{
    const runtime::ClockHold hold{clock_};
    answer(read_history(request));
}

Result<std::vector<Candle>> ReplaySource::read_history(const HistoryRequest& request) const
{
    CandleFold fold{request};
    for (const auto& recording : plan_.recordings) {
        if (recording.instrument.id != request.instrument || settings_.warmup_max == 0) continue;
        CandleSeriesReader reader{recording.series};
        for (;;) {
            const auto row = reader.next();
            if (!row) return row.error();
            if (!*row || (*row)->open_time >= request.before) break;
            fold.add({request.instrument, (*row)->open_time, recording.series.interval, (*row)->open, (*row)->high,
                      (*row)->low, (*row)->close, (*row)->volume});
        }
    }
    return fold.finish();
}

boost::asio::awaitable<Result<void>> ReplaySource::run(Feed feed)
{
    std::vector<CandlePlayer> players;
    players.reserve(plan_.recordings.size());
    for (const auto& recording : plan_.recordings) {
        CandlePlayer& player = players.emplace_back(recording, settings_);
        if (auto started = player.start(feed); !started) co_return started.error();
        // Whoever learns from the past takes one instrument's after the other: queues are bounded.
        if (recording.warmup > 0) co_await clock_.sleep(nanoseconds{0});
    }
    const UtcTime first = plan_.first_time();
    const Now began = clock_.now();
    // A clock that lives in the recording's own time was started before us; candles as late as that would all be taken
    // for history.
    const bool is_lived_through = settings_.speed == 1 && began.utc >= first && began.utc < plan_.last_time();
    const MonotonicTime start = is_lived_through ? began.monotonic + -(began.utc - first) : began.monotonic;
    feed.on_status(true, description());

    const auto is_later = [](const CandlePlayer& a, const CandlePlayer& b) {
        return a.is_at_end() != b.is_at_end() ? a.is_at_end() : a.due() > b.due();
    };
    for (;;) {
        // The first of equals is the first by name.
        CandlePlayer* next = &players.front();
        for (CandlePlayer& player : players)
            if (is_later(*next, player)) next = &player;
        if (next->is_at_end()) co_return Result<void>{};

        const MonotonicTime due = start + (next->due() - first) / settings_.speed;
        MonotonicTime now = clock_.now().monotonic;
        if (due > now) {
            co_await clock_.sleep(due - now);
            now = clock_.now().monotonic;
        }
        if (auto played = next->play(feed, now); !played) co_return played.error();
    }
}

}  // namespace swarmdesk::trading::market
