#pragma once

#include "support/scene.hpp"

namespace swarmdesk::testing {

enum class Crashed { no = 1, yes };

/// Plays until the end, or until the desk dies.
Awaitable<Crashed> play_until_crash(DeskProcess& desk, Scene& scene, Scene::Play play);

}  // namespace swarmdesk::testing
