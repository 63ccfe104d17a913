#include "trading/venues/paper_venue.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>

#include "runtime/random.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/venues/paper_exchange.hpp"

namespace swarmdesk::trading::venues {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;
using execution::CancelAnswered;
using execution::QueryAnswered;
using execution::QueryOutcome;
using execution::SendAnswered;
using execution::SendOutcome;
using execution::StatusReported;
using execution::SweepAnswered;
using execution::TradeReported;
using execution::VenueReport;

const AccountId paper{"paper"};
const InstrumentId btcusdt{"BTCUSDT"};

/// What only the gate can do in the desk: hand the venue an order.
class OpenVenue : public PaperVenue {
public:
    using PaperVenue::PaperVenue;
    using PaperVenue::send;
};

struct Heard {
    nanoseconds after;
    VenueReport report;
};

/// "accepted", "trade", "filled": what a report is, in a word.
std::string word(const VenueReport& report)
{
    struct Words {
        std::string operator()(const SendAnswered& a) const { return std::string{to_text(a.outcome)}; }
        std::string operator()(const TradeReported&) const { return "trade"; }
        std::string operator()(const StatusReported& s) const { return std::string{to_text(s.status)}; }
        std::string operator()(const QueryAnswered& a) const
        {
            if (a.outcome == QueryOutcome::failed) return "query failed";
            return a.outcome == QueryOutcome::found ? "found" : "not found";
        }
        std::string operator()(const CancelAnswered& a) const { return "cancel " + std::string{to_text(a.outcome)}; }
        std::string operator()(const SweepAnswered& a) const { return a.failed ? "sweep failed" : "swept"; }
    };
    return std::visit(Words{}, report);
}

/// A venue on virtual time, 10 ms away, with the book at 100.00 / 100.10.
class PaperVenueTest : public testing::Test {
protected:
    ~PaperVenueTest() override { close(); }

    PaperVenue::Settings settings() const
    {
        PaperVenue::Settings result;
        result.latency_min = result.latency_max = 10ms;
        return result;
    }
    void open(PaperVenue::Settings with, FaultScript faults = {})
    {
        close();
        const Instrument instrument{.id = btcusdt,
                                    .base = AssetId{"BTC"},
                                    .quote = AssetId{"USDT"},
                                    .tick = Price{"0.01"_dec},
                                    .lot = Quantity{"0.001"_dec},
                                    .quantity_min = Quantity{"0.001"_dec},
                                    .quantity_max = Quantity{"50"_dec},
                                    .notional_min = Amount{"5"_dec}};
        venue = std::make_unique<OpenVenue>(context.get_executor(), clock, runtime::Random{1}, std::move(with),
                                            std::move(faults), std::vector{instrument});
        venue->listen([this](const VenueReport& report) {
            heard.push_back({clock.now().monotonic - sent, report});
            if (on_report) on_report(report);
        });
        quoted("100"_dec, "100.10"_dec);
    }
    void open(Fault fault, nanoseconds duration = {}, RequestKind request = RequestKind::submit)
    {
        FaultRule rule;
        rule.fault = fault;
        rule.duration = duration;
        rule.request = request;
        rule.nth = 1;
        rule.code = "-9000";
        rule.message = "because";
        open(settings(), {rule});
    }
    void close()
    {
        if (!venue) return;
        bool stopped = false;
        boost::asio::co_spawn(context, venue->stop(), [&](std::exception_ptr error) { stopped = !error; });
        run(0s);
        EXPECT_TRUE(stopped);
        venue.reset();
    }
    void run(nanoseconds duration)
    {
        const MonotonicTime until = clock.now().monotonic + duration;
        runtime::run_virtual(context, clock, until);
        clock.advance_by(until - clock.now().monotonic);
    }

