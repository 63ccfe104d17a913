#include "trading/report/performance.hpp"

#include <gmock/gmock.h>

#include "trading/execution/event_samples.hpp"
#include "trading/execution/gate_harness.hpp"
#include "trading/report/fold.hpp"
#include "trading/report/report.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace execution;
using namespace execution::testing;

class PerformanceTest : public ::testing::Test {
protected:
    void mark(Decimal price)
    {
        Stamped event;
        const Price bid{price - "1"_dec};
        const Price ask{price + "1"_dec};
        event.event = PricesMarked{{{other_btc, bid, ask}, {btc, bid, ask}}};
        event.time = desk.now.utc;
        desk.events.push_back(event);
    }
    /// Three days of wins and losses of an agent and of people, with money put in and taken out.
    void trade_for_days()
    {
        constexpr std::array<int, 6> losses{1, -1, 2, 0, -3, 1};
        for (std::size_t i = 0; i < losses.size(); ++i) {
            mark(Decimal::from_integer(100'000));
            const AccountId account = i % 3 == 2 ? bobs : first;
            desk.round_trip(Decimal::from_integer(losses[i]), account, i % 2 == 0 ? agent : human);
            if (i == 2) desk.deposit(first, usdt, "500"_dec);
            if (i == 3) desk.deposit(bobs, usdt, "-200"_dec);
            desk.pass(11h);
        }
        desk.trade(desk.buy("0.004"_dec, {}, bobs), "100000"_dec, "0.4"_dec);
        mark(Decimal::from_integer(101'000));
    }
    std::vector<StreamedEvent> streamed() const
    {
        std::vector<StreamedEvent> events;
        for (const Stamped& event : desk.events) events.push_back({events.size() + 1, event, {}});
        return events;
    }
    Report report(const AccountId& account, const Range& range = {}) const
    {
        ReportBuilder builder{range};
        Fold fold{account, builder};
        std::uint64_t seq = 0;
        for (const Stamped& event : desk.events) EXPECT_TRUE(fold.add(++seq, event));
        return builder.finish().value();
    }
    static std::vector<std::string> lines(const Curve& curve)
    {
        std::vector<std::string> lines;
        for (const Curve::Point& point : curve.points())
            lines.push_back(to_iso(point.time) + " " + rounded_usd(point.equity.value()).to_string() + " " +
                            rounded_usd(point.put_in.value()).to_string() + " " +
                            rounded(point.index, index_digits).to_string() + " " + drawdown_percent(point).to_string());
        return lines;
    }
    static std::vector<std::string> lines(const Report& report)
    {
        std::vector<std::string> lines;
        for (const CurveRow& row : report.curve)
            lines.push_back(to_iso(row.time) + " " + row.equity_usd.to_string() + " " + row.put_in_usd.to_string() +
                            " " + row.index.to_string() + " " + row.drawdown_percent.to_string());
        return lines;
    }
    static Curve curve(const Performance& performance, const std::vector<AccountId>* accounts, const Range& range = {})
    {
        Curve curve;
        performance.equity().walk(accounts, range, [&](const AccountPoint& point) {
            EquityPoint one;
            one.time = point.time;
            one.equity = point.equity;
            one.put_in = point.put_in;
            curve.add(one);
        });
        return curve;
    }

    Harness desk{plain_settings(), Amount{"10000"_dec}};
};

TEST_F(PerformanceTest, ItsCurveIsTheReportsOfEachAccountOfAllAndOfAnyPeriod)
{
    trade_for_days();
    Performance performance{{}};
    performance.apply(streamed());
    ASSERT_EQ(performance.failure(), std::nullopt);
    EXPECT_EQ(performance.seq(), desk.events.size());
    const Range middle{desk.events.at(desk.events.size() / 3).time, desk.events.at(desk.events.size() * 2 / 3).time};
    for (const Range& range : {Range{}, middle}) {
        EXPECT_EQ(lines(curve(performance, nullptr, range)), lines(report({}, range)));
        for (const AccountId& account : {first, second, bobs}) {
            const std::vector<AccountId> one{account};
            EXPECT_EQ(lines(curve(performance, &one, range)), lines(report(account, range))) << account.to_string();
        }
        const std::vector<AccountId> all{first, second, bobs};
        EXPECT_EQ(lines(curve(performance, &all, range)), lines(report({}, range)));
    }
}

TEST_F(PerformanceTest, ItsTradesAndProfitsAreTheReports)
{
    trade_for_days();
    Performance performance{{}};
    performance.apply(streamed());
    const Report made = report({});
    std::vector<TradeFact> trades;
    performance.trades().walk(nullptr, UINT64_MAX, [&](const TradeFact& trade) {
        trades.insert(trades.begin(), trade);
        return true;
    });
    ASSERT_EQ(trades.size(), made.closed.size());
    ASSERT_EQ(trades.size(), 6u);
    Decimal sum;
    for (std::size_t i = 0; i < trades.size(); ++i) {
        EXPECT_EQ(trades[i].closed, made.closed[i].closed);
        EXPECT_EQ(trades[i].result.value(), made.closed[i].result);
        EXPECT_EQ(trades[i].exit, made.closed[i].exit);
        EXPECT_EQ(trades[i].quantity, Quantity{"0.005"_dec});
        sum += *result_usd(trades[i]);
    }
    for (const ProfitBy by : {ProfitBy::day, ProfitBy::owner, ProfitBy::instrument, ProfitBy::reason}) {
        SCOPED_TRACE(to_text(by));
        const auto all = performance.profit(by, nullptr, {});
        Decimal of_groups;
        for (const auto& [name, totals] : all.groups) of_groups += totals.result();
        EXPECT_EQ(of_groups, sum);
        EXPECT_EQ(all.since, std::nullopt);
        const std::vector<AccountId> both{first, bobs};
        EXPECT_EQ(performance.profit(by, &both, {}).groups, all.groups);
    }
    for (const auto& [by, of_report] : {std::pair{ProfitBy::owner, &made.by_owner},
                                        {ProfitBy::instrument, &made.by_instrument},
                                        {ProfitBy::reason, &made.by_exit}}) {
        SCOPED_TRACE(to_text(by));
        const auto groups = performance.profit(by, nullptr, {}).groups;
        for (const Group& group : *of_report) {
            if (group.trades.count == 0) continue;
            ASSERT_TRUE(groups.contains(group.name)) << group.name;
            EXPECT_EQ(groups.at(group.name).count, group.trades.count);
            EXPECT_EQ(rounded_usd(groups.at(group.name).result()), group.trades.result_usd);
        }
    }
}

TEST_F(PerformanceTest, ASnapshotGoesOnAsIfNothingHadBeenBetween)
{
    trade_for_days();
    const std::vector<StreamedEvent> events = streamed();
    Performance whole{{}};
    whole.apply(events);
    for (std::size_t cut = 0; cut <= events.size(); cut += 7) {
        Performance before{{}};
        before.apply(std::span{events}.first(cut));
        Performance after{{}};
        ASSERT_TRUE(after.restore(before.snapshot()));
        EXPECT_EQ(after.seq(), before.seq());
        EXPECT_EQ(after.snapshot(), before.snapshot());
        after.apply(std::span{events}.subspan(cut));
        ASSERT_EQ(after.failure(), std::nullopt);
        EXPECT_EQ(after.snapshot(), whole.snapshot()) << "cut at " << cut;
    }
}

TEST_F(PerformanceTest, BytesThatAreNoSnapshotChangeNothing)
{
    trade_for_days();
    Performance performance{{}};
    performance.apply(streamed());
    const Bytes bytes = performance.snapshot();
    for (const std::size_t size : {std::size_t{0}, std::size_t{3}, bytes.size() / 2, bytes.size() - 1})
        EXPECT_FALSE(performance.restore(std::string_view{bytes}.substr(0, size))) << size;
    EXPECT_FALSE(performance.restore(bytes + "x"));
    EXPECT_EQ(performance.snapshot(), bytes);
}

TEST_F(PerformanceTest, WhatCannotFollowEndsItAndIsSaid)
{
    trade_for_days();
    Performance performance{{}};
    performance.apply(streamed());
    const std::uint64_t seq = performance.seq();
    OrderFilled filled;
    filled.intent = intent_id(7'000);
    const StreamedEvent strange{seq + 1, {filled, desk.now.utc, {}, first}, {}};
    performance.apply({&strange, 1});
    ASSERT_NE(performance.failure(), std::nullopt);
    EXPECT_EQ(performance.failure()->code, Errc::corrupt);
    EXPECT_EQ(performance.seq(), seq);
    const StreamedEvent next{seq + 2, {PricesMarked{}, desk.now.utc, {}, {}}, {}};
    performance.apply({&next, 1});
    EXPECT_EQ(performance.seq(), seq);
}

TEST_F(PerformanceTest, KeepsOfEachAccountTheNewestTrades)
{
    trade_for_days();
    Performance performance{{.trades_max = 2}};
    performance.apply(streamed());
    EXPECT_EQ(performance.trades().size(first), 2u);
    EXPECT_EQ(performance.trades().size(bobs), 2u);
}

}  // namespace
}  // namespace swarmdesk::trading::report
