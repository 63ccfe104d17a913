#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "llm/providers/completion_writer.hpp"
#include "llm/providers/dialect_reader.hpp"
#include "llm/providers/tally.hpp"

namespace swarmdesk::llm::providers {

/// Makes OpenAI's answer of what /api/chat says: lines of JSON, the last of them `done`, or one such object.
class OllamaChatReader final : public DialectReader {
public:
    OllamaChatReader(Setup setup, const ModelCall& call, std::string_view model, std::string_view call_id, UtcTime now);

private:
    /// What one line says, in OpenAI's words.
    struct Said {
        std::string_view content;
        std::string_view thoughts;
        boost::json::array tool_calls;
        std::optional<boost::json::object> logprobs;

        bool is_something() const { return !content.empty() || !thoughts.empty() || !tool_calls.empty(); }
    };

    void take_whole(std::string_view body, std::vector<Event>& events) override;
    void take_piece(std::string_view type, std::string_view data, std::vector<Event>& events) override;

    std::optional<boost::json::value> parse(std::string_view text, std::vector<Event>& events);
    bool take_said(const boost::json::object& line, Said& said, std::vector<Event>& events);
    bool take_tool_calls(const boost::json::object& message, Said& said, std::vector<Event>& events);
    std::string_view take_end(const boost::json::object& line, std::vector<Event>& events);
    void say_line(const Said& said, std::vector<Event>& events);

    CompletionWriter writer_;
    std::string call_id_;
    Tally tally_;
    std::uint64_t tool_calls_ = 0;
    bool wants_logprobs_;
    bool has_spoken_ = false;
};

/// Makes OpenAI's list of embeddings of what /api/embed says, in numbers or base64 as was asked.
class OllamaEmbeddingReader final : public DialectReader {
public:
    OllamaEmbeddingReader(Setup setup, const ModelCall& call, std::string_view model);

private:
    void take_whole(std::string_view body, std::vector<Event>& events) override;
    void take_piece(std::string_view type, std::string_view data, std::vector<Event>& events) override;

    std::string model_;
    std::size_t inputs_;
    bool wants_base64_;
    Tally tally_;
};

/// Numbers as OpenAI packs them: 32-bit floats, little-endian, in base64. Nothing if one is no number.
std::optional<std::string> packed_floats(const boost::json::array& numbers);

}  // namespace swarmdesk::llm::providers
