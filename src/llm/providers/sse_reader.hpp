#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace swarmdesk::llm::providers {

/// One server-sent event. Views stay valid until the reader is used again.
struct SseEvent {
    std::string_view type;  ///< the `event` field; empty where there was none, which means "message"
    std::string_view data;  ///< the `data` fields, joined by line feeds
    std::string_view id;    ///< the last `id` seen, in this event or before
};

/// Cuts a stream into events as the WHATWG says (HTML, "Interpreting an event stream"): lines end in CR, LF or CRLF,
/// a byte order mark may come first, comments and unknown fields are skipped, an event without data is none, and what
/// no blank line has closed when the stream ends never was. Feed, then take events until there are none.
class SseReader {
public:
    struct Limits {
        std::size_t event_bytes_max = 1024 * 1024;  ///< a line, and the data of an event
    };

    explicit SseReader(Limits limits) : limits_(limits) {}

    void feed(std::string_view bytes);
    /// The next complete event, if there is one.
    std::optional<SseEvent> next();
    /// A line or an event was larger than allowed: no further event comes.
    bool has_failed() const { return has_failed_; }

private:
    std::optional<std::string_view> next_line();
    void skip_byte_order_mark();
    void take_field(std::string_view line);

    Limits limits_;
    std::string pending_;
    std::size_t begin_ = 0;    ///< where the present line begins
    std::size_t scanned_ = 0;  ///< no line ends before this
    bool skips_line_feed_ = false;
    bool is_at_start_ = true;
    bool has_failed_ = false;
    bool is_taken_ = false;  ///< the event below has been given out
    bool has_data_ = false;
    std::string type_;
    std::string data_;
    std::string id_;
};

}  // namespace swarmdesk::llm::providers
