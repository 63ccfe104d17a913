#include "optimize_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "trading/market/whole_file.hpp"
#include "trading/report/html_style.hpp"
#include "trading/report/html_text.hpp"
#include "trading/report/number_text.hpp"

namespace swarmdesk::app {

using namespace trading;
using optimize::Found;
using optimize::Outcome;
using optimize::Parameter;
using optimize::Try;
using report::day_text;
using report::escaped;
using report::typeset;

namespace {

constexpr std::size_t cells_max = 14;        ///< of a map, in each direction
constexpr std::size_t tries_shown_max = 10;  ///< of a window

std::string shown(const std::optional<Decimal>& value, const char* unit = "")
{
    return value ? typeset(value->to_string()) + unit : "–";
}

std::string section(const std::string& title, const std::string& below, const std::string& inside)
{
    return fmt::format("<section><h2>{}</h2><p class=sub>{}</p>{}</section>\n", escaped(title), escaped(below), inside);
}

std::string cards(const optimize::StudyResult& study)
{
    const auto card = [](const char* name, const std::string& value, const std::string& small) {
        return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>", name, value, small);
    };
    std::optional<Decimal> worst;
    for (const Found& found : study.windows)
        if (found.deflated_sharpe && (!worst || *found.deflated_sharpe < *worst)) worst = found.deflated_sharpe;
    return "<section class=cards>" +
           card("In sample", shown(study.train_percent, " %"), "what the best of each window made in training") +
           card("Out of sample", shown(study.test_percent, " %"), "and on the candles it had not seen") +
           card("Deflated Sharpe ratio", shown(worst),
                "chance that the best is more than the luckiest of that many tries; lowest window") +
           card("Runs", std::to_string(study.runs),
                std::to_string(study.windows.size()) + (study.windows.size() == 1 ? " window" : " windows")) +
           "</section>\n";
}

std::string outcome_cells(const Outcome& outcome)
{
    return fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{}</td>", shown(outcome.sharpe),
                       shown(outcome.return_percent, " %"), shown(outcome.drawdown_percent, " %"), outcome.trades);
}

std::string table_of(const optimize::StudyResult& study, const Found& found)
{
    std::string rows;
    std::size_t count = 0;
    for (const Try& one : found.tries) {
        if (!one.score || count++ == tries_shown_max) break;
        std::string values;
        for (std::size_t i = 0; i < one.values.size(); ++i)
            values +=
                fmt::format("{}{} {}", i == 0 ? "" : ", ", escaped(study.space[i].name), one.values[i].to_string());
        rows += fmt::format("<tr><th scope=row>{}</th>{}{}</tr>", values, outcome_cells(one.train),
                            one.test ? outcome_cells(*one.test) : "<td>–</td><td>–</td><td>–</td><td>–</td>");
    }
    if (rows.empty()) return "<p class=none>No try had enough trades to be judged.</p>";
    const std::string four =
        "<th scope=col>Sharpe</th><th scope=col>Return</th><th scope=col>Drawdown</th>"
        "<th scope=col>Trades</th>";
    return "<div class=scroll><table><thead><tr><td></td><th colspan=4 scope=colgroup>In sample</th>"
           "<th colspan=4 scope=colgroup>Out of sample</th></tr><tr><th scope=col>Parameters</th>" +
           four + four + "</tr></thead><tbody>" + rows + "</tbody></table></div>";
}

/// Which of at most `cells_max` stripes of a parameter a value falls into.
struct Stripes {
    explicit Stripes(const Parameter& of) : parameter(of), count(std::min<std::uint64_t>(of.count(), cells_max)) {}

    std::uint64_t first_of(std::uint64_t stripe) const { return stripe * parameter.count() / count; }
    std::uint64_t of(Decimal value) const
    {
        std::uint64_t stripe = 0;
        while (stripe + 1 < count && parameter.value(first_of(stripe + 1)) <= value) ++stripe;
        return stripe;
    }
    std::string name(std::uint64_t stripe) const
    {
        const Decimal from = parameter.value(first_of(stripe));
        const Decimal to = parameter.value(stripe + 1 == count ? parameter.count() - 1 : first_of(stripe + 1) - 1);
        return from == to ? from.to_string() : from.to_string() + "–" + to.to_string();
    }

