#pragma once

#include "trading/strategy/strategy.hpp"

namespace swarmdesk::samples {

/// The smallest strategy there is: after three falling closes in a row it buys for 20 of the quote asset.
class ThreeDown final : public trading::strategy::Strategy {
public:
    std::string_view name() const override { return "three_down"; }

    std::optional<trading::strategy::Proposal> on_candle(const trading::Candle& candle,
                                                         const trading::strategy::View&) override
    {
        falls_ = last_close_ && candle.close < *last_close_ ? falls_ + 1 : 0;
        last_close_ = candle.close;
        if (falls_ < 3) return std::nullopt;
        falls_ = 0;
        trading::strategy::Proposal proposal;
        proposal.quote_quantity = trading::Amount{Decimal::from_integer(20)};
        proposal.reason = "three falling closes, the last " + candle.close.to_string();
        return proposal;
    }

private:
    std::optional<trading::Price> last_close_;
    int falls_ = 0;
};

}  // namespace swarmdesk::samples
