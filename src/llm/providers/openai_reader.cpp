#include "llm/providers/openai_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

/// Parsing and looking at a usual chunk or answer allocates nothing.
constexpr std::size_t chunk_memory = 8 * 1024;

/// Where a delta or message says words: OpenAI's own, and what vLLM, DeepSeek and OpenRouter call thoughts.
constexpr std::array<const char*, 4> word_fields{"content", "reasoning_content", "reasoning", "refusal"};

std::uint64_t asked_choices(const ModelCall& call)
{
    return std::max<std::uint64_t>(count_in(call.body, "n").value_or(1), 1);
}

bool is_text_or_absent(const json::object& object, std::string_view name)
{
    const auto* value = member(object, name);
    return !value || value->is_string();
}

/// Bytes of words; none if a field is of a kind that no words are.
std::optional<std::uint64_t> word_bytes(const json::object& object)
{
    std::uint64_t bytes = 0;
    for (const char* name : word_fields) {
        const auto* value = member(object, name);
        if (!value) continue;
        if (const auto* text = value->if_string())
            bytes += text->size();
        else if (const auto* parts = value->if_array())
            bytes += json::serialize(*parts).size() - 2;  // Mistral's list of parts
        else
            return std::nullopt;
    }
    return bytes;
}

bool is_function_call(const json::value& call)
{
    const auto* object = call.if_object();
    const auto* function = object ? object_in(*object, "function") : nullptr;
    if (object && !function) return text_in(*object, "type").value_or("function") != "function";  // a custom tool
    return function && text_in(*function, "name") && is_text_or_absent(*function, "arguments");
}

}  // namespace

std::size_t count_inputs(const ModelCall& call)
{
    const auto* input = array_in(call.body, "input");
    if (!input || input->empty() || input->front().is_number()) return 1;
    return input->size();
}

OpenAiChatReader::OpenAiChatReader(Setup setup, const ModelCall& call, std::string_view call_id)
    : DialectReader(std::move(setup)),
      choices_asked_(asked_choices(call)),
      call_id_(call_id),
      tally_(prompt_bytes(call))
{}

bool OpenAiChatReader::has_finished() const
{
    return choices_.size() >= choices_asked_ &&
           std::ranges::all_of(choices_, [](const auto& choice) { return choice.second.has_finished; });
}

/// Errors at the top, in a choice (OpenRouter) and in Groq's own corner.
bool OpenAiChatReader::take_error(const json::object& object, std::vector<Event>& events)
{
    if (const auto* error = member(object, "error")) {
        fail_as_told(json::object{{"error", *error}}, events);
        return true;
    }
    const auto* groq = object_in(object, "x_groq");
    const auto* error = groq ? member(*groq, "error") : nullptr;
    if (error) fail_as_told(json::object{{"error", *error}}, events);
    return error != nullptr;
}

void OpenAiChatReader::take_usage(const json::object& object)
{
    const auto* usage = object_in(object, "usage");
    const auto* groq = object_in(object, "x_groq");
    if (!usage && groq) usage = object_in(*groq, "usage");
    if (!usage) return;
    tally_.set_prompt_tokens(count_in(*usage, "prompt_tokens"));
    tally_.set_completion_tokens(count_in(*usage, "completion_tokens"));
}

void OpenAiChatReader::take_done(std::vector<Event>& events)
{
    if (has_finished()) return finish(tally_.usage(), events);
    fail(FailureKind::truncated, "the stream says it is done, but its answer has no finish_reason", events);
}

void OpenAiChatReader::take_stream_end(std::vector<Event>& events)
{
    if (has_finished()) finish(tally_.usage(), events);
}

void OpenAiChatReader::take_piece(std::string_view type, std::string_view data, std::vector<Event>& events)
{
    if (data == "[DONE]") return take_done(events);
    std::array<unsigned char, chunk_memory> memory;
    json::monotonic_resource resource{memory.data(), memory.size()};
    auto parsed = parse_json(data, &resource);
    auto* object = parsed ? parsed->if_object() : nullptr;
    if (!object) return fail(FailureKind::garbled, "an event of the stream is no JSON object", events);
    if (take_error(*object, events)) return;
    if (type == "error") return fail_as_told(*parsed, events);
    take_usage(*object);
    if (array_in(*object, "choices")) return take_choices(*object, data, events);
    if (!object_in(*object, "usage")) fail(FailureKind::garbled, "a chunk without choices", events);
}

