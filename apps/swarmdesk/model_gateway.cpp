#include "model_gateway.hpp"

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include "api/settings.hpp"
#include "command_tree.hpp"
#include "failure.hpp"
#include "llm/gateway.hpp"
#include "llm/scripted/mock_server.hpp"
#include "llm/service.hpp"
#include "llm/spending_file.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/signals.hpp"
#include "runtime/task_scope.hpp"

extern char** environ;

namespace swarmdesk::app {

namespace {

namespace asio = boost::asio;
using llm::litellm::Imported;

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::string_view in_memory = "memory";

Result<std::string> read_file(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) return Error{Errc::not_found, "cannot read " + path};
    std::string text(file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_bytes_max) return Error{Errc::limit_exceeded, path + " is larger than 1 MiB"};
    return text;
}

llm::litellm::Surroundings surroundings()
{
    llm::litellm::Surroundings around;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals != text.npos)
            around.environment.emplace(std::string{text.substr(0, equals)}, std::string{text.substr(equals + 1)});
    }
    around.read_file = read_file;
    return around;
}

/// Runs until the process is asked to stop.
int run_to_end(asio::io_context& context, asio::awaitable<void> service)
{
    std::signal(SIGPIPE, SIG_IGN);
    runtime::TaskScope root{context.get_executor(),
                            [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    root.spawn(std::move(service), "service");
    context.run();
    return exit_ok;
}

asio::awaitable<void> serve(llm::Service& service, llm::Gateway& gateway)
{
    co_await runtime::stop_signal();
    co_await service.stop();
    co_await gateway.stop();
}

asio::awaitable<void> serve_mock(llm::scripted::MockServer& server)
{
    co_await runtime::stop_signal();
    co_await server.stop();
}

int check(const ModelGatewayFlags& flags)
{
    const auto imported = load_gateway_file(flags.config);
    if (!imported) return fail(imported.error());
    if (flags.is_json) {
        std::cout << boost::json::serialize(llm::litellm::to_json(imported->findings)) << '\n';
    } else {
        const auto verbosity = flags.shows_all ? llm::litellm::Verbosity::everything : llm::litellm::Verbosity::changes;
        std::cout << llm::litellm::render_findings(imported->findings, verbosity);
    }
    return llm::litellm::has_wrong(imported->findings) ? exit_usage : exit_ok;
}

/// Null where nothing is to be kept. Whoever has budgets is told where they are counted.
Result<std::unique_ptr<llm::SpendingFile>> open_spending(const ModelGatewayFlags& flags,
                                                         const llm::settings::GatewaySettings& settings)
{
    if (!llm::settings::has_budgets(settings)) return std::unique_ptr<llm::SpendingFile>{};
    if (flags.spending == in_memory) {
        std::cerr << "swarmdesk: what keys spend is kept in memory only: every budget starts anew with each start\n";
        return std::unique_ptr<llm::SpendingFile>{};
    }
    auto opened = llm::SpendingFile::open(flags.spending);
    if (!opened)
        return Error{opened.error().code,
                     opened.error().detail + "\n  (--spending FILE names another, --spending memory keeps nothing)"};
    std::cerr << "swarmdesk: what keys spend is kept in " << flags.spending << '\n';
    return opened;
}

int run_gateway(const ModelGatewayFlags& flags)
{
    if (!api::is_loopback(flags.host) && !flags.is_behind_tls) {
        std::cerr << "swarmdesk: keys and prompts would travel in the clear on " << flags.host
                  << "; put a proxy with TLS in front and say --behind-tls\n";
        return exit_usage;
    }
    auto imported = load_gateway_file(flags.config);
    if (!imported) return fail(imported.error());
    std::cerr << llm::litellm::render_findings(imported->findings, llm::litellm::Verbosity::changes);
    if (llm::litellm::has_wrong(imported->findings)) {
        std::cerr << "swarmdesk: the gateway does not start with these; `swarmdesk llm check` shows all findings\n";
        return exit_usage;
    }
    if (imported->settings.master_key.is_empty() && imported->settings.keys.empty()) {
        std::cerr << "swarmdesk: nobody could call: set general_settings.master_key, or swarmdesk.keys\n";
        return exit_usage;
    }
    auto records = llm::DecisionLog::open({.file = flags.records, .keeps_bodies = flags.keeps_bodies});
    if (!records) return fail(records.error());
    const auto spending = open_spending(flags, imported->settings);
    if (!spending) return fail(spending.error());

    asio::io_context context{1};
    runtime::RealClock clock;
    runtime::Random random{runtime::os_seed()};
    telemetry::Metrics metrics;
    llm::Gateway gateway{{context.get_executor(), clock, random, metrics, **records, spending->get()},
                         std::move(imported->settings)};
    llm::Service service{context.get_executor(), clock, gateway, metrics, {.address = flags.host, .port = flags.port}};
    if (auto started = service.start(); !started) {
        run_to_end(context, gateway.stop());
        return fail(started.error());
    }
    std::cout << "model gateway on http://" << flags.host << ':' << service.port() << "/v1" << std::endl;
    const int code = run_to_end(context, serve(service, gateway));
    if (*spending == nullptr) return code;
    const auto written = (*spending)->flush();
    return written ? code : fail(written.error());
}

int run_mock(const ModelGatewayFlags& flags)
{
    asio::io_context context{1};
    runtime::RealClock clock;
    llm::scripted::MockServer server{
        context.get_executor(), clock, {.address = flags.host, .port = flags.mock_port, .slots = flags.mock_slots}};
    if (auto started = server.start(); !started) return fail(started.error());
    std::cout << "scripted models on http://" << flags.host << ':' << server.port() << std::endl;
    return run_to_end(context, serve_mock(server));
}

}  // namespace

Result<Imported> load_gateway_file(const std::string& path, const std::map<std::string, std::string>& otherwise)
{
    auto text = read_file(path);
    if (!text) return text.error();
    auto around = surroundings();
    around.environment.insert(otherwise.begin(), otherwise.end());
    return llm::litellm::import_litellm(*text, path, around);
}

void add_model_gateway_commands(CLI::App& app, ModelGatewayFlags& flags, int& code)
{
    auto* gateway =
        app.add_subcommand("llm", "the model gateway: OpenAI's API in front of Ollama, Groq, OpenRouter, …");
    gateway->footer(
        "examples:\n"
        "  swarmdesk llm --config litellm.yaml             serve what a LiteLLM proxy served\n"
        "  swarmdesk llm check litellm.yaml                what each key of the file means here\n"
        "  swarmdesk llm mock                              models that do what their name says, faults included\n"
        "  swarmdesk llm simulate                          a day of 10,000 users and one of a million, in seconds");
    gateway->require_subcommand(0, 1);
    names_file(gateway->add_option("--config", flags.config, "LiteLLM's config.yaml"));
    gateway->add_option("--host", flags.host, "address to listen on");
    gateway->add_option("--port", flags.port, "0: any free one")->capture_default_str();
    names_file(gateway->add_option("--records", flags.records, "write a decision record of each call to this file"));
    gateway
        ->add_flag("--record-bodies", flags.keeps_bodies, "what was asked too, in clear, so that it can be asked again")
        ->needs("--records");
    names_file(gateway->add_option("--spending", flags.spending,
                                   "what keys have spent of their budgets, across restarts; memory: not across them"))
        ->capture_default_str();
    gateway->add_flag("--behind-tls", flags.is_behind_tls,
                      "a proxy with TLS is in front: other hosts may be listened on");
    gateway->callback([&, gateway] {
        if (!gateway->get_subcommands().empty()) return;
        if (flags.config.empty()) throw CLI::RequiredError("--config");
        code = run_gateway(flags);
    });

    auto* checking = gateway->add_subcommand("check", "classify every key of a file: honoured, repaired, unsupported");
    names_file(checking->add_option("file", flags.config, "LiteLLM's config.yaml"))->required();
    checking->add_flag("--all", flags.shows_all, "also what is simply honoured");
    checking->add_flag("--json", flags.is_json, "every finding, for programs");
    checking->callback([&] { code = check(flags); });

    auto* mock = gateway->add_subcommand("mock", "a server of scripted models, for trying failover");
    mock->add_option("--port", flags.mock_port, "0: any free one (default: Ollama's)")->capture_default_str();
    mock->add_option("--slots", flags.mock_slots, "answers at once, as OLLAMA_NUM_PARALLEL; 0: no bound");
    mock->footer(
        "A model's name says what it does: demo,latency=200ms,rate=50,tokens=40 · demo,status=429,retry_after=2s ·\n"
        "demo,fault=cut,after=3. Faults: hang_up, hang, garbage, wrong_type, error_in_200, huge, drip, cut, drop, "
        "stall,\n"
        "error_later.");
    mock->callback([&] { code = run_mock(flags); });

    add_model_simulation_command(*gateway, flags.simulation, code);
}

}  // namespace swarmdesk::app
