#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace swarmdesk::app {
namespace {

constexpr std::size_t width_min = 20;  ///< narrower than this no table can be read
constexpr std::size_t width_max = 10'000;

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

TerminalEnvironment environment_of(int file)
{
    TerminalEnvironment environment;
    environment.is_terminal = ::isatty(file) == 1;
    winsize size{};
    if (environment.is_terminal && ::ioctl(file, TIOCGWINSZ, &size) == 0) environment.width = size.ws_col;
    environment.term = variable("TERM");
    environment.no_color = variable("NO_COLOR");
    environment.clicolor_force = variable("CLICOLOR_FORCE");
    environment.columns = variable("COLUMNS");
    return environment;
}

std::optional<std::size_t> width_of(const TerminalEnvironment& environment)
{
    if (!environment.is_terminal) return std::nullopt;
    std::size_t said = 0;
    const char* end = environment.columns.data() + environment.columns.size();
    const auto [stopped, error] = std::from_chars(environment.columns.data(), end, said);
    if (error != std::errc{} || stopped != end || said == 0) said = environment.width;
    if (said == 0) return std::nullopt;
    return std::clamp(said, width_min, width_max);
}

bool has_colours(const TerminalEnvironment& environment, const std::string& choice)
{
    if (choice == "always") return true;
    if (choice == "never" || !environment.no_color.empty()) return false;
    if (!environment.clicolor_force.empty() && environment.clicolor_force != "0") return true;
    return environment.is_terminal && !environment.term.empty() && environment.term != "dumb";
}

/// The eight colours that every terminal has, as its owner chose them.
const char* code_of(Style style)
{
    switch (style) {
        case Style::plain: return "";
        case Style::bold: return "\x1b[1m";
        case Style::faint: return "\x1b[2m";
        case Style::good: return "\x1b[32m";
        case Style::bad: return "\x1b[31m";
        case Style::warning: return "\x1b[33m";
    }
    return "";
}

}  // namespace

std::string Terminal::painted(const std::string& text, Style style) const
{
    if (!has_colours || style == Style::plain || text.empty()) return text;
    return code_of(style) + text + "\x1b[0m";
}

Terminal terminal_of(const TerminalEnvironment& environment, const std::string& choice)
{
    return {width_of(environment), has_colours(environment, choice)};
}

TerminalEnvironment output_environment() { return environment_of(STDOUT_FILENO); }
TerminalEnvironment error_environment() { return environment_of(STDERR_FILENO); }

}  // namespace swarmdesk::app
