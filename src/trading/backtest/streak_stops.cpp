#include "trading/backtest/streak_stops.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace swarmdesk::trading::backtest {

using namespace execution;

namespace {

constexpr std::size_t sentences_max = 10;

/// "2025-06-01 12:00", UTC.
std::string minute_text(UtcTime time)
{
    std::string iso = to_iso(time).substr(0, 16);
    std::replace(iso.begin(), iso.end(), 'T', ' ');
    return iso;
}

}  // namespace

void StreakStops::add(const Event& event, UtcTime time)
{
    const auto standing = [this](const risk::Scope& scope) {
        return std::find_if(standing_.begin(), standing_.end(),
                            [&](const Standing& one) { return one.scope == scope; });
    };
    if (const auto* tripped = std::get_if<LossStreakTripped>(&event)) {
        if (standing(tripped->scope) != standing_.end()) return;
        if (stops_.empty() || stops_.back().from != time) stops_.push_back({{}, time, {}, {}, 0});
        stops_.back().scopes.push_back(tripped->scope);
        standing_.push_back({tripped->scope, stops_.size() - 1});
    } else if (const auto* rearmed = std::get_if<LossStreakRearmed>(&event)) {
        const auto found = standing(rearmed->scope);
        if (found == standing_.end()) return;  // a streak that had not tripped yet
        const std::size_t of = found->stop;
        standing_.erase(found);
        if (std::any_of(standing_.begin(), standing_.end(), [of](const Standing& one) { return one.stop == of; }))
            return;
        stops_[of].until = time;
        stops_[of].rearmed_by = rearmed->by.name;
    } else if (const auto* denied = std::get_if<IntentDenied>(&event)) {
        if (denied->denial.code != risk::DenialCode::loss_streak) return;
        if (const auto found = standing(denied->denial.scope); found != standing_.end()) ++stops_[found->stop].denied;
    }
}

std::string sentence_of(const StreakStop& stop)
{
    std::string whose;
    for (const risk::Scope& scope : stop.scopes) whose += (whose.empty() ? "" : ", ") + scope.to_string();
    const std::string denied = fmt::format("{} signal{} denied", stop.denied, stop.denied == 1 ? "" : "s");
    if (!stop.until)
        return fmt::format("LOSS_STREAK from {} on: nothing new was entered ({}; {})", minute_text(stop.from), denied,
                           whose);
    return fmt::format("LOSS_STREAK from {} to {}: nothing new was entered ({}; {}), then re-armed by {}",
                       minute_text(stop.from), minute_text(*stop.until), denied, whose, stop.rearmed_by);
}

std::vector<std::string> sentences_of(const StreakStops& stops)
{
    std::vector<std::string> sentences;
    const std::size_t count = stops.all().size();
    // Which one stands to the end matters most, and it is the last.
    const std::size_t shown = count > sentences_max ? sentences_max - 1 : count;
    for (std::size_t i = 0; i < shown; ++i) sentences.push_back(sentence_of(stops.all()[i]));
    if (shown < count) {
        if (count - shown > 1) sentences.push_back(fmt::format("LOSS_STREAK {} times more", count - shown - 1));
        sentences.push_back(sentence_of(stops.all().back()));
    }
    if (stops.is_stopped())
        sentences.emplace_back("on a desk a person re-arms (swarmdesk rearm); here --rearm 1d goes on after a day");
    return sentences;
}

}  // namespace swarmdesk::trading::backtest
