#include "trading/execution/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace asio = boost::asio;

/// A disk that is as slow as it is told.
class FakeJournal final : public ledger::Journal {
public:
    std::uint64_t append(std::vector<ledger::Entry> entries) override
    {
        for (ledger::Entry& entry : entries) rows.push_back(std::move(entry));
        return rows.size();
    }
    std::uint64_t backlog() const override { return behind; }
    bool has_room() const override { return is_roomy; }
    void listen(Listener listener) override { listener_ = std::move(listener); }

    void settle(std::size_t up_to)
    {
        durable = up_to;
        listener_.on_durable(durable);
    }
    void settle() { settle(rows.size()); }
    void fail() { listener_.on_failure(Error{Errc::io, "no more"}); }

    std::vector<ledger::Entry> rows;
    std::size_t durable = 0;
    std::uint64_t behind = 0;
    bool is_roomy = true;

private:
    Listener listener_;
};

/// Writes down what it is asked to do, and checks that whatever arrives is on disk as it arrives (I3).
class FakeVenue final : public Venue {
public:
    explicit FakeVenue(const FakeJournal& journal) : journal_(journal) {}

    VenueId id() const override { return VenueId{"fake"}; }
    nanoseconds fence() const override { return 2s; }
    std::vector<Instrument> instruments() const override { return {bitcoin()}; }
    void listen(std::function<void(const VenueReport&)> listener) override { tell = std::move(listener); }
    void submit(const risk::ApprovedOrder& approved) override
    {
        const Order& order = approved.order();
        log.push_back("submit " + order.client_order_id.to_string());
        bool is_on_disk = false;
        for (std::size_t i = 0; i < journal_.durable; ++i)
            if (const auto event = from_entry(journal_.rows[i]);
                event && std::holds_alternative<OrderSubmitting>(*event)) {
                const auto& submitting = std::get<OrderSubmitting>(*event);
                is_on_disk =
                    is_on_disk || (submitting.intent == order.intent && submitting.request == sha256(encode(order)));
            }
        EXPECT_TRUE(is_on_disk) << order.client_order_id.to_string();
    }
    void cancel(const AccountId&, const InstrumentId&, const ClientOrderId& order) override
    {
        log.push_back("cancel " + order.to_string());
    }
    void query(const AccountId&, const InstrumentId&, const ClientOrderId& order) override
    {
        log.push_back("query " + order.to_string());
    }
    void sweep(const AccountId& account) override { log.push_back("sweep " + account.to_string()); }

    std::function<void(const VenueReport&)> tell;
    std::vector<std::string> log;

private:
    const FakeJournal& journal_;
};

std::string submit_of(const Intent& intent) { return "submit " + client_order_id(intent.id).to_string(); }
std::string cancel_of(const Intent& intent) { return "cancel " + client_order_id(intent.id).to_string(); }

class DeskTest : public ::testing::Test {
protected:
    /// What became of a command: nothing yet, or its result.
    template <class T>
    using Answer = std::optional<Result<T>>;

    DeskTest()
    {
        desk.start();
        journal.settle();
        command(desk.open_account(paper, alice));
        command(desk.move_funds(paper, AssetId{"USDT"}, Amount{"1000000"_dec}, "test"));
        quote();
        settle();
        venue.log.clear();
    }
    ~DeskTest() override
    {
        scope.cancel_all();
        run();
    }

