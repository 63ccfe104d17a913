#include "optimize_text.hpp"

#include <fmt/format.h>

#include <ostream>

#include "trading/report/number_text.hpp"

namespace swarmdesk::app {

using namespace trading;
using optimize::Found;
using optimize::Outcome;
using optimize::Try;
using report::day_text;

namespace {

constexpr std::size_t shown_tries = 3;

std::string shown(const std::optional<Decimal>& value, const char* unit = "")
{
    return value ? value->to_string() + unit : "-";
}

std::string values_of(const optimize::StudyResult& study, const Try& one)
{
    std::string text;
    for (std::size_t i = 0; i < one.values.size(); ++i)
        text += fmt::format("{}{}={}", i == 0 ? "" : " ", study.space[i].name, one.values[i].to_string());
    return text;
}

void write_outcome(const char* name, const Outcome& outcome, std::ostream& out)
{
    out << fmt::format("      {:<16}{:>10}{:>12}{:>12}{:>10}{:>12}\n", name, shown(outcome.sharpe),
                       shown(outcome.return_percent, " %"), shown(outcome.drawdown_percent, " %"), outcome.trades,
                       shown(outcome.profit_factor));
}

void write_window(const optimize::StudyResult& study, const Found& found, std::ostream& out)
{
    out << fmt::format("  trained {} to {}, judged on what follows, to {}\n\n", day_text(found.window.train_begin),
                       day_text(found.window.test_begin), day_text(found.window.test_end));
    if (found.tries.empty() || !found.tries.front().score) {
        out << "      no try had enough trades to be judged\n\n";
        return;
    }
    out << fmt::format("      {:<16}{:>10}{:>12}{:>12}{:>10}{:>12}\n", "", "Sharpe", "return", "drawdown", "trades",
                       "profit f.");
    for (std::size_t i = 0; i < found.tries.size() && i < shown_tries; ++i) {
        const Try& one = found.tries[i];
        if (!one.score) break;
        out << fmt::format("  {:>2}. {}\n", i + 1, values_of(study, one));
        write_outcome("in sample", one.train, out);
        if (one.test) write_outcome("out of sample", *one.test, out);
    }
    out << fmt::format("\n      deflated Sharpe ratio of the best  {}   rank kept out of sample  {}\n\n",
                       shown(found.deflated_sharpe), shown(found.rank_correlation));
}

}  // namespace

std::string verdict_of(const optimize::StudyResult& study)
{
    const Decimal certain = Decimal::from_mantissa(Decimal::unit / 100 * 95);
    bool is_certain = !study.windows.empty();
    bool has_found = false;
    for (const Found& found : study.windows) {
        has_found = has_found || (!found.tries.empty() && found.tries.front().score.has_value());
        is_certain = is_certain && found.deflated_sharpe && *found.deflated_sharpe >= certain;
    }
    if (!has_found) return "Nothing was found: no try had enough trades. Take more data, or lower --trades-min.";
    if (study.test_percent && !study.test_percent->is_positive())
        return "What looked best in training lost on the candles it had not seen: this is fitted to the past.";
    if (!is_certain)
        return "It made money on candles it had not seen, but so may the luckiest of that many tries: the deflated "
               "Sharpe ratio is below 0.95.";
    return "It made money on candles it had not seen, and more than luck among that many tries explains (deflated "
           "Sharpe ratio at least 0.95). The future may still differ.";
}

void write_study_text(const StudyHead& head, const optimize::StudyResult& study, std::ostream& out)
{
    std::size_t points = 0;
    for (const Found& found : study.windows) points += found.tries.size();
    // A point is run in training, and where it is compared once more on what it had not seen.
    out << fmt::format("{} on {}: {} points, {} runs ({} kept from before) by {}, judged by {}, {:.1f} s\n\n",
                       head.strategy, head.symbols, points, study.runs, study.remembered, to_text(head.method),
                       to_text(head.objective), static_cast<double>(head.took.count()) / 1e9);
    for (const Found& found : study.windows) write_window(study, found, out);
    out << fmt::format("  all windows   in sample {}   out of sample {}\n\n  {}\n", shown(study.train_percent, " %"),
                       shown(study.test_percent, " %"), verdict_of(study));
}

}  // namespace swarmdesk::app
