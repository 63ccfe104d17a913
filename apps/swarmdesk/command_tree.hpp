#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
class Validator;
}  // namespace CLI

/// \file
/// The commands, flags and their help as values: what completion, the manual and tests are made from. Read off the same
/// description that parses, so that none can say something else.
namespace swarmdesk::app {

/// What follows a flag, or stands for an argument.
enum class Takes { nothing = 1, text, one_of, file, folder };

/// A flag ("--limit"), or an argument by its place ("symbol").
struct CommandWord {
    std::string name{};
    std::string help{};
    Takes takes = Takes::text;
    std::vector<std::string> values{};  ///< of `one_of`
    bool is_required = false;
    bool is_repeated = false;  ///< may be given more than once, or several times in a row
};

struct Command {
    std::string name{};
    std::string help{};
    std::string footer{};  ///< examples and the like, in lines
    std::vector<CommandWord> flags{};
    std::vector<CommandWord> arguments{};  ///< in their order
    std::vector<Command> commands{};       ///< below this one
};

/// Everything that was added to it so far. Hidden flags are left out.
Command command_tree(const CLI::App& app);

/// Values that an option takes, for its help and for completion. Accepts any: whoever uses it says what is wrong with
/// it in a sentence of its own.
CLI::Validator offers(const std::vector<std::string>& values);
/// Says that an option names a file or a folder, for its help and for completion.
CLI::Option* names_file(CLI::Option* option);
CLI::Option* names_folder(CLI::Option* option);

}  // namespace swarmdesk::app
