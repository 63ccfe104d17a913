#include "llm/providers/anthropic_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

AnthropicReader::AnthropicReader(Setup setup, const ModelCall& call, std::string_view model, std::string_view call_id,
                                 UtcTime now)
    : DialectReader(std::move(setup)), writer_(call_id, now, model), tally_(prompt_bytes(call))
{}

void AnthropicReader::out_of_order(std::vector<Event>& events)
{
    fail(FailureKind::garbled, "an event of the stream is malformed or out of order", events);
}

/// OpenAI's word; empty after a failure.
std::string_view AnthropicReader::finish_reason(std::string_view stop_reason, std::vector<Event>& events)
{
    if (stop_reason == "end_turn" || stop_reason == "stop_sequence") return "stop";
    if (stop_reason == "max_tokens" || stop_reason == "model_context_window_exceeded") return "length";
    if (stop_reason == "tool_use") return "tool_calls";
    if (stop_reason == "refusal" && tally_.has_said_anything()) return "content_filter";
    if (stop_reason == "refusal")
        fail(FailureKind::refused_content, "the model refused", events);
    else
        fail(FailureKind::garbled, fmt::format("the answer ended with {:.40}", stop_reason), events);
    return {};
}

/// What was read from or written to the cache is prompt too.
void AnthropicReader::take_usage(const json::object& object)
{
    const auto* usage = object_in(object, "usage");
    if (!usage) return;
    tally_.set_completion_tokens(count_in(*usage, "output_tokens"));
    const auto input = count_in(*usage, "input_tokens");
    if (!input) return;
    cached_tokens_ = count_in(*usage, "cache_read_input_tokens").value_or(0);
    tally_.set_prompt_tokens(*input + cached_tokens_ + count_in(*usage, "cache_creation_input_tokens").value_or(0));
}

void AnthropicReader::take_message(const json::object& message)
{
    if (const auto id = text_in(message, "id"); id && !id->empty()) writer_.set_id(*id);
    if (const auto model = text_in(message, "model"); model && !model->empty()) writer_.set_model(*model);
    take_usage(message);
}

/// Adds one block to OpenAI's message; false if it is malformed.
bool AnthropicReader::take_whole_block(const json::object& block, json::object& message)
{
    const auto add_words = [&](const char* field, std::optional<std::string_view> text) {
        if (!text) return false;
        tally_.add_said(text->size());
        const auto before = text_in(message, field).value_or("");
        message[field] = json_text(std::string{before} + std::string{*text});
        return true;
    };
    const auto type = text_in(block, "type");
    if (!type) return false;
    if (*type == "text") return add_words("content", text_in(block, "text"));
    if (*type == "thinking") return add_words("reasoning_content", text_in(block, "thinking"));
    if (*type != "tool_use") return true;
    const auto id = text_in(block, "id").value_or("");
    const auto name = text_in(block, "name").value_or("");
    const auto* input = object_in(block, "input");
    if (id.empty() || name.empty() || !input || tool_calls_ >= limits().tool_calls_max) return false;
    const std::string arguments = json::serialize(*input);
    tally_.add_said(name.size() + arguments.size());
    ++tool_calls_;
    if (!message.contains("tool_calls")) message["tool_calls"] = json::array{};
    message["tool_calls"].as_array().push_back(
        json::object{{"id", json_text(id)},
                     {"type", "function"},
                     {"function", {{"name", json_text(name)}, {"arguments", json_text(arguments)}}}});
    return true;
}

void AnthropicReader::take_whole(std::string_view body, std::vector<Event>& events)
{
    const auto parsed = parse_json(body);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (!object) return fail(FailureKind::garbled, "the answer is no JSON object", events);
    if (member(*object, "error")) return fail_as_told(*parsed, events);
    const auto* content = array_in(*object, "content");
    const auto stop_reason = text_in(*object, "stop_reason");
    if (!content || !stop_reason) return fail(FailureKind::garbled, "an answer without content or stop_reason", events);
    take_message(*object);
    json::object message{{"role", "assistant"}, {"content", nullptr}};
    for (const auto& block : *content) {
        const auto* fields = block.if_object();
        if (!fields || !take_whole_block(*fields, message))
            return fail(FailureKind::garbled, "a block of the answer is malformed", events);
    }
    if (tool_calls_ == 0 && message["content"].is_null()) message["content"] = "";
    const auto reason = finish_reason(*stop_reason, events);
    if (reason.empty()) return;
    const Usage usage = tally_.usage();
    answer({.json = writer_.whole(std::move(message), reason, usage, cached_tokens_), .usage = usage}, events);
}

void AnthropicReader::take_piece(std::string_view, std::string_view data, std::vector<Event>& events)
{
    const auto parsed = parse_json(data);
    const auto* event = parsed ? parsed->if_object() : nullptr;
    const auto type = event ? text_in(*event, "type") : std::nullopt;
    if (!type) return fail(FailureKind::garbled, "an event of the stream is no JSON object with a type", events);
    if (*type == "error") return fail_as_told(*parsed, events);
    if (*type == "message_start") return take_message_start(*event, events);
    if (*type == "content_block_start") return take_block_start(*event, events);
    if (*type == "content_block_delta") return take_block_delta(*event, events);
    if (*type == "content_block_stop") return take_block_stop(*event, events);
    if (*type == "message_delta") return take_message_delta(*event, events);
    if (*type == "message_stop") return take_message_stop(events);
}

