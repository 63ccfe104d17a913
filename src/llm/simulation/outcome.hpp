#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "llm/simulation/quantiles.hpp"
#include "llm/simulation/settings.hpp"

namespace swarmdesk::llm::simulation {

/// How a call ended. Every call ends in exactly one of these ways.
enum class Path {
    exact = 1,  ///< remembered, for the same tenant
    canonical,  ///< remembered, for everybody
    coalesced,  ///< an equal call was under way
    model,      ///< a model answered this very call
    stale,      ///< no model could; the last good answer, labelled
    refused,    ///< by a limit, or because nobody could answer in time
};
constexpr auto enum_table(Path)
{
    return std::to_array<EnumName<Path>>({{Path::exact, "exact"},
                                          {Path::canonical, "canonical"},
                                          {Path::coalesced, "coalesced"},
                                          {Path::model, "model"},
                                          {Path::stale, "stale"},
                                          {Path::refused, "refused"}});
}

/// Some calls, by how they ended.
class Paths {
public:
    void add(Path path) { ++counts_[static_cast<std::size_t>(path)]; }
    std::uint64_t of(Path path) const { return counts_[static_cast<std::size_t>(path)]; }
    std::uint64_t calls() const;
    /// Answered without a model: exact, canonical and coalesced. What is stale is no answer to count on.
    std::uint64_t hits() const { return of(Path::exact) + of(Path::canonical) + of(Path::coalesced); }
    /// Of a hundred calls.
    double hit_rate() const;
    friend bool operator==(const Paths&, const Paths&) = default;

private:
    std::array<std::uint64_t, 7> counts_{};
};

struct ByPriority {
    Paths paths;
    Quantiles wait;      ///< of calls a model answered: until it began
    Quantiles answered;  ///< of all that were answered: until they had all of it
};

struct ByTier {
    std::uint64_t users = 0;
    std::uint64_t active = 0;  ///< who called at all
    Paths paths;
    Decimal cost;            ///< USD, of the calls counted
    Decimal cost_per_month;  ///< USD, of all its users
    double calls_per_user_day = 0;

    Decimal cost_per_user_month() const;
};

struct ByDeployment {
    std::string id;
    std::int32_t order = 1;
    bool is_local = false;
    std::uint64_t answered = 0;
    std::uint64_t tokens = 0;
    Decimal cost;  ///< USD, of the calls counted
    std::map<std::string, std::uint64_t>
        failed;  ///< attempts that came to nothing: by the queue's word, or the failure's
};

/// What a simulated stretch of time came to.
struct Outcome {
    std::uint64_t users = 0;
    std::uint32_t agents = 0;
    std::uint64_t seed = 0;
    nanoseconds begin{};
    nanoseconds length{};
    nanoseconds warm_up{};
    Sharing sharing = Sharing::canonical;

    Paths paths;
    std::map<Kind, Paths> by_kind;
    std::array<ByPriority, admission::priorities> by_priority;
    std::map<ServiceTier, ByTier> by_tier;
    std::vector<ByDeployment> deployments;
    std::map<std::string, std::uint64_t> refused;  ///< by reason

    std::uint64_t inversions = 0;  ///< slots given to a lower call while a P9 waited: there must be none
    Decimal spent;                 ///< USD, by the ledger: all calls, those of the warm-up too
    std::uint64_t evicted = 0;
    std::size_t cached_bytes_most = 0;
    std::size_t in_flight_most = 0;
    std::size_t calls_simulated = 0;  ///< with the warm-up

    Decimal cost_per_month() const;
    Decimal cost_per_user_month() const;
};

}  // namespace swarmdesk::llm::simulation
