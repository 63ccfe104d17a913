#include "agents/agent.hpp"

#include "agents/signal_message.hpp"

namespace swarmdesk::agents {

boost::asio::awaitable<Result<void>> Agent::handle(const bus::Envelope& envelope)
{
    co_return Error{Errc::not_found, context_.name.to_string() + " has no use for " + envelope.subject.to_string()};
}

Result<void> Agent::send(trading::Signal signal, bus::Priority priority)
{
    signal.id = runtime::make_uuid<trading::SignalTag>(context_.clocks.market, context_.random);
    signal.agent = context_.name;
    signal.user = context_.serves().user;
    signal.account = context_.serves().account;
    auto subject = bus::Subject::make(bus::Domain::trading, context_.name.to_string(), "signal", priority);
    if (!subject) return subject.error();
    bus::Envelope envelope;
    envelope.subject = std::move(*subject);
    envelope.priority = priority;
    envelope.ttl = time_to_live(signal, context_.clocks.market.now().utc);
    envelope.payload = to_message(signal);
    auto sent = context_.bus.publish(std::move(envelope));
    if (!sent) say_unwell("could not send a signal: " + sent.error().detail);
    return sent;
}

}  // namespace swarmdesk::agents
