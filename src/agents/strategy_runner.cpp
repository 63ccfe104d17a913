#include "agents/strategy_runner.hpp"

#include "agents/holdings.hpp"
#include "base/assert.hpp"

namespace swarmdesk::agents {

using namespace trading;

StrategyRunner::StrategyRunner(const NamedStrategies& strategies)
{
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
        const auto view = is_fresh ? view_of(context, *instrument, name) : strategy::empty_view(*instrument);
        auto proposal = line[i]->on_candle(candle, view);
        keep_series(context, candle, name, *line[i]);
        if (!is_fresh) continue;
        if (proposal) {
            conclusions.proposals.push_back({name, std::move(*proposal)});
            continue;
        }
        const Protection protection = view.position.is_positive() ? line[i]->protection() : Protection{};
        Protection& told = protections_[{candle.instrument, name}];
        if (protection == told) continue;
        told = protection;
        if (!protection.is_none()) conclusions.moves.push_back({name, protection});
    }
    return conclusions;
}

StrategyRunner::Line& StrategyRunner::line_of(const Context& context, const Instrument& instrument,
                                              const Candle& candle)
{
    constexpr std::size_t history_max = 2'000;
    const auto [found, is_new] = lines_.try_emplace(instrument.id);
    Line& line = found->second;
    if (!is_new) return line;
    for (const Rule& rule : rules_) line.push_back(rule.make());
    const auto view = strategy::empty_view(instrument);
    const auto history = context.candles.candles(instrument.id, candle.interval, history_max);
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (history[i].open_time >= candle.open_time) continue;
        const bool is_shown = i + SeriesLog::candles_max >= history.size();
        for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
            line[rule]->on_candle(history[i], view);
            if (is_shown) keep_series(context, history[i], rules_[rule].name, *line[rule]);
        }
    }
    return line;
}

void StrategyRunner::keep_series(const Context& context, const Candle& candle, const StrategyId& name,
                                 const strategy::Strategy& strategy)
{
    if (!context.series_log.is_kept()) return;
    context.series_log.add({context.name, context.serves().account, name, candle.instrument}, candle,
                           strategy.series());
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
