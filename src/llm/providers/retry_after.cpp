#include "llm/providers/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace swarmdesk::llm::providers {

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t digits_max = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text)
{
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    const auto digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

std::int64_t number(std::string_view digits)
{
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

struct Quantity {
    std::int64_t whole = 0;
    std::int64_t billionths = 0;

    nanoseconds times(nanoseconds unit) const
    {
        return unit * whole + nanoseconds{static_cast<std::int64_t>(static_cast<double>(billionths) * 1e-9 *
                                                                    static_cast<double>(unit.count()))};
    }
};

std::optional<Quantity> take_quantity(std::string_view& text)
{
    const auto whole = take_digits(text);
    if (whole.empty() || whole.size() > digits_max) return std::nullopt;
    Quantity quantity{.whole = number(whole)};
    if (!text.starts_with('.')) return quantity;
    text.remove_prefix(1);
    std::string fraction{take_digits(text)};
    if (fraction.empty()) return std::nullopt;
    fraction.resize(9, '0');
    quantity.billionths = number(fraction);
    return quantity;
}

std::optional<nanoseconds> take_unit(std::string_view& text)
{
    struct Unit {
        std::string_view name;
        nanoseconds length;
    };
    constexpr std::array units{Unit{"ms", milliseconds{1}}, Unit{"s", seconds{1}}, Unit{"m", minutes{1}},
                               Unit{"h", hours{1}}, Unit{"d", hours{24}}};
    for (const Unit& unit : units)
        if (text.starts_with(unit.name)) {
            text.remove_prefix(unit.name.size());
            return unit.length;
        }
    return std::nullopt;
}

nanoseconds bounded(nanoseconds wait) { return std::clamp<nanoseconds>(wait, nanoseconds{0}, retry_after_max); }

std::optional<nanoseconds> from_exhausted_quota(const net::Headers& headers)
{
    std::optional<nanoseconds> longest;
    for (const char* what : {"requests", "tokens"}) {
        const auto remaining = headers.find(std::string{"x-ratelimit-remaining-"} + what);
        const auto reset = headers.find(std::string{"x-ratelimit-reset-"} + what);
        if (remaining != std::string_view{"0"} || !reset) continue;
        if (const auto wait = parse_duration(*reset); wait && (!longest || *wait > *longest)) longest = wait;
    }
    return longest;
}

std::optional<nanoseconds> from_reset_moment(const net::Headers& headers, UtcTime now)
{
    auto text = headers.find("x-ratelimit-reset").value_or("");
    const auto digits = take_digits(text);
    constexpr std::int64_t year_2100_ms = 4'102'444'800'000;
    if (digits.size() != 13 || !text.empty() || number(digits) > year_2100_ms) return std::nullopt;
    return utc_from_ms(number(digits)) - now;
}

}  // namespace

std::optional<nanoseconds> parse_seconds(std::string_view text)
{
    const auto quantity = take_quantity(text);
    if (!quantity || !text.empty()) return std::nullopt;
    return quantity->times(seconds{1});
}

std::optional<nanoseconds> parse_duration(std::string_view text)
{
    if (text.empty()) return std::nullopt;
    nanoseconds total{0};
    while (!text.empty()) {
        const auto quantity = take_quantity(text);
        if (!quantity) return std::nullopt;
        const auto unit = take_unit(text);
        if (!unit || quantity->whole > retry_after_max / *unit * 10) return std::nullopt;
        total += quantity->times(*unit);
        if (total > retry_after_max * 100) return std::nullopt;
    }
    return total;
}

std::optional<UtcTime> parse_http_date(std::string_view text)
{
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    // "Sun, 06 Nov 1994 08:49:37 GMT": every field has its place.
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':') return std::nullopt;
    for (const std::size_t place : {5u, 6u, 12u, 13u, 14u, 15u, 17u, 18u, 20u, 21u, 23u, 24u})
        if (!is_digit(text[place])) return std::nullopt;
    const auto month = std::ranges::find(months, text.substr(8, 3));
    if (month == months.end()) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(number(text.substr(12, 4)))},
                                           std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
                                           std::chrono::day{static_cast<unsigned>(number(text.substr(5, 2)))}};
    const auto hour = number(text.substr(17, 2));
    const auto minute = number(text.substr(20, 2));
    const auto second = number(text.substr(23, 2));
    if (!date.ok() || date.year() < std::chrono::year{1970} || date.year() > std::chrono::year{2200} || hour > 23 ||
        minute > 59 || second > 60)
        return std::nullopt;
    const nanoseconds since_1970 =
        std::chrono::sys_days{date}.time_since_epoch() + hours{hour} + minutes{minute} + seconds{second};
    return UtcTime{since_1970.count()};
}

std::optional<nanoseconds> retry_after(std::uint16_t status, const net::Headers& headers, UtcTime now)
{
    if (auto text = headers.find("retry-after-ms"))
        if (const auto quantity = take_quantity(*text); quantity && text->empty())
            return bounded(quantity->times(milliseconds{1}));
    if (const auto text = headers.find("retry-after")) {
        if (const auto wait = parse_seconds(*text)) return bounded(*wait);
        if (const auto date = parse_http_date(*text)) return bounded(*date - now);
    }
    if (status != 429) return std::nullopt;
    auto wait = from_exhausted_quota(headers);
    if (!wait) wait = from_reset_moment(headers, now);
    if (!wait) return std::nullopt;
    return bounded(*wait);
}

}  // namespace swarmdesk::llm::providers
