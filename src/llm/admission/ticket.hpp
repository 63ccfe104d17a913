#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/instant.hpp"
#include "base/names.hpp"

/// \file
/// What is said to and by the queue in front of a local engine.

namespace swarmdesk::llm::admission {

/// 0 is idle work, 9 a critical signal.
using Priority = std::uint8_t;
inline constexpr Priority priority_critical = 9;
inline constexpr Priority priority_urgent = 8;  ///< from here on the reserved slots are open
inline constexpr std::size_t priorities = 10;

/// Given in the order of entry, so the lower one has waited longer.
using WaiterId = std::uint64_t;

/// One call that wants a slot.
struct Ticket {
    Priority priority = 5;
    std::string tenant;
    MonotonicTime deadline;                        ///< by which the answer is worthless
    std::uint64_t estimated_tokens = 0;            ///< prompt and answer: charged until the truth is known
    std::optional<nanoseconds> predicted_service;  ///< once it has a slot; nothing: as long as the recent ones took
};

/// Whether a call loses nothing by waiting for the answer to an equal one: that is as urgent, and over as soon.
bool may_wait_for(const auto& call, const auto& equal)
{
    return call.priority <= equal.priority && call.deadline >= equal.deadline;
}

/// Why a call got no slot.
enum class ShedReason {
    full = 1,              ///< no place in the queue, and nobody in it matters less
    outranked,             ///< its place went to somebody who matters more
    deadline_passed,       ///< too late already
    cannot_meet_deadline,  ///< even if it began at once, or as soon as those before it are done
    cancelled,             ///< its caller left
};
constexpr auto enum_table(ShedReason)
{
    return std::to_array<EnumName<ShedReason>>({{ShedReason::full, "full"},
                                                {ShedReason::outranked, "outranked"},
                                                {ShedReason::deadline_passed, "deadline_passed"},
                                                {ShedReason::cannot_meet_deadline, "cannot_meet_deadline"},
                                                {ShedReason::cancelled, "cancelled"}});
}

struct Entered {
    WaiterId id = 0;
    std::optional<WaiterId> outranked;  ///< who lost his place to this one
};
struct Refused {
    ShedReason reason = ShedReason::full;
    nanoseconds retry_after{};
};
using Admission = std::variant<Entered, Refused>;

/// It has a slot from now on, until `finish`.
struct Grant {
    WaiterId id = 0;
    friend bool operator==(const Grant&, const Grant&) = default;
};
/// It will not get one.
struct Shed {
    WaiterId id = 0;
    ShedReason reason = ShedReason::deadline_passed;
    friend bool operator==(const Shed&, const Shed&) = default;
};
using Action = std::variant<Grant, Shed>;

}  // namespace swarmdesk::llm::admission
