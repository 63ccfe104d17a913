#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "runtime/real_clock.hpp"

namespace swarmdesk::bench {

/// How much work a measurement does. Tiny is for the test run: everything happens, nothing is worth reading.
enum class Scale { full = 1, tiny };

/// `full` or `tiny` of something, as the scale says.
constexpr std::uint64_t pick(Scale scale, std::uint64_t full, std::uint64_t tiny)
{
    return scale == Scale::full ? full : tiny;
}

/// What came out, by name: one number for each repetition. bench/run makes medians and ratios of them.
using Figures = std::map<std::string, std::vector<double>>;

/// Repetitions of a measurement, without the one before them that warms up and is thrown away.
constexpr std::uint64_t repetitions(Scale scale) { return pick(scale, 5, 1); }

/// Real time since it was made or last read.
class Stopwatch {
public:
    /// Nanoseconds since then, and starts over.
    nanoseconds lap()
    {
        const MonotonicTime now = clock_.now().monotonic;
        const nanoseconds taken = now - start_;
        start_ = now;
        return taken;
    }

private:
    const runtime::RealClock clock_;
    MonotonicTime start_ = clock_.now().monotonic;
};

inline double per_second(std::uint64_t count, nanoseconds taken)
{
    return static_cast<double>(count) * 1e9 / static_cast<double>(taken.count());
}
inline double microseconds(nanoseconds taken) { return static_cast<double>(taken.count()) / 1e3; }

/// \name The measurements
/// Each makes its files in the temporary folder of the environment (TMPDIR), so that is the disk it measures.
/// @{
Figures measure_rails(Scale scale);
Figures measure_append(Scale scale);
Figures measure_intents(Scale scale);
Figures measure_accounts(Scale scale);
Figures measure_sends(Scale scale);
Figures measure_report(Scale scale);
/// @}

/// Writes a state folder the desk can start on: `events` events of made-up days, and a snapshot of the fold as far back
/// as one can be on a running desk.
void make_long_ledger(const std::filesystem::path& folder, std::uint64_t events);

}  // namespace swarmdesk::bench