    void quoted(Decimal bid, Decimal ask)
    {
        venue->on_quote({.instrument = btcusdt,
                         .bid = Price{bid},
                         .ask = Price{ask},
                         .bid_size = Quantity{"1"_dec},
                         .ask_size = Quantity{"1"_dec}});
    }
    void send(std::string_view id, Decimal price, Decimal quantity = "0.5"_dec)
    {
        sent = clock.now().monotonic;
        Order order{.client_order_id = ClientOrderId{id},
                    .account = paper,
                    .instrument = btcusdt,
                    .side = Side::buy,
                    .type = OrderType::limit,
                    .quantity = Quantity{quantity},
                    .limit_price = Price{price}};
        venue->send(order);
    }
    void cancel(std::string_view id)
    {
        sent = clock.now().monotonic;
        venue->cancel(paper, btcusdt, ClientOrderId{id});
    }
    void query(std::string_view id)
    {
        sent = clock.now().monotonic;
        venue->query(paper, btcusdt, ClientOrderId{id});
    }
    /// What has been heard since the last time, in words.
    std::vector<std::string> words()
    {
        std::vector<std::string> result;
        for (const Heard& one : heard) result.push_back(word(one.report));
        last = heard;
        heard.clear();
        return result;
    }
    const PaperOrder* at_the_exchange(std::string_view id) const
    {
        return venue->exchange().state().find(paper, btcusdt, ClientOrderId{id});
    }

    using Words = std::vector<std::string>;

    boost::asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'700'000'000'000)};
    std::unique_ptr<OpenVenue> venue;
    std::vector<Heard> heard;
    std::vector<Heard> last;
    std::function<void(const VenueReport&)> on_report;
    MonotonicTime sent;
};

TEST_F(PaperVenueTest, AnOrderIsAnsweredThenItsFillsAreReportedAfterBothWays)
{
    open(settings());
    send("a", "100.10"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "trade", "filled"}));
    for (const Heard& one : last) EXPECT_EQ(one.after, 20ms);
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).venue_order_id, "1");
    const auto& trade = std::get<TradeReported>(last[1].report);
    EXPECT_EQ(trade.client_order_id, ClientOrderId{"a"});
    EXPECT_EQ(trade.trade.quantity, Quantity{"0.5"_dec});
    EXPECT_EQ(std::get<StatusReported>(last[2].report).filled, Quantity{"0.5"_dec});
}

TEST_F(PaperVenueTest, NothingIsAnsweredFromInsideARequestEvenWithoutLatency)
{
    open(PaperVenue::Settings{});
    bool is_inside = false;
    on_report = [&](const VenueReport& report) {
        EXPECT_FALSE(is_inside);
        if (!std::holds_alternative<SendAnswered>(report)) return;
        is_inside = true;
        venue->query(paper, btcusdt, ClientOrderId{"a"});
        venue->sweep(paper);
        is_inside = false;
    };
    send("a", "90"_dec);
    EXPECT_TRUE(heard.empty());
    run(0s);
    EXPECT_EQ(words(), (Words{"accepted", "resting", "found", "swept"}));
    EXPECT_EQ(last.back().after, 0s);
}

TEST_F(PaperVenueTest, RestingOrdersAreReportedWhenAQuoteFillsThem)
{
    open(settings());
    send("a", "99"_dec, "1.5"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
    quoted("98"_dec, "99"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"trade"}));
    quoted("98"_dec, "99"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"trade", "filled"}));
    EXPECT_EQ(std::get<TradeReported>(last[0].report).trade.liquidity, Liquidity::maker);
}

TEST_F(PaperVenueTest, ARefusalCarriesTheVenuesCode)
{
    open(settings());
    send("a", "100.101"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"refused"}));
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).code, "-1013");
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).message, "Filter failure: PRICE_FILTER");
}

TEST_F(PaperVenueTest, CancelsAreAnsweredAndTheOrderReportedGone)
{
    open(settings());
    send("a", "90"_dec);
    run(1s);
    words();
    cancel("a");
    cancel("a");
    cancel("never");
    run(1s);
    EXPECT_EQ(words(), (Words{"cancel accepted", "cancelled", "cancel refused", "cancel refused"}));
    EXPECT_EQ(std::get<CancelAnswered>(last[3].report).code, "-2011");
}

