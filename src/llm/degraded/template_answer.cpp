#include "llm/degraded/template_answer.hpp"

#include <algorithm>
#include <string_view>

namespace swarmdesk::llm::degraded {

namespace json = boost::json;

namespace {

/// At most `most` bytes, whole characters, and a sign that there was more.
std::string cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return std::string(text);
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return std::string(text.substr(0, most)) + "…";
}

/// The words of the first choice; nothing where there are none.
std::optional<std::string> words_of(const std::string& answer_json)
{
    boost::system::error_code error;
    const json::value answer = json::parse(answer_json, error);
    if (error) return std::nullopt;
    const auto* content = answer.find_pointer("/choices/0/message/content", error);
    if (content == nullptr || !content->is_string() || content->get_string().empty()) return std::nullopt;
    return std::string(content->get_string());
}

std::string text_of_facts(const std::vector<Fact>& facts, const DegradedSettings& settings)
{
    std::string text = "No model could answer. What is known without one:";
    if (facts.empty()) text = "No model could answer, and nothing is known without one.";
    for (std::size_t i = 0; i < std::min(facts.size(), settings.facts_max); ++i)
        text +=
            "\n- " + cut(facts[i].name, settings.fact_bytes_max) + ": " + cut(facts[i].value, settings.fact_bytes_max);
    return text;
}

std::string json_of(const DegradedCall& call, const Label& label, std::string_view text)
{
    json::object note{{"degraded", true},
                      {"reason", to_text(label.reason)},
                      {"source", label.age ? "last_good" : "template"},
                      {"age_seconds", nullptr}};
    if (label.age) note["age_seconds"] = std::chrono::duration_cast<std::chrono::seconds>(*label.age).count();
    const json::object answer{
        {"id", call.id},
        {"object", "chat.completion"},
        {"created", call.now.ns / 1'000'000'000},
        {"model", "degraded"},
        {"choices", json::array{json::object{
                        {"index", 0},
                        {"message", {{"role", "assistant"}, {"content", text_of(label) + "\n" + std::string(text)}}},
                        {"finish_reason", "stop"}}}},
        {"usage", {{"prompt_tokens", 0}, {"completion_tokens", 0}, {"total_tokens", 0}}},
        {"swarmdesk", std::move(note)}};
    return json::serialize(answer);
}

}  // namespace

Degraded<Answer> degraded_answer(const DegradedCall& call, const DegradedSettings& settings)
{
    const auto words = call.last_good ? words_of(call.last_good->answer_json) : std::nullopt;
    const Label label{call.reason, words ? std::optional{call.last_good->age} : std::nullopt};
    const std::string text = words ? cut(*words, settings.text_bytes_max) : text_of_facts(call.facts, settings);
    return {Answer{json_of(call, label, text), {}}, label};
}

}  // namespace swarmdesk::llm::degraded
