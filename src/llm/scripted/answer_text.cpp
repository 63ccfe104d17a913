#include "llm/scripted/answer_text.hpp"

#include "llm/scripted/words.hpp"

namespace swarmdesk::llm::scripted {

namespace json = boost::json;

namespace {

constexpr int depth_max = 16;

const json::value* member(const json::value* value, std::string_view name)
{
    return value != nullptr && value->is_object() ? value->get_object().if_contains(name) : nullptr;
}

std::string_view text_of(const json::value* value)
{
    return value != nullptr && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

const json::value* schema_in(const json::object& body)
{
    if (const auto* schema = member(member(body.if_contains("response_format"), "json_schema"), "schema"))
        return schema;
    const auto* format = body.if_contains("format");
    return format != nullptr && format->is_object() ? format : nullptr;
}

std::uint64_t bound(const json::value& schema, std::string_view name, std::uint64_t otherwise)
{
    const auto* value = member(&schema, name);
    return value != nullptr && value->is_int64() && value->get_int64() >= 0
               ? static_cast<std::uint64_t>(value->get_int64())
               : otherwise;
}

json::value instance_of(const json::value& schema, const Script& script, int depth)
{
    if (depth > depth_max) return nullptr;
    if (const auto* choices = member(&schema, "enum"); choices != nullptr && choices->is_array()) {
        const auto& list = choices->get_array();
        return list.empty() ? json::value{} : list[script.pick % list.size()];
    }
    const std::string_view type = text_of(member(&schema, "type"));
    if (type == "string") {
        std::string said = words(script.tokens);
        return json::string(said.substr(0, bound(schema, "maxLength", said.size())));
    }
    if (type == "integer" || type == "number") {
        const auto least = bound(schema, "minimum", 0);
        const auto most = bound(schema, "maximum", least + 1);
        return least + (most - least) * 7 / 10;
    }
    if (type == "boolean") return true;
    if (type == "array") return json::array{};
    json::object made;
    if (const auto* properties = member(&schema, "properties"); properties != nullptr && properties->is_object())
        for (const auto& [name, property] : properties->get_object())
            made[name] = instance_of(property, script, depth + 1);
    return made;
}

}  // namespace

std::string answer_text(const Script& script, const json::object& body)
{
    if (!script.text.empty()) return script.text;
    if (const auto* schema = schema_in(body)) return json::serialize(instance_of(*schema, script, 0));
    return words(script.tokens);
}

}  // namespace swarmdesk::llm::scripted
