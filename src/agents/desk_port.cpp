#include "agents/desk_port.hpp"

#include <algorithm>

namespace swarmdesk::agents {

using namespace trading;

boost::asio::awaitable<Result<execution::IntentRecord>> InProcessDeskPort::propose(Intent intent)
{
    return desk_.propose(std::move(intent));
}

void InProcessDeskPort::raise(const Signal& signal) { desk_.raise(signal); }

void InProcessDeskPort::alert(Severity severity, const std::string& source, const std::string& message)
{
    desk_.alert(std::string{to_text(severity)}, source, message);
}

const risk::RailsState& InProcessDeskPort::rails() const { return desk_.gate().rails().state(); }

const risk::Quotes& InProcessDeskPort::quotes() const { return desk_.gate().quotes(); }

std::optional<Usd> InProcessDeskPort::equity(const AccountId& account) const
{
    const auto& accounts = rails().accounts;
    const auto found = accounts.find(account);
    if (found == accounts.end()) return std::nullopt;
    return desk_.gate().rails().equity(found->second, quotes());
}

std::size_t InProcessDeskPort::approvals_waiting() const
{
    const auto& approvals = desk_.gate().state().approvals;
    return static_cast<std::size_t>(std::count_if(approvals.begin(), approvals.end(), [](const auto& entry) {
        return entry.second.state == execution::ApprovalState::open;
    }));
}

}  // namespace swarmdesk::agents
