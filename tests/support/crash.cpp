#include "support/crash.hpp"

namespace swarmdesk::testing {

Awaitable<Crashed> play_until_crash(DeskProcess& desk, Scene& scene, Scene::Play play)
{
    try {
        const Scene::Play all = [&](Scene& playing) -> Awaitable<void> {
            co_await play(playing);
            co_await playing.settle();
        };
        co_await desk.ready();
        co_await scene.play(desk.client(), all);
        co_return Crashed::no;
    } catch (const NoAnswer&) {
    }
    co_return Crashed::yes;
}

}  // namespace swarmdesk::testing
