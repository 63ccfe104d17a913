#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/random.hpp"
#include "trading/market/replay_source.hpp"
#include "trading/market/source_probe.hpp"
#include "trading/venues/paper/paper_exchange.hpp"
#include "trading/venues/paper/testing.hpp"

/// A stop that a replayed candle passes, once as an order at the venue and once kept by an agent, which sends a market
/// order when it sees a bid at or below it. Both must trade at the stop less half the spread, not at the candle's low;
/// and a target where somebody pays it, not at the candle's high.

namespace swarmdesk::trading::venues {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;

const AccountId account{"paper"};
const InstrumentId solusdt{"paper:SOLUSDT"};
constexpr std::int64_t start_ms = 1'743'699'900'000;

/// The desk around one position of 1 SOL: at the venue or in an agent's head, a stop for it.
class ReplayedStop : public testing::Test {
protected:
    void open(const std::string& candles)
    {
        const auto file = folder.write("SOLUSDT-5m.csv", "open_time_ms,open,high,low,close,volume\n" + candles);
        auto opened = market::ReplaySource::open({.files = {file}}, clock);
        ASSERT_TRUE(opened) << opened.error().detail;
        source = std::move(*opened);
        PaperVenue::Settings settings;
        settings.latency_min = 1ms;
        settings.latency_max = 5ms;  // the defaults of the desk
        venue = std::make_unique<OpenPaperVenue>(context.get_executor(), clock, runtime::Random{1}, settings,
                                                 FaultScript{}, source->instruments());
        ASSERT_TRUE(venue->deposit(account, AssetId{"SOL"}, Amount{"1"_dec}));
        ASSERT_TRUE(venue->deposit(account, AssetId{"USDT"}, Amount{"1000"_dec}));
    }
    /// A fresh world, in a test that plays several.
    void again(const std::string& candles)
    {
        context.restart();
        venue.reset();
        open(candles);
    }
    void play()
    {
        market::Feed feed;
        feed.on_status = [](bool, const std::string&) {};
        feed.on_candle = [](const Candle&) {};
        feed.on_quote = [this](const Quote& quote) {
            venue->on_quote(quote);
            if (!agents_stop || quote.bid > *agents_stop) return;
            agents_stop.reset();
            send(Side::sell, OrderType::market, std::nullopt, std::nullopt);
        };
        feed.next_awaited = [this](const InstrumentId& instrument, Price from, Price to) {
            std::optional<Price> agents;
            if (agents_stop && to < *agents_stop && *agents_stop < from) agents = agents_stop;
            return market::nearer(from, venue->next_awaited(instrument, from, to), agents);
        };
        runtime::TaskScope tasks{context.get_executor(), {}};
        tasks.spawn(run(feed), "replay");
        runtime::run_virtual(context, clock, {INT64_MAX});
        ASSERT_TRUE(tasks.is_empty());
    }
    boost::asio::awaitable<void> run(market::Feed feed)
    {
        auto playing = source->run(std::move(feed));
        const auto ended = co_await std::move(playing);
        EXPECT_TRUE(ended);
        co_await venue->stop();
    }
    void send(Side side, OrderType type, std::optional<Price> limit, std::optional<Price> stop,
              std::optional<std::uint32_t> trailing_bp = {})
    {
        Order order;
        order.client_order_id = ClientOrderId{"exit"};
        order.account = account;
        order.instrument = solusdt;
        order.side = side;
        order.type = type;
        order.quantity = Quantity{"1"_dec};
        order.limit_price = limit;
        order.stop_price = stop;
        order.trailing_bp = trailing_bp;
        venue->send(order);
    }
    /// What the exit traded at, on average.
    std::string exit_price() const
    {
        const PaperOrder* order = venue->exchange().state().find(account, solusdt, ClientOrderId{"exit"});
        if (order == nullptr || order->fills.empty()) return "none";
        Amount total;
        for (const PaperFill& one : order->fills) total += one.fill.quote_amount;
        return divide(total.value(), order->filled.value(), Rounding::half_even).to_string();
    }

