#include "trading/execution/cell_port.hpp"

#include <boost/asio/post.hpp>

#include "runtime/run_on.hpp"

namespace swarmdesk::trading::execution {

namespace asio = boost::asio;

// --------------------------------------------------------------------------------------------------------------- lanes

asio::awaitable<void> Lanes::enter(Lane lane)
{
    if (lane == Lane::first) co_return;
    if (!is_busy_) {
        is_busy_ = true;
        asio::post(executor_, [this] { let_in(); });
        co_return;
    }
    runtime::Wakeup wakeup;
    waiting_.push_back(&wakeup);
    co_await wakeup.wait();
}

void Lanes::let_in()
{
    if (waiting_.empty()) {
        is_busy_ = false;
        return;
    }
    waiting_.front()->wake();
    waiting_.pop_front();
    asio::post(executor_, [this] { let_in(); });
}

// ---------------------------------------------------------------------------------------------------------------- port

/// A command's place among its caller's, given back at its end.
class CellPort::Place {
public:
    static std::optional<Place> take(Count& count, const std::string& caller)
    {
        std::size_t& own = count.of[caller];
        if (own >= commands_max || count.all >= all_commands_max) {
            if (own == 0) count.of.erase(caller);
            return std::nullopt;
        }
        ++own;
        ++count.all;
        return Place{count, caller};
    }
    Place(Place&& other) noexcept : count_(std::exchange(other.count_, nullptr)), caller_(std::move(other.caller_)) {}
    Place& operator=(Place&&) = delete;
    ~Place()
    {
        if (count_ == nullptr) return;
        const auto own = count_->of.find(caller_);
        if (--own->second == 0) count_->of.erase(own);
        --count_->all;
    }

private:
    Place(Count& count, std::string caller) : count_(&count), caller_(std::move(caller)) {}
    Count* count_;
    std::string caller_;
};

CellPort::CellPort(asio::any_io_executor execution, Desk& desk, Lanes& lanes)
    : execution_(std::move(execution)), desk_(desk), lanes_(lanes)
{}

template <class T, class Call>
asio::awaitable<Result<T>> CellPort::inside(Lane lane, Call call)
{
    co_await lanes_.enter(lane);
    auto work = call(desk_);
    co_return co_await std::move(work);
}

template <class T, class Call>
asio::awaitable<Result<T>> CellPort::carry(Lane lane, std::string caller, Call call)
{
    const auto place = Place::take(counts_[lane == Lane::first ? 0 : 1], caller);
    if (!place) co_return Error{Errc::limit_exceeded, "too many commands of yours are under way; wait for some to end"};
    auto work = inside<T>(lane, std::move(call));
    auto crossing = runtime::run_on<Result<T>>(execution_, std::move(work));
    co_return co_await std::move(crossing);
}

CommandPort::Answer<IntentRecord> CellPort::propose(Intent intent)
{
    const Lane lane = intent.reduce_only ? Lane::first : Lane::second;
    std::string caller = intent.proposer.name;
    auto call = [intent = std::move(intent)](Desk& desk) { return desk.propose(intent); };
    auto answer = carry<Done<IntentRecord>>(lane, std::move(caller), std::move(call));
    co_return co_await std::move(answer);
}

asio::awaitable<Result<Preview>> CellPort::preview(Intent intent)
{
    std::string caller = intent.proposer.name;
    auto call = [intent = std::move(intent)](Desk& desk) { return desk.preview(intent); };
    auto answer = carry<Preview>(Lane::second, std::move(caller), std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<IntentRecord> CellPort::cancel(IntentId intent, Actor by, std::string reason)
{
    auto call = [=](Desk& desk) { return desk.cancel(intent, by, reason); };
    auto answer = carry<Done<IntentRecord>>(Lane::first, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<ApprovalRecord> CellPort::approve(ApprovalId approval, Actor by)
{
    auto call = [=](Desk& desk) { return desk.approve(approval, by); };
    auto answer = carry<Done<ApprovalRecord>>(Lane::second, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<ApprovalRecord> CellPort::decline(ApprovalId approval, Actor by, std::string reason)
{
    auto call = [=](Desk& desk) { return desk.decline(approval, by, reason); };
    auto answer = carry<Done<ApprovalRecord>>(Lane::first, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<IntentRecord> CellPort::modify(ApprovalId approval, Modification modification, Actor by)
{
    auto call = [=](Desk& desk) { return desk.modify(approval, modification, by); };
    auto answer = carry<Done<IntentRecord>>(Lane::second, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::set_state(risk::TradingState state, Actor by, std::string reason)
{
    const Lane lane = state == risk::TradingState::active ? Lane::second : Lane::first;
    auto call = [=](Desk& desk) { return desk.set_state(state, by, reason); };
    auto answer = carry<Done<void>>(lane, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::set_account_state(AccountId account, risk::TradingState state, Actor by,
                                                      std::string reason)
{
    const Lane lane = state == risk::TradingState::active ? Lane::second : Lane::first;
    auto call = [=](Desk& desk) { return desk.set_account_state(account, state, by, reason); };
    auto answer = carry<Done<void>>(lane, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::protect(LotKey lot, Protection protection, Actor by, std::string reason)
{
    auto call = [=](Desk& desk) { return desk.protect(lot, protection, by, reason); };
    auto answer = carry<Done<void>>(Lane::first, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::tighten(std::string limit, std::string value, Actor by, std::string reason)
{
    auto call = [=](Desk& desk) { return desk.tighten(limit, value, by, reason); };
    auto answer = carry<Done<void>>(Lane::first, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::rearm(risk::Scope scope, Actor by)
{
    auto call = [=](Desk& desk) { return desk.rearm(scope, by); };
    auto answer = carry<Done<void>>(Lane::second, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<IntentRecord> CellPort::settle(IntentId intent, Settlement settlement, Actor by)
{
    auto call = [=](Desk& desk) { return desk.settle(intent, settlement, by); };
    auto answer = carry<Done<IntentRecord>>(Lane::second, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::adjust(AccountId account, AssetId asset, Amount amount, std::string evidence,
                                           Actor by)
{
    auto call = [=](Desk& desk) { return desk.adjust(account, asset, amount, evidence, by); };
    auto answer = carry<Done<void>>(Lane::second, by.name, std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::open_account(AccountId account, UserId user, VenueId venue)
{
    auto call = [=](Desk& desk) { return desk.open_account(account, user, venue); };
    auto answer = carry<Done<void>>(Lane::second, user.to_string(), std::move(call));
    co_return co_await std::move(answer);
}

CommandPort::Answer<void> CellPort::change_setting(SettingChanged change)
{
    std::string caller = change.by.name;
    auto call = [change = std::move(change)](Desk& desk) { return desk.change_setting(change); };
    auto answer = carry<Done<void>>(Lane::second, std::move(caller), std::move(call));
    co_return co_await std::move(answer);
}

void CellPort::raise(Signal signal)
{
    asio::post(execution_, [this, signal = std::move(signal)] { desk_.raise(signal); });
}

void CellPort::alert(AlertRaised alert)
{
    asio::post(execution_, [this, alert = std::move(alert)] { desk_.alert(alert); });
}

}  // namespace swarmdesk::trading::execution
