#pragma once

#include <cstddef>
#include <optional>
#include <string>

/// \file
/// What a command knows of the terminal it writes to. Only whoever runs the command looks; what is written is made from
/// these values.
namespace swarmdesk::app {

/// What the environment says of it; texts are the variables of those names.
struct TerminalEnvironment {
    bool is_terminal = false;
    std::size_t width = 0;  ///< as the terminal says; 0: it does not
    std::string term{};     ///< TERM
    std::string no_color{};
    std::string clicolor_force{};
    std::string columns{};
};

enum class Style { plain, bold, faint, good, bad, warning };

struct Terminal {
    std::optional<std::size_t> width;  ///< tables fit in; none: they are written whole
    bool has_colours = false;

    /// The text in that style; as it is where there are no colours. A style never says what the text does not.
    std::string painted(const std::string& text, Style style) const;
};

/// `choice` is --color: "always", "never", or "auto" and "" for what the environment says: NO_COLOR, then
/// CLICOLOR_FORCE, then whether it is a terminal that has colours.
Terminal terminal_of(const TerminalEnvironment& environment, const std::string& choice);

/// Of standard output and standard error.
TerminalEnvironment output_environment();
TerminalEnvironment error_environment();

}  // namespace swarmdesk::app
