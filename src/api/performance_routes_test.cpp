#include "api/testing.hpp"
#include "base/json_fields.hpp"
#include "trading/report/fold.hpp"
#include "trading/report/report.hpp"

/// \file
/// Round trips, what they came to, and equity over time.
namespace swarmdesk::api::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace report = trading::report;
using trading::AccountId;

std::string text(const json::value& item, std::string_view field)
{
    const auto* value = item.as_object().if_contains(field);
    return value == nullptr ? "-" : std::string{value->as_string()};
}

class PerformanceRoutes : public ::testing::Test {
protected:
    explicit PerformanceRoutes(Options options = {}) : desk(any_port(), std::move(options)) {}

    /// Bought at 100 000 and sold at `exit`, by a person.
    void round_trip(Decimal exit, const std::string& account = "paper", const std::string& token = {})
    {
        const std::string& who = token.empty() ? desk.token() : token;
        at("100000"_dec);
        EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.002", {}, account), who).status, 202);
        desk.pass(90min);
        at(exit);
        std::string closing = TestDesk::intent(TestDesk::new_id(), "0.002", R"(,"reason":"enough of it")", account);
        closing.replace(closing.find("BUY"), 3, "SELL");
        EXPECT_EQ(desk.post("/intents", closing, who).status, 202);
        at("100000"_dec);
        desk.settle();
    }
    void at(Decimal price) { desk.quote(trading::Price{price - "0.01"_dec}, trading::Price{price}); }
    void mark(Decimal price)
    {
        const trading::Price bid{price - "0.01"_dec};
        desk.desk().record(trading::execution::PricesMarked{{{btc, bid, trading::Price{price + "0.01"_dec}}}});
        desk.settle();
    }
    /// Every figure of a report of the ledger as it is now.
    report::Report report_of(const AccountId& account, const report::Range& range = {})
    {
        HistoryQuery all;
        all.limit = 10'000;
        const auto events = desk.wait(desk.desk().read(std::move(all))).value();
        report::ReportBuilder builder{range};
        report::Fold fold{account, builder};
        for (const auto& [seq, stamped, hash] : events) EXPECT_TRUE(fold.add(seq, stamped));
        return builder.finish().value();
    }
    /// The points of an answer are those of a report.
    static void expect_same(const json::array& items, const report::Report& made)
    {
        ASSERT_EQ(items.size(), made.curve.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            const json::value row = to_json(made.curve[i]);
            EXPECT_THAT(items[i].as_object(), SizeIs(5));
            for (const auto& field : items[i].as_object())
                EXPECT_EQ(field.value(), row.at(field.key())) << i << " " << field.key();
        }
    }

    TestDesk desk;
};

TEST_F(PerformanceRoutes, ATradeSaysWhenAtWhatAndWhyItWasEnteredAndLeft)
{
    const std::string opened = to_iso(desk.clock().now().utc);
    round_trip("101000"_dec);
    const json::array trades = desk.get("/trades").items();
    ASSERT_THAT(trades, SizeIs(1));
    const json::value& trade = trades[0];
    EXPECT_EQ(text(trade, "opened"), opened);
    EXPECT_EQ(text(trade, "time"), to_iso(desk.clock().now().utc));
    EXPECT_EQ(text(trade, "side"), "long");
    EXPECT_EQ(text(trade, "quantity"), "0.002");
    EXPECT_EQ(text(trade, "entry_price"), "100000");
    EXPECT_EQ(text(trade, "exit_price"), "100999.99");
    EXPECT_EQ(text(trade, "fees"), "0");
    EXPECT_EQ(text(trade, "result"), "1.99998");
    EXPECT_EQ(text(trade, "return_percent"), "1");
    EXPECT_EQ(text(trade, "exit"), "by hand");
    EXPECT_EQ(text(trade, "reason"), "enough of it");
    EXPECT_EQ(text(trade, "exit_type"), "MARKET");
    EXPECT_EQ(text(trade, "quote_asset"), "USDT");
    EXPECT_EQ(text(trade, "result_usd"), "1.99998");
    EXPECT_EQ(text(trade, "signal"), "-") << "a person needs none";
}

class FewTrades : public PerformanceRoutes {
protected:
    FewTrades() : PerformanceRoutes(options()) {}
    static Options options()
    {
        Options options;
        options.view.trips_max = 2;
        options.view.finished_max = 2;
        options.performance.trades_max = 1;
        return options;
    }
};

