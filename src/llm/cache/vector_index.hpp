#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "llm/cache/key.hpp"

namespace swarmdesk::llm::cache {

/// Where the vectors of questions are searched. Shelves keep apart what must not meet; a search sees one shelf.
class VectorIndex {
public:
    using Id = std::uint64_t;
    struct Neighbour {
        Id id = 0;
        double similarity = 0;  ///< cosine, -1 to 1
    };

    virtual ~VectorIndex() = default;

    /// False where the vector cannot be compared: of another length than those there, not finite, or without direction.
    virtual bool put(const Key& shelf, Id id, std::span<const float> vector) = 0;
    virtual void erase(const Key& shelf, Id id) = 0;
    /// The most similar ones, best first, the older of equals before the newer; at most `count_max`.
    virtual std::vector<Neighbour> nearest(const Key& shelf, std::span<const float> vector,
                                           std::size_t count_max) const = 0;
};

/// Compares with every vector of the shelf: exact, and fast enough for the few thousand a tenant may have. The caller
/// bounds how many are put.
class FlatIndex final : public VectorIndex {
public:
    bool put(const Key& shelf, Id id, std::span<const float> vector) override;
    void erase(const Key& shelf, Id id) override;
    std::vector<Neighbour> nearest(const Key& shelf, std::span<const float> vector,
                                   std::size_t count_max) const override;
    std::size_t size() const;

private:
    using Shelf = std::map<Id, std::vector<float>>;  ///< of length one
    std::map<Key, Shelf> shelves_;
};

}  // namespace swarmdesk::llm::cache
