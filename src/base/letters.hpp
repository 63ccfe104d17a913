#pragma once

#include <string_view>

namespace swarmdesk {

/// Whether the text is UTF-8 of letters and decimal digits of any script, and of what `also` lists; no marks, signs,
/// spaces, controls or characters that nobody sees.
bool is_letters_and_digits(std::string_view text, std::string_view also = {});

}  // namespace swarmdesk
