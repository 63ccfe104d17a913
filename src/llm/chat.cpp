#include "llm/chat.hpp"

#include <algorithm>

namespace swarmdesk::llm {

namespace json = boost::json;

namespace {

/// More than any model says in a year. Whatever a caller writes, sums of it do not wrap.
constexpr std::uint64_t tokens_most = 1'000'000'000'000;

/// Of all text inside, keys not counted.
std::uint64_t text_bytes(const json::value& value)
{
    switch (value.kind()) {
        case json::kind::string: return value.get_string().size();
        case json::kind::array: {
            std::uint64_t bytes = 0;
            for (const auto& item : value.get_array()) bytes += text_bytes(item);
            return bytes;
        }
        case json::kind::object: {
            std::uint64_t bytes = 0;
            for (const auto& [key, item] : value.get_object()) bytes += text_bytes(item);
            return bytes;
        }
        default: return 1;
    }
}

}  // namespace

std::uint64_t estimate_tokens(std::uint64_t bytes) { return (bytes + 3) / 4; }

std::uint64_t prompt_bytes(const ModelCall& call)
{
    std::uint64_t bytes = 0;
    for (const char* name : {"messages", "input", "tools", "response_format"})
        if (const auto* part = call.body.if_contains(name)) bytes += text_bytes(*part);
    return bytes;
}

std::uint64_t max_tokens(const ModelCall& call, std::uint64_t otherwise)
{
    for (const char* name : {"max_completion_tokens", "max_tokens"})
        if (const auto* limit = call.body.if_contains(name)) {
            if (limit->is_int64() && limit->get_int64() >= 0)
                return std::min(static_cast<std::uint64_t>(limit->get_int64()), tokens_most);
            if (limit->is_uint64()) return std::min(limit->get_uint64(), tokens_most);
        }
    return otherwise;
}

}  // namespace swarmdesk::llm
