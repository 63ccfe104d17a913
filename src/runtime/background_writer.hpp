#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>

#include "base/error.hpp"

namespace swarmdesk::runtime {

namespace asio = boost::asio;

/// The thread for what may block, writes and syncs above all: a slow disk holds nobody up who does not wait for it.
/// Jobs run one after the other, in the order they came; what they touch is theirs alone until they have ended.
/// Bounded.
class BackgroundWriter {
public:
    using Job = std::function<Result<void>()>;

    explicit BackgroundWriter(std::size_t jobs_max = 1024);
    BackgroundWriter(const BackgroundWriter&) = delete;
    BackgroundWriter& operator=(const BackgroundWriter&) = delete;
    /// Does what is left to do.
    ~BackgroundWriter();

    /// Runs the job and gives its outcome, on the executor of whoever awaits. A caller who gives up leaves the job to
    /// run. `limit_exceeded`: too many wait, and the job is dropped. A job must not throw.
    asio::awaitable<Result<void>> run(Job job);
    /// The same where nobody waits for the outcome; false if it was dropped.
    bool post(Job job);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::runtime
