#pragma once

#include <cstdint>
#include <optional>

#include "base/instant.hpp"

namespace swarmdesk::llm::routing {

/// Learns how fast one deployment is and predicts how long a call would take. Averages are exponentially weighted, each
/// sample by 1/`samples_remembered`; until that many were seen all weigh the same, so the first does not set the tone.
///
/// The time to the first token is a straight line over the prompt's tokens (least squares on the weighted moments):
/// where it starts is the connection and the queue, how it rises is the prefill. A local model on a CPU is nearly all
/// slope, a cloud nearly none, and a plain ratio would mistake one for the other. The rest is tokens over the decode
/// rate.
///
/// An answer that came whole does not say when its first token was there. Where streams have shown how long that takes,
/// the rest of its time is decoding; where none has, whole answers are reckoned apart, their prefill inside their rate,
/// so that it is not counted twice.
class Estimator {
public:
    struct Settings {
        std::uint32_t samples_remembered = 16;  ///< at least 1
        std::uint32_t samples_min = 1;          ///< fewer say nothing
        double spread_min = 0.1;  ///< prompts whose lengths vary by less than this share of their mean show no slope
    };

    /// One call that ended well. Without `first_token` it was not streamed.
    struct Sample {
        std::uint64_t prompt_tokens = 0;
        std::uint64_t completion_tokens = 0;
        std::optional<nanoseconds> first_token;  ///< from sending the call to its first token
        nanoseconds total{};                     ///< to its last
    };

    Estimator() : Estimator(Settings{}) {}
    explicit Estimator(const Settings& settings);

    void observe(const Sample& sample);

    /// How long it takes to the last token. Nothing while too little is known: such a deployment is worth a try.
    std::optional<nanoseconds> predict(std::uint64_t prompt_tokens, std::uint64_t completion_tokens,
                                       nanoseconds queue_wait) const;
    /// How long it takes to the first token; nothing before one was timed.
    std::optional<nanoseconds> first_token(std::uint64_t prompt_tokens) const;

    /// Tokens a second. The prefill rate needs prompts of different lengths, and a time that grows with them; the
    /// decode rate is of the answering alone, or before any stream showed that, of whole answers.
    std::optional<double> prefill_rate() const;
    std::optional<double> decode_rate() const;
    /// The mean, over all prompts.
    std::optional<nanoseconds> first_token_mean() const;
    std::uint64_t samples() const { return samples_; }

private:
    /// Weighted mean of x, of y, and how they vary together.
    struct Line {
        std::uint64_t samples = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
    };
    /// Weighted means of tokens and of what they took.
    struct Pace {
        std::uint64_t samples = 0;
        double tokens = 0;
        double time = 0;
    };
    double weight(std::uint64_t samples) const;
    void add(Pace& pace, double tokens, double time) const;
    std::optional<double> rate(const Pace& pace) const;
    void observe_whole(const Sample& sample);
    double slope() const;
    void observe_first_token(double prompt_tokens, double time);

    Settings settings_;
    std::uint64_t samples_ = 0;
    Line first_token_;  ///< x: prompt tokens, y: nanoseconds
    Pace decode_;       ///< after the first token
    Pace whole_;        ///< prefill and all
};

}  // namespace swarmdesk::llm::routing
