#include "trading/market/candle_fields.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>

namespace swarmdesk::trading::market {
namespace {

struct Names {
    std::string_view column;
    std::span<const std::string_view> all;  ///< the likeliest first
};
constexpr auto time_names = std::to_array<std::string_view>(
    {"opentimems", "opentime", "timestamp", "time", "unix", "datetime", "date", "starttime", "ts"});
constexpr auto open_names = std::to_array<std::string_view>({"open", "openprice", "o"});
constexpr auto high_names = std::to_array<std::string_view>({"high", "highprice", "h"});
constexpr auto low_names = std::to_array<std::string_view>({"low", "lowprice", "l"});
constexpr auto close_names = std::to_array<std::string_view>({"close", "closeprice", "c"});
constexpr auto volume_names = std::to_array<std::string_view>({"volume", "vol", "basevolume", "v"});
constexpr std::array<Names, candle_columns> columns{Names{"time", time_names},   Names{"open", open_names},
                                                    Names{"high", high_names},   Names{"low", low_names},
                                                    Names{"close", close_names}, Names{"volume", volume_names}};

/// "Open time" and "open_time" are one name.
std::string plain_name(std::string_view text)
{
    std::string name;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') name.push_back(static_cast<char>(c - 'A' + 'a'));
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name.push_back(c);
    }
    return name;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool parse_whole(std::string_view text, std::int64_t& value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && is_digit(text.front()) && error == std::errc{} && end == text.data() + text.size();
}

Error no_time()
{
    return {Errc::malformed,
            "is not a time: wanted are seconds, milliseconds, microseconds or nanoseconds since 1970, "
            "or a date such as 2025-04-03 17:05:00"};
}

/// In nanoseconds.
std::int64_t unit_of(std::int64_t count)
{
    // 1e11 s is the year 5138 and 1e11 ms is March 1973: between them the unit is plain, and so on upwards.
    constexpr std::int64_t milliseconds_from = 100'000'000'000;
    constexpr std::int64_t thousand = 1'000;
    std::int64_t unit = 1'000'000'000;
    for (std::int64_t rest = count; unit > 1 && rest >= milliseconds_from; rest /= thousand) unit /= thousand;
    return unit;
}

std::optional<UtcTime> from_count(std::int64_t count)
{
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(count, unit_of(count), &ns)) return std::nullopt;
    return UtcTime{ns};
}

/// As a program writes a whole number that it holds in a double: 1743699900.0.
std::string_view without_point_zero(std::string_view field)
{
    const auto point = field.find('.');
    const bool is_whole = point != std::string_view::npos && field.find_first_not_of('0', point + 1) == field.npos;
    return is_whole ? field.substr(0, point) : field;
}

/// Takes `size` digits off the front.
bool take_number(std::string_view& rest, std::size_t size, int& value)
{
    if (rest.size() < size) return false;
    value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        if (!is_digit(rest[i])) return false;
        value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(size);
    return true;
}
bool take(std::string_view& rest, std::string_view any_of)
{
    if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
}

/// Minutes east of Greenwich: "Z", "+02:00", "+0200", "+02", or nothing.
bool take_zone(std::string_view& rest, int& minutes)
{
    minutes = 0;
    if (rest.empty() || take(rest, "Z")) return rest.empty();
    const bool is_west = rest.front() == '-';
    int hours = 0;
    if (!take(rest, "+-") || !take_number(rest, 2, hours)) return false;
    if (!rest.empty()) {
        take(rest, ":");
        if (!take_number(rest, 2, minutes)) return false;
    }
    const bool is_sound = rest.empty() && hours < 24 && minutes < 60;
    minutes = (hours * 60 + minutes) * (is_west ? -1 : 1);
    return is_sound;
}

std::optional<UtcTime> from_date(std::string_view rest)
{
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int zone = 0;
    std::int64_t fraction_ns = 0;
    if (!take_number(rest, 4, year)) return std::nullopt;
    const std::string_view separator = rest.starts_with('/') ? "/" : "-";
    if (!take(rest, separator) || !take_number(rest, 2, month) || !take(rest, separator) || !take_number(rest, 2, day))
        return std::nullopt;
    if (take(rest, " T")) {
        if (!take_number(rest, 2, hour) || !take(rest, ":") || !take_number(rest, 2, minute)) return std::nullopt;
        if (take(rest, ":") && !take_number(rest, 2, second)) return std::nullopt;
        if (take(rest, ".")) {
            if (rest.empty() || !is_digit(rest.front())) return std::nullopt;
            for (std::int64_t unit = 100'000'000; !rest.empty() && is_digit(rest.front()); unit /= 10) {
                fraction_ns += unit * (rest.front() - '0');
                rest.remove_prefix(1);
            }
        }
        if (!take_zone(rest, zone)) return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!rest.empty() || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const auto days = std::chrono::sys_days{date}.time_since_epoch();
    const std::int64_t seconds = std::int64_t{days.count()} * 86'400 + hour * 3'600 + (minute - zone) * 60 + second;
    std::int64_t ns = 0;
    if (__builtin_mul_overflow(seconds, std::int64_t{1'000'000'000}, &ns)) return std::nullopt;
    return UtcTime{ns + fraction_ns};
}

}  // namespace

bool is_candle_header(std::span<const std::string_view> fields)
{
    if (find_candle_columns(fields)) return true;
    // Other names, perhaps: then somebody is told which are wanted.
    const auto begins_a_number = [](std::string_view field) {
        return !field.empty() && (is_digit(field.front()) || field.front() == '-' || field.front() == '.');
    };
    const auto is_word = [](std::string_view field) {
        return std::any_of(field.begin(), field.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) ||
               !plain_name(field).empty();
    };
    return std::none_of(fields.begin(), fields.end(), begins_a_number) &&
           std::any_of(fields.begin(), fields.end(), is_word);
}

Result<CandlePlaces> find_candle_columns(std::span<const std::string_view> names)
{
    CandlePlaces places{};
    for (std::size_t wanted = 0; wanted < columns.size(); ++wanted) {
        const auto place_of = [&](std::string_view name) {
            return std::find_if(names.begin(), names.end(),
                                [&](std::string_view there) { return plain_name(there) == name; });
        };
        auto found = names.end();
        for (const std::string_view name : columns[wanted].all)
            if (found == names.end()) found = place_of(name);
        // "Volume BTC", beside "Volume USDT": the first is the base asset's.
        if (found == names.end() && wanted + 1 == columns.size())
            found = std::find_if(names.begin(), names.end(),
                                 [](std::string_view there) { return plain_name(there).starts_with("volume"); });
        if (found == names.end())
            return Error{Errc::malformed, "no column is named " + std::string{columns[wanted].column} +
                                              ": wanted are time (or timestamp, date, open_time), open, high, low, "
                                              "close and volume, in any order"};
        places[wanted] = static_cast<std::size_t>(found - names.begin());
    }
    return places;
}

Result<UtcTime> parse_candle_time(std::string_view field)
{
    constexpr UtcTime earliest{1'230'768'000'000'000'000};  // 2009-01-01: there was no market of this kind before
    constexpr UtcTime latest{4'102'444'800'000'000'000};    // 2100-01-01
    std::int64_t count = 0;
    const bool is_count = parse_whole(without_point_zero(field), count);
    const std::optional<UtcTime> time = is_count ? from_count(count) : from_date(field);
    if (!time) return no_time();
    if (*time < earliest || latest < *time)
        return Error{Errc::out_of_range,
                     "would be " + to_iso(*time) + ", and no candle is from before 2009 or after 2100"};
    return *time;
}

std::string_view candle_time_form(std::string_view field)
{
    std::int64_t count = 0;
    if (!parse_whole(without_point_zero(field), count)) return "dates";
    switch (unit_of(count)) {
        case 1'000'000'000: return "seconds";
        case 1'000'000: return "milliseconds";
        case 1'000: return "microseconds";
        default: return "nanoseconds";
    }
}

Result<Decimal> parse_candle_number(std::string_view field)
{
    const auto e = field.find_first_of("eE");
    if (e == std::string_view::npos) return Decimal::parse(field);
    const auto mantissa = Decimal::parse(field.substr(0, e));
    if (!mantissa) return mantissa.error();
    std::string_view digits = field.substr(e + 1);
    const bool is_small = digits.starts_with('-');
    if (is_small || digits.starts_with('+')) digits.remove_prefix(1);
    std::int64_t exponent = 0;
    constexpr std::int64_t exponent_max = 40;
    if (!parse_whole(digits, exponent) || exponent > exponent_max)
        return Error{Errc::malformed, "the exponent is no number up to 40"};
    Int128 value = mantissa->mantissa();
    constexpr Int128 most = std::numeric_limits<std::int64_t>::max() * Int128{Decimal::unit};
    for (; exponent > 0; --exponent) {
        if (is_small ? value % 10 != 0 : value > most / 10 || value < -most / 10)
            return Error{Errc::out_of_range, is_small ? "a decimal has at most 18 decimals" : "is too large a number"};
        value = is_small ? value / 10 : value * 10;
    }
    return Decimal::from_mantissa(value);
}

}  // namespace swarmdesk::trading::market
