#include "data_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "exit_code.hpp"
#include "trading/market/candle_check.hpp"
#include "trading/market/candle_interval.hpp"

namespace swarmdesk::app {

namespace json = boost::json;
using trading::market::CandleFileCheck;
using trading::market::CandleHole;
using trading::market::InstrumentCheck;
using trading::market::PriceJump;

namespace {

/// "+25.3 %"; what decides is exact, this is for people.
std::string percent(const PriceJump& jump)
{
    const Decimal moved = divide(jump.to.value() - jump.from.value(), jump.from.value(), Rounding::half_even);
    const Decimal shown = round_to_step(
        multiply(moved, Decimal::from_integer(100), Rounding::half_even),
        divide(Decimal::from_integer(1), Decimal::from_integer(10), Rounding::half_even), Rounding::half_even);
    return (shown.is_negative() ? "" : "+") + shown.to_string() + " %";
}

json::object to_json(const CandleFileCheck& file)
{
    return {{"path", file.path.string()},
            {"form", file.form},
            {"rows", file.rows},
            {"bad_rows", file.bad_rows},
            {"bad_lines", json::value_from(file.bad_lines)},
            {"error", file.error ? json::value(file.error->detail) : json::value{}}};
}

json::object to_json(const InstrumentCheck& check)
{
    json::array files;
    for (const CandleFileCheck& file : check.files) files.push_back(to_json(file));
    json::object result{{"symbol", check.symbol},
                        {"usable", check.is_usable()},
                        {"problem", check.problem ? json::value(check.problem->detail) : json::value{}},
                        {"files", files}};
    if (!check.is_usable()) return result;
    const auto& recording = *check.recording;
    json::array holes;
    for (const CandleHole& hole : check.placed)
        holes.push_back({{"from", to_iso(hole.from)}, {"candles", hole.length / recording.series.interval}});
    json::array jumps;
    for (const PriceJump& jump : check.largest)
        jumps.push_back(
            {{"candle", to_iso(jump.candle)}, {"from", jump.from.to_string()}, {"to", jump.to.to_string()}});
    const auto& longest = recording.longest_hole;
    result["interval"] = trading::market::interval_text(recording.interval);
    result["first"] = to_iso(recording.first);
    result["end"] = to_iso(recording.end);
    result["candles"] = recording.candles;
    result["overlap"] = recording.series.overlap();
    result["missing"] = recording.missing;
    result["longest_hole"] = longest.length / recording.series.interval;
    result["longest_hole_from"] = recording.missing > 0 ? json::value(to_iso(longest.from)) : json::value{};
    result["holes"] = {{"count", check.holes}, {"first", holes}};
    result["detail"] =
        recording.detail ? json::value(trading::market::interval_text(recording.detail->interval)) : json::value{};
    result["without_detail"] = recording.without_detail;
    result["tick"] = recording.instrument.tick.to_string();
    result["lot"] = recording.instrument.lot.to_string();
    result["steps"] = check.steps;
    result["zero_volumes"] = check.zero_volumes;
    result["jumps"] = {{"count", check.jumps}, {"largest", jumps}};
    return result;
}

void row(std::ostream& out, std::string_view name, const std::string& words)
{
    out << fmt::format("  {:<14}{}\n", name, words);
}

void print(const CandleFileCheck& file, std::ostream& out)
{
    row(out, "file",
        fmt::format("{}: {}{}{} candles", file.path.string(), file.form, file.form.empty() ? "" : ", ", file.rows));
    for (const std::string& line : file.bad_lines) row(out, "  bad", line);
    if (file.bad_rows > file.bad_lines.size())
        row(out, "  bad", fmt::format("and {} lines more", file.bad_rows - file.bad_lines.size()));
}

void print(const InstrumentCheck& check, std::ostream& out)
{
    out << check.symbol << (check.is_usable() ? "\n" : ": cannot be played\n");
    for (const CandleFileCheck& file : check.files) print(file, out);
    if (!check.is_usable()) return row(out, "problem", check.problem->detail);
    const auto& recording = *check.recording;
    row(out, "candles",
        fmt::format("{} of {}, {} to {}", recording.candles, trading::market::interval_text(recording.interval),
                    to_iso(recording.first), to_iso(recording.end)));
    if (recording.detail)
        row(out, "detail",
            fmt::format("of {}; {} candles lack it", trading::market::interval_text(recording.detail->interval),
                        recording.without_detail));
    if (recording.series.overlap() > 0)
        row(out, "overlap", fmt::format("{} candles twice, the same each time", recording.series.overlap()));
    row(out, "missing",
        recording.missing == 0 ? "none"
                               : fmt::format("{} candles in {} {}, at most {} at once, from {}", recording.missing,
                                             check.holes, check.holes == 1 ? "hole" : "holes",
                                             recording.longest_hole.length / recording.series.interval,
                                             to_iso(recording.longest_hole.from)));
    for (const CandleHole& hole : check.placed)
        row(out, "  hole",
            fmt::format("{} to {}, {} candles", to_iso(hole.from), to_iso(hole.from + hole.length),
                        hole.length / recording.series.interval));
    row(out, "steps",
        fmt::format("tick {}, lot {}; {}", recording.instrument.tick.to_string(), recording.instrument.lot.to_string(),
                    check.steps));
    row(out, "no volume", fmt::format("{} candles", check.zero_volumes));
    row(out, "jumps", fmt::format("{} over {} %", check.jumps, InstrumentCheck::jump_percent));
    for (const PriceJump& jump : check.largest)
        row(out, "  jump",
            fmt::format("{} from {} to {} in the candle of {}", percent(jump), jump.from.to_string(),
                        jump.to.to_string(), to_iso(jump.candle)));
}

}  // namespace

int check_data(const std::vector<std::filesystem::path>& files, bool is_json, std::ostream& out)
{
    trading::market::ReplaySettings settings;
    settings.files = files;
    const auto checks = trading::market::check_candles(settings);
    if (!checks) {
        std::cerr << "swarmdesk: " << checks.error().detail << '\n';
        return exit_usage;
    }
    if (is_json) {
        json::array all;
        for (const InstrumentCheck& check : *checks) all.push_back(to_json(check));
        out << json::serialize(all) << '\n';
    } else {
        for (const InstrumentCheck& check : *checks) print(check, out);
    }
    const bool is_usable =
        std::all_of(checks->begin(), checks->end(), [](const InstrumentCheck& check) { return check.is_usable(); });
    return is_usable ? exit_ok : exit_usage;
}

}  // namespace swarmdesk::app
