#include "trading/market/replay_source.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/assert.hpp"
#include "trading/market/candle_files.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {

UtcTime ReplayPlan::first_time() const
{
    UtcTime first = recordings.front().parts.front().summary.first;
    for (const Recording& recording : recordings) first = std::min(first, recording.parts.front().summary.first);
    return first;
}

UtcTime ReplayPlan::last_time() const
{
    UtcTime last;
    for (const Recording& recording : recordings)
        last = std::max(last, recording.parts.back().summary.last + recording.interval);
    return last;
}

std::size_t ReplayPlan::candles() const
{
    std::size_t count = 0;
    for (const Recording& recording : recordings)
        for (const Part& part : recording.parts) count += part.summary.rows - part.overlap;
    return count;
}

/// Plays one recording: says when its next moment is, and announces it when told to.
class ReplaySource::Player {
public:
    Player(const ReplayPlan::Recording& recording, const Settings& settings)
        : recording_(recording),
          half_spread_(divide(Decimal::from_integer(settings.spread_tenth_basis_points),
                              Decimal::from_integer(2 * 100'000), Rounding::half_even)),
          size_share_(divide(Decimal::from_integer(settings.size_share_percent), Decimal::from_integer(100),
                             Rounding::half_even))
    {
        quote_.instrument = recording.instrument.id;
    }

    /// Reads the first candle.
    Result<void> start() { return load(); }

    bool is_at_end() const { return moment_ == Moment::end; }
    UtcTime due() const { return due_; }

    /// Announces the moment that is due and goes to the next.
    Result<void> play(const Feed& feed, MonotonicTime received)
    {
        switch (moment_) {
            case Moment::hole: feed.on_status(false, hole_words()); return become(Moment::open, row_.open_time);
            case Moment::open:
                if (follows_hole_) feed.on_status(true, name() + ": the data goes on");
                announce(feed, row_.open, received);
                return become(Moment::low, at(1));
            case Moment::low:
                if (has_stopped_on_the_way(feed, row_.low, at(2), received)) return {};
                announce(feed, row_.low, received);
                return become(Moment::high, at(2));
            case Moment::high:
                if (has_stopped_on_the_way(feed, row_.high, at(3), received)) return {};
                announce(feed, row_.high, received);
                return become(Moment::walk_to_close, at(3));
            case Moment::walk_to_close:
                if (has_stopped_on_the_way(feed, row_.close, end() + -last_breath, received)) return {};
                return become(Moment::close, end() + -last_breath);
            case Moment::close:
                if (has_stopped_on_the_way(feed, row_.close, end(), received)) return {};
                announce(feed, row_.close, received);
                return become(Moment::complete, end());
            case Moment::complete:
                feed.on_candle({quote_.instrument, row_.open_time, recording_.interval, row_.open, row_.high, row_.low,
                                row_.close, row_.volume});
                return load();
            case Moment::end: break;
        }
        return {};
    }

private:
    enum class Moment { hole = 1, open, low, high, walk_to_close, close, complete, end };
    static constexpr nanoseconds last_breath = std::chrono::milliseconds{1};

    const std::string& name() const { return quote_.instrument.symbol.to_string(); }
    UtcTime end() const { return row_.open_time + recording_.interval; }
    /// The end of a quarter of the candle.
    UtcTime at(int quarter) const { return row_.open_time + recording_.interval * quarter / 4; }

    /// Quotes the next price that somebody waits for between here and `target`, if there is one: the moment then comes
    /// again when what that sets off has had its time, and before `deadline`, however many prices there are. Asked when
    /// the walk is due and not when it begins, so that what was set up meanwhile counts.
    bool has_stopped_on_the_way(const Feed& feed, Price target, UtcTime deadline, MonotonicTime received)
    {
        constexpr std::int64_t pauses_per_candle = 300;
        constexpr std::int64_t share_of_the_rest = 8;
        if (!feed.next_awaited || target == price_) return false;
        const auto awaited = feed.next_awaited(quote_.instrument, price_, target);
        if (!awaited) return false;
        SWARMDESK_ASSERT(target < price_ ? target < *awaited && *awaited < price_
                                         : price_ < *awaited && *awaited < target);
        announce(feed, *awaited, received);
        due_ = due_ + std::min(recording_.interval / pauses_per_candle, (deadline - due_) / share_of_the_rest);
        return true;
    }

    Result<void> become(Moment moment, UtcTime due)
    {
        moment_ = moment;
        due_ = due;
        return {};
    }

    /// Takes the next candle, from the next file where this one is done.
    Result<void> load()
    {
        for (;;) {
            if (!file_) {
                if (part_ == recording_.parts.size()) return become(Moment::end, due_);
                auto file = CandleFile::open(recording_.parts[part_++].path);
                if (!file) return file.error();
                file_.emplace(std::move(*file));
            }
            const auto row = file_->next();
            if (!row) return row.error();
            if (!*row) {
                file_.reset();
                continue;
            }
            const UtcTime expected = has_row_ ? end() : (*row)->open_time;
            if ((*row)->open_time < expected) continue;  // the file before has it too
            row_ = **row;
            has_row_ = true;
            hole_start_ = expected;
            follows_hole_ = row_.open_time != expected;
            size_ = Quantity{round_to_step(multiply(row_.volume.value(), size_share_, Rounding::toward_zero),
                                           recording_.instrument.lot.value(), Rounding::toward_zero)};
            size_ = std::max(size_, recording_.instrument.lot);
            return follows_hole_ ? become(Moment::hole, expected) : become(Moment::open, row_.open_time);
        }
    }

    void announce(const Feed& feed, Price price, MonotonicTime received)
    {
        price_ = price;
        const Decimal tick = recording_.instrument.tick.value();
        const Decimal half = multiply(price.value(), half_spread_, Rounding::away_from_zero);
        quote_.bid = Price{std::max(round_to_step(price.value() - half, tick, Rounding::toward_zero), tick)};
        quote_.ask = Price{round_to_step(price.value() + half, tick, Rounding::away_from_zero)};
        if (quote_.ask <= quote_.bid) quote_.ask = quote_.bid + recording_.instrument.tick;
        quote_.bid_size = quote_.ask_size = size_;
        quote_.time = due_;
        quote_.received = received;
        feed.on_quote(quote_);
    }

    std::string hole_words() const
    {
        const auto missing = (row_.open_time - hole_start_) / recording_.interval;
        return name() + ": no data from " + to_iso(hole_start_) + " to " + to_iso(row_.open_time) + ", " +
               std::to_string(missing) + (missing == 1 ? " candle" : " candles") + " missing";
    }

    const ReplayPlan::Recording& recording_;
    Decimal half_spread_;  // as a share of the price
    Decimal size_share_;
    std::size_t part_ = 0;
    std::optional<CandleFile> file_;
    CandleRow row_;
    bool has_row_ = false;
    bool follows_hole_ = false;
    UtcTime hole_start_;
    Price price_;  // the last one announced
    Quantity size_;
    Quote quote_;
    Moment moment_ = Moment::end;
    UtcTime due_;
};

namespace {

/// How many candles at the beginning of `part` the one before it has too. They must say the same.
Result<std::size_t> compare_overlap(const ReplayPlan::Part& before, const ReplayPlan::Part& part)
{
    if (part.summary.first > before.summary.last) return std::size_t{0};
    auto one = CandleFile::open(before.path);
    auto other = CandleFile::open(part.path);
    if (!one) return one.error();
    if (!other) return other.error();
    auto old_row = one->next();
    auto new_row = other->next();
    std::size_t equal = 0;
    while (old_row && *old_row && new_row && *new_row) {
        const UtcTime old_time = (*old_row)->open_time;
        const UtcTime new_time = (*new_row)->open_time;
        if (old_time == new_time && **old_row != **new_row)
            return Error{Errc::malformed, part.path.filename().string() + " and " + before.path.filename().string() +
                                              " say different things of " + to_iso(new_time)};
        if (new_time < old_time)
            return Error{Errc::malformed, part.path.filename().string() + " fills a hole of " +
                                              before.path.filename().string() + " at " + to_iso(new_time) +
                                              ": make one file of them"};
        if (old_time == new_time) {
            ++equal;
            new_row = other->next();
        }
        old_row = one->next();
    }
    if (!old_row) return old_row.error();
    if (!new_row) return new_row.error();
    return equal;
}

Result<void> find_holes(ReplayPlan::Recording& recording)
{
    const auto& parts = recording.parts;
    const UtcTime end = parts.back().summary.last + recording.interval;
    recording.missing = static_cast<std::size_t>((end - parts.front().summary.first) / recording.interval);
    const auto look_at = [&](const CandleHole& hole) {
        if (hole.length > recording.longest_hole.length) recording.longest_hole = hole;
    };
    for (std::size_t i = 0; i < parts.size(); ++i) {
        recording.missing -= parts[i].summary.rows - parts[i].overlap;
        if (parts[i].overlap == 0) {
            look_at(parts[i].summary.longest_hole);
            if (i == 0) continue;
            const UtcTime from = parts[i - 1].summary.last + recording.interval;
            look_at({from, parts[i].summary.first - from});
        } else {
            // What it lacks where the part before has it is no hole.
            const auto after = longest_hole_after(parts[i].path, parts[i - 1].summary.last, recording.interval);
            if (!after) return after.error();
            look_at(*after);
        }
    }
    return {};
}

}  // namespace

Result<ReplayPlan> ReplaySource::plan(const Settings& settings)
{
    if (settings.files.empty()) return Error{Errc::not_found, "a replay needs at least one candle file"};
    if (settings.speed == 0) return Error{Errc::out_of_range, "the speed of a replay is at least 1"};
    if (settings.spread_tenth_basis_points < 0 || settings.spread_tenth_basis_points > 10'000)
        return Error{Errc::out_of_range, "the spread of a replay is 0 to 1000 basis points"};
    if (settings.size_share_percent < 0 || settings.size_share_percent > 100)
        return Error{Errc::out_of_range, "the size of a replayed quote is 0 to 100 percent of the volume"};

    std::map<std::string, std::vector<ReplayPlan::Part>> parts_by_symbol;
    const auto files = find_candle_files(settings.files);
    if (!files) return files.error();
    for (const NamedFile& file : *files) {
        auto summary = summarise_candle_file(file.path);
        if (!summary) return summary.error();
        parts_by_symbol[file.symbol].push_back({file.path, *summary});
    }
    ReplayPlan result;
    for (auto& [symbol, parts] : parts_by_symbol) {
        std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
            return std::tuple{a.summary.first, b.summary.last, a.path} <
                   std::tuple{b.summary.first, a.summary.last, b.path};
        });
        const nanoseconds interval = parts.front().summary.interval;
        DataShape shape;
        shape.lowest = parts.front().summary.lowest;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto& summary = parts[i].summary;
            const std::string name = parts[i].path.filename().string();
            shape.lowest = std::min(shape.lowest, summary.lowest);
            shape.highest = std::max(shape.highest, summary.highest);
            shape.price_decimals = std::max(shape.price_decimals, summary.price_decimals);
            shape.volume_decimals = std::max(shape.volume_decimals, summary.volume_decimals);
            if (summary.interval != interval)
                return Error{Errc::malformed, name + ": the files of " + symbol + " have different candle intervals"};
            if (i == 0) continue;
            const ReplayPlan::Part& before = parts[i - 1];
            if ((summary.first - before.summary.last) % interval != nanoseconds{0})
                return Error{Errc::malformed,
                             name + " and " + before.path.filename().string() + " are not on one grid"};
            if (auto overlap = compare_overlap(before, parts[i]))
                parts[i].overlap = *overlap;
            else
                return overlap.error();
            if (parts[i].overlap == summary.rows) parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i--));
        }
        auto instrument = instrument_for_data(symbol, shape, settings.venue);
        if (!instrument)
            return Error{instrument.error().code, parts.front().path.filename().string() + ": the symbol " +
                                                      instrument.error().detail + "; name it yourself: SYMBOL=FILE"};
        ReplayPlan::Recording recording{*instrument, interval, std::move(parts), 0, {}};
        if (auto found = find_holes(recording); !found) return found.error();
        result.recordings.push_back(std::move(recording));
    }
    return result;
}

