#include "agents/strategy_runner.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "agents/holdings.hpp"
#include "agents/shortage.hpp"
#include "base/assert.hpp"
#include "trading/strategy/sizing.hpp"

namespace swarmdesk::agents {

using namespace trading;

namespace {

/// What a strategy should have seen of the time before the candles that are known; none where it has, or where its
/// timeframe cannot be made of the market's candles.
std::optional<market::HistoryRequest> past_before(UtcTime first, const strategy::WarmUp& warm_up, const Candle& candle)
{
    const nanoseconds timeframe = warm_up.timeframe.count() > 0 ? warm_up.timeframe : candle.interval;
    const auto from = strategy::past_from(warm_up, candle.interval, candle.open_time);
    if (!from || first <= *from || timeframe % candle.interval != nanoseconds{0}) return std::nullopt;
    return market::HistoryRequest{candle.instrument, timeframe, *from, first};
}

SeriesLog::Key series_key(const Context& context, const InstrumentId& instrument, const StrategyId& strategy)
{
    return {context.name, context.serves().account, strategy, instrument};
}

}  // namespace

StrategyRunner::StrategyRunner(StrategyBook& book, const AgentId& agent) : book_(book)
{
    const NamedStrategies& strategies = book.of(agent);
    for (const auto& name : strategies.names) {
        const auto found = strategies.known.find(name);
        SWARMDESK_ASSERT(found != strategies.known.end());
        rules_.push_back({StrategyId{name}, found->second});
    }
}

StrategyRunner::Conclusions StrategyRunner::on_candle(const Context& context, const Candle& candle)
{
    const Instrument* instrument = find_instrument(context, candle.instrument);
    if (!instrument) return {};
    Line& line = line_of(context, *instrument, candle);
    const bool is_fresh = context.clocks.market.now().utc - strategy::close_time(candle) <= candle.interval;
    Conclusions conclusions;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const StrategyId& name = rules_[i].name;
        strategy::Strategy& strategy = *line[i].strategy;
        const auto view = is_fresh ? view_of_own(context, *instrument, name) : strategy::empty_view(*instrument);
        const execution::LotKey lot{context.serves().account, candle.instrument, LotOwner{context.name, name}};
        auto urgent = is_fresh ? take_over(lot, candle, view, line[i]) : std::nullopt;
        auto proposal = strategy.on_candle(candle, view);
        if (urgent) proposal = std::move(urgent);
        keep_series(context, candle, name, strategy);
        if (!is_fresh) continue;
        note_warm_up(context, candle, rules_[i], line[i]);
        if (proposal) {
            if (!is_held_back(context, candle, *instrument, name, line[i], *proposal))
                conclusions.proposals.push_back({name, std::move(*proposal)});
            continue;
        }
        if (const auto move = move_of(lot, view, line[i])) conclusions.moves.push_back({name, *move});
    }
    return conclusions;
}

void StrategyRunner::note_sent(const Context& context, const Signal& entry)
{
    sent_.insert_or_assign(Key{entry.instrument, StrategyId{entry.strategy}},
                           Sent{context.clocks.market.now().utc, entry.expires});
}

strategy::View StrategyRunner::view_of_own(const Context& context, const Instrument& instrument, const StrategyId& name)
{
    strategy::View view = view_of(context, instrument, name);
    const auto sent = sent_.find({instrument.id, name});
    if (sent == sent_.end()) return view;
    const bool has_arrived = view.last_entry && *view.last_entry >= sent->second.at;
    if (has_arrived || sent->second.expires < context.clocks.market.now().utc) {
        sent_.erase(sent);
    } else {
        view.last_entry = sent->second.at;
        ++view.open_buy_orders;
    }
    return view;
}

