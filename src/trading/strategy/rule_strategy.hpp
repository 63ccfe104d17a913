#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trading/strategy/program.hpp"
#include "trading/strategy/strategy_definition.hpp"

namespace swarmdesk::trading::strategy {

/// A strategy file at work, long only: one position at a time, entered where the entry's condition holds and left, all
/// of it, where a candle touches the stop or the take profit or the exit's condition holds; it says so again each
/// candle until it is out. A decision with a missing value is for nothing, and counted.
class RuleStrategy final : public Strategy {
public:
    /// Values for all of the definition's parameters, within their bounds. An error says which of them do not go
    /// together.
    static Result<std::unique_ptr<RuleStrategy>> make(std::shared_ptr<const StrategyDefinition> definition,
                                                      const ProgramBuilder::Values& values);

    std::string_view name() const override { return definition_->name; }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override;
    /// Where a stop or a target moves from candle to candle, or another rule set what stands there.
    Protection protection() const override;
    std::optional<Proposal> take_over(const Candle& newest, const View& view, NewTerms terms) override;
    /// The indicators as they are named in expressions, `stop` where there may be one, `take_profit` likewise.
    NamedValues series() const override;
    std::uint64_t undecided() const override { return undecided_; }

    /// Candles until everything has a value. Before that it enters nothing, also where a condition holds without what
    /// is missing.
    WarmUp warm_up() const override { return {{}, warm_up_, candles_}; }

private:
    using Register = Program::Register;

    /// The rules as registers and numbers.
    struct Rules {
        Register entry = 0;
        std::optional<Register> limit_price;
        std::optional<Register> exit;
        std::optional<Register> stop;  ///< the range or price it is made of
        Decimal stop_factor;
        std::optional<Register> take_profit;
        Decimal take_profit_factor;
        Decimal size;
        std::optional<Amount> notional_max;
        std::vector<std::pair<std::string, Register>> series;
    };

    RuleStrategy(std::shared_ptr<const StrategyDefinition> definition, Rules rules, Program program);

    bool decides(Register condition);
    std::optional<Proposal> enter(const Candle& candle, const View& view);
    std::optional<Proposal> leave(const Candle& candle, const View& view);
    std::optional<Proposal> sell_all(const View& view, std::int32_t confidence_percent, std::string reason) const;
    std::optional<Decimal> stop_distance(Price price) const;
    std::optional<Price> stop_from(Price entry, const Instrument& instrument) const;
    void place_levels(const View& view);
    void place_stop(const View& view);
    void place_take_profit(const View& view);
    void trail(const Candle& candle, const Instrument& instrument);
    std::optional<Price> take_profit_of(Price entry, std::optional<Price> stop, const Instrument& instrument) const;
    Amount spend(const View& view, Price price, std::optional<Decimal> distance) const;
    std::string numbers() const;

    std::shared_ptr<const StrategyDefinition> definition_;
    Rules rules_;
    Program program_;
    std::uint32_t warm_up_ = 0;
    std::uint32_t candles_ = 0;  ///< counted up to the warm-up
    std::uint64_t undecided_ = 0;
    std::optional<Price> planned_stop_;         ///< as it was proposed with the last entry
    std::optional<Price> planned_take_profit_;  ///< likewise, or as it stood at the venue after a restart
    std::optional<Price> stop_;
    std::optional<Price> first_stop_;  ///< before it trailed
    std::optional<Price> take_profit_;
    NewTerms taken_over_;              ///< which levels of what is held are not what its entry said
    bool is_judged_by_close_ = false;  ///< the next candle began before they were taken over
    Protection standing_;              ///< at the venue
};

}  // namespace swarmdesk::trading::strategy
