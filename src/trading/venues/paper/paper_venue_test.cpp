#include "trading/venues/paper/paper_venue.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <filesystem>
#include <future>

#include "runtime/random.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/venues/paper/paper_dump.hpp"
#include "trading/venues/paper/paper_exchange.hpp"
#include "trading/venues/paper/testing.hpp"

namespace swarmdesk::trading::venues {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;
using execution::AccountSnapshot;
using execution::BalanceMoved;
using execution::CancelAnswered;
using execution::FillReported;
using execution::QueryAnswered;
using execution::QueryOutcome;
using execution::SendAnswered;
using execution::SendOutcome;
using execution::StatusReported;
using execution::StreamLost;
using execution::StreamRestored;
using execution::Throttled;
using execution::VenueReport;

const AccountId paper{"paper"};
const InstrumentId btcusdt{"paper:BTCUSDT"};

struct Report {
    nanoseconds after;
    VenueReport report;
};

/// "accepted", "fill", "filled": what a report is, in a word.
std::string word(const VenueReport& report)
{
    struct Words {
        std::string operator()(const SendAnswered& a) const { return std::string{to_text(a.outcome)}; }
        std::string operator()(const FillReported&) const { return "fill"; }
        std::string operator()(const StatusReported& s) const { return std::string{to_text(s.status)}; }
        std::string operator()(const QueryAnswered& a) const
        {
            if (a.outcome == QueryOutcome::failed) return "query failed";
            return a.outcome == QueryOutcome::found ? "found" : "not found";
        }
        std::string operator()(const CancelAnswered& a) const { return "cancel " + std::string{to_text(a.outcome)}; }
        std::string operator()(const AccountSnapshot& a) const { return a.failed ? "snapshot failed" : "snapshot"; }
        std::string operator()(const BalanceMoved& m) const { return std::string{to_text(m.kind)}; }
        std::string operator()(const StreamLost&) const { return "stream lost"; }
        std::string operator()(const StreamRestored&) const { return "stream restored"; }
        std::string operator()(const Throttled&) const { return "throttled"; }
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
        venue = std::make_unique<OpenPaperVenue>(context.get_executor(), clock, runtime::Random{1}, std::move(with),
                                                 std::move(faults), std::vector{instrument});
        venue->listen([this](const VenueReport& report) {
            reports.push_back({clock.now().monotonic - sent, report});
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
        runtime::run_virtual(context, clock, until, [this] { return venue != nullptr && venue->is_writing(); });
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
        venue->send(order, epoch);
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
    /// What has been reported since the last time, in words.
    std::vector<std::string> words()
    {
        std::vector<std::string> result;
        for (const Report& one : reports) result.push_back(word(one.report));
        last = reports;
        reports.clear();
        return result;
    }
    const PaperOrder* at_the_exchange(std::string_view id) const
    {
        return venue->exchange().state().find(paper, btcusdt, ClientOrderId{id});
    }

    using Words = std::vector<std::string>;

    boost::asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'700'000'000'000)};
    std::unique_ptr<OpenPaperVenue> venue;
    std::vector<Report> reports;
    std::vector<Report> last;
    std::function<void(const VenueReport&)> on_report;
    MonotonicTime sent;
    std::uint64_t epoch = 1;
};

TEST_F(PaperVenueTest, AnOrderIsAnsweredThenItsFillsAreReportedAfterBothWays)
{
    open(settings());
    send("a", "100.10"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "fill", "filled"}));
    for (const Report& one : last) EXPECT_EQ(one.after, 20ms);
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).venue_order_id, "1");
    const auto& reported = std::get<FillReported>(last[1].report);
    EXPECT_EQ(reported.client_order_id, ClientOrderId{"a"});
    EXPECT_EQ(reported.fill.quantity, Quantity{"0.5"_dec});
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
        venue->take_snapshot(paper, 1, {});
        is_inside = false;
    };
    send("a", "90"_dec);
    EXPECT_TRUE(reports.empty());
    run(0s);
    EXPECT_EQ(words(), (Words{"accepted", "resting", "found", "snapshot"}));
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
    EXPECT_EQ(words(), (Words{"fill"}));
    quoted("98"_dec, "99"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"fill", "filled"}));
    EXPECT_EQ(std::get<FillReported>(last[0].report).fill.liquidity, Liquidity::maker);
}

