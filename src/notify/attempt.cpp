#include "notify/attempt.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace swarmdesk::notify {
namespace {

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<UtcTime> parse_http_date(std::string_view text)
{
    using namespace std::chrono;
    constexpr auto months = std::to_array<std::string_view>(
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"});
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    const auto month = std::ranges::find(months, text.substr(8, 3));
    const auto day = number(text.substr(5, 2));
    const auto year = number(text.substr(12, 4));
    const auto hour = number(text.substr(17, 2));
    const auto minute = number(text.substr(20, 2));
    const auto second = number(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    const year_month_day date{std::chrono::year{static_cast<int>(*year)},
                              std::chrono::month{static_cast<unsigned>(month - months.begin() + 1)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    constexpr int year_max = 2200;  // beyond it nanoseconds since 1970 overflow
    if (!date.ok() || *year > year_max || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const nanoseconds since = sys_days{date}.time_since_epoch() + hours{*hour} + minutes{*minute} + seconds{*second};
    return UtcTime{since.count()};
}

}  // namespace

std::optional<nanoseconds> parse_retry_after(std::string_view text, UtcTime now)
{
    constexpr std::int64_t seconds_max = 365LL * 24 * 3600;
    if (const auto seconds = number(text)) return std::chrono::seconds{std::min(*seconds, seconds_max)};
    const auto date = parse_http_date(text);
    if (!date) return std::nullopt;
    return std::max(*date - now, nanoseconds{0});
}

Attempt judge_answer(Receiver receiver, std::uint16_t status, std::optional<std::string_view> retry_after, UtcTime now)
{
    using enum Attempt::End;
    const bool is_push = receiver == Receiver::push_service;
    const std::string who = is_push ? "the push service" : "the receiver";
    if (status >= 200 && status < 300) return {.end = delivered, .why = {}};
    if (is_push && (status == 404 || status == 410)) return {.end = gone, .why = "the subscription has ended"};
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
        Attempt attempt{.end = again, .why = who + " answered " + std::to_string(status)};
        if (retry_after) attempt.retry_after = parse_retry_after(*retry_after, now);
        return attempt;
    }
    if (status >= 300 && status < 400)
        return {.end = failed, .why = who + " redirects elsewhere, which is not followed"};
    if (status == 413) return {.end = failed, .why = who + " does not take a message of this size"};
    return {.end = failed, .why = who + " refused it with " + std::to_string(status)};
}

}  // namespace swarmdesk::notify
