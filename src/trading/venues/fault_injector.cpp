#include "trading/venues/fault_injector.hpp"

#include <algorithm>

namespace swarmdesk::trading::venues {

FaultInjector::FaultInjector(FaultScript script, runtime::Random random)
    : script_(std::move(script)), matched_(script_.size()), random_(random)
{}

Fate FaultInjector::strike(RequestKind request, const AccountId& account, const InstrumentId& instrument,
                           std::optional<Side> side)
{
    Fate fate;
    for (std::size_t i = 0; i < script_.size(); ++i) {
        const FaultRule& rule = script_[i];
        if (rule.request != request || (rule.account && *rule.account != account) ||
            (rule.instrument && *rule.instrument != instrument.symbol) || (rule.side && rule.side != side))
            continue;
        const std::uint64_t count = ++matched_[i];
        if (rule.nth && *rule.nth != count) continue;
        if (rule.probability_ppm < 1'000'000 && random_.below(1'000'000) >= rule.probability_ppm) continue;
        switch (rule.fault) {
            case Fault::accept_then_timeout:
            case Fault::error_before_accept:
            case Fault::error_after_accept:
            case Fault::lost_response:
            case Fault::reject:
            case Fault::throttled:
                if (fate.end) break;
                fate.end = rule.fault;
                fate.code = rule.code;
                fate.message = rule.message;
                fate.retry_after = rule.duration;
                break;
            case Fault::lost_reports: fate.loses_reports = true; break;
            case Fault::duplicate_reports: fate.duplicates_reports = true; break;
            case Fault::reordered_reports: fate.reorders_reports = true; break;
            case Fault::not_found_lag: fate.not_found_lag = std::max(fate.not_found_lag, rule.duration); break;
            case Fault::delay: fate.delay += rule.duration; break;
            case Fault::stream_lost: fate.stream_lost_for = std::max(fate.stream_lost_for, rule.duration); break;
        }
    }
    fate.loses_reports = fate.loses_reports || fate.end == Fault::lost_response;
    return fate;
}

nanoseconds FaultInjector::not_found_lag_max() const
{
    nanoseconds longest{};
    for (const FaultRule& rule : script_)
        if (rule.fault == Fault::not_found_lag) longest = std::max(longest, rule.duration);
    return longest;
}

}  // namespace swarmdesk::trading::venues
