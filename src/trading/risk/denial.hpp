#pragma once

#include <optional>

#include "trading/risk/scope.hpp"

namespace swarmdesk::trading::risk {

/// Why an intent was not admitted. The codes are stable: programs match them.
enum class DenialCode {
    position_limit = 1,
    daily_loss,
    loss_streak,
    rate_limit,
    reduction_rate_limit,
    approval_rate_limit,
    approvals_waiting,
    halted,
    reducing,
    reconciling,
    disarmed,
    no_price,
    bad_price,
    stale_price,
    no_usd_rate,
    price_moved,
    limits_changed,
    reduce_only_exceeds,
    lot_exceeded,
    dust,
    insufficient_funds,
    quantity_too_small,
    quantity_too_large,
    notional_too_small,
    invalid_order,
    unknown_account,
    unknown_instrument,
    foreign_account,
    intent_expired,
    arithmetic_overflow,
    too_many_open,
    ledger_unavailable,
    instrument_halted,
    instrument_closing_only,
};
constexpr auto enum_table(DenialCode)
{
    using enum DenialCode;
    return std::to_array<EnumName<DenialCode>>({{position_limit, "POSITION_LIMIT"},
                                                {daily_loss, "DAILY_LOSS"},
                                                {loss_streak, "LOSS_STREAK"},
                                                {rate_limit, "RATE_LIMIT"},
                                                {reduction_rate_limit, "REDUCTION_RATE_LIMIT"},
                                                {approval_rate_limit, "APPROVAL_RATE_LIMIT"},
                                                {approvals_waiting, "APPROVALS_WAITING"},
                                                {halted, "HALTED"},
                                                {reducing, "REDUCING"},
                                                {reconciling, "RECONCILING"},
                                                {disarmed, "DISARMED"},
                                                {no_price, "NO_PRICE"},
                                                {bad_price, "BAD_PRICE"},
                                                {stale_price, "STALE_PRICE"},
                                                {no_usd_rate, "NO_USD_RATE"},
                                                {price_moved, "PRICE_MOVED"},
                                                {limits_changed, "LIMITS_CHANGED"},
                                                {reduce_only_exceeds, "REDUCE_ONLY_EXCEEDS"},
                                                {lot_exceeded, "LOT_EXCEEDED"},
                                                {dust, "DUST"},
                                                {insufficient_funds, "INSUFFICIENT_FUNDS"},
                                                {quantity_too_small, "QUANTITY_TOO_SMALL"},
                                                {quantity_too_large, "QUANTITY_TOO_LARGE"},
                                                {notional_too_small, "NOTIONAL_TOO_SMALL"},
                                                {invalid_order, "INVALID_ORDER"},
                                                {unknown_account, "UNKNOWN_ACCOUNT"},
                                                {unknown_instrument, "UNKNOWN_INSTRUMENT"},
                                                {foreign_account, "FOREIGN_ACCOUNT"},
                                                {intent_expired, "INTENT_EXPIRED"},
                                                {arithmetic_overflow, "ARITHMETIC_OVERFLOW"},
                                                {too_many_open, "TOO_MANY_OPEN"},
                                                {ledger_unavailable, "LEDGER_UNAVAILABLE"},
                                                {instrument_halted, "INSTRUMENT_HALTED"},
                                                {instrument_closing_only, "INSTRUMENT_CLOSING_ONLY"}});
}

/// A denial with the two numbers that were compared: `POSITION_LIMIT: worst_case=10250.1 limit=10000`.
struct Denial {
    DenialCode code = DenialCode::invalid_order;
    Scope scope;          ///< the level whose limit it was; the account where none is concerned
    std::string measure;  ///< what `measured` is: "worst_case", "age_ms", "admissions"
    Decimal measured;
    Decimal limit;
    std::optional<nanoseconds> retry_after;  ///< of a rate: when the next token is free

    friend bool operator==(const Denial&, const Denial&) = default;
};
SWARMDESK_DESCRIBE(Denial, code, scope, measure, measured, limit, retry_after)

inline std::string to_string(const Denial& denial)
{
    const bool is_plain = denial.scope.level == Level::account || denial.scope.level == Level::user;
    return std::string{to_text(denial.code)} + ": " + denial.measure + "=" + denial.measured.to_string() +
           " limit=" + denial.limit.to_string() + (is_plain ? std::string{} : " (" + denial.scope.to_string() + ")");
}

}  // namespace swarmdesk::trading::risk
