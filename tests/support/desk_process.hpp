#pragma once

#include <csignal>
#include <memory>
#include <set>

#include "storage/temporary_folder.hpp"
#include "support/desk_client.hpp"
#include "support/program.hpp"
#include "support/world.hpp"

namespace swarmdesk::testing {

/// A real desk on a manual market, as a process of its own: `swarmdesk run`, with quiet agents and a quick exchange.
class DeskProcess {
public:
    struct Options {
        std::filesystem::path folder;         ///< its state is in `state` below it
        std::string crash_at;                 ///< "desk.sent:2"; empty: nowhere
        std::vector<std::string> settings{};  ///< more of them, as path=value
        std::vector<std::string> flags{};     ///< more of them, of `swarmdesk run`
        const World* world = nullptr;         ///< it lives in; none: in the real one
    };
    DeskProcess(Loop& loop, const Options& options);

    /// Waits until it listens and says so. Throws NoAnswer if it died before.
    Awaitable<void> listening();
    /// Waits until it takes orders.
    Awaitable<void> ready();
    bool is_listening() const { return client_ != nullptr; }
    DeskClient& client() { return *client_; }  ///< once it listens
    const std::string& url() const { return url_; }

    /// Without a warning, as a power cut would.
    Awaitable<Exit> kill();
    /// As Ctrl-C does.
    void ask_to_stop() { program_.send(SIGTERM); }
    /// Asks, and throws unless it ends well.
    Awaitable<void> stop();
    Awaitable<Exit> ended() { return program_.ended(loop_); }
    bool is_running() { return program_.is_running(); }
    std::string errors() const { return program_.errors(); }

private:
    Loop& loop_;
    std::filesystem::path state_folder_;
    Program program_;
    std::string url_;
    std::unique_ptr<DeskClient> client_;
};

inline std::filesystem::path state_of(const storage::TemporaryFolder& folder) { return folder.path() / "state"; }

}  // namespace swarmdesk::testing
