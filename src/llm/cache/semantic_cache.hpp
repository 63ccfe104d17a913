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
/// Refuses whatever is no plain chat: embeddings; any field it does not know, as are tools and a schema, whose answers
/// somebody may act on; talk with tools; a last message that is not a text of the user, or too long for the guard; more
/// than one answer; a shared scope.
Result<SemanticQuestion> semantic_question(const Context& context, const ModelCall& call);

/// Answers to questions that mean the same. Off unless switched on, and for chat only.
///
/// NEVER on a path that can act. Two questions that mean the opposite look alike to an encoder, so a hit must also pass
/// the guard (semantic_guard.hpp), and what comes out is a `degraded::Cached`: it can be shown, and no decision can be
/// made of it.
///
/// Bounded in tenants, in entries of each and of all, and in bytes; the oldest goes first. Not for use from several
/// threads.
class SemanticCache {
public:
    struct Settings {
        bool is_enabled = false;
        double similarity_min = 0.97;     ///< cosine
        std::size_t candidates_max = 32;  ///< one question about each of many instruments looks much the same
        std::size_t tenants_max = 64;     ///< beyond: the tenant whose newest entry is the oldest is forgotten
        std::size_t entries_per_tenant_max = 512;
        std::size_t entries_max = 10'000;
        std::size_t bytes_max = 64 * 1024 * 1024;
        std::size_t answer_bytes_max = 256 * 1024;
    };
    struct Counters {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;   ///< nothing similar enough
        std::uint64_t guarded = 0;  ///< similar enough, and another question
        friend bool operator==(const Counters&, const Counters&) = default;
    };
    struct Found {
        degraded::Cached<std::shared_ptr<const Entry>> answer;
        double similarity = 0;
    };
    /// What an entry weighs besides its texts and its vector: keys, and the nodes it hangs in.
    static constexpr std::size_t overhead_bytes = 512;

    /// `index` is borrowed until this dies, and nobody else puts anything there.
    SemanticCache(const Settings& settings, VectorIndex& index) : settings_(settings), index_(index) {}

    /// What is older than `age_max` is passed over.
    std::optional<Found> find(const SemanticQuestion& question, std::span<const float> vector, MonotonicTime now,
                              std::optional<nanoseconds> age_max = std::nullopt);
    /// Keeps it until `now + ttl`, in place of what the same question had.
    Kept put(const SemanticQuestion& question, std::span<const float> vector, Entry entry, nanoseconds ttl,
             MonotonicTime now);

    std::size_t size() const { return items_.size(); }
    std::size_t bytes() const { return bytes_; }
    const Counters& counters() const { return counters_; }

private:
    struct Item {
        SemanticQuestion question;
        std::shared_ptr<const Entry> entry;
        std::size_t bytes = 0;
        MonotonicTime stored_at;
        MonotonicTime fresh_until;
    };
    using Items = std::map<VectorIndex::Id, Item>;
    using Ids = std::deque<VectorIndex::Id>;

    template <class Predicate>
    void forget_where(const std::string& tenant, Predicate is_meant);
    void forget_oldest(std::map<std::string, Ids>::iterator tenant);
    void forget(Items::iterator item);
    void make_room(const std::string& tenant, std::size_t bytes);

    Settings settings_;
    VectorIndex& index_;
    Items items_;                         ///< oldest first
    std::map<std::string, Ids> tenants_;  ///< oldest first; never empty
    std::size_t bytes_ = 0;
    VectorIndex::Id last_id_ = 0;
    Counters counters_;
};

}  // namespace swarmdesk::llm::cache
