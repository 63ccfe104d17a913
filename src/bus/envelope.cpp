#include "bus/envelope.hpp"

#include <swarmdesk/bus.pb.h>

#include "base/hash.hpp"

namespace swarmdesk::bus {

namespace {

/// `venue:symbol`, each a name, the symbol of any script.
bool is_instrument(std::string_view text)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    return swarmdesk::detail::is_name(text.substr(0, colon)) &&
           swarmdesk::detail::is_name_of_any_script(text.substr(colon + 1));
}

// Text of any length and content becomes an error with this name in it, so a person finds the field.
Error bad(std::string_view field, std::string_view message)
{
    return Error{Errc::malformed, std::string{field} + ": " + std::string{message}};
}

Result<void> check_text(std::string_view field, std::string_view text)
{
    if (text.size() > envelope_text_max) return bad(field, "too long");
    if (!is_utf8(text)) return bad(field, "not UTF-8");
    return {};
}

Result<void> check_time(std::string_view field, UtcTime time)
{
    if (time.ns <= 0) return bad(field, "not a time");
    return {};
}

Result<void> check_map(std::string_view field, const std::map<std::string, std::string>& map)
{
    if (map.size() > envelope_headers_max) return bad(field, "too many entries");
    for (const auto& [key, value] : map) {
        if (auto ok = check_text(field, key); !ok) return ok;
        if (auto ok = check_text(field, value); !ok) return ok;
    }
    return {};
}

Result<void> check_positive(std::string_view field, const std::optional<Decimal>& value)
{
    if (value && !value->is_positive()) return bad(field, "must be positive");
    return {};
}

Result<void> check_payload(const TradingSignal& signal)
{
    if (signal.signal_id.is_nil()) return bad("signal_id", "missing");
    if (!TenantName::parse(signal.user)) return bad("user", "not a name");
    if (!Name<struct AccountTag>::parse(signal.account)) return bad("account", "not a name");
    if (!is_declared(signal.action)) return bad("action", "unknown");
    if (!is_instrument(signal.instrument)) return bad("instrument", "not venue:symbol");
    const int sizes = (signal.quantity ? 1 : 0) + (signal.quote_quantity ? 1 : 0);
    if (signal.action == SignalAction::hold ? sizes != 0 : sizes != 1)
        return bad("quantity", "one of quantity and quote_quantity, and none to hold");
    for (const auto& ok :
         {check_positive("quantity", signal.quantity), check_positive("quote_quantity", signal.quote_quantity),
          check_positive("price_limit", signal.limit_price), check_positive("price_stop", signal.stop_price),
          check_positive("price_take_profit", signal.take_profit_price), check_text("strategy", signal.strategy),
          check_text("reasoning", signal.reason), check_text("decision", signal.decision),
          check_time("time_ns", signal.time), check_time("expires_ns", signal.expires)})
        if (!ok) return ok;
    if (signal.confidence_percent < 0 || signal.confidence_percent > 100) return bad("confidence_percent", "0 to 100");
    return {};
}

Result<void> check_payload(const HealthCheck&) { return {}; }

wire::TradingSignal::Action to_wire(SignalAction action)
{
    switch (action) {
        case SignalAction::buy: return wire::TradingSignal::ACTION_BUY;
        case SignalAction::sell: return wire::TradingSignal::ACTION_SELL;
        case SignalAction::hold: return wire::TradingSignal::ACTION_HOLD;
    }
    return wire::TradingSignal::ACTION_UNSPECIFIED;
}

void write(wire::AgentMessage& message, const TradingSignal& signal)
{
    auto& out = *message.mutable_trading_signal();
    out.set_action(to_wire(signal.action));
    out.set_instrument(signal.instrument);
    if (signal.quantity) out.set_quantity(signal.quantity->to_string());
    if (signal.quote_quantity) out.set_quote_quantity(signal.quote_quantity->to_string());
    if (signal.limit_price) out.set_price_limit(signal.limit_price->to_string());
    if (signal.stop_price) out.set_price_stop(signal.stop_price->to_string());
    if (signal.take_profit_price) out.set_price_take_profit(signal.take_profit_price->to_string());
    out.set_trailing_bp(signal.trailing_bp);
    out.set_expires_ns(signal.expires.ns);
    out.set_reasoning(signal.reason);
    out.set_decision(signal.decision);
    out.set_signal_id(signal.signal_id.to_string());
    out.set_strategy(signal.strategy);
    out.set_user(signal.user);
    out.set_account(signal.account);
    out.set_reduce_only(signal.reduce_only);
    out.set_confidence_percent(signal.confidence_percent);
    out.set_time_ns(signal.time.ns);
}

void write(wire::AgentMessage& message, const HealthCheck& check)
{
    message.mutable_health_check()->set_sequence(check.sequence);
}

// Reads fields one after another; the first that is wrong is remembered and the rest does not matter.
class Reader {
public:
    template <class T>
    void take(std::string_view field, Result<T> value, T& out)
    {
        if (value)
            out = std::move(*value);
        else if (!error_)
            error_ = bad(field, value.error().detail);
    }
    template <class Id>
    void id(std::string_view field, const std::string& text, Id& out)
    {
        take(field, Id::parse(text), out);
    }
    template <class Id>
    void optional_id(std::string_view field, const std::string& text, std::optional<Id>& out)
    {
        if (!text.empty()) id(field, text, out.emplace());
    }
    template <class N>
    void optional_name(std::string_view field, const std::string& text, N& out)
    {
        if (!text.empty()) take(field, N::parse(text), out);
    }
    void optional_decimal(std::string_view field, const std::string& text, std::optional<Decimal>& out)
    {
        if (!text.empty()) take(field, Decimal::parse(text), out.emplace());
    }
    void fail(std::string_view field, std::string_view message)
    {
        if (!error_) error_ = bad(field, message);
    }
    const std::optional<Error>& error() const { return error_; }

private:
    std::optional<Error> error_;
};

template <class Map>
std::map<std::string, std::string> to_map(const Map& map)
{
    std::map<std::string, std::string> result;
    for (const auto& [key, value] : map) result.emplace(key, value);
    return result;
}

bool has_unknown_fields(const google::protobuf::Message& message)
{
    return !message.GetReflection()->GetUnknownFields(message).empty();
}

TradingSignal read(Reader& reader, const wire::TradingSignal& in)
{
    TradingSignal out;
    switch (in.action()) {
        case wire::TradingSignal::ACTION_BUY: out.action = SignalAction::buy; break;
        case wire::TradingSignal::ACTION_SELL: out.action = SignalAction::sell; break;
        case wire::TradingSignal::ACTION_HOLD: out.action = SignalAction::hold; break;
        default: reader.fail("action", "unknown");
    }
    reader.id("signal_id", in.signal_id(), out.signal_id);
    out.user = in.user();
    out.account = in.account();
    out.instrument = in.instrument();
    reader.optional_decimal("quantity", in.quantity(), out.quantity);
    reader.optional_decimal("quote_quantity", in.quote_quantity(), out.quote_quantity);
    reader.optional_decimal("price_limit", in.price_limit(), out.limit_price);
    reader.optional_decimal("price_stop", in.price_stop(), out.stop_price);
    reader.optional_decimal("price_take_profit", in.price_take_profit(), out.take_profit_price);
    out.trailing_bp = in.trailing_bp();
    out.strategy = in.strategy();
    out.reduce_only = in.reduce_only();
    out.confidence_percent = in.confidence_percent();
    out.reason = in.reasoning();
    out.decision = in.decision();
    out.time = {in.time_ns()};
    out.expires = {in.expires_ns()};
    return out;
}

HealthCheck read(Reader&, const wire::HealthCheck& in) { return HealthCheck{in.sequence()}; }

template <class T>
Payload read_known(Reader& reader, const T& in)
{
    if (has_unknown_fields(in)) reader.fail("payload", "holds a field we do not know");
    return read(reader, in);
}

Payload read_payload(Reader& reader, const wire::AgentMessage& message)
{
    switch (message.payload_case()) {
        case wire::AgentMessage::kTradingSignal: return read_known(reader, message.trading_signal());
        case wire::AgentMessage::kHealthCheck: return read_known(reader, message.health_check());
        case wire::AgentMessage::PAYLOAD_NOT_SET: reader.fail("payload", "missing"); break;
        default: reader.fail("payload", "of a kind that agents do not exchange");
    }
    return HealthCheck{};
}

}  // namespace

