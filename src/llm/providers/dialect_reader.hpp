#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "llm/providers/failure_table.hpp"
#include "llm/providers/ndjson_reader.hpp"
#include "llm/providers/provider.hpp"
#include "llm/providers/reader_limits.hpp"
#include "llm/providers/sse_reader.hpp"

namespace swarmdesk::llm::providers {

/// What the readers of all dialects have in common: the status, the content type, the bounds, the error body, and that
/// nothing comes after the end.
class DialectReader : public AnswerReader {
public:
    enum class Framing { sse = 1, ndjson };  ///< of a streamed answer
    struct Setup {
        Framing framing = Framing::sse;
        Delivery delivery = Delivery::whole;
        FailureTable failures;
        Secret key;  ///< never to appear in a message
        ReaderLimits limits;
    };

    void on_head(std::uint16_t status, const net::Headers& headers, UtcTime now, std::vector<Event>& events) final;
    void on_bytes(std::string_view bytes, std::vector<Event>& events) final;
    void on_end(std::vector<Event>& events) final;

protected:
    explicit DialectReader(Setup setup);

    /// An answer in one piece, of status 2xx.
    virtual void take_whole(std::string_view body, std::vector<Event>& events) = 0;
    /// One event or line of a stream; `type` is empty for lines.
    virtual void take_piece(std::string_view type, std::string_view data, std::vector<Event>& events) = 0;
    /// The stream ended; if nothing has ended the answer then, it is `truncated`.
    virtual void take_stream_end(std::vector<Event>& events);

    void fail(FailureKind kind, std::string message, std::vector<Event>& events);
    /// The failure that an error object in the upstream's own words means.
    void fail_as_told(const boost::json::value& body, std::vector<Event>& events);
    void say(Chunk chunk, std::vector<Event>& events);
    void answer(Answer answer, std::vector<Event>& events);
    void finish(const Usage& usage, std::vector<Event>& events);

    bool is_over() const { return state_ == State::over; }
    const ReaderLimits& limits() const { return setup_.limits; }

private:
    enum class State { waiting = 1, whole, stream, error, misplaced, over };

    State state_of(std::string_view content_type) const;
    void append(std::string_view bytes, std::vector<Event>& events);
    void take_stream_bytes(std::string_view bytes, std::vector<Event>& events);
    void end_misplaced(std::vector<Event>& events);

    Setup setup_;
    State state_ = State::waiting;
    std::uint16_t status_ = 0;
    std::optional<nanoseconds> retry_after_;
    std::string body_;
    std::size_t stream_bytes_ = 0;
    SseReader sse_;
    NdjsonReader ndjson_;
};

}  // namespace swarmdesk::llm::providers
