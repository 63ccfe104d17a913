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
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const ledger::Entry entry{.kind = data[0], .subject = {}, .time = {}, .payload = Bytes{bytes}};
    if (const auto event = from_entry(entry)) {
        SWARMDESK_ASSERT(to_entry(*event, {}).payload == bytes);
        SWARMDESK_ASSERT(!describe(*event).empty());
        SWARMDESK_ASSERT(!boost::json::serialize(event_json(entry)).empty());
    }
    Gate gate{{}};
    if (gate.restore(bytes)) SWARMDESK_ASSERT(gate.snapshot() == bytes);
    return 0;
}
