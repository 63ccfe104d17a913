#pragma once

#include "base/instant.hpp"

namespace swarmdesk::runtime {

/// Asks the system to run the calling thread, and those it starts from now on, in slices of this length; by itself it
/// gives about three milliseconds. Who has shorter ones than whoever runs begins as soon as there is something to do.
/// No privilege is needed; where the system does not know how (Linux before 6.12), nothing changes.
void ask_for_slices(nanoseconds length);

/// Lets whoever waits for this processor go first: for work of milliseconds, now and then. A thread that wakes is not
/// always let in at once however short its slices are: where it has had more than its share it waits for the next tick,
/// which may be four milliseconds off. Costs next to nothing where nobody waits.
void give_way();

}  // namespace swarmdesk::runtime
