#include "llm/cache/shared_analysis.hpp"

#include <string_view>

namespace swarmdesk::llm::cache {
namespace {

constexpr std::string_view instrument_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-.:_";
constexpr std::string_view identifier_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-.:_@";

bool is_made_of(std::string_view text, std::string_view characters, std::size_t size_max)
{
    return !text.empty() && text.size() <= size_max && text.find_first_not_of(characters) == std::string_view::npos;
}

}  // namespace

nanoseconds length_of(Timeframe timeframe)
{
    using namespace std::chrono_literals;
    switch (timeframe) {
        case Timeframe::m1: return 1min;
        case Timeframe::m5: return 5min;
        case Timeframe::m15: return 15min;
        case Timeframe::m30: return 30min;
        case Timeframe::h1: return 1h;
        case Timeframe::h4: return 4h;
        case Timeframe::d1: return 24h;
    }
    return 1min;
}

Result<SharedAnalysis> SharedAnalysis::of(AnalysisKey facts)
{
    if (!is_made_of(facts.instrument, instrument_characters, instrument_size_max))
        return Error{Errc::malformed, "an instrument is written in capitals, digits and /-.:_"};
    if (!is_made_of(facts.prompt_version, identifier_characters, identifier_size_max))
        return Error{Errc::malformed, "a prompt version is one word"};
    if (!is_made_of(facts.model_group, identifier_characters, identifier_size_max))
        return Error{Errc::malformed, "a model group is one word"};
    if (!is_declared(facts.timeframe)) return Error{Errc::out_of_range, "no such timeframe"};
    if (facts.candle_open_time.ns < 0 || facts.candle_open_time.ns % length_of(facts.timeframe).count() != 0)
        return Error{Errc::out_of_range, "no such candle opens then"};
    return SharedAnalysis{std::move(facts)};
}

}  // namespace swarmdesk::llm::cache
