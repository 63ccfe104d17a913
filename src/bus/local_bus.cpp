#include "bus/local_bus.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::bus {

namespace asio = boost::asio;

namespace {

bool may_heal(Errc code)
{
    switch (code) {
        case Errc::limit_exceeded:
        case Errc::timed_out:
        case Errc::unavailable:
        case Errc::cancelled:
        case Errc::io:
        case Errc::internal: return true;
        default: return false;
    }
}

bool is_any(const std::vector<Pattern>& patterns, const std::string& subject)
{
    return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& p) { return p.matches(subject); });
}

}  // namespace

/// One subscriber's queue and the coroutine that empties it.
class LocalBus::Subscription {
public:
    Subscription(LocalBus& bus, PeerName peer, std::vector<Pattern> patterns, SubscriptionLimits limits,
                 Handler handler)
        : bus_(bus),
          peer_(std::move(peer)),
          patterns_(std::move(patterns)),
          limits_(limits),
          handler_(std::move(handler))
    {
        resume();
    }

    bool wants(const Envelope& envelope, const std::string& subject) const
    {
        return (envelope.target.is_empty() || envelope.target == peer_) && is_any(patterns_, subject);
    }
    bool has_room(Class urgency) const
    {
        return load_ < limits_.queued_max + (urgency == Class::critical ? limits_.critical_reserve : 0);
    }
    /// What has expired takes no room, also while nothing is delivered.
    void drop_expired()
    {
        const auto now = bus_.clock_.now().monotonic;
        for (auto& queue : queues_)
            while (!queue.empty() && queue.front().has_expired(now)) {
                const Item item = std::move(queue.front());
                queue.pop_front();
                finish(item, DeadReason::expired, "waited longer than its time to live");
            }
    }
    void push(std::shared_ptr<const Envelope> envelope)
    {
        std::optional<MonotonicTime> expires;
        if (envelope->ttl.count() > 0) expires = bus_.clock_.now().monotonic + envelope->ttl;
        const auto level = static_cast<std::size_t>(envelope->priority.level());
        queues_[level].push_back(Item{std::move(envelope), expires, 0, runtime::Backoff{limits_.backoff}});
        ++load_;
        arrived_.wake();
    }
    std::size_t load() const { return load_; }
    const PeerName& peer() const { return peer_; }

    void resume()
    {
        if (scope_) return;
        scope_ = std::make_unique<runtime::TaskScope>(bus_.executor_, [](const std::string&, std::exception_ptr error) {
            // A handler's own exceptions are caught in `attempt`: this one is ours.
            std::rethrow_exception(error);
        });
        is_paused_ = false;
        scope_->spawn(pump(), "bus pump");
        for (const auto& [due, item] : retries_) scope_->spawn(wake_at(due), "bus retry");
    }
    asio::awaitable<void> pause()
    {
        if (!scope_) co_return;
        is_paused_ = true;
        co_await scope_->stop();
        scope_.reset();
    }
    /// Paused for good: nothing that waited will be delivered.
    void bury_all()
    {
        SWARMDESK_ASSERT(!scope_);
        for (auto& [due, item] : retries_)
            bus_.bury(*this, *item.envelope, DeadReason::unsubscribed, "never delivered");
        retries_.clear();
        for (auto queue = queues_.rbegin(); queue != queues_.rend(); ++queue) {
            for (const Item& item : *queue)
                bus_.bury(*this, *item.envelope, DeadReason::unsubscribed, "never delivered");
            queue->clear();
        }
        load_ = 0;
    }
    bool is_paused() const { return !scope_; }

private:
    struct Item {
        std::shared_ptr<const Envelope> envelope;
        std::optional<MonotonicTime> expires;
        std::uint32_t tries = 0;
        runtime::Backoff backoff;

        bool has_expired(MonotonicTime now) const { return expires && now > *expires; }
    };

