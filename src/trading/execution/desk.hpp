#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>

#include "ledger/journal.hpp"
#include "runtime/clock.hpp"
#include "runtime/wakeup.hpp"
#include "trading/execution/gate.hpp"

namespace swarmdesk::trading::execution {

/// The gate at work: writes what the gate decides to the ledger, waits until it is on disk, and only then acts at the
/// venue or answers the caller. All of it on one executor, which must be single-threaded; every method is called there.
///
/// Commands resume when what they did is durable. A denial is an answer, not an error: look at the record's state.
class Desk {
public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    Desk(boost::asio::any_io_executor executor, runtime::Clock& clock, ledger::Journal& journal, Venue& venue,
         Gate::Settings settings);
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    ~Desk();

    /// \name Recovery: before `start`
    /// @{
    /// The fold up to and including event `seq`.
    Result<void> restore(std::string_view snapshot, std::uint64_t seq);
    Result<void> replay(const ledger::Record& record);
    /// @}
    /// Begins to take reports and questions the venue about everything unresolved.
    void start();

    Awaitable<Result<IntentRecord>> propose(Intent intent);
    Awaitable<Result<IntentRecord>> cancel(IntentId intent, Actor by, std::string reason);
    Awaitable<Result<ApprovalRecord>> approve(ApprovalId approval, Actor by);
    Awaitable<Result<ApprovalRecord>> reject(ApprovalId approval, Actor by, std::string reason);
    /// Returns the new intent's record.
    Awaitable<Result<IntentRecord>> modify(ApprovalId approval, Modification modification, Actor by);
    Awaitable<Result<void>> set_state(risk::TradingState state, Actor by, std::string reason);
    Awaitable<Result<void>> set_account_state(AccountId account, risk::TradingState state, Actor by,
                                              std::string reason);
    Awaitable<Result<void>> rearm(AccountId account, Actor by);
    Awaitable<Result<void>> open_account(AccountId account, UserId user);
    Awaitable<Result<void>> move_funds(AccountId account, AssetId asset, Amount amount, std::string reason);

    /// Facts that nobody waits for.
    void list(const Instrument& instrument);
    void raise(const Signal& signal);
    void alert(const std::string& severity, const std::string& source, const std::string& words);
    void on_quote(const Quote& quote);
    /// At least every 100 ms.
    void tick();
    /// Resumes when everything decided so far is durable.
    Awaitable<Result<void>> settled();

    const Gate& gate() const { return gate_; }
    /// False once the disk failed: nothing new is decided until a restart (RAILS 26).
    bool is_healthy() const { return !failure_; }
    const std::optional<Error>& failure() const { return failure_; }

    /// Called, in order, for each event once it is durable. The subscriber must not block; it stays for the desk's
    /// life.
    using Subscriber = std::function<void(std::uint64_t seq, UtcTime time, const Event& event)>;
    void subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }

    /// Named places where a test may kill the process (see tests/crash). Empty in life.
    std::function<void(std::string_view)> crash_point;

    /// Whether an intent the gate has forgotten is in the ledger; a repeat of it is a conflict. Set before `start`.
    std::function<bool(const IntentId&)> is_in_ledger;

private:
    /// A step on its way to disk.
    struct Pending {
        std::uint64_t first_seq = 0;
        std::uint64_t last_seq = 0;
        UtcTime time;
        std::vector<Event> events;
        std::vector<Effect> effects;
    };

    /// The gate's time never goes back; the entries carry the same.
    std::uint64_t commit(Step step);
    Awaitable<Result<void>> durable(std::uint64_t seq);
    template <class Decide>
    Awaitable<Result<void>> decide(Decide decide);
    void on_durable(std::uint64_t seq);
    void on_failure(const Error& error);
    void carry_out(const Effect& effect);
    void reach(std::string_view point) const
    {
        if (crash_point) crash_point(point);
    }
    Result<void> check_ledger(bool is_reduction) const;

    boost::asio::any_io_executor executor_;
    runtime::Clock& clock_;
    ledger::Journal& journal_;
    Venue& venue_;
    Gate gate_;
    std::deque<Pending> pending_;
    std::multimap<std::uint64_t, runtime::Wakeup*> waiters_;
    std::uint64_t appended_seq_ = 0;
    std::uint64_t durable_seq_ = 0;
    std::optional<Error> failure_;
    std::vector<Subscriber> subscribers_;
};

}  // namespace swarmdesk::trading::execution
