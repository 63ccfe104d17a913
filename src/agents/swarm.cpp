#include "agents/swarm.hpp"

#include <algorithm>
#include <set>

#include "agents/agent_runner.hpp"
#include "agents/agent_type.hpp"
#include "agents/monitor/settings.hpp"
#include "agents/online_trading/settings.hpp"
#include "base/assert.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::agents {

namespace asio = boost::asio;

namespace {

bool is_run_by_account(const Manifest& manifest) { return manifest.trades() && manifest.needs.empty(); }

RunnerId id_of(const Manifest& manifest, const std::vector<UserAccount>& accounts)
{
    return {manifest.name, is_run_by_account(manifest) ? std::optional{accounts.front()} : std::nullopt};
}

Alerts::Limits limits_of(const Settings& settings)
{
    const auto& monitor = settings.of<MonitorSettings>();
    return {monitor.repeat_after, monitor.alerts_per_minute_max, settings.alerts_kept_max};
}

constexpr std::size_t instruments_max = 256;  ///< whose newest analysis is kept
const bus::Priority ping_priority{2};
}  // namespace

class Swarm::Impl {
public:
    Impl(Borrowed borrowed, runtime::Random random, Settings settings, std::vector<Manifest> manifests,
         const std::filesystem::path& reports)
        : borrowed_(std::move(borrowed)),
          random_(random),
          settings_(std::move(settings)),
          alerts_(limits_of(settings_), borrowed_.clocks.market, borrowed_.desk),
          analysis_log_({settings_.analyses_kept_max, instruments_max,
                         settings_.of<OnlineTradingSettings>().confirmation == Confirmation::model},
                        borrowed_.clocks.market, alerts_, borrowed_.analyst),
          series_log_(borrowed_.keep_series),
          history_(settings_.signals_kept_max),
          reports_folder_(reports),
          parts_{borrowed_.desk, registry_, history_, reports_, reports_folder_, more_strategies_, strategies_},
          tasks_(borrowed_.executor,
                 [this](const std::string& task, std::exception_ptr error) { on_error(task, error); }),
          manifests_(std::move(manifests))
    {
        for (const auto& manifest : manifests_)
            for (const auto& accounts : shares(manifest)) registry_.add(manifest, id_of(manifest, accounts));
    }

    Result<void> start()
    {
        SWARMDESK_ASSERT(runners_.empty());
        if (auto sound = bus::self_test(); !sound) return sound;
        if (auto known = check_manifests(manifests_); !known) return known;

        bus::Policy policy;
        policy.peer = bus::PeerName{"desk"};
        policy.may_publish = {bus::Pattern{"system.*.ping.*"}};
        policy.priority_max = ping_priority;
        desk_ = borrowed_.bus.connect(std::move(policy));
        borrowed_.bus.on_dead_letter([this](const bus::DeadLetter& letter) { on_dead_letter(letter); });

        const AgentRunner::Borrowed lent{borrowed_.clocks,  borrowed_.bus, borrowed_.desk, borrowed_.candles,
                                         alerts_,           registry_,     tasks_,         history_.statistics,
                                         borrowed_.analyst, analysis_log_, series_log_,    borrowed_.history};
        std::vector<std::unique_ptr<AgentRunner>> made;
        for (const auto& manifest : manifests_) {
            if (!manifest.needs.empty()) continue;
            runtime::Random random = random_.fork(manifest.name.to_string());
            for (auto& accounts : shares(manifest)) {
                const AgentType& type = *find_agent_type(manifest.name);
                auto factory = type.factory(parts_, config::section_of(settings_.sections, type.name), accounts);
                if (!factory)
                    return Error{factory.error().code, std::string{type.name} + ": " + factory.error().detail};
                const auto seed = accounts.front().account.to_string();
                auto runner = std::make_unique<AgentRunner>(lent, manifest, std::move(accounts), random.fork(seed),
                                                            std::move(*factory));
                made.push_back(std::move(runner));
            }
        }
        runners_ = std::move(made);
        for (const auto& runner : runners_) {
            if (auto started = runner->start(); !started) return started.error();
            if (runner->manifest().is_woken_by(Wake::quotes)) quote_runners_.push_back(runner.get());
            if (runner->manifest().is_woken_by(Wake::candles)) candle_runners_.push_back(runner.get());
        }
        tasks_.spawn(watch_health(), "agents' health");
        return {};
    }

    asio::awaitable<void> stop()
    {
        quote_runners_.clear();
        candle_runners_.clear();
        co_await tasks_.stop();
        for (const auto& runner : runners_) co_await runner->stop();
        if (desk_) borrowed_.bus.on_dead_letter({});
        runners_.clear();
        desk_.reset();
    }

    void on_quote(const trading::Quote& quote)
    {
        for (AgentRunner* runner : quote_runners_) runner->on_quote(quote);
    }
    void on_candle(const trading::Candle& candle)
    {
        for (AgentRunner* runner : candle_runners_) runner->on_candle(candle);
    }