    asio::awaitable<void> pump()
    {
        for (;;) {
            std::optional<Item> item = next();
            if (!item) {
                co_await arrived_.wait();
                continue;
            }
            if (item->has_expired(bus_.clock_.now().monotonic)) {
                finish(*item, DeadReason::expired, "waited longer than its time to live");
                continue;
            }
            ++item->tries;
            const Result<void> outcome = co_await attempt(*item->envelope);
            settle(std::move(*item), outcome);
            if (is_paused_) co_return;
        }
    }

    asio::awaitable<Result<void>> attempt(const Envelope& envelope)
    {
        try {
            auto work = runtime::with_deadline(handler_(envelope), bus_.clock_, limits_.handler_timeout);
            co_return co_await std::move(work);
        } catch (const std::exception& error) {
            co_return Error{Errc::internal, error.what()};
        }
    }

    void settle(Item item, const Result<void>& outcome)
    {
        if (outcome) {
            --load_;
            ++bus_.stats_.delivered;
        } else if (!may_heal(outcome.error().code)) {
            finish(item, DeadReason::refused, to_string(outcome.error()));
        } else if (item.tries >= limits_.tries_max) {
            finish(item, DeadReason::poison, to_string(outcome.error()));
        } else {
            ++bus_.stats_.retried;
            const auto delay = item.backoff.on_failure(bus_.random_);
            const auto due = bus_.clock_.now().monotonic + delay.value_or(limits_.backoff.delay_max);
            auto again = std::make_shared<Envelope>(*item.envelope);
            again->retries = item.tries;
            item.envelope = std::move(again);
            retries_.emplace(due, std::move(item));
            if (!is_paused_) scope_->spawn(wake_at(due), "bus retry");
        }
    }

    void finish(const Item& item, DeadReason reason, std::string message)
    {
        --load_;
        bus_.bury(*this, *item.envelope, reason, std::move(message));
    }

    std::optional<Item> next()
    {
        const auto now = bus_.clock_.now().monotonic;
        while (!retries_.empty() && retries_.begin()->first <= now) {
            auto retry = retries_.extract(retries_.begin());
            const auto level = static_cast<std::size_t>(retry.mapped().envelope->priority.level());
            queues_[level].push_front(std::move(retry.mapped()));
        }
        for (auto queue = queues_.rbegin(); queue != queues_.rend(); ++queue) {
            if (queue->empty()) continue;
            std::optional<Item> item{std::move(queue->front())};
            queue->pop_front();
            return item;
        }
        return std::nullopt;
    }

    asio::awaitable<void> wake_at(MonotonicTime due)
    {
        co_await bus_.clock_.sleep(due - bus_.clock_.now().monotonic);
        arrived_.wake();
    }

    LocalBus& bus_;
    PeerName peer_;
    std::vector<Pattern> patterns_;
    SubscriptionLimits limits_;
    Handler handler_;
    std::array<std::deque<Item>, Priority::count> queues_;
    std::multimap<MonotonicTime, Item> retries_;
    std::size_t load_ = 0;  ///< queued, retrying and in hand
    bool is_paused_ = false;
    runtime::Wakeup arrived_;
    std::unique_ptr<runtime::TaskScope> scope_;  ///< none while paused
};

class LocalBus::LocalConnection final : public Connection {
public:
    LocalConnection(LocalBus& bus, Policy policy) : bus_(bus), policy_(std::move(policy)) {}
    ~LocalConnection() override { remove(); }

    Result<void> publish(Envelope envelope) override { return bus_.publish(policy_, std::move(envelope)); }

