// The books against the venue's, again and again.
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::DenialCode;
using risk::TradingState;

constexpr nanoseconds a_minute = 60s;

/// M7
TEST(GateReconcile, AnOpenedAccountAdmitsNothingUntilItsBooksMatch)
{
    Harness desk{plain_settings(), Harness::Empty{}};
    desk.is_silent = true;
    desk.open(first, alice, paper, Amount{"1000000"_dec});
    EXPECT_TRUE(desk.account().is_reconciling);
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::reconciling);
    desk.is_silent = false;
    desk.answer();
    EXPECT_FALSE(desk.account().is_reconciling);
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "1000000");
    EXPECT_EQ(desk.last<FundsMoved>()->move, MoveKind::initial);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

/// M7: what was traded at the venue before the desk knew the account is not the desk's.
TEST(GateReconcile, AnAccountBeginsWithWhatTheVenueHasInItsNameAndNotWithItsPast)
{
    for (const std::size_t page_size : {std::size_t{1'000}, std::size_t{2}}) {
        SCOPED_TRACE(page_size);
        Harness desk{plain_settings(), Harness::Empty{}};
        desk.paper_venue.page_size = page_size;
        Order old;
        old.account = first;
        old.instrument = btc;
        old.quantity = Quantity{"0.05"_dec};
        old.client_order_id = ClientOrderId{"web_1"};
        static_cast<void>(desk.paper_venue.submit(old));
        desk.paper_venue.move(first, usdt, Amount{"20000"_dec}, desk.now.utc);
        for (int i = 0; i < 5; ++i)
            desk.paper_venue.fill(first, old.client_order_id, Quantity{"0.01"_dec}, Price{"90000"_dec}, desk.now.utc);
        desk.open(first, alice, paper, {});
        EXPECT_EQ(desk.account().state, TradingState::active);
        EXPECT_FALSE(desk.account().is_reconciling);
        EXPECT_FALSE(desk.account().is_mismatched);
        EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "15500");
        EXPECT_EQ(desk.account().balances.at(bitcoin).to_string(), "0.05");
        EXPECT_TRUE(desk.position().is_zero()) << "coins from elsewhere are no lot";
        desk.run(a_minute);
        ASSERT_TRUE(desk.restart());
        desk.run(a_minute);
        EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "15500") << "and once only";
        EXPECT_EQ(desk.account().state, TradingState::active);
    }
}

TEST(GateReconcile, MoneyThatArrivesBeforeTheFirstComparisonIsCountedOnce)
{
    Harness desk{plain_settings(), Harness::Empty{}};
    desk.is_silent = true;
    desk.open(first, alice, paper, {});
    desk.deposit(first, usdt, "500"_dec);
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "500");
    desk.is_silent = false;
    desk.answer();
    desk.run(a_minute);
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "500");
    EXPECT_FALSE(desk.account().is_mismatched);
}

/// The stream and the first comparison tell of the same money in whatever order they come.
TEST(GateReconcile, MoneyThatMovesDuringTheFirstComparisonIsCountedOnce)
{
    enum class Taken { before = 1, after };
    enum class Heard { before = 1, after };
    struct Case {
        const char* name;
        Taken taken;  ///< the venue's picture, and the move
        Heard heard;  ///< the stream's word of the move, and the picture
    };
    for (const Case& c : {Case{"in the picture, heard before it", Taken::after, Heard::before},
                          Case{"in the picture, heard after it", Taken::after, Heard::after},
                          Case{"not in the picture, heard before it", Taken::before, Heard::before},
                          Case{"not in the picture, heard after it", Taken::before, Heard::after}}) {
        SCOPED_TRACE(c.name);
        Harness desk{plain_settings(), Harness::Empty{}};
        desk.is_silent = true;
        desk.open(first, alice, paper, Amount{"100"_dec});
        const auto wanted = std::get<TakeSnapshot>(desk.asked.front());
        desk.asked.clear();
        const auto take = [&] {
            return desk.paper_venue.snapshot(wanted.account, wanted.request, wanted.cursor, desk.now.utc);
        };
        AccountSnapshot picture = take();
        const BalanceMoved move = desk.paper_venue.move(first, usdt, Amount{"500"_dec}, desk.now.utc);
        if (c.taken == Taken::after) picture = take();
        if (c.heard == Heard::before) desk.report(move);
        desk.report(picture);
        if (c.heard == Heard::after) desk.report(move);
        EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "600");
        desk.is_silent = false;
        desk.run(3 * a_minute);
        EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "600");
        EXPECT_EQ(desk.account().state, TradingState::active);
        EXPECT_FALSE(desk.account().is_mismatched);
    }
}