    const Parameter& parameter;
    std::uint64_t count;
};

/// The best score of every pair of values of two parameters, over all windows. A lone peak among poor neighbours is
/// luck; a plateau is not.
std::string map_of(const optimize::StudyResult& study, std::size_t down, std::size_t across)
{
    const Stripes rows{study.space[down]};
    const Stripes columns{study.space[across]};
    std::map<std::pair<std::uint64_t, std::uint64_t>, Decimal> best;
    for (const Found& found : study.windows)
        for (const Try& one : found.tries) {
            if (!one.score) continue;
            const auto [cell, is_new] =
                best.try_emplace({rows.of(one.values[down]), columns.of(one.values[across])}, *one.score);
            cell->second = std::max(cell->second, *one.score);
        }
    std::vector<Decimal> scores;
    for (const auto& [cell, score] : best) scores.push_back(score);
    std::sort(scores.begin(), scores.end());
    const auto colour = [&scores](Decimal score) {
        const auto below = std::lower_bound(scores.begin(), scores.end(), score) - scores.begin();
        static constexpr const char* steps[] = {"o3", "o2", "o1", "b1", "b2", "b3"};
        return steps[static_cast<std::size_t>(below) * std::size(steps) / scores.size()];
    };
    std::string html = fmt::format(
        "<div class=scroll><table class=heat><caption class=sub>{} down, {} across</caption>"
        "<thead><tr><td></td>",
        escaped(study.space[down].name), escaped(study.space[across].name));
    for (std::uint64_t x = 0; x < columns.count; ++x) html += "<th scope=col>" + columns.name(x) + "</th>";
    html += "</tr></thead><tbody>";
    for (std::uint64_t y = 0; y < rows.count; ++y) {
        html += "<tr><th scope=row>" + rows.name(y) + "</th>";
        for (std::uint64_t x = 0; x < columns.count; ++x) {
            const auto found = best.find({y, x});
            html += found == best.end()
                        ? "<td>·</td>"
                        : fmt::format("<td class={}>{}</td>", colour(found->second),
                                      typeset(round_to_step(found->second, Decimal::from_mantissa(Decimal::unit / 100),
                                                            Rounding::half_even)
                                                  .to_string()));
        }
        html += "</tr>";
    }
    return html + "</tbody></table></div>";
}

std::string maps(const optimize::StudyResult& study, optimize::Objective objective)
{
    std::vector<std::size_t> varying;
    for (std::size_t i = 0; i < study.space.size(); ++i)
        if (study.space[i].count() > 1) varying.push_back(i);
    std::string html;
    for (std::size_t a = 0; a < varying.size() && a < 3; ++a)
        for (std::size_t b = a + 1; b < varying.size() && b < 3; ++b) html += map_of(study, varying[a], varying[b]);
    if (html.empty()) return {};
    return section("Map of the parameters",
                   fmt::format("The best {} in training of each pair. A plateau may hold; a lone peak among poor "
                               "neighbours is luck. Blue is the better half, orange the other.",
                               to_text(objective)),
                   html);
}

}  // namespace

Result<void> write_study_page(const StudyHead& head, const optimize::StudyResult& study,
                              const std::filesystem::path& file)
{
    std::ostringstream out;
    out << "<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
           "<meta name=viewport content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        << "<title>Parameter search</title><style>" << report::page_style << "</style></head><body><main>\n"
        << fmt::format("<header><h1>Parameter search: {}</h1><p>{}, {} runs by {}, judged by {}</p></header>\n",
                       escaped(head.strategy), escaped(head.symbols), study.runs, to_text(head.method),
                       to_text(head.objective))
        << "<p class=lead>" << escaped(verdict_of(study)) << "</p>\n"
        << cards(study);
    for (const Found& found : study.windows)
        out << section(fmt::format("Trained {} to {}, judged on {} to {}", day_text(found.window.train_begin),
                                   day_text(found.window.test_begin), day_text(found.window.test_begin),
                                   day_text(found.window.test_end)),
                       fmt::format("The best tries of {}. Deflated Sharpe ratio of the first: {}. Rank kept out of "
                                   "sample (Spearman, −1 to 1): {}.",
                                   found.tries.size(), shown(found.deflated_sharpe), shown(found.rank_correlation)),
                       table_of(study, found));
    out << maps(study, head.objective)
        << "<footer>In sample: on the candles the parameters were chosen by. Out of sample: on those behind them, "
           "which no choice has seen. A try with too few trades is not judged. The deflated Sharpe ratio is Bailey and "
           "López de Prado's (2014). Every run went through the desk's own gate, limits and paper exchange.</footer>"
           "</main></body></html>\n";
    return market::write_whole_file(file, out.str());
}

}  // namespace swarmdesk::app
