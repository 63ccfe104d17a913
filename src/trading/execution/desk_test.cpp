#include "trading/execution/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <thread>

#include "ledger/memory_ledger.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/execution/cell_port.hpp"
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Fault = ledger::MemoryLedger::Fault;
namespace asio = boost::asio;

/// Writes down what it is asked to do, checks that whatever arrives is on disk as it arrives (I3), and answers
/// snapshots and queries as the venue behind it would, when told.
class LoggingVenue final : public Venue {
public:
    LoggingVenue(TestVenue venue, const ledger::MemoryDisk& disk) : truth(std::move(venue)), disk_(disk) {}

    VenueId id() const override { return truth.id(); }
    VenueRules rules() const override { return {}; }
    std::vector<Instrument> instruments() const override { return truth.instruments(); }
    void listen(std::function<void(const VenueReport&)> listener) override { tell = std::move(listener); }
    void submit(const risk::ApprovedOrder& approved) override
    {
        const Order& order = approved.order();
        log.push_back("submit " + order.client_order_id.to_string());
        epochs.push_back(approved.epoch());
        bool is_on_disk = false;
        for (const ledger::Record& record : disk_.records) {
            if (record.entry.kind != OrderSubmitted::kind) continue;
            const auto event = from_row(record.chain.to_string(), Row{record.entry.kind, record.entry.subject,
                                                                      record.entry.time, record.entry.payload});
            const auto& submitted = std::get<OrderSubmitted>(event.value().event);
            is_on_disk =
                is_on_disk || (submitted.intent == order.intent && submitted.request == risk::order_hash(order));
        }
        EXPECT_TRUE(is_on_disk) << order.client_order_id.to_string();
        EXPECT_EQ(approved.hash(), risk::order_hash(order));
        static_cast<void>(truth.submit(order));
    }
    void cancel(const AccountId&, const InstrumentId&, const ClientOrderId& order) override
    {
        log.push_back("cancel " + order.to_string());
    }
    void query(const AccountId& account, const InstrumentId&, const ClientOrderId& order) override
    {
        log.push_back("query " + order.to_string());
        reports.push_back(truth.query(account, order));
    }
    void take_snapshot(const AccountId& account, std::uint64_t request, const std::string& cursor) override
    {
        reports.push_back(truth.snapshot(account, request, cursor, {}));
    }
    /// Never from inside the request itself.
    bool answer()
    {
        const auto answers = std::exchange(reports, {});
        for (const VenueReport& report : answers) tell(report);
        return !answers.empty();
    }

    TestVenue truth;
    std::function<void(const VenueReport&)> tell;
    std::vector<std::string> log;
    std::vector<std::uint64_t> epochs;
    std::vector<VenueReport> reports;

private:
    const ledger::MemoryDisk& disk_;
};

std::string submit_of(const Intent& intent) { return "submit " + client_order_id(intent.id).to_string(); }
std::string cancel_of(const Intent& intent) { return "cancel " + client_order_id(intent.id).to_string(); }

/// What became of a command: nothing yet, or its result.
template <class T>
using Outcome = std::shared_ptr<std::optional<Result<T>>>;

class DeskTest : public ::testing::Test {
protected:
    using Recorded = Outcome<Done<IntentRecord>>;
    using Did = Outcome<Done<void>>;

    DeskTest()
    {
        venue.truth.account(first).balances[usdt] = Amount{"1000000"_dec};
        start(*desk).value();
        const auto opened = command(desk->open_account(first, alice, paper));
        EXPECT_TRUE(*opened && opened->value());
        settle();
        venue.log.clear();
    }
    ~DeskTest() override
    {
        store.release();
        finish(*desk);
        scope.cancel_all();
        run();
    }

