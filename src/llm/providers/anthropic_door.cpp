#include "llm/providers/anthropic_door.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

std::string event(std::string_view type, json::object fields)
{
    json::object data{{"type", json_text(type)}};
    for (auto& [key, value] : fields) data.insert_or_assign(key, std::move(value));
    return fmt::format("event: {}\ndata: {}\n\n", type, json::serialize(data));
}

std::string_view stop_reason_of(std::string_view finish_reason)
{
    if (finish_reason == "length") return "max_tokens";
    if (finish_reason == "tool_calls" || finish_reason == "function_call") return "tool_use";
    if (finish_reason == "content_filter") return "refusal";
    return "end_turn";
}

/// What reasoning servers call thoughts: vLLM and DeepSeek the one, OpenRouter the other.
std::string_view thoughts_in(const json::object& said)
{
    const auto thoughts = text_in(said, "reasoning_content").value_or("");
    return thoughts.empty() ? text_in(said, "reasoning").value_or("") : thoughts;
}

json::object usage_of(std::uint64_t input, std::uint64_t cached, std::uint64_t output)
{
    return {{"input_tokens", input - std::min(input, cached)},
            {"cache_creation_input_tokens", 0},
            {"cache_read_input_tokens", cached},
            {"output_tokens", output}};
}

json::object message_head(std::string_view id, std::string_view model)
{
    return {{"id", json_text(id)}, {"type", "message"}, {"role", "assistant"}, {"model", json_text(model)}};
}

/// Nobody can check the signature, for there is none; it is there because Anthropic's clients expect one.
json::object thinking_block(std::string_view text)
{
    return {{"type", "thinking"}, {"thinking", json_text(text)}, {"signature", ""}};
}

Result<json::object> tool_block(const json::value& call)
{
    const auto* object = call.if_object();
    const auto* function = object ? object_in(*object, "function") : nullptr;
    const auto name = function ? text_in(*function, "name") : std::nullopt;
    if (!name) return Error{Errc::malformed, "the model called a tool without naming it"};
    const auto text = text_in(*function, "arguments").value_or("");
    auto input = parse_json(text.empty() ? "{}" : text);
    if (!input || !input->is_object())
        return Error{Errc::malformed,
                     fmt::format("the model called {:.64} with arguments that are no JSON object", *name)};
    return json::object{{"type", "tool_use"},
                        {"id", json_text(text_in(*object, "id").value_or(""))},
                        {"name", json_text(*name)},
                        {"input", std::move(*input)}};
}

Result<json::array> content_of(const json::object& message)
{
    json::array content;
    if (const auto thoughts = thoughts_in(message); !thoughts.empty()) content.push_back(thinking_block(thoughts));
    auto text = text_in(message, "content").value_or("");
    if (text.empty()) text = text_in(message, "refusal").value_or("");
    if (!text.empty()) content.push_back(json::object{{"type", "text"}, {"text", json_text(text)}});
    if (const auto* calls = array_in(message, "tool_calls"))
        for (const auto& call : *calls) {
            auto block = tool_block(call);
            if (!block) return block.error();
            content.push_back(std::move(*block));
        }
    return content;
}

const json::object* first_choice(const json::object& answer)
{
    const auto* choices = array_in(answer, "choices");
    return choices && !choices->empty() ? choices->front().if_object() : nullptr;
}

std::uint64_t cached_tokens(const json::object& answer)
{
    const auto* usage = object_in(answer, "usage");
    const auto* details = usage ? object_in(*usage, "prompt_tokens_details") : nullptr;
    return details ? count_in(*details, "cached_tokens").value_or(0) : 0;
}

}  // namespace

Result<std::string> message_from_answer(const Answer& answer)
{
    const auto parsed = parse_json(answer.json);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    const auto* choice = object ? first_choice(*object) : nullptr;
    const auto* message = choice ? object_in(*choice, "message") : nullptr;
    if (!message) return Error{Errc::malformed, "the answer has no message"};
    auto content = content_of(*message);
    if (!content) return content.error();
    json::object made = message_head(text_in(*object, "id").value_or(""), text_in(*object, "model").value_or(""));
    made["content"] = std::move(*content);
    made["stop_reason"] = json_text(stop_reason_of(text_in(*choice, "finish_reason").value_or("")));
    made["stop_sequence"] = nullptr;
    made["usage"] = usage_of(answer.usage.prompt_tokens, cached_tokens(*object), answer.usage.completion_tokens);
    return json::serialize(made);
}

MessageStream::MessageStream(std::string_view message_id, std::string_view model, std::uint64_t prompt_tokens)
    : id_(message_id), model_(model), prompt_tokens_(prompt_tokens)
{}

