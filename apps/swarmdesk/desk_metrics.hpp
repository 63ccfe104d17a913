#pragma once

#include "paper_desk.hpp"
#include "telemetry/metrics.hpp"

namespace swarmdesk::app {

/// What Prometheus sees of the desk: counts of what became durable, and how things stand. Subscribes to the desk's
/// events; `refresh` brings the gauges up to date.
class DeskMetrics {
public:
    DeskMetrics(telemetry::Metrics& metrics, PaperDesk& desk);
    void refresh();

private:
    void count(const trading::execution::Event& event);

    telemetry::Metrics& metrics_;
    PaperDesk& desk_;
};

}  // namespace swarmdesk::app