/// M7
TEST(GateReconcile, AForeignOpenOrderHaltsItsAccountAndIsAskedForWithoutHaste)
{
    Harness desk;
    Order foreign;
    foreign.account = first;
    foreign.instrument = btc;
    foreign.quantity = Quantity{"0.01"_dec};
    foreign.client_order_id = ClientOrderId{"web_1"};
    static_cast<void>(desk.paper_venue.submit(foreign));
    desk.run(a_minute);
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_EQ(desk.alerts("FOREIGN_ORDER"), 1u);
    EXPECT_TRUE(desk.account().is_mismatched);
    // An order is no asset: nobody can adjust it, and it is not money.
    const auto adjusted = desk.gate().adjust(first, AssetId{"web_1"}, Amount{"1"_dec}, "seen", human, desk.now);
    ASSERT_FALSE(adjusted);
    EXPECT_EQ(adjusted.error().code, Errc::conflict);
    const auto resumed = desk.set_account_state(TradingState::active);
    ASSERT_FALSE(resumed);
    EXPECT_NE(resumed.error().detail.find("cancel the order at the venue"), std::string::npos);
    EXPECT_EQ(desk.account(bobs).state, TradingState::active);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec, {}, bobs)), "SUBMITTED");
    const std::size_t before = desk.snapshots;
    desk.run(a_minute);
    EXPECT_LE(desk.snapshots, before + 6) << "two of each account at most";
    static_cast<void>(desk.paper_venue.close(first, foreign.client_order_id, VenueOrderStatus::canceled, "by hand"));
    desk.run(a_minute);
    EXPECT_FALSE(desk.account().is_mismatched);
    EXPECT_EQ(desk.account().state, TradingState::halted) << "only a person resumes";
    EXPECT_TRUE(desk.set_account_state(TradingState::active));
}

/// RAILS 22
TEST(GateReconcile, AForeignFillHaltsItsAccountAndForcesASnapshot)
{
    Harness desk;
    Order foreign;
    foreign.account = first;
    foreign.instrument = btc;
    foreign.quantity = Quantity{"0.01"_dec};
    foreign.client_order_id = ClientOrderId{"web_1"};
    static_cast<void>(desk.paper_venue.submit(foreign));
    const std::size_t before = desk.snapshots;
    desk.report(
        desk.paper_venue.fill(first, foreign.client_order_id, foreign.quantity, Price{"100000"_dec}, desk.now.utc));
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_EQ(desk.alerts("FOREIGN_ORDER"), 1u);
    desk.tick();
    EXPECT_EQ(desk.snapshots, before + 1);
    desk.run(10s);
    EXPECT_TRUE(desk.account().is_mismatched) << "its coins are at the venue and not in the books";
    EXPECT_EQ(desk.account(second).state, TradingState::active);
}

/// RAILS 23, I7
TEST(GateReconcile, EveryAccountIsComparedEachMinute)
{
    Harness desk;
    desk.run(1s);
    for (int minute = 0; minute < 3; ++minute) {
        std::map<AccountId, int> seen;
        for (int i = 0; i < 600; ++i) {
            desk.stand_still(100ms);
            desk.refresh_quotes();
            desk.take(desk.gate().on_tick(desk.now));
            for (const Effect& effect : desk.asked)
                if (const auto* wanted = std::get_if<TakeSnapshot>(&effect)) ++seen[wanted->account];
            desk.answer();
        }
        EXPECT_EQ(seen.size(), 3u);
    }
    EXPECT_EQ(desk.count_of<ReconcileFinished>(), 3u) << "what finds nothing new is no event";
}