    Result<void> start(Desk& started)
    {
        const auto recovered = command(started.recover());
        if (!recovered->value()) return recovered->value().error();
        const auto done = command(started.start(StartOptions{"test", {}, {}, 0}));
        return done->value();
    }
    void finish(Desk& stopped)
    {
        struct Stop {
            static asio::awaitable<void> run(Desk& desk) { co_await desk.stop(); }
        };
        scope.spawn(Stop::run(stopped), "stop");
        run();
    }
    void quote()
    {
        const Now now = clock.now();
        desk->on_quote(Quote{btc, Price{"99999.99"_dec}, Price{"100000"_dec}, Quantity{"1"_dec}, Quantity{"1"_dec},
                             now.utc, now.monotonic});
    }
    void run()
    {
        context.restart();
        context.poll();
    }
    /// Everything goes as far as it can, the venue's answers included.
    void settle()
    {
        quote();
        desk->tick();
        run();
        while (venue.answer()) {
            desk->tick();
            run();
        }
    }
    /// The next append waits until `release`.
    void hold_disk() { store.plan(store.appends() + 1, Fault{Fault::Kind::hold, {}}); }
    void fail_disk() { store.plan(store.appends() + 1, Fault{Fault::Kind::fail, {}}); }
    void release_disk()
    {
        store.release();
        run();
    }

    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<Result<T>> work, Outcome<T> outcome)
    {
        *outcome = co_await std::move(work);
    }
    /// Starts a command and lets it go as far as it can.
    template <class T>
    Outcome<T> command(asio::awaitable<Result<T>> work)
    {
        auto outcome = std::make_shared<std::optional<Result<T>>>();
        scope.spawn(keep<T>(std::move(work), outcome), "command");
        run();
        return outcome;
    }
    Intent intent(Side side, Decimal quantity)
    {
        Intent made;
        made.id = intent_id(++count);
        made.user = alice;
        made.account = first;
        made.instrument = btc;
        made.side = side;
        made.quantity = Quantity{quantity};
        made.proposer = human;
        return made;
    }
    Intent buy(Decimal quantity) { return intent(Side::buy, quantity); }
    Intent sell(Decimal quantity) { return intent(Side::sell, quantity); }
    void fill(const Intent& filled)
    {
        venue.tell(venue.truth.fill(first, client_order_id(filled.id), *filled.quantity, Price{"100000"_dec},
                                    clock.now().utc));
        run();
    }
    void buy_and_hold(Decimal quantity)
    {
        const Intent entry = buy(quantity);
        command(desk->propose(entry));
        fill(entry);
        venue.log.clear();
    }
    std::string state_of_intent(const Intent& asked) const { return state_of(*desk->gate().books().find(asked.id)); }
    std::size_t rows() const { return disk.records.size(); }

    asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'750'032'000'000)};
    ledger::MemoryDisk disk;
    ledger::MemoryLedger store{disk, &clock};
    LoggingVenue venue{make_paper(), disk};
    std::unique_ptr<Desk> desk =
        std::make_unique<Desk>(context.get_executor(), clock, store, std::vector<Venue*>{&venue}, plain_settings());
    runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    std::uint64_t count = 0;
};

/// I3
TEST_F(DeskTest, SendsNothingAndAnswersNothingBeforeItsFactsAreDurable)
{
    const Intent asked = buy("0.005"_dec);
    hold_disk();
    const Recorded answer = command(desk->propose(asked));
    EXPECT_FALSE(*answer);
    EXPECT_THAT(venue.log, IsEmpty());
    release_disk();
    EXPECT_THAT(venue.log, ElementsAre(submit_of(asked)));
    ASSERT_TRUE(*answer);
    EXPECT_EQ(answer->value()->value.state, IntentState::submitted);
    EXPECT_EQ(answer->value()->seq, rows());
    EXPECT_EQ(venue.epochs.back(), 1u) << "of the lease";
}

TEST_F(DeskTest, WhatComesWhileTheDiskWorksIsWrittenTogetherInItsOrder)
{
    hold_disk();
    const std::uint64_t before = store.appends();
    const Intent asked[] = {buy("0.001"_dec), buy("0.002"_dec), buy("0.003"_dec), buy("0.0001"_dec)};
    std::vector<Recorded> answers;
    for (const Intent& each : asked) answers.push_back(command(desk->propose(each)));
    EXPECT_EQ(store.appends(), before + 1);
    EXPECT_THAT(venue.log, IsEmpty());
    release_disk();
    EXPECT_EQ(store.appends(), before + 2) << "one for all that waited";
    for (const Recorded& answer : answers) EXPECT_TRUE(*answer);
    EXPECT_THAT(venue.log,
                ElementsAre(submit_of(asked[0]), submit_of(asked[1]), submit_of(asked[2]), submit_of(asked[3])));
}

