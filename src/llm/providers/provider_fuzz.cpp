#include <array>
#include <boost/json/parse.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "llm/providers/anthropic_door.hpp"
#include "llm/providers/provider.hpp"

namespace {

using namespace swarmdesk;
using namespace swarmdesk::llm;

bool is_end(const Event& event) { return !std::holds_alternative<Chunk>(event); }

/// One line of JSON, an object: what every door relies on.
void check_chunk(const Chunk& chunk)
{
    boost::json::parse_options options;
    options.max_depth = 128;
    SWARMDESK_ASSERT(chunk.json.find('\n') == std::string::npos);
    SWARMDESK_ASSERT(boost::json::parse(chunk.json, {}, options).is_object());
}

void check(const std::vector<Event>& events, providers::MessageStream& door)
{
    SWARMDESK_ASSERT(!events.empty() && is_end(events.back()));
    std::size_t last_chunks = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        SWARMDESK_ASSERT(is_end(events[i]) == (i + 1 == events.size()));
        if (const auto* chunk = std::get_if<Chunk>(&events[i])) {
            check_chunk(*chunk);
            last_chunks += chunk->is_last ? 1 : 0;
            door.on_chunk(*chunk);
        } else if (const auto* failure = std::get_if<Failure>(&events[i])) {
            SWARMDESK_ASSERT(failure->message.size() <= 500 && is_utf8(failure->message));
        } else if (const auto* answer = std::get_if<Answer>(&events[i])) {
            (void)providers::message_from_answer(*answer);
        } else {
            SWARMDESK_ASSERT(last_chunks == 1);
        }
    }
}

}  // namespace

/// The first four bytes choose dialect, question, status and cut; the rest is what the upstream says. Whatever it is,
/// it ends in one event that ends it, and a finished stream has had one chunk that was the last.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 4) return 0;
    const std::array<const providers::Provider*, 5> dialects{&providers::ollama(), &providers::openai_compatible(),
                                                             &providers::groq(), &providers::openrouter(),
                                                             &providers::anthropic()};
    const auto& dialect = *dialects[data[0] % dialects.size()];
    const ModelCall call{.operation = data[1] % 8 == 7 ? Operation::embedding : Operation::chat,
                         .delivery = data[1] % 2 == 0 ? Delivery::streamed : Delivery::whole,
                         .body = {{"n", data[1] % 16 >= 12 ? 2 : 1}, {"logprobs", true}, {"input", "x"}}};
    const std::uint16_t status = data[2] < 200 ? 200 : static_cast<std::uint16_t>(200 + data[2] * 2);
    const std::size_t step = data[3] % 64 + 1;
    std::string_view bytes{reinterpret_cast<const char*>(data) + 4, size - 4};
    (void)providers::openai_from_messages(bytes);

    const auto reader = dialect.reader(call, {.api_key = Secret{"sk-secret"}}, "c", {});
    std::vector<Event> events;
    reader->on_head(status, {}, {}, events);
    while (!bytes.empty()) {
        reader->on_bytes(bytes.substr(0, step), events);
        bytes.remove_prefix(std::min(step, bytes.size()));
    }
    reader->on_end(events);
    providers::MessageStream door{"m", "m", 1};
    check(events, door);
    const auto count = events.size();
    reader->on_bytes("more", events);
    reader->on_end(events);
    SWARMDESK_ASSERT(events.size() == count);
    return 0;
}
