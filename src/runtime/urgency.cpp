#include "runtime/urgency.hpp"

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

constexpr std::uint64_t prompt_slice_ns = 300'000;  ///< a tenth of what the kernel gives by itself
constexpr int patient_nice = 10;

}  // namespace

void set_urgency(Urgency urgency)
{
    if (urgency == Urgency::patient) {
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), patient_nice);
        return;
    }
    // Since Linux 6.12 a thread of the usual policy may ask for a slice, and who asks for a shorter one goes first
    // when it wakes (man 2 sched_setattr). The C library has no function for it.
    SchedulingAttributes attributes;
    attributes.nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
    attributes.runtime_ns = prompt_slice_ns;
    ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace swarmdesk::runtime
