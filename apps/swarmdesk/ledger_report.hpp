#pragma once

#include <filesystem>
#include <iosfwd>

#include "trading/report/report.hpp"

namespace swarmdesk::app {

/// Whose report, and of when.
struct ReportScope {
    trading::AccountId account;  ///< empty: all together
    trading::report::Range range;
};

/// Reads the whole ledger in this folder, checking its chains, and hands the facts to the observer. Needs no running
/// desk and disturbs none. `not_found` where there is no ledger or nothing was ever filled, `malformed` where it knows
/// no such account, `corrupt` where it is not whole.
Result<void> read_facts(const std::filesystem::path& state_folder, const trading::AccountId& account,
                        trading::report::Observer& observer);

/// The report of a ledger; errors as above, and `unavailable` where the period has no two points.
Result<trading::report::Report> read_report(const std::filesystem::path& state_folder, const ReportScope& scope);
/// The same also where nothing was filled.
Result<trading::report::Report> read_replay_report(const std::filesystem::path& state_folder);

/// Which form a report's file has, by its name.
enum class ReportForm { html = 1, json };
/// By the suffix .html or .json; `malformed` with any other.
Result<ReportForm> report_form(const std::filesystem::path& file);
/// Replaces the file. `io` where it cannot be written.
Result<void> write_report(const trading::report::Report& report, ReportForm form, const std::filesystem::path& file);

}  // namespace swarmdesk::app
