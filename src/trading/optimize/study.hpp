#pragma once

#include <functional>

#include "trading/optimize/outcome.hpp"
#include "trading/optimize/search.hpp"

namespace swarmdesk::trading::optimize {

/// A part to learn on and the part behind it to be judged on: [train_begin, test_begin) and [test_begin, test_end).
struct Window {
    UtcTime train_begin;
    UtcTime test_begin;
    UtcTime test_end;
    friend bool operator==(const Window&, const Window&) = default;
};
SWARMDESK_DESCRIBE(Window, train_begin, test_begin, test_end)

/// The whole split once: its last so many percent (1 to 90) are held out.
Window hold_out(UtcTime begin, UtcTime end, std::uint32_t percent);
/// Walk-forward: windows of so much training and test, each begun one test later than the one before. `out_of_range`
/// where not even one fits, or more than 1,000 do.
Result<std::vector<Window>> walk_forward(UtcTime begin, UtcTime end, nanoseconds train, nanoseconds test);

/// Runs one choice over a part of the data. Called from several threads at once.
using Evaluate = std::function<Outcome(const std::vector<Decimal>& values, UtcTime begin, UtcTime end)>;

/// What is known of earlier runs of the same study. Called from one thread.
class Memory {
public:
    virtual ~Memory() = default;
    virtual std::optional<Outcome> find(std::uint64_t choice, UtcTime begin, UtcTime end) const = 0;
    /// Fails where it cannot be kept: the study then stops.
    virtual Result<void> keep(std::uint64_t choice, UtcTime begin, UtcTime end, const Outcome& outcome) = 0;
};

struct StudyTerms {
    Method method = Method::tpe;
    Objective objective = Objective::sharpe;
    std::uint64_t runs = 200;  ///< tries in each window
    std::uint64_t seed = 1;
    std::uint64_t trades_min = 5;  ///< of a try; with fewer it is not judged
    std::size_t compared = 10;     ///< so many of the best are also run on the test part, to see whether rank holds
    std::size_t jobs = 1;
    std::vector<Window> windows;  ///< at least one
};

/// One choice in one window.
struct Try {
    std::vector<Decimal> values;
    Outcome train;
    std::optional<Decimal> score;  ///< absent: not judged
    std::optional<Outcome> test;   ///< of the best few
};
SWARMDESK_DESCRIBE(Try, values, train, score, test)

/// What a window's search found.
struct Found {
    Window window;
    std::vector<Try> tries;                   ///< the best first; those not judged last
    std::optional<Decimal> deflated_sharpe;   ///< of the best, 0 to 1 (overfit.hpp)
    std::optional<Decimal> rank_correlation;  ///< Spearman's, of train and test scores of the compared: -1 to 1
};
SWARMDESK_DESCRIBE(Found, window, tries, deflated_sharpe, rank_correlation)

struct StudyResult {
    std::vector<Parameter> space;
    std::vector<Found> windows;
    std::optional<Decimal> train_percent;  ///< what the windows' best made in training, compounded
    std::optional<Decimal> test_percent;   ///< and on the parts held out: what one would have had
    std::uint64_t runs = 0;
    std::uint64_t remembered = 0;  ///< of them, taken from earlier
};
SWARMDESK_DESCRIBE(StudyResult, space, windows, train_percent, test_percent, runs, remembered)

/// Told after each batch: runs done and in all, and the best score of this window so far.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total, std::optional<Decimal> best)>;

/// Searches every window. The result does not depend on `jobs`. Ends with `unavailable` when `is_canceled` says so
/// between two batches. All is borrowed.
Result<StudyResult> run_study(const Space& space, const StudyTerms& terms, const Evaluate& evaluate, Memory& memory,
                              const Progress& progress, const std::function<bool()>& is_canceled);

}  // namespace swarmdesk::trading::optimize
