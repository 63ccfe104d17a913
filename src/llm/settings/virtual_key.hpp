#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "llm/settings/deployment.hpp"

namespace swarmdesk::llm::settings {

/// Which upstreams may see the text of a call.
enum class EgressRule {
    anywhere = 1,
    local_only,  ///< nothing leaves this machine
    listed,      ///< the local ones, and the providers named
};
constexpr auto enum_table(EgressRule)
{
    return std::to_array<EnumName<EgressRule>>(
        {{EgressRule::anywhere, "anywhere"}, {EgressRule::local_only, "local_only"}, {EgressRule::listed, "listed"}});
}

struct Egress {
    EgressRule rule = EgressRule::anywhere;
    std::set<ProviderKind> providers;       ///< for `listed`
    std::optional<std::int32_t> order_max;  ///< no tier beyond this one, whatever the rule

    bool admits(const Deployment& deployment, std::int32_t order) const;
    friend bool operator==(const Egress&, const Egress&) = default;
};

/// What a customer has paid for. `operator_` is the desk itself: its agents and its people.
enum class ServiceTier { free = 1, plus, pro, operator_ };
constexpr auto enum_table(ServiceTier)
{
    return std::to_array<EnumName<ServiceTier>>({{ServiceTier::free, "free"},
                                                 {ServiceTier::plus, "plus"},
                                                 {ServiceTier::pro, "pro"},
                                                 {ServiceTier::operator_, "operator"}});
}

/// 0 is idle work, 9 a critical signal: the brief's scale, the reverse of LiteLLM's.
inline constexpr std::uint8_t priority_top = 9;

/// How much at most. None at all is said in so many words, which is not the same as to say nothing.
template <class T>
struct Limit {
    std::optional<T> most;  ///< absent: any number

    Limit() = default;
    Limit(T number) : most(number) {}  // NOLINT(google-explicit-constructor): a number is a limit
    friend bool operator==(const Limit&, const Limit&) = default;
};

/// What a key may do, or all keys of a tier. What is absent on a key is as its tier says in the file; absent there too,
/// as `default_allowance` says for that tier.
struct Allowance {
    std::optional<Decimal> max_budget;  ///< USD; calls are refused beyond
    std::optional<std::uint64_t> max_budget_tokens;
    std::optional<std::uint64_t> max_budget_requests;
    std::optional<Decimal> soft_budget;          ///< USD; reported beyond
    std::optional<nanoseconds> budget_duration;  ///< after which all of it starts from zero; absent: never
    std::optional<Limit<std::uint64_t>> rpm_limit;
    std::optional<Limit<std::uint64_t>> tpm_limit;
    std::optional<Limit<std::uint32_t>> max_parallel_requests;
    std::optional<std::uint8_t> priority;      ///< of calls that name none
    std::optional<std::uint8_t> priority_max;  ///< calls that ask for more get this
    std::optional<Egress> egress;

    bool has_budget() const { return max_budget || max_budget_tokens || max_budget_requests; }
    /// This one, with what it leaves open taken from `other`.
    Allowance otherwise(const Allowance& other) const;
};

/// What a service tier grants where the file says nothing about it. A critical signal, P9, is the desk's own.
Allowance default_allowance(ServiceTier tier);

/// More keys than this, or teams, are a matter for a database.
inline constexpr std::size_t keys_most = 10'000;
inline constexpr std::size_t teams_most = 1'000;

/// Keys that share limits: a call must fit what its key may do and what its team may.
struct Team {
    std::string name;  ///< unique; what its keys say
    /// Its limits; what is absent is without. Urgency and egress are each key's own.
    Allowance allowance;
};

/// Who may call. The key itself is not kept: only SHA-256 of it, which is as good as the key is long.
struct VirtualKey {
    std::string name;  ///< unique; for people and metrics
    Hash hash{};
    std::vector<std::string> models;  ///< groups and aliases; empty: all
    std::string team;                 ///< empty: none
    std::string tenant;
    ServiceTier tier = ServiceTier::free;
    bool is_blocked = false;
    Allowance allowance;
    boost::json::object metadata;
};

}  // namespace swarmdesk::llm::settings
