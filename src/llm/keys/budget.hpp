#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/names.hpp"

/// \file
/// Money, tokens and requests that may be spent in a window of time. They are set aside before a call and settled after
/// it, so what is spent never passes a limit because many calls began at once.

namespace swarmdesk::llm::keys {

struct Amount {
    Decimal money;  ///< USD, not negative
    std::uint64_t tokens = 0;
    std::uint64_t requests = 0;
    friend bool operator==(const Amount&, const Amount&) = default;
};

/// What may be spent in one window. Absent: any amount.
struct AmountLimit {
    std::optional<Decimal> money;
    std::optional<std::uint64_t> tokens;
    std::optional<std::uint64_t> requests;
    friend bool operator==(const AmountLimit&, const AmountLimit&) = default;
};

/// Where windows begin.
enum class Alignment {
    creation = 1,  ///< when the ledger was made, and every `duration` after
    calendar,      ///< at whole multiples of `duration` since Monday 1970-01-05 UTC: full hours, midnights, Mondays
};

struct BudgetWindow {
    std::optional<nanoseconds> duration;  ///< positive; absent: one window for ever
    Alignment alignment = Alignment::creation;
    friend bool operator==(const BudgetWindow&, const BudgetWindow&) = default;
};

struct LedgerTerms {
    AmountLimit limit;
    BudgetWindow window;
    friend bool operator==(const LedgerTerms&, const LedgerTerms&) = default;
};

enum class RefusalCode {
    money = 1,
    tokens,
    requests,
    unknown_ledger,         ///< a ledger named has not been opened: nobody spends unwatched
    too_many_reservations,  ///< calls in flight beyond what is kept in mind
};
constexpr auto enum_table(RefusalCode)
{
    return std::to_array<EnumName<RefusalCode>>({{RefusalCode::money, "budget_exceeded"},
                                                 {RefusalCode::tokens, "token_budget_exceeded"},
                                                 {RefusalCode::requests, "request_budget_exceeded"},
                                                 {RefusalCode::unknown_ledger, "unknown_ledger"},
                                                 {RefusalCode::too_many_reservations, "too_many_reservations"}});
}

/// What was used of a ledger, to go on from after a restart.
struct Spending {
    std::string ledger;
    UtcTime began;  ///< its window
    Amount used;    ///< in that window, settled
    friend bool operator==(const Spending&, const Spending&) = default;
};

struct Refusal {
    RefusalCode code = RefusalCode::money;
    std::string ledger;
    Decimal used;                          ///< and reserved: USD, tokens or requests
    Decimal limit;                         ///< of the same
    std::optional<nanoseconds> resets_in;  ///< absent: waiting does not help
};

/// Ledgers of keys, teams and the desk, and what is reserved in them. Not for use from several threads.
///
/// Whenever `reserve` succeeds, used + reserved <= limit in every ledger named, for each of the three. A call that then
/// costs more than its estimate is charged in full, which may carry `used` over the limit: nothing more is reserved
/// until the window ends. A reservation belongs to the window it was made in. When that has ended by the time it is
/// settled, it is charged to the past window and takes nothing from the new one.
class BudgetBook {
public:
    struct Settings {
        std::size_t ledgers_max = 20'000;
        std::size_t reservations_max = 10'000;
        bool keeps_changes = false;  ///< for `take_changes`
    };

    /// Amounts set aside. Settle or release it; one that is dropped is charged its whole estimate, for the call may
    /// have been made. Move-only, so it is settled once; must not outlive its book.
    class [[nodiscard]] Reservation {
    public:
        Reservation(Reservation&& other) noexcept
            : book_(std::exchange(other.book_, nullptr)), id_(other.id_), estimate_(other.estimate_)
        {}
        Reservation& operator=(Reservation&& other) noexcept
        {
            std::swap(book_, other.book_);
            std::swap(id_, other.id_);
            std::swap(estimate_, other.estimate_);
            return *this;
        }
        ~Reservation();

        const Amount& estimate() const { return estimate_; }

    private:
        friend class BudgetBook;
        Reservation(BudgetBook& book, std::uint64_t id, const Amount& estimate)
            : book_(&book), id_(id), estimate_(estimate)
        {}
        BudgetBook* book_;
        std::uint64_t id_;
        Amount estimate_;
    };

    struct Standing {
        AmountLimit limit;
        Amount used;      ///< in this window
        Amount reserved;  ///< in this window
        Amount previous;  ///< used in the window before
        Amount total;     ///< used since the ledger was opened
        std::optional<nanoseconds> resets_in;
    };

    explicit BudgetBook(const Settings& settings) : settings_(settings) {}
    BudgetBook(const BudgetBook&) = delete;
    BudgetBook& operator=(const BudgetBook&) = delete;

    /// Errors: `conflict` where it is open, `limit_exceeded`, `out_of_range` for a window that does not pass.
    Result<void> open(const std::string& ledger, const LedgerTerms& terms, UtcTime created_at);
    /// Goes on where a ledger of that name was left, before anything is reserved in it: with its windows, and with
    /// what was used if that window is not over. Whatever its terms were then, those of today hold. Error: `not_found`.
    Result<void> resume(const Spending& spending, UtcTime now);
    /// From now on; what is used and reserved stays. Error: `not_found`.
    Result<void> set_limit(std::string_view ledger, const AmountLimit& limit);
    /// Forgets it; reservations in it are settled in their other ledgers. Error: `not_found`.
    Result<void> close(std::string_view ledger);

    /// Sets the estimate aside in all the ledgers, or in none. A ledger named twice counts once. Throws ArithmeticError
    /// where a sum leaves the range of Decimal; nothing is reserved then.
    [[nodiscard]] std::variant<Reservation, Refusal> reserve(std::span<const std::string> ledgers,
                                                             const Amount& estimate, UtcTime now);
    /// Charges what the call cost, more or less than estimated. Throws as above; the reservation stays then.
    void settle(Reservation&& reservation, const Amount& actual);
    /// The call was not made: nothing is charged.
    void release(Reservation&& reservation);

    /// The ledgers charged since this was last asked, each once and as it stands.
    std::vector<Spending> take_changes();

    std::optional<Standing> standing(std::string_view ledger, UtcTime now) const;
    std::size_t reservations() const { return held_.size(); }

private:
    struct Ledger {
        std::uint64_t id = 0;
        std::string name;
        LedgerTerms terms;
        UtcTime origin;
        std::int64_t window = 0;
        Amount used;
        Amount reserved;
        Amount previous;
        Amount total;
        bool is_changed = false;
    };
    struct Part {
        std::uint64_t ledger = 0;
        std::int64_t window = 0;
    };
    struct Held {
        std::vector<Part> parts;
        Amount estimate;
    };

    Ledger* find(std::string_view name);
    static void roll(Ledger& ledger, UtcTime now);
    static std::optional<nanoseconds> resets_in(const Ledger& ledger, UtcTime now);
    static std::optional<Refusal> refusal(const Ledger& ledger, const Amount& estimate, UtcTime now);
    static void charge(Ledger& ledger, std::int64_t window, const Amount& estimate, const Amount& actual);
    void finish(std::uint64_t id, const Amount& actual);

    Settings settings_;
    std::map<std::string, std::uint64_t, std::less<>> names_;
    std::map<std::uint64_t, Ledger> ledgers_;  ///< by numbers that are not used again
    std::map<std::uint64_t, Held> held_;
    std::vector<std::uint64_t> changed_;  ///< ledgers; may hold some that were closed
    std::uint64_t last_id_ = 0;
};

using Reservation = BudgetBook::Reservation;

}  // namespace swarmdesk::llm::keys
