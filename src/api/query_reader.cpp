#include "api/query_reader.hpp"

#include <charconv>

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

}  // namespace swarmdesk::api