    std::vector<StrategyStatus> all_strategies() const { return strategies_.all(borrowed_.candle_intervals); }
    Result<StrategyChange> preview_strategy(const AgentId& agent, std::string_view name) const
    {
        return strategies_.read_again(agent, name, borrowed_.candle_intervals);
    }
    asio::awaitable<Result<StrategyChange>> apply_strategy(AgentId agent, std::string name, std::string revision,
                                                           trading::Actor by, std::string reason, Record record)
    {
        if (is_changing_)
            co_return Error{Errc::conflict, "CHANGE_UNDER_WAY: another change is being recorded; preview again"};
        auto change = preview_strategy(agent, name);
        if (!change) co_return change.error();
        if (change->to != revision)
            co_return Error{Errc::conflict, "FILE_CHANGED: " + change->path + " is revision " + change->to +
                                                " now, not " + revision + "; preview it again"};
        if (!change->is_change()) co_return change;
        const Changing changing{is_changing_};
        auto recording = record(change->event(std::move(by), std::move(reason)));
        if (const auto recorded = co_await std::move(recording); !recorded) co_return recorded.error();
        strategies_.put(*change);
        renew_terms(agent, name, change->new_terms);
        for (const auto& runner : runners_)
            if (runner->name() == agent) runner->replace("takes over new rules of " + name);
        co_return change;
    }

    void renew_terms(const AgentId& agent, const std::string& name, trading::strategy::NewTerms terms)
    {
        if (!terms.is_any()) return;
        for (const auto& lot : lots_of(agent, name)) strategies_.renew(lot, terms);
    }
    void renew_terms(const trading::execution::LotKey& lot, trading::strategy::NewTerms terms)
    {
        if (terms.is_any()) strategies_.renew(lot, terms);
    }

    std::vector<trading::execution::LotKey> lots_of(const AgentId& agent, const std::string& name) const
    {
        const trading::LotOwner owner{agent, trading::StrategyId{name}};
        std::set<trading::execution::LotKey> lots;
        const trading::risk::RailsState& rails = borrowed_.desk.rails();
        for (const UserAccount& one : settings_.accounts) {
            const auto account = rails.accounts.find(one.account);
            if (account == rails.accounts.end()) continue;
            for (const auto& [instrument, holding] : account->second.holdings)
                if (const auto lot = holding.lots.find(owner);
                    lot != holding.lots.end() && lot->second.quantity.is_positive())
                    lots.insert({one.account, instrument, owner});
            for (const auto& [intent, reservation] : account->second.reservations)
                if (reservation.owner == owner && reservation.side == trading::Side::buy)
                    lots.insert({one.account, reservation.instrument, owner});
        }
        return {lots.begin(), lots.end()};
    }

    const Registry& registry() const { return registry_; }
    const SignalHistory& history() const { return history_; }
    const Alerts& alerts() const { return alerts_; }
    AnalysisLog& analysis_log() { return analysis_log_; }
    const SeriesLog& series_log() const { return series_log_; }
    ModelOverview models() const { return borrowed_.analyst.overview(); }
    const Reports& reports() const { return reports_; }
    void add_strategy(const std::string& name, trading::strategy::StrategyMaker make)
    {
        more_strategies_.insert_or_assign(name, std::move(make));
    }

private:
    /// One change is recorded at a time.
    class Changing {
    public:
        explicit Changing(bool& is_changing) : is_changing_(is_changing) { is_changing_ = true; }
        Changing(const Changing&) = delete;
        Changing& operator=(const Changing&) = delete;
        ~Changing() { is_changing_ = false; }

    private:
        bool& is_changing_;
    };

    /// The accounts of each of its runners: a proposer's one by one, any other agent's together.
    std::vector<std::vector<UserAccount>> shares(const Manifest& manifest) const
    {
        if (!is_run_by_account(manifest)) return {settings_.accounts};
        std::vector<std::vector<UserAccount>> result;
        for (const auto& serves : settings_.accounts) result.push_back({serves});
        return result;
    }

    asio::awaitable<void> watch_health()
    {
        for (;;) {
            const auto due = borrowed_.clocks.health.now().monotonic + settings_.heartbeat_interval;
            co_await borrowed_.clocks.health.sleep(settings_.heartbeat_interval);
            const auto now = borrowed_.clocks.health.now().monotonic;
            registry_.excuse(now - due, now);
            const auto silent = registry_.silent(now, settings_.silent_after);
            for (const auto& runner : runners_) {
                if (std::find(silent.begin(), silent.end(), runner->id()) != silent.end())
                    runner->fail(Health::silent, "no heartbeat");
            }
            for (const auto& manifest : manifests_)
                if (manifest.needs.empty()) ping(manifest.name);
        }
    }

