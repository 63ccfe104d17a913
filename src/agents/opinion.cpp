#include "agents/opinion.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "base/strict_json.hpp"

namespace swarmdesk::agents {

namespace json = boost::json;

namespace {

constexpr JsonLimits answer_limits{.bytes_max = 8 * 1024, .depth_max = 4};
constexpr std::int64_t confidence_max = 100;

/// Of text that is UTF-8: every byte but those that continue a character.
std::size_t characters_in(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Error malformed(std::string detail) { return Error{Errc::malformed, std::move(detail)}; }

}  // namespace

Result<Opinion> parse_opinion(std::string_view text)
{
    const auto value = parse_json(text, answer_limits);
    if (!value) return value.error();
    const json::object* object = value->if_object();
    if (object == nullptr || object->size() != 3) return malformed("it is no object of stance, confidence and words");
    const json::value* stance = object->if_contains("stance");
    const json::value* confidence = object->if_contains("confidence");
    const json::value* message = object->if_contains("words");
    if (stance == nullptr || !stance->is_string()) return malformed("stance must be a string");
    if (confidence == nullptr || !confidence->is_int64()) return malformed("confidence must be a whole number");
    if (message == nullptr || !message->is_string()) return malformed("words must be a string");

    const auto known = from_text<Stance>(std::string_view{stance->get_string()});
    if (!known) return malformed("there is no such stance");
    if (confidence->get_int64() < 0 || confidence->get_int64() > confidence_max)
        return malformed("confidence must be 0 to 100");
    const std::string_view said = message->get_string();
    if (said.empty() || characters_in(said) > opinion_message_max)
        return malformed("words must be 1 to 300 characters");
    if (has_invisible(said)) return malformed("words hold control or invisible characters");
    return Opinion{*known, static_cast<std::int32_t>(confidence->get_int64()), std::string{said}};
}

json::object opinion_schema()
{
    json::array stances;
    for (const auto& [stance, name] : enum_table(Stance{})) stances.emplace_back(name);
    return {{"type", "object"},
            {"additionalProperties", false},
            {"required", {"stance", "confidence", "words"}},
            {"properties",
             {{"stance", {{"type", "string"}, {"enum", std::move(stances)}}},
              {"confidence", {{"type", "integer"}, {"minimum", 0}, {"maximum", confidence_max}}},
              {"words", {{"type", "string"}, {"minLength", 1}, {"maxLength", opinion_message_max}}}}}};
}

}  // namespace swarmdesk::agents
