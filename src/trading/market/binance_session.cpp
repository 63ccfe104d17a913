#include "trading/market/binance_session.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market::binance {

Session::Session(const std::vector<InstrumentId>& instruments, Settings settings) : settings_(settings)
{
    SWARMDESK_ASSERT(settings.history_candles >= 0 && settings.history_candles < std::int64_t{rows_per_answer});
    for (const InstrumentId& instrument : instruments) {
        if (markets_.empty()) venue_ = instrument.venue;
        SWARMDESK_ASSERT(instrument.venue == venue_);
        markets_[instrument];
    }
}

Session::Actions Session::on_connected(Now now)
{
    Actions actions;
    connected_at_ = heard_at_ = now.monotonic;
    malformed_ = 0;
    for (auto& [instrument, market] : markets_) {
        market.update_id = 0;
        market.quoted_at = now.monotonic;
        market.is_stale = false;
        market.fetch.reset();
        market.waiting.clear();
    }
    tell("connected", actions);
    for (auto& [instrument, market] : markets_) {
        const UtcTime first = floor_to_interval(now.utc, settings_.candle_interval) +
                              -settings_.candle_interval * settings_.history_candles;
        fetch(market, instrument, market.last_candle ? *market.last_candle + settings_.candle_interval : first,
              std::nullopt, actions);
    }
    return actions;
}

Session::Actions Session::on_disconnected(const std::string& words)
{
    Actions actions;
    reconnect(words, false, actions);
    return actions;
}

Session::Actions Session::on_text(std::string_view text, Now now)
{
    Actions actions;
    if (!is_connected()) return actions;
    heard_at_ = now.monotonic;
    const auto event = parse_event(text, venue_);
    if (!event) {
        if (++malformed_ >= settings_.malformed_max)
            reconnect("too many messages that make no sense: " + event.error().detail, false, actions);
        return actions;
    }
    std::visit([&](const auto& value) { take(value, now, actions); }, *event);
    return actions;
}

Session::Actions Session::on_time(Now now)
{
    Actions actions;
    if (!is_connected()) return actions;
    if (now.monotonic - heard_at_ >= settings_.silence_max) {
        reconnect("nothing heard for " + std::to_string(settings_.silence_max / std::chrono::seconds{1}) + " s", true,
                  actions);
        return actions;
    }
    if (now.monotonic - *connected_at_ >= settings_.lifetime_max) {
        reconnect("renewing the connection before the venue cuts it", true, actions);
        return actions;
    }
    for (auto& [instrument, market] : markets_) {
        if (!market.is_stale && now.monotonic - *market.quoted_at >= settings_.quote_age_max) {
            market.is_stale = true;
            tell(instrument.symbol.to_string() + ": no quote for " +
                     std::to_string(settings_.quote_age_max / std::chrono::seconds{1}) + " s",
                 actions);
        }
        if (market.fetch && market.fetch->retry_at && now.monotonic >= *market.fetch->retry_at) {
            market.fetch->retry_at.reset();
            ++market.fetch->attempts;
            actions.push_back(FetchCandles{instrument, market.fetch->from, market.fetch->to});
        }
    }
    return actions;
}

Session::Actions Session::on_candles(const InstrumentId& instrument, std::vector<Candle> candles)
{
    Actions actions;
    const auto found = markets_.find(instrument);
    if (found == markets_.end() || !found->second.fetch) return actions;
    Market& market = found->second;
    const auto to = market.fetch->to;
    const bool is_cut_short = candles.size() >= rows_per_answer;
    // Without an upper bound the last candle is the one still open; it comes complete by the stream.
    if (!to && !candles.empty()) candles.pop_back();
    for (const Candle& candle : candles) {
        const bool is_new = !market.last_candle || candle.open_time > *market.last_candle;
        if (is_new && (!to || candle.open_time < *to)) publish(market, candle, actions);
    }
    if (is_cut_short && market.last_candle) {
        fetch(market, instrument, *market.last_candle + settings_.candle_interval, to, actions);
        return actions;
    }
    market.fetch.reset();
    if (to) {
        release_waiting(market, actions);
        tell(instrument.symbol.to_string() + ": the hole is closed", actions);
    } else {
        for (auto waiting = std::exchange(market.waiting, {}); const Candle& candle : waiting)
            take_complete(market, candle, actions);
    }
    return actions;
}

