#pragma once

#include <map>
#include <set>

#include "agents/agent.hpp"
#include "agents/monitor/settings.hpp"

namespace swarmdesk::agents::monitor {

/// Has each instrument commented on when a candle of the wanted timeframe is complete, and once soon after the start.
/// One question is under way at a time; of those that wait, each instrument's newest counts. For people only.
class Commentator {
public:
    /// All borrowed; `context` is the agent's it works for.
    Commentator(Context& context, const MonitorSettings& settings) : context_(context), settings_(settings) {}

    void on_candle(const trading::Candle& candle);

private:
    std::optional<Question> question_at(const trading::Candle& candle, nanoseconds length) const;
    boost::asio::awaitable<void> work();

    Context& context_;
    const MonitorSettings& settings_;
    std::set<trading::InstrumentId> begun_;  ///< commented on since the start
    std::map<trading::InstrumentId, Question> waiting_;
    bool is_working_ = false;
};

}  // namespace swarmdesk::agents::monitor
