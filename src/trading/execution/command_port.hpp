#pragma once

#include <boost/asio/awaitable.hpp>

#include "trading/execution/books.hpp"

namespace swarmdesk::trading::execution {

/// A human's smaller or tighter version of an intent that waits for approval (RAILS 14).
struct Modification {
    IntentId intent;  ///< the new intent's id
    std::optional<Quantity> quantity;
    std::optional<Price> limit_price;
};

/// What an order would come to, without an event, a reservation or a send.
using Preview = risk::Verdict;

/// What a command came to, once durable: the record as of then, and the number of the newest event it caused. A view
/// that has come as far as `seq` shows it.
template <class T>
struct Done {
    T value;
    std::uint64_t seq = 0;
};
template <>
struct Done<void> {
    std::uint64_t seq = 0;
};

/// The one way into the execution cell. Arguments and answers are values; every call resumes on the caller's own
/// executor, when what it did is durable. A denial is an answer, not an error: look at the record's state.
///
/// Two lanes: what stops or reduces (cancel, decline, halting and reducing states, and an intent that asks to reduce
/// only) is taken before what adds. Each lane is bounded for each caller: `limit_exceeded` where it is full.
/// How the detail of a `conflict` begins where somebody else decided an approval before.
inline constexpr std::string_view already_decided = "already decided";

class CommandPort {
public:
    template <class T>
    using Answer = boost::asio::awaitable<Result<Done<T>>>;

    virtual ~CommandPort() = default;

    /// The same intent again gives the same record, however old it is; with other terms it is a conflict (RAILS 19).
    virtual Answer<IntentRecord> propose(Intent intent) = 0;
    virtual boost::asio::awaitable<Result<Preview>> preview(Intent intent) = 0;
    virtual Answer<IntentRecord> cancel(IntentId intent, Actor by, std::string reason) = 0;
    virtual Answer<ApprovalRecord> approve(ApprovalId approval, Actor by) = 0;
    virtual Answer<ApprovalRecord> decline(ApprovalId approval, Actor by, std::string reason) = 0;
    /// Returns the new intent's record. Where that is denied, what waits goes on waiting.
    virtual Answer<IntentRecord> modify(ApprovalId approval, Modification modification, Actor by) = 0;
    virtual Answer<void> set_state(risk::TradingState state, Actor by, std::string reason) = 0;
    virtual Answer<void> set_account_state(AccountId account, risk::TradingState state, Actor by,
                                           std::string reason) = 0;
    /// What is to stand at the venue for a lot from here on (none: nothing); `conflict` where there is no such lot.
    virtual Answer<void> protect(LotKey lot, Protection protection, Actor by, std::string reason) = 0;
    virtual Answer<void> rearm(risk::Scope scope, Actor by) = 0;
    /// Makes a limit tighter (risk::named_limits), at once and for the starts to come.
    virtual Answer<void> tighten(std::string limit, std::string value, Actor by, std::string reason) = 0;
    /// What became of an order whose outcome stays unknown, on a person's word (RAILS 21). With four eyes the first
    /// person's word waits for a second who says the same.
    virtual Answer<IntentRecord> settle(IntentId intent, Settlement settlement, Actor by) = 0;
    /// Brings a balance in line with the venue's (RAILS 23), likewise, and compares the books again.
    virtual Answer<void> adjust(AccountId account, AssetId asset, Amount amount, std::string evidence, Actor by) = 0;
    virtual Answer<void> open_account(AccountId account, UserId user, VenueId venue) = 0;
    /// Records what will be in force from here on (see `SettingChanged`); it takes effect once this has resumed.
    virtual Answer<void> change_setting(SettingChanged change) = 0;

    /// Facts that nobody waits for.
    virtual void raise(Signal signal) = 0;
    virtual void alert(AlertRaised alert) = 0;
};

}  // namespace swarmdesk::trading::execution