TEST_F(DeskTest, ARepeatOfAnIntentWaitsForTheSameDiskAndSendsNothingMore)
{
    const Intent asked = buy("0.005"_dec);
    hold_disk();
    const Recorded one = command(desk->propose(asked));
    const Recorded two = command(desk->propose(asked));
    EXPECT_FALSE(*two) << "an answer before the disk might be a promise broken";
    release_disk();
    ASSERT_TRUE(*one && *two);
    EXPECT_EQ(one->value()->value.intent, two->value()->value.intent);
    EXPECT_THAT(venue.log, ElementsAre(submit_of(asked)));
    Intent different = asked;
    different.quantity = Quantity{"0.006"_dec};
    EXPECT_EQ(command(desk->propose(different))->value().error().code, Errc::conflict);
}

/// M12, RAILS 19
TEST_F(DeskTest, ARepeatOfAnIntentLongForgottenIsAnsweredFromTheLedger)
{
    const Intent old = buy("0.001"_dec);
    command(desk->propose(old));
    fill(old);
    for (std::size_t i = 0; i < Books::finished_kept; ++i) {
        const Intent later = buy("0.02"_dec);
        const Recorded waiting = command(desk->propose(later));
        if (waiting->value()->value.approval) command(desk->cancel(later.id, human, ""));
        clock.advance_by(1min);  // an hour's denials are recorded up to a budget
        settle();
    }
    while (desk->gate().books().find(old.id) != nullptr) {
        clock.advance_by(61min);
        settle();
        command(desk->propose(buy("9"_dec)));
    }
    clock.advance_by(61min);
    settle();
    venue.log.clear();
    const std::size_t before = rows();
    const Recorded again = command(desk->propose(old));
    ASSERT_TRUE(*again && again->value());
    EXPECT_EQ(again->value()->value.state, IntentState::filled);
    EXPECT_EQ(again->value()->value.intent, old);
    EXPECT_EQ(rows(), before);
    EXPECT_THAT(venue.log, IsEmpty()) << "never a second order";

    Intent different = old;
    different.quantity = Quantity{"0.002"_dec};
    EXPECT_EQ(command(desk->propose(different))->value().error().code, Errc::conflict);

    const Intent waiting = buy("0.02"_dec);
    const Recorded asked = command(desk->propose(waiting));
    ASSERT_TRUE(asked->value()->value.approval);
    const Modification reused{old.id, Quantity{"0.001"_dec}, {}};
    EXPECT_EQ(command(desk->modify(*asked->value()->value.approval, reused, human))->value().error().code,
              Errc::conflict);
    EXPECT_EQ(state_of_intent(waiting), "PENDING_APPROVAL");
    EXPECT_THAT(venue.log, IsEmpty());
}

TEST_F(DeskTest, SubscribersSeeEachEventOnceInOrderAndNotBeforeItIsDurable)
{
    const auto told = std::make_shared<std::vector<std::uint64_t>>();  // the desk's last event comes when it stops
    std::vector<std::uint64_t>& seen = *told;
    desk->subscribe([this, told](const Desk::Events& events) {
        for (const StreamedEvent& event : *events) {
            ASSERT_LE(event.seq, rows());
            const ledger::Record& record = disk.records.at(event.seq - 1);
            EXPECT_EQ(to_row(event.stamped).payload, record.entry.payload);
            EXPECT_EQ(chain_of(event.stamped), record.chain.to_string());
            told->push_back(event.seq);
        }
    });
    const std::size_t before = rows();
    hold_disk();
    command(desk->propose(buy("0.001"_dec)));
    command(desk->propose(buy("0.002"_dec)));
    EXPECT_THAT(seen, IsEmpty());
    release_disk();
    ASSERT_EQ(seen.size(), rows() - before);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], before + 1 + i);
}

