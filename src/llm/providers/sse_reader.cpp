#include "llm/providers/sse_reader.hpp"

#include <algorithm>

namespace swarmdesk::llm::providers {

namespace {
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
}  // namespace

void SseReader::feed(std::string_view bytes)
{
    if (has_failed_) return;
    pending_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    pending_.append(bytes);
}

/// At most the first three bytes decide; until they are there nothing is read.
void SseReader::skip_byte_order_mark()
{
    const std::string_view text{pending_};
    if (text.size() < byte_order_mark.size() && byte_order_mark.starts_with(text)) return;
    is_at_start_ = false;
    if (text.starts_with(byte_order_mark)) begin_ = scanned_ = byte_order_mark.size();
}

std::optional<std::string_view> SseReader::next_line()
{
    if (is_at_start_) skip_byte_order_mark();
    if (is_at_start_) return std::nullopt;
    if (skips_line_feed_ && begin_ < pending_.size()) {
        skips_line_feed_ = false;
        if (pending_[begin_] == '\n') scanned_ = ++begin_;
    }
    // Not find_first_of, which calls memchr for every byte: each token comes through here.
    const auto found = std::find_if(pending_.begin() + static_cast<std::ptrdiff_t>(scanned_), pending_.end(),
                                    [](char c) { return c == '\n' || c == '\r'; });
    const auto end = found == pending_.end() ? std::string::npos : static_cast<std::size_t>(found - pending_.begin());
    const auto size = (end == std::string::npos ? pending_.size() : end) - begin_;
    if (size > limits_.event_bytes_max) {
        has_failed_ = true;
        return std::nullopt;
    }
    if (end == std::string::npos) {
        scanned_ = pending_.size();
        return std::nullopt;
    }
    const auto line = std::string_view{pending_}.substr(begin_, size);
    skips_line_feed_ = pending_[end] == '\r';
    begin_ = scanned_ = end + 1;
    return line;
}

void SseReader::take_field(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == 0) return;  // a comment
    const auto name = line.substr(0, colon);
    auto value = colon == line.npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "data") {
        if (has_data_) data_ += '\n';
        has_data_ = true;
        data_ += value;
        has_failed_ = has_failed_ || data_.size() > limits_.event_bytes_max;
    } else if (name == "event") {
        type_ = value;
    } else if (name == "id" && value.find('\0') == value.npos) {
        id_ = value;
    }
}

std::optional<SseEvent> SseReader::next()
{
    if (is_taken_) {
        is_taken_ = has_data_ = false;
        type_.clear();
        data_.clear();
    }
    while (!has_failed_) {
        const auto line = next_line();
        if (!line) return std::nullopt;
        if (!line->empty()) {
            take_field(*line);
        } else if (has_data_) {
            is_taken_ = true;
            return SseEvent{.type = type_, .data = data_, .id = id_};
        } else {
            type_.clear();
        }
    }
    return std::nullopt;
}

}  // namespace swarmdesk::llm::providers
