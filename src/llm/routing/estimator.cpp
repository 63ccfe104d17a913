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
    if (!sample.first_token) return observe_whole(sample);
    observe_first_token(static_cast<double>(sample.prompt_tokens), to_ns(*sample.first_token));
    // The first token came with the prefill.
    if (sample.completion_tokens > 1) add(decode_, tokens - 1, to_ns(sample.total - *sample.first_token));
}

void Estimator::observe_whole(const Sample& sample)
{
    const auto tokens = static_cast<double>(sample.completion_tokens);
    add(whole_, tokens, to_ns(sample.total));
    const auto first = first_token(sample.prompt_tokens);
    if (!first || sample.completion_tokens < 2 || sample.total <= *first) return;
    add(decode_, tokens - 1, to_ns(sample.total - *first));
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

void Estimator::add(Pace& pace, double tokens, double time) const
{
    const double share = weight(++pace.samples);
    pace.tokens += share * (tokens - pace.tokens);
    pace.time += share * (time - pace.time);
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
    const double wait = to_ns(queue_wait);
    if (const auto decode = rate(decode_); first && (decode || !rate(whole_))) {
        const std::uint64_t left = completion_tokens > 0 ? completion_tokens - 1 : 0;
        return to_time(wait + to_ns(*first) + (decode ? static_cast<double>(left) * 1e9 / *decode : 0));
    }
    const auto whole = rate(whole_);
    if (!whole) return std::nullopt;
    const double all = static_cast<double>(completion_tokens) * 1e9 / *whole;
    return to_time(wait + std::max(all, to_ns(first.value_or(nanoseconds{0}))));
}

std::optional<double> Estimator::prefill_rate() const
{
    const double ns_per_token = slope();
    if (ns_per_token <= 0) return std::nullopt;
    return 1e9 / ns_per_token;
}

std::optional<double> Estimator::decode_rate() const
{
    const auto decode = rate(decode_);
    return decode ? decode : rate(whole_);
}

std::optional<double> Estimator::rate(const Pace& pace) const
{
    if (pace.samples < settings_.samples_min || pace.tokens <= 0 || pace.time <= 0) return std::nullopt;
    return pace.tokens * 1e9 / pace.time;
}

std::optional<nanoseconds> Estimator::first_token_mean() const
{
    if (first_token_.samples < settings_.samples_min) return std::nullopt;
    return to_time(first_token_.y);
}

}  // namespace swarmdesk::llm::routing
