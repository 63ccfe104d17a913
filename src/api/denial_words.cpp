#include "api/denial_words.hpp"

#include <fmt/format.h>

namespace swarmdesk::api {

namespace risk = trading::risk;
using risk::DenialCode;

namespace {

bool is_of_desk(const risk::Denial& denial) { return denial.scope.level == risk::Level::desk; }

/// "the desk", "account paper".
std::string whose(const risk::Denial& denial) { return is_of_desk(denial) ? "the desk" : denial.scope.to_string(); }

std::string trade_again(const risk::Denial& denial)
{
    return is_of_desk(denial) ? "`swarmdesk resume` lets it trade again"
                              : "the operator can let it trade again (POST /accounts/" + denial.scope.name + "/resume)";
}

/// An order that is not well formed, by the field that is wrong. Empty where the two numbers say it.
std::string invalid_words(const risk::Denial& denial)
{
    const std::string& field = denial.measure;
    if (field == "quantity_and_quote_quantity") return "say a quantity or an amount of the quote asset, one of the two";
    if (field == "time_in_force") return "an order of this type is GTC, and takes no other time in force";
    if (field == "protection_of_a_sell") return "only what is bought can be protected, not a sale";
    if (field == "owner") return "an agent acts for its own lots alone";
    if (field == "protection") return "this protection has no level, or one that is none";
    if (field == "quote_quantity" && denial.measured.is_zero())
        return "an amount of the quote asset is more than zero, and for a market order alone";
    if (!denial.limit.is_zero()) return {};
    if (denial.measured.is_zero()) return field + " is missing, zero, or not for an order of this type";
    return field + " " + denial.measured.to_string() + " is below zero, or not for an order of this type";
}

/// Empty where the two numbers say it.
std::string sentence(const risk::Denial& denial)
{
    using enum DenialCode;
    switch (denial.code) {
        case halted:
            return whose(denial) + " is halted, so nothing new is entered; what is held may be sold; " +
                   trade_again(denial);
        case reducing: return whose(denial) + " only reduces, so nothing new is entered; " + trade_again(denial);
        case reconciling:
            if (denial.measure == "mismatched")
                return fmt::format(
                    "the books of {0} and its venue differ, so nothing new is entered; `swarmdesk reconciliation {1}` "
                    "says where",
                    denial.scope.to_string(), denial.scope.name);
            return "the books of " + denial.scope.to_string() +
                   " are being compared with its venue's; nothing new is entered until they match";
        case instrument_halted: return "the instrument is halted, so no order for it is taken";
        case instrument_closing_only: return "the instrument may only be closed, so nothing new is entered";
        case unknown_account: return "there is no account " + denial.scope.name;
        case foreign_account: return "the account belongs to another user";
        case unknown_instrument: return "the desk does not trade this instrument";
        case no_price:
            if (denial.measure == "quotes") return "there is no quote of it yet";
            return denial.measure + " has no price, so what the account is worth is not known";
        case no_usd_rate: return denial.measure + " has no rate to the dollar";
        case invalid_order: return invalid_words(denial);
        case arithmetic_overflow: return "the numbers are too large to reckon with";
        default: return {};
    }
}

std::string rearm_words(const risk::Scope& scope)
{
    const std::string name = scope.level == risk::Level::desk ? "" : " " + scope.name;
    return fmt::format("; the operator re-arms with `swarmdesk rearm --{}{}`", to_text(scope.level), name);
}

}  // namespace

std::string denial_words(const risk::Denial& denial, bool shows_numbers)
{
    const std::string code{to_text(denial.code)};
    if (const std::string words = shows_numbers ? sentence(denial) : std::string{}; !words.empty())
        return code + ": " + words;
    // Of an agent and of the whole desk only a state concerns everybody; their numbers would tell of others.
    const bool is_state = denial.code == DenialCode::halted || denial.code == DenialCode::reducing;
    if (!shows_numbers && is_state) return code + ": " + sentence(denial);
    std::string numbers =
        shows_numbers ? to_string(denial)
                      : fmt::format("{}: limit={} ({})", code, denial.limit.to_string(), to_text(denial.scope.level));
    if (denial.code == DenialCode::loss_streak) numbers += rearm_words(denial.scope);
    return numbers;
}

}  // namespace swarmdesk::api