ReplaySource::ReplaySource(ReplayPlan plan, Settings settings, runtime::Clock& clock)
    : plan_(std::move(plan)), settings_(std::move(settings)), clock_(clock)
{
    SWARMDESK_ASSERT(!plan_.recordings.empty());
}

Result<std::unique_ptr<ReplaySource>> ReplaySource::open(Settings settings, runtime::Clock& clock)
{
    auto made = plan(settings);
    if (!made) return made.error();
    return std::make_unique<ReplaySource>(std::move(*made), std::move(settings), clock);
}

std::string ReplaySource::description() const
{
    std::string names;
    for (const auto& recording : plan_.recordings)
        names += (names.empty() ? "" : ", ") + recording.instrument.id.symbol.to_string();
    constexpr std::size_t date_size = 10;
    return "replay of " + names + ", " + to_iso(plan_.first_time()).substr(0, date_size) + " to " +
           to_iso(plan_.last_time()).substr(0, date_size);
}

std::vector<Instrument> ReplaySource::instruments() const
{
    std::vector<Instrument> result;
    for (const auto& recording : plan_.recordings) result.push_back(recording.instrument);
    return result;
}

boost::asio::awaitable<Result<void>> ReplaySource::run(Feed feed)
{
    std::vector<Player> players;
    players.reserve(plan_.recordings.size());
    for (const auto& recording : plan_.recordings) {
        Player& player = players.emplace_back(recording, settings_);
        if (auto started = player.start(); !started) co_return started.error();
    }
    const UtcTime first = plan_.first_time();
    const Now began = clock_.now();
    // A clock that lives in the recording's own time was started before us; candles as late as that would all be taken
    // for history.
    const bool is_lived_through = settings_.speed == 1 && began.utc >= first && began.utc < plan_.last_time();
    const MonotonicTime start = is_lived_through ? began.monotonic + -(began.utc - first) : began.monotonic;
    feed.on_status(true, description());

    const auto is_later = [](const Player& a, const Player& b) {
        return a.is_at_end() != b.is_at_end() ? a.is_at_end() : a.due() > b.due();
    };
    for (;;) {
        // The first of equals is the first by name.
        Player* next = &players.front();
        for (Player& player : players)
            if (is_later(*next, player)) next = &player;
        if (next->is_at_end()) co_return Result<void>{};

        const MonotonicTime due = start + (next->due() - first) / settings_.speed;
        MonotonicTime now = clock_.now().monotonic;
        if (due > now) {
            co_await clock_.sleep(due - now);
            now = clock_.now().monotonic;
        }
        if (auto played = next->play(feed, now); !played) co_return played.error();
    }
}

}  // namespace swarmdesk::trading::market