Session::Actions Session::on_fetch_failed(const InstrumentId& instrument, const std::string& words,
                                          nanoseconds retry_after, Now now)
{
    Actions actions;
    const auto found = markets_.find(instrument);
    if (found == markets_.end() || !found->second.fetch) return actions;
    Market& market = found->second;
    if (market.fetch->attempts >= settings_.fetch_attempts_max) {
        market.fetch.reset();
        release_waiting(market, actions);
        tell(instrument.symbol.to_string() + ": going on without the missing candles: " + words, actions);
        return actions;
    }
    const nanoseconds delay =
        settings_.fetch_retry_delay * (std::int64_t{1} << std::min(market.fetch->attempts - 1, 6U));
    market.fetch->retry_at = now.monotonic + std::max(delay, retry_after);
    return actions;
}

bool Session::is_healthy() const
{
    if (!is_connected()) return false;
    return std::none_of(markets_.begin(), markets_.end(), [](const auto& row) {
        return row.second.is_stale || (row.second.fetch && row.second.fetch->to);
    });
}

void Session::take(const BookTicker& ticker, Now now, Actions& actions)
{
    const auto found = markets_.find(ticker.instrument);
    if (found == markets_.end()) return;
    Market& market = found->second;
    if (ticker.update_id <= market.update_id) return;
    const Quote quote{ticker.instrument, ticker.bid, ticker.ask,   ticker.bid_size,
                      ticker.ask_size,   now.utc,    now.monotonic};
    if (!quote.is_sound()) return;
    market.update_id = ticker.update_id;
    market.quoted_at = now.monotonic;
    if (std::exchange(market.is_stale, false))
        tell(ticker.instrument.symbol.to_string() + ": quotes are back", actions);
    actions.push_back(PublishQuote{quote});
}

void Session::take(const Kline& kline, Now, Actions& actions)
{
    const auto found = markets_.find(kline.candle.instrument);
    if (found == markets_.end() || !kline.is_complete || kline.candle.interval != settings_.candle_interval) return;
    take_complete(found->second, kline.candle, actions);
}

void Session::take(const ServerShutdown&, Now, Actions& actions)
{
    reconnect("the server announced that it goes away", true, actions);
}

void Session::take(const Other&, Now, Actions&) {}

void Session::take_complete(Market& market, const Candle& candle, Actions& actions)
{
    if (market.last_candle && candle.open_time <= *market.last_candle) return;
    if (market.fetch) {
        if (market.waiting.size() >= waiting_max) market.waiting.pop_front();
        if (market.waiting.empty() || candle.open_time > market.waiting.back().open_time)
            market.waiting.push_back(candle);
        return;
    }
    if (!market.last_candle || candle.open_time == *market.last_candle + settings_.candle_interval)
        return publish(market, candle, actions);
    const UtcTime from = *market.last_candle + settings_.candle_interval;
    market.waiting.push_back(candle);
    fetch(market, candle.instrument, from, candle.open_time, actions);
    tell(candle.instrument.symbol.to_string() + ": candles from " + to_iso(from) + " to " + to_iso(candle.open_time) +
             " are missing; fetching them",
         actions);
}

void Session::fetch(Market& market, const InstrumentId& instrument, UtcTime from, std::optional<UtcTime> to,
                    Actions& actions)
{
    market.fetch = Fetch{from, to, 1, std::nullopt};
    actions.push_back(FetchCandles{instrument, from, to});
}

void Session::publish(Market& market, const Candle& candle, Actions& actions)
{
    market.last_candle = candle.open_time;
    actions.push_back(PublishCandle{candle});
}

void Session::release_waiting(Market& market, Actions& actions)
{
    for (auto waiting = std::exchange(market.waiting, {}); const Candle& candle : waiting) {
        // The first one ends the hole that was asked about, whatever of it the venue had; later ones must follow on.
        if (&candle == &waiting.front())
            publish(market, candle, actions);
        else
            take_complete(market, candle, actions);
    }
}

void Session::tell(std::string words, Actions& actions) { actions.push_back(Tell{is_healthy(), std::move(words)}); }

void Session::reconnect(const std::string& why, bool at_once, Actions& actions)
{
    connected_at_.reset();
    tell("connecting anew: " + why, actions);
    actions.push_back(Reconnect{at_once});
}

}  // namespace swarmdesk::trading::market::binance
