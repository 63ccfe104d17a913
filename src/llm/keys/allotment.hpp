#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/names.hpp"
#include "llm/keys/budget.hpp"
#include "llm/keys/rate_limit.hpp"
#include "llm/routing/bulkhead.hpp"
#include "llm/settings/virtual_key.hpp"

/// \file
/// What keys and teams have left, and what a call takes of both before it is made.

namespace swarmdesk::llm::keys {

enum class Holder { key = 1, team };
constexpr auto enum_table(Holder)
{
    return std::to_array<EnumName<Holder>>({{Holder::key, "key"}, {Holder::team, "team"}});
}

/// What a key has left at any moment, or a team. Shared with the calls under way.
struct Allotment {
    Allotment(Holder holder, std::string name, const settings::Allowance& allowance,
              std::shared_ptr<Allotment> team = nullptr);
    const std::string& ledger() const { return ledgers.front(); }

    const Holder holder;
    const std::string name;
    const std::shared_ptr<Allotment> team;    ///< of a key that is in one
    const std::vector<std::string> ledgers;   ///< in the budget book: its own, and its team's
    const LedgerTerms terms;                  ///< of its own
    const std::optional<Decimal> soft_limit;  ///< USD; only told
    RateLimit rate;
    routing::Bulkhead parallel;
    std::optional<Decimal> shown;  ///< what the metrics say is spent
};

/// Whose limit a call met, and which.
struct Denial {
    Holder holder = Holder::key;
    std::string_view code;  ///< stable, for programs
    std::string message;
    std::optional<nanoseconds> retry_after;  ///< absent: waiting does not help
    bool is_budget = false;
};

/// What one call has taken of its key's limits and of its team's. Settle it before it goes: a reservation that is
/// dropped is charged whole.
class Claim {
public:
    Claim() = default;
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    /// From all limits or from none. `estimate` is the one call, at its most.
    std::optional<Denial> take(const std::shared_ptr<Allotment>& allotment, BudgetBook& book, const Amount& estimate,
                               Now now);
    /// What the call came to. The first of these two counts.
    void settle(BudgetBook& book, Decimal cost, std::uint64_t tokens);
    /// It was not made: all that was taken is there again.
    void give_back(BudgetBook& book);
    bool is_taken() const { return allotment_ != nullptr; }
    /// Of key and team the one that has less left.
    std::optional<RateLimit::Gauge> gauge(Rate rate, MonotonicTime now) const;

private:
    struct Held {
        std::optional<routing::Bulkhead::Place> place;
        std::optional<RateLimit::Taken> taken;
    };
    void correct(std::uint64_t tokens);
    static void correct(Allotment& allotment, Held& held, std::uint64_t tokens);

    std::shared_ptr<Allotment> allotment_;  ///< outlives the places in it
    Held own_;
    Held team_;
    std::optional<Reservation> reservation_;
};

}  // namespace swarmdesk::llm::keys
