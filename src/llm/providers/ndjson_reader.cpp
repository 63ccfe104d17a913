#include "llm/providers/ndjson_reader.hpp"

namespace swarmdesk::llm::providers {

namespace {

std::string_view without_blanks(std::string_view line)
{
    const auto first = line.find_first_not_of(" \t\r");
    if (first == line.npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

void NdjsonReader::feed(std::string_view bytes)
{
    if (has_failed_) return;
    pending_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    pending_.append(bytes);
}

std::optional<std::string_view> NdjsonReader::next()
{
    while (!has_failed_) {
        const auto end = pending_.find('\n', scanned_);
        const auto size = (end == std::string::npos ? pending_.size() : end) - begin_;
        if (size > limits_.line_bytes_max) {
            has_failed_ = true;
        } else if (end == std::string::npos) {
            scanned_ = pending_.size();
            return std::nullopt;
        } else {
            const auto line = without_blanks(std::string_view{pending_}.substr(begin_, size));
            begin_ = scanned_ = end + 1;
            if (!line.empty()) return line;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> NdjsonReader::rest()
{
    if (has_failed_) return std::nullopt;
    const auto line = without_blanks(std::string_view{pending_}.substr(begin_));
    begin_ = scanned_ = pending_.size();
    if (line.empty()) return std::nullopt;
    return line;
}

}  // namespace swarmdesk::llm::providers
