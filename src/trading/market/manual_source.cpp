#include "trading/market/manual_source.hpp"

#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {

ManualSource::ManualSource(Settings settings, runtime::Clock& clock)
    : settings_(std::move(settings)), clock_(clock), past_(settings_.candle_interval)
{
    if (settings_.instruments.empty()) settings_.instruments = usual_instruments();
    for (const Instrument& instrument : settings_.instruments) {
        Market market{instrument, CandleBuilder{instrument.id, instrument.tick, settings_.candle_interval},
                      std::nullopt};
        markets_.emplace(instrument.id, std::move(market));
    }
}

Result<void> ManualSource::set_quote(const InstrumentId& instrument, Price bid, Price ask,
                                     std::optional<MonotonicTime> received)
{
    const auto found = markets_.find(instrument);
    if (found == markets_.end()) return Error{Errc::not_found, "no instrument " + instrument.to_string()};
    Market& market = found->second;
    if (!bid.is_positive() || !ask.is_positive()) return Error{Errc::out_of_range, "bid and ask must be positive"};
    if (bid >= ask) return Error{Errc::out_of_range, "the bid must be below the ask"};
    const Decimal tick = market.instrument.tick.value();
    if (!is_multiple(bid.value(), tick) || !is_multiple(ask.value(), tick))
        return Error{Errc::out_of_range, "prices must be multiples of the tick " + tick.to_string()};
    market.quote = Quote{instrument, bid, ask, settings_.size, settings_.size, {}, {}};
    if (feed_ != nullptr) announce(market, received.value_or(clock_.now().monotonic));
    return {};
}

boost::asio::awaitable<Result<void>> ManualSource::run(Feed feed)
{
    struct Attached {
        Feed*& slot;
        ~Attached() { slot = nullptr; }
    };
    feed_ = &feed;
    const Attached attached{feed_};
    feed.on_status(true, "waiting for quotes through the API");
    for (auto& [id, market] : markets_)
        if (market.quote) announce(market, clock_.now().monotonic);
    for (;;) {
        co_await clock_.sleep(settings_.hold_interval);
        for (auto& [id, market] : markets_) {
            if (settings_.hold && market.quote) {
                announce(market, clock_.now().monotonic);
            } else if (const auto candle = market.candles.advance(clock_.now().utc)) {
                complete(*candle);
            }
        }
    }
}

void ManualSource::announce(Market& market, MonotonicTime received)
{
    market.quote->time = clock_.now().utc;
    market.quote->received = received;
    if (const auto candle = market.candles.add(*market.quote, Quantity{})) complete(*candle);
    feed_->on_quote(*market.quote);
}

void ManualSource::complete(const Candle& candle)
{
    past_.add(candle);
    feed_->on_candle(candle);
}

}  // namespace swarmdesk::trading::market
