#include "report_commands.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "base/json_fields.hpp"
#include "command_tree.hpp"
#include "desk_place.hpp"
#include "failure.hpp"
#include "ledger_report.hpp"
#include "trading/market/candle_fields.hpp"
#include "trading/report/csv.hpp"
#include "trading/report/report_text.hpp"
#include "trading/report/tax_export.hpp"

namespace swarmdesk::app {

namespace report = trading::report;

namespace {

Result<std::optional<UtcTime>> parse_time(const std::string& name, const std::string& text)
{
    if (text.empty()) return std::optional<UtcTime>{};
    const auto time = trading::market::parse_candle_time(text);
    if (!time)
        return Error{Errc::malformed, name +
                                          " takes a date such as 2025-04-03, or a date and time in UTC such as "
                                          "2025-04-03T17:05, not " +
                                          text};
    return std::optional{*time};
}

Result<ReportScope> scope_of(const ReportFlags& flags)
{
    ReportScope scope;
    if (!flags.account.empty()) {
        auto account = trading::AccountId::parse(flags.account);
        if (!account) return Error{Errc::malformed, "--account: " + account.error().detail};
        scope.account = std::move(*account);
    }
    auto from = parse_time("--from", flags.from);
    if (!from) return from.error();
    auto to = parse_time("--to", flags.to);
    if (!to) return to.error();
    if (*from && *to && **from >= **to) return Error{Errc::malformed, "--from must be earlier than --to"};
    scope.range = {*from, *to};
    return scope;
}

int show_report(const ReportFlags& flags)
{
    const auto scope = scope_of(flags);
    if (!scope) return fail_without_desk(scope.error());
    const auto made = read_report(state_folder_of(flags.state_folder), *scope);
    if (!made) return fail_without_desk(made.error());
    if (flags.is_json)
        std::cout << boost::json::serialize(to_json(*made)) << '\n';
    else
        report::write_text(*made, std::cout);
    if (!flags.html.empty()) {
        if (auto written = write_report(*made, ReportForm::html, flags.html); !written)
            return fail_without_desk(written.error());
        std::cerr << "wrote " << flags.html << '\n';
    }
    return std::cout ? exit_ok : exit_failed;
}

/// Rows go out while the ledger is read: a ledger that turns out damaged has then shown some of them, and the exit code
/// says so.
template <class Csv>
int export_rows(const ReportFlags& flags)
{
    const auto scope = scope_of(flags);
    if (!scope) return fail_without_desk(scope.error());
    Csv csv{scope->range, std::cout};
    const auto read = read_facts(state_folder_of(flags.state_folder), scope->account, csv);
    std::cout.flush();
    if (!read) return fail_without_desk(read.error());
    return std::cout ? exit_ok : exit_failed;
}

int export_tax(const ReportFlags& flags)
{
    if (flags.currency != "USD")
        return fail_without_desk({Errc::malformed,
                                  "--currency can only be USD: the ledger knows no rate of another currency on the "
                                  "day of a trade; convert the lines with your authority's rates"});
    const auto scope = scope_of(flags);
    if (!scope) return fail_without_desk(scope.error());
    report::TaxExport tax{flags.year, std::cout};
    const auto read = read_facts(state_folder_of(flags.state_folder), scope->account, tax.lots());
    if (read) tax.finish();
    std::cout.flush();
    if (!read) return fail_without_desk(read.error());
    return std::cout ? exit_ok : exit_failed;
}

CLI::Option* add_scope(CLI::App& command, ReportFlags& flags)
{
    CLI::Option* folder = add_state_folder(command, flags.state_folder, "of the desk");
    command.add_option("--account", flags.account, "only this account (default: all together)");
    return folder;
}

void add_period(CLI::App& command, ReportFlags& flags)
{
    command.add_option("--from", flags.from, "not before this date or UTC time");
    command.add_option("--to", flags.to, "not after this date or UTC time");
}

}  // namespace

void add_report_commands(CLI::App& app, ReportFlags& flags, int& code)
{
    auto* shown = app.add_subcommand("report", "how good it was: figures from the ledger alone");
    CLI::Option* folder = add_scope(*shown, flags);
    names_folder(shown->add_option("folder", flags.state_folder, "the same as --state-folder"))->excludes(folder);
    add_period(*shown, flags);
    shown->add_flag("--json", flags.is_json, "every figure and series, for programs");
    names_file(shown->add_option("--html", flags.html, "also write it as a page to this file"));
    shown->callback([&] { code = show_report(flags); });

    auto* exported = app.add_subcommand("export", "what the ledger knows, as CSV to stdout");
    exported->require_subcommand(1);
    const auto add = [&](const char* name, const char* words, int (*run)(const ReportFlags&)) {
        auto* command = exported->add_subcommand(name, words);
        add_scope(*command, flags);
        command->callback([&flags, &code, run] { code = run(flags); });
        return command;
    };
    add_period(*add("trades", "closed round trips", export_rows<report::TradesCsv>), flags);
    add_period(*add("fills", "every execution", export_rows<report::FillsCsv>), flags);
    add_period(*add("equity", "equity at each hour", export_rows<report::EquityCsv>), flags);
    auto* tax = add("tax", "what was disposed of in a year, first in, first out", export_tax);
    tax->add_option("--year", flags.year, "the UTC year")->required()->check(CLI::Range(2009, 2100));
    tax->add_option("--currency", flags.currency, "USD");
}

}  // namespace swarmdesk::app
