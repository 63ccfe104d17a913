#include "llm/routing/estimator.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

namespace {
constexpr double longest = 1e18;  // about 30 years: sums of a few stay within nanoseconds

nanoseconds to_time(double ns) { return nanoseconds{static_cast<std::int64_t>(std::clamp(ns, 0.0, longest))}; }
double to_ns(nanoseconds time) { return std::max(0.0, static_cast<double>(time.count())); }
}  // namespace

Estimator::Estimator(const Settings& settings) : settings_(settings)
{
    SWARMDESK_ASSERT(settings.samples_remembered > 0 && settings.samples_min > 0);
}

double Estimator::weight(std::uint64_t samples) const
{
    return 1.0 / static_cast<double>(std::min<std::uint64_t>(samples, settings_.samples_remembered));
}

void Estimator::observe(const Sample& sample)
{
    ++samples_;
    const auto tokens = static_cast<double>(sample.completion_tokens);
    if (!sample.first_token) return observe_decode(tokens, to_ns(sample.total));
    observe_first_token(static_cast<double>(sample.prompt_tokens), to_ns(*sample.first_token));
    // The first token came with the prefill.
    if (sample.completion_tokens > 1) observe_decode(tokens - 1, to_ns(sample.total - *sample.first_token));
}

void Estimator::observe_first_token(double prompt_tokens, double time)
{
    Line& line = first_token_;
    const double share = weight(++line.samples);
    const double dx = prompt_tokens - line.x;
    const double dy = time - line.y;
    line.x += share * dx;
    line.y += share * dy;
    // West (1979), "Updating mean and variance estimates": exact for equal weights, and the usual decay otherwise.
    line.xx = (1 - share) * (line.xx + share * dx * dx);
    line.xy = (1 - share) * (line.xy + share * dx * dy);
}

void Estimator::observe_decode(double tokens, double time)
{
    const double share = weight(++decode_samples_);
    decode_tokens_ += share * (tokens - decode_tokens_);
    decode_time_ += share * (time - decode_time_);
}

double Estimator::slope() const
{
    const Line& line = first_token_;
    const double spread = settings_.spread_min * line.x;
    if (line.xx <= spread * spread || line.xx <= 0) return 0;
    // Steeper than through the origin would mean a prefill that takes a negative time for short prompts.
    return std::clamp(line.xy / line.xx, 0.0, line.y / std::max(line.x, 1.0));
}

std::optional<nanoseconds> Estimator::first_token(std::uint64_t prompt_tokens) const
{
    if (first_token_.samples < settings_.samples_min) return std::nullopt;
    return to_time(first_token_.y + slope() * (static_cast<double>(prompt_tokens) - first_token_.x));
}

std::optional<nanoseconds> Estimator::predict(std::uint64_t prompt_tokens, std::uint64_t completion_tokens,
                                              nanoseconds queue_wait) const
{
    if (samples_ < settings_.samples_min) return std::nullopt;
    const auto first = first_token(prompt_tokens);
    const auto rate = decode_rate();
    if (!first && !rate) return std::nullopt;
    const std::uint64_t left = first && completion_tokens > 0 ? completion_tokens - 1 : completion_tokens;
    const double decode = rate ? static_cast<double>(left) * 1e9 / *rate : 0;
    return to_time(to_ns(queue_wait) + to_ns(first.value_or(nanoseconds{0})) + decode);
}

std::optional<double> Estimator::prefill_rate() const
{
    const double ns_per_token = slope();
    if (ns_per_token <= 0) return std::nullopt;
    return 1e9 / ns_per_token;
}

std::optional<double> Estimator::decode_rate() const
{
    if (decode_samples_ < settings_.samples_min || decode_tokens_ <= 0 || decode_time_ <= 0) return std::nullopt;
    return decode_tokens_ * 1e9 / decode_time_;
}

std::optional<nanoseconds> Estimator::first_token_mean() const
{
    if (first_token_.samples < settings_.samples_min) return std::nullopt;
    return to_time(first_token_.y);
}

}  // namespace swarmdesk::llm::routing
