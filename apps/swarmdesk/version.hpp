#pragma once

namespace swarmdesk::app {

inline constexpr const char* version = SWARMDESK_VERSION;

}  // namespace swarmdesk::app