TEST_F(PaperVenueTest, ASweepShowsOpenOrdersAndWholeBalances)
{
    open(settings());
    send("a", "90"_dec, "1"_dec);
    send("b", "100.10"_dec, "1"_dec);
    run(1s);
    words();
    venue->sweep(paper);
    venue->sweep(AccountId{"nobody"});
    run(1s);
    ASSERT_EQ(words(), (Words{"swept", "swept"}));
    const auto& swept = std::get<SweepAnswered>(last[0].report);
    ASSERT_EQ(swept.open_orders.size(), 1u);
    EXPECT_EQ(swept.open_orders[0].client_order_id, ClientOrderId{"a"});
    EXPECT_EQ(swept.balances.at(AssetId{"USDT"}), Amount{"99899.9"_dec});
    EXPECT_EQ(swept.balances.at(AssetId{"BTC"}), Amount{"0.999"_dec});
    EXPECT_TRUE(std::get<SweepAnswered>(last[1].report).balances.empty());
}

TEST_F(PaperVenueTest, AcceptThenTimeoutIsUnknownAfterTheWholeWaitWhileReportsComeAsUsual)
{
    open(Fault::accept_then_timeout);
    send("a", "100.10"_dec);
    run(20s);
    EXPECT_EQ(words(), (Words{"trade", "filled", "unknown"}));
    EXPECT_EQ(last[0].after, 20ms);
    EXPECT_EQ(last[2].after, 10s);
    EXPECT_EQ(std::get<SendAnswered>(last[2].report).code, "-1007");
}

TEST_F(PaperVenueTest, A5xxIsUnknownWhetherTheOrderWasPlacedOrNot)
{
    struct Case {
        Fault fault;
        bool is_placed;
        Words reports;
    };
    for (const Case& c : {Case{Fault::error_before_accept, false, {"unknown"}},
                          Case{Fault::error_after_accept, true, {"unknown", "resting"}}}) {
        SCOPED_TRACE(to_text(c.fault));
        open(c.fault);
        send("a", "90"_dec);
        run(1s);
        EXPECT_EQ(words(), c.reports);
        EXPECT_EQ(std::get<SendAnswered>(last[0].report).code, "503");
        EXPECT_EQ(at_the_exchange("a") != nullptr, c.is_placed);
        query("a");
        run(1s);
        EXPECT_EQ(words(), (Words{c.is_placed ? "found" : "not found"}));
    }
}

TEST_F(PaperVenueTest, ALostResponseLeavesOnlyTheQueryToFindTheFill)
{
    open(Fault::lost_response);
    send("a", "100.10"_dec);
    run(20s);
    ASSERT_EQ(words(), (Words{"unknown"}));
    EXPECT_EQ(last[0].after, 10s);
    query("a");
    run(1s);
    ASSERT_EQ(words(), (Words{"found"}));
    const auto& found = std::get<QueryAnswered>(last[0].report).order;
    EXPECT_EQ(found.status, VenueOrderStatus::filled);
    EXPECT_EQ(found.trades.size(), 1u);
}

TEST_F(PaperVenueTest, LostReportsStayLostForThatOrderAlone)
{
    open(Fault::lost_reports);
    send("a", "99"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted"}));
    quoted("98"_dec, "99"_dec);
    run(1s);
    EXPECT_EQ(words(), Words{});
    send("b", "99"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "trade", "filled"}));
}

TEST_F(PaperVenueTest, DuplicateReportsComeTwiceAlsoLater)
{
    open(Fault::duplicate_reports);
    send("a", "100"_dec, "1"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "resting", "resting"}));
    quoted("99"_dec, "100"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"trade", "filled", "trade", "filled"}));
    EXPECT_EQ(std::get<TradeReported>(last[0].report).trade, std::get<TradeReported>(last[2].report).trade);
}

TEST_F(PaperVenueTest, ReorderedReportsOvertakeTheAnswerLastFirst)
{
    open(Fault::reordered_reports);
    send("a", "100.10"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"filled", "trade", "accepted"}));
}

