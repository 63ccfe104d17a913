#include "short_ids.hpp"

#include <algorithm>

namespace swarmdesk::app {
namespace {

constexpr std::size_t short_min = 8;

}  // namespace

std::vector<std::string> short_ids(const std::vector<std::string>& ids)
{
    std::vector<std::string> sorted = ids;
    std::ranges::sort(sorted);
    sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
    std::size_t length = short_min;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const auto [differs, other] = std::ranges::mismatch(sorted[i - 1], sorted[i]);
        length = std::max(length, static_cast<std::size_t>(differs - sorted[i - 1].begin()) + 1);
    }
    std::vector<std::string> shown;
    for (const std::string& id : ids) {
        std::string beginning = id.substr(0, length);
        if (beginning.ends_with('-')) beginning.pop_back();
        shown.push_back(std::move(beginning));
    }
    return shown;
}

}  // namespace swarmdesk::app
