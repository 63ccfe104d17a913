#pragma once

#include "api/backend.hpp"
#include "telemetry/metrics.hpp"
#include "trading/execution/view.hpp"

namespace swarmdesk::app {

/// What Prometheus sees of the desk: counts of what became durable, and how things stand. All of it read from the
/// front's view; `refresh` brings the gauges up to date.
class DeskMetrics {
public:
    /// Both are borrowed.
    DeskMetrics(telemetry::Metrics& metrics, const trading::execution::View& view) : metrics_(metrics), view_(view) {}

    void count(const trading::execution::Event& event);
    void refresh(bool is_healthy, const std::vector<api::AgentStatus>& agents);

private:
    telemetry::Metrics& metrics_;
    const trading::execution::View& view_;
};

}  // namespace swarmdesk::app
