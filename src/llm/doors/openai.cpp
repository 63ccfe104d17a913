#include "llm/doors/openai.hpp"

#include <cmath>

namespace swarmdesk::llm::doors {

namespace json = boost::json;

namespace {

constexpr int depth_max = 64;
constexpr double timeout_most = 600;  // seconds

Refusal wrong(std::string param, std::string message, std::string_view code = "invalid_request")
{
    return Refusal{400, "invalid_request_error", code, std::move(param), std::move(message), {}, false};
}

std::variant<Refusal, json::object> parse(std::string_view body)
{
    json::parse_options options;
    options.max_depth = depth_max;
    boost::system::error_code error;
    // The call lives and dies as one: so does its memory.
    auto memory = json::make_shared_resource<json::monotonic_resource>(2 * body.size() + 1024);
    json::value value = json::parse(body, error, memory, options);
    if (error) return wrong({}, "the body is no JSON: " + error.message(), "malformed_json");
    if (!value.is_object()) return wrong({}, "the body must be a JSON object", "malformed_json");
    return std::move(value.get_object());
}

std::optional<json::value> take(json::object& body, std::string_view name)
{
    const auto found = body.find(name);
    if (found == body.end()) return std::nullopt;
    json::value value = std::move(found->value());
    body.erase(found);
    if (value.is_null()) return std::nullopt;
    return value;
}

std::optional<double> number(const json::value& value)
{
    if (!value.is_number()) return std::nullopt;
    const double read = value.to_number<double>();
    if (!std::isfinite(read)) return std::nullopt;
    return read;
}

std::optional<nanoseconds> seconds(const json::value& value, double most)
{
    const auto read = number(value);
    if (!read || *read < 0 || *read > most) return std::nullopt;
    return std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>{*read});
}

std::string text(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::optional<Refusal> read_cache(const json::value& value, CacheWish& wish)
{
    const auto* cache = value.if_object();
    if (cache == nullptr) return wrong("cache", "`cache` must be an object");
    for (const auto& [name, wanted] : *cache) {
        const std::string param = "cache." + std::string{name};
        if (name == "no-cache" || name == "no-store") {
            if (!wanted.is_bool()) return wrong(param, '`' + param + "` must be true or false");
            (name == "no-cache" ? wish.reads : wish.writes) = !wanted.get_bool();
        } else if (name == "use-cache") {
            if (!wanted.is_bool()) return wrong(param, '`' + param + "` must be true or false");
            wish.reads = wish.writes = wanted.get_bool();
        } else if (name == "ttl" || name == "s-maxage") {
            const auto time = seconds(wanted, 31'536'000);
            if (!time) return wrong(param, '`' + param + "` must be a number of seconds");
            (name == "ttl" ? wish.ttl : wish.age_max) = time;
        } else if (name == "namespace") {
            if (!wanted.is_string()) return wrong(param, '`' + param + "` must be text");
            wish.name_space = wanted.get_string();
        } else {
            return wrong(param, "no such wish: no-cache, no-store, use-cache, ttl, s-maxage or namespace");
        }
    }
    return std::nullopt;
}

/// Takes out what is the gateway's business and leaves what is the model's.
std::optional<Refusal> read_extras(json::object& body, Asked& asked)
{
    const auto model = take(body, "model");
    if (!model || !model->is_string() || model->get_string().empty())
        return wrong("model", "`model` must name a model; GET /v1/models lists them");
    asked.model = model->get_string();
    if (const auto stream = take(body, "stream")) {
        if (!stream->is_bool()) return wrong("stream", "`stream` must be true or false");
        asked.call.delivery = stream->get_bool() ? Delivery::streamed : Delivery::whole;
    }
    if (const auto options = take(body, "stream_options")) {
        if (!options->is_object()) return wrong("stream_options", "`stream_options` must be an object");
        const auto* usage = options->get_object().if_contains("include_usage");
        asked.includes_usage = usage != nullptr && usage->is_bool() && usage->get_bool();
    }
    if (const auto priority = take(body, "priority")) {
        const auto read = number(*priority);
        if (!read || *read < 0 || *read > 9 || *read != std::floor(*read))
            return wrong("priority", "`priority` must be a whole number from 0 (idle) to 9 (critical)");
        asked.priority = static_cast<admission::Priority>(*read);
    }
    if (const auto timeout = take(body, "timeout")) {
        asked.timeout = seconds(*timeout, timeout_most);
        if (!asked.timeout || asked.timeout->count() == 0)
            return wrong("timeout", "`timeout` must be a number of seconds, at most 600");
    }
    if (const auto cache = take(body, "cache"))
        if (auto refusal = read_cache(*cache, asked.cache)) return refusal;
    if (const auto metadata = take(body, "metadata")) {
        if (!metadata->is_object()) return wrong("metadata", "`metadata` must be an object");
        asked.agent = text(metadata->get_object(), "agent");
        asked.prompt_version = text(metadata->get_object(), "prompt_version");
        asked.data_version = text(metadata->get_object(), "data_version");
    }
    take(body, "user");
    return std::nullopt;
}

std::optional<Refusal> check_messages(const json::object& body)
{
    const auto* messages = body.if_contains("messages");
    if (messages == nullptr || !messages->is_array() || messages->get_array().empty())
        return wrong("messages", "`messages` must be a list with at least one message");
    std::size_t number = 0;
    for (const auto& message : messages->get_array()) {
        const std::string param = "messages[" + std::to_string(number++) + ']';
        const auto* object = message.if_object();
        if (object == nullptr) return wrong(param, '`' + param + "` must be an object");
        const auto* role = object->if_contains("role");
        if (role == nullptr || !role->is_string()) return wrong(param + ".role", '`' + param + ".role` must be text");
    }
    return std::nullopt;
}

}  // namespace

Reading read_chat(json::object body)
{
    Asked asked;
    if (auto refusal = read_extras(body, asked)) return std::move(*refusal);
    if (auto refusal = check_messages(body)) return std::move(*refusal);
    asked.call.body = std::move(body);
    return asked;
}

Reading read_chat(std::string_view body)
{
    auto parsed = parse(body);
    if (auto* refusal = std::get_if<Refusal>(&parsed)) return std::move(*refusal);
    return read_chat(std::move(std::get<json::object>(parsed)));
}

Reading read_completion(std::string_view body)
{
    auto parsed = parse(body);
    if (auto* refusal = std::get_if<Refusal>(&parsed)) return std::move(*refusal);
    auto& object = std::get<json::object>(parsed);
    const auto prompt = take(object, "prompt");
    if (!prompt || !prompt->is_string()) return wrong("prompt", "`prompt` must be one text");
    if (object.contains("suffix")) return wrong("suffix", "`suffix` is not known here");
    object["messages"] = json::array{json::object{{"role", "user"}, {"content", *prompt}}};
    auto reading = read_chat(std::move(object));
    if (auto* asked = std::get_if<Asked>(&reading)) asked->is_completion = true;
    return reading;
}

Reading read_embeddings(std::string_view body)
{
    auto parsed = parse(body);
    if (auto* refusal = std::get_if<Refusal>(&parsed)) return std::move(*refusal);
    auto& object = std::get<json::object>(parsed);
    Asked asked;
    asked.call.operation = Operation::embedding;
    if (auto refusal = read_extras(object, asked)) return std::move(*refusal);
    if (asked.call.delivery == Delivery::streamed) return wrong("stream", "embeddings are not streamed");
    const auto* input = object.if_contains("input");
    const bool is_text = input != nullptr && (input->is_string() || (input->is_array() && !input->get_array().empty()));
    if (!is_text) return wrong("input", "`input` must be a text or a list of texts");
    asked.call.body = std::move(object);
    return asked;
}

std::string to_completion(const std::string& chat_json)
{
    boost::system::error_code error;
    json::value value = json::parse(chat_json, error);
    if (error || !value.is_object()) return chat_json;
    auto& body = value.get_object();
    body["object"] = "text_completion";
    auto* choices = body.if_contains("choices");
    if (choices == nullptr || !choices->is_array()) return chat_json;
    for (auto& choice : choices->get_array()) {
        auto* object = choice.if_object();
        if (object == nullptr) continue;
        std::string said;
        for (const char* place : {"message", "delta"})
            if (const auto* part = object->if_contains(place); part != nullptr && part->is_object()) {
                said = text(part->get_object(), "content");
                object->erase(place);
            }
        (*object)["text"] = said;
        if (!object->contains("logprobs")) (*object)["logprobs"] = nullptr;
    }
    return json::serialize(value);
}

std::string usage_chunk(const Usage& usage, std::string_view model)
{
    return json::serialize(json::object{{"id", "chatcmpl-usage"},
                                        {"object", "chat.completion.chunk"},
                                        {"created", 0},
                                        {"model", model},
                                        {"choices", json::array{}},
                                        {"usage",
                                         {{"prompt_tokens", usage.prompt_tokens},
                                          {"completion_tokens", usage.completion_tokens},
                                          {"total_tokens", usage.total()}}}});
}

std::string sse(std::string_view data)
{
    std::string event;
    event.reserve(data.size() + 8);
    event.append("data: ").append(data).append("\n\n");
    return event;
}

}  // namespace swarmdesk::llm::doors
