#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "api/backend.hpp"
#include "api/users.hpp"
#include "notify/notifier.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::api {

/// What people are told of an event, in words; nothing of most. `view` has applied it.
std::optional<notify::Notice> notice_of(const trading::execution::StreamedEvent& event,
                                        const trading::execution::View& view);

/// Tells people what the ledger's events and the market's health mean for them, each only what they may see. What is
/// older than ten minutes is not told, nor what was told before a restart. Everything is borrowed. One executor: the
/// front's; await `stop()` before it dies.
class EventNotices {
public:
    struct Borrowed {
        const trading::execution::View& view;
        const Users& users;
        const Swarm& swarm;
        notify::Notifier& notifier;
        runtime::Clock& clock;
    };
    static constexpr nanoseconds age_max = std::chrono::minutes{10};
    /// Prices are often lost for a moment; after this it is worth a word.
    static constexpr nanoseconds feed_patience = std::chrono::seconds{10};

    /// `approvers` may see every account's approvals.
    EventNotices(boost::asio::any_io_executor executor, Borrowed borrowed, std::vector<std::string> approvers);

    /// After the view has applied them.
    void on_events(std::span<const trading::execution::StreamedEvent> events);
    /// At a start, before anybody is told: what the ledger holds beyond what the view remembered. Told by `begin`.
    void on_restored(const trading::execution::StreamedEvent& event);
    void begin();
    void on_market_health(bool is_healthy);
    boost::asio::awaitable<void> stop() { return tasks_.stop(); }

private:
    static constexpr std::size_t restored_max = 1'000;

    void take(const trading::execution::StreamedEvent& event);
    bool is_news(const trading::execution::StreamedEvent& event) const;
    /// Of those who are told anything, whom this concerns and who may see it.
    std::set<std::string> audience(const std::function<bool(const User&)>& may_hear) const;
    std::set<std::string> audience_of(const notify::Notice& notice, const trading::execution::Stamped& event) const;
    boost::asio::awaitable<void> watch_feed(std::uint64_t outage);
    void tell_of_feed(bool is_healthy);
    boost::asio::awaitable<void> look_for_report(trading::AccountId account, std::int64_t day, std::uint64_t seq);

    Borrowed borrowed_;
    std::vector<std::string> approvers_;
    std::vector<trading::execution::StreamedEvent> restored_;
    bool is_healthy_ = true;
    bool is_outage_told_ = false;
    std::uint64_t outages_ = 0;
    runtime::TaskScope tasks_;
};

}  // namespace swarmdesk::api
