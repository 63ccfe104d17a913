#include "agents/signal_message.hpp"

#include <algorithm>

#include "base/derived_uuid.hpp"

namespace swarmdesk::agents {

namespace {
template <class T>
std::optional<Decimal> plain(const std::optional<T>& value)
{
    return value ? std::optional<Decimal>{value->value()} : std::nullopt;
}
template <class T>
std::optional<T> exact(const std::optional<Decimal>& value)
{
    return value ? std::optional<T>{T{*value}} : std::nullopt;
}
}  // namespace

bus::TradingSignal to_message(const trading::Signal& signal)
{
    bus::TradingSignal message;
    message.signal_id = decltype(message.signal_id){signal.id.raw()};
    message.user = signal.user.to_string();
    message.account = signal.account.to_string();
    message.action = signal.is_hold                      ? bus::SignalAction::hold
                     : signal.side == trading::Side::buy ? bus::SignalAction::buy
                                                         : bus::SignalAction::sell;
    message.strategy = signal.strategy;
    message.instrument = signal.instrument.to_string();
    message.quantity = plain(signal.quantity);
    message.quote_quantity = plain(signal.quote_quantity);
    message.limit_price = plain(signal.limit_price);
    message.stop_price = plain(signal.stop_price);
    message.take_profit_price = plain(signal.take_profit_price);
    message.trailing_bp = signal.trailing_bp.value_or(0);
    message.reduce_only = signal.reduce_only;
    message.confidence_percent = signal.confidence_percent;
    message.reason = signal.reason;
    message.decision = signal.decision;
    message.time = signal.time;
    message.expires = signal.expires;
    return message;
}

Result<trading::Signal> from_message(const bus::TradingSignal& message, const trading::AgentId& agent)
{
    const bool is_hold = message.action == bus::SignalAction::hold;
    if (is_hold && !message.stop_price && !message.take_profit_price && message.trailing_bp == 0)
        return Error{Errc::out_of_range, "to hold is nothing to act on"};
    auto instrument = trading::InstrumentId::parse(message.instrument);
    if (!instrument) return instrument.error();
    auto user = UserId::parse(message.user);
    if (!user) return user.error();
    auto account = AccountId::parse(message.account);
    if (!account) return account.error();
    trading::Signal signal;
    signal.id = trading::SignalId{message.signal_id.raw()};
    signal.agent = agent;
    signal.user = std::move(*user);
    signal.account = std::move(*account);
    signal.strategy = message.strategy;
    signal.instrument = std::move(*instrument);
    signal.side = message.action == bus::SignalAction::buy ? trading::Side::buy : trading::Side::sell;
    signal.quantity = exact<trading::Quantity>(message.quantity);
    signal.quote_quantity = exact<trading::Amount>(message.quote_quantity);
    signal.limit_price = exact<trading::Price>(message.limit_price);
    signal.stop_price = exact<trading::Price>(message.stop_price);
    signal.take_profit_price = exact<trading::Price>(message.take_profit_price);
    if (message.trailing_bp > 0) signal.trailing_bp = message.trailing_bp;
    signal.reduce_only = message.reduce_only;
    signal.is_hold = is_hold;
    signal.confidence_percent = message.confidence_percent;
    signal.reason = message.reason;
    signal.decision = message.decision;
    signal.time = message.time;
    signal.expires = message.expires;
    return signal;
}

std::chrono::milliseconds time_to_live(const trading::Signal& signal, UtcTime now)
{
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(signal.expires - now);
    return std::clamp(left, milliseconds{1}, bus::envelope_ttl_max);
}

trading::IntentId intent_id(const trading::SignalId& signal, const AccountId& account)
{
    const auto& source = signal.raw();
    const std::string subject =
        std::string{reinterpret_cast<const char*>(source.data()), source.size()} + account.to_string();
    return trading::IntentId{derived_uuid(source, sha256("intent of signal on account", subject))};
}

}  // namespace swarmdesk::agents
