#include "telemetry/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <set>

namespace swarmdesk::telemetry {

void Counter::add(std::uint64_t amount) const
{
    static_cast<prometheus::Counter*>(counter_)->Increment(static_cast<double>(amount));
}
void Gauge::set(double value) const { static_cast<prometheus::Gauge*>(gauge_)->Set(value); }
void Gauge::add(double amount) const { static_cast<prometheus::Gauge*>(gauge_)->Increment(amount); }
void Histogram::observe(double value) const { static_cast<prometheus::Histogram*>(histogram_)->Observe(value); }

struct Metrics::State {
    prometheus::Registry registry;
    std::mutex mutex;
    std::map<std::string, std::set<std::string>, std::less<>> label_values;  ///< by metric name

    prometheus::Labels labels(std::string_view name, MetricLabel label)
    {
        if (label.name.empty()) return {};
        const std::lock_guard lock{mutex};
        auto& values = label_values[std::string{name}];
        std::string value{label.value};
        if (!values.contains(value)) {
            if (values.size() >= series_max)
                value = "other";
            else
                values.insert(value);
        }
        return {{std::string{label.name}, std::move(value)}};
    }
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(std::string_view name, std::string_view help) { return counter(name, help, {}); }
Counter Metrics::counter(std::string_view name, std::string_view help, MetricLabel label)
{
    auto& family =
        prometheus::BuildCounter().Name(std::string{name}).Help(std::string{help}).Register(state_->registry);
    return Counter{&family.Add(state_->labels(name, label))};
}

Gauge Metrics::gauge(std::string_view name, std::string_view help) { return gauge(name, help, {}); }
Gauge Metrics::gauge(std::string_view name, std::string_view help, MetricLabel label)
{
    auto& family = prometheus::BuildGauge().Name(std::string{name}).Help(std::string{help}).Register(state_->registry);
    return Gauge{&family.Add(state_->labels(name, label))};
}

Histogram Metrics::histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds)
{
    return histogram(name, help, bounds, {});
}
Histogram Metrics::histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                             MetricLabel label)
{
    auto& family =
        prometheus::BuildHistogram().Name(std::string{name}).Help(std::string{help}).Register(state_->registry);
    return Histogram{&family.Add(state_->labels(name, label), bounds)};
}

std::string Metrics::render() const { return prometheus::TextSerializer{}.Serialize(state_->registry.Collect()); }

}  // namespace swarmdesk::telemetry
