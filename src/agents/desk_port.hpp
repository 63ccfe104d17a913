#pragma once

#include "agents/status.hpp"
#include "trading/execution/command_port.hpp"
#include "trading/execution/view.hpp"
#include "trading/strategy/own_lots.hpp"

namespace swarmdesk::agents {

/// All an agent can do to the desk: propose, put facts on record, and look. It has no way to approve, to halt or to
/// move funds, so no agent can be talked into it. Lives on the swarm's executor.
class DeskPort {
public:
    virtual ~DeskPort() = default;

    /// The same intent again gives the same record. When it resumes, what it did can be seen here.
    virtual boost::asio::awaitable<Result<trading::execution::IntentRecord>> propose(trading::Intent intent) = 0;
    /// What is to protect an agent's own lot at the venue.
    virtual boost::asio::awaitable<Result<void>> protect(trading::execution::LotKey lot, trading::Protection protection,
                                                         trading::AgentId agent, std::string reason) = 0;
    virtual void raise(const trading::Signal& signal) = 0;
    virtual void alert(Severity severity, const std::string& source, const std::string& message) = 0;

    virtual const trading::risk::RailsState& rails() const = 0;
    virtual const trading::risk::Quotes& quotes() const = 0;
    /// What stands for a lot, and when its agent last proposed to buy into it.
    virtual trading::strategy::LotNotes notes_of(const trading::execution::LotKey& lot) const = 0;
    /// At mark, in USD; nothing where an asset has no price yet.
    virtual std::optional<trading::Usd> equity(const trading::AccountId& account) const = 0;
    /// What one of an asset is worth at mark, in USD; nothing where it has no price.
    virtual std::optional<Decimal> usd_rate(const trading::AssetId& asset) const = 0;
    /// Proposals that wait for a human.
    virtual std::size_t approvals_waiting() const = 0;
};

/// The real desk: seen through the swarm's view, acted on through the command port. Both are borrowed.
class ViewDeskPort final : public DeskPort {
public:
    ViewDeskPort(trading::execution::View& view, trading::execution::CommandPort& commands)
        : view_(view), commands_(commands)
    {}

    boost::asio::awaitable<Result<trading::execution::IntentRecord>> propose(trading::Intent intent) override;
    boost::asio::awaitable<Result<void>> protect(trading::execution::LotKey lot, trading::Protection protection,
                                                 trading::AgentId agent, std::string reason) override;
    void raise(const trading::Signal& signal) override;
    void alert(Severity severity, const std::string& source, const std::string& message) override;
    const trading::risk::RailsState& rails() const override;
    const trading::risk::Quotes& quotes() const override;
    trading::strategy::LotNotes notes_of(const trading::execution::LotKey& lot) const override;
    std::optional<trading::Usd> equity(const trading::AccountId& account) const override;
    std::optional<Decimal> usd_rate(const trading::AssetId& asset) const override;
    std::size_t approvals_waiting() const override;

private:
    trading::execution::View& view_;
    trading::execution::CommandPort& commands_;
};

}  // namespace swarmdesk::agents
