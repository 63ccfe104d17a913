#pragma once

#include <memory>

#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// Feeds a strategy with larger candles than it is fed itself, aligned to 00:00 UTC. Between them it says nothing. A
/// large candle is given on with the small one that completes it; where that is missing, with the next small one there
/// is, so a hole inside is tolerated. The first large candle is left out unless its beginning was seen. Candles as
/// large as wanted pass through, also among smaller ones: a past of large candles is gone on with by small ones. Those
/// that it cannot be made of, and those that begin before the last one has ended, do not count.
class Resampled final : public Strategy {
public:
    /// `timeframe` divides a day.
    Resampled(nanoseconds timeframe, std::unique_ptr<Strategy> strategy);

    static bool can_be_made_of(nanoseconds interval, nanoseconds timeframe)
    {
        return interval.count() > 0 && timeframe % interval == nanoseconds{};
    }

    std::string_view name() const override { return strategy_->name(); }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override;
    Protection protection() const override { return strategy_->protection(); }
    std::optional<Proposal> take_over(const Candle& newest, const View& view, NewTerms terms) override
    {
        return strategy_->take_over(newest, view, terms);
    }
    NamedValues series() const override { return strategy_->series(); }
    std::uint64_t undecided() const override { return strategy_->undecided(); }
    WarmUp warm_up() const override;

private:
    std::optional<Proposal> complete(const View& view);
    void add(const Candle& candle, UtcTime start);

    nanoseconds timeframe_;
    std::unique_ptr<Strategy> strategy_;
    std::optional<UtcTime> last_;     ///< when the newest candle that was given ended
    std::optional<Candle> open_;      ///< the large candle being built
    std::optional<UtcTime> skipped_;  ///< when the large candle opened whose beginning was not seen
};

}  // namespace swarmdesk::trading::strategy
