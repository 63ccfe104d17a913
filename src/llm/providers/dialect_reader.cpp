#include "llm/providers/dialect_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "llm/providers/clean_message.hpp"
#include "llm/providers/json_access.hpp"
#include "llm/providers/retry_after.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string media_type(const net::Headers& headers)
{
    const auto field = headers.find("content-type").value_or("");
    std::string type{trim(field.substr(0, field.find(';')))};
    for (char& c : type)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return type;
}

bool is_json(std::string_view type) { return type == "application/json" || type.ends_with("+json"); }
bool is_ndjson(std::string_view type)
{
    return type == "application/x-ndjson" || type == "application/ndjson" || type == "application/jsonl";
}

bool is_encoded(const net::Headers& headers)
{
    const auto encoding = headers.find("content-encoding");
    return encoding && !encoding->empty() && !net::equal_ignoring_case(*encoding, "identity");
}

}  // namespace

DialectReader::DialectReader(Setup setup)
    : setup_(std::move(setup)),
      sse_({.event_bytes_max = setup_.limits.event_bytes_max}),
      ndjson_({.line_bytes_max = setup_.limits.event_bytes_max})
{}

/// `over` where the type can be no answer. None at all is given the benefit of the doubt: the body will tell.
DialectReader::State DialectReader::state_of(std::string_view type) const
{
    if (setup_.delivery == Delivery::whole) return type.empty() || is_json(type) ? State::whole : State::over;
    if (type.empty()) return State::stream;
    if (setup_.framing == Framing::ndjson)
        return is_ndjson(type) || is_json(type) ? State::stream : State::over;  // one JSON text is a stream of one line
    if (type == "text/event-stream") return State::stream;
    return is_json(type) ? State::misplaced : State::over;
}

void DialectReader::on_head(std::uint16_t status, const net::Headers& headers, UtcTime now, std::vector<Event>& events)
{
    if (is_over()) return;
    if (state_ != State::waiting) return fail(FailureKind::garbled, "a second head", events);
    status_ = status;
    retry_after_ = retry_after(status, headers, now);
    if (is_encoded(headers))
        return fail(FailureKind::garbled, "the answer is compressed, which nobody asked for", events);
    if (status < 200 || status >= 300) {
        state_ = State::error;
        return;
    }
    const std::string type = media_type(headers);
    const State next = state_of(type);
    if (next == State::over)
        return fail(FailureKind::garbled, fmt::format("the answer is of type {:.60}", type), events);
    state_ = next;
}

void DialectReader::on_bytes(std::string_view bytes, std::vector<Event>& events)
{
    switch (state_) {
        case State::over: return;
        case State::waiting: return fail(FailureKind::garbled, "a body before its head", events);
        case State::error: body_ += bytes.substr(0, setup_.limits.error_body_bytes_max - body_.size()); return;
        case State::whole:
        case State::misplaced: return append(bytes, events);
        case State::stream: return take_stream_bytes(bytes, events);
    }
}

void DialectReader::append(std::string_view bytes, std::vector<Event>& events)
{
    if (bytes.size() > setup_.limits.body_bytes_max - body_.size())
        return fail(FailureKind::garbled, "the answer is larger than allowed", events);
    body_ += bytes;
}

void DialectReader::take_stream_bytes(std::string_view bytes, std::vector<Event>& events)
{
    if (bytes.size() > setup_.limits.stream_bytes_max - stream_bytes_)
        return fail(FailureKind::garbled, "the stream is larger than allowed", events);
    stream_bytes_ += bytes.size();
    if (setup_.framing == Framing::sse) {
        sse_.feed(bytes);
        while (!is_over()) {
            const auto event = sse_.next();
            if (!event) break;
            take_piece(event->type, event->data, events);
        }
    } else {
        ndjson_.feed(bytes);
        while (!is_over()) {
            const auto line = ndjson_.next();
            if (!line) break;
            take_piece({}, *line, events);
        }
    }
    if (sse_.has_failed() || ndjson_.has_failed())
        fail(FailureKind::garbled, "an event of the stream is larger than allowed", events);
}

void DialectReader::on_end(std::vector<Event>& events)
{
    switch (state_) {
        case State::over: return;
        case State::waiting: break;
        case State::error: {
            const auto body = parse_json(body_);
            return fail_as_told(body ? *body : json::value(nullptr), events);
        }
        case State::whole: take_whole(trim(body_), events); break;
        case State::misplaced: end_misplaced(events); break;
        case State::stream:
            if (setup_.framing == Framing::ndjson)
                if (const auto line = ndjson_.rest()) take_piece({}, *line, events);
            if (!is_over()) take_stream_end(events);
            break;
    }
    fail(FailureKind::truncated, "the answer ended before it was complete", events);
}

/// JSON where a stream was asked for: OpenRouter tells of some failures so, and nothing else should.
void DialectReader::end_misplaced(std::vector<Event>& events)
{
    const auto body = parse_json(body_);
    const auto* object = body ? body->if_object() : nullptr;
    if (object && member(*object, "error")) return fail_as_told(*body, events);
    fail(FailureKind::garbled, "the answer is no stream", events);
}

void DialectReader::take_stream_end(std::vector<Event>&) {}

void DialectReader::fail(FailureKind kind, std::string message, std::vector<Event>& events)
{
    if (is_over()) return;
    state_ = State::over;
    body_.clear();
    events.push_back(Failure{
        .kind = kind, .message = clean_message(message, setup_.key), .status = status_, .retry_after = retry_after_});
}

void DialectReader::fail_as_told(const json::value& body, std::vector<Event>& events)
{
    if (is_over()) return;
    UpstreamError error = read_error(status_, body);
    status_ = error.status;
    if (error.message.empty()) error.message = error.type.empty() ? fmt::format("status {}", error.status) : error.type;
    fail(classify(error, setup_.failures), std::move(error.message), events);
}

void DialectReader::say(Chunk chunk, std::vector<Event>& events)
{
    if (!is_over()) events.push_back(std::move(chunk));
}

void DialectReader::answer(Answer answer, std::vector<Event>& events)
{
    if (is_over()) return;
    state_ = State::over;
    events.push_back(std::move(answer));
}

void DialectReader::finish(const Usage& usage, std::vector<Event>& events)
{
    if (is_over()) return;
    state_ = State::over;
    events.push_back(Finished{usage});
}

}  // namespace swarmdesk::llm::providers
