#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "llm/chat.hpp"

/// \file
/// Anthropic's Messages API seen from the other side: for clients that speak it (@anthropic-ai/sdk) to whatever model
/// the gateway has.

namespace swarmdesk::llm::providers {

/// The body of OpenAI's chat completions, `model`, `stream` and `user` included, that a body of `/v1/messages` asks
/// for. Earlier thoughts are left out: only Anthropic can check their signatures, and other upstreams refuse or repeat
/// them. Fails with `malformed` for what is no such body, and with `out_of_range` for what only Anthropic can do
/// (its own tools, MCP servers); the detail begins with the field, "messages[1].content[0]: …".
Result<boost::json::object> openai_from_messages(std::string_view body);

/// The message that an OpenAI answer says. Fails with `malformed` where a tool's arguments are no JSON object: the
/// model wrote what no Anthropic client could take.
Result<std::string> message_from_answer(const Answer& answer);

/// Writes a stream as Anthropic's events: message_start, blocks, message_delta, message_stop. Each function gives the
/// text to send, which may be empty.
class MessageStream {
public:
    /// `prompt_tokens` is what message_start says of the prompt, before anybody has counted.
    MessageStream(std::string_view message_id, std::string_view model, std::uint64_t prompt_tokens);

    std::string on_chunk(const Chunk& chunk);
    std::string on_finished(const Usage& usage);
    /// Ends the stream; a client that has read this throws.
    std::string on_failure(std::uint16_t status, std::string_view message);

private:
    enum class Block { none = 1, text, thinking, tool };

    std::string start();
    std::string take_delta(const boost::json::object& delta);
    std::string take_tool_delta(const boost::json::object& call);
    std::string say(Block block, std::string_view text);
    std::string open(Block block, boost::json::object content);
    std::string close();

    std::string id_;
    std::string model_;
    std::uint64_t prompt_tokens_;
    bool has_started_ = false;
    bool has_ended_ = false;
    Block block_ = Block::none;
    std::uint64_t blocks_ = 0;
    std::optional<std::uint64_t> tool_;  ///< OpenAI's index of the tool call that is open
    std::set<std::uint64_t> tools_;      ///< all that ever were
    std::string stop_reason_ = "end_turn";
};

/// Anthropic's word for what an HTTP status means: "overloaded_error".
std::string_view anthropic_error_type(std::uint16_t status);
/// {"type":"error","error":{"type":…,"message":…},"request_id":…}
std::string anthropic_error(std::uint16_t status, std::string_view message, std::string_view request_id);

}  // namespace swarmdesk::llm::providers
