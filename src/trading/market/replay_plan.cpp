#include "trading/market/replay_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "trading/market/bar_reader.hpp"
#include "trading/market/candle_files.hpp"
#include "trading/market/candle_interval.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {
namespace {

using Recording = ReplayPlan::Recording;

Result<void> check(const ReplaySettings& settings)
{
    if (settings.files.empty()) return Error{Errc::not_found, "a replay needs at least one candle file"};
    if (settings.speed == 0) return Error{Errc::out_of_range, "the speed of a replay is at least 1"};
    if (settings.spread_tenth_basis_points < 0 || settings.spread_tenth_basis_points > 10'000)
        return Error{Errc::out_of_range, "the spread of a replay is 0 to 1000 basis points"};
    if (settings.size_share_percent < 0 || settings.size_share_percent > 100)
        return Error{Errc::out_of_range, "the size of a replayed quote is 0 to 100 percent of the volume"};
    if (settings.from && settings.to && *settings.from >= *settings.to)
        return Error{Errc::out_of_range, "a replay ends after it begins: from is " + to_iso(*settings.from) +
                                             ", to is " + to_iso(*settings.to)};
    return {};
}

std::string name_of(const CandleSeries& series) { return series.parts.front().path.filename().string(); }

/// The files of one symbol by interval, and which of them are handed out.
Result<void> arrange(const std::string& symbol, std::vector<CandleSeries::Part> parts, nanoseconds timeframe,
                     Recording& recording)
{
    std::map<nanoseconds, std::vector<CandleSeries::Part>> by_interval;
    for (CandleSeries::Part& part : parts) by_interval[part.summary.interval].push_back(std::move(part));
    std::vector<CandleSeries> all;
    for (auto& [interval, some] : by_interval) {
        auto series = make_series(std::move(some));
        if (!series) return series.error();
        all.push_back(std::move(*series));
    }
    constexpr std::size_t intervals_max = 2;
    const CandleSeries& shortest = all.front();
    const CandleSeries& longest = all.back();
    if (all.size() > intervals_max || longest.interval % shortest.interval != nanoseconds{0})
        return Error{Errc::malformed, name_of(shortest) + ": the files of " + symbol +
                                          " have different candle intervals; two can be played together, where one is "
                                          "a multiple of the other"};
    recording.interval = timeframe.count() > 0 ? timeframe : longest.interval;
    if (recording.interval < longest.interval || recording.interval % longest.interval != nanoseconds{0})
        return Error{Errc::malformed, name_of(longest) + ": of candles of " + interval_text(longest.interval) +
                                          " none of " + interval_text(timeframe) + " (the timeframe) can be built"};
    if (recording.interval != longest.interval && all.size() == intervals_max)
        return Error{Errc::malformed, name_of(longest) + ": candles of " + interval_text(timeframe) +
                                          " (the timeframe) are built from files of one interval, and " + symbol +
                                          " has two"};
    if (recording.interval / shortest.interval > BarReader::walk_max)
        return Error{Errc::out_of_range, name_of(shortest) + ": more than " + std::to_string(BarReader::walk_max) +
                                             " of its candles make one of " + interval_text(recording.interval)};
    if (all.size() == intervals_max) recording.detail = std::move(all.front());
    recording.series = std::move(all.back());
    return {};
}

DataShape shape_of(const Recording& recording)
{
    DataShape shape;
    shape.lowest = recording.series.parts.front().summary.lowest;
    const auto add = [&](const CandleSeries& series) {
        for (const CandleSeries::Part& part : series.parts) {
            shape.lowest = std::min(shape.lowest, part.summary.lowest);
            shape.highest = std::max(shape.highest, part.summary.highest);
            shape.price_decimals = std::max(shape.price_decimals, part.summary.price_decimals);
            shape.volume_decimals = std::max(shape.volume_decimals, part.summary.volume_decimals);
        }
    };
    add(recording.series);
    if (recording.detail) add(*recording.detail);
    return shape;
}

/// Where all of a series is played as it is, its files' summaries say everything.
bool is_played_whole(const Recording& recording, const ReplaySettings& settings)
{
    return !settings.from && !settings.to && !recording.detail && recording.interval == recording.series.interval &&
           recording.series.overlap() == 0;
}

void add_up_summaries(Recording& recording)
{
    const CandleSeries& series = recording.series;
    recording.first = series.first();
    recording.end = series.end();
    recording.candles = series.candles();
    recording.missing =
        static_cast<std::size_t>((recording.end - recording.first) / series.interval) - recording.candles;
    const auto look_at = [&](const CandleHole& hole) {
        if (hole.length > recording.longest_hole.length) recording.longest_hole = hole;
    };
    for (std::size_t i = 0; i < series.parts.size(); ++i) {
        if (i > 0) {
            const UtcTime from = series.parts[i - 1].summary.last + series.interval;
            look_at({from, series.parts[i].summary.first - from});
        }
        look_at(series.parts[i].summary.longest_hole);
    }
}

/// Reads the bars as they will be played.
Result<void> survey(Recording& recording, const ReplaySettings& settings)
{
    BarReader reader{recording.interval, recording.series, recording.detail ? &*recording.detail : nullptr};
    const nanoseconds row_interval = recording.series.interval;
    std::size_t bars = 0;
    std::size_t taught = 0;
    std::size_t wanted = 0;           // of those: more than `warmup_max`, perhaps
    std::optional<UtcTime> expected;  // where the next row of the series should begin
    bool has_detail = false;
    Bar bar;
    for (;; ++bars) {
        const auto read = reader.next(bar);
        if (!read) return Error{read.error().code, name_of(recording.series) + ": " + read.error().detail};
        if (!*read) break;
        const bool is_detailed = recording.detail && bar.walk_interval != recording.interval;
        has_detail = has_detail || is_detailed;
        const BarFate fate = fate_of(bar.row.open_time, bar.row.open_time + recording.interval, settings);
        if (fate == BarFate::taught && bar.is_whole) {
            ++taught;
            if (settings.taught_from && bar.row.open_time >= *settings.taught_from) ++wanted;
        }
        if (fate != BarFate::played) continue;
        if (!expected) recording.first = bar.walk.front().open_time;
        if (bar.is_whole) ++recording.candles;
        if (recording.detail && !is_detailed) ++recording.without_detail;
        const auto count = [&](UtcTime row) {
            const UtcTime due = expected.value_or(row);
            recording.missing += static_cast<std::size_t>((row - due) / row_interval);
            if (row - due > recording.longest_hole.length) recording.longest_hole = {due, row - due};
            expected = row + row_interval;
        };
        if (recording.interval == row_interval) {
            count(bar.row.open_time);
        } else {
            for (const CandleRow& row : bar.walk) count(row.open_time);
        }
        recording.end = bar.is_whole ? bar.row.open_time + recording.interval : *expected;
    }
    if (recording.detail && !has_detail)
        return Error{Errc::malformed, name_of(recording.series) + " and " + name_of(*recording.detail) +
                                          " have different candle intervals and share no whole candle: neither "
                                          "explains the other"};
    recording.warmup = std::min(taught, settings.warmup_max);
    if (settings.warmup_max > 0) recording.warmup = std::max(recording.warmup, wanted);
    recording.too_old = taught - recording.warmup;
    recording.left_out = bars - recording.candles - recording.warmup;
    return {};
}

}  // namespace

UtcTime ReplayPlan::first_time() const
{
    UtcTime first = recordings.front().first;
    for (const Recording& recording : recordings) first = std::min(first, recording.first);
    return first;
}

UtcTime ReplayPlan::last_time() const
{
    UtcTime last;
    for (const Recording& recording : recordings) last = std::max(last, recording.end);
    return last;
}

std::vector<nanoseconds> ReplayPlan::candle_intervals() const
{
    std::set<nanoseconds> intervals;
    for (const Recording& recording : recordings) intervals.insert(recording.interval);
    return {intervals.begin(), intervals.end()};
}

std::size_t ReplayPlan::candles() const
{
    std::size_t count = 0;
    for (const Recording& recording : recordings) count += recording.candles;
    return count;
}

BarFate fate_of(UtcTime start, UtcTime end, const ReplaySettings& settings)
{
    if (settings.from && end <= *settings.from) return BarFate::taught;
    const bool is_inside = (!settings.from || start >= *settings.from) && (!settings.to || end <= *settings.to);
    return is_inside ? BarFate::played : BarFate::left_out;
}

Result<Recording> plan_recording(const std::string& symbol, std::vector<CandleSeries::Part> parts,
                                 const ReplaySettings& settings)
{
    Recording recording;
    if (auto arranged = arrange(symbol, std::move(parts), settings.timeframe, recording); !arranged)
        return arranged.error();
    const auto said = std::find_if(settings.terms.begin(), settings.terms.end(), [&symbol](const InstrumentTerms& one) {
        return one.id.symbol.to_string() == symbol;
    });
    const bool is_said = said != settings.terms.end();
    auto instrument = is_said ? instrument_for_data(*said, shape_of(recording))
                              : instrument_for_data(symbol, shape_of(recording), settings.venue);
    if (!instrument && is_said) return instrument.error();
    if (!instrument)
        return Error{instrument.error().code, name_of(recording.series) + ": the symbol " + instrument.error().detail +
                                                  "; name it yourself (SYMBOL=FILE), or say its base and quote in "
                                                  "market.instruments"};
    recording.instrument = std::move(*instrument);
    if (is_played_whole(recording, settings)) {
        add_up_summaries(recording);
        return recording;
    }
    if (auto read = survey(recording, settings); !read) return read.error();
    if (recording.candles > 0) return recording;
    recording.first = recording.series.first();
    recording.end = recording.series.end();
    return recording;
}

Result<ReplayPlan> plan_replay(const ReplaySettings& settings)
{
    if (auto sound = check(settings); !sound) return sound.error();
    const auto files = find_candle_files(settings.files);
    if (!files) return files.error();
    std::map<std::string, std::vector<CandleSeries::Part>> parts_by_symbol;
    for (const NamedFile& file : *files) {
        auto summary = summarise_candle_file(file.path);
        if (!summary) return summary.error();
        parts_by_symbol[file.symbol].push_back({file.path, *summary});
    }
    for (const InstrumentTerms& one : settings.terms)
        if (!parts_by_symbol.contains(one.id.symbol.to_string()))
            return Error{Errc::not_found, "market.instruments says something of " + one.id.to_string() +
                                              ", and there is no recording of it"};
    ReplayPlan result;
    std::string ranges;
    for (auto& [symbol, parts] : parts_by_symbol) {
        auto recording = plan_recording(symbol, std::move(parts), settings);
        if (!recording) return recording.error();
        if (recording->candles > 0) {
            result.recordings.push_back(std::move(*recording));
            continue;
        }
        result.unplayed.push_back({symbol, recording->first, recording->end, recording->series.candles()});
        ranges += (ranges.empty() ? "" : ", ") + symbol + " has candles from " + to_iso(recording->first) + " to " +
                  to_iso(recording->end);
    }
    if (result.recordings.empty())
        return Error{Errc::malformed, "there is no whole candle to play" +
                                          (settings.from ? " from " + to_iso(*settings.from) : std::string{}) +
                                          (settings.to ? " to " + to_iso(*settings.to) : std::string{}) + ": " +
                                          ranges};
    return result;
}

}  // namespace swarmdesk::trading::market
