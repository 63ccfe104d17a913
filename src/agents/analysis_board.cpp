#include "agents/analysis_board.hpp"

#include <algorithm>

namespace swarmdesk::agents {

using namespace llm::degraded;

AnalysisBoard::AnalysisBoard(Limits limits, runtime::Clock& clock, Alerts& alerts, const Analyst& analyst)
    : limits_(limits), clock_(clock), alerts_(alerts)
{
    situation_.state = analyst.is_off() ? ModelState::switched_off : ModelState::untried;
    situation_.since = clock.now().utc;
    situation_.entries_need_model = limits.entries_need_model;
}

void AnalysisBoard::note(const AgentId& asker, Purpose purpose, const Question& question, const Analysis& analysis)
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
    } else if (const auto* silence = std::get_if<NoAnalysis>(&analysis)) {
        on_silence(asker, *silence);
        if (purpose != Purpose::comment) return tell(nullptr);
        const Degraded<std::string> degraded{sentence(question.facts), Label{silence->reason, {}}};
        degraded.show([&](const std::string& words, const Label& label) {
            shown.kind = AnalysisKind::degraded;
            shown.words = words;
            shown.reason = label.reason;
            keep(std::move(shown));
        });
    }
}

void AnalysisBoard::show(ShownAnalysis shown, const Opinion& opinion, const Origin& origin)
{
    shown.words = opinion.words;
    shown.stance = opinion.stance;
    shown.confidence_percent = opinion.confidence_percent;
    shown.origin = origin;
    keep(std::move(shown));
}

void AnalysisBoard::keep(ShownAnalysis shown)
{
    shown.number = ++count_;
    if (latest_.size() < limits_.instruments_max || latest_.contains(shown.instrument))
        latest_.insert_or_assign(shown.instrument, shown);
    kept_.push_back(std::move(shown));
    if (kept_.size() > limits_.kept_max) kept_.pop_front();
    tell(&kept_.back());
}

void AnalysisBoard::on_answer(const AgentId& asker, const Origin& origin)
{
    const bool was_silent = situation_.state == ModelState::silent;
    if (situation_.state != ModelState::answering) situation_.since = clock_.now().utc;
    situation_.state = ModelState::answering;
    situation_.words.clear();
    out_of_budget_.erase(asker);
    if (was_silent) alerts_.raise(Severity::info, asker, "model answers", "A model answers again: " + origin.model);
}

void AnalysisBoard::on_silence(const AgentId& asker, const NoAnalysis& silence)
{
    if (silence.reason == Silence::switched_off) return;
    if (silence.reason == Silence::out_of_budget) {
        // His affair alone: others may still be answered.
        if (out_of_budget_.insert(asker).second) alerts_.raise(Severity::warning, asker, "model budget", silence.words);
        return;
    }
    const bool was_silent = situation_.state == ModelState::silent;
    if (!was_silent) situation_.since = clock_.now().utc;
    situation_.state = ModelState::silent;
    situation_.words = silence.words;
    if (was_silent) return;
    const char* consequence = limits_.entries_need_model ? ". Entries that need one are not made; stops and exits go on"
                                                         : ". Analyses are made from facts until one does";
    alerts_.raise(Severity::warning, asker, "no model answers",
                  "No model answers (" + std::string{to_text(silence.reason)} + "): " + silence.words + consequence);
}

void AnalysisBoard::hold_back(const std::string& words)
{
    ++situation_.entries_held_back;
    situation_.last_held_back = words;
    situation_.last_held_back_time = clock_.now().utc;
    tell(nullptr);
}

void AnalysisBoard::tell(const ShownAnalysis* shown) const
{
    if (listener_) listener_(shown);
}

std::vector<ShownAnalysis> AnalysisBoard::newest(std::size_t limit) const
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(limit, kept_.size()));
    return {kept_.rbegin(), kept_.rbegin() + count};
}

std::vector<ShownAnalysis> AnalysisBoard::latest() const
{
    std::vector<ShownAnalysis> result;
    for (const auto& [instrument, shown] : latest_) result.push_back(shown);
    return result;
}

}  // namespace swarmdesk::agents
