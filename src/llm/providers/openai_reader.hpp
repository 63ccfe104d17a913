#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "llm/providers/dialect_reader.hpp"
#include "llm/providers/tally.hpp"

namespace swarmdesk::llm::providers {

/// Reads OpenAI's `chat.completion` and its stream of `chat.completion.chunk`s. What is well-formed is passed on as it
/// came; only what must not be is changed: usage inside a chunk, a second finish_reason, a missing id.
///
/// A stream is complete with `[DONE]` once every choice has its finish_reason. Where `[DONE]` is missing but the body
/// ended by its own framing after the finish_reasons, it is taken as complete too: all that may follow them is usage,
/// and several servers never send the marker. `[DONE]` without a finish_reason is `truncated`: that is what a proxy
/// makes of an upstream that died.
class OpenAiChatReader final : public DialectReader {
public:
    OpenAiChatReader(Setup setup, const ModelCall& call, std::string_view call_id);

private:
    struct Choice {
        bool has_finished = false;
        bool has_said_anything = false;
        std::set<std::uint64_t> tools;  ///< whose names are known
    };
    /// What a chunk turns out to be.
    struct Look {
        bool has_content = false;
        bool finishes = false;
        bool is_news = false;  ///< says something of a choice that has not finished
        bool must_change = false;
    };

    void take_whole(std::string_view body, std::vector<Event>& events) override;
    void take_piece(std::string_view type, std::string_view data, std::vector<Event>& events) override;
    void take_stream_end(std::vector<Event>& events) override;

    void take_done(std::vector<Event>& events);
    bool take_error(const boost::json::object& object, std::vector<Event>& events);
    void take_usage(const boost::json::object& object);
    void take_choices(boost::json::object& object, std::string_view data, std::vector<Event>& events);
    void take_choice(boost::json::object& choice, Look& look, std::vector<Event>& events);
    bool take_delta(const boost::json::object& delta, Choice& known, std::vector<Event>& events);
    bool take_tool_deltas(const boost::json::value& calls, Choice& known, std::vector<Event>& events);
    void take_finish(boost::json::object& choice, Choice& known, Look& look, std::vector<Event>& events);
    bool check_message(const boost::json::object& choice, std::vector<Event>& events);
    bool has_finished() const;

    std::uint64_t choices_asked_;
    std::string call_id_;
    Tally tally_;
    std::map<std::uint64_t, Choice> choices_;
};

/// Reads OpenAI's list of embeddings: as many as there were inputs, or it is `garbled`.
class OpenAiEmbeddingReader final : public DialectReader {
public:
    OpenAiEmbeddingReader(Setup setup, const ModelCall& call);

private:
    void take_whole(std::string_view body, std::vector<Event>& events) override;
    void take_piece(std::string_view type, std::string_view data, std::vector<Event>& events) override;

    std::size_t inputs_;
    Tally tally_;
};

/// How many embeddings `input` asks for: a list of token numbers is one text.
std::size_t count_inputs(const ModelCall& call);

}  // namespace swarmdesk::llm::providers