/// RAILS 28
TEST_F(DeskTest, AFailedDiskStopsEverythingForEverAndNothingPendingHappens)
{
    const Intent safe = buy("0.001"_dec);
    const Recorded kept = command(desk->propose(safe));
    const Intent lost = buy("0.002"_dec);
    fail_disk();
    const Recorded broken = command(desk->propose(lost));
    ASSERT_TRUE(*kept && *broken);
    EXPECT_TRUE(kept->value()) << "what is durable was done";
    EXPECT_EQ(broken->value().error().code, Errc::unavailable);
    EXPECT_FALSE(desk->is_healthy());
    for (const std::string& line : venue.log) EXPECT_NE(line, submit_of(lost));

    const std::size_t written = rows();
    const std::uint64_t appends = store.appends();
    EXPECT_EQ(command(desk->propose(buy("0.001"_dec)))->value().error().code, Errc::unavailable);
    EXPECT_EQ(command(desk->set_state(TradingState::halted, human, ""))->value().error().code, Errc::unavailable);
    EXPECT_EQ(command(desk->settled())->value().error().code, Errc::unavailable);
    venue.tell(SendAnswered{first, safe.id, SendOutcome::unknown, "", "", ""});
    clock.advance_by(30s);
    settle();
    EXPECT_EQ(rows(), written);
    EXPECT_EQ(store.appends(), appends) << "no write is tried again";
}

/// RAILS 28
TEST_F(DeskTest, AfterAFailedDiskOrdersAreStillTakenBack)
{
    buy_and_hold("0.005"_dec);
    Intent resting = buy("0.001"_dec);
    resting.type = OrderType::limit;
    resting.limit_price = Price{"90000"_dec};
    command(desk->propose(resting));
    Intent exit = sell("0.005"_dec);
    exit.type = OrderType::limit;
    exit.limit_price = Price{"110000"_dec};
    command(desk->propose(exit));
    venue.log.clear();
    fail_disk();
    command(desk->propose(buy("0.001"_dec)));
    EXPECT_THAT(venue.log, ::testing::Contains(cancel_of(resting))) << "what increases, at once";
    EXPECT_THAT(venue.log, ::testing::Not(::testing::Contains(cancel_of(exit))));
    const Recorded canceled = command(desk->cancel(exit.id, human, ""));
    EXPECT_EQ(canceled->value().error().code, Errc::unavailable) << "nobody will read of it";
    EXPECT_THAT(venue.log, ::testing::Contains(cancel_of(exit))) << "and it is sent";
}

/// RAILS 28: a cancel on its way to the disk that fails is sent all the same.
TEST_F(DeskTest, ACancelThatTheFailingDiskLostIsSent)
{
    buy_and_hold("0.005"_dec);
    Intent exit = sell("0.005"_dec);
    exit.type = OrderType::limit;
    exit.limit_price = Price{"110000"_dec};
    command(desk->propose(exit));
    venue.log.clear();
    fail_disk();
    const Recorded canceled = command(desk->cancel(exit.id, human, ""));
    EXPECT_EQ(canceled->value().error().code, Errc::unavailable);
    EXPECT_THAT(venue.log, ElementsAre(cancel_of(exit)));
}

/// M4
TEST_F(DeskTest, ANearlyFullDiskLetsOnlyCancelsAndWhatTheRailsCallAReductionThrough)
{
    buy_and_hold("0.005"_dec);
    const Intent resting = buy("0.001"_dec);
    command(desk->propose(resting));
    const Intent waiting = buy("0.02"_dec);
    command(desk->propose(waiting));
    const Intent another = buy("0.02"_dec);
    command(desk->propose(another));
    settle();
    venue.log.clear();
    const ApprovalId approval = *desk->gate().books().find(waiting.id)->approval;
    store.set_room(false);
    const std::size_t before = rows();

    const Intent risky = buy("0.001"_dec);
    const Recorded denied = command(desk->propose(risky));
    EXPECT_EQ(denied->value().error().code, Errc::unavailable);
    EXPECT_THAT(denied->value().error().detail, HasSubstr("LEDGER_DISK_FULL"));
    EXPECT_EQ(desk->gate().books().find(risky.id), nullptr) << "it may be proposed again";
    Intent pretended = sell("0.1"_dec);
    pretended.reduce_only = true;  // of more than there is: the caller's word buys nothing
    EXPECT_EQ(command(desk->propose(pretended))->value().error().code, Errc::unavailable);
    EXPECT_EQ(command(desk->approve(approval, human))->value().error().code, Errc::unavailable);
    const Modification smaller{intent_id(900), Quantity{"0.001"_dec}, {}};
    EXPECT_EQ(command(desk->modify(approval, smaller, human))->value().error().code, Errc::unavailable);
    EXPECT_EQ(rows(), before);

    const Intent exit = sell("0.005"_dec);  // no word of reduce_only, and it is one
    const Recorded sold = command(desk->propose(exit));
    const Recorded canceled = command(desk->cancel(resting.id, human, ""));
    const auto declined = command(desk->decline(approval, human, ""));
    const Did halted = command(desk->set_state(TradingState::halted, human, ""));
    EXPECT_TRUE(sold->value() && canceled->value() && declined->value() && halted->value());
    EXPECT_THAT(venue.log, ElementsAre(submit_of(exit), cancel_of(resting)));
}

