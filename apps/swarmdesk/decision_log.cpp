#include "decision_log.hpp"

namespace swarmdesk::app {

using namespace trading::execution;

namespace {

/// `note` has an overload for each event that is a decision.
struct DecisionLog {
    telemetry::Logger& log;
    const trading::AccountId& account;

    template <class E>
    void note(const E&) const
    {}
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
        log.info("desk state set", {{"state", event.state}, {"by", event.by.name}, {"reason", event.reason}});
    }
    void note(const AccountStateSet& event) const
    {
        log.info("account state set",
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
    std::visit([decisions = DecisionLog{log, stamped.account}](const auto& event) { decisions.note(event); },
               stamped.event);
}

}  // namespace swarmdesk::app
