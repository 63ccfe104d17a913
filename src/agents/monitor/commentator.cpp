#include "agents/monitor/commentator.hpp"

#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents::monitor {

using namespace trading;

void Commentator::on_candle(const Candle& candle)
{
    if (!settings_.analyses) return;
    const UtcTime close = strategy::close_time(candle);
    if (context_.clocks.market.now().utc - close > candle.interval) return;  // history
    const nanoseconds length = std::max(llm::cache::length_of(settings_.analysis_timeframe), candle.interval);
    const bool is_due = close.ns % length.count() == 0;
    const bool is_first = !begun_.contains(candle.instrument);
    if (!is_due && !is_first) return;
    auto question = question_at(candle, length);
    // At the start there may be no long candles yet: short ones are better than nothing.
    if (!question && is_first) question = question_at(candle, candle.interval);
    if (!question) return;
    begun_.insert(candle.instrument);
    waiting_.insert_or_assign(candle.instrument, std::move(*question));
    if (is_working_) return;
    is_working_ = context_.spawn(work(), "comments");
}

std::optional<Question> Commentator::question_at(const Candle& candle, nanoseconds length) const
{
    const auto timeframe = timeframe_of(length);
    if (!timeframe) return std::nullopt;
    const auto candles = context_.candles.candles(candle.instrument, length, facts_candles_max);
    const auto facts = facts_of(candles);
    if (!facts) return std::nullopt;
    return Question{candle.instrument, *timeframe, candles.back().open_time, *facts};
}

boost::asio::awaitable<void> Commentator::work()
{
    while (!waiting_.empty()) {
        const Question question = std::move(waiting_.extract(waiting_.begin()).mapped());
        auto asking = context_.analyst.ask(context_.name, question, Wanted::any, settings_.analysis_timeout);
        const Analysis analysis = co_await std::move(asking);
        context_.analysis_log.note(context_.name, Purpose::comment, question, analysis);
    }
    is_working_ = false;
}

}  // namespace swarmdesk::agents::monitor