void OpenAiChatReader::take_choices(json::object& object, std::string_view data, std::vector<Event>& events)
{
    Look look;
    for (auto& choice : object["choices"].as_array()) {
        auto* fields = choice.if_object();
        if (!fields) return fail(FailureKind::garbled, "a choice that is no object", events);
        take_choice(*fields, look, events);
        if (is_over()) return;
    }
    if (!look.is_news) return;  // usage, a filter's report, a finish_reason said twice
    look.must_change = look.must_change || data.find('\n') != data.npos;
    if (member(object, "usage")) {
        object.erase("usage");
        look.must_change = true;
    }
    if (text_in(object, "object") != "chat.completion.chunk") {
        object["object"] = "chat.completion.chunk";
        look.must_change = true;
    }
    if (!text_in(object, "id")) {
        object["id"] = json_text("chatcmpl-" + call_id_);
        look.must_change = true;
    }
    say({.json = look.must_change ? json::serialize(object) : std::string{data},
         .has_content = look.has_content,
         .is_last = look.finishes && has_finished()},
        events);
}

void OpenAiChatReader::take_choice(json::object& choice, Look& look, std::vector<Event>& events)
{
    if (take_error(choice, events)) return;
    const auto* place = member(choice, "index");
    const auto index = place ? as_count(*place) : 0;
    if (!index || *index >= choices_asked_ || *index >= limits().choices_max)
        return fail(FailureKind::garbled, "a choice that nobody asked for", events);
    Choice& known = choices_[*index];
    const auto* value = member(choice, "delta");
    if (value && !value->is_object()) return fail(FailureKind::garbled, "a delta that is no object", events);
    const bool has_content = value && take_delta(value->get_object(), known, events);
    if (is_over()) return;
    if (has_content && known.has_finished)
        return fail(FailureKind::garbled, "the answer goes on after its finish_reason", events);
    known.has_said_anything = known.has_said_anything || has_content;
    look.has_content = look.has_content || has_content;
    look.is_news = look.is_news || !known.has_finished;
    take_finish(choice, known, look, events);
}

/// Whether the delta says anything.
bool OpenAiChatReader::take_delta(const json::object& delta, Choice& known, std::vector<Event>& events)
{
    const auto bytes = word_bytes(delta);
    if (!bytes) {
        fail(FailureKind::garbled, "a delta whose words are no text", events);
        return false;
    }
    tally_.add_said(*bytes);
    bool says = *bytes > 0;
    if (const auto* calls = member(delta, "tool_calls")) says = take_tool_deltas(*calls, known, events) || says;
    if (const auto* call = member(delta, "function_call")) {
        tally_.add_said(json::serialize(*call).size());
        says = true;
    }
    return says || member(delta, "audio") != nullptr;
}

/// A call's first delta has its name; the others only add to its arguments.
bool OpenAiChatReader::take_tool_deltas(const json::value& calls, Choice& known, std::vector<Event>& events)
{
    const auto* list = calls.if_array();
    if (!list) {
        fail(FailureKind::garbled, "tool calls that are no list", events);
        return false;
    }
    for (const auto& call : *list) {
        const auto* object = call.if_object();
        const auto index = object ? count_in(*object, "index") : std::nullopt;
        const auto* function = object ? object_in(*object, "function") : nullptr;
        if (!index || *index >= limits().tool_calls_max || !function || !is_text_or_absent(*function, "arguments")) {
            fail(FailureKind::garbled, "a tool call without its place, or with arguments that are no text", events);
            return false;
        }
        const auto name = text_in(*function, "name").value_or("");
        if (!known.tools.contains(*index) && name.empty()) {
            fail(FailureKind::garbled, "arguments of a tool call that has no name", events);
            return false;
        }
        known.tools.insert(*index);
        tally_.add_said(name.size() + text_in(*function, "arguments").value_or("").size());
    }
    return !list->empty();
}

