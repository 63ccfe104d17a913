#include <CLI/CLI.hpp>
#include <iostream>

#include "account_commands.hpp"
#include "audit.hpp"
#include "backtest_commands.hpp"
#include "close_command.hpp"
#include "command_tree.hpp"
#include "completion_commands.hpp"
#include "config/document.hpp"
#include "config/print.hpp"
#include "config/value.hpp"
#include "data_commands.hpp"
#include "desk_client.hpp"
#include "desk_place.hpp"
#include "empty_values.hpp"
#include "exit_code.hpp"
#include "help_command.hpp"
#include "holdings_commands.hpp"
#include "ledger_command.hpp"
#include "ledger_report.hpp"
#include "limits_command.hpp"
#include "list_commands.hpp"
#include "market_commands.hpp"
#include "model_gateway.hpp"
#include "modify_command.hpp"
#include "order_command.hpp"
#include "protect_command.hpp"
#include "rails_command.hpp"
#include "rearm_command.hpp"
#include "replay.hpp"
#include "report_commands.hpp"
#include "run.hpp"
#include "settings_flags.hpp"
#include "storage/temporary_folder.hpp"
#include "strategies_command.hpp"
#include "version.hpp"

namespace {

using namespace swarmdesk;
using namespace swarmdesk::app;

struct RunFlags {
    SettingsFlags settings;
    std::string market;
    ReplayFlags replay;
    std::string speed;
    std::string approvals = "reject";
    std::string rearm = "never";
    std::string seed;
    std::string port;
    std::string report;
    bool exits_at_end = false;
    bool accepts_clock = false;
    bool accepts_prices = false;
    bool may_begin_anew = false;
    bool loosens_limits = false;
    bool is_json = false;

    void add_to(CLI::App& command)
    {
        settings.add_to(command);
        command.add_option("--market", market, "where prices come from")
            ->check(offers({"auto", "simulated", "replay", "manual", "binance"}));
        replay.add_to(command, "replay: ");
        command.add_option("--speed", speed, "replay: times real time, or max (virtual time, no doors)");
        command.add_option("--approvals", approvals, "replay at max speed: who answers: reject, approve or delay:5s");
        command.add_option(
            "--rearm", rearm,
            "replay at max speed: how long after a loss streak somebody re-arms: 1h, 1d (default: never)");
        command.add_option("--seed", seed, "of everything that is chance");
        command.add_option("--port", port, "of the web app and the API (default: 8420)");
        names_file(command.add_option("--report", report,
                                      "replay at max speed: write its report to this .html or .json file"));
        command.add_flag("--exit-at-end", exits_at_end, "replay: stop when the data ends");
        command.add_flag("--accept-clock", accepts_clock, "start though the ledger's newest event lies in the future");
        command.add_flag("--accept-prices", accepts_prices, "start though the ledger's prices came from elsewhere");
        command.add_flag("--loosen-limits", loosens_limits,
                         "the limits of the settings again, without what was tightened while a desk ran");
        command.add_flag("--begin-anew", may_begin_anew, "begin a new ledger where the state folder has lost its own");
        command.add_flag("--json", is_json, "replay at max speed: the outcome as JSON");
    }