/// I7, M14
struct Different {
    explicit Different(GateSettings settings = two_approvers()) : desk{std::move(settings)}
    {
        desk.paper_venue.account(first).balances[usdt] += Amount{"250.5"_dec};  // and no move tells why
        desk.run(a_minute);
    }
    Result<Step> adjust(Decimal amount, const Actor& by, std::string evidence = "statement of 16 June")
    {
        return desk.took(desk.gate().adjust(first, usdt, Amount{amount}, evidence, by, desk.now));
    }
    Harness desk;
};

TEST(GateReconcile, ADifferenceIsFoundWithinAMinuteAndHaltsThatAccountOnly)
{
    Different books;
    Harness& desk = books.desk;
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_TRUE(desk.account().is_mismatched);
    EXPECT_EQ(desk.alerts("BOOKS_DIFFER"), 1u);
    const auto* finished = desk.last<ReconcileFinished>();
    EXPECT_EQ(to_string(finished->differences), "USDT: ours 1000000 venue's 1000250.5");
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec, {}, bobs)), "SUBMITTED");
    const std::size_t before = desk.events.size();
    desk.run(3 * a_minute);
    EXPECT_EQ(desk.alerts("BOOKS_DIFFER"), 1u) << "the same difference is said once";
    EXPECT_LE(desk.events.size(), before + 2);
}

/// M14
TEST(GateReconcile, AResumeOnBooksThatDifferIsRefusedWithTheNumbers)
{
    Different books;
    const auto resumed = books.desk.set_account_state(TradingState::active);
    ASSERT_FALSE(resumed);
    EXPECT_EQ(resumed.error().code, Errc::conflict);
    EXPECT_EQ(resumed.error().detail,
              "BOOKS_DIFFER: USDT: ours 1000000 venue's 1000250.5; adjust the books first, they are being compared "
              "again");
    EXPECT_EQ(books.desk.account().state, TradingState::halted);
}

/// M14
TEST(GateReconcile, AnAdjustmentByTwoPeopleEndsIt)
{
    Different books;
    Harness& desk = books.desk;
    EXPECT_EQ(books.adjust("250.5"_dec, agent).error().code, Errc::forbidden);
    EXPECT_EQ(books.adjust("250.5"_dec, Actor{ActorKind::human, "stranger"}).error().code, Errc::forbidden);
    EXPECT_EQ(books.adjust("250.5"_dec, human, "").error().code, Errc::malformed);
    EXPECT_EQ(desk.gate().adjust(first, bitcoin, Amount{"1"_dec}, "e", human, desk.now).error().code, Errc::conflict);
    EXPECT_EQ(desk.gate().adjust(bobs, usdt, Amount{"1"_dec}, "e", human, desk.now).error().code, Errc::conflict);
    ASSERT_TRUE(books.adjust("250.5"_dec, human));
    EXPECT_EQ(desk.count_of<AdjustmentMade>(), 0u);
    EXPECT_EQ(books.adjust("250.5"_dec, human).error().code, Errc::conflict) << "four eyes";
    ASSERT_TRUE(books.adjust("250.5"_dec, other_human, "the bank's word"));
    const auto* made = desk.last<AdjustmentMade>();
    ASSERT_NE(made, nullptr);
    EXPECT_EQ(made->by, human);
    EXPECT_EQ(made->seconded_by, other_human);
    EXPECT_EQ(made->evidence, "statement of 16 June; the bank's word");
    EXPECT_EQ(made->value.to_string(), "250.5");
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "1000250.5");
    desk.run(1s);
    EXPECT_FALSE(desk.account().is_mismatched);
    ASSERT_TRUE(desk.set_account_state(TradingState::active));
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::reconciling) << "not before one more look";
    desk.run(1s);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
    EXPECT_EQ(to_hex(desk.replayed()->snapshot()), to_hex(desk.gate().snapshot()));
}

TEST(GateReconcile, AnAdjustmentGoesTowardsWhatTheVenueHasAndNoFurther)
{
    Different books;
    for (const Decimal wrong : {"-250.5"_dec, "250.50000001"_dec, "-1000001"_dec}) {
        const auto refused = books.adjust(wrong, human);
        EXPECT_EQ(refused.error().code, Errc::out_of_range);
        EXPECT_EQ(refused.error().detail,
                  "the books have 1000000 USDT and the venue 1000250.5: what adjusts them is 250.5");
    }
    EXPECT_TRUE(books.adjust("250.5"_dec, human));
}