    static std::string candle(int place, const std::string& prices)
    {
        return std::to_string(start_ms + place * 300'000) + "," + prices + ",500000\n";
    }
    static std::string quiet_then(const std::string& prices)
    {
        return candle(0, "104.50,104.60,104.45,104.59") + candle(1, prices);
    }

    market::TemporaryFolder folder;
    boost::asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(start_ms)};
    std::unique_ptr<market::ReplaySource> source;
    std::unique_ptr<OpenPaperVenue> venue;
    std::optional<Price> agents_stop;
};

/// The candle of SOLUSDT-5m-wick15.csv.
const std::string wick = "104.59,104.61,88.90,104.49";
const std::string gap_down = "95.00,96.00,90.00,92.00";

TEST_F(ReplayedStop, AtTheVenueTradesAtItsPriceInAWickAndNotAtTheLow)
{
    open(quiet_then(wick));
    send(Side::sell, OrderType::stop_loss_limit, Price{"80"_dec}, Price{"100.35"_dec});
    play();
    EXPECT_EQ(exit_price(), "100.34") << "half of one basis point, rounded to the tick";
}

TEST_F(ReplayedStop, OfAnAgentTradesAtItsPriceInAWickAndNotAtTheLow)
{
    open(quiet_then(wick));
    agents_stop = Price{"100.35"_dec};
    play();
    EXPECT_EQ(exit_price(), "100.34");
}

TEST_F(ReplayedStop, InAGapTradesAtTheOpen)
{
    open(quiet_then(gap_down));
    send(Side::sell, OrderType::stop_loss_limit, Price{"80"_dec}, Price{"100.35"_dec});
    play();
    EXPECT_EQ(exit_price(), "94.99");
}

TEST_F(ReplayedStop, OfAnAgentInAGapTradesAtTheOpen)
{
    open(quiet_then(gap_down));
    agents_stop = Price{"100.35"_dec};
    play();
    EXPECT_EQ(exit_price(), "94.99");
}

TEST_F(ReplayedStop, ToBuyTradesAtTheMaximumOfOpenAndStopPlusHalfTheSpread)
{
    open(quiet_then("104.59,119.00,104.50,105.00"));
    send(Side::buy, OrderType::stop_loss_limit, Price{"150"_dec}, Price{"110"_dec});
    play();
    EXPECT_EQ(exit_price(), "110.01");

    context.restart();
    open(quiet_then("115.00,119.00,104.50,105.00"));
    send(Side::buy, OrderType::stop_loss_limit, Price{"150"_dec}, Price{"110"_dec});
    play();
    EXPECT_EQ(exit_price(), "115.01");
}

TEST_F(ReplayedStop, WhoseLimitIsItsPriceRestsWhereTheMarketHasGoneBelow)
{
    open(quiet_then(wick));
    send(Side::sell, OrderType::stop_loss_limit, Price{"100.35"_dec}, Price{"100.35"_dec});
    play();
    EXPECT_EQ(exit_price(), "100.35") << "taken at its own price on the way up to the high";
}

TEST_F(ReplayedStop, OfAnyPriceInAnyCandleIsNeverFarFromTheMinimumOfOpenAndStop)
{
    for (const auto& [prices, open_price] :
         {std::pair{std::string{wick}, "104.59"_dec}, std::pair{std::string{"101.00,101.00,88.90,88.90"}, "101"_dec},
          std::pair{std::string{"95.00,110.00,90.00,105.00"}, "95"_dec}})
        for (const Decimal stop : {"104.4"_dec, "100.35"_dec, "94.99"_dec, "91"_dec})
            for (const bool is_agents : {false, true}) {
                SCOPED_TRACE(prices + " stop " + stop.to_string() + (is_agents ? " of an agent" : " at the venue"));
                context.restart();
                venue.reset();
                clock.advance_by(0s);
                open(quiet_then(prices));
                if (is_agents)
                    agents_stop = Price{stop};
                else
                    send(Side::sell, OrderType::stop_loss_limit, Price{"80"_dec}, Price{stop});
                play();
                const Decimal expected = std::min(open_price, stop);
                const Decimal got = Decimal::parse(exit_price()).value();
                EXPECT_LE(got, expected);
                EXPECT_GE(got, expected - "0.02"_dec) << got.to_string();
            }
}

TEST_F(ReplayedStop, AtTheMarketTradesAtItsPriceInAWickAndAtTheOpenInAGap)
{
    for (const auto& [prices, expected] : {std::pair{wick, "100.34"}, std::pair{gap_down, "94.99"}}) {
        SCOPED_TRACE(prices);
        again(quiet_then(prices));
        send(Side::sell, OrderType::stop_loss, std::nullopt, Price{"100.35"_dec});
        play();
        EXPECT_EQ(exit_price(), expected);
    }
}

TEST_F(ReplayedStop, ATargetIsSoldWhereSomebodyPaysItAndNotAtTheHigh)
{
    for (const OrderType type : {OrderType::take_profit, OrderType::take_profit_limit}) {
        SCOPED_TRACE(to_text(type));
        std::optional<Price> limit;
        if (type == OrderType::take_profit_limit) limit = Price{"110"_dec};
        again(quiet_then("104.59,119.00,104.50,105.00"));
        send(Side::sell, type, limit, Price{"110"_dec});
        play();
        EXPECT_EQ(exit_price(), "110");

        again(quiet_then("104.59,110.00,104.50,105.00"));
        send(Side::sell, type, limit, Price{"110"_dec});
        play();
        EXPECT_EQ(exit_price(), "none") << "the high is the middle of a quote that bids less";

        again(quiet_then("115.00,119.00,104.50,105.00"));
        send(Side::sell, type, limit, Price{"110"_dec});
        play();
        EXPECT_EQ(exit_price(), "114.99") << "the market jumped over it";
    }
}

TEST_F(ReplayedStop, ATargetIsBoughtWhereSomebodyAsksForItAndNotAtTheLow)
{
    again(quiet_then(wick));
    send(Side::buy, OrderType::take_profit, Price{"101"_dec}, Price{"100.35"_dec});
    play();
    EXPECT_EQ(exit_price(), "100.35");
}

TEST_F(ReplayedStop, OfAnyTargetInAnyCandleIsNeverFarFromTheMaximumOfOpenAndTarget)
{
    for (const auto& [prices, open_price] : {std::pair{std::string{"104.59,120.00,88.90,104.49"}, "104.59"_dec},
                                             std::pair{std::string{"101.00,120.00,101.00,120.00"}, "101"_dec},
                                             std::pair{std::string{"112.00,119.00,90.00,91.00"}, "112"_dec}})
        for (const Decimal target : {"104.70"_dec, "105"_dec, "111.99"_dec, "118.90"_dec}) {
            SCOPED_TRACE(prices + " target " + target.to_string());
            again(quiet_then(prices));
            send(Side::sell, OrderType::take_profit, std::nullopt, Price{target});
            play();
            const Decimal expected = std::max(open_price, target);
            const Decimal got = Decimal::parse(exit_price()).value();
            EXPECT_LE(got, expected + "0.01"_dec);
            EXPECT_GE(got, expected - "0.01"_dec);
        }
}

TEST_F(ReplayedStop, ThatFollowsHasFollowedToTheHighBeforeTheWayBack)
{
    again(quiet_then("104.59,120.00,104.45,112.00"));
    send(Side::sell, OrderType::trailing_stop, std::nullopt, Price{"100"_dec}, 500);
    play();
    EXPECT_EQ(exit_price(), "113.98") << "119.99 less 5 % is 113.99; less half the spread";

    again(quiet_then("104.59,120.00,97.00,119.00"));
    send(Side::sell, OrderType::trailing_stop, std::nullopt, Price{"98"_dec}, 500);
    play();
    EXPECT_EQ(exit_price(), "99.35") << "5 % below the best bid before the low, 104.59, is 99.36";
}

TEST_F(ReplayedStop, OfAnOcoComesBeforeItsLimitWhereACandleHasBoth)
{
    for (const auto& [prices, expected] :
         {std::pair{"104.59,120.00,88.90,105.00", "100.34"}, std::pair{"104.59,120.00,104.45,105.00", "110"},
          std::pair{"104.59,109.99,100.37,105.00", "none"}, std::pair{"95.00,120.00,90.00,92.00", "94.99"},
          std::pair{"115.00,120.00,104.50,105.00", "110"}}) {
        SCOPED_TRACE(prices);
        again(quiet_then(prices));
        send(Side::sell, OrderType::oco, Price{"110"_dec}, Price{"100.35"_dec});
        play();
        EXPECT_EQ(exit_price(), expected);
    }
}

}  // namespace
}  // namespace swarmdesk::trading::venues
