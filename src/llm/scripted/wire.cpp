#include "llm/scripted/wire.hpp"

#include "llm/providers/anthropic_door.hpp"
#include "llm/scripted/words.hpp"

namespace swarmdesk::llm::scripted {

namespace json = boost::json;

namespace {

constexpr std::int64_t created = 1'750'000'000;  // one moment for all: what is scripted does not depend on the clock

std::string event(const json::value& data) { return "data: " + json::serialize(data) + "\n\n"; }

/// `POST /v1/chat/completions` of OpenAI and of all who speak like it.
class OpenAi final : public Wire {
public:
    std::string_view stream_type() const override { return "text/event-stream"; }

    std::string whole(std::string_view model, std::string_view text, std::uint32_t tokens,
                      std::uint64_t prompt_tokens) const override
    {
        return json::serialize(json::object{
            {"id", "chatcmpl-scripted"},
            {"object", "chat.completion"},
            {"created", created},
            {"model", model},
            {"choices",
             json::array{json::object{
                 {"index", 0}, {"message", {{"role", "assistant"}, {"content", text}}}, {"finish_reason", "stop"}}}},
            {"usage", usage(tokens, prompt_tokens)}});
    }
    std::string begin(std::string_view model, std::uint64_t) const override
    {
        return chunk(model, {{"role", "assistant"}, {"content", ""}}, nullptr);
    }
    std::string token(std::string_view model, std::uint32_t number) const override
    {
        return chunk(model, {{"content", word(number)}}, nullptr);
    }
    std::string end(std::string_view model, std::uint32_t tokens, std::uint64_t prompt_tokens) const override
    {
        json::object last = frame(model);
        last["choices"] = json::array{};
        last["usage"] = usage(tokens, prompt_tokens);
        return chunk(model, json::object{}, "stop") + event(last) + "data: [DONE]\n\n";
    }
    std::string error(std::uint16_t status, std::string_view message) const override
    {
        return json::serialize(json::object{
            {"error", {{"message", message}, {"type", "scripted"}, {"param", nullptr}, {"code", status}}}});
    }
    std::string error_in_stream(std::string_view message) const override
    {
        return event({{"error", {{"message", message}, {"code", 502}}}});
    }

private:
    static json::object usage(std::uint32_t tokens, std::uint64_t prompt_tokens)
    {
        return {
            {"prompt_tokens", prompt_tokens}, {"completion_tokens", tokens}, {"total_tokens", prompt_tokens + tokens}};
    }
    static json::object frame(std::string_view model)
    {
        return {
            {"id", "chatcmpl-scripted"}, {"object", "chat.completion.chunk"}, {"created", created}, {"model", model}};
    }
    static std::string chunk(std::string_view model, const json::object& delta, const json::value& finish_reason)
    {
        json::object object = frame(model);
        object["choices"] = json::array{json::object{{"index", 0}, {"delta", delta}, {"finish_reason", finish_reason}}};
        return event(object);
    }
};

/// `POST /api/chat` of Ollama: a line of JSON each.
class Ollama final : public Wire {
public:
    std::string_view stream_type() const override { return "application/x-ndjson"; }

    std::string whole(std::string_view model, std::string_view text, std::uint32_t tokens,
                      std::uint64_t prompt_tokens) const override
    {
        json::object object = last(model, tokens, prompt_tokens);
        object["message"] = {{"role", "assistant"}, {"content", text}};
        return json::serialize(object);
    }
    std::string begin(std::string_view, std::uint64_t) const override { return {}; }
    std::string token(std::string_view model, std::uint32_t number) const override
    {
        json::object object = frame(model);
        object["message"] = {{"role", "assistant"}, {"content", word(number)}};
        object["done"] = false;
        return json::serialize(object) + '\n';
    }
    std::string end(std::string_view model, std::uint32_t tokens, std::uint64_t prompt_tokens) const override
    {
        return json::serialize(last(model, tokens, prompt_tokens)) + '\n';
    }
    std::string error(std::uint16_t, std::string_view message) const override
    {
        return json::serialize(json::object{{"error", message}});
    }
    std::string error_in_stream(std::string_view message) const override { return error(500, message) + '\n'; }

private:
    static json::object frame(std::string_view model)
    {
        return {{"model", model}, {"created_at", "2025-06-15T15:06:40Z"}};
    }
    static json::object last(std::string_view model, std::uint32_t tokens, std::uint64_t prompt_tokens)
    {
        constexpr std::int64_t per_token = 1'000'000;  // nanoseconds
        json::object object = frame(model);
        object["message"] = {{"role", "assistant"}, {"content", ""}};
        object["done"] = true;
        object["done_reason"] = "stop";
        object["total_duration"] = per_token * (tokens + 1);
        object["load_duration"] = 0;
        object["prompt_eval_count"] = prompt_tokens;
        object["prompt_eval_duration"] = per_token;
        object["eval_count"] = tokens;
        object["eval_duration"] = per_token * tokens;
        return object;
    }
};

/// `POST /v1/messages` of Anthropic.
class Anthropic final : public Wire {
public:
    std::string_view stream_type() const override { return "text/event-stream"; }

    std::string whole(std::string_view model, std::string_view text, std::uint32_t tokens,
                      std::uint64_t prompt_tokens) const override
    {
        json::object object = message(model, prompt_tokens);
        object["content"] = json::array{json::object{{"type", "text"}, {"text", text}}};
        object["stop_reason"] = "end_turn";
        object["usage"].as_object()["output_tokens"] = tokens;
        return json::serialize(object);
    }
    std::string begin(std::string_view model, std::uint64_t prompt_tokens) const override
    {
        return named("message_start", {{"message", message(model, prompt_tokens)}}) +
               named("content_block_start", {{"index", 0}, {"content_block", {{"type", "text"}, {"text", ""}}}});
    }
    std::string token(std::string_view, std::uint32_t number) const override
    {
        return named("content_block_delta",
                     {{"index", 0}, {"delta", {{"type", "text_delta"}, {"text", word(number)}}}});
    }
    std::string end(std::string_view, std::uint32_t tokens, std::uint64_t) const override
    {
        return named("content_block_stop", {{"index", 0}}) +
               named("message_delta", {{"delta", {{"stop_reason", "end_turn"}, {"stop_sequence", nullptr}}},
                                       {"usage", {{"output_tokens", tokens}}}}) +
               named("message_stop", {});
    }
    std::string error(std::uint16_t status, std::string_view text) const override
    {
        return providers::anthropic_error(status, text, "req_scripted");
    }
    std::string error_in_stream(std::string_view text) const override
    {
        return named("error", {{"error", {{"type", "overloaded_error"}, {"message", text}}}});
    }

private:
    static json::object message(std::string_view model, std::uint64_t prompt_tokens)
    {
        return {{"id", "msg_scripted"},     {"type", "message"},
                {"role", "assistant"},      {"model", model},
                {"content", json::array{}}, {"stop_reason", nullptr},
                {"stop_sequence", nullptr}, {"usage", {{"input_tokens", prompt_tokens}, {"output_tokens", 1}}}};
    }
    static std::string named(std::string_view type, json::object data)
    {
        data["type"] = type;
        return "event: " + std::string{type} + '\n' + event(data);
    }
};

}  // namespace

const Wire& openai_wire()
{
    static const OpenAi wire;
    return wire;
}
const Wire& ollama_wire()
{
    static const Ollama wire;
    return wire;
}
const Wire& anthropic_wire()
{
    static const Anthropic wire;
    return wire;
}

}  // namespace swarmdesk::llm::scripted
