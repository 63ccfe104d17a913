#include "runtime/slices.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace swarmdesk::runtime {
namespace {

/// The kernel's `struct sched_attr` in its first version; its header does not go together with the C library's.
struct SchedulingAttributes {
    std::uint32_t size = 48;
    std::uint32_t policy = 0;  ///< SCHED_OTHER
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtime_ns = 0;
    std::uint64_t deadline_ns = 0;
    std::uint64_t period_ns = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

}  // namespace

void ask_for_slices(nanoseconds length)
{
    SchedulingAttributes attributes;
    attributes.nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));  // stays what it is
    attributes.runtime_ns = static_cast<std::uint64_t>(length.count());
    ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

void give_way() { ::sched_yield(); }

}  // namespace swarmdesk::runtime
