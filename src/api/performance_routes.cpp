#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/list_body.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"
#include "runtime/slices.hpp"
#include "trading/report/curve.hpp"
#include "trading/report/thinning.hpp"

/// \file
/// How good it was: round trips, what they came to, and equity over time. The figures are a report's (docs/report.md).
namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
namespace execution = trading::execution;
namespace report = trading::report;

constexpr std::size_t groups_max = 1'000;  ///< in one answer

Problem no_figures(const Error& why)
{
    return {.status = 503,
            .code = "figures_unavailable",
            .title = "The desk has no figures",
            .detail = "It could not fold its own ledger: " + why.detail};
}

json::object shown(const report::TradeTotals& totals)
{
    json::object object;
    object["trades"] = totals.count;
    object["wins"] = totals.wins;
    object["losses"] = totals.losses;
    object["even"] = totals.even;
    object["unpriced"] = totals.unpriced;
    object["result_usd"] = to_json(totals.result());
    object["fees_usd"] = to_json(totals.fees);
    return object;
}

json::object shown(const report::Curve::Point& point, Decimal put_in, Decimal drawdown_percent)
{
    json::object object;
    object["time"] = to_json(point.time);
    object["equity_usd"] = to_json(report::rounded_usd(point.equity.value()));
    object["put_in_usd"] = to_json(report::rounded_usd(put_in));
    object["index"] = to_json(report::rounded(point.index, report::index_digits));
    object["drawdown_percent"] = to_json(drawdown_percent);
    return object;
}

/// The curve of these accounts, as a report of the same period draws it.
report::Curve curve_of(const report::EquityHistory& history, const std::vector<trading::AccountId>* accounts,
                       const report::Range& range)
{
    constexpr std::size_t points_between_pauses = 1'024;  // some 0.3 ms
    report::Curve curve;
    history.walk(accounts, range, [&](const report::AccountPoint& point) {
        report::EquityPoint one;
        one.time = point.time;
        one.equity = point.equity;
        one.put_in = point.put_in;
        curve.add(one);
        if (curve.points().size() % points_between_pauses == 0) runtime::give_way();
    });
    return curve;
}

}  // namespace

asio::awaitable<Reply> Api::list_trades(Call& call)
{
    QueryReader query{call.request.query};
    const auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    const auto shown = [&](const execution::View::TripRow& row) {
        return std::optional{api::view(row, backend_.performance.trades().find(row.seq))};
    };
    Page page{*list};
    page.take(view().trips(), shown);
    if (!page.wants_older()) co_return page.finish();
    const auto kinds = execution::kinds_of(execution::RoundTripClosed::kind);
    const auto older = co_await older_events(page, kinds);
    if (!older) co_return older.error();
    for (const auto& [seq, stamped, hash] : *older) {
        const execution::View::TripRow row{seq, stamped.time, std::get<execution::RoundTripClosed>(stamped.event)};
        page.look_at(seq);
        if (backend_.performance.trades().find(seq) != nullptr) {
            page.add(shown(row));
            continue;
        }
        const auto closing = co_await history_of(row.trip.intent);
        if (!closing) co_return closing.error();
        page.add(api::view(row, *closing ? &(*closing)->record.intent : nullptr));
    }
    co_return page.finish();
}

Reply Api::get_profit(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    const auto word = query.text("by").value_or("day");
    const report::DayRange days{query.day("from"), query.day("to")};
    // Days are whole, so that one may be both.
    if (days.from && days.to && *days.from > *days.to) query.refuse("from", "no later than to");
    const auto by = from_text<report::ProfitBy>(word);
    if (!by) query.refuse("by", by.error().detail);
    if (auto problem = query.finish()) return std::move(*problem);
    const auto accounts = asked_accounts(call.caller(), name);
    if (!accounts) return accounts.error();
    if (const auto& failure = backend_.performance.failure()) return no_figures(*failure);

    const auto profit = backend_.performance.profit(*by, *accounts ? &**accounts : nullptr, days);
    report::TradeTotals total;
    for (const auto& [group, totals] : profit.groups) total.add(totals);
    ListBody body;
    const auto add = [&](const auto& group) {
        if (body.size() >= groups_max) return;
        json::object item;
        item["name"] = group.first;
        for (auto& field : shown(group.second)) item[field.key()] = std::move(field.value());
        body.add(item);
    };
    if (*by == report::ProfitBy::day)
        std::for_each(profit.groups.rbegin(), profit.groups.rend(), add);
    else
        std::for_each(profit.groups.begin(), profit.groups.end(), add);
    body.members()["by"] = to_text(*by);
    body.members()["total"] = shown(total);
    if (profit.groups.size() > body.size()) body.members()["left_out"] = profit.groups.size() - body.size();
    constexpr std::int64_t ns_per_day = 86'400'000'000'000;
    if (profit.since) body.members()["since"] = to_iso(UtcTime{*profit.since * ns_per_day}).substr(0, 10);
    return body.finish();
}

Reply Api::get_equity(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    const report::Range range{query.time("from"), query.time("to")};
    const auto limit = query.number("limit", 10, 5'000, 1'000);
    if (range.from && range.to && *range.from >= *range.to) query.refuse("from", "earlier than to");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto accounts = asked_accounts(call.caller(), name);
    if (!accounts) return accounts.error();
    if (const auto& failure = backend_.performance.failure()) return no_figures(*failure);

    const report::EquityHistory& history = backend_.performance.equity();
    const std::vector<trading::AccountId>* asked = *accounts ? &**accounts : nullptr;
    const report::Curve curve = curve_of(history, asked, range);
    const auto& points = curve.points();
    std::vector<Decimal> drawdowns;
    drawdowns.reserve(points.size());
    for (const report::Curve::Point& point : points) drawdowns.push_back(report::drawdown_percent(point));
    // The ends, and of each part the highest and the lowest equity and drawdown.
    const auto places = report::places_that_show(
        points.size(), (limit - 2) / 4, [&](std::size_t at) { return points[at].equity; },
        [&](std::size_t at) { return drawdowns[at]; });
    ListBody body;
    std::size_t next = 0;
    for (const std::size_t place : places) {
        Decimal put_in;
        for (; next <= place; ++next) put_in += points[next].put_in.value();
        body.add(shown(points[place], put_in, drawdowns[place]));
    }
    body.members()["points"] = points.size();
    body.members()["is_thinned"] = places.size() < points.size();
    body.members()["is_cut"] = history.is_cut(asked);
    return body.finish();
}

}  // namespace swarmdesk::api
