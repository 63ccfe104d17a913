#pragma once

#include <cstddef>
#include <functional>

namespace swarmdesk::runtime {

/// Processors this process may use; at least 1.
std::size_t processor_count();

/// Calls `work(0)` … `work(count - 1)`, each once, on at most `jobs` threads, the caller's among them, and returns when
/// all have ended. What shares memory must be safe from several threads. After one has thrown no further one begins,
/// and the first exception is thrown on. For work that computes; nothing here may wait for an executor.
void parallel_for(std::size_t count, std::size_t jobs, const std::function<void(std::size_t index)>& work);

}  // namespace swarmdesk::runtime
