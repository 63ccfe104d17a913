#include "llm/cache/vector_index.hpp"

#include <algorithm>
#include <cmath>

namespace swarmdesk::llm::cache {
namespace {

/// Of length one; empty where there is no such vector.
std::vector<float> direction_of(std::span<const float> vector)
{
    double squares = 0;
    for (const float x : vector) squares += double{x} * double{x};
    if (!std::isfinite(squares) || squares <= 0) return {};
    const double length = std::sqrt(squares);
    std::vector<float> result;
    result.reserve(vector.size());
    for (const float x : vector) result.push_back(static_cast<float>(double{x} / length));
    return result;
}

double product(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
    return std::clamp(sum, -1.0, 1.0);
}

}  // namespace

bool FlatIndex::put(const Key& shelf, Id id, std::span<const float> vector)
{
    auto direction = direction_of(vector);
    if (direction.empty()) return false;
    Shelf& vectors = shelves_[shelf];
    if (!vectors.empty() && vectors.begin()->second.size() != direction.size()) return false;
    vectors.insert_or_assign(id, std::move(direction));
    return true;
}

void FlatIndex::erase(const Key& shelf, Id id)
{
    const auto vectors = shelves_.find(shelf);
    if (vectors == shelves_.end()) return;
    vectors->second.erase(id);
    if (vectors->second.empty()) shelves_.erase(vectors);
}

std::vector<VectorIndex::Neighbour> FlatIndex::nearest(const Key& shelf, std::span<const float> vector,
                                                       std::size_t count_max) const
{
    const auto vectors = shelves_.find(shelf);
    const auto direction = direction_of(vector);
    if (vectors == shelves_.end() || direction.empty()) return {};
    std::vector<Neighbour> all;
    for (const auto& [id, other] : vectors->second)
        if (other.size() == direction.size()) all.push_back({id, product(direction, other)});
    std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
    if (all.size() > count_max) all.resize(count_max);
    return all;
}

std::size_t FlatIndex::size() const
{
    std::size_t count = 0;
    for (const auto& [key, vectors] : shelves_) count += vectors.size();
    return count;
}

}  // namespace swarmdesk::llm::cache
