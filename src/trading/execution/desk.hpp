#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <functional>
#include <map>
#include <unordered_map>

#include "ledger/store.hpp"
#include "runtime/clock.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/wakeup.hpp"
#include "trading/execution/gate.hpp"
#include "trading/execution/view.hpp"

namespace swarmdesk::trading::execution {

constexpr std::uint64_t snapshot_after = 100'000;  ///< events between two snapshots while running
constexpr std::uint64_t snapshot_least = 1'000;    ///< below it a stop need not save one

/// Who else folds the ledger when the desk recovers: `on_event` is called with every event after this one.
struct Followers {
    std::uint64_t after_seq = 0;
    std::function<void(const StreamedEvent&)> on_event;
};

/// The gate at work: writes what the gate decides to the ledger, waits until it is on disk, and only then acts at the
/// venue or answers the caller. All of it on the execution cell's executor, which is single-threaded; every method is
/// called there. Other cells come through `CellPort`. Await `stop` before it dies.
///
/// Commands resume when what they did is durable. A denial is an answer, not an error: look at the record's state.
class Desk {
public:
    template <class T>
    using Answer = CommandPort::Answer<T>;
    template <class T>
    using Awaitable = boost::asio::awaitable<T>;

    /// Everything is borrowed for the desk's life. No two venues have one id.
    Desk(boost::asio::any_io_executor executor, runtime::Clock& clock, ledger::LedgerStore& ledger,
         std::vector<Venue*> venues, Gate::Settings settings);
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;
    ~Desk();

    /// Folds the ledger: the newest whole snapshot, then every event after it.
    Awaitable<Result<void>> recover(Followers followers = {});
    /// Takes the leases, begins to take reports, and queries the venues about everything unresolved. An error: a person
    /// must accept something first (see Gate::start), or another desk holds the ledger.
    Awaitable<Result<void>> start(StartOptions options);
    /// Waits until everything decided is durable, signs a checkpoint, keeps a snapshot, and takes nothing more.
    Awaitable<void> stop();

    Answer<IntentRecord> propose(Intent intent);
    Awaitable<Result<Preview>> preview(Intent intent);
    Answer<IntentRecord> cancel(IntentId intent, Actor by, std::string reason);
    Answer<ApprovalRecord> approve(ApprovalId approval, Actor by);
    Answer<ApprovalRecord> decline(ApprovalId approval, Actor by, std::string reason);
    Answer<IntentRecord> modify(ApprovalId approval, Modification modification, Actor by);
    Answer<void> set_state(risk::TradingState state, Actor by, std::string reason);
    Answer<void> set_account_state(AccountId account, risk::TradingState state, Actor by, std::string reason);
    Answer<void> protect(LotKey lot, Protection protection, Actor by, std::string reason);
    Answer<void> rearm(risk::Scope scope, Actor by);
    Answer<void> tighten(std::string limit, std::string value, Actor by, std::string reason);
    Answer<IntentRecord> settle(IntentId intent, Settlement settlement, Actor by);
    Answer<void> adjust(AccountId account, AssetId asset, Amount amount, std::string evidence, Actor by);
    Answer<void> open_account(AccountId account, UserId user, VenueId venue);
    Answer<void> change_setting(SettingChanged change);

    /// Facts that nobody waits for.
    void raise(const Signal& signal);
    void alert(const AlertRaised& alert);
    void on_quote(const Quote& quote);
    /// At least every 100 ms.
    void tick();
    /// Resumes when everything decided so far is durable.
    Answer<void> settled();
    /// Keeps a checkpoint, and a snapshot where there is news enough. Now and then.
    Awaitable<void> keep();

    const Gate& gate() const { return gate_; }
    /// False once the disk failed: nothing new is decided until a restart (RAILS 28).
    bool is_healthy() const { return !failure_; }
    const std::optional<Error>& failure() const { return failure_; }
    std::uint64_t durable_seq() const { return durable_seq_; }
    std::uint64_t recovered_events() const { return recovered_events_; }

    using Events = std::shared_ptr<const std::vector<StreamedEvent>>;
    /// Called, in order, with the events of each commit once they are durable. Must not block; stays for the desk's
    /// life.
    using Subscriber = std::function<void(const Events& events)>;
    void subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }

    /// Called once, when the ledger's disk failed.
    std::function<void(const Error& error)> on_failed;

    /// Named places where a test may kill the process (see tests/crash). Empty in life.
    std::function<void(std::string_view)> crash_point;

private:
    /// A step on its way to disk.
    struct Pending {
        std::uint64_t ticket = 0;
        std::vector<Stamped> events;
        std::vector<Effect> effects;
    };
    struct Chain {
        std::uint64_t epoch = 0;
        std::uint64_t number = 0;
        std::optional<std::uint32_t> place;  ///< in the batch that is being made
    };

    std::uint64_t commit(Step step);
    Awaitable<Result<std::uint64_t>> durable(std::uint64_t ticket);
    template <class Decide>
    Awaitable<Result<std::uint64_t>> decide(Decide decide);
    template <class Decide>
    Answer<IntentRecord> decide_intent(IntentId intent, Decide decide);
    template <class Decide>
    Answer<ApprovalRecord> decide_approval(ApprovalId approval, Decide decide);
    template <class Decide>
    Answer<void> decide_void(Decide decide);
    bool is_perhaps_in_ledger(const IntentId& intent) const;
    Awaitable<Result<std::optional<ledger::Record>>> find_proposal(IntentId intent);
    Answer<IntentRecord> find_in_ledger(Intent intent);
    Awaitable<void> write();
    ledger::Batch batch_of(const std::deque<Pending>& steps);
    Awaitable<Result<void>> lease(const std::vector<ledger::ChainId>& chains);
    Awaitable<Result<void>> save_snapshot();
    void on_durable(std::deque<Pending> written, std::uint64_t first_seq);
    /// `lost` is what was on its way to the disk.
    void on_failure(const ledger::AppendError& error, std::deque<Pending> lost);
    void take_back(const std::deque<Pending>& lost);
    void carry_out(const Effect& effect);
    Venue& venue_of(const VenueId& venue);
    void reach(std::string_view point) const
    {
        if (crash_point) crash_point(point);
    }
    Result<void> check_ledger(const Intent* intent);
    bool takes_no_more() const;

    boost::asio::any_io_executor executor_;
    runtime::Clock& clock_;
    ledger::LedgerStore& ledger_;
    std::map<VenueId, Venue*> venues_;
    Gate gate_;
    runtime::TaskScope tasks_;
    std::deque<Pending> pending_;
    std::size_t pending_events_ = 0;
    runtime::Wakeup has_pending_;
    std::unordered_map<ledger::ChainId, Chain> chains_;
    std::multimap<std::uint64_t, runtime::Wakeup*> waiters_;
    std::uint64_t last_ticket_ = 0;
    std::uint64_t durable_ticket_ = 0;
    std::uint64_t durable_seq_ = 0;
    std::uint64_t snapshot_seq_ = 0;
    std::uint64_t recovered_events_ = 0;
    bool is_stopping_ = false;
    bool is_writing_ = false;  ///< something decided is on its way to the disk
    bool is_fenced_ = false;   ///< another desk holds the leases: nothing of this one reaches a venue any more
    std::optional<Error> failure_;
    std::vector<Subscriber> subscribers_;
};

/// The event of a row of the ledger; `corrupt` where it is none.
Result<Stamped> read_event(const ledger::Record& record);

}  // namespace swarmdesk::trading::execution
