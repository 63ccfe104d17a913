#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "llm/cache/semantic_cache.hpp"
#include "llm/decision_record.hpp"
#include "llm/doors/openai.hpp"
#include "llm/router.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::llm {

/// A call's question, to be compared with those asked before.
struct Comparison {
    cache::SemanticQuestion question;
    std::uint64_t tokens = 0;            ///< about
    std::vector<float> vector;           ///< empty: not made, or not yet
    std::optional<Embedding> embedding;  ///< what making it took
};

/// Answers from memory to another wording of a question: has the question's vector made by a group of the gateway's own
/// models, as an errand of the caller and under his egress rules, and looks for an answer in the semantic cache.
/// Nothing fails here: a vector that cannot be had, or not soon, is a miss. One executor.
class SemanticLookup {
public:
    /// How long a call waits for its vector: at most this, and no more than a share of what time it has.
    static constexpr nanoseconds patience_max = std::chrono::seconds{1};
    static constexpr int patience_share = 10;  ///< one in so many
    /// After a vector that took `patience_max`, or several in a row that took all the patience their calls had, none is
    /// asked for during this time.
    static constexpr nanoseconds rest = std::chrono::seconds{10};
    static constexpr int late_most = 3;

    static bool is_wanted(const settings::GatewaySettings& settings);
    /// Of settings that want it and were checked. Borrows all but them.
    SemanticLookup(runtime::Clock& clock, Router& router, const settings::GatewaySettings& settings);
    SemanticLookup(const SemanticLookup&) = delete;
    SemanticLookup& operator=(const SemanticLookup&) = delete;

    /// Nothing for a call that somebody may act upon: of an agent, an analysis, an urgent one, one with tools or a form
    /// to keep to.
    static std::unique_ptr<Comparison> begin(const doors::Asked& asked, const cache::Context& context,
                                             const Errand& errand);
    /// USD, for the vector.
    Decimal cost_at_most(const Comparison& comparison) const;

    boost::asio::awaitable<std::optional<cache::SemanticCache::Found>> find(const Errand& errand,
                                                                            Comparison& comparison,
                                                                            std::optional<nanoseconds> age_max);
    /// Nothing is kept of what could not be compared.
    void keep(const Comparison& comparison, cache::Entry entry, nanoseconds ttl);

private:
    boost::asio::awaitable<void> embed(const Errand& errand, Comparison& comparison, nanoseconds patience);

    runtime::Clock& clock_;
    Router& router_;
    const settings::ModelGroup group_;  ///< that embeds
    int late_ = 0;                      ///< vectors in a row
    MonotonicTime resumes_at_{};
    cache::FlatIndex index_;
    cache::SemanticCache cache_;
};

}  // namespace swarmdesk::llm