/// M13
TEST_F(DeskTest, ADenialBeyondTheBudgetIsAnsweredAndNotWritten)
{
    const std::uint32_t budget = plain_settings().limits.denials_per_hour_max;
    for (std::uint32_t i = 0; i < budget; ++i) command(desk->propose(buy("9"_dec)));
    const std::size_t before = rows();
    const Recorded denied = command(desk->propose(buy("9"_dec)));
    ASSERT_TRUE(denied->value());
    EXPECT_EQ(denied->value()->value.state, IntentState::denied);
    EXPECT_EQ(denied->value()->value.denial->code, risk::DenialCode::position_limit);
    EXPECT_EQ(rows(), before);

    const Intent waiting = buy("0.02"_dec);
    const Recorded asked = command(desk->propose(waiting));
    const Modification larger{intent_id(901), Quantity{"9"_dec}, {}};
    const Recorded modified = command(desk->modify(*asked->value()->value.approval, larger, human));
    ASSERT_TRUE(modified->value()) << "an answer, not an error";
    EXPECT_EQ(modified->value()->value.state, IntentState::denied);
    EXPECT_EQ(state_of_intent(waiting), "PENDING_APPROVAL") << "what is denied takes nobody's place";
}

TEST_F(DeskTest, AHaltReachesWhatHasNotLeftYetAndReductionsStillLeave)
{
    buy_and_hold("0.005"_dec);
    const Intent exit = sell("0.005"_dec);
    const Intent more = buy("0.004"_dec);
    hold_disk();
    command(desk->propose(exit));
    command(desk->propose(more));
    const Did halted = command(desk->set_state(TradingState::halted, human, "stop"));
    EXPECT_FALSE(*halted);
    release_disk();
    EXPECT_TRUE(halted->value());
    EXPECT_THAT(venue.log, ElementsAre(submit_of(exit), cancel_of(more)));
    EXPECT_EQ(state_of_intent(more), "REJECTED");
    EXPECT_EQ(desk->gate().books().find(more.id)->outcome, "OVERTAKEN: stopped before it left");
    EXPECT_EQ(desk->gate().books().rails().find(first, more.id), nullptr);
}

TEST_F(DeskTest, AHaltReachesEvenAnOrderWhoseFactsAreDurableAloneBeforeIt)
{
    const Intent more = buy("0.004"_dec);
    hold_disk();
    command(desk->propose(more));  // under way to the disk
    store.plan(store.appends() + 1, Fault{Fault::Kind::hold, {}});
    const Did halted = command(desk->set_state(TradingState::halted, human, "stop"));
    release_disk();  // the order's facts are durable, the halt is decided and not yet
    EXPECT_FALSE(*halted);
    EXPECT_THAT(venue.log, IsEmpty());
    release_disk();
    EXPECT_TRUE(halted->value());
    EXPECT_THAT(venue.log, ElementsAre(cancel_of(more)));
}

TEST_F(DeskTest, ACancelADeadlineOrASlowDiskStopsWhatHasNotLeftYet)
{
    const Intent canceled = buy("0.001"_dec);
    hold_disk();
    command(desk->propose(canceled));
    command(desk->cancel(canceled.id, human, ""));
    release_disk();
    EXPECT_THAT(venue.log, ElementsAre(cancel_of(canceled)));
    EXPECT_EQ(state_of_intent(canceled), "REJECTED");
    venue.log.clear();

    Intent expiring = buy("0.001"_dec);
    expiring.expires = clock.now().utc + 5s;
    hold_disk();
    command(desk->propose(expiring));
    clock.advance_by(5s);
    release_disk();
    EXPECT_THAT(venue.log, IsEmpty());
    EXPECT_EQ(state_of_intent(expiring), "REJECTED");

    quote();
    const Intent slow = buy("0.001"_dec);
    hold_disk();
    command(desk->propose(slow));
    clock.advance_by(10s);
    desk->tick();  // no answer in time to what was never sent
    EXPECT_EQ(state_of_intent(slow), "UNKNOWN");
    release_disk();
    EXPECT_EQ(state_of_intent(slow), "REJECTED");
    for (const std::string& line : venue.log) EXPECT_NE(line, submit_of(slow));
}

