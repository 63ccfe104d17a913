#pragma once

#include <chrono>
#include <filesystem>
#include <iosfwd>
#include <optional>

#include "settings.hpp"
#include "trading/backtest/rearm_policy.hpp"
#include "trading/market/replay_source.hpp"

namespace swarmdesk::app {

/// Who answers approvals in a replay, as declared on the command line and recorded with each answer.
struct ApprovalPolicy {
    enum class Answer { reject = 1, approve };
    Answer answer = Answer::reject;
    nanoseconds delay{};           ///< of virtual time
    std::string words = "reject";  ///< as declared

    /// "reject", "approve" or "delay:5s" (approves after that long).
    static Result<ApprovalPolicy> parse(std::string_view text);
};

struct ReplayOptions {
    ApprovalPolicy approvals;
    trading::backtest::RearmPolicy rearm;
    bool is_json = false;
    bool is_quiet = false;           ///< no progress
    std::filesystem::path report{};  ///< .html or .json: where its report is written; empty: nowhere
};

/// The recording that the settings name. Whatever is wrong with it, it is wrong on the command line: `malformed`.
Result<trading::market::ReplayPlan> plan_replay(const Settings& settings);

/// Plays recorded candles through the whole desk in virtual time, verifies the ledger, and prints what came of it.
/// Returns the process's exit code.
int run_replay(const Settings& settings, const ReplayOptions& options, std::ostream& out);

}  // namespace swarmdesk::app
