#include "api/close_view.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "base/json_fields.hpp"

namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace execution = trading::execution;
using execution::LeftOpen;
using execution::PlannedClose;

std::string message_of(LeftOpen why)
{
    switch (why) {
        case LeftOpen::dust: return "Too little for the venue to take";
        case LeftOpen::already_closing: return "An open order closes it already";
        case LeftOpen::instrument_halted: return "Its settings halt the instrument";
        case LeftOpen::no_price: return "There is no price for it now";
        case LeftOpen::too_many:
            return fmt::format("One close is {} orders at most: close again for the rest", execution::closes_max);
    }
    return {};
}

/// Which lot.
template <class T>
json::object lot_of(const T& value)
{
    json::object object;
    object["account"] = to_json(value.account);
    object["owner"] = to_json(value.owner);
    put_instrument(object, value.instrument);
    return object;
}

json::object terms_of(const PlannedClose& close)
{
    json::object object = lot_of(close);
    object["side"] = to_json(close.side);
    object["quantity"] = to_json(close.quantity);
    return object;
}

Decimal in_usd(trading::Amount amount, Decimal rate) { return multiply(amount.value(), rate, Rounding::half_even); }

json::object view(const PlannedClose& close, const execution::View& desk, MonotonicTime now)
{
    json::object object = terms_of(close);
    object["quote_asset"] = to_json(desk.books().rails().state().instruments.at(close.instrument).quote);
    object["price"] = to_json(close.price);
    object["price_age_ms"] = to_json(now - desk.quotes().at(close.instrument).received);
    object["value"] = to_json(close.value);
    object["fee"] = to_json(close.fee);
    object["cost"] = to_json(close.cost);
    object["result"] = to_json(close.result);
    if (close.usd) {
        object["value_usd"] = to_json(in_usd(close.value, *close.usd));
        object["fee_usd"] = to_json(in_usd(close.fee, *close.usd));
        object["result_usd"] = to_json(in_usd(close.result, *close.usd));
    }
    json::array cancels;
    for (const trading::IntentId& intent : close.cancels) cancels.push_back(to_json(intent));
    object["cancels"] = std::move(cancels);
    return object;
}

}  // namespace

json::object view(const execution::ClosePlan& plan, const execution::View& desk, MonotonicTime now)
{
    json::array closes;
    Decimal value, fee, result;
    bool has_usd = true;
    for (const PlannedClose& close : plan.closes) {
        closes.push_back(view(close, desk, now));
        has_usd = has_usd && close.usd;
        if (!has_usd) continue;
        value += in_usd(close.value, *close.usd);
        fee += in_usd(close.fee, *close.usd);
        result += in_usd(close.result, *close.usd);
    }
    json::object object;
    object["closes"] = std::move(closes);
    object["left_out"] = left_out_view(plan);
    if (has_usd) {
        object["value_usd"] = to_json(value);
        object["fee_usd"] = to_json(fee);
        object["result_usd"] = to_json(result);
    }
    return object;
}

json::array left_out_view(const execution::ClosePlan& plan)
{
    json::array left;
    for (const execution::LeftLot& lot : plan.left) {
        json::object object = lot_of(lot);
        object["quantity"] = to_json(lot.quantity);
        object["code"] = to_json(lot.why);
        object["message"] = message_of(lot.why);
        left.push_back(std::move(object));
    }
    return left;
}

json::object not_proposed_view(const PlannedClose& close, const Problem& problem)
{
    json::object object = terms_of(close);
    object["code"] = problem.code;
    object["message"] = problem.detail;
    return object;
}

}  // namespace swarmdesk::api
