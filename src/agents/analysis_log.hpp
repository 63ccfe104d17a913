#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "agents/alerts.hpp"
#include "agents/analyst.hpp"

namespace swarmdesk::agents {

/// What an analysis was asked for.
enum class Purpose { comment = 1, confirmation };
constexpr auto enum_table(Purpose)
{
    return std::to_array<EnumName<Purpose>>({{Purpose::comment, "comment"}, {Purpose::confirmation, "confirmation"}});
}

/// How an analysis came about.
enum class AnalysisKind {
    fresh = 1,  ///< a model answered this question
    cached,     ///< it had answered it before
    degraded,   ///< none did; made from facts
};
constexpr auto enum_table(AnalysisKind)
{
    return std::to_array<EnumName<AnalysisKind>>(
        {{AnalysisKind::fresh, "fresh"}, {AnalysisKind::cached, "cached"}, {AnalysisKind::degraded, "degraded"}});
}

/// An analysis as a person reads it: label, age and cost in the same hand as the words. For showing; nothing is made of
/// it.
struct ShownAnalysis {
    std::uint64_t number = 0;  ///< counts up from 1 since the start
    trading::InstrumentId instrument;
    Timeframe timeframe = Timeframe::h1;
    UtcTime candle_open_time;
    AgentId asked_by;
    Purpose purpose = Purpose::comment;
    AnalysisKind kind = AnalysisKind::degraded;
    UtcTime made;  ///< when the message was written: its age counts from here
    std::string message;
    std::optional<Stance> stance;                    ///< absent where no model judged
    std::optional<std::int32_t> confidence_percent;  ///< likewise
    std::optional<Origin> origin;                    ///< likewise
    std::optional<NoAnswerReason> reason;            ///< of a degraded one
};

/// Whether there is a model to talk to.
enum class ModelState {
    switched_off = 1,
    untried,  ///< none was asked yet
    answering,
    silent,
};
constexpr auto enum_table(ModelState)
{
    return std::to_array<EnumName<ModelState>>({{ModelState::switched_off, "switched_off"},
                                                {ModelState::untried, "untried"},
                                                {ModelState::answering, "answering"},
                                                {ModelState::silent, "silent"}});
}

/// How the desk stands with its models.
struct ModelSituation {
    ModelState state = ModelState::untried;
    std::string message;  ///< of a silent one: why
    UtcTime since;
    bool entries_need_model = false;
    std::uint64_t entries_held_back = 0;        ///< since the start
    std::optional<std::string> last_held_back;  ///< which, and why
    std::optional<UtcTime> last_held_back_time;
};

/// What models said, for people: the newest of each instrument and a bounded history. Tells once when models fall
/// silent and once when one answers again. Outlives the restart of an agent, not of the desk.
class AnalysisLog {
public:
    struct Limits {
        std::size_t kept_max = 200;
        std::size_t instruments_max = 256;
        bool entries_need_model = false;
    };
    /// Whatever changes: the analysis that is new, or null where only the situation is.
    using Listener = std::function<void(const ShownAnalysis*)>;

    AnalysisLog(Limits limits, runtime::Clock& clock, Alerts& alerts, const Analyst& analyst);

    /// What came of a question. Where no model answered a comment, what is known without one is shown instead.
    void note(const AgentId& asker, Purpose purpose, const Question& question, const Analysis& analysis);
    /// An entry was not signalled, for want of a model or because of what it said.
    void hold_back(const std::string& message);
    void listen(Listener listener) { listener_ = std::move(listener); }

    /// Newest first.
    std::vector<ShownAnalysis> newest(std::size_t limit) const;
    /// One an instrument, in the order of their names.
    std::vector<ShownAnalysis> latest() const;
    const ModelSituation& situation() const { return situation_; }

private:
    void show(ShownAnalysis shown, const Opinion& opinion, const Origin& origin);
    void keep(ShownAnalysis shown);
    void on_answer(const AgentId& asker, const Origin& origin);
    void on_no_answer(const AgentId& asker, const NoAnalysis& no_answer);
    void tell(const ShownAnalysis* shown) const;

    Limits limits_;
    runtime::Clock& clock_;
    Alerts& alerts_;
    ModelSituation situation_;
    std::deque<ShownAnalysis> kept_;
    std::map<trading::InstrumentId, ShownAnalysis> latest_;
    std::set<AgentId> out_of_budget_;  ///< who was told of
    std::uint64_t count_ = 0;
    Listener listener_;
};

}  // namespace swarmdesk::agents
