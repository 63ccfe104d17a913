#include "llm/attempt.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;

namespace {

/// What comes before the first word: a role, an empty delta. More is no answer.
constexpr std::size_t silent_chunks_max = 64;

}  // namespace

asio::awaitable<Beginning> listen(Attempt& attempt)
{
    std::vector<Event> begun;
    while (true) {
        Event event = co_await attempt.next();
        if (auto* failure = std::get_if<Failure>(&event)) co_return std::move(*failure);
        if (auto* answer = std::get_if<Answer>(&event)) co_return std::move(*answer);
        const auto* chunk = std::get_if<Chunk>(&event);
        const bool speaks = chunk == nullptr || chunk->has_content || chunk->is_last;
        begun.push_back(std::move(event));
        if (speaks) co_return begun;
        if (begun.size() > silent_chunks_max)
            co_return Failure{FailureKind::garbled, "the model sends pieces without words", 0, {}};
    }
}

}  // namespace swarmdesk::llm
