#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

/// \file
/// OpenAI's `messages`, taken apart for providers that have to say them in other words. Everything borrows the body.

namespace swarmdesk::llm::providers {

/// Who speaks. OpenAI's "developer" is the newer word for system.
enum class Speaker { system = 1, user, assistant, tool };

struct Part {
    enum class Kind { text = 1, image, file };
    Kind kind = Kind::text;
    std::string_view text;                              ///< or the URL of the image, or the data URL of the file
    const boost::json::value* cache_control = nullptr;  ///< Anthropic's, which LiteLLM's clients put there
};

/// A call the assistant made in an earlier turn.
struct PastToolCall {
    std::string_view id;
    std::string_view name;
    boost::json::object arguments;
};

struct Message {
    Speaker speaker = Speaker::user;
    std::vector<Part> parts;  ///< none: the message says nothing
    std::vector<PastToolCall> tool_calls;
    std::string_view tool_call_id;  ///< of a tool's message
    std::string_view name;          ///< of a tool's message: the tool, looked up if the message does not say
    std::string_view thoughts;      ///< `reasoning_content`
};

/// Fails with `malformed` for what no upstream would take, with `out_of_range` for kinds of content (sound, OpenAI's
/// own file ids) that only OpenAI has; the detail begins with the place, "messages[2].content[0]: …".
Result<std::vector<Message>> read_messages(const boost::json::object& body);

/// The texts of all parts, a line feed between them.
std::string joined_text(const std::vector<Part>& parts);

/// What a "data:image/png;base64,…" URL holds; nothing if it is none, or its data is no padded base64.
struct InlineData {
    std::string_view media_type;
    std::string_view base64;
};
std::optional<InlineData> parse_data_url(std::string_view url);

}  // namespace swarmdesk::llm::providers
