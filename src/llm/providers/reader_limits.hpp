#pragma once

#include <cstddef>

namespace swarmdesk::llm::providers {

/// How much of an upstream's answer is taken. More than this is `garbled`.
struct ReaderLimits {
    std::size_t body_bytes_max = 8 * 1024 * 1024;     ///< an answer in one piece
    std::size_t error_body_bytes_max = 64 * 1024;     ///< of an error's body; what is beyond is not looked at
    std::size_t event_bytes_max = 1024 * 1024;        ///< one line, or one event, of a stream
    std::size_t stream_bytes_max = 64 * 1024 * 1024;  ///< a whole stream
    std::size_t choices_max = 16;
    std::size_t tool_calls_max = 128;  ///< in one choice
};

}  // namespace swarmdesk::llm::providers
