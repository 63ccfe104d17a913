#include "rails_command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>

#include "text_table.hpp"
#include "traded_instrument.hpp"
#include "trading/report/number_text.hpp"
#include "trading_facts.hpp"

namespace swarmdesk::app {
namespace {

namespace json = boost::json;

constexpr int bar_cells = 10;

/// Percent used, whole, rounded up: what is not empty does not look so. Of a limit of nothing all is used.
std::int64_t share_of(const json::object& rail)
{
    constexpr std::int64_t all = 100;
    const Decimal used = decimal_in(rail, "used").value_or(Decimal{});
    const Decimal limit = decimal_in(rail, "limit").value_or(Decimal{});
    if (!used.is_positive()) return limit.is_positive() ? 0 : all;
    if (!limit.is_positive()) return all;
    std::int64_t share = 0;
    while (share < all && multiply(limit, Decimal::from_integer(share), Rounding::toward_zero) <
                              multiply(used, Decimal::from_integer(all), Rounding::away_from_zero))
        ++share;
    return share;
}

std::string bar_of(std::int64_t share)
{
    std::string bar;
    for (int cell = 0; cell < bar_cells; ++cell) bar += share > cell * 100 / bar_cells ? "█" : "░";
    return bar;
}

/// Nearest to its limit first, with the words a person reads.
json::array gauges(const json::array& rails)
{
    std::vector<std::pair<std::int64_t, json::object>> sorted;
    for (const json::value& rail : rails) {
        json::object row = rail.as_object();
        const std::int64_t share = share_of(row);
        const bool is_money = field_of(row, "unit") == "USD";
        for (const char* number : {"used", "limit"})
            if (const auto value = decimal_in(row, number); value && is_money)
                row[number] = trading::report::fixed_text(*value, 2);
        const std::string name = field_of(row, "scope.name");
        row["whose"] = field_of(row, "scope.level") + (name.empty() || name == "-" ? "" : " " + name);
        row["share"] = std::to_string(share) + " %";
        row["gauge"] = bar_of(share);
        sorted.emplace_back(share, std::move(row));
    }
    std::ranges::stable_sort(sorted, std::greater{}, [](const auto& one) { return one.first; });
    json::array rows;
    for (auto& [share, row] : sorted) rows.push_back(std::move(row));
    return rows;
}

}  // namespace

void add_rails_command(CLI::App& app, RailsFlags& flags, int& code)
{
    CLI::App* command = add_desk_command(app, "rails", "how much of each limit is used, the nearest first", flags);
    command->add_option("--account", flags.account, "whose; default: your only one");
    command->callback([&] {
        code = talk(flags, get("/rails" + query_of({{"account", flags.account}})), [&](const json::value& answer) {
            print_table(
                gauges(answer.at("items").as_array()),
                {Column{"RAIL", "message"}, Column{"WHOSE", "whose"}.spared(1), Column{"USED", "used"},
                 Column{"LIMIT", "limit"}, Column{"UNIT", "unit"}.spared(2), Column{"", "gauge"}.spared(3),
                 Column{"", "share"}, Column{"STATE", "state"}.as(Shown::state), Column{"CODE", "rail"}.spared(4)},
                "there are no rails", flags.terminal());
        });
    });
}

}  // namespace swarmdesk::app
