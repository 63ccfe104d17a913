#include "agents/desk_port.hpp"

namespace swarmdesk::agents {

using namespace trading;

boost::asio::awaitable<Result<execution::IntentRecord>> ViewDeskPort::propose(Intent intent)
{
    auto proposing = commands_.propose(std::move(intent));
    auto done = co_await std::move(proposing);
    if (!done) co_return done.error();
    auto reaching = view_.reach(done->seq);
    co_await std::move(reaching);
    co_return std::move(done->value);
}

boost::asio::awaitable<Result<void>> ViewDeskPort::protect(execution::LotKey lot, Protection protection, AgentId agent,
                                                           std::string reason)
{
    auto protecting =
        commands_.protect(std::move(lot), protection, Actor{ActorKind::agent, agent.to_string()}, std::move(reason));
    const auto done = co_await std::move(protecting);
    if (!done) co_return done.error();
    co_return Result<void>{};
}

void ViewDeskPort::raise(const Signal& signal) { commands_.raise(signal); }

void ViewDeskPort::alert(Severity severity, const std::string& source, const std::string& message)
{
    execution::AlertRaised alert;
    alert.severity = to_text(severity);
    alert.source = source;
    alert.code = "AGENT";
    alert.message = message;
    commands_.alert(std::move(alert));
}

const risk::RailsState& ViewDeskPort::rails() const { return view_.books().rails().state(); }

const risk::Quotes& ViewDeskPort::quotes() const { return view_.quotes(); }

strategy::LotNotes ViewDeskPort::notes_of(const execution::LotKey& lot) const
{
    const execution::LotProtection* standing = view_.books().protection_of(lot);
    return {standing == nullptr ? Protection{} : standing->terms, view_.books().last_entry_into(lot)};
}

std::optional<Usd> ViewDeskPort::equity(const AccountId& account) const
{
    const risk::Account* books = view_.books().rails().find(account);
    if (books == nullptr) return std::nullopt;
    const risk::Equity equity = view_.books().rails().equity(*books, quotes(), MonotonicTime{});
    return equity.unpriced.empty() ? std::optional{equity.value} : std::nullopt;
}

std::optional<Decimal> ViewDeskPort::usd_rate(const AssetId& asset) const
{
    return view_.books().rails().usd_rate(asset, quotes());
}

std::size_t ViewDeskPort::approvals_waiting() const { return view_.open_approvals().size(); }

}  // namespace swarmdesk::agents
