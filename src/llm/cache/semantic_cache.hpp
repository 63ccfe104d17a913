#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "llm/cache/cache_store.hpp"
#include "llm/cache/vector_index.hpp"
#include "llm/degraded/labelled.hpp"

namespace swarmdesk::llm::cache {

/// Where a question is looked for, and what is compared: only the last words of the user may differ. Everything before
/// them, all settings and the whole context are the same for all questions of a shelf.
struct SemanticQuestion {
    Key shelf;
    std::string tenant;
    std::string text;
};
/// Refuses whatever is no plain chat: embeddings; tools or a schema, whose answers somebody may act on; a last message
/// that is not a text of the user; a shared scope.
Result<SemanticQuestion> semantic_question(const Context& context, const ModelCall& call);

/// Answers to questions that mean the same. Off unless switched on, and for chat only.
///
/// NEVER on a path that can act. Two questions that mean the opposite look alike to an encoder, so a hit must also pass
/// the guard (semantic_guard.hpp), and what comes out is a `degraded::Cached`: it can be shown, and no decision can be
/// made of it.
///
/// Bounded in tenants and in entries of each; the oldest goes first. Not for use from several threads.
class SemanticCache {
public:
    struct Settings {
        bool is_enabled = false;
        double similarity_min = 0.97;  ///< cosine
        std::size_t candidates_max = 8;
        std::size_t tenants_max = 64;  ///< beyond: the tenant whose newest entry is the oldest is forgotten
        std::size_t entries_per_tenant_max = 512;
        std::size_t answer_bytes_max = 256 * 1024;
        nanoseconds ttl = std::chrono::seconds{60};
    };
    struct Counters {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;   ///< nothing similar enough
        std::uint64_t guarded = 0;  ///< similar enough, and another question
        friend bool operator==(const Counters&, const Counters&) = default;
    };
    using Found = degraded::Cached<std::shared_ptr<const Entry>>;

    /// `index` is borrowed until this dies, and nobody else puts anything there.
    SemanticCache(const Settings& settings, VectorIndex& index) : settings_(settings), index_(index) {}

    std::optional<Found> find(const SemanticQuestion& question, std::span<const float> vector, MonotonicTime now);
    Kept put(const SemanticQuestion& question, std::span<const float> vector, Entry entry, MonotonicTime now);

    std::size_t size() const { return items_.size(); }
    const Counters& counters() const { return counters_; }

private:
    struct Item {
        SemanticQuestion question;
        std::shared_ptr<const Entry> entry;
        MonotonicTime stored_at;
    };
    using Ids = std::deque<VectorIndex::Id>;

    void forget_oldest(std::map<std::string, Ids>::iterator tenant);
    void make_room(const std::string& tenant);

    Settings settings_;
    VectorIndex& index_;
    std::map<VectorIndex::Id, Item> items_;
    std::map<std::string, Ids> tenants_;  ///< oldest first; never empty
    VectorIndex::Id last_id_ = 0;
    Counters counters_;
};

}  // namespace swarmdesk::llm::cache