    Result<SubscriptionId> subscribe(std::vector<Pattern> patterns, const SubscriptionLimits& limits,
                                     Handler handler) override
    {
        for (const Pattern& pattern : patterns) {
            const bool allowed = std::any_of(policy_.may_subscribe.begin(), policy_.may_subscribe.end(),
                                             [&](const Pattern& mine) { return mine.covers(pattern); });
            if (!allowed)
                return Error{Errc::forbidden,
                             policy_.peer.to_string() + " may not subscribe to " + pattern.to_string()};
        }
        const auto id = bus_.next_id_++;
        bus_.subscriptions_.emplace(
            id, std::make_shared<Subscription>(bus_, policy_.peer, std::move(patterns), limits, std::move(handler)));
        ids_.push_back(id);
        return id;
    }
    asio::awaitable<void> pause() override
    {
        for (const auto id : ids_) co_await bus_.subscriptions_.at(id)->pause();
    }
    void resume() override
    {
        for (const auto id : ids_) bus_.subscriptions_.at(id)->resume();
    }
    asio::awaitable<void> close() override
    {
        co_await pause();
        remove();
    }
    const Policy& policy() const override { return policy_; }
    std::size_t load() const override
    {
        std::size_t load = 0;
        for (const auto id : ids_) load += bus_.subscriptions_.at(id)->load();
        return load;
    }

private:
    void remove()
    {
        for (const auto id : ids_) {
            bus_.subscriptions_.at(id)->bury_all();
            bus_.subscriptions_.erase(id);
        }
        ids_.clear();
    }

    LocalBus& bus_;
    Policy policy_;
    std::vector<SubscriptionId> ids_;
};

LocalBus::LocalBus(asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random, Settings settings)
    : executor_(std::move(executor)), clock_(clock), random_(random), settings_(settings)
{}

LocalBus::~LocalBus() { SWARMDESK_ASSERT(subscriptions_.empty()); }

std::unique_ptr<Connection> LocalBus::connect(Policy policy)
{
    SWARMDESK_ASSERT(!policy.peer.is_empty());
    return std::make_unique<LocalConnection>(*this, std::move(policy));
}

Result<void> LocalBus::publish(const Policy& policy, Envelope envelope)
{
    const bool claims_name = !envelope.source.is_empty() && envelope.source != policy.peer;
    if (claims_name || envelope.priority > policy.priority_max) ++stats_.restamped;
    const Now now = clock_.now();
    if (envelope.id.is_nil()) envelope.id = runtime::make_uuid<MessageTag>(clock_, random_);
    envelope.source = policy.peer;
    envelope.tenant = policy.tenant;
    envelope.account = policy.account;
    envelope.priority = std::min(envelope.priority, policy.priority_max);
    envelope.subject.urgency = class_of(envelope.priority);
    envelope.sent = now.utc;
    envelope.retries = 0;

    if (auto ok = check(envelope); !ok) {
        ++stats_.refused;
        return ok;
    }
    const auto subject = envelope.subject.to_string();
    if (!is_any(policy.may_publish, subject)) {
        ++stats_.refused;
        return Error{Errc::forbidden, policy.peer.to_string() + " may not publish " + subject};
    }

    std::vector<Subscription*> receivers;
    for (const auto& [id, subscription] : subscriptions_) {
        if (!subscription->wants(envelope, subject)) continue;
        subscription->drop_expired();
        if (!subscription->has_room(envelope.subject.urgency)) {
            ++stats_.overflowed;
            return Error{Errc::limit_exceeded, "the queue of " + subscription->peer().to_string() + " is full"};
        }
        receivers.push_back(subscription.get());
    }
    ++stats_.published;
    ++stats_.by_stream[stream_of(envelope.subject)];
    const auto shared = std::make_shared<const Envelope>(std::move(envelope));
    for (Subscription* receiver : receivers) receiver->push(shared);
    return {};
}

void LocalBus::bury(const Subscription& subscription, const Envelope& envelope, DeadReason reason, std::string message)
{
    ++stats_.dead;
    ++stats_.by_stream[Stream::dead_letter];
    dead_letters_.push_back({envelope, subscription.peer(), reason, std::move(message), clock_.now().utc});
    if (dead_letters_.size() > settings_.dead_letters_max) dead_letters_.pop_front();
    if (listener_) listener_(dead_letters_.back());
}

std::vector<DeadLetter> LocalBus::dead_letters(std::size_t limit) const
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(limit, dead_letters_.size()));
    return {dead_letters_.rbegin(), dead_letters_.rbegin() + count};
}

asio::awaitable<void> LocalBus::stop()
{
    for (const auto& [id, subscription] : subscriptions_) co_await subscription->pause();
}

}  // namespace swarmdesk::bus