std::string MessageStream::start()
{
    if (has_started_) return {};
    has_started_ = true;
    json::object message = message_head(id_, model_);
    message["content"] = json::array{};
    message["stop_reason"] = nullptr;
    message["stop_sequence"] = nullptr;
    message["usage"] = usage_of(prompt_tokens_, 0, 1);
    return event("message_start", {{"message", std::move(message)}});
}

std::string MessageStream::close()
{
    if (block_ == Block::none) return {};
    block_ = Block::none;
    tool_.reset();
    return event("content_block_stop", {{"index", blocks_ - 1}});
}

std::string MessageStream::open(Block block, json::object content)
{
    std::string text = close();
    block_ = block;
    text += event("content_block_start", {{"index", blocks_++}, {"content_block", std::move(content)}});
    return text;
}

std::string MessageStream::say(Block block, std::string_view words)
{
    if (words.empty()) return {};
    std::string text;
    const bool is_text = block == Block::text;
    if (block_ != block)
        text += open(block, is_text ? json::object{{"type", "text"}, {"text", ""}} : thinking_block(""));
    json::object delta{{"type", is_text ? "text_delta" : "thinking_delta"},
                       {is_text ? "text" : "thinking", json_text(words)}};
    text += event("content_block_delta", {{"index", blocks_ - 1}, {"delta", std::move(delta)}});
    return text;
}

/// Blocks follow one another, so the arguments of a call that has been closed can go nowhere: that ends the stream.
std::string MessageStream::take_tool_delta(const json::object& call)
{
    const auto* function = object_in(call, "function");
    const auto index = count_in(call, "index").value_or(0);
    if (!function) return {};
    std::string text;
    if (tool_ != index) {
        if (!tools_.insert(index).second) return on_failure(502, "the model mixed up its tool calls");
        const auto name = text_in(*function, "name").value_or("");
        text += open(Block::tool, {{"type", "tool_use"},
                                   {"id", json_text(text_in(call, "id").value_or(""))},
                                   {"name", json_text(name)},
                                   {"input", json::object{}}});
        tool_ = index;
    }
    const auto arguments = text_in(*function, "arguments").value_or("");
    if (arguments.empty()) return text;
    json::object delta{{"type", "input_json_delta"}, {"partial_json", json_text(arguments)}};
    text += event("content_block_delta", {{"index", blocks_ - 1}, {"delta", std::move(delta)}});
    return text;
}

std::string MessageStream::take_delta(const json::object& delta)
{
    std::string text = say(Block::thinking, thoughts_in(delta));
    text += say(Block::text, text_in(delta, "content").value_or(""));
    text += say(Block::text, text_in(delta, "refusal").value_or(""));
    if (const auto* calls = array_in(delta, "tool_calls"))
        for (const auto& call : *calls)
            if (const auto* object = call.if_object(); object && !has_ended_) text += take_tool_delta(*object);
    return text;
}

std::string MessageStream::on_chunk(const Chunk& chunk)
{
    if (has_ended_) return {};
    std::string text = start();
    const auto parsed = parse_json(chunk.json);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    const auto* choice = object ? first_choice(*object) : nullptr;
    if (!choice || count_in(*choice, "index").value_or(0) != 0) return text;
    if (const auto* delta = object_in(*choice, "delta")) text += take_delta(*delta);
    if (const auto reason = text_in(*choice, "finish_reason")) stop_reason_ = stop_reason_of(*reason);
    return text;
}

std::string MessageStream::on_finished(const Usage& usage)
{
    if (has_ended_) return {};
    std::string text = start() + close();
    has_ended_ = true;
    text += event("message_delta", {{"delta", {{"stop_reason", json_text(stop_reason_)}, {"stop_sequence", nullptr}}},
                                    {"usage", usage_of(usage.prompt_tokens, 0, usage.completion_tokens)}});
    text += event("message_stop", {});
    return text;
}

std::string MessageStream::on_failure(std::uint16_t status, std::string_view message)
{
    if (has_ended_) return {};
    has_ended_ = true;
    return event("error",
                 {{"error", {{"type", json_text(anthropic_error_type(status))}, {"message", json_text(message)}}}});
}

std::string_view anthropic_error_type(std::uint16_t status)
{
    switch (status) {
        case 401: return "authentication_error";
        case 402: return "billing_error";
        case 403: return "permission_error";
        case 404: return "not_found_error";
        case 413: return "request_too_large";
        case 429: return "rate_limit_error";
        case 408:
        case 504: return "timeout_error";
        case 503:
        case 529: return "overloaded_error";
        default: return status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
    }
}

std::string anthropic_error(std::uint16_t status, std::string_view message, std::string_view request_id)
{
    json::object body{{"type", "error"},
                      {"error", {{"type", json_text(anthropic_error_type(status))}, {"message", json_text(message)}}}};
    if (!request_id.empty()) body["request_id"] = json_text(request_id);
    return json::serialize(body);
}

}  // namespace swarmdesk::llm::providers
