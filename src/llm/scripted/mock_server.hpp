#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::llm::scripted {

struct MockSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one
    /// How many requests it works on at once; further ones wait, first come first served and without bound, as inside
    /// Ollama with OLLAMA_NUM_PARALLEL. 0: all at once.
    std::uint32_t slots = 0;
};

/// A model server that does what the name of the model says (script.hpp), faults included, on the wires of OpenAI
/// (`/v1/chat/completions`, `/v1/embeddings`, `/v1/models`), Ollama (`/api/chat`, `/api/embed`, `/api/tags`, `/api/ps`)
/// and Anthropic (`/v1/messages`). One executor; await `stop()` before it dies.
class MockServer {
public:
    MockServer(boost::asio::any_io_executor executor, runtime::Clock& clock, MockSettings settings);
    MockServer(const MockServer&) = delete;
    MockServer& operator=(const MockServer&) = delete;
    ~MockServer();

    Result<void> start();
    std::uint16_t port() const;
    boost::asio::awaitable<void> stop();

    struct Counts {
        std::uint64_t requests = 0;   ///< calls of a model, served or not
        std::uint64_t completed = 0;  ///< said to their end
        std::uint64_t abandoned = 0;  ///< whose client left
        std::uint32_t in_flight = 0;
        std::uint32_t in_flight_max = 0;
    };
    const Counts& counts() const;
    std::size_t connections() const;  ///< open now

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::llm::scripted