/// Where the lot was entered by rules with another stop or target: once, and again by whoever replaces this runner
/// before it was done.
std::optional<strategy::Proposal> StrategyRunner::take_over(const execution::LotKey& lot, const Candle& candle,
                                                            const strategy::View& view, Watch& watch)
{
    const auto terms = book_.new_terms_of(lot);
    if (!terms) return std::nullopt;
    if (!view.position.is_positive()) {
        if (view.open_buy_orders == 0) book_.settle(lot);
        return std::nullopt;
    }
    if (watch.is_waiting || std::exchange(watch.has_taken_over, true)) return std::nullopt;
    return watch.strategy->take_over(candle, view, *terms);
}

/// What is to stand at the venue from here on, if that is another than what does.
std::optional<Protection> StrategyRunner::move_of(const execution::LotKey& lot, const strategy::View& view,
                                                  const Watch& watch)
{
    const Protection wanted = view.position.is_positive() ? watch.strategy->protection() : Protection{};
    Protection& told = protections_[{lot.instrument, lot.owner.strategy}];
    const bool is_new = wanted != std::exchange(told, wanted);
    const bool stands = wanted.is_none() || with_stop_kept(view.protection, wanted) == view.protection;
    const bool is_new_terms = watch.has_taken_over && book_.new_terms_of(lot).has_value();
    if (is_new_terms && stands && watch.strategy->warm_up().is_complete()) book_.settle(lot);
    // New terms are said until they stand: the gate may be asked too much at once.
    return stands || (!is_new && !is_new_terms) ? std::nullopt : std::optional{wanted};
}

/// Whether it must not go to the gate, now and with each candle to come. Too small an entry is said once.
bool StrategyRunner::is_held_back(const Context& context, const Candle& candle, const Instrument& instrument,
                                  const StrategyId& name, const Watch& watch, const strategy::Proposal& proposal)
{
    if (proposal.reduce_only) return false;
    if (watch.is_waiting) return true;
    const strategy::Flaw flaw = strategy::flaw_of(proposal, watch.strategy->warm_up(), candle.close, instrument);
    const Key key{candle.instrument, name};
    if (flaw == strategy::Flaw::none) too_small_.erase(key);
    if (flaw == strategy::Flaw::too_small && too_small_.insert(key).second)
        say_too_small(context, candle, instrument, name, proposal);
    return flaw != strategy::Flaw::none;
}

StrategyRunner::Line& StrategyRunner::line_of(const Context& context, const Instrument& instrument,
                                              const Candle& candle)
{
    const auto [found, is_new] = lines_.try_emplace(instrument.id);
    Line& line = found->second;
    if (is_new) line.resize(rules_.size());
    for (std::size_t i = 0; i < rules_.size(); ++i)
        if (is_new || line[i].wanted) warm_up(context, instrument, candle, rules_[i], line[i]);
    return line;
}

void StrategyRunner::warm_up(const Context& context, const Instrument& instrument, const Candle& candle,
                             const Rule& rule, Watch& watch)
{
    auto known = context.candles.candles(instrument.id, candle.interval, SIZE_MAX);
    std::erase_if(known, [&](const Candle& one) { return one.open_time >= candle.open_time; });
    const UtcTime first = known.empty() ? candle.open_time : known.front().open_time;
    const bool is_new = watch.strategy == nullptr;
    if (is_new) {
        watch.strategy = rule.make();
        watch.wanted = past_before(first, watch.strategy->warm_up(), candle);
    }
    std::span<const Candle> past;
    if (watch.wanted && context.history != nullptr) {
        // Candles that are known no longer are wanted too.
        watch.wanted->before = std::max(watch.wanted->before, first);
        const auto found = context.history->find(*watch.wanted, context.clocks.market.now().monotonic);
        watch.is_waiting = found.state == market::CandleHistory::State::asked;
        if (found.state == market::CandleHistory::State::here) past = found.candles;
        // What has seen enough by itself is at work: it is not begun anew under its feet.
        const bool is_over = found.state == market::CandleHistory::State::here ||
                             (!watch.is_waiting && watch.strategy->warm_up().is_complete());
        if (is_over) watch.wanted.reset();
    }
    if (!is_new && past.empty()) return;

    if (!is_new) {
        watch.strategy = rule.make();
        watch.has_taken_over = false;
        context.series_log.forget(series_key(context, instrument.id, rule.name));
    }
    const auto view = strategy::empty_view(instrument);
    for (const Candle& one : past) watch.strategy->on_candle(one, view);
    for (std::size_t i = 0; i < known.size(); ++i) {
        watch.strategy->on_candle(known[i], view);
        if (i + SeriesLog::candles_max >= known.size()) keep_series(context, known[i], rule.name, *watch.strategy);
    }
}

