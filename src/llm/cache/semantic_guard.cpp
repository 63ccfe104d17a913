#include "llm/cache/semantic_guard.hpp"

#include <algorithm>

#include "llm/cache/meaning.hpp"

namespace swarmdesk::llm::cache {
namespace {

std::vector<std::string_view> of_kind(const Meaning& meaning, TokenKind kind)
{
    std::vector<std::string_view> texts;
    for (const Token& token : meaning.tokens)
        if (token.kind == kind) texts.push_back(token.text);
    return texts;
}

std::vector<std::string_view> sorted(std::vector<std::string_view> texts)
{
    std::ranges::sort(texts);
    return texts;
}

}  // namespace

std::optional<Difference> difference_between(std::string_view asked, std::string_view cached)
{
    if (asked.size() > guarded_bytes_max || cached.size() > guarded_bytes_max) return Difference::too_long;
    const Meaning one = meaning_of(asked);
    const Meaning other = meaning_of(cached);
    if (one.tokens.empty() || other.tokens.empty()) return Difference::empty;
    struct Row {
        TokenKind kind;
        Difference difference;
    };
    for (const Row& row : {Row{TokenKind::number, Difference::number}, Row{TokenKind::symbol, Difference::symbol},
                           Row{TokenKind::side, Difference::side}, Row{TokenKind::negation, Difference::negation},
                           Row{TokenKind::comparison, Difference::comparison}, Row{TokenKind::time, Difference::time},
                           Row{TokenKind::word, Difference::word}})
        if (sorted(of_kind(one, row.kind)) != sorted(of_kind(other, row.kind))) return row.difference;
    if (one.form != other.form) return Difference::question;
    if (one.tokens != other.tokens) return Difference::order;
    return std::nullopt;
}

}  // namespace swarmdesk::llm::cache
