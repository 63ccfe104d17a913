#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "llm/cache/shared_analysis.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::cache {

/// What an answer is filed under: SHA-256 over everything that could change it. Only the functions below make one.
class Key {
public:
    const Hash& hash() const { return hash_; }
    /// 64 hexadecimal digits, fit for a header.
    std::string to_string() const { return to_hex(hash_); }
    friend auto operator<=>(const Key&, const Key&) = default;

private:
    friend class KeyMaker;
    explicit Key(const Hash& hash) : hash_(hash) {}
    Hash hash_;
};

/// Whose answers these are. The shared scope is open only to questions made of public facts; whatever a client wrote
/// stays with its tenant.
class Scope {
public:
    static Scope of_tenant(std::string_view tenant) { return Scope{std::string{tenant}, false}; }
    static Scope shared(const SharedAnalysis&) { return Scope{{}, true}; }

    const std::string& tenant() const { return tenant_; }  ///< empty where shared
    bool is_shared() const { return is_shared_; }

private:
    Scope(std::string tenant, bool is_shared) : tenant_(std::move(tenant)), is_shared_(is_shared) {}
    std::string tenant_;
    bool is_shared_;
};

/// Everything besides the body that decides what is answered.
struct Context {
    Scope scope;
    std::string agent;
    std::string model_group;
    std::string prompt_version;
    Hash tools_hash{};         ///< of the tools an agent may call; zeroes where it has none
    std::string data_version;  ///< the market-state epoch: answers from before a change are not found after it
    std::string policy;        ///< egress and the like: whatever else must keep callers apart
};

/// The key of a call. Every part goes in behind its length, so no two different inputs run together. Refuses bodies
/// that have no canonical form (canonical_json.hpp); such calls are not cached.
Result<Key> key_of(const Context& context, const ModelCall& call);

/// The key of an analysis that is the same for everybody: two users asking about one candle share it. The prompt must
/// be made from these facts alone, for it is not part of the key.
Key key_of(const SharedAnalysis& analysis);

/// What is kept under `outer`, parted once more.
Key key_within(const Key& outer, std::string_view part);

/// For `Context::tools_hash`: of the list of tools, in its order.
Result<Hash> hash_tools(const boost::json::array& tools);

/// Whether the field of a body cannot change the answer: who asks, how it is delivered, what is to be kept of it.
bool is_without_effect(std::string_view field);

}  // namespace swarmdesk::llm::cache
