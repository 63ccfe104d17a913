#pragma once

#include <cstdint>
#include <string>

namespace swarmdesk::llm::scripted {

/// The word a scripted model says as its `number`th token, from 0, with the space before it. Always the same.
std::string word(std::uint32_t number);
/// The first `count` of them.
std::string words(std::uint32_t count);

}  // namespace swarmdesk::llm::scripted
