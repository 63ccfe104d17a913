#include "model_simulation.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <iostream>

#include "failure.hpp"
#include "llm/simulation/report.hpp"
#include "llm/simulation/simulation.hpp"
#include "model_gateway.hpp"

namespace swarmdesk::app {

namespace {

namespace sim = llm::simulation;

/// "14:30".
Result<nanoseconds> parse_time(const std::string& text)
{
    const auto is_digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() == 5 && text[2] == ':' && is_digit(0) && is_digit(1) && is_digit(3) && is_digit(4)) {
        const int hours = std::stoi(text.substr(0, 2));
        const int minutes = std::stoi(text.substr(3));
        if (hours < 24 && minutes < 60) return std::chrono::hours{hours} + std::chrono::minutes{minutes};
    }
    return Error{Errc::out_of_range, "--from: a time of day as HH:MM, from 00:00 to 23:59"};
}

/// Nothing is called, so no key is needed: but a deployment without one would be left out of service.
std::map<std::string, std::string> keys_for_show()
{
    std::map<std::string, std::string> keys;
    for (const auto& row : enum_table(llm::settings::ProviderKind{})) {
        const auto variable = llm::settings::key_variable(row.value);
        if (!variable.empty()) keys.emplace(variable, "simulated");
    }
    return keys;
}

Result<sim::Settings> settings_of(const ModelSimulationFlags& flags)
{
    sim::Settings settings;
    settings.seed = flags.seed;
    const double minutes = flags.minutes > 0 ? flags.minutes : flags.hours * 60;
    // What does not fit a number of nanoseconds is too long anyway.
    settings.length = nanoseconds{static_cast<std::int64_t>(std::min(minutes, 1e6) * 60e9)};
    auto begin = parse_time(flags.from);
    if (!begin) return begin.error();
    settings.begin = *begin;
    if (flags.local_speed > 0) settings.local_tokens_per_second = flags.local_speed;
    if (flags.is_unshared) settings.sharing = sim::Sharing::none;
    if (!flags.config.empty()) {
        auto imported = load_gateway_file(flags.config, keys_for_show());
        if (!imported) return imported.error();
        std::cerr << llm::litellm::render_findings(imported->findings, llm::litellm::Verbosity::changes);
        if (llm::litellm::has_wrong(imported->findings))
            return Error{Errc::out_of_range, "the gateway does not start with this file"};
        settings.gateway = std::move(imported->settings);
        if (settings.gateway.groups.empty()) return Error{Errc::out_of_range, flags.config + " names no model"};
        settings.group = settings.gateway.groups.front().name;
    }
    if (!flags.model.empty()) settings.group = flags.model;
    for (const std::string& line : sim::complete(settings)) std::cerr << "swarmdesk: " << line << '\n';
    return settings;
}

sim::Outcome run(const sim::Settings& settings)
{
    const bool shows_progress = isatty(STDERR_FILENO) == 1;
    auto outcome = sim::simulate(settings, [&](double done) {
        if (shows_progress) std::cerr << fmt::format("\r{} users  {:.0f} %   ", settings.users, 100 * done);
    });
    if (shows_progress) std::cerr << "\r\033[K";
    return outcome;
}

int simulate(const ModelSimulationFlags& flags)
{
    auto settings = settings_of(flags);
    if (!settings) return fail(settings.error());
    // All are judged before the first is begun.
    for (const std::uint64_t users : flags.users) {
        settings->users = users;
        if (const auto checked = sim::check(*settings); !checked) return fail(checked.error());
    }
    boost::json::array outcomes;
    for (std::size_t i = 0; i < flags.users.size(); ++i) {
        settings->users = flags.users[i];
        const sim::Outcome outcome = run(*settings);
        if (flags.is_json)
            outcomes.push_back(sim::to_json(outcome));
        else
            std::cout << (i > 0 ? "\n\n" : "") << sim::render(outcome) << std::flush;
    }
    if (flags.is_json) std::cout << boost::json::serialize(outcomes) << '\n';
    return exit_ok;
}

}  // namespace

void add_model_simulation_command(CLI::App& llm, ModelSimulationFlags& flags, int& code)
{
    auto* simulating =
        llm.add_subcommand("simulate", "a day of many users through the gateway, in seconds: hits, waits, cost");
    simulating->footer(
        "examples:\n"
        "  swarmdesk llm simulate                          a day of 10,000 users, and one of a million\n"
        "  swarmdesk llm simulate --users 50000 --from 14:00 --minutes 90\n"
        "  swarmdesk llm simulate --config litellm.yaml    with the deployments, prices and limits of a gateway's "
        "file\n"
        "  swarmdesk llm simulate --local-speed 4          with what two cores really do\n"
        "What is assumed of the users, and what the numbers are worth: docs/models.md, \"Simulation\".");
    simulating->add_option("--users", flags.users, "how many, up to 10 million; several are simulated in turn")
        ->expected(1, 8)
        ->capture_default_str();
    simulating->add_option("--seed", flags.seed, "of everything that is chance")->capture_default_str();
    auto* hours = simulating->add_option("--hours", flags.hours, "how long, up to a week (168)")
                      ->check(CLI::Range(0.05, 168.0))
                      ->capture_default_str();
    simulating->add_option("--minutes", flags.minutes, "how long, in minutes")
        ->check(CLI::Range(1.0, 168.0 * 60))
        ->excludes(hours);
    simulating->add_option("--from", flags.from, "when it begins, as HH:MM UTC; each day's event is at 14:30")
        ->capture_default_str();
    simulating->add_option("--config", flags.config, "the gateway's file: LiteLLM's config.yaml")
        ->check(CLI::ExistingFile);
    simulating->add_option("--model", flags.model, "which model of the file (default: its first)");
    simulating
        ->add_option("--local-speed", flags.local_speed,
                     "tokens a second that each slot of a local engine writes; it reads ten times as fast")
        ->check(CLI::Range(0.1, 100'000.0));
    simulating->add_flag("--unshared", flags.is_unshared,
                         "each tenant's market questions are remembered for him alone");
    simulating->add_flag("--json", flags.is_json, "an array with one object for each number of users");
    simulating->callback([&] { code = simulate(flags); });
}

}  // namespace swarmdesk::app
