#pragma once

#include <string>
#include <string_view>

namespace swarmdesk::trading::report {

/// Any text as text of a page, in an element or in a quoted attribute: nothing in it is markup, and control characters
/// are left out.
std::string escaped(std::string_view text);
/// A number with a proper minus sign in front of what is below zero.
std::string typeset(std::string number);

}  // namespace swarmdesk::trading::report
