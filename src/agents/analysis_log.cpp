#include "agents/analysis_log.hpp"

#include <algorithm>

namespace swarmdesk::agents {

using namespace llm::degraded;

AnalysisLog::AnalysisLog(Limits limits, runtime::Clock& clock, Alerts& alerts, const Analyst& analyst)
    : limits_(limits), clock_(clock), alerts_(alerts)
{
    situation_.state = analyst.is_off() ? ModelState::switched_off : ModelState::untried;
    situation_.since = clock.now().utc;
    situation_.entries_need_model = limits.entries_need_model;
}

void AnalysisLog::note(const AgentId& asker, Purpose purpose, const Question& question, const Analysis& analysis)
{
    ShownAnalysis shown;
    shown.instrument = question.instrument;
    shown.timeframe = question.timeframe;
    shown.candle_open_time = question.candle_open_time;
    shown.asked_by = asker;
    shown.purpose = purpose;
    shown.made = clock_.now().utc;
    if (const auto* fresh = std::get_if<FreshAnalysis>(&analysis)) {
        on_answer(asker, fresh->origin);
        shown.kind = AnalysisKind::fresh;
        show(std::move(shown), fresh->opinion.value(), fresh->origin);
    } else if (const auto* cached = std::get_if<CachedAnalysis>(&analysis)) {
        shown.kind = AnalysisKind::cached;
        cached->opinion.show([&](const Opinion& opinion, const Label& label) {
            shown.made = shown.made + -label.age.value_or(nanoseconds{0});
            show(std::move(shown), opinion, cached->origin);
        });
    } else if (const auto* no_answer = std::get_if<NoAnalysis>(&analysis)) {
        on_no_answer(asker, *no_answer);
        if (purpose != Purpose::comment) return tell(nullptr);
        const Degraded<std::string> degraded{sentence(question.facts), Label{no_answer->reason, {}}};
        degraded.show([&](const std::string& message, const Label& label) {
            shown.kind = AnalysisKind::degraded;
            shown.message = message;
            shown.reason = label.reason;
            keep(std::move(shown));
        });
    }
}

void AnalysisLog::show(ShownAnalysis shown, const Opinion& opinion, const Origin& origin)
{
    shown.message = opinion.message;
    shown.stance = opinion.stance;
    shown.confidence_percent = opinion.confidence_percent;
    shown.origin = origin;
    keep(std::move(shown));
}

void AnalysisLog::keep(ShownAnalysis shown)
{
    shown.number = ++count_;
    if (latest_.size() < limits_.instruments_max || latest_.contains(shown.instrument))
        latest_.insert_or_assign(shown.instrument, shown);
    kept_.push_back(std::move(shown));
    if (kept_.size() > limits_.kept_max) kept_.pop_front();
    tell(&kept_.back());
}

void AnalysisLog::on_answer(const AgentId& asker, const Origin& origin)
{
    const bool was_silent = situation_.state == ModelState::silent;
    if (situation_.state != ModelState::answering) situation_.since = clock_.now().utc;
    situation_.state = ModelState::answering;
    situation_.message.clear();
    out_of_budget_.erase(asker);
    if (was_silent) alerts_.raise(Severity::info, asker, "model answers", "A model answers again: " + origin.model);
}

void AnalysisLog::on_no_answer(const AgentId& asker, const NoAnalysis& no_answer)
{
    if (no_answer.reason == NoAnswerReason::switched_off) return;
    if (no_answer.reason == NoAnswerReason::out_of_budget) {
        // His affair alone: others may still be answered.
        if (out_of_budget_.insert(asker).second)
            alerts_.raise(Severity::warning, asker, "model budget", no_answer.message);
        return;
    }
    const bool was_silent = situation_.state == ModelState::silent;
    if (!was_silent) situation_.since = clock_.now().utc;
    situation_.state = ModelState::silent;
    situation_.message = no_answer.message;
    if (was_silent) return;
    const char* consequence = limits_.entries_need_model ? ". Entries that need one are not made; stops and exits go on"
                                                         : ". Analyses are made from facts until one does";
    alerts_.raise(
        Severity::warning, asker, "no model answers",
        "No model answers (" + std::string{to_text(no_answer.reason)} + "): " + no_answer.message + consequence);
}

void AnalysisLog::hold_back(const std::string& message)
{
    ++situation_.entries_held_back;
    situation_.last_held_back = message;
    situation_.last_held_back_time = clock_.now().utc;
    tell(nullptr);
}

void AnalysisLog::tell(const ShownAnalysis* shown) const
{
    if (listener_) listener_(shown);
}

std::vector<ShownAnalysis> AnalysisLog::newest(std::size_t limit) const
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(limit, kept_.size()));
    return {kept_.rbegin(), kept_.rbegin() + count};
}

std::vector<ShownAnalysis> AnalysisLog::latest() const
{
    std::vector<ShownAnalysis> result;
    for (const auto& [instrument, shown] : latest_) result.push_back(shown);
    return result;
}

}  // namespace swarmdesk::agents