TEST_F(FewTrades, OlderOnesSayWhatTheLedgerAloneKnows)
{
    for (const Decimal exit : {"101000"_dec, "102000"_dec, "103000"_dec}) round_trip(exit);
    json::array trades;
    std::string before;
    for (int page = 0; page < 10; ++page) {
        const Answer answer = desk.get("/trades?limit=1" + before);
        for (const json::value& item : answer.items()) trades.push_back(item);
        const auto* next = answer.body.as_object().if_contains("next_before");
        if (next == nullptr) break;
        before = "&before=" + std::to_string(next->as_int64());
    }
    ASSERT_THAT(trades, SizeIs(3));
    EXPECT_EQ(text(trades[0], "entry_price"), "100000");
    EXPECT_EQ(text(trades[1], "entry_price"), "-");
    EXPECT_EQ(text(trades[2], "entry_price"), "-");
    EXPECT_EQ(text(trades[2], "result"), "1.99998");
    EXPECT_EQ(text(trades[2], "return_percent"), "1");
    EXPECT_EQ(text(trades[2], "reason"), "enough of it");
    EXPECT_EQ(text(trades[2], "exit"), "by hand");
}

TEST_F(PerformanceRoutes, ProfitsAddUpToTheTradesWhateverTheyAreListedBy)
{
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    const std::string first_day = to_iso(desk.clock().now().utc).substr(0, 10);
    round_trip("101000"_dec);
    round_trip("98000"_dec, "alice", alice);
    desk.pass(24h);
    const std::string last_day = to_iso(desk.clock().now().utc).substr(0, 10);
    round_trip("100500"_dec, "alice", alice);
    for (const std::string& token : {desk.token(), alice}) {
        Decimal sum;
        const json::array trades = desk.get("/trades", token).items();
        for (const json::value& trade : trades) sum += Decimal::parse(text(trade, "result_usd")).value();
        for (const char* by : {"day", "owner", "instrument", "reason"}) {
            SCOPED_TRACE(by);
            const Answer answer = desk.get("/profit?by=" + std::string{by}, token);
            ASSERT_EQ(answer.status, 200) << answer.text;
            Decimal groups;
            std::uint64_t count = 0;
            for (const json::value& item : answer.items()) {
                groups += Decimal::parse(text(item, "result_usd")).value();
                count += static_cast<std::uint64_t>(item.at("trades").as_int64());
            }
            EXPECT_EQ(groups, sum);
            EXPECT_EQ(count, trades.size());
            EXPECT_EQ(text(answer.body.at("total"), "result_usd"), sum.to_string());
        }
    }
    const json::array days = desk.get("/profit").items();
    ASSERT_THAT(days, SizeIs(2));
    EXPECT_EQ(text(days[0], "name"), last_day) << "newest first";
    EXPECT_EQ(text(days[1], "name"), first_day);
    EXPECT_EQ(days[1].at("wins"), 1);
    EXPECT_EQ(days[1].at("losses"), 1);
    EXPECT_THAT(desk.get("/profit?to=" + last_day, alice).items(), SizeIs(1));
    EXPECT_EQ(text(desk.get("/profit?by=owner&from=" + last_day).body.at("total"), "result_usd"), "0.99998");
    EXPECT_EQ(text(desk.get("/profit?by=reason&account=paper").items()[0], "name"), "by hand");
    EXPECT_EQ(text(desk.get("/profit?by=instrument", alice).items()[0], "name"), "paper:BTCUSDT");
    for (const char* wrong : {"by=month", "from=2025-02-30", "to=x", "before=1", "from=2025-04-04&to=2025-04-03"})
        EXPECT_EQ(desk.get("/profit?" + std::string{wrong}).status, 400) << wrong;
    EXPECT_EQ(desk.get("/profit?account=paper", alice).code(), "no_such_account");
}

TEST_F(PerformanceRoutes, EquityIsTheReportsOfAnAccountOfAllAndOfAPeriod)
{
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    mark("100000"_dec);
    for (const Decimal exit : {"101000"_dec, "90000"_dec, "104000"_dec}) {
        round_trip(exit);
        round_trip(exit - "3000"_dec, "alice", alice);
        mark(exit);
        EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.0001")).status, 202);
    }
    desk.pass(1h);
    mark("95000"_dec);
    const Answer all = desk.get("/equity");
    ASSERT_EQ(all.status, 200) << all.text;
    expect_same(all.items(), report_of({}));
    EXPECT_EQ(all.body.at("points"), 5);
    EXPECT_FALSE(all.body.at("is_thinned").as_bool());
    EXPECT_FALSE(all.body.at("is_cut").as_bool());
    expect_same(desk.get("/equity?account=paper").items(), report_of(paper));
    expect_same(desk.get("/equity", alice).items(), report_of(AccountId{"alice"}));
    const std::string from = text(all.items()[1], "time");
    const std::string to = text(all.items()[3], "time");
    const auto curve = report_of({}).curve;
    const report::Range range{curve.at(1).time, curve.at(3).time};
    const Answer period = desk.get("/equity?from=" + from + "&to=" + to);
    EXPECT_THAT(period.items(), SizeIs(3));
    expect_same(period.items(), report_of({}, range));
    EXPECT_EQ(text(period.items()[0], "index"), "1") << "it begins anew";
    for (const char* wrong :
         {"from=x", "from=2025-04-04&to=2025-04-03", "from=2025-04-04&to=2025-04-04", "limit=9", "limit=5001"})
        EXPECT_EQ(desk.get("/equity?" + std::string{wrong}).status, 400) << wrong;
    EXPECT_EQ(desk.get("/equity?account=paper", alice).code(), "no_such_account");
}

