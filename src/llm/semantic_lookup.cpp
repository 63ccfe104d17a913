#include "llm/semantic_lookup.hpp"

#include <algorithm>

#include "llm/keys/price.hpp"
#include "llm/providers/json_access.hpp"
#include "runtime/deadline.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t dimensions_max = 8192;

cache::SemanticCache::Settings cache_settings(const settings::CacheSettings& settings)
{
    cache::SemanticCache::Settings cache;
    cache.is_enabled = true;
    cache.similarity_min = settings.semantic->similarity_min;
    cache.entries_max = settings.entries_max;
    cache.bytes_max = settings.bytes_max;
    return cache;
}

/// Of a list of embeddings with one in it; empty where it is none.
std::vector<float> vector_in(const std::string& text)
{
    boost::system::error_code error;
    const auto list = providers::parse_json(text);
    const json::value* numbers = list ? list->find_pointer("/data/0/embedding", error) : nullptr;
    if (numbers == nullptr || !numbers->is_array() || numbers->get_array().size() > dimensions_max) return {};
    std::vector<float> vector;
    vector.reserve(numbers->get_array().size());
    for (const json::value& number : numbers->get_array()) {
        if (!number.is_number()) return {};
        vector.push_back(number.to_number<float>());
    }
    return vector;
}

asio::awaitable<Result<Routed>> route(Router& router, const Errand& errand)
{
    auto routing = router.route(errand);
    co_return co_await std::move(routing);
}

}  // namespace

bool SemanticLookup::is_wanted(const settings::GatewaySettings& settings)
{
    return settings.cache.is_enabled && settings.cache.semantic && settings.cache.operations.contains(Operation::chat);
}

SemanticLookup::SemanticLookup(runtime::Clock& clock, Router& router, const settings::GatewaySettings& settings)
    : clock_(clock),
      router_(router),
      group_(*settings::find_group(settings, settings.cache.semantic->embedding_group)),
      cache_(cache_settings(settings.cache), index_)
{}

std::unique_ptr<Comparison> SemanticLookup::begin(const doors::Asked& asked, const cache::Context& context,
                                                  const Errand& errand)
{
    if (!asked.agent.empty() || asked.analysis || errand.priority >= admission::priority_urgent) return nullptr;
    auto question = cache::semantic_question(context, errand.call);
    if (!question) return nullptr;
    const std::uint64_t tokens = estimate_tokens(question->text.size());
    return std::make_unique<Comparison>(Comparison{std::move(*question), tokens, {}, {}});
}

Decimal SemanticLookup::cost_at_most(const Comparison& comparison) const
{
    return keys::cost_at_most(comparison.tokens, 0, group_);
}

asio::awaitable<std::optional<cache::SemanticCache::Found>> SemanticLookup::find(const Errand& errand,
                                                                                 Comparison& comparison,
                                                                                 std::optional<nanoseconds> age_max)
{
    const MonotonicTime now = clock_.now().monotonic;
    const nanoseconds patience = std::min<nanoseconds>(patience_max, (errand.deadline - now) / patience_share);
    if (now < resumes_at_ || patience <= nanoseconds{}) co_return std::nullopt;
    auto embedding = embed(errand, comparison, patience);
    co_await std::move(embedding);
    if (comparison.vector.empty()) co_return std::nullopt;
    co_return cache_.find(comparison.question, comparison.vector, clock_.now().monotonic, age_max);
}

asio::awaitable<void> SemanticLookup::embed(const Errand& errand, Comparison& comparison, nanoseconds patience)
{
    const MonotonicTime began = clock_.now().monotonic;
    Errand embedding;
    embedding.call.operation = Operation::embedding;
    embedding.call.body["input"] = comparison.question.text;
    embedding.prompt_tokens = comparison.tokens;
    embedding.group = group_.name;
    embedding.tenant = errand.tenant;
    embedding.call_id = errand.call_id;
    embedding.priority = errand.priority;
    embedding.egress = errand.egress;
    // Not the patience: a local engine of which nothing is known yet takes no errand that is to be over so soon.
    embedding.deadline = errand.deadline;
    auto routing = runtime::with_deadline(route(router_, embedding), clock_, patience);
    const auto routed = co_await std::move(routing);

    const MonotonicTime now = clock_.now().monotonic;
    Embedding made;
    made.took = now - began;
    const auto* answer = routed ? std::get_if<Answer>(&routed->outcome) : nullptr;
    const auto* failure = routed ? std::get_if<Failure>(&routed->outcome) : nullptr;
    if (answer != nullptr) {
        const Provenance& from = routed->provenance;
        made.deployment = from.deployment;
        made.tokens = answer->usage.total();
        made.cost = routed->upstream->cost(answer->usage);
        comparison.vector = vector_in(answer->json);
        made.outcome = comparison.vector.empty() ? to_text(FailureKind::garbled) : "answered";
        // Vectors of two models have nothing to do with each other.
        comparison.question.shelf = cache::key_within(comparison.question.shelf, from.provider + '/' + from.model);
    } else {
        made.outcome = to_text(failure != nullptr ? failure->kind : FailureKind::timed_out);
    }
    late_ = made.took >= patience ? late_ + 1 : 0;
    if (made.took >= patience_max || late_ >= late_most) {
        resumes_at_ = now + rest;
        late_ = 0;
    }
    comparison.embedding = std::move(made);
}

void SemanticLookup::keep(const Comparison& comparison, cache::Entry entry, nanoseconds ttl)
{
    if (comparison.vector.empty()) return;
    cache_.put(comparison.question, comparison.vector, std::move(entry), ttl, clock_.now().monotonic);
}

}  // namespace swarmdesk::llm
