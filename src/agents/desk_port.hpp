#pragma once

#include "agents/status.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::agents {

/// All an agent can do to the desk: propose, put facts on record, and look. It has no way to approve, to halt or to
/// move funds, so no agent can be talked into it. Lives on the desk's executor.
class DeskPort {
public:
    virtual ~DeskPort() = default;

    /// The same intent again gives the same record.
    virtual boost::asio::awaitable<Result<trading::execution::IntentRecord>> propose(trading::Intent intent) = 0;
    virtual void raise(const trading::Signal& signal) = 0;
    virtual void alert(Severity severity, const std::string& source, const std::string& message) = 0;

    virtual const trading::risk::RailsState& rails() const = 0;
    virtual const trading::risk::Quotes& quotes() const = 0;
    /// At mark, in USD; nothing where an asset has no price yet.
    virtual std::optional<trading::Usd> equity(const trading::AccountId& account) const = 0;
    /// DeskPort that wait for a human.
    virtual std::size_t approvals_waiting() const = 0;
};

/// The real desk, seen through that door. `desk` is borrowed.
class InProcessDeskPort final : public DeskPort {
public:
    explicit InProcessDeskPort(trading::execution::Desk& desk) : desk_(desk) {}

    boost::asio::awaitable<Result<trading::execution::IntentRecord>> propose(trading::Intent intent) override;
    void raise(const trading::Signal& signal) override;
    void alert(Severity severity, const std::string& source, const std::string& message) override;
    const trading::risk::RailsState& rails() const override;
    const trading::risk::Quotes& quotes() const override;
    std::optional<trading::Usd> equity(const trading::AccountId& account) const override;
    std::size_t approvals_waiting() const override;

private:
    trading::execution::Desk& desk_;
};

}  // namespace swarmdesk::agents