TEST_F(PerformanceRoutes, WhoeverHasSeveralAccountsSeesThemTogether)
{
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    desk.open_account(AccountId{"second"}, "alice");
    mark("100000"_dec);
    round_trip("90000"_dec, "second", alice);
    mark("100000"_dec);
    const json::array together = desk.get("/equity", alice).items();
    ASSERT_THAT(together, SizeIs(2));
    EXPECT_EQ(text(together[0], "equity_usd"), "200000");
    EXPECT_EQ(text(together[1], "equity_usd"), "199980");
    EXPECT_EQ(text(desk.get("/equity").items()[1], "equity_usd"), "299980") << "the operator sees the operator's too";
    EXPECT_EQ(text(desk.get("/equity?account=alice", alice).items()[1], "equity_usd"), "100000");
}

TEST_F(PerformanceRoutes, ManyPointsAreThinnedAndEachPeakAndTroughStays)
{
    EXPECT_THAT(desk.get("/equity").items(), IsEmpty());
    EXPECT_EQ(desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.009")).status, 202);
    for (int hour = 0; hour < 400; ++hour) {
        mark(hour == 150 ? "50000"_dec : hour == 250 ? "200000"_dec : "100000"_dec);
        desk.pass(1h);
    }
    const Answer whole = desk.get("/equity");
    EXPECT_THAT(whole.items(), SizeIs(400));
    for (const char* limit : {"10", "13", "399"}) {
        SCOPED_TRACE(limit);
        const Answer thinned = desk.get("/equity?limit=" + std::string{limit});
        EXPECT_LE(thinned.items().size(), std::stoull(limit));
        EXPECT_EQ(thinned.body.at("points"), 400);
        EXPECT_TRUE(thinned.body.at("is_thinned").as_bool());
        for (const std::size_t kept : {std::size_t{0}, std::size_t{150}, std::size_t{250}, std::size_t{399}})
            EXPECT_THAT(thinned.items(), Contains(whole.items()[kept])) << kept;
    }
    EXPECT_FALSE(desk.get("/equity?limit=402").body.at("is_thinned").as_bool());
}

class FewMarks : public PerformanceRoutes {
protected:
    FewMarks() : PerformanceRoutes(options()) {}
    static Options options()
    {
        Options options;
        options.performance.marks_max = 3;
        options.performance.cells_max = 1;
        return options;
    }
};

TEST_F(FewMarks, ItSaysWhatIsNoLongerKept)
{
    for (int hour = 0; hour < 3; ++hour) {
        mark("100000"_dec);
        desk.pass(1h);
    }
    EXPECT_FALSE(desk.get("/equity").body.at("is_cut").as_bool());
    mark("100000"_dec);
    EXPECT_TRUE(desk.get("/equity").body.at("is_cut").as_bool());
    EXPECT_THAT(desk.get("/equity").items(), SizeIs(3));
    round_trip("101000"_dec);
    EXPECT_FALSE(desk.get("/profit").body.as_object().contains("since"));
    desk.pass(24h);
    round_trip("101000"_dec);
    EXPECT_EQ(text(desk.get("/profit").body, "since"), to_iso(desk.clock().now().utc).substr(0, 10));
}

TEST_F(PerformanceRoutes, ALedgerThatDoesNotFoldGivesNoFiguresAndEverythingElse)
{
    round_trip("101000"_dec);
    trading::execution::RoundTripClosed strange;
    strange.account = paper;
    strange.instrument = trading::InstrumentId{"paper:NOTHING"};
    strange.intent = trading::IntentId::parse(TestDesk::new_id()).value();
    desk.desk().record(strange, paper);
    desk.settle();
    for (const char* path : {"/equity", "/profit"}) {
        EXPECT_EQ(desk.get(path).status, 503);
        EXPECT_EQ(desk.get(path).code(), "figures_unavailable");
    }
    EXPECT_THAT(desk.get("/trades").items(), SizeIs(2));
}

}  // namespace
}  // namespace swarmdesk::api::testing
