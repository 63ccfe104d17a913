#include <cstdint>

#include "base/assert.hpp"
#include "notify/attempt.hpp"

/// Whatever a server says in Retry-After: a rest that is none of the past, or nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk;
    const UtcTime now{784'111'777'000'000'000};
    const auto rest = notify::parse_retry_after({reinterpret_cast<const char*>(data), size}, now);
    SWARMDESK_ASSERT(!rest || rest->count() >= 0);
    return 0;
}
