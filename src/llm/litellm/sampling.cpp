#include <charconv>

#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using boost::json::object;

constexpr std::string_view holds = "Holds for calls that do not say otherwise.";

std::string name_at(const Place& place) { return place.path.substr(place.path.rfind('.') + 1); }

template <int thousandths_min, int thousandths_max>
void number(Reading& reading, const Place& place, object& out)
{
    double value = 0;
    const auto read = [](std::string_view text) {
        return read_number(text, thousandths_min / 1000.0, thousandths_max / 1000.0);
    };
    if (reading.assign(place, value, read, holds)) out[name_at(place)] = value;
}

template <std::int64_t min, std::int64_t max>
void whole(Reading& reading, const Place& place, object& out)
{
    std::int64_t value = 0;
    const auto read = [](std::string_view text) { return read_whole(text, min, max); };
    if (reading.assign(place, value, read, holds)) out[name_at(place)] = value;
}

void flag(Reading& reading, const Place& place, object& out)
{
    bool value = false;
    if (reading.assign(place, value, read_bool, holds)) out[name_at(place)] = value;
}

void word(Reading& reading, const Place& place, object& out)
{
    const auto text = reading.text(place);
    if (!text) return;
    out[name_at(place)] = text->value;
    reading.settle(place, text->repair, holds);
}

void stop(Reading& reading, const Place& place, object& out)
{
    if (place.node->kind == config::YamlKind::scalar) return word(reading, place, out);
    const auto list = reading.list(place);
    if (!list) return;
    out[name_at(place)] = boost::json::value_from(list->items);
    reading.settle(place, list->repair, holds);
}

void tree(Reading& reading, const Place& place, object& out)
{
    out[name_at(place)] = to_json(*place.node);
    for_each_leaf(place, [&](const Place& leaf) { reading.honour(leaf, std::string{holds}); });
}

void extra_body(Reading& reading, const Place& place, object& out)
{
    if (!expect_map(reading, place)) return;
    for (const config::YamlEntry& entry : place.node->entries) {
        out[entry.key] = to_json(entry.value);
        for_each_leaf(place.at(entry), [&](const Place& leaf) {
            reading.honour(leaf, "Sent to the upstream as it stands, where the caller does not say otherwise.");
        });
    }
}

constexpr std::int64_t tokens_max = 10'000'000;

constexpr Key<object> table[] = {
    {"temperature", number<0, 2000>},
    {"top_p", number<0, 1000>},
    {"min_p", number<0, 1000>},
    {"typical_p", number<0, 1000>},
    {"frequency_penalty", number<-2000, 2000>},
    {"presence_penalty", number<-2000, 2000>},
    {"repeat_penalty", number<0, 10'000>},
    {"repetition_penalty", number<0, 10'000>},
    {"max_tokens", whole<1, tokens_max>},
    {"max_completion_tokens", whole<1, tokens_max>},
    {"top_k", whole<0, 100'000>},
    {"repeat_last_n", whole<-1, tokens_max>},
    {"seed", whole<INT64_MIN, INT64_MAX>},
    {"n", whole<1, 16>},
    {"top_logprobs", whole<0, 20>},
    {"dimensions", whole<1, 65'536>},
    {"logprobs", flag},
    {"parallel_tool_calls", flag},
    {"reasoning_effort", word},
    {"service_tier", word},
    {"encoding_format", word},
    {"tool_choice", tree},
    {"think", tree},
    {"thinking", tree},
    {"reasoning", tree},
    {"response_format", tree},
    {"logit_bias", tree},
    {"provider", tree},
    {"stop", stop},
    {"extra_body", extra_body},
};

boost::json::value scalar(std::string_view text)
{
    if (const auto truth = read_bool(text);
        truth && (text[0] | 0x20) != 'y' && (text[0] | 0x20) != 'n' && (text[0] | 0x20) != 'o')
        return truth->value;
    std::int64_t whole = 0;
    if (const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
        error == std::errc{} && end == text.data() + text.size())
        return whole;
    const bool starts_as_number = !text.empty() && text.find_first_of("0123456789") != text.npos &&
                                  text.find_first_not_of("+-.0123456789eE") == text.npos;
    if (starts_as_number)
        if (const auto number = read_number(text, -1e18, 1e18)) return number->value;
    return boost::json::string(text);
}

}  // namespace

std::span<const Key<object>> sampling_keys() { return table; }

boost::json::value to_json(const config::YamlNode& node)
{
    switch (node.kind) {
        case config::YamlKind::nothing: return nullptr;
        case config::YamlKind::scalar: return scalar(node.text);
        case config::YamlKind::list: {
            boost::json::array array;
            for (const config::YamlNode& item : node.items) array.push_back(to_json(item));
            return array;
        }
        case config::YamlKind::map: {
            object map;
            for (const config::YamlEntry& entry : node.entries) map[entry.key] = to_json(entry.value);
            return map;
        }
    }
    return nullptr;
}

}  // namespace swarmdesk::llm::litellm
