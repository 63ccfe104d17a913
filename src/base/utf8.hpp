#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace swarmdesk {

/// One character of UTF-8 as Unicode numbers it.
struct CodePoint {
    std::uint32_t value = 0;
    std::size_t bytes = 1;  ///< how many it takes in the text
};

/// Takes the first code point off a text that is not empty. A byte that begins none is one of its own, U+FFFD, so any
/// text comes to its end.
CodePoint take_code_point(std::string_view& text);

}  // namespace swarmdesk