    /// Each of its runners answers for itself; one that does not run leaves the message to expire.
    void ping(const AgentId& name)
    {
        auto subject = bus::Subject::make(bus::Domain::system, name.to_string(), "ping", ping_priority);
        SWARMDESK_ASSERT(subject.has_value());
        bus::Envelope envelope;
        envelope.priority = ping_priority;
        // Two unanswered at a time are enough to see that nobody is there.
        envelope.ttl = std::min<std::chrono::milliseconds>(2 * settings_.heartbeat_interval, bus::envelope_ttl_max);
        envelope.subject = std::move(*subject);
        envelope.payload = bus::HealthCheck{++pings_};
        // A full queue is a sign of life missing, and is treated as that.
        static_cast<void>(desk_->publish(std::move(envelope)));
    }

    void on_dead_letter(const bus::DeadLetter& letter)
    {
        if (std::holds_alternative<bus::HealthCheck>(letter.envelope.payload)) return;
        ++history_.statistics.dead_letters;
        if (letter.envelope.subject.urgency == bus::Class::low) return;
        const bool is_critical = letter.envelope.subject.urgency == bus::Class::critical;
        const auto subject = letter.envelope.subject.to_string();
        alerts_.raise(is_critical ? Severity::critical : Severity::warning, AgentId{"supervisor"},
                      "dead letter " + subject,
                      "a message on " + subject + " was not delivered to " + letter.subscriber.to_string() + " (" +
                          std::string{to_text(letter.reason)} + "): " + letter.message);
    }

    void on_error(const std::string& task, std::exception_ptr error)
    {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& e) {
            alerts_.raise(Severity::critical, AgentId{"supervisor"}, "task " + task, task + " ended: " + e.what());
        }
    }

    Borrowed borrowed_;
    runtime::Random random_;
    const Settings settings_;
    trading::strategy::Strategies more_strategies_;
    StrategyBook strategies_;
    bool is_changing_ = false;
    Registry registry_;
    Alerts alerts_;
    AnalysisLog analysis_log_;
    SeriesLog series_log_;
    SignalHistory history_;
    Reports reports_;
    std::filesystem::path reports_folder_;
    AgentParts parts_;
    runtime::TaskScope tasks_;
    std::vector<Manifest> manifests_;
    std::unique_ptr<bus::Connection> desk_;
    std::vector<std::unique_ptr<AgentRunner>> runners_;
    std::vector<AgentRunner*> quote_runners_;
    std::vector<AgentRunner*> candle_runners_;
    std::uint64_t pings_ = 0;
};

Swarm::Swarm(Borrowed borrowed, runtime::Random random, Settings settings, std::vector<Manifest> manifests,
             const std::filesystem::path& reports)
    : impl_(std::make_unique<Impl>(std::move(borrowed), random, std::move(settings), std::move(manifests), reports))
{}

Swarm::~Swarm() = default;

void Swarm::add_strategy(const std::string& name, trading::strategy::StrategyMaker make)
{
    impl_->add_strategy(name, std::move(make));
}
Result<void> Swarm::start() { return impl_->start(); }
asio::awaitable<void> Swarm::stop() { return impl_->stop(); }
void Swarm::on_quote(const trading::Quote& quote) { impl_->on_quote(quote); }
void Swarm::on_candle(const trading::Candle& candle) { impl_->on_candle(candle); }
std::vector<AgentStatus> Swarm::agents() const { return impl_->registry().all(); }
std::vector<HandledSignal> Swarm::signals(std::size_t limit) const { return impl_->history().newest(limit); }
std::vector<Alert> Swarm::alerts(std::size_t limit) const { return impl_->alerts().newest(limit); }
std::optional<std::string> Swarm::report(const AccountId& account, std::string_view day) const
{
    return impl_->reports().of(account, day);
}

std::vector<StrategyStatus> Swarm::strategies() const { return impl_->all_strategies(); }
Result<StrategyChange> Swarm::preview_strategy(const AgentId& agent, std::string_view name) const
{
    return impl_->preview_strategy(agent, name);
}
asio::awaitable<Result<StrategyChange>> Swarm::apply_strategy(AgentId agent, std::string name, std::string revision,
                                                              trading::Actor by, std::string reason, Record record)
{
    return impl_->apply_strategy(std::move(agent), std::move(name), std::move(revision), std::move(by),
                                 std::move(reason), std::move(record));
}

void Swarm::renew_terms(const AgentId& agent, const std::string& name)
{
    impl_->renew_terms(agent, name, {.stop = true, .target = true});
}

void Swarm::renew_terms(const trading::execution::LotKey& lot, trading::strategy::NewTerms terms)
{
    impl_->renew_terms(lot, terms);
}

std::vector<trading::execution::LotKey> Swarm::lots_of(const AgentId& agent, const std::string& name) const
{
    return impl_->lots_of(agent, name);
}

const SeriesLog& Swarm::series() const { return impl_->series_log(); }
const AnalysisLog& Swarm::analyses() const { return impl_->analysis_log(); }
ModelOverview Swarm::models() const { return impl_->models(); }
void Swarm::on_analysis(AnalysisLog::Listener listener) { impl_->analysis_log().listen(std::move(listener)); }

Statistics Swarm::statistics() const
{
    Statistics statistics = impl_->history().statistics;
    statistics.alerts = impl_->alerts().raised();
    return statistics;
}

}  // namespace swarmdesk::agents
