#include "llm/cache/replayed_stream.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace swarmdesk::llm::cache {

namespace json = boost::json;

namespace {

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

/// How many bytes of `text` to take: at most `most`, whole characters.
std::size_t piece_size(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text.size();
    std::size_t size = most;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return size > 0 ? size : most;
}

class Cutter {
public:
    Cutter(const json::object& answer, const ReplaySettings& settings) : settings_(settings)
    {
        for (const char* name : {"id", "created", "model", "system_fingerprint"})
            if (const auto* field = answer.if_contains(name)) envelope_[name] = *field;
        envelope_["object"] = "chat.completion.chunk";
    }

    bool put_choice(const json::object& choice)
    {
        const auto* index = choice.if_contains("index");
        index_ = index != nullptr ? *index : json::value(0);
        const auto* message = choice.if_contains("message");
        const auto* reason = choice.if_contains("finish_reason");
        if (message == nullptr || !message->is_object() || reason == nullptr || !reason->is_string()) return false;
        if (!index_.is_int64() && !index_.is_uint64()) return false;
        put_message(message->get_object());
        if (!are_tool_calls_whole_) return false;
        put({}, *reason, choice.if_contains("logprobs"));
        return true;
    }

    std::vector<Chunk> take()
    {
        if (!chunks_.empty()) chunks_.back().is_last = true;
        return std::move(chunks_);
    }

private:
    void put_message(const json::object& message)
    {
        json::object opening;
        const auto* role = message.if_contains("role");
        opening["role"] = role != nullptr && role->is_string() ? *role : json::value("assistant");
        for (const auto& [name, part] : message)
            if (name != "role" && name != "tool_calls" && !part.is_string() && !is_nothing(part)) opening[name] = part;
        put(std::move(opening));
        // Thoughts come before words, as they do when made.
        for (const char* name : {"reasoning_content", "reasoning"}) put_text(message, name);
        for (const auto& [name, part] : message)
            if (name != "role" && name != "reasoning_content" && name != "reasoning") put_text(message, name);
        if (const auto* calls = message.if_contains("tool_calls"); calls != nullptr && calls->is_array())
            for (std::size_t i = 0; i < calls->get_array().size(); ++i) put_tool_call(i, calls->get_array()[i]);
    }

    void put_text(const json::object& message, json::string_view name)
    {
        const auto* part = message.if_contains(name);
        if (part == nullptr || !part->is_string()) return;
        put_pieces(view(part->get_string()), [&](std::string_view piece) { return json::object{{name, piece}}; });
    }

    void put_tool_call(std::size_t index, const json::value& call)
    {
        const auto* function = call.is_object() ? call.get_object().if_contains("function") : nullptr;
        const auto* arguments =
            function != nullptr && function->is_object() ? function->get_object().if_contains("arguments") : nullptr;
        if (arguments == nullptr || !arguments->is_string()) {
            are_tool_calls_whole_ = false;
            return;
        }
        json::object opening = call.get_object();
        opening["index"] = index;
        opening["function"].get_object()["arguments"] = "";
        put({{"tool_calls", json::array{std::move(opening)}}});
        put_pieces(view(arguments->get_string()), [&](std::string_view piece) {
            return json::object{
                {"tool_calls", json::array{json::object{{"index", index}, {"function", {{"arguments", piece}}}}}}};
        });
    }

    template <class DeltaOf>
    void put_pieces(std::string_view text, const DeltaOf& delta_of)
    {
        const std::size_t pieces_max = std::max<std::size_t>(1, settings_.pieces_max);
        const std::size_t size =
            std::max({settings_.piece_bytes, (text.size() + pieces_max - 1) / pieces_max, std::size_t{4}});
        while (!text.empty()) {
            const std::size_t piece = piece_size(text, size);
            put(delta_of(text.substr(0, piece)));
            chunks_.back().has_content = true;
            text.remove_prefix(piece);
        }
    }

    static bool is_nothing(const json::value& part)
    {
        return part.is_null() || (part.is_array() && part.get_array().empty()) ||
               (part.is_object() && part.get_object().empty());
    }

    void put(json::object delta, json::value reason = nullptr, const json::value* logprobs = nullptr)
    {
        json::object choice{{"index", index_}, {"delta", std::move(delta)}};
        if (logprobs != nullptr && !logprobs->is_null()) choice["logprobs"] = *logprobs;
        choice["finish_reason"] = std::move(reason);
        json::object chunk = envelope_;
        chunk["choices"] = json::array{std::move(choice)};
        chunks_.push_back({.json = json::serialize(chunk)});
    }

    ReplaySettings settings_;
    json::object envelope_;
    json::value index_;
    std::vector<Chunk> chunks_;
    bool are_tool_calls_whole_ = true;
};

}  // namespace

Result<ReplayedStream> replay(const Answer& answer, const ReplaySettings& settings)
{
    const Error refusal{Errc::malformed, "not a whole chat.completion"};
    boost::system::error_code error;
    const json::value value = json::parse(answer.json, error);
    if (error || !value.is_object()) return refusal;
    const auto* choices = value.get_object().if_contains("choices");
    if (choices == nullptr || !choices->is_array() || choices->get_array().empty()) return refusal;
    Cutter cutter{value.get_object(), settings};
    for (const json::value& choice : choices->get_array())
        if (!choice.is_object() || !cutter.put_choice(choice.get_object())) return refusal;
    return ReplayedStream{cutter.take(), Finished{answer.usage}};
}

}  // namespace swarmdesk::llm::cache
