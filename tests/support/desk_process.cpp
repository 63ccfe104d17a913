#include "support/desk_process.hpp"

#include <fstream>

namespace swarmdesk::testing {
namespace {

Program::Options program_options(const DeskProcess::Options& options)
{
    Program::Options program;
    program.output_folder = options.folder;
    program.arguments = {"run", "--market", "manual", "--port", "0", "--state-folder", options.folder / "state"};
    std::vector<std::string> settings{"paper.latency_min=0ms", "paper.latency_max=0ms",
                                      "agents.online_trading.strategies=[]", "agents.buy_bot.rules=[]"};
    settings.insert(settings.end(), options.settings.begin(), options.settings.end());
    for (const std::string& setting : settings) {
        program.arguments.push_back("--set");
        program.arguments.push_back(setting);
    }
    program.arguments.insert(program.arguments.end(), options.flags.begin(), options.flags.end());
    if (options.world != nullptr) program.environment = options.world->environment();
    if (!options.crash_at.empty()) program.environment["SWARMDESK_CRASH_AT"] = options.crash_at;
    return program;
}

/// What follows "open" on its line, without the link that signs in once: "http://127.0.0.1:40123".
std::string url_in(const std::string& output)
{
    const auto at = output.find("http://");
    if (at == std::string::npos) return {};
    const auto end = output.find("/#link=", at);
    return end == std::string::npos ? std::string{} : output.substr(at, end - at);
}

}  // namespace

DeskProcess::DeskProcess(Loop& loop, const Options& options)
    : loop_(loop), state_folder_(options.folder / "state"), program_(program_options(options))
{}

Awaitable<void> DeskProcess::listening()
{
    const std::function<bool()> says_so = [&] {
        const bool is_dead = !program_.is_running();
        url_ = url_in(program_.output());
        if (is_dead) throw NoAnswer{"the desk died while starting: " + program_.errors()};
        return !url_.empty();
    };
    co_await loop_.until("the desk to listen", says_so);
    std::ifstream file{state_folder_ / "operator.token"};
    std::string token;
    file >> token;
    client_ = std::make_unique<DeskClient>(loop_, url_, Secret{token});
}

Awaitable<void> DeskProcess::ready()
{
    if (!client_) co_await listening();
    co_await client_->ready();
}

Awaitable<Exit> DeskProcess::kill()
{
    program_.send(SIGKILL);
    co_return co_await program_.ended(loop_);
}

Awaitable<void> DeskProcess::stop()
{
    ask_to_stop();
    const Exit exit = co_await program_.ended(loop_);
    if (exit != Exit{}) throw std::runtime_error{"the desk ended with " + to_string(exit) + ": " + program_.errors()};
}

}  // namespace swarmdesk::testing
