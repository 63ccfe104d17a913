#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <map>

#include "bus/bus.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::bus {

/// The bus of the embedded profile: in this process, bounded, ordered by priority, deterministic. Messages are checked
/// like foreign ones, so what works here works over a wire. Connections must die before it.
class LocalBus final : public Bus {
public:
    struct Settings {
        std::size_t dead_letters_max = 1000;
    };

    /// `clock` is borrowed.
    LocalBus(boost::asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random, Settings settings);
    ~LocalBus() override;
    LocalBus(const LocalBus&) = delete;
    LocalBus& operator=(const LocalBus&) = delete;

    std::unique_ptr<Connection> connect(Policy policy) override;
    const BusStats& stats() const override { return stats_; }
    std::vector<DeadLetter> dead_letters(std::size_t limit) const override;
    void on_dead_letter(std::function<void(const DeadLetter&)> listener) override { listener_ = std::move(listener); }
    boost::asio::awaitable<void> stop() override;

private:
    class LocalConnection;
    class Subscription;

    Result<void> publish(const Policy& policy, Envelope envelope);
    void bury(const Subscription& subscription, const Envelope& envelope, DeadReason reason, std::string message);

    boost::asio::any_io_executor executor_;
    runtime::Clock& clock_;
    runtime::Random random_;
    Settings settings_;
    BusStats stats_;
    std::deque<DeadLetter> dead_letters_;
    std::function<void(const DeadLetter&)> listener_;
    std::map<SubscriptionId, std::shared_ptr<Subscription>> subscriptions_;
    SubscriptionId next_id_ = 1;
};

}  // namespace swarmdesk::bus