TEST_F(PaperVenueTest, ARejectionCarriesTheVenuesCode)
{
    open(settings());
    send("a", "100.101"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"rejected"}));
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
    EXPECT_EQ(words(), (Words{"cancel accepted", "canceled", "cancel rejected", "cancel rejected"}));
    EXPECT_EQ(std::get<CancelAnswered>(last[3].report).code, "-2011");
}

TEST_F(PaperVenueTest, ASnapshotShowsOpenOrdersAndWholeBalances)
{
    open(settings());
    send("a", "90"_dec, "1"_dec);
    send("b", "100.10"_dec, "1"_dec);
    run(1s);
    words();
    venue->take_snapshot(paper, 1, {});
    venue->take_snapshot(AccountId{"nobody"}, 2, {});
    run(1s);
    ASSERT_EQ(words(), (Words{"snapshot", "snapshot"}));
    const auto& snapshot = std::get<AccountSnapshot>(last[0].report);
    ASSERT_EQ(snapshot.open_orders.size(), 1u);
    EXPECT_EQ(snapshot.open_orders[0].client_order_id, ClientOrderId{"a"});
    EXPECT_EQ(snapshot.balances.at(AssetId{"USDT"}), Amount{"99899.9"_dec});
    EXPECT_EQ(snapshot.balances.at(AssetId{"BTC"}), Amount{"0.999"_dec});
    EXPECT_TRUE(std::get<AccountSnapshot>(last[1].report).balances.empty());
}

TEST_F(PaperVenueTest, AcceptThenTimeoutIsUnknownAfterTheWholeWaitWhileReportsComeAsUsual)
{
    open(Fault::accept_then_timeout);
    send("a", "100.10"_dec);
    run(20s);
    EXPECT_EQ(words(), (Words{"fill", "filled", "unknown"}));
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
    EXPECT_EQ(found.fills.size(), 1u);
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
    EXPECT_EQ(words(), (Words{"accepted", "fill", "filled"}));
}

TEST_F(PaperVenueTest, DuplicateReportsComeTwiceAlsoLater)
{
    open(Fault::duplicate_reports);
    send("a", "100"_dec, "1"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "resting", "resting"}));
    quoted("99"_dec, "100"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"fill", "filled", "fill", "filled"}));
    EXPECT_EQ(std::get<FillReported>(last[0].report).fill, std::get<FillReported>(last[2].report).fill);
}

TEST_F(PaperVenueTest, ReorderedReportsOvertakeTheAnswerLastFirst)
{
    open(Fault::reordered_reports);
    send("a", "100.10"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"filled", "fill", "accepted"}));
}

TEST_F(PaperVenueTest, ALaggingVenueDoesNotFindTheOrderUntilTheLagIsOverAndItsSettleDelayCoversThat)
{
    open(Fault::not_found_lag, 5s);
    EXPECT_EQ(venue->rules().settle_delay, 7s);
    send("a", "90"_dec);
    run(20ms);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
    query("a");
    cancel("a");
    venue->take_snapshot(paper, 1, {});
    run(1s);
    EXPECT_EQ(words(), (Words{"not found", "cancel rejected", "snapshot"}));
    EXPECT_TRUE(std::get<AccountSnapshot>(last[2].report).open_orders.empty());
    // Accepted at 10 ms, so visible from 5010 ms; a query sent at 4999 ms arrives at 5009 ms.
    run(4999ms - 1020ms);
    query("a");
    run(1ms);
    query("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"not found", "found"}));
}

TEST_F(PaperVenueTest, AScriptedRejectionHasItsOwnCodeAndPlacesNothing)
{
    open(Fault::reject);
    send("a", "90"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"rejected"}));
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).code, "-9000");
    EXPECT_EQ(std::get<SendAnswered>(last[0].report).message, "because");
    EXPECT_EQ(at_the_exchange("a"), nullptr);
}

