#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "llm/providers/ndjson_reader.hpp"
#include "llm/providers/sse_reader.hpp"

namespace {

using namespace swarmdesk::llm::providers;

constexpr std::size_t event_bytes_max = 256;

std::vector<std::string> sse_events(std::string_view bytes, std::size_t step)
{
    SseReader reader{{.event_bytes_max = event_bytes_max}};
    std::vector<std::string> events;
    while (!bytes.empty() && !reader.has_failed()) {
        const auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        reader.feed(piece);
        while (const auto event = reader.next()) {
            SWARMDESK_ASSERT(event->data.size() <= event_bytes_max);
            events.push_back(std::string{event->type} + '\n' + std::string{event->data} + '\n' +
                             std::string{event->id});
        }
    }
    return events;
}

std::vector<std::string> lines(std::string_view bytes, std::size_t step)
{
    NdjsonReader reader{{.line_bytes_max = event_bytes_max}};
    std::vector<std::string> found;
    while (!bytes.empty() && !reader.has_failed()) {
        const auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        reader.feed(piece);
        while (const auto line = reader.next()) {
            SWARMDESK_ASSERT(!line->empty() && line->size() <= event_bytes_max);
            found.emplace_back(*line);
        }
    }
    return found;
}

}  // namespace

/// The first byte says how the rest is cut: however that is, the same comes out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t step = data[0] % 32 + 1;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    SWARMDESK_ASSERT(sse_events(bytes, step) == sse_events(bytes, bytes.size()));
    SWARMDESK_ASSERT(lines(bytes, step) == lines(bytes, bytes.size()));
    return 0;
}
