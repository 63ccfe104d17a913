#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "llm/providers/completion_writer.hpp"
#include "llm/providers/dialect_reader.hpp"
#include "llm/providers/tally.hpp"

namespace swarmdesk::llm::providers {

/// Makes OpenAI's answer of Anthropic's message, whole or as a stream: message_start, then block by block
/// content_block_start, _delta … and _stop, then message_delta with the stop_reason, then message_stop. Anything out of
/// that order is `garbled`; a stream without message_stop is `truncated`. Kinds of event and block that are not known
/// are skipped, as Anthropic asks its clients to.
class AnthropicReader final : public DialectReader {
public:
    AnthropicReader(Setup setup, const ModelCall& call, std::string_view model, std::string_view call_id, UtcTime now);

private:
    enum class Block { none = 1, text, thinking, tool, other };

    void take_whole(std::string_view body, std::vector<Event>& events) override;
    void take_piece(std::string_view type, std::string_view data, std::vector<Event>& events) override;

    void take_message(const boost::json::object& message);
    void take_usage(const boost::json::object& object);
    void take_message_start(const boost::json::object& event, std::vector<Event>& events);
    void take_block_start(const boost::json::object& event, std::vector<Event>& events);
    void take_block_delta(const boost::json::object& event, std::vector<Event>& events);
    void take_block_stop(const boost::json::object& event, std::vector<Event>& events);
    void take_message_delta(const boost::json::object& event, std::vector<Event>& events);
    void take_message_stop(std::vector<Event>& events);
    void start_tool(const boost::json::object& block, std::vector<Event>& events);
    void say_arguments(std::string_view text, std::vector<Event>& events);
    void say_words(const char* field, std::string_view text, std::vector<Event>& events);
    bool take_whole_block(const boost::json::object& block, boost::json::object& message);
    bool is_about_open_block(const boost::json::object& event, std::vector<Event>& events);
    void out_of_order(std::vector<Event>& events);
    std::string_view finish_reason(std::string_view stop_reason, std::vector<Event>& events);

    CompletionWriter writer_;
    Tally tally_;
    std::uint64_t cached_tokens_ = 0;
    bool has_started_ = false;
    Block block_ = Block::none;
    std::uint64_t blocks_ = 0;      ///< begun so far
    std::uint64_t tool_calls_ = 0;  ///< begun so far
    bool has_arguments_ = false;    ///< of the tool call that is open
    std::string finish_reason_;     ///< once it is known
};

}  // namespace swarmdesk::llm::providers
