#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "bus/envelope.hpp"

/// Whatever bytes arrive: no crash, and what is taken for an envelope writes and reads back as the same one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk;
    const auto envelope = bus::decode({reinterpret_cast<const char*>(data), size});
    if (!envelope) return 0;
    const auto bytes = bus::encode(*envelope);
    SWARMDESK_ASSERT(bytes.has_value());
    const auto again = bus::decode(*bytes);
    SWARMDESK_ASSERT(again.has_value() && *again == *envelope);
    return 0;
}
