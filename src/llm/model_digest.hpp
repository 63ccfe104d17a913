#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "net/http_client.hpp"
#include "runtime/clock.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::llm {

/// Which weights stand behind a model's name at an Ollama. The name may mean others tomorrow; a record should hold.
/// Read aside, at the first use and rarely after it: no call waits for it, and none fails of it. One executor; await
/// `stop()` before it dies.
class ModelDigest {
public:
    static constexpr nanoseconds interval = std::chrono::minutes{10};

    struct Place {
        std::string api_base;
        std::string model;
        Secret api_key;  ///< empty where none is asked for
    };
    /// `clock` and `client` are borrowed.
    ModelDigest(boost::asio::any_io_executor executor, runtime::Clock& clock, net::HttpClient& client, Place place);

    /// Begins to read it where that is due; whether it did.
    bool refresh();
    boost::asio::awaitable<void> read();
    /// As last read; empty where that was longer ago than the interval, or came to nothing.
    std::string_view value() const;
    boost::asio::awaitable<void> stop();

private:
    runtime::Clock& clock_;
    net::HttpClient& client_;
    const Place place_;
    std::optional<MonotonicTime> due_;  ///< absent: at once
    std::string value_;
    MonotonicTime read_at_;
    runtime::TaskScope scope_;
};

/// The model's digest in an answer of `/api/tags`; empty where it is not there. A name without a tag means `:latest`.
std::string digest_in(std::string_view tags, std::string_view model);

}  // namespace swarmdesk::llm
