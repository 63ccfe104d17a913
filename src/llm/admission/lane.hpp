#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/instant.hpp"
#include "llm/admission/fair_share.hpp"
#include "llm/admission/ticket.hpp"

namespace swarmdesk::llm::admission {

/// The waiters of one class: the tenant that attained least is next, among equals the one whose first has waited
/// longest; within a tenant whoever came first. Every operation is logarithmic.
class Lane {
public:
    using Tenant = FairShare::Tenant;
    using Attained = FairShare::Attained;
    struct Entry {
        WaiterId id = 0;
        Tenant tenant = FairShare::strangers;
        nanoseconds service{};
    };

    void add(const Entry& entry, Attained attained);
    /// It has to be here.
    void remove(const Entry& entry);
    /// For a tenant without waiters here this does nothing.
    void set_attained(Tenant tenant, Attained attained);

    std::optional<WaiterId> first() const;
    /// The service all waiters need, together.
    nanoseconds work() const { return work_; }
    /// About how much of it comes before a newcomer of that tenant: everybody else gets as much as the tenant's own
    /// waiters do.
    nanoseconds work_before(Tenant tenant) const;

private:
    struct Line {
        std::set<WaiterId> ids;
        nanoseconds work{};
        Attained attained = 0;
    };
    using Order = std::set<std::pair<Attained, WaiterId>>;  ///< of each line: what its tenant attained, and its first
    static Order::value_type place_of(const Line& line) { return {line.attained, *line.ids.begin()}; }

    std::map<Tenant, Line> lines_;
    Order order_;
    nanoseconds work_{};
};

}  // namespace swarmdesk::llm::admission
