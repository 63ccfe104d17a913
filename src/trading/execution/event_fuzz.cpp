#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "trading/execution/gate.hpp"

#include <boost/json.hpp>

/// Whatever reads as an event is exactly what it is written as, and can be shown; whatever restores is what it
/// snapshots to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk;
    using namespace swarmdesk::trading::execution;
    if (size < 9) return 0;
    UtcTime time;
    for (int i = 1; i < 9; ++i)
        time.ns = static_cast<std::int64_t>((static_cast<std::uint64_t>(time.ns) << 8) | data[i]);
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 9, size - 9};
    const Row row{.kind = data[0], .subject = {}, .time = time, .payload = Bytes{bytes}};
    if (const auto stamped = from_row("account.fuzz", row)) {
        const Row again = to_row(*stamped);
        SWARMDESK_ASSERT(again.payload == bytes);
        SWARMDESK_ASSERT(!again.subject.empty());
        SWARMDESK_ASSERT(!describe(stamped->event).empty());
        SWARMDESK_ASSERT(!boost::json::serialize(event_json(stamped->event)).empty());
    }
    Gate gate{{}};
    if (gate.restore(bytes)) SWARMDESK_ASSERT(gate.snapshot() == bytes);
    return 0;
}
