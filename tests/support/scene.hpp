#pragma once

#include <map>

#include "support/desk_process.hpp"
#include "support/oracle.hpp"

namespace swarmdesk::testing {

/// A person at work with a desk, who remembers what he was told. Everything he asks for has an id of its own, always
/// the same, so that after a crash he can do the same again: what the desk already has must not happen twice.
class Scene {
public:
    using Play = std::function<Awaitable<void>(Scene&)>;

    /// Scenes of different families never use the same ids. The instruments are those whose quotes are kept fresh.
    Scene(Loop& loop, std::uint64_t family, std::vector<std::string> instruments = {"BTCUSDT"})
        : loop_(loop), family_(family), instruments_(std::move(instruments))
    {}

    /// Plays at a desk whose quotes are kept fresh meanwhile. Throws NoAnswer if the desk dies.
    Awaitable<void> play(DeskClient& desk, Play play);

    /// Proposes a trade in BTCUSDT on the account `paper`, unless the wish names another; when the quote was too old at
    /// that moment, again with the next id kept for it. Gives the id and the answer.
    struct Proposed {
        std::string id;
        Answer answer;
    };
    Awaitable<Proposed> propose(std::uint64_t n, json::object wish);
    /// Approves everything that waits for it. Somebody may have been faster.
    Awaitable<void> approve_all();
    Awaitable<void> halt();
    Awaitable<void> move_price(std::string bid, std::string ask);
    /// Until nothing is under way: what is still open rests at the venue or waits for a human.
    Awaitable<void> settle();

    DeskClient& desk() { return *desk_; }
    Loop& loop() { return loop_; }
    /// The ids the desk gave an answer about: it may never forget them.
    const std::map<std::string, Answer>& answered() const { return answered_; }
    bool is_halt_answered() const { return is_halt_answered_; }

private:
    Awaitable<void> keep_quoting();
    Awaitable<void> quote();

    Loop& loop_;
    std::uint64_t family_;
    std::vector<std::string> instruments_;
    DeskClient* desk_ = nullptr;  ///< during `play`
    std::string bid_ = "99999.90";
    std::string ask_ = "100000.00";
    std::map<std::string, Answer> answered_;
    bool is_halt_answered_ = false;
};

/// Wishes for `propose`.
json::object buy_for(std::string_view money);
json::object buy_limit(std::string_view quantity, std::string_view price);
json::object sell_stop(std::string_view quantity, std::string_view stop, std::string_view limit);

/// What the oracle says about a folder no desk is using, and whether everything the scene was told is in its ledger.
std::vector<std::string> judge_scene(const storage::TemporaryFolder& folder, const Scene& scene,
                                     const Expectations& expectations);

}  // namespace swarmdesk::testing
