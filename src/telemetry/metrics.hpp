#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace swarmdesk::telemetry {

/// Only ever grows. A handle: copy it freely while its Metrics lives.
class Counter {
public:
    void add(std::uint64_t amount = 1) const;

private:
    friend class Metrics;
    explicit Counter(void* counter) : counter_(counter) {}
    void* counter_;
};

/// Goes up and down. A handle: copy it freely while its Metrics lives.
class Gauge {
public:
    void set(double value) const;
    void add(double amount) const;

private:
    friend class Metrics;
    explicit Gauge(void* gauge) : gauge_(gauge) {}
    void* gauge_;
};

/// Counts observations into buckets. A handle: copy it freely while its Metrics lives.
class Histogram {
public:
    void observe(double value) const;

private:
    friend class Metrics;
    explicit Histogram(void* histogram) : histogram_(histogram) {}
    void* histogram_;
};

/// The value of a metric's one label, where it has one: {"code", "POSITION_LIMIT"}.
struct MetricLabel {
    std::string_view name;
    std::string_view value;
};

/// Every number the process shows to Prometheus. Made in main and passed down; safe from any thread. A name is
/// registered on first use; asking again for the same name and label gives the same one. Each name has at most
/// `series_max` label values: what comes beyond is counted together under "other", so no foreign text can grow memory.
/// Labels hold codes and names of our own, never a user's.
class Metrics {
public:
    static constexpr std::size_t series_max = 64;

    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter counter(std::string_view name, std::string_view help);
    Counter counter(std::string_view name, std::string_view help, MetricLabel label);
    Gauge gauge(std::string_view name, std::string_view help);
    Gauge gauge(std::string_view name, std::string_view help, MetricLabel label);
    /// `bounds` are the buckets' upper ends, rising; those of the first registration hold.
    Histogram histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds);
    Histogram histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                        MetricLabel label);

    /// The Prometheus text format, ready to serve as `text/plain; version=0.0.4`.
    std::string render() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace swarmdesk::telemetry
