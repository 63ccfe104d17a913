#pragma once

#include <array>
#include <map>
#include <string>

#include "llm/decision_record.hpp"
#include "llm/keys/allotment.hpp"
#include "telemetry/metrics.hpp"

namespace swarmdesk::llm {

/// The gateway's numbers for Prometheus, under OpenTelemetry's names for generative AI (semantic conventions 1.37)
/// where it has one, with its dots as underscores.
class GatewayMetrics {
public:
    explicit GatewayMetrics(telemetry::Metrics& metrics);

    void count(const DecisionRecord& record);
    void show(const Router& router);
    /// What a key or a team has spent of what it may.
    void show(const keys::Allotment& allotment, Decimal spent);
    void show_spending(bool is_failing);

private:
    telemetry::Counter& outcome(const std::string& word);
    telemetry::Counter& cache(const std::string& word);

    telemetry::Metrics& metrics_;
    telemetry::Histogram duration_;
    telemetry::Histogram first_token_;
    telemetry::Histogram overhead_;
    telemetry::Counter prompt_tokens_;
    telemetry::Counter completion_tokens_;
    std::map<std::string, telemetry::Counter> outcomes_;
    std::map<std::string, telemetry::Counter> caches_;
    std::vector<telemetry::Histogram> queue_waits_;  ///< by priority
    Hedges hedges_;                                  ///< shown so far
};

}  // namespace swarmdesk::llm
