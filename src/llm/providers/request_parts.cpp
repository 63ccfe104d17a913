#include "llm/providers/request_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> own_fields{"model", "stream", "stream_options"};
constexpr std::array<std::string_view, 2> limit_fields{"max_tokens", "max_completion_tokens"};

bool is_in(const auto& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

void add_fields(json::object& body, const json::object& fields)
{
    for (const auto& [key, value] : fields) {
        const std::string_view name{key.data(), key.size()};
        if (value.is_null() || is_in(own_fields, name) || body.contains(name)) continue;
        body.insert_or_assign(name, value);
    }
}

}  // namespace

json::object merged_body(const ModelCall& call, const Target& target, json::storage_ptr storage)
{
    json::object body{std::move(storage)};
    add_fields(body, call.body);
    if (target.defaults.empty()) return body;
    json::object defaults = target.defaults;
    if (std::ranges::any_of(limit_fields, [&](std::string_view name) { return body.contains(name); }))
        for (const auto name : limit_fields) defaults.erase(name);
    add_fields(body, defaults);
    return body;
}

std::string joined_url(std::string_view base, std::string_view path)
{
    while (base.ends_with('/')) base.remove_suffix(1);
    return std::string{base} + std::string{path};
}

Result<void> add_key(net::Headers& headers, std::string_view name, std::string_view prefix, const Secret& key)
{
    const auto text = key.expose();
    if (text.empty()) return {};
    const bool is_printable = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
    if (!is_printable) return Error{Errc::out_of_range, "the API key of this deployment cannot be sent in a header"};
    headers.add(name, std::string{prefix} + std::string{text});
    return {};
}

Error cannot(std::string_view upstream, std::string_view field)
{
    return {Errc::out_of_range, fmt::format("{}: {} cannot do that", field, upstream)};
}

}  // namespace swarmdesk::llm::providers
