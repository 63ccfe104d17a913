#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace swarmdesk::llm::providers {

/// Cuts a stream of JSON values, one on each line, into its lines. Lines end in LF or CRLF; blank ones are skipped.
/// Whether a line is JSON is not looked at. Feed, then take lines until there are none.
class NdjsonReader {
public:
    struct Limits {
        std::size_t line_bytes_max = 1024 * 1024;
    };

    explicit NdjsonReader(Limits limits) : limits_(limits) {}

    void feed(std::string_view bytes);
    /// The next complete line, valid until the reader is used again.
    std::optional<std::string_view> next();
    /// The stream has ended: what is left, if it is a line that nothing closed.
    std::optional<std::string_view> rest();
    /// A line was longer than allowed: no further line comes.
    bool has_failed() const { return has_failed_; }

private:
    Limits limits_;
    std::string pending_;
    std::size_t begin_ = 0;
    std::size_t scanned_ = 0;
    bool has_failed_ = false;
};

}  // namespace swarmdesk::llm::providers