    void quote()
    {
        const Now now = clock.now();
        desk.on_quote(Quote{btc, Price{"99999.99"_dec}, Price{"100000"_dec}, Quantity{"1"_dec}, Quantity{"1"_dec},
                            now.utc, now.monotonic});
    }
    void run()
    {
        context.restart();
        context.poll();
    }
    /// Everything reaches the disk, also what the first part caused.
    void settle()
    {
        while (journal.durable < journal.rows.size()) {
            journal.settle();
            run();
        }
    }
    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<Result<T>> work, std::shared_ptr<Answer<T>> answer)
    {
        *answer = co_await std::move(work);
    }
    /// Starts a command and lets it go as far as it can.
    template <class T>
    std::shared_ptr<Answer<T>> command(asio::awaitable<Result<T>> work)
    {
        auto answer = std::make_shared<Answer<T>>();
        scope.spawn(keep<T>(std::move(work), answer), "command");
        run();
        return answer;
    }
    Intent intent(Side side, Decimal quantity)
    {
        Intent result;
        result.id = intent_id(++count);
        result.user = alice;
        result.account = paper;
        result.instrument = btc;
        result.side = side;
        result.quantity = Quantity{quantity};
        result.proposer = human;
        return result;
    }
    Intent buy(Decimal quantity) { return intent(Side::buy, quantity); }
    Intent sell(Decimal quantity) { return intent(Side::sell, quantity); }
    void fill(const Intent& filled)
    {
        Trade trade;
        trade.trade_id = ++count;
        trade.instrument = btc;
        trade.side = filled.side;
        trade.price = Price{"100000"_dec};
        trade.quantity = *filled.quantity;
        trade.fee_asset = AssetId{"USDT"};
        venue.tell(TradeReported{client_order_id(filled.id), trade});
    }
    void hold(Decimal quantity)
    {
        const Intent entry = buy(quantity);
        command(desk.propose(entry));
        settle();
        fill(entry);
        settle();
        venue.log.clear();
    }
    std::string state_of(const Intent& asked) const { return std::string{to_text(desk.gate().find(asked.id)->state)}; }

    asio::io_context context;
    runtime::VirtualClock clock{utc_from_ms(1'750'032'000'000)};
    FakeJournal journal;
    FakeVenue venue{journal};
    Desk desk{context.get_executor(), clock, journal, venue, plain_settings()};
    runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    std::uint64_t count = 0;
};

TEST_F(DeskTest, SendsNothingAndAnswersNothingBeforeItsFactsAreOnDisk)
{
    const Intent asked = buy("0.005"_dec);
    const auto answer = command(desk.propose(asked));
    EXPECT_FALSE(*answer);
    EXPECT_THAT(venue.log, IsEmpty());
    journal.settle(journal.rows.size() - 1);
    run();
    EXPECT_FALSE(*answer);
    EXPECT_THAT(venue.log, IsEmpty());
    journal.settle();
    EXPECT_THAT(venue.log, ElementsAre(submit_of(asked)));
    run();
    ASSERT_TRUE(*answer);
    EXPECT_EQ(answer->value()->state, IntentState::submitting);
}

TEST_F(DeskTest, ARepeatOfAnIntentWaitsForTheSameDiskAndSendsNothingMore)
{
    const Intent asked = buy("0.005"_dec);
    const auto one = command(desk.propose(asked));
    const auto two = command(desk.propose(asked));
    EXPECT_FALSE(*two) << "an answer before the disk might be a promise broken";
    settle();
    ASSERT_TRUE(*one && *two);
    EXPECT_EQ(one->value()->intent, two->value()->intent);
    EXPECT_THAT(venue.log, ElementsAre(submit_of(asked)));
    Intent other = asked;
    other.quantity = Quantity{"0.006"_dec};
    EXPECT_EQ(command(desk.propose(other))->value().error().code, Errc::conflict);
}

TEST_F(DeskTest, EffectsAndAnswersKeepTheOrderOfTheirFacts)
{
    const Intent asked[] = {buy("0.001"_dec), buy("0.002"_dec), buy("0.003"_dec)};
    std::vector<std::size_t> sizes;
    std::vector<std::shared_ptr<Answer<IntentRecord>>> answers;
    for (const Intent& each : asked) {
        answers.push_back(command(desk.propose(each)));
        sizes.push_back(journal.rows.size());
    }
    journal.settle(sizes[1]);
    run();
    EXPECT_THAT(venue.log, ElementsAre(submit_of(asked[0]), submit_of(asked[1])));
    EXPECT_TRUE(*answers[0] && *answers[1]);
    EXPECT_FALSE(*answers[2]);
    journal.settle();
    run();
    EXPECT_THAT(venue.log, ElementsAre(submit_of(asked[0]), submit_of(asked[1]), submit_of(asked[2])));
    EXPECT_TRUE(*answers[2]);
}

TEST_F(DeskTest, SubscribersHearEachEventOnceInOrderAndNotBeforeItIsOnDisk)
{
    std::vector<std::uint64_t> heard;
    desk.subscribe([&](std::uint64_t seq, UtcTime, const Event& event) {
        EXPECT_LE(seq, journal.durable);
        EXPECT_EQ(to_entry(event, {}).payload, journal.rows.at(seq - 1).payload);
        heard.push_back(seq);
    });
    const std::size_t before = journal.rows.size();
    command(desk.propose(buy("0.001"_dec)));
    command(desk.propose(buy("0.002"_dec)));
    EXPECT_THAT(heard, IsEmpty());
    settle();
    ASSERT_EQ(heard.size(), journal.rows.size() - before);
    for (std::size_t i = 0; i < heard.size(); ++i) EXPECT_EQ(heard[i], before + 1 + i);
}