TEST_F(PaperVenueTest, ALaggingVenueDoesNotFindTheOrderUntilTheLagIsOverAndItsFenceCoversThat)
{
    open(Fault::not_found_lag, 5s);
    EXPECT_EQ(venue->fence(), 7s);
    send("a", "90"_dec);
    run(20ms);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
    query("a");
    cancel("a");
    venue->sweep(paper);
    run(1s);
    EXPECT_EQ(words(), (Words{"not found", "cancel refused", "swept"}));
    EXPECT_TRUE(std::get<SweepAnswered>(last[2].report).open_orders.empty());
    // Accepted at 10 ms, so visible from 5010 ms; a question sent at 4999 ms arrives at 5009 ms.
    run(4999ms - 1020ms);
    query("a");
    run(1ms);
    query("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"not found", "found"}));
}

TEST_F(PaperVenueTest, AScriptedRefusalHasItsOwnCodeAndPlacesNothing)
{
    open(Fault::refuse);
    send("a", "90"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"refused"}));
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).code, "-9000");
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).message, "because");
    EXPECT_EQ(at_the_exchange("a"), nullptr);
}

TEST_F(PaperVenueTest, ADelayedRequestTakesEffectInsideTheReceiveWindowAndNotBeyond)
{
    EXPECT_EQ((open(Fault::delay, 1990ms), venue->fence()), 2s);
    send("a", "90"_dec);
    run(5s);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
    EXPECT_EQ(last[0].after, 2010ms);

    open(Fault::delay, 1991ms);
    send("a", "90"_dec);
    run(5s);
    ASSERT_EQ(words(), (Words{"refused"}));
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).code, "-1021");
    EXPECT_EQ(at_the_exchange("a"), nullptr);
}

TEST_F(PaperVenueTest, AnAnswerLaterThanTheDeskWaitsIsUnknownAndComesOnce)
{
    auto patient = settings();
    patient.receive_window = 30s;
    FaultRule slow;
    slow.fault = Fault::delay;
    slow.duration = 15s;
    open(patient, {slow});
    send("a", "90"_dec);
    run(10s);
    EXPECT_EQ(words(), (Words{"unknown"}));
    EXPECT_EQ(at_the_exchange("a"), nullptr);
    run(20s);
    EXPECT_EQ(words(), (Words{"resting"}));  // accepted after the desk gave up
    EXPECT_NE(at_the_exchange("a"), nullptr);
}