TEST(GateReconcile, ADifferenceIsAdjustedOnce)
{
    Different books{plain_settings()};  // one approver
    ASSERT_TRUE(books.adjust("250.5"_dec, human));
    EXPECT_EQ(books.adjust("250.5"_dec, human).error().code, Errc::conflict) << "until the next comparison";
    EXPECT_EQ(books.desk.account().balances.at(usdt).to_string(), "1000250.5");
}

TEST(GateReconcile, AWrongAdjustmentLeavesTheBooksDifferent)
{
    Different books{plain_settings()};  // one approver: no second to be had
    ASSERT_TRUE(books.adjust("250"_dec, human));
    books.desk.run(10s);
    EXPECT_TRUE(books.desk.account().is_mismatched);
    EXPECT_EQ(to_string(books.desk.last<ReconcileFinished>()->differences), "USDT: ours 1000250 venue's 1000250.5");
    ASSERT_TRUE(books.adjust("0.5"_dec, human));
    books.desk.run(1s);
    EXPECT_FALSE(books.desk.account().is_mismatched);
}

TEST(GateReconcile, ADifferenceThatIsOnlyLateIsNone)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    AccountSnapshot early = desk.paper_venue.snapshot(first, 0, "0", desk.now.utc);
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    desk.is_silent = true;
    desk.pass(50s);
    for (int i = 0; i < 2; ++i) {  // two looks at a moment before the fill
        for (const Effect& effect : std::exchange(desk.asked, {}))
            if (const auto* wanted = std::get_if<TakeSnapshot>(&effect);
                wanted != nullptr && wanted->account == first) {
                early.request = wanted->request;
                early.cursor = wanted->cursor;
                desk.report(early);
            }
        desk.pass(2s);
    }
    desk.is_silent = false;
    desk.answer();
    EXPECT_EQ(desk.account().state, TradingState::active);
    EXPECT_EQ(desk.alerts("BOOKS_DIFFER"), 0u);
}

TEST(GateReconcile, DepositsWithdrawalsFeesAndDustAreExplainedAndCountedOnce)
{
    Harness desk;
    for (const auto& [kind, amount] : {std::pair{MoveKind::deposit, "100"_dec},
                                       {MoveKind::withdrawal, "-30"_dec},
                                       {MoveKind::fee, "-0.5"_dec},
                                       {MoveKind::dust, "-0.000001"_dec}})
        desk.paper_venue.move(first, usdt, Amount{amount}, desk.now.utc, kind);
    const BalanceMoved streamed = desk.paper_venue.move(first, usdt, Amount{"7"_dec}, desk.now.utc);
    for (int i = 0; i < 3; ++i) desk.report(streamed);
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "1000007");
    desk.run(2 * a_minute);
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "1000076.499999");
    EXPECT_EQ(desk.account().state, TradingState::active);
    desk.report(streamed);  // late, and long explained
    desk.run(a_minute);
    EXPECT_EQ(desk.account().state, TradingState::active);
}

TEST(GateReconcile, AfterAStartNothingNewIsAdmittedUntilEveryOpenOrderIsKnownAndTheBooksMatch)
{
    Harness desk;
    const Intent resting = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(resting);
    desk.place(resting);  // it arrived, and the process died before its answer
    desk.is_silent = true;
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(desk.state(resting), "UNKNOWN");
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::reconciling);
    desk.is_silent = false;
    desk.answer();
    desk.run(3s);
    EXPECT_EQ(desk.state(resting), "ACCEPTED");
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

TEST(GateReconcile, AnOrderNobodyCanTellOfHoldsUpItsOwnAccountOnly)
{
    Harness desk;
    const Intent resting = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(resting);
    ASSERT_TRUE(desk.restart());
    for (int i = 0; i < 30; ++i) {
        desk.stand_still(100ms);
        desk.refresh_quotes();
        desk.take(desk.gate().on_tick(desk.now));
        for (const Effect& effect : std::exchange(desk.asked, {}))
            if (const auto* query = std::get_if<QueryOrder>(&effect)) {
                desk.report(QueryAnswered{query->account, query->client_order_id, QueryOutcome::failed, {}});
            } else {
                const auto& wanted = std::get<TakeSnapshot>(effect);
                desk.report(
                    desk.venue(wanted.venue).snapshot(wanted.account, wanted.request, wanted.cursor, desk.now.utc));
            }
    }
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::reconciling);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec, {}, second)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec, {}, bobs)), "SUBMITTED");
    const Settlement nothing{{}, {}, {}, "evidence"};
    desk.take(desk.gate().settle(resting.id, nothing, human, desk.now).value());
    desk.run(3s);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

