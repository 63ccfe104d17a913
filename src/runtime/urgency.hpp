#pragma once

namespace swarmdesk::runtime {

/// Which threads go first where there are fewer processors than work. No privilege is needed, and where the system
/// does not know how, nothing changes.
enum class Urgency {
    prompt = 1,  ///< runs as soon as it has something to do, and in short slices
    patient,     ///< gives way to the others
};

/// Of the calling thread, and of those it starts from now on.
void set_urgency(Urgency urgency);

}  // namespace swarmdesk::runtime
