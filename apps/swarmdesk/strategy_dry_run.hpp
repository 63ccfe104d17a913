#pragma once

#include <functional>
#include <vector>

#include "api/backend.hpp"
#include "trading/backtest/backtest.hpp"

namespace swarmdesk::app {

/// What is needed to try a strategy's new rules beside those that run, over the candles a desk still holds. A value: it
/// is collected in the swarm's cell and worked off on a thread where nothing waits for it.
struct DryRunJob {
    static constexpr std::size_t markets_max = 4;
    static constexpr std::size_t candles_max = 2'000;  ///< of each: with this the work is bounded
    static constexpr std::size_t differences_max = 10;
    static constexpr nanoseconds time_max = std::chrono::seconds{20};  ///< then it is given up

    struct Market {
        trading::Instrument instrument;
        nanoseconds interval{};
        std::vector<trading::market::CandleRow> rows;  ///< ascending
    };
    /// What the strategy holds now.
    struct Held {
        trading::AccountId account;
        trading::InstrumentId instrument;
        trading::Quantity quantity;
        trading::Price entry_price;
        trading::Amount equity;
        trading::Amount cash;
        std::optional<UtcTime> last_entry;
        trading::Protection protection;
    };

    trading::backtest::Terms terms;
    trading::StrategyId name;
    trading::strategy::StrategyMaker before;
    trading::strategy::StrategyMaker after;
    trading::strategy::NewTerms new_terms;  ///< of `after`, for what is held
    nanoseconds warm_up{};                  ///< so much of the beginning only teaches; half of what there is at most
    std::vector<Market> markets;
    std::vector<Held> held;
};

/// Never fails: what could not be run is said in it, also where `is_over`, which is asked candle by candle, says that
/// it took too long. Pure but for that, and deterministic.
api::StrategyDryRun dry_run(const DryRunJob& job, const std::function<bool()>& is_over);

}  // namespace swarmdesk::app
