#include "config/suggest.hpp"

#include <algorithm>
#include <numeric>

namespace swarmdesk::config {
namespace {

/// Levenshtein's distance, one row at a time.
std::size_t edits_between(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates)
{
    constexpr std::size_t word_size_max = 80;
    if (word.size() > word_size_max) return {};
    std::string_view best;
    std::size_t edits_best = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t edits = edits_between(word, candidate);
        if (edits >= edits_best || edits >= candidate.size()) continue;
        edits_best = edits;
        best = candidate;
    }
    return best;
}

std::string did_you_mean(std::string_view word)
{
    return word.empty() ? std::string{} : ", did you mean " + std::string{word} + "?";
}

}  // namespace swarmdesk::config
