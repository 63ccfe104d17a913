#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk {

struct JsonLimits {
    std::size_t bytes_max = 1024 * 1024;
    std::size_t depth_max = 64;
};

/// Foreign text as JSON, strictly (RFC 8259): one value, UTF-8 without a byte order mark, every key once in its object,
/// no NUL in any text, no lone surrogate, bounded size and depth. The error is a sentence for whoever sent it.
Result<boost::json::value> parse_json(std::string_view text, JsonLimits limits = {});

/// Whether a character is not seen, or turns the rest of the line around, so that words look like something else.
/// `text` must be UTF-8.
bool has_invisible(std::string_view text);

}  // namespace swarmdesk
