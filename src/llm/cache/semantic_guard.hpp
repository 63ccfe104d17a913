#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/names.hpp"

namespace swarmdesk::llm::cache {

/// Why two questions must not share an answer: the first of their differences, in this order.
enum class Difference {
    number = 1,
    symbol,
    side,
    negation,
    comparison,
    time,
    word,      ///< some other word that is not known to be empty
    question,  ///< one asks what the other states, or orders
    order,     ///< the same words, said of each other
    too_long,
    empty,  ///< one of them says nothing
};
constexpr auto enum_table(Difference)
{
    return std::to_array<EnumName<Difference>>({{Difference::number, "number"},
                                                {Difference::symbol, "symbol"},
                                                {Difference::side, "side"},
                                                {Difference::negation, "negation"},
                                                {Difference::comparison, "comparison"},
                                                {Difference::time, "time"},
                                                {Difference::word, "word"},
                                                {Difference::question, "question"},
                                                {Difference::order, "order"},
                                                {Difference::too_long, "too_long"},
                                                {Difference::empty, "empty"}});
}

/// Bytes of a question that is compared at all.
inline constexpr std::size_t guarded_bytes_max = 8 * 1024;

/// What forbids answering `asked` with the answer to `cached`; nothing where they may share it. Similarity is no
/// evidence: encoders put "buy" next to "sell" (GPTCache issue 694 measures up to 0.9997 for reversed questions). So
/// it is not a list of forbidden differences but of allowed ones: two questions share when, after greetings, articles
/// and a few other empty words are gone and equal writings are made one, the same words are left in the same order.
/// Refuses far too often rather than once too rarely.
std::optional<Difference> difference_between(std::string_view asked, std::string_view cached);

inline bool may_share(std::string_view asked, std::string_view cached) { return !difference_between(asked, cached); }

}  // namespace swarmdesk::llm::cache
