#include "trading/risk/rate_window.hpp"

#include <algorithm>

#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::risk {
namespace {

DeskTime time_of(const Admission& admission) { return admission.time; }
DeskTime time_of(DeskTime time) { return time; }

/// The first inside the hour that ends at `now`; they are kept in the order of time.
template <class T>
typename std::vector<T>::const_iterator first_in_window(const std::vector<T>& list, DeskTime now)
{
    return std::upper_bound(list.begin(), list.end(), now + -rate_window,
                            [](DeskTime start, const T& entry) { return start < time_of(entry); });
}

/// Puts one at the end, and forgets what left the hour once it is half of all: so that one more costs the same however
/// long the list is. Time of the desk never goes back; one that does would be put in order.
template <class T>
void append(std::vector<T>& list, const T& entry)
{
    const auto first = first_in_window(list, time_of(entry));
    if (2 * (first - list.begin()) >= list.end() - list.begin()) list.erase(list.begin(), first);
    const auto place = std::upper_bound(list.begin(), list.end(), time_of(entry),
                                        [](DeskTime time, const T& other) { return time < time_of(other); });
    list.insert(place, entry);
}

nanoseconds until_it_leaves(DeskTime time, DeskTime now) { return time + rate_window - now; }

/// Of a list with entries that count and others that do not.
template <class IsCounted>
RateUse count_use(const std::vector<Admission>& admissions, DeskTime now, std::uint32_t limit, IsCounted is_counted)
{
    const auto first = first_in_window(admissions, now);
    RateUse use;
    use.used = static_cast<std::uint32_t>(std::count_if(first, admissions.end(), is_counted));
    if (use.used < limit || limit == 0) return use;
    // The next token is free when so many have left that `limit - 1` stay.
    std::uint32_t to_leave = use.used - limit + 1;
    for (auto at = first; at != admissions.end(); ++at) {
        if (!is_counted(*at) || --to_leave > 0) continue;
        use.retry_after = until_it_leaves(at->time, now);
        break;
    }
    return use;
}

}  // namespace

bool is_in_window(DeskTime time, DeskTime now) { return time > now + -rate_window; }

RateUse rate_use(const std::vector<Admission>& admissions, DeskTime now, std::uint32_t limit, const Reservation* self)
{
    const auto first = first_in_window(admissions, now);
    if (static_cast<std::uint32_t>(admissions.end() - first) < limit)  // most of the time, and no list is walked
        return {static_cast<std::uint32_t>(admissions.end() - first), {}};
    return count_use(admissions, now, limit,
                     [self](const Admission& a) { return self == nullptr || a.intent != self->intent; });
}

RateUse rate_use(const std::vector<DeskTime>& times, DeskTime now, std::uint32_t limit)
{
    const auto first = first_in_window(times, now);
    RateUse use{static_cast<std::uint32_t>(times.end() - first), {}};
    if (use.used >= limit && limit > 0) use.retry_after = until_it_leaves(first[use.used - limit], now);
    return use;
}

RateUse agents_rate_use(const std::vector<Admission>& reductions, DeskTime now, std::uint32_t limit,
                        const Reservation* self)
{
    return count_use(reductions, now, limit, [self](const Admission& a) {
        return !a.is_by_person && (self == nullptr || a.intent != self->intent);
    });
}

Usd unattended_sum(const RateWindow& window, DeskTime now, const AssetId& base, Side side, const Reservation* self)
{
    Usd sum;
    for (auto at = first_in_window(window.admissions, now); at != window.admissions.end(); ++at)
        if (at->side == side && at->base == base && (self == nullptr || at->intent != self->intent))
            sum += at->unattended;
    return sum;
}

void admit(std::vector<Admission>& admissions, const Admission& admission) { append(admissions, admission); }

void admit(std::vector<DeskTime>& times, DeskTime time) { append(times, time); }

void give_back(std::vector<Admission>& admissions, DeskTime time, const IntentId& intent)
{
    // From the newest: of a busy moment's many, the one given back is mostly among the last.
    auto at = std::upper_bound(admissions.begin(), admissions.end(), time,
                               [](DeskTime wanted, const Admission& a) { return wanted < a.time; });
    while (at != admissions.begin() && (--at)->time == time)
        if (at->intent == intent) {
            admissions.erase(at);
            return;
        }
}

}  // namespace swarmdesk::trading::risk
