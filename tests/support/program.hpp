#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/loop.hpp"

namespace swarmdesk::testing {

/// How a process ended: by itself with a code, or by a signal.
struct Exit {
    int code = 0;
    int signal = 0;  ///< 0: none

    friend bool operator==(const Exit&, const Exit&) = default;
};
std::string to_string(const Exit& exit);
inline void PrintTo(const Exit& exit, std::ostream* out) { *out << to_string(exit); }

/// The real `swarmdesk`, or another program, as a child process. What it says goes to two files in a folder. It is
/// killed with its owner, and with this process, whatever becomes of it.
class Program {
public:
    struct Options {
        std::vector<std::string> arguments;
        std::map<std::string, std::string> environment;  ///< beside our own, and stronger
        std::filesystem::path output_folder;
        std::string program{};  ///< empty: `swarmdesk`
        /// What a person types at its terminal. Without it there is no terminal, and nothing to read.
        std::optional<std::string> typed{};
    };
    explicit Program(const Options& options);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void send(int signal);
    bool is_running() { return !look(); }
    /// Waits for its end, within the loop's patience.
    Awaitable<Exit> ended(Loop& loop);

    std::string output() const;  ///< standard output so far
    std::string errors() const;  ///< standard error so far

private:
    std::optional<Exit> look();

    std::filesystem::path output_path_;
    std::filesystem::path errors_path_;
    int pid_ = -1;
    int terminal_ = -1;  ///< our side of it, if it has one
    std::optional<Exit> exit_;
};

/// Runs it to its end.
struct Ran {
    Exit exit;
    std::string output;
    std::string errors;
};
Ran run_program(std::vector<std::string> arguments, std::string program = {});
/// The same beside other work of the loop.
Awaitable<Ran> run_program(Loop& loop, std::vector<std::string> arguments, std::optional<std::string> typed = {});

}  // namespace swarmdesk::testing
