#include "trading/market/candle_check.hpp"

#include <algorithm>
#include <map>

#include "trading/market/candle_files.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {
namespace {

std::string form_of(const CandleFile& file)
{
    const CandleCsv& csv = file.csv();
    if (csv.columns() == 0) return std::string{file.form()};
    return std::string{file.form()} + ", " + std::to_string(csv.columns()) + " columns " +
           (csv.has_header() ? "with" : "without") + " names, times in " + std::string{csv.time_form()};
}

/// Reads on behind every bad line.
CandleFileCheck check_file(const std::filesystem::path& path)
{
    CandleFileCheck check;
    check.path = path;
    auto file = CandleFile::open(path);
    if (!file) {
        check.error = file.error();
        return check;
    }
    for (;;) {
        const auto row = file->next();
        if (row && !*row) break;
        if (row) {
            ++check.rows;
        } else if (file->skip_bad_row()) {
            if (check.bad_rows++ < CandleFileCheck::shown_max) check.bad_lines.push_back(row.error().detail);
        } else {
            check.error = row.error();
            break;
        }
    }
    check.form = form_of(*file);
    return check;
}

std::string steps_of(const std::string& symbol, const ReplayPlan::Recording& recording)
{
    int price_decimals = 0;
    int volume_decimals = 0;
    for (const CandleSeries::Part& part : recording.series.parts) {
        price_decimals = std::max(price_decimals, part.summary.price_decimals);
        volume_decimals = std::max(volume_decimals, part.summary.volume_decimals);
    }
    const std::string seen = "the files have " + std::to_string(price_decimals) + " decimals in prices and " +
                             std::to_string(volume_decimals) + " in volumes";
    const auto known = known_instrument(symbol);
    if (!known) return "guessed: " + seen;
    return known->tick == recording.instrument.tick ? "Binance's" : "Binance's, with a finer tick: " + seen;
}

bool is_jump(Price from, Price to)
{
    const Decimal allowed =
        multiply(from.value(), Decimal::from_integer(InstrumentCheck::jump_percent), Rounding::away_from_zero);
    const Decimal moved = multiply(abs(to.value() - from.value()), Decimal::from_integer(100), Rounding::toward_zero);
    return moved > allowed;
}

/// By how much of the price it began at; the farther one first.
bool is_farther(const PriceJump& a, const PriceJump& b)
{
    const auto share = [](const PriceJump& jump) {
        return divide(abs(jump.to.value() - jump.from.value()), jump.from.value(), Rounding::half_even);
    };
    return share(a) > share(b);
}

void look_for_jump(InstrumentCheck& check, Price close, const CandleRow& row)
{
    const bool falls_farther = close.value() - row.low.value() > row.high.value() - close.value();
    const PriceJump jump{row.open_time, close, falls_farther ? row.low : row.high};
    if (!is_jump(jump.from, jump.to)) return;
    ++check.jumps;
    const auto place = std::upper_bound(check.largest.begin(), check.largest.end(), jump, is_farther);
    check.largest.insert(place, jump);
    if (check.largest.size() > InstrumentCheck::shown_max) check.largest.pop_back();
}

/// What the whole series shows, candle after candle.
Result<void> read_through(InstrumentCheck& check)
{
    const CandleSeries& series = check.recording->series;
    CandleSeriesReader reader{series};
    std::optional<CandleRow> before;
    for (;;) {
        const auto row = reader.next();
        if (!row) return row.error();
        if (!*row) return {};
        if ((*row)->volume.is_zero()) ++check.zero_volumes;
        if (before) {
            const UtcTime expected = before->open_time + series.interval;
            if ((*row)->open_time != expected && check.holes++ < InstrumentCheck::shown_max)
                check.placed.push_back({expected, (*row)->open_time - expected});
            look_for_jump(check, before->close, **row);
        }
        before = **row;
    }
}

Result<void> plan(InstrumentCheck& check, const ReplaySettings& settings)
{
    std::vector<CandleSeries::Part> parts;
    for (const CandleFileCheck& file : check.files) {
        if (file.error) return *file.error;
        if (file.bad_rows > 0) return Error{Errc::malformed, file.bad_lines.front()};
        auto summary = summarise_candle_file(file.path);
        if (!summary) return summary.error();
        parts.push_back({file.path, *summary});
    }
    auto recording = plan_recording(check.symbol, std::move(parts), settings);
    if (!recording) return recording.error();
    check.recording = std::move(*recording);
    check.steps = steps_of(check.symbol, *check.recording);
    return read_through(check);
}

}  // namespace

Result<std::vector<InstrumentCheck>> check_candles(const ReplaySettings& settings)
{
    const auto files = find_candle_files(settings.files);
    if (!files) return files.error();
    std::map<std::string, InstrumentCheck> by_symbol;
    for (const NamedFile& file : *files) by_symbol[file.symbol].files.push_back(check_file(file.path));
    std::vector<InstrumentCheck> checks;
    for (auto& [symbol, check] : by_symbol) {
        check.symbol = symbol;
        if (auto planned = plan(check, settings); !planned) check.problem = planned.error();
        checks.push_back(std::move(check));
    }
    return checks;
}

}  // namespace swarmdesk::trading::market
