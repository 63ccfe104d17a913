#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// \file
/// How wide a text is where every character has a cell of its own, such as on a terminal: Chinese, Japanese and Korean
/// letters and most emoji take two cells, combining marks none.
namespace swarmdesk {

/// 0, 1 or 2 cells, by Unicode's East Asian Width and general category.
int display_width(std::uint32_t code_point);
std::size_t display_width(std::string_view text);

/// As it is where it fits, else so much of its beginning as leaves room for "…". Never wider than `width`.
std::string shortened(std::string_view text, std::size_t width);

/// The text in one line that no terminal acts on: controls, line breaks, what turns the direction of writing and bytes
/// that are no UTF-8 become U+FFFD, tabs and ends of lines a space.
std::string printable(std::string_view text);

}  // namespace swarmdesk