void AnthropicReader::take_message_start(const json::object& event, std::vector<Event>& events)
{
    const auto* message = object_in(event, "message");
    if (has_started_ || !message) return out_of_order(events);
    has_started_ = true;
    take_message(*message);
    say({.json = writer_.chunk({{"role", "assistant"}, {"content", ""}}, {}), .has_content = false, .is_last = false},
        events);
}

void AnthropicReader::say_words(const char* field, std::string_view text, std::vector<Event>& events)
{
    if (text.empty()) return;
    tally_.add_said(text.size());
    say({.json = writer_.chunk({{field, json_text(text)}}, {}), .has_content = true, .is_last = false}, events);
}

void AnthropicReader::take_block_start(const json::object& event, std::vector<Event>& events)
{
    const auto* block = object_in(event, "content_block");
    const auto type = block ? text_in(*block, "type") : std::nullopt;
    if (!has_started_ || block_ != Block::none || !finish_reason_.empty() || !type ||
        count_in(event, "index") != blocks_)
        return out_of_order(events);
    ++blocks_;
    if (*type == "text") {
        block_ = Block::text;
        say_words("content", text_in(*block, "text").value_or(""), events);
    } else if (*type == "thinking") {
        block_ = Block::thinking;
        say_words("reasoning_content", text_in(*block, "thinking").value_or(""), events);
    } else if (*type == "tool_use") {
        block_ = Block::tool;
        start_tool(*block, events);
    } else {
        block_ = Block::other;
    }
}

void AnthropicReader::start_tool(const json::object& block, std::vector<Event>& events)
{
    const auto id = text_in(block, "id").value_or("");
    const auto name = text_in(block, "name").value_or("");
    if (id.empty() || name.empty() || tool_calls_ >= limits().tool_calls_max) return out_of_order(events);
    tally_.add_said(name.size());
    const json::object call{{"index", tool_calls_++},
                            {"id", json_text(id)},
                            {"type", "function"},
                            {"function", {{"name", json_text(name)}, {"arguments", ""}}}};
    say({.json = writer_.chunk({{"tool_calls", json::array{call}}}, {}), .has_content = true, .is_last = false},
        events);
    has_arguments_ = false;
    const auto* input = object_in(block, "input");
    if (input && !input->empty()) say_arguments(json::serialize(*input), events);
}

void AnthropicReader::say_arguments(std::string_view text, std::vector<Event>& events)
{
    if (text.empty()) return;
    has_arguments_ = true;
    tally_.add_said(text.size());
    const json::object call{{"index", tool_calls_ - 1}, {"function", {{"arguments", json_text(text)}}}};
    say({.json = writer_.chunk({{"tool_calls", json::array{call}}}, {}), .has_content = true, .is_last = false},
        events);
}

bool AnthropicReader::is_about_open_block(const json::object& event, std::vector<Event>& events)
{
    if (block_ != Block::none && count_in(event, "index") == blocks_ - 1) return true;
    out_of_order(events);
    return false;
}

void AnthropicReader::take_block_delta(const json::object& event, std::vector<Event>& events)
{
    if (!is_about_open_block(event, events)) return;
    const auto* delta = object_in(event, "delta");
    const auto type = delta ? text_in(*delta, "type") : std::nullopt;
    if (!type) return out_of_order(events);
    struct Words {
        std::string_view type;
        const char* field;
        Block block;
    };
    for (const Words& words :
         {Words{"text_delta", "text", Block::text}, Words{"thinking_delta", "thinking", Block::thinking},
          Words{"input_json_delta", "partial_json", Block::tool}}) {
        if (words.type != *type) continue;
        const auto text = text_in(*delta, words.field);
        if (block_ == Block::other) return;  // a tool that the upstream runs itself
        if (!text || block_ != words.block) return out_of_order(events);
        if (block_ == Block::tool) return say_arguments(*text, events);
        return say_words(block_ == Block::text ? "content" : "reasoning_content", *text, events);
    }
}

void AnthropicReader::take_block_stop(const json::object& event, std::vector<Event>& events)
{
    if (!is_about_open_block(event, events)) return;
    if (block_ == Block::tool && !has_arguments_) say_arguments("{}", events);
    block_ = Block::none;
}

void AnthropicReader::take_message_delta(const json::object& event, std::vector<Event>& events)
{
    const auto* delta = object_in(event, "delta");
    if (!has_started_ || block_ != Block::none || !delta) return out_of_order(events);
    take_usage(event);
    const auto stop_reason = text_in(*delta, "stop_reason");
    if (!stop_reason) return;
    if (!finish_reason_.empty()) return out_of_order(events);
    finish_reason_ = finish_reason(*stop_reason, events);
}

/// The finish_reason is said here, not earlier: a stream that is cut before its message_stop must not look complete.
void AnthropicReader::take_message_stop(std::vector<Event>& events)
{
    if (block_ != Block::none || finish_reason_.empty()) return out_of_order(events);
    say({.json = writer_.chunk({}, finish_reason_), .has_content = false, .is_last = true}, events);
    finish(tally_.usage(), events);
}

}  // namespace swarmdesk::llm::providers