TEST_F(DeskTest, ReportsOfTheVenueAreWrittenDown)
{
    const Intent asked = buy("0.005"_dec);
    command(desk->propose(asked));
    const std::size_t before = rows();
    venue.tell(SendAnswered{first, asked.id, SendOutcome::accepted, "v-1", "", ""});
    fill(asked);
    ASSERT_EQ(rows(), before + 2);
    EXPECT_EQ(disk.records[before].entry.kind, OrderAccepted::kind);
    EXPECT_EQ(disk.records[before + 1].entry.kind, OrderFilled::kind);
    EXPECT_EQ(disk.records[before + 1].chain.to_string(), "account.first");
}

/// I15
TEST_F(DeskTest, AnotherDeskOnTheSameLedgerStandsWhereTheFirstStoodAndFencesIt)
{
    buy_and_hold("0.005"_dec);
    Intent waiting = buy("0.001"_dec);
    waiting.type = OrderType::limit;
    waiting.limit_price = Price{"90000"_dec};
    command(desk->propose(waiting));
    venue.log.clear();
    const Bytes before = desk->gate().snapshot();
    ledger::MemoryLedger other_store{disk, &clock};
    LoggingVenue other{make_paper(), disk};
    Desk next{context.get_executor(), clock, other_store, {&other}, plain_settings()};
    const auto recovered = command(next.recover());
    ASSERT_TRUE(recovered->value());
    EXPECT_EQ(next.recovered_events(), rows());
    EXPECT_EQ(to_hex(next.gate().snapshot()), to_hex(before));
    const auto started = command(next.start(StartOptions{"test", {}, {}, 0}));
    ASSERT_TRUE(started->value());

    const Recorded fenced = command(desk->propose(buy("0.001"_dec)));
    EXPECT_FALSE(fenced->value()) << "an older lease writes nothing";
    EXPECT_FALSE(desk->is_healthy());
    EXPECT_EQ(command(desk->cancel(waiting.id, human, ""))->value().error().code, Errc::unavailable);
    EXPECT_THAT(venue.log, IsEmpty()) << "and takes back nothing of what is another's now";
    finish(next);
}

TEST_F(DeskTest, ASnapshotHoldsOnlyWhatIsDurable)
{
    for (int i = 0; i < 400; ++i) {
        AlertRaised alert;
        alert.code = "NOISE";
        for (int j = 0; j < 300; ++j) desk->alert(alert);
        run();
    }
    hold_disk();
    command(desk->propose(buy("0.001"_dec)));
    struct Keep {
        static asio::awaitable<void> run(Desk& desk) { co_await desk.keep(); }
    };
    scope.spawn(Keep::run(*desk), "keep");
    run();
    EXPECT_TRUE(disk.snapshots.empty()) << "not while something decided is on its way";
    release_disk();
    scope.spawn(Keep::run(*desk), "keep");
    run();
    ASSERT_FALSE(disk.snapshots.empty());

    ledger::MemoryLedger other_store{disk, &clock};
    LoggingVenue other{make_paper(), disk};
    Desk next{context.get_executor(), clock, other_store, {&other}, plain_settings()};
    ASSERT_TRUE(command(next.recover())->value());
    EXPECT_EQ(next.recovered_events(), 0u) << "the snapshot has it all";
    EXPECT_EQ(to_hex(next.gate().snapshot()), to_hex(desk->gate().snapshot()));
    finish(next);
}

