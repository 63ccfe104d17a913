#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <set>
#include <span>

#include "trading/execution/books.hpp"
#include "trading/execution/row_log.hpp"
#include "trading/execution/snapshotted.hpp"

namespace swarmdesk::trading::execution {

/// A durable event with its place in the ledger.
struct StreamedEvent {
    std::uint64_t seq = 0;
    Stamped stamped;
    Hash hash{};
};

/// A read model folded from durable events: what a cell outside execution knows of the desk. Money, orders and
/// approvals are `Books`, the gate's own fold; beside them stand rows that lists are made of. It hands out references
/// that are good until the next `apply`; it is used on one executor only. It knows the accounts it is told of by its
/// feed and no others: a swarm's view never sees an account the swarm does not serve.
class View final : public Snapshotted {
public:
    /// Of each account (and of what is about no account) the newest; older ones are in the ledger.
    struct Settings {
        std::size_t finished_max = 10'000;  ///< finished intents
        std::size_t fills_max = 10'000;
        std::size_t trips_max = 10'000;  ///< closed round trips
        std::size_t alerts_max = 1'000;
        std::size_t signals_max = 1'000;
    };
    explicit View(Settings settings);
    ~View() override;
    View(const View&) = delete;
    View& operator=(const View&) = delete;

    /// Folds the next events, in their order, from the ledger's first.
    void apply(std::span<const StreamedEvent> events);
    void on_quote(const Quote& quote);

    /// Says that all events up to here have been handed over, those of accounts it must not know left out.
    void reached(std::uint64_t seq);
    /// All of it but the quotes, for `restore` on a view with the same settings that was told of the same accounts.
    Bytes snapshot() const override;
    /// Before anything is applied. `corrupt`, and nothing has changed, where the bytes are no view's.
    Result<void> restore(std::string_view snapshot) override;

    /// The number of the newest event folded in, or said to be reached.
    std::uint64_t seq() const override;
    /// Resumes when the view has come as far as `seq`: whoever wrote can read the write. Cancelling ends it. The view
    /// must outlive it.
    boost::asio::awaitable<void> reach(std::uint64_t seq);

    const Books& books() const;
    const risk::Quotes& quotes() const;
    /// Null where there is none such.
    const risk::Account* account(const AccountId& account) const;
    const std::set<AccountId>& accounts_of(const UserId& user) const;

    struct FillRow {
        std::uint64_t seq = 0;
        IntentId intent;
        AccountId account;
        LotOwner owner;
        Fill fill;
        Amount fee_quote;
        UtcTime time;
    };
    struct TripRow {
        std::uint64_t seq = 0;
        UtcTime time;
        RoundTripClosed trip;
    };
    struct AlertRow {
        std::uint64_t seq = 0;
        UtcTime time;
        AlertRaised alert;
    };
    struct SignalRow {
        std::uint64_t seq = 0;
        UtcTime time;
        Signal signal;
        std::optional<IntentId> intent;  ///< that acts on it
    };
    /// An intent the books remember; `seq` is of its proposal.
    struct IntentRow {
        std::uint64_t seq = 0;
        IntentId intent;
    };
    /// An approval the books remember; `seq` is of its request.
    struct ApprovalRow {
        std::uint64_t seq = 0;
        ApprovalId approval;
    };
    const RowLog<FillRow>& fills() const;
    const RowLog<TripRow>& trips() const;
    const RowLog<AlertRow>& alerts() const;  ///< the desk's own under the empty account
    const RowLog<SignalRow>& signals() const;
    const RowLog<IntentRow>& intents() const;
    const RowLog<IntentRow>& open_intents() const;  ///< those that are not final
    const RowLog<IntentRow>& orders() const;        ///< those at the venue or on their way
    const RowLog<ApprovalRow>& approvals() const;
    const RowLog<ApprovalRow>& open_approvals() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

SWARMDESK_DESCRIBE(View::FillRow, seq, intent, account, owner, fill, fee_quote, time)
SWARMDESK_DESCRIBE(View::TripRow, seq, time, trip)
SWARMDESK_DESCRIBE(View::AlertRow, seq, time, alert)
SWARMDESK_DESCRIBE(View::SignalRow, seq, time, signal, intent)
SWARMDESK_DESCRIBE(View::IntentRow, seq, intent)
SWARMDESK_DESCRIBE(View::ApprovalRow, seq, approval)

/// The row an event makes in the list of fills, given its intent; nothing if it is none. A settlement by hand that
/// fills is one as well: the books count it.
std::optional<View::FillRow> fill_row(const StreamedEvent& event, const Intent& intent);

}  // namespace swarmdesk::trading::execution
