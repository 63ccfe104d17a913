#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/names.hpp"
#include "llm/settings/gateway_settings.hpp"

namespace swarmdesk::llm::routing {

/// What a call may need of a model beyond words.
enum class Capability { tools = 1, json_schema, vision };
constexpr auto enum_table(Capability)
{
    return std::to_array<EnumName<Capability>>(
        {{Capability::tools, "tools"}, {Capability::json_schema, "json_schema"}, {Capability::vision, "vision"}});
}

/// One deployment as it stands now. Its owner fills it in from breaker, bulkhead, key ring and estimator. Where it says
/// `…_at`, an earlier moment than now means that nothing stands in the way, and nothing that nobody can tell.
struct DeploymentView {
    std::string id;
    Operation operation = Operation::chat;
    bool is_egress_allowed = true;  ///< the caller's policy for this deployment in this tier
    bool is_tried = false;          ///< has failed this very call
    std::set<Capability> capabilities;
    std::optional<std::uint64_t> context_tokens;  ///< prompt and answer together; nothing: not known
    std::optional<MonotonicTime> breaker_admits_at;
    std::optional<MonotonicTime> key_awake_at = MonotonicTime{};
    std::uint32_t in_flight = 0;
    std::uint32_t in_flight_max = 64;
    std::optional<MonotonicTime> place_free_at;  ///< a guess, for when it is full
    std::optional<nanoseconds> predicted;        ///< of the whole call, its wait in a queue included
    std::uint32_t weight_permille = 1000;        ///< 0: only when the others are gone
    std::uint64_t cost = 0;                      ///< of this call, in any unit shared by all
};

struct TierView {
    std::int32_t order = 1;
    std::vector<DeploymentView> deployments;
};

/// What is to be placed.
struct Need {
    Operation operation = Operation::chat;
    MonotonicTime deadline;
    std::uint64_t prompt_tokens = 0;
    std::uint64_t completion_tokens = 0;  ///< the most it may answer
    std::set<Capability> capabilities;
};

/// Why a deployment was not chosen: the first reason in this order, so what time cannot cure comes before what it can.
enum class SkipReason {
    wrong_operation = 1,
    egress_forbidden,
    lacks_capability,
    context_too_short,
    already_tried,
    breaker_open,
    keys_resting,
    busy,
    too_slow,          ///< would not be done by the deadline
    others_preferred,  ///< would have done
};
constexpr auto enum_table(SkipReason)
{
    return std::to_array<EnumName<SkipReason>>({{SkipReason::wrong_operation, "wrong_operation"},
                                                {SkipReason::egress_forbidden, "egress_forbidden"},
                                                {SkipReason::lacks_capability, "lacks_capability"},
                                                {SkipReason::context_too_short, "context_too_short"},
                                                {SkipReason::already_tried, "already_tried"},
                                                {SkipReason::breaker_open, "breaker_open"},
                                                {SkipReason::keys_resting, "keys_resting"},
                                                {SkipReason::busy, "busy"},
                                                {SkipReason::too_slow, "too_slow"},
                                                {SkipReason::others_preferred, "others_preferred"}});
}

struct Skipped {
    std::int32_t order = 1;
    std::string id;
    SkipReason reason = SkipReason::busy;
    friend bool operator==(const Skipped&, const Skipped&) = default;
};

struct Choice {
    std::size_t tier = 0;  ///< places in what `plan` was given
    std::size_t deployment = 0;
    friend bool operator==(const Choice&, const Choice&) = default;
};

/// What was decided and why, fit for a record and for a person.
struct Plan {
    std::optional<Choice> choice;
    /// Everything that was looked at and left: of the tiers before the chosen one all, and of that one the others.
    std::vector<Skipped> skipped;
    /// Without a choice: the earliest moment at which one may be had, for Retry-After. Nothing where time alone mends
    /// nothing, or nobody can tell when.
    std::optional<MonotonicTime> available_at;

    /// Without a choice: whether every deployment was left for that reason (and there was one).
    bool is_all(SkipReason reason) const;
};

/// Chooses where the next attempt goes: the first tier in which anything would do, and in it by `strategy`. Equals are
/// decided by their order; `draw` is one random number, which only `simple_shuffle` uses. What has not been measured is
/// never too slow, and for `lowest_latency` comes first: there is no other way to measure it.
Plan plan(const std::vector<TierView>& tiers, const Need& need, settings::Strategy strategy, MonotonicTime now,
          std::uint64_t draw);

}  // namespace swarmdesk::llm::routing
