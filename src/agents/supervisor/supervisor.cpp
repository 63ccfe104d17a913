#include "agents/supervisor/supervisor.hpp"

namespace swarmdesk::agents::supervisor {

using namespace trading;

namespace {

Result<AgentFactory> factory(const AgentParts& parts, const config::Section& section, const std::vector<UserAccount>&)
{
    const auto& settings = section.as<SupervisorSettings>();
    const auto memory = std::make_shared<Memory>(Memory{Seen{settings.remembered_max}, parts.history});
    return AgentFactory{[&parts, &settings, memory](Context context) {
        return std::make_unique<Supervisor>(std::move(context), parts.desk, parts.registry, *memory, settings);
    }};
}

}  // namespace

AgentType type() { return {SupervisorSettings::agent, {"Proposing.", SupervisorSettings{}}, factory}; }

Seen::Step Seen::note(const IntentId& id)
{
    const auto [found, is_new] = steps_.emplace(id, Step::unfinished);
    if (!is_new) return found->second;
    order_.push_back(id);
    if (order_.size() > remembered_max_) {
        steps_.erase(order_.front());
        order_.pop_front();
    }
    return Step::new_one;
}

void Seen::finish(const IntentId& id)
{
    const auto found = steps_.find(id);
    if (found != steps_.end()) found->second = Step::finished;
}

Supervisor::Supervisor(Context context, DeskPort& desk, const Registry& registry, Memory& memory,
                       const SupervisorSettings& settings)
    : Agent(std::move(context)), desk_(desk), registry_(registry), memory_(memory), settings_(settings)
{}

boost::asio::awaitable<Result<void>> Supervisor::handle(const bus::Envelope& envelope)
{
    if (const auto* message = std::get_if<bus::TradingSignal>(&envelope.payload))
        co_return co_await on_signal(envelope, *message);
    co_return co_await Agent::handle(envelope);
}

boost::asio::awaitable<Result<void>> Supervisor::on_signal(const bus::Envelope& envelope,
                                                           const bus::TradingSignal& received)
{
    SignalHistory& history = memory_.history;
    const AgentId agent{envelope.source.to_string()};
    const AccountId account{envelope.account.to_string()};
    if (!registry_.is_proposer(agent)) {
        history.count(&Statistics::refused, account);
        co_return Error{Errc::forbidden, agent.to_string() + " may not raise signals"};
    }
    // Whom an agent trades for is the connection's; what the message says must be the same.
    if (received.user != envelope.tenant.to_string() || received.account != envelope.account.to_string()) {
        history.count(&Statistics::refused, account);
        co_return Error{Errc::forbidden, agent.to_string() + " may not raise signals for " + received.account};
    }
    const auto read = from_message(received, agent);
    if (!read) {
        history.count(&Statistics::refused, account);
        co_return read.error();
    }
    const Signal& signal = *read;
    const auto step = memory_.seen.note(intent_id(signal.id, account));
    if (step == Seen::Step::finished) {
        history.count(&Statistics::repeats, account);
        co_return Result<void>{};
    }
    if (step == Seen::Step::new_one) {
        history.count(&Statistics::signals, account);
        desk_.raise(signal);
    }
    if (auto refusal = judge(signal, context().clocks.market.now())) {
        const auto message = refusal->message;
        const bool is_late = refusal->outcome != SignalOutcome::refused;
        history.count(is_late ? &Statistics::expired : &Statistics::refused, account);
        close(std::move(*refusal));
        // Too late is an end, not an error: there is nobody to tell but the record.
        if (is_late) co_return Result<void>{};
        co_return Error{Errc::out_of_range, message};
    }

    if (signal.is_hold) co_return co_await move_protection(signal);
    Intent intent = trading::intent_of(signal, intent_id(signal.id, signal.account));
    const auto id = intent.id;
    auto proposing = desk_.propose(std::move(intent));
    const auto record = co_await std::move(proposing);

    HandledSignal handled{signal, SignalOutcome::proposed, id, std::nullopt, {}, context().clocks.market.now().utc};
    if (!record) {
        const auto code = record.error().code;
        const bool is_final = code == Errc::conflict || code == Errc::malformed || code == Errc::out_of_range ||
                              code == Errc::not_found || code == Errc::forbidden || code == Errc::unauthenticated;
        if (is_final) {
            history.count(&Statistics::refused, account);
            handled.outcome = SignalOutcome::refused;
            handled.message = to_string(record.error());
            close(std::move(handled));
        } else {
            say_unwell("the gate does not answer: " + record.error().detail);
        }
        co_return record.error();
    }
    history.count(&Statistics::proposed, account);
    handled.intent_state = record->state;
    handled.message = std::string{to_text(record->state)};
    if (record->denial) handled.message += " " + to_string(*record->denial);
    close(std::move(handled));
    co_return Result<void>{};
}

boost::asio::awaitable<Result<void>> Supervisor::move_protection(const Signal& signal)
{
    // What it takes the strategy's lot for is what its orders would.
    const Intent like = trading::intent_of(signal, intent_id(signal.id, signal.account));
    const trading::Protection protection = trading::protection_of(signal);
    auto protecting = desk_.protect(trading::execution::lot_of(like), protection, signal.agent, signal.reason);
    const auto done = co_await std::move(protecting);
    HandledSignal handled{signal,       SignalOutcome::moved,   std::nullopt,
                          std::nullopt, protection.to_string(), context().clocks.market.now().utc};
    if (!done) {
        handled.outcome = SignalOutcome::refused;
        handled.message = to_string(done.error());
        memory_.history.count(&Statistics::refused, signal.account);
    }
    close(std::move(handled));
    co_return Result<void>{};  // the next candle says it anew, if it still holds
}

std::optional<HandledSignal> Supervisor::judge(const Signal& signal, Now now) const
{
    constexpr nanoseconds skew_max = std::chrono::seconds{1};
    const auto refuse = [&](SignalOutcome outcome, std::string message) {
        return HandledSignal{signal, outcome, std::nullopt, std::nullopt, std::move(message), now.utc};
    };
    if (signal.expires < now.utc) return refuse(SignalOutcome::expired, "expired at " + to_iso(signal.expires));
    if (now.utc - signal.time > settings_.signal_age_max)
        return refuse(SignalOutcome::stale, "concluded from data of " + to_iso(signal.time));
    if (signal.time - now.utc > skew_max) return refuse(SignalOutcome::stale, "concluded from data of the future");
    if (!desk_.rails().instruments.contains(signal.instrument))
        return refuse(SignalOutcome::refused, "no instrument " + signal.instrument.symbol.to_string());
    if (signal.limit_price && signal.quote_quantity)
        return refuse(SignalOutcome::refused, "a limit order needs a quantity of the base asset");
    return std::nullopt;
}

void Supervisor::close(HandledSignal handled)
{
    memory_.seen.finish(intent_id(handled.signal.id, handled.signal.account));
    say(std::string{to_text(handled.signal.side)} + " " + handled.signal.instrument.symbol.to_string() + " from " +
        handled.signal.agent.to_string() + ": " + handled.message);
    memory_.history.add(std::move(handled));
}

void Supervisor::on_heartbeat()
{
    const auto waiting = desk_.approvals_waiting();
    if (waiting > 0)
        say(std::to_string(waiting) + (waiting == 1 ? " proposal waits" : " proposals wait") + " for a human");
}

}  // namespace swarmdesk::agents::supervisor
