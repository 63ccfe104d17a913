#pragma once

#include <cstddef>
#include <vector>

#include "base/error.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::cache {

/// What a client of a stream is sent for an answer that is there already.
struct ReplayedStream {
    std::vector<Chunk> chunks;
    Finished finished;
};

struct ReplaySettings {
    std::size_t piece_bytes = 64;  ///< of text in a chunk; never cut inside a character, so it may be a little less
    std::size_t pieces_max = 64;   ///< of one text: a long one comes in longer pieces
};

/// Cuts a whole `chat.completion` into chunks, as a provider would have streamed it: for each choice one with the role,
/// its texts in pieces, its tool calls by index, and one with the finish_reason; only the last of all is `is_last`.
/// Refuses what is not such an answer: embeddings, an error, a choice that is not finished.
Result<ReplayedStream> replay(const Answer& answer, const ReplaySettings& settings = {});

}  // namespace swarmdesk::llm::cache
