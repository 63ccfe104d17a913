#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::cache {

/// Puts the chunks of a stream together to the whole answer they are, so that it can be cached and sent to who did not
/// ask for a stream. A stream that broke off, contradicts itself, or holds something of which it is not known how to
/// put it together never becomes an answer.
class Assembler {
public:
    struct Settings {
        std::size_t bytes_max = 16 * 1024 * 1024;  ///< of all chunks
        std::size_t choices_max = 16;
        std::size_t tool_calls_max = 128;  ///< of one choice
    };

    explicit Assembler(const Settings& settings) : settings_(settings) {}

    /// After the first failure every further call fails too.
    Result<void> add(const Chunk& chunk);
    /// The stream has ended as it should. Fails where some choice has not: no finish_reason, a tool call without a
    /// name.
    Result<Answer> finish(const Finished& finished);

private:
    struct ToolCall {
        boost::json::object fields;  ///< besides `index` and `function`
        std::string name;
        std::string arguments;
    };
    struct Choice {
        std::string role = "assistant";
        std::map<std::string, std::string> texts;  ///< `content`, `reasoning_content`, `refusal` and their like
        std::map<std::uint64_t, ToolCall> tool_calls;
        boost::json::object logprobs;
        std::optional<std::string> finish_reason;
    };

    bool add_choice(const boost::json::value& choice);
    bool add_delta(Choice& choice, const boost::json::object& delta);
    bool add_tool_calls(Choice& choice, const boost::json::value& calls);
    bool add_tool_call(Choice& choice, const boost::json::object& call);
    bool add_logprobs(Choice& choice, const boost::json::value& logprobs);
    Error fail(std::string why);
    static boost::json::object message_of(const Choice& choice);

    Settings settings_;
    boost::json::object envelope_;
    std::map<std::uint64_t, Choice> choices_;
    std::size_t bytes_ = 0;
    std::optional<Error> error_;
};

}  // namespace swarmdesk::llm::cache