Result<void> check(const Envelope& envelope)
{
    if (envelope.id.is_nil()) return bad("message_id", "missing");
    if (envelope.source.is_empty()) return bad("source_agent", "missing");
    if (auto ok = check_time("timestamp_ns", envelope.sent); !ok) return ok;
    if (envelope.ttl.count() < 0 || envelope.ttl > envelope_ttl_max) return bad("ttl_ms", "0 to a day");
    if (!is_declared(envelope.subject.domain) || !is_token(envelope.subject.agent) ||
        !is_token(envelope.subject.action))
        return bad("topic", "not a subject");
    if (envelope.subject.urgency != class_of(envelope.priority))
        return bad("topic", "its class does not fit the priority");
    if (auto ok = check_map("headers", envelope.headers); !ok) return ok;
    if (envelope.retries > INT32_MAX) return bad("retry_count", "out of range");
    return std::visit([](const auto& payload) { return check_payload(payload); }, envelope.payload);
}

Result<Bytes> encode(const Envelope& envelope)
{
    if (auto ok = check(envelope); !ok) return ok.error();
    wire::AgentMessage message;
    message.set_message_id(envelope.id.to_string());
    if (envelope.correlation) message.set_correlation_id(envelope.correlation->to_string());
    message.set_source_agent(envelope.source.to_string());
    message.set_target_agent(envelope.target.to_string());
    message.set_timestamp_ns(envelope.sent.ns);
    message.set_priority(envelope.priority.level());
    message.set_ttl_ms(static_cast<std::int32_t>(envelope.ttl.count()));
    message.set_topic(envelope.subject.to_string());
    std::visit([&message](const auto& payload) { write(message, payload); }, envelope.payload);
    for (const auto& [key, value] : envelope.headers) (*message.mutable_headers())[key] = value;
    message.set_retry_count(static_cast<std::int32_t>(envelope.retries));
    message.set_tenant(envelope.tenant.to_string());
    message.set_account(envelope.account.to_string());
    if (envelope.intent) message.set_intent_id(envelope.intent->to_string());

    if (message.ByteSizeLong() > envelope_bytes_max) return Error{Errc::limit_exceeded, "the message is too large"};
    return message.SerializeAsString();
}

