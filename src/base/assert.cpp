#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace swarmdesk {

void assertion_failed(const char* expression, const char* file, int line) noexcept
{
    std::fprintf(stderr, "swarmdesk: broken invariant: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace swarmdesk
