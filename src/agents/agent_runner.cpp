#include "agents/agent_runner.hpp"

#include "base/assert.hpp"

namespace swarmdesk::agents {

namespace {

constexpr std::size_t works_max = 64;  ///< an agent bounds its own work more tightly

runtime::Backoff::Settings backoff(const Manifest::Restart& restart)
{
    return {restart.delay_min, restart.delay_max, restart.attempts_max};
}

}  // namespace

AgentRunner::AgentRunner(Borrowed borrowed, Manifest manifest, std::vector<UserAccount> accounts,
                         runtime::Random random, Factory factory)
    : borrowed_(borrowed),
      manifest_(std::move(manifest)),
      accounts_(std::move(accounts)),
      id_{manifest_.name, std::nullopt},
      random_(random),
      factory_(std::move(factory)),
      backoff_(backoff(manifest_.restart))
{
    if (!manifest_.trades()) return;
    SWARMDESK_ASSERT(accounts_.size() == 1);
    id_.serves = accounts_.front();
}

Result<void> AgentRunner::start()
{
    connection_ = borrowed_.bus.connect(manifest_.policy(id_.serves));
    std::vector<bus::Pattern> patterns = connection_->policy().may_subscribe;
    auto subscribed = connection_->subscribe(std::move(patterns), bus::SubscriptionLimits{},
                                             [this](const bus::Envelope& envelope) { return receive(envelope); });
    if (!subscribed) return subscribed.error();
    begin();
    return {};
}

boost::asio::awaitable<void> AgentRunner::stop()
{
    borrowed_.registry.set_state(id_, AgentState::stopped, Health::unknown, health_time());
    if (work_) co_await work_->stop();
    if (connection_) co_await connection_->close();
    agent_.reset();
}

void AgentRunner::begin()
{
    began_ = health_time();
    borrowed_.registry.set_state(id_, AgentState::running, Health::healthy, began_);
    work_ = std::make_unique<runtime::TaskScope>(
        borrowed_.tasks.executor(), [this](const std::string&, std::exception_ptr error) { on_error(error); });
    guard([this] {
        agent_ = factory_(Context{name(), accounts_, borrowed_.clocks, borrowed_.desk, borrowed_.candles, *connection_,
                                  borrowed_.alerts, random_.fork(std::to_string(random_.next())), borrowed_.analyst,
                                  borrowed_.analysis_log, borrowed_.series_log,
                                  [this](boost::asio::awaitable<void> work, std::string task) {
                                      return spawn(std::move(work), std::move(task));
                                  },
                                  [this](nanoseconds interval, std::function<void()> work) {
                                      SWARMDESK_ASSERT(interval.count() > 0);
                                      return spawn(repeat(interval, std::move(work)), "timer");
                                  },
                                  borrowed_.history});
        agent_->start();
    });
}

bool AgentRunner::spawn(boost::asio::awaitable<void> work, std::string task)
{
    if (!is_running() || work_->size() >= works_max) return false;
    work_->spawn(see_through(std::move(work)), name().to_string() + ": " + std::move(task));
    return true;
}

/// One interval after the other, however late the last one was: a machine that slept makes up for nothing.
boost::asio::awaitable<void> AgentRunner::repeat(nanoseconds interval, std::function<void()> work)
{
    for (;;) {
        co_await borrowed_.clocks.market.sleep(interval);
        work();
        report();
    }
}

boost::asio::awaitable<void> AgentRunner::see_through(boost::asio::awaitable<void> work)
{
    co_await std::move(work);
    report();
}

void AgentRunner::on_error(std::exception_ptr error)
{
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        fail(Health::failed, e.what());
    }
}

void AgentRunner::on_quote(const trading::Quote& quote)
{
    if (is_running()) guard([&] { agent_->on_quote(quote); });
}

void AgentRunner::on_candle(const trading::Candle& candle)
{
    if (is_running()) guard([&] { agent_->on_candle(candle); });
}

boost::asio::awaitable<Result<void>> AgentRunner::receive(const bus::Envelope& envelope)
{
    if (!is_running()) co_return Error{Errc::unavailable, name().to_string() + " is not running"};
    if (std::holds_alternative<bus::HealthCheck>(envelope.payload)) {
        if (manifest_.is_woken_by(Wake::heartbeats)) guard([&] { agent_->on_heartbeat(); });
        if (!is_running()) co_return Error{Errc::unavailable, name().to_string() + " failed"};
        const auto now = health_time();
        borrowed_.registry.beat(id_, borrowed_.clocks.market.now().utc, now);
        if (now - began_ >= manifest_.restart.delay_max) backoff_.on_success();
        co_return Result<void>{};
    }
    try {
        const Result<void> outcome = co_await agent_->handle(envelope);
        report();
        co_return outcome;
    } catch (const std::exception& error) {
        fail(Health::failed, error.what());
        co_return Error{Errc::internal, error.what()};
    }
}

template <class Work>
void AgentRunner::guard(Work work)
{
    try {
        work();
        report();
    } catch (const std::exception& error) {
        fail(Health::failed, error.what());
    }
}

void AgentRunner::report()
{
    if (!agent_) return;
    if (is_running()) borrowed_.registry.set_health(id_, agent_->is_well() ? Health::healthy : Health::degraded);
    if (agent_->status_message() != borrowed_.registry.status(id_).status_message && !agent_->status_message().empty())
        borrowed_.registry.say(id_, agent_->status_message());
    borrowed_.registry.set_load(id_, connection_->load());
}

void AgentRunner::fail(Health health, const std::string& why)
{
    if (!is_running()) return;
    const auto pause = backoff_.on_failure(random_);
    borrowed_.registry.set_state(id_, pause ? AgentState::restarting : AgentState::stopped, health, health_time());
    if (pause) {
        borrowed_.registry.say(id_, "failed and restarts: " + why);
        borrowed_.alerts.raise(Severity::warning, name(), "restart", manifest_.title + " failed and restarts: " + why);
    } else {
        borrowed_.registry.say(id_, "stopped after " + std::to_string(backoff_.failures()) + " failures: " + why);
        borrowed_.alerts.raise(Severity::critical, name(), "stopped",
                               manifest_.title + " failed too often and stays stopped: " + why);
    }
    work_->cancel_all();
    borrowed_.tasks.spawn(restart(pause.value_or(nanoseconds{-1})), "restart of " + name().to_string());
}

boost::asio::awaitable<void> AgentRunner::restart(nanoseconds pause)
{
    // Once these resume, nothing of the old agent runs any more.
    co_await connection_->pause();
    co_await work_->stop();
    agent_.reset();
    if (pause.count() < 0) {
        co_await connection_->close();
        co_return;
    }
    co_await borrowed_.clocks.health.sleep(pause);
    borrowed_.registry.count_restart(id_);
    ++borrowed_.statistics.restarts;
    begin();
    if (is_running()) connection_->resume();
}

void AgentRunner::replace(const std::string& why)
{
    if (!is_running()) return;
    borrowed_.registry.set_state(id_, AgentState::restarting, Health::healthy, health_time());
    borrowed_.registry.say(id_, why);
    work_->cancel_all();
    borrowed_.tasks.spawn(renew(), "replacement of " + name().to_string());
}

boost::asio::awaitable<void> AgentRunner::renew()
{
    co_await connection_->pause();
    co_await work_->stop();
    agent_.reset();
    begin();
    if (is_running()) connection_->resume();
}

MonotonicTime AgentRunner::health_time() const { return borrowed_.clocks.health.now().monotonic; }

bool AgentRunner::is_running() const { return borrowed_.registry.status(id_).state == AgentState::running; }

}  // namespace swarmdesk::agents