    int execute()
    {
        if (!market.empty()) settings.assignments.push_back("market.source=" + market);
        if (!seed.empty()) settings.assignments.push_back("market.seed=" + seed);
        if (!port.empty()) settings.assignments.push_back("api.port=" + port);
        if (!speed.empty() && speed != "max") settings.assignments.push_back("market.speed=" + speed);
        replay.append_to(settings.assignments);
        Settings loaded = settings.load();
        if (speed == "max" && may_begin_anew)
            SettingsFlags::quit("--begin-anew is for a desk: a replay at max speed wants a folder without one");
        if (speed != "max" && !report.empty())
            SettingsFlags::quit("--report is for a replay with --speed max; of a desk there is `swarmdesk report`");
        if (speed != "max" && rearm != "never")
            SettingsFlags::quit("--rearm is for a replay with --speed max; of a desk there is `swarmdesk rearm`");
        if (speed != "max")
            return run_desk(loaded,
                            RunOptions{exits_at_end, accepts_clock, accepts_prices, may_begin_anew, loosens_limits});
        if (loaded.market.source != trading::market::Kind::replay)
            SettingsFlags::quit("--speed max is for --market replay");
        const auto policy = ApprovalPolicy::parse(approvals);
        if (!policy) SettingsFlags::quit(policy.error().detail);
        const auto rearming = trading::backtest::RearmPolicy::parse(rearm);
        if (!rearming) SettingsFlags::quit(rearming.error().detail);
        ReplayOptions options{*policy, *rearming, is_json, is_json, report};
        if (!report.empty())
            if (const auto form = report_form(report); !form) SettingsFlags::quit(form.error().detail);
        std::optional<storage::TemporaryFolder> temporary;
        if (settings.state_folder.empty()) {
            // Who has it in the environment means a desk's folder, whose ledger a replay must not go on with.
            if (!environment_place().state_folder.empty())
                std::cerr << "swarmdesk: SWARMDESK_STATE_FOLDER is a desk's folder and is left alone; --state-folder "
                             "FOLDER keeps this replay's ledger\n";
            loaded.state_folder = temporary.emplace().path();
        }
        return run_replay(loaded, options, std::cout);
    }
};

/// "exit codes: 0 done, 1 failed, …".
std::string exit_code_line()
{
    std::string line = "exit codes:";
    for (const ExitCodeMeaning& meaning : exit_code_meanings)
        line += (meaning.code == exit_ok ? " " : ", ") + std::to_string(meaning.code) + " " + meaning.brief;
    return line;
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app{"swarmdesk: a trading desk run by a swarm of agents, with one gate no model can get around"};
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    const std::string examples =
        "examples:\n"
        "  swarmdesk run                                   start the desk on a paper market\n"
        "  swarmdesk run --market replay --data *.csv.gz --speed max --exit-at-end\n"
        "  swarmdesk backtest ema_cross --data *.csv.gz     how a strategy would have done\n"
        "  swarmdesk data fetch BTCUSDT --from 2025-04-01  candle files from Binance's public data\n"
        "  swarmdesk approvals && swarmdesk approve ID     decide what waits for a human\n"
        "  swarmdesk order BUY BTCUSDT --quote 250         buy at the market, and say what became of it\n"
        "  swarmdesk close --all --preview                 what closing everything would give\n"
        "  swarmdesk halt --reason \"something is odd\"      stop all new exposure now\n"
        "  swarmdesk llm --config litellm.yaml             serve models: OpenAI's API with tiers and priorities\n"
        "  swarmdesk audit verify                          prove that the ledger is whole\n"
        "  swarmdesk report --html report.html             how good it was, with pictures\n";
    app.footer(examples + exit_code_line());
    int code = exit_ok;

    RunFlags run;
    auto* run_command = app.add_subcommand("run", "start the desk");
    run.add_to(*run_command);
    run_command->callback([&] { code = run.execute(); });

    DeskClientFlags client;
    add_client_commands(app, client, code);
    ListFlags lists;
    add_list_commands(app, lists, code);
    AccountFlags accounts;
    add_account_commands(app, accounts, code);
    MarketFlags market;
    add_market_commands(app, market, code);
    RailsFlags rails;
    add_rails_command(app, rails, code);
    LedgerFlags ledger;
    add_ledger_command(app, ledger, code);

    LimitsFlags limits;
    add_limits_command(app, limits, code);
    HoldingsFlags holdings;
    add_holdings_commands(app, holdings, code);
    OrderCommandFlags order;
    add_order_command(app, order, code);
    CloseCommandFlags close;
    StrategiesFlags strategies;
    add_close_command(app, close, code);
    add_strategies_command(app, strategies, code);
    ProtectCommandFlags protect;
    add_protect_command(app, protect, code);

    ModifyFlags modify;
    add_modify_command(app, modify, code);
    RearmFlags rearm;
    add_rearm_command(app, rearm, code);

    DataFlags data;
    add_data_commands(app, data, code);

    BacktestFlags backtest;
    add_backtest_commands(app, backtest, code);

    ModelGatewayFlags models;
    add_model_gateway_commands(app, models, code);

    ReportFlags reports;
    add_report_commands(app, reports, code);

    auto* audit = app.add_subcommand("audit", "check or read the ledger; needs no running desk");
    audit->require_subcommand(1);
    std::string state_folder;
    bool is_json = false;
    auto* verify = audit->add_subcommand("verify", "check every hash, link and signature");
    add_state_folder(*verify, state_folder, "of the desk");
    verify->add_flag("--json", is_json, "for programs");
    verify->callback([&] { code = audit_verify(state_folder_of(state_folder), is_json, std::cout); });
    AuditShow shown;
    auto* show = audit->add_subcommand("show", "events, oldest first");
    add_state_folder(*show, state_folder, "of the desk");
    show->add_option("--after", shown.after, "begin after this event");
    show->add_option("--limit", shown.limit, "how many (default: 50)")->check(CLI::Range(1, 10'000));
    show->add_option("--subject", shown.subject, "only about this intent, or its beginning, or this account or limit");
    show->add_flag("--json", shown.is_json, "JSON lines");
    show->callback([&] {
        shown.terminal = terminal_of(output_environment(), {});
        code = audit_show(state_folder_of(state_folder), shown, std::cout);
    });

    auto* exported = audit->add_subcommand("export", "every event as JSON lines, to stdout");
    add_state_folder(*exported, state_folder, "of the desk");
    exported->add_option("--after", shown.after, "begin after this event");
    exported->callback([&] { code = audit_export(state_folder_of(state_folder), shown.after, std::cout); });

    auto* config_command = app.add_subcommand("config", "look at the settings");
    config_command->require_subcommand(1);
    SettingsFlags flags;
    auto* check = config_command->add_subcommand("check", "judge the settings without starting anything");
    flags.add_to(*check);
    check->callback([&] {
        static_cast<void>(flags.load());
        std::cout << "the settings are fine\n";
    });
    auto* print = config_command->add_subcommand("print", "the settings in effect, as YAML; secrets hidden");
    flags.add_to(*print);
    print->callback([&] { std::cout << config::print(flags.load()); });
    auto* document = config_command->add_subcommand("document", "docs/settings.md, generated");
    document->callback([&] { std::cout << config::document(Settings{}); });

    std::string shell;
    add_completion_commands(app, shell, code);
    std::vector<std::string> words;
    add_help_command(app, words, code);
    refuse_empty_values(app);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (const auto unknown = unknown_command(app, {argv + 1, argv + argc}); !unknown.empty()) {
            std::cerr << unknown;
            return exit_usage;
        }
        const int shown_code = app.exit(error);
        return shown_code == 0 ? exit_ok : exit_usage;
    } catch (const std::exception& error) {
        std::cerr << "swarmdesk: " << error.what() << '\n';
        return exit_failed;
    }
    if (!std::cout.flush()) {
        std::cerr << "swarmdesk: the output could not be written whole: is the disk full?\n";
        return exit_failed;
    }
    return code;
}
