#include "llm/providers/json_access.hpp"

#include <cmath>

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {
constexpr std::size_t depth_max = 64;
constexpr std::uint64_t count_max = 1'000'000'000'000;
}  // namespace

std::optional<json::value> parse_json(std::string_view text, json::storage_ptr storage)
{
    json::parse_options options;
    options.max_depth = depth_max;
    json::error_code error;
    auto value = json::parse(text, error, std::move(storage), options);
    if (error) return std::nullopt;
    return std::optional<json::value>{std::move(value)};
}

const json::value* member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

const json::object* object_in(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value ? value->if_object() : nullptr;
}

const json::array* array_in(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value ? value->if_array() : nullptr;
}

std::optional<std::string_view> text_in(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return view(value->get_string());
}

std::optional<std::uint64_t> as_count(const json::value& value)
{
    std::uint64_t count = 0;
    if (value.is_uint64()) {
        count = value.get_uint64();
    } else if (value.is_int64()) {
        if (value.get_int64() < 0) return std::nullopt;
        count = static_cast<std::uint64_t>(value.get_int64());
    } else if (value.is_double()) {
        const double number = value.get_double();
        if (!(number >= 0 && number <= static_cast<double>(count_max)) || std::floor(number) != number)
            return std::nullopt;
        count = static_cast<std::uint64_t>(number);
    } else {
        return std::nullopt;
    }
    if (count > count_max) return std::nullopt;
    return count;
}

std::optional<std::uint64_t> count_in(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value ? as_count(*value) : std::nullopt;
}

}  // namespace swarmdesk::llm::providers