TEST_F(DeskTest, AFailedDiskStopsEverythingAndNothingPendingHappens)
{
    const Intent safe = buy("0.001"_dec);
    const auto kept = command(desk.propose(safe));
    journal.settle();  // on disk, but its caller has not been resumed yet
    const Intent lost = buy("0.002"_dec);
    const auto broken = command(desk.propose(lost));
    journal.fail();
    run();
    ASSERT_TRUE(*kept && *broken);
    EXPECT_TRUE(kept->value()) << "what is on disk was done";
    EXPECT_EQ(broken->value().error().code, Errc::unavailable);
    EXPECT_THAT(broken->value().error().detail, HasSubstr("no more"));
    EXPECT_THAT(venue.log, ElementsAre(submit_of(safe)));
    EXPECT_FALSE(desk.is_healthy());

    const std::size_t rows = journal.rows.size();
    EXPECT_EQ(command(desk.propose(buy("0.001"_dec)))->value().error().code, Errc::unavailable);
    EXPECT_EQ(command(desk.cancel(safe.id, human, ""))->value().error().code, Errc::unavailable);
    EXPECT_EQ(command(desk.set_state(TradingState::halted, human, ""))->value().error().code, Errc::unavailable);
    EXPECT_EQ(command(desk.settled())->value().error().code, Errc::unavailable);
    venue.tell(SendAnswered{safe.id, SendOutcome::unknown, "", "", ""});
    clock.advance_by(30s);
    quote();
    desk.tick();
    EXPECT_EQ(journal.rows.size(), rows) << "no write is tried again";
    EXPECT_THAT(venue.log, ElementsAre(submit_of(safe)));
}

TEST_F(DeskTest, ANearlyFullDiskTurnsNewRiskAwayAndKeepsTheWaysOut)
{
    hold("0.005"_dec);
    const Intent resting = buy("0.001"_dec);
    command(desk.propose(resting));
    const Intent parked = buy("0.02"_dec);
    command(desk.propose(parked));
    const Intent other = buy("0.02"_dec);
    command(desk.propose(other));
    settle();
    venue.log.clear();
    const ApprovalId approval = *desk.gate().find(parked.id)->approval;
    journal.is_roomy = false;

    const Intent risky = buy("0.001"_dec);
    const auto denied = command(desk.propose(risky));
    EXPECT_EQ(denied->value().error().code, Errc::unavailable);
    EXPECT_THAT(denied->value().error().detail, HasSubstr("LEDGER_DISK_FULL"));
    EXPECT_EQ(desk.gate().find(risky.id), nullptr) << "it may be asked again";
    EXPECT_EQ(command(desk.approve(approval, human))->value().error().code, Errc::unavailable);
    const Modification smaller{intent_id(900), Quantity{"0.001"_dec}, {}};
    EXPECT_EQ(command(desk.modify(approval, smaller, human))->value().error().code, Errc::unavailable);

    Intent exit = sell("0.005"_dec);
    exit.reduce_only = true;
    command(desk.propose(exit));
    const auto cancelled = command(desk.cancel(resting.id, human, ""));
    const auto rejected = command(desk.reject(approval, human, ""));
    const auto halted = command(desk.set_state(TradingState::halted, human, ""));
    settle();
    EXPECT_TRUE(cancelled->value() && rejected->value() && halted->value());
    EXPECT_THAT(venue.log, ElementsAre(submit_of(exit), cancel_of(resting)));
}

TEST_F(DeskTest, TheBacklogOfTheDiskIsBounded)
{
    journal.behind = 50'000;
    command(desk.propose(buy("0.001"_dec)));
    settle();
    EXPECT_EQ(venue.log.size(), 1u);
    journal.behind = 50'001;
    const auto denied = command(desk.propose(buy("0.001"_dec)));
    EXPECT_EQ(denied->value().error().code, Errc::limit_exceeded);
    EXPECT_THAT(denied->value().error().detail, HasSubstr("LEDGER_BUSY"));
}