void OpenAiChatReader::take_finish(json::object& choice, Choice& known, Look& look, std::vector<Event>& events)
{
    const auto* value = member(choice, "finish_reason");
    if (!value) return;
    const auto reason = text_in(choice, "finish_reason");
    if (!reason) return fail(FailureKind::garbled, "a finish_reason that is no text", events);
    if (reason->empty()) return;
    if (*reason == "error") return fail(FailureKind::failed, "the model stopped with an error", events);
    if (*reason == "content_filter" && !known.has_said_anything && choices_asked_ == 1)
        return fail(FailureKind::refused_content, "the upstream filtered the whole answer", events);
    if (known.has_finished) {
        choice["finish_reason"] = nullptr;
        look.must_change = true;
        return;
    }
    known.has_finished = true;
    look.finishes = true;
}

bool OpenAiChatReader::check_message(const json::object& choice, std::vector<Event>& events)
{
    const auto* message = object_in(choice, "message");
    const auto reason = text_in(choice, "finish_reason");
    const auto bytes = message ? word_bytes(*message) : std::nullopt;
    if (!bytes || !reason || reason->empty()) {
        fail(FailureKind::garbled, "an answer without message or finish_reason", events);
        return false;
    }
    const auto* calls = member(*message, "tool_calls");
    const auto* list = calls ? calls->if_array() : nullptr;
    if (calls && (!list || list->size() > limits().tool_calls_max || !std::ranges::all_of(*list, is_function_call))) {
        fail(FailureKind::garbled, "a tool call without name, or with arguments that are no text", events);
        return false;
    }
    if (*reason == "error") {
        fail(FailureKind::failed, "the model stopped with an error", events);
        return false;
    }
    if (*reason == "content_filter" && *bytes == 0 && !(list && !list->empty())) {
        fail(FailureKind::refused_content, "the upstream filtered the whole answer", events);
        return false;
    }
    tally_.add_said(*bytes + (list ? json::serialize(*list).size() : 0));
    return true;
}

void OpenAiChatReader::take_whole(std::string_view body, std::vector<Event>& events)
{
    std::array<unsigned char, chunk_memory> memory;
    json::monotonic_resource resource{memory.data(), memory.size()};
    const auto parsed = parse_json(body, &resource);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (!object) return fail(FailureKind::garbled, "the answer is no JSON object", events);
    if (take_error(*object, events)) return;
    const auto* choices = array_in(*object, "choices");
    if (!choices || choices->empty() || choices->size() > limits().choices_max)
        return fail(FailureKind::garbled, "an answer without choices", events);
    for (const auto& choice : *choices) {
        const auto* fields = choice.if_object();
        if (!fields) return fail(FailureKind::garbled, "a choice that is no object", events);
        if (take_error(*fields, events) || !check_message(*fields, events)) return;
    }
    take_usage(*object);
    answer({.json = std::string{body}, .usage = tally_.usage()}, events);
}

OpenAiEmbeddingReader::OpenAiEmbeddingReader(Setup setup, const ModelCall& call)
    : DialectReader(std::move(setup)), inputs_(count_inputs(call)), tally_(prompt_bytes(call))
{
    tally_.set_completion_tokens(0);
}

void OpenAiEmbeddingReader::take_piece(std::string_view, std::string_view, std::vector<Event>& events)
{
    fail(FailureKind::garbled, "embeddings do not come as a stream", events);
}

void OpenAiEmbeddingReader::take_whole(std::string_view body, std::vector<Event>& events)
{
    const auto parsed = parse_json(body);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (!object) return fail(FailureKind::garbled, "the answer is no JSON object", events);
    if (member(*object, "error")) return fail_as_told(*parsed, events);
    const auto* data = array_in(*object, "data");
    if (!data || data->size() != inputs_)
        return fail(FailureKind::garbled, "another number of embeddings than of texts", events);
    for (const auto& item : *data) {
        const auto* fields = item.if_object();
        const auto* embedding = fields ? member(*fields, "embedding") : nullptr;
        const auto* numbers = embedding ? embedding->if_array() : nullptr;
        const bool is_vector = numbers && !numbers->empty() &&
                               std::ranges::all_of(*numbers, [](const auto& number) { return number.is_number(); });
        const auto* base64 = embedding ? embedding->if_string() : nullptr;
        if (!is_vector && !(base64 && !base64->empty()))
            return fail(FailureKind::garbled, "an embedding that is no vector", events);
    }
    if (const auto* usage = object_in(*object, "usage")) tally_.set_prompt_tokens(count_in(*usage, "prompt_tokens"));
    answer({.json = std::string{body}, .usage = tally_.usage()}, events);
}

}  // namespace swarmdesk::llm::providers