/// M12: an order that has left memory is still one of the desk's.
TEST(GateReconcile, AFillOfAnOrderLongForgottenIsNotForeignAfterARestart)
{
    GateSettings settings = plain_settings();
    settings.limits.denials_per_hour_max = 10'000;
    Harness desk{settings};
    const Intent old = desk.buy("0.005"_dec);
    desk.trade(old, "100000"_dec);
    desk.run(a_minute);
    for (std::size_t i = 0; i < Books::finished_kept + 10; ++i) desk.propose(desk.buy("9"_dec));
    ASSERT_EQ(desk.books().find(old.id), nullptr);
    ASSERT_TRUE(desk.restart());
    desk.run(10s);
    EXPECT_EQ(desk.account().state, TradingState::active);
    EXPECT_EQ(desk.alerts("FOREIGN_ORDER"), 0u);
}

/// And without a restart: a busy account forgets an order before the next comparison meets its fill once more.
TEST(GateReconcile, AFillOfAnOrderForgottenSinceTheLastComparisonIsNotForeign)
{
    GateSettings settings = plain_settings();
    settings.limits.denials_per_hour_max = 10'000;
    Harness desk{settings};
    desk.run(a_minute);
    const Intent old = desk.buy("0.005"_dec);
    desk.trade(old, "100000"_dec);
    for (std::size_t i = 0; i < Books::finished_kept + 10; ++i) desk.propose(desk.buy("9"_dec));
    ASSERT_EQ(desk.books().find(old.id), nullptr);
    desk.run(2 * a_minute);
    EXPECT_EQ(desk.account().state, TradingState::active);
    EXPECT_EQ(desk.alerts("FOREIGN_ORDER"), 0u);
}

TEST(GateReconcile, AFailedSnapshotIsAskedForAgainSoonAndALostOneAfterAMinute)
{
    Harness desk;
    desk.is_silent = true;
    desk.run(50s);
    ASSERT_FALSE(desk.asked.empty());
    for (const Effect& effect : std::exchange(desk.asked, {})) {
        AccountSnapshot failed;
        failed.account = std::get<TakeSnapshot>(effect).account;
        failed.request = std::get<TakeSnapshot>(effect).request;
        failed.failed = true;
        desk.report(failed);
    }
    const std::size_t before = desk.snapshots;
    desk.run(2s);
    EXPECT_EQ(desk.snapshots, before + 3);
    desk.run(59s);
    EXPECT_EQ(desk.snapshots, before + 3);
    desk.run(2s);
    EXPECT_EQ(desk.snapshots, before + 6);
}

// RAILS I15: equal books decide alike, however they came to be.
TEST(GateReconcile, AStartFromASnapshotSaysTheSameInTheSameOrderAsOneFromTheLedger)
{
    Harness desk;
    for (int i = 0; i < 18; ++i) {
        desk.propose(desk.buy("0.0005"_dec, "90000"_dec));
        desk.propose(desk.buy("0.0005"_dec, "90000"_dec, bobs));
    }
    const auto replayed = desk.replayed();
    const auto restored = desk.replayed();
    ASSERT_TRUE(restored->restore(replayed->snapshot()));
    ASSERT_EQ(restored->snapshot(), replayed->snapshot());
    Now now = desk.now;
    now.monotonic = {5'000'000'000};
    const auto said = [&](Gate& gate) {
        std::vector<Bytes> rows;
        const Step step = gate.start({"test", {}, {}, 2}, now).value();
        for (const Stamped& event : step.events) rows.push_back(to_row(event).payload);
        return rows;
    };
    const auto by_ledger = said(*replayed);
    EXPECT_GT(by_ledger.size(), 36u);
    EXPECT_EQ(said(*restored), by_ledger);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
