#include "llm/providers/ollama_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "llm/providers/json_access.hpp"
#include "llm/providers/openai_reader.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

/// OpenAI's form of one token's probability: Ollama leaves out what is empty.
json::object token_of(const json::object& token)
{
    json::object made{{"token", json_text(text_in(token, "token").value_or(""))}};
    made["logprob"] = token.contains("logprob") ? token.at("logprob") : json::value(nullptr);
    const auto* bytes = array_in(token, "bytes");
    made["bytes"] = bytes ? json::value(*bytes) : json::value(nullptr);
    return made;
}

json::object logprobs_of(const json::array& tokens)
{
    json::array content;
    for (const auto& token : tokens) {
        const auto* object = token.if_object();
        if (!object) continue;
        json::object made = token_of(*object);
        json::array top;
        if (const auto* others = array_in(*object, "top_logprobs"))
            for (const auto& other : *others)
                if (const auto* fields = other.if_object()) top.push_back(token_of(*fields));
        made["top_logprobs"] = std::move(top);
        content.push_back(std::move(made));
    }
    return {{"content", std::move(content)}, {"refusal", nullptr}};
}

/// The text member; nothing said if absent or null; no value if it is something else.
std::optional<std::string_view> words_in(const json::object& object, std::string_view name)
{
    if (!member(object, name)) return std::string_view{};
    return text_in(object, name);
}

}  // namespace

OllamaChatReader::OllamaChatReader(Setup setup, const ModelCall& call, std::string_view model, std::string_view call_id,
                                   UtcTime now)
    : DialectReader(std::move(setup)),
      writer_(call_id, now, model),
      call_id_(call_id),
      tally_(prompt_bytes(call)),
      wants_logprobs_(call.body.contains("logprobs") && call.body.at("logprobs") == true)
{}

/// The object on the line, if it is one and no error.
std::optional<json::value> OllamaChatReader::parse(std::string_view text, std::vector<Event>& events)
{
    auto value = parse_json(text);
    if (!value || !value->is_object()) {
        fail(FailureKind::garbled, "a line of the answer is no JSON object", events);
        return std::nullopt;
    }
    const auto& object = value->get_object();
    if (member(object, "error")) {
        fail_as_told(*value, events);
        return std::nullopt;
    }
    if (const auto model = text_in(object, "model"); model && !model->empty()) writer_.set_model(*model);
    return value;
}

bool OllamaChatReader::take_said(const json::object& line, Said& said, std::vector<Event>& events)
{
    const auto* message = object_in(line, "message");
    const auto content = message ? words_in(*message, "content") : std::nullopt;
    const auto thoughts = message ? words_in(*message, "thinking") : std::nullopt;
    if (!content || !thoughts) {
        fail(FailureKind::garbled, "a line of the answer has no message, or one whose words are no text", events);
        return false;
    }
    said.content = *content;
    said.thoughts = *thoughts;
    tally_.add_said(content->size() + thoughts->size());
    if (const auto* tokens = array_in(line, "logprobs"); tokens && wants_logprobs_)
        said.logprobs = logprobs_of(*tokens);
    return take_tool_calls(*message, said, events);
}

bool OllamaChatReader::take_tool_calls(const json::object& message, Said& said, std::vector<Event>& events)
{
    const auto* value = member(message, "tool_calls");
    if (!value) return true;
    const auto* calls = value->if_array();
    for (const auto& call : calls ? *calls : json::array{}) {
        const auto* object = call.if_object();
        const auto* function = object ? object_in(*object, "function") : nullptr;
        const auto name = function ? text_in(*function, "name") : std::nullopt;
        const auto* arguments = function ? member(*function, "arguments") : nullptr;
        if (!name || name->empty() || (arguments && !arguments->is_object()) || tool_calls_ >= limits().tool_calls_max)
            break;
        std::string text = arguments ? json::serialize(*arguments) : "{}";
        tally_.add_said(name->size() + text.size());
        const auto given = text_in(*object, "id").value_or("");
        const std::string id = given.empty() ? fmt::format("call_{}_{}", call_id_, tool_calls_) : std::string{given};
        said.tool_calls.push_back(
            json::object{{"id", json_text(id)},
                         {"type", "function"},
                         {"function", {{"name", json_text(*name)}, {"arguments", json_text(text)}}}});
        ++tool_calls_;
    }
    if (calls && said.tool_calls.size() == calls->size()) return true;
    fail(FailureKind::garbled, "a tool call without name, or whose arguments are no object", events);
    return false;
}

/// The finish_reason of a line that is `done`; empty after a failure.
std::string_view OllamaChatReader::take_end(const json::object& line, std::vector<Event>& events)
{
    tally_.set_prompt_tokens(count_in(line, "prompt_eval_count"));
    tally_.set_completion_tokens(count_in(line, "eval_count"));
    const auto reason = text_in(line, "done_reason").value_or("stop");  // old versions do not say
    if (reason == "stop" || reason.empty()) return tool_calls_ > 0 ? "tool_calls" : "stop";
    if (reason == "length") return "length";
    fail(FailureKind::garbled, fmt::format("the answer ended with {:.40}", reason), events);  // load, unload: no answer
    return {};
}

