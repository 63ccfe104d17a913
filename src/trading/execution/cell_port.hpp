#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <map>

#include "trading/execution/command_port.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::trading::execution {

/// The two lanes into the execution cell. Lives there. What stops or reduces goes straight in; of what adds, one
/// command a turn of the executor, so that the first lane waits for one of them at most.
class Lanes {
public:
    explicit Lanes(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    enum class Lane { first = 1, second };
    boost::asio::awaitable<void> enter(Lane lane);

private:
    void let_in();

    boost::asio::any_io_executor executor_;
    std::deque<runtime::Wakeup*> waiting_;
    bool is_busy_ = false;
};

/// The command port of one other cell: carries its commands to the desk's executor and their answers back. Used on that
/// cell's executor; desk and lanes live on the desk's, and outlive every command. Bounded: so many commands of one
/// caller at once, in each lane.
class CellPort final : public CommandPort {
public:
    static constexpr std::size_t commands_max = 64;         ///< of one caller in one lane
    static constexpr std::size_t all_commands_max = 4'096;  ///< of all callers in one lane

    CellPort(boost::asio::any_io_executor execution, Desk& desk, Lanes& lanes);

    Answer<IntentRecord> propose(Intent intent) override;
    boost::asio::awaitable<Result<Preview>> preview(Intent intent) override;
    Answer<IntentRecord> cancel(IntentId intent, Actor by, std::string reason) override;
    Answer<ApprovalRecord> approve(ApprovalId approval, Actor by) override;
    Answer<ApprovalRecord> decline(ApprovalId approval, Actor by, std::string reason) override;
    Answer<IntentRecord> modify(ApprovalId approval, Modification modification, Actor by) override;
    Answer<void> set_state(risk::TradingState state, Actor by, std::string reason) override;
    Answer<void> set_account_state(AccountId account, risk::TradingState state, Actor by, std::string reason) override;
    Answer<void> protect(LotKey lot, Protection protection, Actor by, std::string reason) override;
    Answer<void> rearm(risk::Scope scope, Actor by) override;
    Answer<void> tighten(std::string limit, std::string value, Actor by, std::string reason) override;
    Answer<IntentRecord> settle(IntentId intent, Settlement settlement, Actor by) override;
    Answer<void> adjust(AccountId account, AssetId asset, Amount amount, std::string evidence, Actor by) override;
    Answer<void> open_account(AccountId account, UserId user, VenueId venue) override;
    Answer<void> change_setting(SettingChanged change) override;
    void raise(Signal signal) override;
    void alert(AlertRaised alert) override;

private:
    using Lane = Lanes::Lane;
    struct Count {
        std::map<std::string, std::size_t> of;
        std::size_t all = 0;
    };
    class Place;

    /// `call(desk)` gives the coroutine that runs in the execution cell.
    template <class T, class Call>
    boost::asio::awaitable<Result<T>> carry(Lane lane, std::string caller, Call call);
    template <class T, class Call>
    boost::asio::awaitable<Result<T>> inside(Lane lane, Call call);

    boost::asio::any_io_executor execution_;
    Desk& desk_;
    Lanes& lanes_;
    Count counts_[2];
};

}  // namespace swarmdesk::trading::execution
