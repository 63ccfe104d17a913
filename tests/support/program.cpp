#include "support/program.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <tuple>

#include "base/assert.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::testing {
namespace {

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A terminal at which this was typed. Returns our side and the path of the other.
std::pair<int, std::string> open_terminal(const std::string& typed)
{
    const int ours = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    SWARMDESK_ASSERT(ours >= 0 && ::grantpt(ours) == 0 && ::unlockpt(ours) == 0);
    const std::string path = ::ptsname(ours);
    SWARMDESK_ASSERT(::write(ours, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size()));
    return {ours, path};
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> result;
    for (std::string& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

std::string to_string(const Exit& exit)
{
    return exit.signal != 0 ? "killed by signal " + std::to_string(exit.signal)
                            : "exit code " + std::to_string(exit.code);
}

Program::Program(const Options& options)
    : output_path_(options.output_folder / "output.txt"), errors_path_(options.output_folder / "errors.txt")
{
    for (const auto& path : {output_path_, errors_path_}) std::filesystem::remove(path);  // of the one before
    std::vector<std::string> arguments{options.program.empty() ? SWARMDESK_PROGRAM : options.program};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    std::vector<std::string> environment;
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string line{*one};
        if (!options.environment.contains(line.substr(0, line.find('=')))) environment.push_back(line);
    }
    for (const auto& [name, value] : options.environment) environment.push_back(name + "=" + value);
    // Everything is made before the fork: the child only calls the system.
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);
    const std::string output = output_path_.string();
    const std::string errors = errors_path_.string();
    std::string input = "/dev/null";
    if (options.typed) std::tie(terminal_, input) = open_terminal(*options.typed);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    SWARMDESK_ASSERT(pid_ >= 0);
    if (pid_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    if (::dup2(::open(input.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC), STDIN_FILENO) < 0 ||
        ::dup2(::open(output.c_str(), flags, 0600), STDOUT_FILENO) < 0 ||
        ::dup2(::open(errors.c_str(), flags, 0600), STDERR_FILENO) < 0)
        ::_exit(126);
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
}

Program::~Program()
{
    if (terminal_ >= 0) ::close(terminal_);
    if (look()) return;
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
}

void Program::send(int signal)
{
    if (!look()) ::kill(pid_, signal);
}

std::optional<Exit> Program::look()
{
    if (exit_) return exit_;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_)
        exit_ = WIFSIGNALED(status) ? Exit{0, WTERMSIG(status)} : Exit{WEXITSTATUS(status), 0};
    return exit_;
}

Awaitable<Exit> Program::ended(Loop& loop)
{
    const std::function<bool()> has_ended = [this] { return look().has_value(); };
    co_await loop.until("the program's end", has_ended);
    co_return *exit_;
}

std::string Program::output() const { return read_file(output_path_); }
std::string Program::errors() const { return read_file(errors_path_); }

Ran run_program(std::vector<std::string> arguments, std::string name)
{
    const storage::TemporaryFolder folder;
    Program program{{.arguments = std::move(arguments),
                     .environment = {},
                     .output_folder = folder.path(),
                     .program = std::move(name)}};
    Loop loop;
    Ran ran;
    const auto wait = [&]() -> Awaitable<void> { ran.exit = co_await program.ended(loop); };
    loop.run(wait());
    ran.output = program.output();
    ran.errors = program.errors();
    return ran;
}

Awaitable<Ran> run_program(Loop& loop, std::vector<std::string> arguments, std::optional<std::string> typed)
{
    const storage::TemporaryFolder folder;
    Program program{{.arguments = std::move(arguments),
                     .environment = {},
                     .output_folder = folder.path(),
                     .typed = std::move(typed)}};
    Ran ran;
    ran.exit = co_await program.ended(loop);
    ran.output = program.output();
    ran.errors = program.errors();
    co_return ran;
}

}  // namespace swarmdesk::testing