void OllamaChatReader::say_line(const Said& said, std::vector<Event>& events)
{
    if (!said.is_something() && has_spoken_ && !said.logprobs) return;
    json::object delta;
    if (!has_spoken_) delta["role"] = "assistant";
    if (!said.thoughts.empty()) delta["reasoning_content"] = json_text(said.thoughts);
    if (!said.content.empty() || !said.is_something()) delta["content"] = json_text(said.content);
    if (!said.tool_calls.empty()) {
        json::array calls = said.tool_calls;
        std::uint64_t index = tool_calls_ - calls.size();
        for (auto& call : calls) call.as_object()["index"] = index++;
        delta["tool_calls"] = std::move(calls);
    }
    has_spoken_ = true;
    say({.json = writer_.chunk(delta, {}, said.logprobs ? &*said.logprobs : nullptr),
         .has_content = said.is_something(),
         .is_last = false},
        events);
}

void OllamaChatReader::take_piece(std::string_view, std::string_view data, std::vector<Event>& events)
{
    const auto parsed = parse(data, events);
    if (!parsed) return;
    const auto& line = parsed->get_object();
    Said said;
    if (!take_said(line, said, events)) return;
    const auto* done = line.if_contains("done");
    if (!done || *done != true) return say_line(said, events);
    const auto reason = take_end(line, events);
    if (reason.empty()) return;
    if (said.is_something() || said.logprobs || !has_spoken_) say_line(said, events);
    say({.json = writer_.chunk({}, reason), .has_content = false, .is_last = true}, events);
    finish(tally_.usage(), events);
}

void OllamaChatReader::take_whole(std::string_view body, std::vector<Event>& events)
{
    const auto parsed = parse(body, events);
    if (!parsed) return;
    const auto& line = parsed->get_object();
    Said said;
    if (!take_said(line, said, events)) return;
    const auto* done = line.if_contains("done");
    if (!done || *done != true) return fail(FailureKind::garbled, "an answer that is not done", events);
    const auto reason = take_end(line, events);
    if (reason.empty()) return;
    json::object message{{"role", "assistant"}};
    message["content"] =
        said.content.empty() && !said.tool_calls.empty() ? json::value(nullptr) : json_text(said.content);
    if (!said.thoughts.empty()) message["reasoning_content"] = json_text(said.thoughts);
    if (!said.tool_calls.empty()) message["tool_calls"] = std::move(said.tool_calls);
    const Usage usage = tally_.usage();
    answer({.json = writer_.whole(std::move(message), reason, usage, 0, said.logprobs ? &*said.logprobs : nullptr),
            .usage = usage},
           events);
}

std::optional<std::string> packed_floats(const json::array& numbers)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    for (const auto& number : numbers) {
        if (!number.is_number()) return std::nullopt;
        auto bits = std::bit_cast<std::uint32_t>(number.to_number<float>());
        for (int i = 0; i < 4; ++i, bits >>= 8) bytes += static_cast<char>(bits & 0xFF);
    }
    std::string packed;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto byte = [&](std::size_t at) {
            return at < bytes.size() ? std::uint32_t{static_cast<unsigned char>(bytes[at])} : 0u;
        };
        const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (std::size_t digit = 0; digit < 4; ++digit)
            packed += i + digit <= bytes.size() ? digits[group >> (18 - 6 * digit) & 63] : '=';
    }
    return packed;
}

OllamaEmbeddingReader::OllamaEmbeddingReader(Setup setup, const ModelCall& call, std::string_view model)
    : DialectReader(std::move(setup)),
      model_(model),
      inputs_(count_inputs(call)),
      wants_base64_(text_in(call.body, "encoding_format") == "base64"),
      tally_(prompt_bytes(call))
{
    tally_.set_completion_tokens(0);
}

void OllamaEmbeddingReader::take_piece(std::string_view, std::string_view, std::vector<Event>& events)
{
    fail(FailureKind::garbled, "embeddings do not come as a stream", events);
}

void OllamaEmbeddingReader::take_whole(std::string_view body, std::vector<Event>& events)
{
    const auto parsed = parse_json(body);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (!object) return fail(FailureKind::garbled, "the answer is no JSON object", events);
    if (member(*object, "error")) return fail_as_told(*parsed, events);
    const auto* embeddings = array_in(*object, "embeddings");
    if (!embeddings || embeddings->size() != inputs_)
        return fail(FailureKind::garbled, "another number of embeddings than of texts", events);
    json::array data;
    for (const auto& embedding : *embeddings) {
        const auto* numbers = embedding.if_array();
        const auto packed = numbers && !numbers->empty() ? packed_floats(*numbers) : std::nullopt;
        if (!packed) return fail(FailureKind::garbled, "an embedding that is no vector", events);
        json::object item{{"object", "embedding"}, {"index", data.size()}};
        item["embedding"] = wants_base64_ ? json_text(*packed) : embedding;
        data.push_back(std::move(item));
    }
    tally_.set_prompt_tokens(count_in(*object, "prompt_eval_count"));
    const Usage usage = tally_.usage();
    const auto model = text_in(*object, "model").value_or(model_);
    const json::object list{{"object", "list"},
                            {"data", std::move(data)},
                            {"model", json_text(model)},
                            {"usage", {{"prompt_tokens", usage.prompt_tokens}, {"total_tokens", usage.total()}}}};
    answer({.json = json::serialize(list), .usage = usage}, events);
}

}  // namespace swarmdesk::llm::providers