Result<Envelope> decode(std::string_view bytes)
{
    if (bytes.size() > envelope_bytes_max) return Error{Errc::limit_exceeded, "the message is too large"};
    wire::AgentMessage message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return Error{Errc::malformed, "not an AgentMessage"};

    Reader reader;
    if (has_unknown_fields(message)) reader.fail("message", "holds a field we do not know");
    Envelope envelope;
    reader.id("message_id", message.message_id(), envelope.id);
    reader.optional_id("correlation_id", message.correlation_id(), envelope.correlation);
    reader.optional_name("source_agent", message.source_agent(), envelope.source);
    reader.optional_name("target_agent", message.target_agent(), envelope.target);
    envelope.sent = {message.timestamp_ns()};
    reader.take("priority", Priority::parse(message.priority()), envelope.priority);
    envelope.ttl = std::chrono::milliseconds{message.ttl_ms()};
    reader.take("topic", Subject::parse(message.topic()), envelope.subject);
    envelope.payload = read_payload(reader, message);
    envelope.headers = to_map(message.headers());
    if (message.retry_count() < 0) reader.fail("retry_count", "negative");
    envelope.retries = static_cast<std::uint32_t>(message.retry_count());
    reader.optional_name("tenant", message.tenant(), envelope.tenant);
    reader.optional_name("account", message.account(), envelope.account);
    reader.optional_id("intent_id", message.intent_id(), envelope.intent);
    if (reader.error()) return *reader.error();
    if (auto ok = check(envelope); !ok) return ok.error();
    return envelope;
}

}  // namespace swarmdesk::bus
