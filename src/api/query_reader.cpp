#include "api/query_reader.hpp"

#include <charconv>
#include <chrono>

#include "trading/market/candle_fields.hpp"

namespace swarmdesk::api {

std::optional<std::string> QueryReader::text(std::string_view name)
{
    known_.emplace(name);
    const auto value = query_.find(name);
    if (!value) return std::nullopt;
    return std::string{*value};
}

std::optional<std::uint64_t> QueryReader::number(std::string_view name, std::uint64_t min, std::uint64_t max)
{
    const auto raw = text(name);
    if (!raw) return std::nullopt;
    std::uint64_t value = 0;
    const char* end = raw->data() + raw->size();
    const auto [stop, error] = std::from_chars(raw->data(), end, value);
    if (error == std::errc{} && stop == end && value >= min && value <= max) return value;
    refuse(name, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

std::uint64_t QueryReader::number(std::string_view name, std::uint64_t min, std::uint64_t max, std::uint64_t standard)
{
    return number(name, min, max).value_or(standard);
}

std::optional<UtcTime> QueryReader::time(std::string_view name)
{
    const auto raw = text(name);
    if (!raw) return std::nullopt;
    if (const auto time = trading::market::parse_candle_time(*raw)) return *time;
    refuse(name, "a date such as 2025-04-03, or a date and time in UTC such as 2025-04-03T17:05:00Z");
    return std::nullopt;
}

std::optional<std::int64_t> QueryReader::day(std::string_view name)
{
    const auto raw = text(name);
    if (!raw) return std::nullopt;
    if (const auto day = parse_day(*raw)) return day;
    refuse(name, "a date such as 2025-04-03");
    return std::nullopt;
}

void QueryReader::refuse(std::string_view name, std::string detail)
{
    violations_.push_back({"?" + std::string{name}, std::move(detail)});
}

std::optional<Problem> QueryReader::finish()
{
    std::set<std::string, std::less<>> seen;
    for (const auto& parameter : query_.parameters()) {
        if (!known_.contains(parameter.name))
            refuse(parameter.name, "there is no such parameter");
        else if (!seen.insert(parameter.name).second)
            refuse(parameter.name, "comes twice");
    }
    if (violations_.empty()) return std::nullopt;
    return invalid_request(std::move(violations_));
}

std::optional<std::int64_t> parse_day(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [text](std::size_t from, std::size_t size) {
        unsigned value = 0;
        const char* end = text.data() + from + size;
        return std::from_chars(text.data() + from, end, value).ptr == end ? value : 0u;
    };
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(number(0, 4))},
                                           std::chrono::month{number(5, 2)}, std::chrono::day{number(8, 2)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace swarmdesk::api
