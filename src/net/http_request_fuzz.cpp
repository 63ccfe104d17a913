#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/assert.hpp"
#include "net/request_reader.hpp"

/// The first byte says how the rest is cut; then whatever comes must end as requests or one refusal, within the bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk::net;
    using State = RequestReader::State;
    if (size == 0) return 0;
    const std::size_t step = data[0] % 64 + 1;
    std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const RequestReader::Limits limits{
        .header_bytes_max = 1024, .headers_count_max = 10, .target_bytes_max = 256, .body_bytes_max = 2048};
    RequestReader reader{limits};
    while (true) {
        const State state = reader.advance();
        if (state == State::complete) {
            const Request request = reader.take();
            SWARMDESK_ASSERT(request.body.size() <= limits.body_bytes_max);
            SWARMDESK_ASSERT(request.headers.size() <= limits.headers_count_max);
            SWARMDESK_ASSERT(request.path.starts_with('/') && request.path.find("/../") == std::string::npos);
            continue;
        }
        if (state == State::refused) {
            SWARMDESK_ASSERT(reader.refusal().status >= 400 && !reader.refusal().code.empty());
            return 0;
        }
        if (bytes.empty()) return 0;
        const auto room = reader.prepare();
        SWARMDESK_ASSERT(!room.empty());
        const std::size_t count = std::min({step, room.size(), bytes.size()});
        std::memcpy(room.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        reader.commit(count);
    }
}
