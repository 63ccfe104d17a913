#include "trading/backtest/backtest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trading/backtest/testing.hpp"

namespace swarmdesk::trading::backtest {
namespace {

using namespace literals;
using execution::OrderFilled;
using strategy::Proposal;
using strategy::View;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::recording_of;

const StrategyId scripted{"scripted"};

/// Says what the test wants at the candle of a number.
class Scripted final : public strategy::Strategy {
public:
    using Script = std::function<std::optional<Proposal>(std::size_t candle, const View& view)>;
    explicit Scripted(Script script) : script_(std::move(script)) {}
    std::string_view name() const override { return "scripted"; }
    std::optional<Proposal> on_candle(const Candle&, const View& view) override { return script_(candle_++, view); }

private:
    Script script_;
    std::size_t candle_ = 0;
};

Proposal market(Side side, Decimal quantity)
{
    Proposal proposal;
    proposal.side = side;
    proposal.quantity = Quantity{quantity};
    proposal.reduce_only = side == Side::sell;
    proposal.reason = "the test's";
    return proposal;
}

class BacktestTest : public ::testing::Test {
protected:
    BacktestTest()
    {
        terms.walk.spread_tenth_basis_points = 0;
        terms.exchange.fees.usual = {Decimal{}, Decimal{}};
    }

    void run(const std::vector<Recording>& recordings, Scripted::Script script)
    {
        Backtest backtest{
            terms, recordings, scripted, [&] { return std::make_unique<Scripted>(script); },
            [this](const execution::Stamped& event, const execution::Books&) { events.push_back(event); }};
        backtest.run();
        for (const auto& [instrument, holding] : backtest.books().rails().find(terms.account)->holdings)
            held += holding.quantity();
    }
    template <class E>
    std::vector<E> all() const
    {
        std::vector<E> found;
        for (const auto& stamped : events)
            if (const E* event = std::get_if<E>(&stamped.event)) found.push_back(*event);
        return found;
    }
    /// "BUY 1 at 100.01"
    std::vector<std::string> fills() const
    {
        std::vector<std::string> texts;
        for (const OrderFilled& filled : all<OrderFilled>())
            texts.push_back(std::string{to_text(filled.fill.side)} + " " + filled.fill.quantity.to_string() + " at " +
                            filled.fill.price.to_string());
        return texts;
    }