TEST_F(PaperVenueTest, QuestionsAndCancelsFailToo)
{
    open(Fault::error_before_accept, {}, RequestKind::query);
    query("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"query failed"}));

    open(Fault::lost_response, {}, RequestKind::sweep);
    venue->sweep(paper);
    run(20s);
    EXPECT_EQ(words(), (Words{"sweep failed"}));

    open(Fault::error_after_accept, {}, RequestKind::cancel);
    send("a", "90"_dec);
    run(1s);
    words();
    cancel("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"cancel unknown", "cancelled"}));
}

TEST_F(PaperVenueTest, EveryRequestIsAnsweredExactlyOnceWhateverTheFaults)
{
    FaultScript script;
    for (const auto fault : {Fault::accept_then_timeout, Fault::error_before_accept, Fault::error_after_accept,
                             Fault::lost_response, Fault::lost_reports, Fault::duplicate_reports,
                             Fault::reordered_reports, Fault::not_found_lag, Fault::refuse, Fault::delay}) {
        for (const auto request : {RequestKind::submit, RequestKind::cancel, RequestKind::query, RequestKind::sweep}) {
            FaultRule rule;
            rule.fault = fault;
            rule.request = request;
            rule.probability_ppm = 150'000;
            rule.duration = 1900ms;
            script.push_back(rule);
        }
    }
    auto jittery = settings();
    jittery.latency_min = 1ms;
    jittery.latency_max = 300ms;
    open(jittery, script);
    std::map<std::string, int> answers;
    on_report = [&](const VenueReport& report) {
        if (std::holds_alternative<SendAnswered>(report)) ++answers["submit"];
        if (std::holds_alternative<CancelAnswered>(report)) ++answers["cancel"];
        if (std::holds_alternative<QueryAnswered>(report)) ++answers["query"];
        if (std::holds_alternative<SweepAnswered>(report)) ++answers["sweep"];
    };
    for (int i = 0; i < 100; ++i) {
        const std::string id = "o" + std::to_string(i);
        send(id, i % 2 == 0 ? "90"_dec : "100.10"_dec);
        run(7ms);
        query(id);
        cancel(id);
        venue->sweep(paper);
        quoted("100"_dec, "100.10"_dec);
    }
    run(60s);
    EXPECT_EQ(answers, (std::map<std::string, int>{{"submit", 100}, {"cancel", 100}, {"query", 100}, {"sweep", 100}}));
}

TEST_F(PaperVenueTest, ItsBookOutlivesIt)
{
    const auto folder = std::filesystem::temp_directory_path() / ("paper_venue_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    auto durable = settings();
    durable.journal_path = (folder / "paper.journal").string();
    open(durable);
    send("a", "99"_dec, "1.5"_dec);
    send("b", "100.10"_dec);
    ASSERT_TRUE(venue->deposit(AccountId{"second"}, AssetId{"USDT"}, Amount{"5"_dec}));
    run(1s);
    const Bytes before = encode(venue->exchange().state());
    open(durable);
    EXPECT_EQ(encode(venue->exchange().state()), before);
    words();
    quoted("98"_dec, "99"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"trade"}));
    close();
    std::filesystem::remove_all(folder);
}

TEST_F(PaperVenueTest, AJournalThatCannotBeWrittenStopsEverythingAndGuessesNothing)
{
    const auto folder = std::filesystem::temp_directory_path() / ("paper_venue_full_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    auto durable = settings();
    durable.journal_path = (folder / "paper.journal").string();
    open(durable);
    send("a", "90"_dec);
    run(1s);
    words();

    struct rlimit unlimited {};
    ::getrlimit(RLIMIT_FSIZE, &unlimited);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit full = unlimited;
    full.rlim_cur = std::filesystem::file_size(durable.journal_path) + 20;  // room for a part of the next frame
    ::setrlimit(RLIMIT_FSIZE, &full);
    send("b", "90"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"unknown"}));
    ::setrlimit(RLIMIT_FSIZE, &unlimited);
    std::signal(SIGXFSZ, ignored);

    cancel("a");
    query("a");
    send("c", "90"_dec);
    quoted("80"_dec, "81"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"cancel unknown", "query failed", "unknown"}));
    EXPECT_FALSE(venue->deposit(paper, AssetId{"USDT"}, Amount{"1"_dec}));

    open(durable);
    EXPECT_NE(at_the_exchange("a"), nullptr);
    EXPECT_EQ(at_the_exchange("b"), nullptr);
    close();
    std::filesystem::remove_all(folder);
}

TEST_F(PaperVenueTest, TellsTheCrashPointsASubmitPasses)
{
    std::vector<std::string> points;
    auto watched = settings();
    watched.crash_point = [&](std::string_view name) { points.emplace_back(name); };
    open(watched);
    send("a", "90"_dec);
    EXPECT_EQ(points, (Words{"venue.before_send"}));
    run(10ms);
    EXPECT_EQ(points, (Words{"venue.before_send", "venue.received", "venue.accepted"}));
    run(1s);
    EXPECT_EQ(points, (Words{"venue.before_send", "venue.received", "venue.accepted", "venue.answered"}));
}

TEST_F(PaperVenueTest, ContradictingSettingsAreNotOpened)
{
    auto backwards = settings();
    backwards.latency_max = 1ms;
    EXPECT_THROW(open(backwards), ErrorException);
    auto greedy = settings();
    greedy.exchange.fees.taker_bp = 10'001;
    EXPECT_THROW(open(greedy), ErrorException);
    auto lost = settings();
    lost.journal_path = "/nowhere/at/all/paper.journal";
    EXPECT_THROW(open(lost), ErrorException);
}

}  // namespace
}  // namespace swarmdesk::trading::venues
