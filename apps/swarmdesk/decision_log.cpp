#include "decision_log.hpp"

namespace swarmdesk::app {

using namespace trading::execution;

namespace {

telemetry::LogLevel level_of(trading::risk::TradingState state)
{
    return state == trading::risk::TradingState::active ? telemetry::LogLevel::info : telemetry::LogLevel::warning;
}

/// An alert's severity is the desk's own word for the same thing.
telemetry::LogLevel level_of(const std::string& severity)
{
    if (severity == "critical") return telemetry::LogLevel::error;
    return severity == "warning" ? telemetry::LogLevel::warning : telemetry::LogLevel::info;
}

/// `note` has an overload for each event that is a decision, or that a person should look at.
struct DecisionLog {
    telemetry::Logger& log;
    const trading::AccountId& account;
    const Event& whole;

    /// What follows from a decision, in the ledger's own words.
    void follow(std::string_view name) const
    {
        if (!log.is_on(telemetry::LogLevel::debug)) return;
        log.debug(name, {{"account", account}, {"message", describe(whole)}});
    }
    template <class E>
    void note(const E&) const
    {
        follow(E::name);
    }
    void note(const ExposureReserved& event) const
    {
        log.info("intent admitted", {{"intent", event.order.intent},
                                     {"account", account},
                                     {"instrument", event.order.instrument},
                                     {"side", event.order.side},
                                     {"quantity", event.order.quantity},
                                     {"usd", event.reservation.notional}});
    }
    void note(const IntentDenied& event) const
    {
        log.info("intent denied", {{"intent", event.intent},
                                   {"account", account},
                                   {"code", event.denial.code},
                                   {"scope", event.denial.scope.to_string()},
                                   {"measured", event.denial.measured},
                                   {"limit", event.denial.limit}});
    }
    void note(const ApprovalRequested& event) const
    {
        log.info("approval requested", {{"approval", event.approval}, {"intent", event.intent}, {"account", account}});
    }
    void note(const ApprovalGranted& event) const
    {
        log.info("approval granted", {{"approval", event.approval}, {"intent", event.intent}, {"by", event.by.name}});
    }
    void note(const ApprovalDeclined& event) const
    {
        log.info("approval declined", {{"approval", event.approval}, {"intent", event.intent}, {"by", event.by.name}});
    }
    void note(const ApprovalExpired& event) const
    {
        log.info("approval expired", {{"approval", event.approval}, {"intent", event.intent}});
    }
    void note(const CancelRequested& event) const
    {
        log.info("cancel requested", {{"intent", event.intent}, {"account", account}, {"by", event.by.name}});
    }
    void note(const DeskStateSet& event) const
    {
        log.log(level_of(event.state), "desk state set",
                {{"state", event.state}, {"by", event.by.name}, {"reason", event.reason}});
    }
    void note(const AccountStateSet& event) const
    {
        log.log(level_of(event.state), "account state set",
                {{"account", event.account}, {"state", event.state}, {"by", event.by.name}, {"reason", event.reason}});
    }
    void note(const DailyLossTripped& event) const
    {
        log.warning("daily loss reached", {{"scope", event.scope.to_string()}, {"loss_usd", event.loss}});
    }
    void note(const LossStreakTripped& event) const
    {
        log.warning("loss streak reached", {{"scope", event.scope.to_string()}, {"losses", event.losses}});
    }
    void note(const LossStreakRearmed& event) const
    {
        log.info("loss streak rearmed", {{"scope", event.scope.to_string()}, {"by", event.by.name}});
    }
    void note(const LimitTightened& event) const
    {
        log.info("limit tightened", {{"limit", event.limit},
                                     {"from", event.from},
                                     {"to", event.to},
                                     {"by", event.by.name},
                                     {"reason", event.reason}});
    }
    void note(const LimitsLoosened& event) const
    {
        for (const std::string& limit : event.limits)
            log.warning("limit as in the settings again", {{"limit", limit}, {"by", event.by.name}});
    }
    void note(const SettingChanged& event) const
    {
        log.info("setting changed", {{"setting", event.setting},
                                     {"from", event.from},
                                     {"to", event.to},
                                     {"by", event.by.name},
                                     {"reason", event.reason}});
    }
    /// A strategy moves its stops with each candle; a person decides.
    void note(const ProtectionSet& protection) const
    {
        if (protection.by.kind != trading::ActorKind::human) return follow(ProtectionSet::name);
        log.info("protection set", {{"account", account},
                                    {"owner", protection.owner},
                                    {"instrument", protection.instrument},
                                    {"by", protection.by.name},
                                    {"reason", protection.reason}});
    }
    void note(const DenialsCounted& event) const
    {
        log.info("denials counted", {{"user", event.user}, {"count", event.count}});
    }
    void note(const OrderRejected& event) const
    {
        log.warning("order rejected",
                    {{"intent", event.intent}, {"account", account}, {"code", event.code}, {"message", event.message}});
    }
    void note(const OrderUnknown& event) const
    {
        log.warning("order unknown",
                    {{"intent", event.intent}, {"account", account}, {"code", event.code}, {"message", event.message}});
    }
    void note(const ReconcileFinished& event) const
    {
        if (event.differences.empty()) return follow(ReconcileFinished::name);
        log.error("books and venue differ",
                  {{"account", event.account}, {"differences", to_string(event.differences)}});
    }
    void note(const AlertRaised& event) const
    {
        const std::string where = event.account ? event.account->to_string() : std::string{"desk"};
        log.log(level_of(event.severity), "alert",
                {{"code", event.code}, {"account", where}, {"source", event.source}, {"message", event.message}});
    }
    void note(const OrderSettled& event) const
    {
        log.info("order settled", {{"intent", event.intent}, {"account", account}, {"by", event.by.name}});
    }
    void note(const AdjustmentMade& event) const
    {
        log.info("balance adjusted",
                 {{"account", event.account}, {"asset", event.asset}, {"amount", event.amount}, {"by", event.by.name}});
    }
};

}  // namespace

void log_decision(telemetry::Logger& log, const Stamped& stamped)
{
    std::visit(
        [decisions = DecisionLog{log, stamped.account, stamped.event}](const auto& event) { decisions.note(event); },
        stamped.event);
}

}  // namespace swarmdesk::app
