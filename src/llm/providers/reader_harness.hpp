#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "llm/providers/provider.hpp"

/// \file
/// For tests: plays an upstream's answer to a reader and shows what came of it, one line an event.

namespace swarmdesk::llm::providers::testing {

struct Played {
    std::uint16_t status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

inline constexpr UtcTime test_now{1'700'000'000'000'000'000};

inline std::string show(const Event& event)
{
    struct Show {
        static std::string counts(const Usage& usage)
        {
            return std::to_string(usage.prompt_tokens) + '+' + std::to_string(usage.completion_tokens) +
                   (usage.is_estimated ? " estimated" : "");
        }
        std::string operator()(const Answer& answer) const
        {
            return "answer " + answer.json + ' ' + counts(answer.usage);
        }
        std::string operator()(const Chunk& chunk) const
        {
            return std::string{"chunk "} + (chunk.has_content ? "content " : "") + (chunk.is_last ? "last " : "") +
                   chunk.json;
        }
        std::string operator()(const Finished& finished) const { return "finished " + counts(finished.usage); }
        std::string operator()(const Failure& failure) const
        {
            return "failure " + std::string{to_text(failure.kind)} + ' ' + std::to_string(failure.status) + ' ' +
                   failure.message;
        }
    };
    return std::visit(Show{}, event);
}

/// The events of `played`, its body cut at `cuts`.
inline std::vector<Event> play(const Provider& provider, const ModelCall& call, const Target& target,
                               const Played& played, const std::vector<std::size_t>& cuts = {})
{
    const auto reader = provider.reader(call, target, "c1", test_now);
    std::vector<Event> events;
    net::Headers headers;
    for (const auto& [name, value] : played.headers) headers.add(name, value);
    reader->on_head(played.status, headers, test_now, events);
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        reader->on_bytes(std::string_view{played.body}.substr(begin, cut - begin), events);
        begin = cut;
    }
    reader->on_bytes(std::string_view{played.body}.substr(begin), events);
    reader->on_end(events);
    return events;
}

inline std::vector<std::string> shown(const std::vector<Event>& events)
{
    std::vector<std::string> lines;
    for (const Event& event : events) lines.push_back(show(event));
    return lines;
}

inline ModelCall chat_call(Delivery delivery,
                           std::string_view body = R"({"messages":[{"role":"user","content":"hi"}]})")
{
    return {.operation = Operation::chat, .delivery = delivery, .body = boost::json::parse(body).as_object()};
}

}  // namespace swarmdesk::llm::providers::testing