TEST_F(DeskTest, TheBacklogOfTheDiskIsBounded)
{
    hold_disk();
    AlertRaised alert;
    for (int i = 0; i < 50'001; ++i) desk->alert(alert);
    run();
    const Recorded denied = command(desk->propose(buy("0.001"_dec)));
    ASSERT_TRUE(*denied);
    EXPECT_EQ(denied->value().error().code, Errc::limit_exceeded);
    EXPECT_THAT(denied->value().error().detail, HasSubstr("LEDGER_BUSY"));
    const Did halted = command(desk->set_state(TradingState::halted, human, ""));
    release_disk();
    EXPECT_TRUE(halted->value()) << "what stops is always taken";
}

TEST_F(DeskTest, AStopWaitsForTheDiskAndTakesNothingMore)
{
    hold_disk();
    const Recorded asked = command(desk->propose(buy("0.001"_dec)));
    finish(*desk);
    EXPECT_EQ(command(desk->propose(buy("0.001"_dec)))->value().error().code, Errc::unavailable);
    EXPECT_FALSE(*asked);
    release_disk();
    ASSERT_TRUE(*asked);
    EXPECT_TRUE(asked->value());
    EXPECT_FALSE(disk.checkpoints.empty());
    desk->tick();
    venue.tell(StreamLost{first, ""});
    run();
    EXPECT_EQ(asked->value()->seq, rows());
}

// -------------------------------------------------------------------------------------------------- from another cell

/// The desk's cell, and a port to it, here.
class CellPortTest : public DeskTest {
protected:
    Lanes lanes{context.get_executor()};
    CellPort port{context.get_executor(), *desk, lanes};
};

TEST_F(CellPortTest, WhatStopsOrReducesOvertakesWhatAdds)
{
    std::vector<std::string> order;
    desk->subscribe([&](const Desk::Events& events) {
        for (const StreamedEvent& event : *events)
            if (const auto* proposed = std::get_if<IntentProposed>(&event.stamped.event))
                order.push_back(proposed->intent.reduce_only ? "reduction" : "entry");
            else if (std::holds_alternative<DeskStateSet>(event.stamped.event))
                order.push_back("halt");
    });
    buy_and_hold("0.005"_dec);
    order.clear();
    std::vector<Recorded> entries;
    std::vector<Outcome<Done<IntentRecord>>> others;
    const auto post = [&](auto work) {
        using Value = typename decltype(work)::value_type::value_type;
        auto outcome = std::make_shared<std::optional<Result<Value>>>();
        scope.spawn(keep<Value>(std::move(work), outcome), "command");
        return outcome;
    };
    for (int i = 0; i < 10; ++i) entries.push_back(post(port.propose(buy("0.0001"_dec))));
    Intent exit = sell("0.001"_dec);
    exit.reduce_only = true;
    const Recorded reduction = post(port.propose(exit));
    const Did halted = post(port.set_state(TradingState::halted, human, "stop"));
    run();
    ASSERT_TRUE(*halted && halted->value());
    ASSERT_TRUE(*reduction && reduction->value());
    for (const Recorded& entry : entries) EXPECT_TRUE(*entry);
    const auto at = [&](const char* what) { return std::find(order.begin(), order.end(), what) - order.begin(); };
    EXPECT_LE(at("halt"), 3) << ::testing::PrintToString(order);
    EXPECT_LE(at("reduction"), 3);
}

TEST_F(CellPortTest, EachCallerHasSoManyCommandsAtOnceInEachLane)
{
    hold_disk();
    std::vector<Recorded> entries;
    for (std::size_t i = 0; i < CellPort::commands_max; ++i) entries.push_back(command(port.propose(buy("9"_dec))));
    const Recorded refused = command(port.propose(buy("9"_dec)));
    ASSERT_TRUE(*refused);
    EXPECT_EQ(refused->value().error().code, Errc::limit_exceeded);
    Intent from_another = buy("9"_dec);
    from_another.proposer = agent;
    const Recorded another = command(port.propose(from_another));
    EXPECT_FALSE(*another) << "is under way";
    const Did halted = command(port.set_state(TradingState::halted, human, ""));
    EXPECT_FALSE(*halted) << "the other lane has room of its own";
    release_disk();
    EXPECT_TRUE(halted->value());
    for (const Recorded& entry : entries) ASSERT_TRUE(*entry);
    EXPECT_TRUE(command(port.propose(buy("9"_dec)))->value()) << "places are given back";
}

}  // namespace
}  // namespace swarmdesk::trading::execution
