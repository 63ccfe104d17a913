#pragma once

#include <chrono>
#include <string>

#include "base/instant.hpp"
#include "base/names.hpp"

namespace swarmdesk::llm::cache {

/// How long a candle lasts.
enum class Timeframe { m1 = 1, m5, m15, m30, h1, h4, d1 };
constexpr auto enum_table(Timeframe)
{
    return std::to_array<EnumName<Timeframe>>({{Timeframe::m1, "1m"},
                                               {Timeframe::m5, "5m"},
                                               {Timeframe::m15, "15m"},
                                               {Timeframe::m30, "30m"},
                                               {Timeframe::h1, "1h"},
                                               {Timeframe::h4, "4h"},
                                               {Timeframe::d1, "1d"}});
}
nanoseconds length_of(Timeframe timeframe);

/// What a shared analysis is about. Identifiers and times, never words of a user.
struct AnalysisKey {
    std::string instrument;  ///< "BTCUSDT", "BTC/USDT", "BRK.B"
    Timeframe timeframe = Timeframe::h1;
    UtcTime candle_open_time;
    std::string prompt_version;
    std::string model_group;
};

/// Leave to share one answer between all users. Exists only for facts that were checked to be facts, so nothing
/// personal can come under a shared key: there is no field that would hold it.
class SharedAnalysis {
public:
    static constexpr std::size_t instrument_size_max = 32;
    static constexpr std::size_t identifier_size_max = 64;

    /// Refuses an instrument of anything but capitals, digits and `/-.:_`; other identifiers of anything but letters,
    /// digits and `/-.:_@`; and a time at which no such candle opens (all open on whole multiples since 1970 UTC).
    static Result<SharedAnalysis> of(AnalysisKey facts);

    const std::string& instrument() const { return facts_.instrument; }
    Timeframe timeframe() const { return facts_.timeframe; }
    UtcTime candle_open_time() const { return facts_.candle_open_time; }
    const std::string& prompt_version() const { return facts_.prompt_version; }
    const std::string& model_group() const { return facts_.model_group; }

private:
    explicit SharedAnalysis(AnalysisKey facts) : facts_(std::move(facts)) {}
    AnalysisKey facts_;
};

}  // namespace swarmdesk::llm::cache
