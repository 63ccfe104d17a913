#include "trading/report/profit_table.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr std::int64_t ns_per_day = 86'400'000'000'000;

}  // namespace

void ProfitTable::add(const TradeFact& trade)
{
    const std::int64_t day = utc_day(trade.closed);
    const std::array<std::string, 4> names{"", trade.owner.to_string(), trade.instrument.to_string(),
                                           trade.exit.empty() ? std::string{no_reason} : trade.exit};
    for (std::size_t i = 0; i < kinds_.size(); ++i) add(kinds_[i], day, names[i], trade);
}

void ProfitTable::add(Kind& kind, std::int64_t day, std::string name, const TradeFact& trade) const
{
    auto& cells = kind.cells;
    const Key key{day, std::move(name)};
    if (const auto found = cells.find(key); found != cells.end()) return found->second.add(trade);
    const auto of_day = std::distance(cells.lower_bound({day, {}}), cells.lower_bound({day + 1, {}}));
    const bool is_full = static_cast<std::size_t>(of_day) >= names_max;
    cells[is_full ? Key{day, std::string{other_names}} : key].add(trade);
    if (cells.size() <= cells_max_) return;
    // A day goes as a whole: what is left of one would be told as all of it.
    kind.first_day = cells.begin()->first.day + 1;
    cells.erase(cells.begin(), cells.lower_bound({*kind.first_day, {}}));
}

void ProfitTable::collect(ProfitBy by, const DayRange& days, Groups& groups) const
{
    const auto& cells = kind(by).cells;
    for (auto at = days.from ? cells.lower_bound({*days.from, {}}) : cells.begin(); at != cells.end(); ++at) {
        const auto& [key, totals] = *at;
        if (days.to && key.day >= *days.to) break;
        std::string name = by == ProfitBy::day ? to_iso(UtcTime{key.day * ns_per_day}).substr(0, 10) : key.name;
        groups[std::move(name)].add(totals);
    }
}

}  // namespace swarmdesk::trading::report