TEST_F(PaperVenueTest, ADelayedRequestTakesEffectInsideTheReceiveWindowAndNotBeyond)
{
    EXPECT_EQ((open(Fault::delay, 1990ms), venue->rules().settle_delay), 2s);
    send("a", "90"_dec);
    run(5s);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
    EXPECT_EQ(last[0].after, 2010ms);

    open(Fault::delay, 1991ms);
    send("a", "90"_dec);
    run(5s);
    ASSERT_EQ(words(), (Words{"rejected"}));
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

TEST_F(PaperVenueTest, QueriesSnapshotsAndCancelsFailToo)
{
    open(Fault::error_before_accept, {}, RequestKind::query);
    query("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"query failed"}));

    open(Fault::lost_response, {}, RequestKind::snapshot);
    venue->take_snapshot(paper, 1, {});
    run(20s);
    EXPECT_EQ(words(), (Words{"snapshot failed"}));

    open(Fault::error_after_accept, {}, RequestKind::cancel);
    send("a", "90"_dec);
    run(1s);
    words();
    cancel("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"cancel unknown", "canceled"}));
}

/// One order of each type that waits, all of which act when the bid falls to 99 or, for gain, rises to 105.
std::vector<Order> waiting_orders()
{
    std::vector<Order> result;
    for (const auto& entry : enum_table(OrderType{})) {
        if (!has_stop(entry.value)) continue;
        const bool is_for_gain = waits_for_gain(entry.value);
        Order order{.client_order_id = ClientOrderId{entry.name},
                    .account = paper,
                    .instrument = btcusdt,
                    .side = Side::sell,
                    .type = entry.value,
                    .quantity = Quantity{"0.5"_dec},
                    .stop_price = Price{is_for_gain ? "105"_dec : "99"_dec}};
        if (terms_of(order.type).limit_price == Needs::must)
            order.limit_price = Price{order.type == OrderType::oco || is_for_gain ? "105"_dec : "99"_dec};
        if (order.type == OrderType::trailing_stop) order.trailing_bp = 500;
        result.push_back(order);
    }
    return result;
}

TEST_F(PaperVenueTest, WhatHappenedToAnOrderThatWaitsIsFoundAfterAnyFault)
{
    struct Case {
        Fault fault;
        const char* answer;
        bool is_placed;
        Words later;  ///< what is reported when it acts
    };
    for (const Order& order : waiting_orders())
        for (const Case& c :
             {Case{Fault::accept_then_timeout, "unknown", true, {"fill", "filled"}},
              Case{Fault::error_before_accept, "unknown", false, {}},
              Case{Fault::error_after_accept, "unknown", true, {"fill", "filled"}},
              Case{Fault::lost_response, "unknown", true, {}}, Case{Fault::lost_reports, "accepted", true, {}},
              Case{Fault::duplicate_reports, "accepted", true, {"fill", "filled", "fill", "filled"}},
              Case{Fault::reordered_reports, "accepted", true, {"filled", "fill"}},
              Case{Fault::reject, "rejected", false, {}}, Case{Fault::stream_lost, "accepted", true, {}}}) {
            SCOPED_TRACE(order.client_order_id.to_string() + " " + std::string{to_text(c.fault)});
            open(c.fault, 60s);
            ASSERT_TRUE(venue->deposit(paper, AssetId{"BTC"}, Amount{"1"_dec}));
            run(1s);
            words();
            sent = clock.now().monotonic;
            venue->send(order, epoch);
            run(20s);
            const Words first = words();
            EXPECT_EQ(std::count(first.begin(), first.end(), c.answer), 1);
            query(order.client_order_id.to_string());
            run(1s);
            ASSERT_EQ(words(), (Words{c.is_placed ? "found" : "not found"}));
            if (c.is_placed) {
                const auto& waits = std::get<QueryAnswered>(last[0].report).order;
                EXPECT_EQ(waits.status, VenueOrderStatus::resting);
                EXPECT_EQ(waits.stop_price, order.stop_price);
            }

            const bool rises = waits_for_gain(order.type);
            quoted(rises ? "105"_dec : "99"_dec, "105.10"_dec);
            run(1s);
            EXPECT_EQ(words(), c.later);
            query(order.client_order_id.to_string());
            run(1s);
            ASSERT_EQ(words(), (Words{c.is_placed ? "found" : "not found"}));
            if (!c.is_placed) continue;
            const auto& sold = std::get<QueryAnswered>(last[0].report).order;
            EXPECT_EQ(sold.status, VenueOrderStatus::filled);
            ASSERT_EQ(sold.fills.size(), 1u);
            EXPECT_EQ(sold.fills[0].price, Price{rises ? "105"_dec : "99"_dec});
        }
}

TEST_F(PaperVenueTest, EveryRequestIsAnsweredExactlyOnceWhateverTheFaults)
{
    FaultScript script;
    for (const auto fault : {Fault::accept_then_timeout, Fault::error_before_accept, Fault::error_after_accept,
                             Fault::lost_response, Fault::lost_reports, Fault::duplicate_reports,
                             Fault::reordered_reports, Fault::not_found_lag, Fault::reject, Fault::delay}) {
        for (const auto request :
             {RequestKind::submit, RequestKind::cancel, RequestKind::query, RequestKind::snapshot}) {
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
        if (std::holds_alternative<AccountSnapshot>(report)) ++answers["snapshot"];
    };
    for (int i = 0; i < 100; ++i) {
        const std::string id = "o" + std::to_string(i);
        send(id, i % 2 == 0 ? "90"_dec : "100.10"_dec);
        run(7ms);
        query(id);
        cancel(id);
        venue->take_snapshot(paper, 1, {});
        quoted("100"_dec, "100.10"_dec);
    }
    run(60s);
    EXPECT_EQ(answers,
              (std::map<std::string, int>{{"submit", 100}, {"cancel", 100}, {"query", 100}, {"snapshot", 100}}));
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
    EXPECT_EQ(words(), (Words{"fill"}));
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

/// A folder for a journal, gone afterwards.
class PaperVenueJournal : public PaperVenueTest {
protected:
    PaperVenueJournal()
        : folder{std::filesystem::temp_directory_path() /
                 ("paper_venue_" + std::to_string(::getpid()) + "_" +
                  testing::UnitTest::GetInstance()->current_test_info()->name())}
    {
        std::filesystem::create_directories(folder);
    }
    ~PaperVenueJournal() override
    {
        close();
        std::filesystem::remove_all(folder);
    }
    PaperVenue::Settings durable() const
    {
        auto result = settings();
        result.journal_path = (folder / "paper.journal").string();
        return result;
    }

    std::filesystem::path folder;
};

TEST_F(PaperVenueJournal, NothingIsAnsweredOrReportedBeforeItIsOnTheDisk)
{
    open(durable());
    int seen = 0;
    on_report = [&](const VenueReport& report) {
        const auto written = read_paper_journal(durable().journal_path);
        ASSERT_TRUE(written);
        const auto is_written = [&](std::string_view id) {
            return written->find(paper, btcusdt, ClientOrderId{id}) != nullptr;
        };
        if (std::holds_alternative<SendAnswered>(report)) {
            EXPECT_TRUE(is_written("a"));
        } else if (const auto* fill = std::get_if<FillReported>(&report)) {
            EXPECT_EQ(written->find(paper, btcusdt, fill->client_order_id)->fills.size(), 1u);
        } else if (const auto* found = std::get_if<QueryAnswered>(&report)) {
            EXPECT_EQ(found->outcome, QueryOutcome::found);
        } else if (const auto* moved = std::get_if<BalanceMoved>(&report)) {
            EXPECT_EQ(std::to_string(written->last_entry()), moved->id);
        }
        ++seen;
    };
    send("a", "100.10"_dec);
    query("a");
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "fill", "filled", "found"}));
    ASSERT_TRUE(venue->deposit(paper, AssetId{"USDT"}, Amount{"5"_dec}));
    EXPECT_TRUE(venue->is_writing()) << "the executor does not wait for the disk";
    run(1s);
    EXPECT_EQ(words(), (Words{"deposit"}));
    EXPECT_EQ(seen, 5);
}

TEST_F(PaperVenueJournal, ADiskThatHangsBlocksNobodyAndAnswersUnknownInTime)
{
    std::promise<void> disk;
    auto hanging = durable();
    std::atomic<bool> hangs = false;
    hanging.crash_point = [&, goes_on = disk.get_future().share()](std::string_view point) {
        if (point == "venue.before_write" && hangs) goes_on.wait();
    };
    open(hanging);
    send("a", "90"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
    hangs = true;
    send("b", "90"_dec);
    query("a");
    runtime::run_virtual(context, clock, clock.now().monotonic + 9s);
    EXPECT_EQ(words(), Words{}) << "what is not on the disk is not answered, nor what rests on it";
    runtime::run_virtual(context, clock, clock.now().monotonic + 2s);
    EXPECT_EQ(words(), (Words{"unknown", "query failed"}));
    EXPECT_EQ(last[0].after, 10s);
    disk.set_value();
    run(1s);
    EXPECT_EQ(words(), (Words{"resting"})) << "answered once, and reported when it is there";
}

TEST_F(PaperVenueJournal, WhatWasUnderWayWhenItStoppedIsWritten)
{
    open(durable());
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(venue->deposit(paper, AssetId{"USDT"}, Amount{"1"_dec}));
    venue.reset();
    open(durable());
    EXPECT_EQ(venue->exchange().state().moves().size(), 101u);
}

TEST_F(PaperVenueJournal, PutBackToBeforeAnOrderItDoesNotKnowIt)
{
    open(durable());
    send("a", "99"_dec);
    run(1s);
    words();
    const JournalPast past{durable().journal_path};
    send("b", "100.10"_dec);
    run(1s);
    venue->take_snapshot(paper, 1, {});
    run(1s);
    const auto before = std::get<AccountSnapshot>(reports.back().report);
    ASSERT_EQ(before.fills.size(), 1u);
    words();

    close();
    past.put_back();
    open(durable());
    query("a");
    query("b");
    venue->take_snapshot(paper, 2, before.cursor);
    run(1s);
    ASSERT_EQ(words(), (Words{"found", "not found", "snapshot"}));
    const auto after = std::get<AccountSnapshot>(last[2].report);
    EXPECT_EQ(after.open_orders.size(), 1u);
    EXPECT_EQ(after.balances.at(AssetId{"USDT"}), Amount{"100000"_dec});
    EXPECT_TRUE(after.fills.empty());
    EXPECT_EQ(after.moves.size(), 1u) << "a cursor from the time that is gone begins again";
}

TEST_F(PaperVenueTest, TwoVenuesInOneProcessHaveTheirOwnRulesAndBooks)
{
    open(settings());
    auto strict = settings();
    strict.exchange.id = VenueId{"second"};
    strict.exchange.fees.usual = {"0"_dec, "100"_dec};
    Instrument coarse = venue->instruments().at(0);
    coarse.id.venue = VenueId{"second"};
    coarse.tick = Price{"0.1"_dec};
    EXPECT_THROW(
        OpenPaperVenue(context.get_executor(), clock, runtime::Random{1}, strict, FaultScript{}, venue->instruments()),
        ErrorException)
        << "an instrument of another venue";
    OpenPaperVenue second{context.get_executor(), clock, runtime::Random{1}, strict, FaultScript{}, {coarse}};
    EXPECT_EQ(venue->id(), VenueId{"paper"});
    EXPECT_EQ(second.id(), VenueId{"second"});
    std::vector<Fill> fills;
    second.listen([&](const VenueReport& report) {
        if (const auto* one = std::get_if<FillReported>(&report)) fills.push_back(one->fill);
    });
    second.on_quote({.instrument = coarse.id, .bid = Price{"99"_dec}, .ask = Price{"99.10"_dec}});
    Order order{.client_order_id = ClientOrderId{"a"},
                .account = paper,
                .instrument = coarse.id,
                .side = Side::buy,
                .type = OrderType::limit,
                .quantity = Quantity{"1"_dec},
                .limit_price = Price{"100"_dec}};
    second.send(order);
    send("a", "100.10"_dec, "1"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"accepted", "fill", "filled"}));
    ASSERT_EQ(fills.size(), 1u);
    EXPECT_EQ(fills[0].instrument, InstrumentId{"second:BTCUSDT"});
    EXPECT_EQ(fills[0].price, Price{"99.1"_dec});
    EXPECT_EQ(fills[0].fee, Amount{"0.01"_dec});
    EXPECT_EQ(std::get<FillReported>(last[1].report).fill.fee, Amount{"0.001"_dec});
    boost::asio::co_spawn(context, second.stop(), [](const std::exception_ptr&) {});
    run(0s);
}

TEST_F(PaperVenueTest, AThrottledRequestHasNoEffectAndSaysHowLongToWait)
{
    open(Fault::throttled, 7s);
    send("a", "90"_dec);
    run(1s);
    ASSERT_EQ(words(), (Words{"throttled", "rejected"}));
    EXPECT_EQ(std::get<Throttled>(last[0].report).account, paper);
    EXPECT_EQ(std::get<Throttled>(last[0].report).retry_after, 7s);
    EXPECT_EQ(std::get<Throttled>(last[0].report).code, "-1015");
    EXPECT_EQ(at_the_exchange("a"), nullptr);

    open(Fault::throttled, 7s, RequestKind::snapshot);
    venue->take_snapshot(paper, 1, {});
    run(1s);
    ASSERT_EQ(words(), (Words{"throttled", "snapshot failed"}));
    EXPECT_EQ(std::get<Throttled>(last[0].report).code, "-1003");
}

TEST_F(PaperVenueTest, SoManyOrdersOfAnAccountPassInTenSecondsAndNotOneMore)
{
    auto limited = settings();
    limited.latency_min = limited.latency_max = 0ms;
    limited.exchange.orders_per_10s = 3;
    open(limited);
    run(2s);
    for (const char* id : {"a", "b", "c"}) send(id, "90"_dec);
    run(0s);
    EXPECT_EQ(words().size(), 6u);
    send("d", "90"_dec);
    cancel("a");
    run(0s);
    ASSERT_EQ(words(), (Words{"throttled", "rejected", "cancel accepted", "canceled"})) << "a cancel is no order";
    EXPECT_EQ(std::get<Throttled>(last[0].report).retry_after, 8s);
    run(8s - 1ns);
    send("e", "90"_dec);
    run(0s);
    EXPECT_EQ(words(), (Words{"throttled", "rejected"}));
    run(1ns);
    send("f", "90"_dec);
    run(0s);
    EXPECT_EQ(words(), (Words{"accepted", "resting"}));
}

TEST_F(PaperVenueTest, AScriptBreaksTheStreamOfTheAccountOfARequest)
{
    open(Fault::stream_lost, 5s);
    send("a", "100.10"_dec);
    run(1s);
    EXPECT_EQ(words(), (Words{"stream lost", "accepted"}));
    run(4s);
    EXPECT_EQ(words(), Words{});
    run(1s);
    EXPECT_EQ(words(), (Words{"stream restored"}));
    venue->take_snapshot(paper, 1, {});
    run(1s);
    ASSERT_EQ(words(), (Words{"snapshot"}));
    EXPECT_EQ(std::get<AccountSnapshot>(last[0].report).fills.size(), 1u);
}

TEST_F(PaperVenueTest, WhatIsOnItsWayWhenTheStreamBreaksIsLostToo)
{
    open(settings());
    send("a", "99"_dec);
    run(1s);
    words();
    quoted("98"_dec, "99"_dec);      // its report is 10 ms away
    venue->lose_stream(paper, 1ms);  // shorter than that
    run(1s);
    EXPECT_EQ(words(), (Words{"stream lost", "stream restored"}));
    EXPECT_EQ(at_the_exchange("a")->status, VenueOrderStatus::filled);
}

TEST_F(PaperVenueTest, ALaggingVenuesCursorDoesNotPassWhatItDoesNotShowYet)
{
    open(Fault::not_found_lag, 5s);
    send("a", "100.10"_dec);
    ASSERT_TRUE(venue->airdrop(paper, AssetId{"DOGE"}, Amount{"1"_dec}));
    run(20ms);
    ASSERT_TRUE(venue->deposit(paper, AssetId{"USDT"}, Amount{"5"_dec}));
    venue->take_snapshot(paper, 1, {});
    run(1s);
    const auto early = std::get<AccountSnapshot>(reports.back().report);
    EXPECT_TRUE(early.fills.empty());
    EXPECT_EQ(early.moves.size(), 2u) << "what came before";
    run(5s);
    venue->take_snapshot(paper, 2, early.cursor);
    run(1s);
    const auto late = std::get<AccountSnapshot>(reports.back().report);
    EXPECT_EQ(late.fills.size(), 1u);
    EXPECT_EQ(late.moves.size(), 1u);
}

TEST_F(PaperVenueTest, ACursorThatIsNoneFails)
{
    open(settings());
    for (const char* cursor : {"x", "-1", " 1", "1 ", "18446744073709551616"}) {
        venue->take_snapshot(paper, 1, cursor);
        run(1s);
        EXPECT_EQ(words(), (Words{"snapshot failed"})) << cursor;
    }
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
    greedy.exchange.fees.usual.taker_bp = "10000.01"_dec;
    EXPECT_THROW(open(greedy), ErrorException);
    auto lost = settings();
    lost.journal_path = "/nowhere/at/all/paper.journal";
    EXPECT_THROW(open(lost), ErrorException);
}

}  // namespace
}  // namespace swarmdesk::trading::venues