    Terms terms;
    std::vector<execution::Stamped> events;
    Quantity held;
};

TEST_F(BacktestTest, AMarketOrderOfACandleMeetsTheNextOnesOpen)
{
    auto recorded = recording_of({"100"_dec, "110"_dec, "120"_dec, "130"_dec});
    run(recorded, [](std::size_t candle, const View&) {
        return candle == 1 ? std::optional{market(Side::buy, "1"_dec)} : std::nullopt;
    });
    EXPECT_THAT(fills(), ElementsAre("BUY 1 at 110.01")) << "a tick above where the second closed";
    EXPECT_EQ(held, Quantity{"1"_dec});
}

TEST_F(BacktestTest, OneOfTheLastCandleMeetsNothing)
{
    run(recording_of({"100"_dec, "110"_dec}), [](std::size_t candle, const View&) {
        return candle == 1 ? std::optional{market(Side::buy, "1"_dec)} : std::nullopt;
    });
    EXPECT_THAT(all<execution::SignalRaised>(), IsEmpty()) << "as in a replay, which ends with it";
}

TEST_F(BacktestTest, AStopTradesAtItsPriceAndNotAtTheLow)
{
    run(recording_of({"100"_dec, "100"_dec, "80"_dec, "90"_dec}), [](std::size_t candle, const View&) {
        auto proposal = market(Side::buy, "1"_dec);
        proposal.stop_price = Price{"95"_dec};
        return candle == 0 ? std::optional{proposal} : std::nullopt;
    });
    EXPECT_THAT(fills(), ElementsAre("BUY 1 at 100.01", "SELL 1 at 95"));
    EXPECT_EQ(held, Quantity{});
}

TEST_F(BacktestTest, WithoutAStopOfItsOwnALotIsLeftSoManyPercentBelowItsEntry)
{
    terms.stop_percent = "10"_dec;
    run(recording_of({"100"_dec, "100"_dec, "80"_dec, "90"_dec}), [](std::size_t candle, const View&) {
        return candle == 0 ? std::optional{market(Side::buy, "1"_dec)} : std::nullopt;
    });
    EXPECT_THAT(fills(), ElementsAre("BUY 1 at 100.01", "SELL 1 at 90"));
}

TEST_F(BacktestTest, WarmUpTeachesAndTradesNothing)
{
    auto recording = recording_of({"100"_dec, "110"_dec, "120"_dec, "130"_dec});
    recording.recording.warm_up = 2;
    std::vector<std::size_t> with_money;
    run(recording, [&](std::size_t candle, const View& view) {
        if (view.cash.is_positive()) with_money.push_back(candle);
        return std::optional{market(Side::buy, "0.1"_dec)};
    });
    EXPECT_THAT(with_money, ElementsAre(2, 3));
    EXPECT_THAT(fills(), ElementsAre("BUY 0.1 at 120.01"));
}

TEST_F(BacktestTest, TheRailsAreTheDesks)
{
    terms.gate.limits.position_max = Usd{"150"_dec};
    run(recording_of({"100"_dec, "100"_dec, "100"_dec, "100"_dec}),
        [](std::size_t, const View&) { return std::optional{market(Side::buy, "1"_dec)}; });
    EXPECT_EQ(fills().size(), 1u);
    const auto denied = all<execution::IntentDenied>();
    ASSERT_EQ(denied.size(), 2u);
    EXPECT_EQ(denied.front().denial.code, risk::DenialCode::position_limit);
}

TEST_F(BacktestTest, WhatWaitsForAHumanIsAnsweredAsTheTermsSay)
{
    const auto once = [](std::size_t candle, const View&) {
        return candle == 0 ? std::optional{market(Side::buy, "11"_dec)} : std::nullopt;
    };
    auto recorded = recording_of({"100"_dec, "100"_dec, "100"_dec});
    run(recorded, once);
    EXPECT_EQ(all<execution::ApprovalDeclined>().size(), 1u);
    EXPECT_THAT(fills(), IsEmpty());
    terms.approves = true;
    run(recorded, once);
    EXPECT_THAT(fills(), ElementsAre("BUY 2 at 100.01", "BUY 2 at 100.02", "BUY 2 at 100.03", "BUY 2 at 100.04",
                                     "BUY 2 at 100.05"))
        << "as deep as the book is";
}

TEST_F(BacktestTest, EqualRunsAreEqual)
{
    auto recorded = recording_of({"100"_dec, "110"_dec, "90"_dec, "130"_dec});
    const auto bytes = [&] {
        events.clear();
        run(recorded, [](std::size_t candle, const View&) {
            return std::optional{market(candle % 2 == 0 ? Side::buy : Side::sell, "1"_dec)};
        });
        Bytes all;
        for (const auto& event : events) all += to_row(event).payload;
        return all;
    };
    const Bytes first = bytes();
    EXPECT_EQ(bytes(), first);
    EXPECT_GT(fills().size(), 1u);
}

TEST_F(BacktestTest, ALossStreakStandsToTheEndUnlessAPolicyRearmsAndIsNamedAsWhoDid)
{
    // Bought at each second candle and sold at the next, four percent lower.
    std::vector<Decimal> closes;
    for (int i = 0; i < 60; ++i) closes.push_back(i % 2 == 0 ? "100"_dec : "96"_dec);
    const auto losing = [](std::size_t candle, const View& view) -> std::optional<Proposal> {
        if (view.position.is_positive()) return market(Side::sell, "1"_dec);
        if (candle % 2 == 0) return market(Side::buy, "1"_dec);
        return std::nullopt;
    };
    run(recording_of(closes), losing);
    ASSERT_FALSE(all<execution::LossStreakTripped>().empty());
    EXPECT_THAT(all<execution::LossStreakRearmed>(), IsEmpty());
    const std::size_t without = fills().size();

    events.clear();
    terms.rearm = RearmPolicy::parse("15m").value();
    run(recording_of(closes), losing);
    ASSERT_FALSE(all<execution::LossStreakRearmed>().empty());
    EXPECT_EQ(all<execution::LossStreakRearmed>().front().by, (Actor{ActorKind::policy, "rearm:15m"}));
    EXPECT_GT(fills().size(), without);
}

}  // namespace
}  // namespace swarmdesk::trading::backtest