void StrategyRunner::note_warm_up(const Context& context, const Candle& candle, const Rule& rule, const Watch& watch)
{
    const strategy::WarmUp warm_up = watch.strategy->warm_up();
    const Key key{candle.instrument, rule.name};
    if (warm_up.is_complete() || watch.is_waiting) {
        shortages_.erase(key);
        context.series_log.note(series_key(context, candle.instrument, rule.name), std::nullopt);
        return;
    }
    const Shortage shortage = shortage_of(warm_up, candle);
    context.series_log.note(series_key(context, candle.instrument, rule.name), shortage);
    const std::string name = rule.name.to_string() + " of " + candle.instrument.symbol.to_string();
    const std::string words = name + ' ' + shortage.to_string();
    const auto [at, is_new] = shortages_.insert_or_assign(key, words);
    constexpr nanoseconds long_while = std::chrono::hours{24};
    const bool is_long = !shortage.until || *shortage.until - strategy::close_time(candle) >= long_while;
    if (is_new && is_long) context.alerts.raise(Severity::warning, context.name, "warm-up of " + name, words);
}

void StrategyRunner::say_too_small(const Context& context, const Candle& candle, const Instrument& instrument,
                                   const StrategyId& name, const strategy::Proposal& entry)
{
    const std::string what = name.to_string() + " of " + instrument.id.symbol.to_string();
    const std::string wanted =
        entry.quote_quantity ? entry.quote_quantity->to_string() + " " + instrument.quote.to_string()
                             : entry.quantity.value_or(Quantity{}).to_string() + " " + instrument.base.to_string();
    context.alerts.raise(Severity::warning, context.name, "too small: " + what,
                         what + " would buy for " + wanted + ", which is less than the exchange takes at " +
                             candle.close.to_string() + " (at least " + instrument.quantity_min.to_string() + " " +
                             instrument.base.to_string() + " and " + instrument.notional_min.to_string() + " " +
                             instrument.quote.to_string() + "); it enters nothing until that is enough");
}

std::optional<std::string> StrategyRunner::warm_up_news()
{
    std::string words = shortages_.empty() ? "" : shortages_.begin()->second;
    if (shortages_.size() > 1) words += "; so it is with " + std::to_string(shortages_.size() - 1) + " more";
    if (words == told_shortage_) return std::nullopt;
    told_shortage_ = words;
    return words.empty() ? "its strategies have seen enough of the past" : words;
}

void StrategyRunner::keep_series(const Context& context, const Candle& candle, const StrategyId& name,
                                 const strategy::Strategy& strategy)
{
    if (!context.series_log.is_kept()) return;
    context.series_log.add(series_key(context, candle.instrument, name), candle, strategy.series());
}

const Instrument* find_instrument(const Context& context, const InstrumentId& id)
{
    const trading::risk::RailsState& rails = context.desk.rails();
    const auto account = rails.accounts.find(context.serves().account);
    if (account != rails.accounts.end() && !account->second.venue.is_empty() && account->second.venue != id.venue)
        return nullptr;
    const auto found = rails.instruments.find(id);
    return found == rails.instruments.end() ? nullptr : &found->second;
}

}  // namespace swarmdesk::agents