TEST_F(DeskTest, AHaltOvertakesWhatHasNotLeftYet)
{
    hold("0.005"_dec);
    const Intent exit = sell("0.005"_dec);
    const Intent more = buy("0.004"_dec);
    command(desk.propose(exit));
    command(desk.propose(more));
    const auto halted = command(desk.set_state(TradingState::halted, human, "stop"));
    EXPECT_FALSE(*halted);
    settle();
    EXPECT_TRUE(halted->value());
    EXPECT_THAT(venue.log, ElementsAre(submit_of(exit), cancel_of(more))) << "reductions still leave";
    EXPECT_EQ(state_of(more), "REFUSED");
    EXPECT_EQ(desk.gate().find(more.id)->outcome, "OVERTAKEN: stopped before it left");
    EXPECT_FALSE(desk.gate().rails().state().reservations.contains(more.id));
}

TEST_F(DeskTest, AHaltReachesEvenAnOrderWhoseFactsAreOnDiskAloneBeforeIt)
{
    const Intent more = buy("0.004"_dec);
    command(desk.propose(more));
    const std::size_t decided = journal.rows.size();
    const auto halted = command(desk.set_state(TradingState::halted, human, "stop"));
    journal.settle(decided);  // the halt is decided and not yet on disk
    run();
    EXPECT_FALSE(*halted);
    EXPECT_THAT(venue.log, IsEmpty());
    settle();
    EXPECT_TRUE(halted->value());
    EXPECT_THAT(venue.log, ElementsAre(cancel_of(more)));
}

TEST_F(DeskTest, ACancelADeadlineOrASlowDiskOvertakesWhatHasNotLeftYet)
{
    const Intent cancelled = buy("0.001"_dec);
    command(desk.propose(cancelled));
    command(desk.cancel(cancelled.id, human, ""));
    settle();
    EXPECT_THAT(venue.log, ElementsAre(cancel_of(cancelled)));
    EXPECT_EQ(state_of(cancelled), "REFUSED");
    venue.log.clear();

    Intent expiring = buy("0.001"_dec);
    expiring.expires = clock.now().utc + 5s;
    command(desk.propose(expiring));
    clock.advance_by(5s);
    settle();
    EXPECT_THAT(venue.log, IsEmpty());
    EXPECT_EQ(state_of(expiring), "REFUSED");

    quote();
    const Intent slow = buy("0.001"_dec);
    command(desk.propose(slow));
    clock.advance_by(10s);
    desk.tick();  // gives up waiting for an answer to what was never asked
    EXPECT_EQ(state_of(slow), "UNKNOWN");
    settle();
    EXPECT_EQ(state_of(slow), "REFUSED");
    for (const std::string& line : venue.log) EXPECT_NE(line, submit_of(slow));
}

TEST_F(DeskTest, ReportsOfTheVenueAreWrittenDown)
{
    const Intent asked = buy("0.005"_dec);
    command(desk.propose(asked));
    settle();
    const std::size_t before = journal.rows.size();
    venue.tell(SendAnswered{asked.id, SendOutcome::accepted, "v-1", "", ""});
    fill(asked);
    ASSERT_EQ(journal.rows.size(), before + 2);
    EXPECT_EQ(journal.rows[before].kind, OrderAccepted::kind);
    EXPECT_EQ(journal.rows[before + 1].kind, OrderFilled::kind);
}

TEST_F(DeskTest, ASecondDeskThatReadsTheRowsStandsWhereTheFirstOneStood)
{
    hold("0.005"_dec);
    command(desk.propose(buy("0.02"_dec)));
    settle();
    FakeVenue quiet{journal};
    Desk folded{context.get_executor(), clock, journal, quiet, plain_settings()};
    Desk restored{context.get_executor(), clock, journal, quiet, plain_settings()};
    const Bytes snapshot = desk.gate().snapshot();
    for (std::size_t i = 0; i < journal.rows.size(); ++i)
        ASSERT_TRUE(folded.replay(ledger::Record{i + 1, journal.rows[i], {}}));
    EXPECT_EQ(to_hex(folded.gate().snapshot()), to_hex(snapshot));
    ASSERT_TRUE(restored.restore(snapshot, journal.rows.size()));
    EXPECT_EQ(to_hex(restored.gate().snapshot()), to_hex(snapshot));
    EXPECT_FALSE(folded.replay(ledger::Record{1, ledger::Entry{999, "", {}, ""}, {}}));
    EXPECT_THAT(quiet.log, IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::trading::execution
