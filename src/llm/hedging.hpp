#pragma once

#include <functional>
#include <optional>

#include "llm/router.hpp"

namespace swarmdesk::llm {

/// A deployment that is being asked.
struct Turn {
    Upstream* upstream = nullptr;
    Upstream::Visit visit;
    AttemptRecord record;
};

/// Does not wait for one slow deployment alone: where the first has not begun to answer after a while, another is asked
/// too, and whoever begins first is heard. The other is left, which ends what it does and says nothing about it. What
/// that has cost nobody tells, and it stands in no book; so no more than a share of the calls is asked twice. All of it
/// lives in the coroutine of the caller: his leaving ends both. One executor.
class Hedging {
public:
    /// Who is asked besides, let in already; nothing: nobody.
    using Another = std::function<std::optional<Turn>()>;
    /// The one of two that is not heard.
    struct Other {
        Upstream* upstream = nullptr;
        AttemptRecord record;
        std::optional<Upstream::Verdict> verdict;  ///< it has failed, and bears the blame for it
    };
    struct Heard {
        Turn turn;
        Beginning beginning;
        std::optional<Other> other;
    };

    Hedging(runtime::Clock& clock, const settings::HedgingSettings& settings);
    Hedging(const Hedging&) = delete;
    Hedging& operator=(const Hedging&) = delete;

    /// Whether asking twice does nothing that asking once would not.
    static bool suits(const ModelCall& call);
    /// A call came from outside.
    void on_call() { budget_.on_call(); }

    /// Listens to `first`, and after a while to `another` too. Whose failure is not the end is left behind as long as
    /// the other may do better; so a failure is heard only of the first alone, of the last of two, or where it is the
    /// caller's own. `another` is borrowed, and asked once at most.
    boost::asio::awaitable<Heard> race(Turn first, const Another& another);

    const Hedges& made() const { return made_; }

private:
    struct Side;
    struct Race;
    boost::asio::awaitable<void> ask(Race& race, Side& side);
    boost::asio::awaitable<void> join(Race& race, const Another& another);

    runtime::Clock& clock_;
    const nanoseconds after_;
    routing::RetryBudget budget_;  ///< of hedges; they take nothing from the retries
    Hedges made_;
};

}  // namespace swarmdesk::llm
