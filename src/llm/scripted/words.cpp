#include "llm/scripted/words.hpp"

#include <array>
#include <string_view>

namespace swarmdesk::llm::scripted {

std::string word(std::uint32_t number)
{
    constexpr std::array<std::string_view, 12> said{"The",     "market", "is", "quiet", "and", "volume",
                                                    "remains", "low",    "so", "there", "is",  "nothing"};
    std::string text{number == 0 ? "" : " "};
    text += said[number % said.size()];
    return text;
}

std::string words(std::uint32_t count)
{
    std::string text;
    for (std::uint32_t number = 0; number < count; ++number) text += word(number);
    return text;
}

}  // namespace swarmdesk::llm::scripted
