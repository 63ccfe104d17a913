#include "trading/market/simulated_source.hpp"

#include "base/assert.hpp"
#include "trading/market/made_up_past.hpp"

namespace swarmdesk::trading::market {
namespace {

SimulatedSource::Settings with_models(SimulatedSource::Settings settings)
{
    if (settings.models.empty()) settings.models = usual_models();
    return settings;
}

}  // namespace

SimulatedSource::SimulatedSource(Settings settings, runtime::Clock& clock)
    : settings_(with_models(std::move(settings))),
      clock_(clock),
      process_(settings_.models, settings_.seed),
      past_(settings_.candle_interval)
{
    SWARMDESK_ASSERT(settings_.tick_interval.count() > 0 && settings_.candle_interval >= settings_.tick_interval);
}

std::string SimulatedSource::description() const
{
    std::string names;
    for (const auto& model : settings_.models)
        names += (names.empty() ? "" : ", ") + model.instrument.id.symbol.to_string();
    return "simulated market of " + names + ", seed " + std::to_string(settings_.seed);
}

std::vector<Instrument> SimulatedSource::instruments() const
{
    std::vector<Instrument> result;
    for (const auto& model : settings_.models) result.push_back(model.instrument);
    return result;
}

boost::asio::awaitable<Result<void>> SimulatedSource::run(Feed feed)
{
    // The past is coarser than the present: thirty steps a candle look the same on a chart and start faster.
    constexpr int steps_per_candle = 30;
    const Now start = clock_.now();
    builders_.clear();
    for (const auto& model : settings_.models)
        builders_.emplace_back(model.instrument.id, model.instrument.tick, settings_.candle_interval);
    const nanoseconds coarse = std::max(settings_.tick_interval, settings_.candle_interval / steps_per_candle);
    const nanoseconds past = settings_.candle_interval * static_cast<std::int64_t>(settings_.history_candles);
    const UtcTime first = floor_to_interval(start.utc, settings_.candle_interval) + -past;
    past_ = CandleLadder{settings_.candle_interval};
    make_up_past(settings_.models, runtime::Random{settings_.seed}.fork("past").next(), first, past_);
    for (Now at{first, start.monotonic}; at.utc < start.utc; at.utc = at.utc + coarse)
        step(feed, at, coarse, Announce::candles);
    feed.on_status(true, description());

    MonotonicTime due = start.monotonic;
    for (;;) {
        const Now now = clock_.now();
        step(feed, now, settings_.tick_interval, Announce::candles_and_quotes);
        due = due + settings_.tick_interval;
        // After a long sleep of the machine the market goes on from here; it does not hurry to catch up.
        if (due < now.monotonic) due = now.monotonic;
        co_await clock_.sleep(due - clock_.now().monotonic);
    }
}

void SimulatedSource::step(const Feed& feed, Now now, nanoseconds duration, Announce announce)
{
    const auto& ticks = process_.step(duration);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const auto& tick = ticks[i];
        const Quote quote{settings_.models[i].instrument.id,
                          tick.bid,
                          tick.ask,
                          tick.bid_size,
                          tick.ask_size,
                          now.utc,
                          now.monotonic};
        if (const auto candle = builders_[i].add(quote, tick.traded)) {
            past_.add(*candle);
            feed.on_candle(*candle);
        }
        if (announce == Announce::candles_and_quotes) feed.on_quote(quote);
    }
}

}  // namespace swarmdesk::trading::market
