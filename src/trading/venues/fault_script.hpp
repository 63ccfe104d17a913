#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/names.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading::venues {

/// What can go wrong between the desk and its venue. samples/faults.yaml shows each of them.
enum class Fault {
    accept_then_timeout = 1,  ///< takes effect; the answer is "timed out, status unknown"
    error_before_accept,      ///< a 5xx without an effect
    error_after_accept,       ///< a 5xx after the effect
    lost_response,            ///< takes effect; neither the answer nor any report about it arrives
    lost_reports,             ///< answered, but no report about it arrives
    duplicate_reports,        ///< every report about it arrives twice
    reordered_reports,        ///< reports overtake the answer, the last one first
    not_found_lag,            ///< queries, snapshots and cancels do not see the order yet
    reject,                   ///< rejected with a code of your choice
    delay,                    ///< the request is on its way for longer
    throttled,                ///< "too many requests, come back later"; without an effect
    stream_lost,              ///< when the request arrives, the stream of its account breaks for a while
};
constexpr auto enum_table(Fault)
{
    return std::to_array<EnumName<Fault>>({{Fault::accept_then_timeout, "accept_then_timeout"},
                                           {Fault::error_before_accept, "error_before_accept"},
                                           {Fault::error_after_accept, "error_after_accept"},
                                           {Fault::lost_response, "lost_response"},
                                           {Fault::lost_reports, "lost_reports"},
                                           {Fault::duplicate_reports, "duplicate_reports"},
                                           {Fault::reordered_reports, "reordered_reports"},
                                           {Fault::not_found_lag, "not_found_lag"},
                                           {Fault::reject, "reject"},
                                           {Fault::delay, "delay"},
                                           {Fault::throttled, "throttled"},
                                           {Fault::stream_lost, "stream_lost"}});
}

enum class RequestKind { submit = 1, cancel, query, snapshot };
constexpr auto enum_table(RequestKind)
{
    return std::to_array<EnumName<RequestKind>>({{RequestKind::submit, "submit"},
                                                 {RequestKind::cancel, "cancel"},
                                                 {RequestKind::query, "query"},
                                                 {RequestKind::snapshot, "snapshot"}});
}

/// One line of a script: which requests, and what happens to them. Every condition given must hold.
struct FaultRule {
    Fault fault = Fault::delay;
    RequestKind request = RequestKind::submit;
    std::optional<AccountId> account;
    std::optional<Symbol> instrument;           ///< of the venue the script is for
    std::optional<Side> side;                   ///< of the order; submits only
    std::optional<std::uint64_t> nth;           ///< only the nth request that meets the conditions above, from 1
    std::uint32_t probability_ppm = 1'000'000;  ///< drawn for each request that meets all of the above
    nanoseconds duration{};                     ///< of a lag, a delay, a pause or a break
    std::string code;                           ///< of a rejection
    std::string message;
};

using FaultScript = std::vector<FaultRule>;

/// Reads a script. Strict: an unknown key, a value out of range or a key that the fault has no use for is refused, as
/// `path:line: what`.
Result<FaultScript> parse_fault_script(std::string_view yaml, std::string_view path);
Result<FaultScript> load_fault_script(const std::string& path);

}  // namespace swarmdesk::trading::venues
