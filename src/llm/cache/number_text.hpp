#pragma once

#include <string>
#include <string_view>

namespace swarmdesk::llm::cache {

/// The one form of a number as people write it: `1.50` is `1.5`, `50,000` is `50000`, `007` is `7`; with a `k` behind
/// it a thousand times as much. Only digits, commas and points may be in `digits`. Where the writing could mean two
/// numbers (`1.500` is one and a half here and fifteen hundred there), or is none (`1.2.3`), it stays as it stands and
/// so is the same as nothing else.
std::string number_text(std::string_view digits, bool is_negative, bool is_thousands);

}  // namespace swarmdesk::llm::cache
