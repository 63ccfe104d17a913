#include "trading/execution/view.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "runtime/task_scope.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const InstrumentId btc{"paper:BTCUSDT"};
const AccountId alice{"alice"};
const AccountId bob{"bob"};

/// A gate's books and a view of them, fed with the same events.
class ViewTest : public ::testing::Test {
protected:
    explicit ViewTest(View::Settings settings = {}) : view(settings)
    {
        Limits limits;
        limits.taker_fee_percent = limits.slippage_percent = Decimal{};
        record(LimitsSet{1, limits});
        Instrument instrument;
        instrument.id = btc;
        instrument.base = AssetId{"BTC"};
        instrument.quote = AssetId{"USDT"};
        instrument.tick = Price{"0.01"_dec};
        instrument.lot = instrument.quantity_min = Quantity{"0.00001"_dec};
        instrument.quantity_max = Quantity{"100"_dec};
        instrument.notional_min = Amount{"5"_dec};
        record(InstrumentListed{instrument});
        for (const AccountId& account : {alice, bob}) {
            record(AccountOpened{account, UserId{account.to_string()}, btc.venue}, account);
            FundsMoved funds;
            funds.account = account;
            funds.asset = AssetId{"USDT"};
            funds.amount = Amount{"100000"_dec};
            record(funds, account);
            DayStarted day;
            day.account = account;
            day.baseline.day = utc_day(now.utc);
            day.baseline.equity = Usd{"100000"_dec};
            record(day, account);
        }
        Quote quote{.instrument = btc, .bid = Price{"99999.99"_dec}, .ask = Price{"100000"_dec}};
        quotes.emplace(btc, quote);
        view.on_quote(quote);
    }
    using Limits = risk::Limits;

    std::uint64_t record(Event event, const AccountId& account = {})
    {
        StreamedEvent streamed;
        streamed.seq = ++seq;
        streamed.stamped = {std::move(event), {}, {}, account};
        books.apply(streamed.stamped);
        view.apply({&streamed, 1});
        if (also != nullptr) also->apply({&streamed, 1});
        return seq;
    }
    Intent intent(const AccountId& account, Side side = Side::buy)
    {
        Intent intent;
        intent.id = IntentId::make_v7({}, 1, ++ids);
        intent.user = UserId{account.to_string()};
        intent.account = account;
        intent.instrument = btc;
        intent.side = side;
        intent.quantity = Quantity{"0.001"_dec};
        intent.proposer = {ActorKind::human, account.to_string()};
        return intent;
    }
    IntentId deny(const AccountId& account)
    {
        const Intent denied = intent(account);
        record(IntentProposed{denied}, account);
        record(IntentDenied{denied.id, {}}, account);
        return denied.id;
    }
    /// Reserves it; nothing more.
    void admit(const Intent& wanted)
    {
        record(IntentProposed{wanted}, wanted.account);
        const auto verdict = books.rails().assess(wanted, quotes, now);
        if (const auto* denial = std::get_if<risk::Denial>(&verdict)) FAIL() << to_string(*denial);
        const auto& admitted = std::get<risk::Admitted>(verdict);
        record(ExposureReserved{admitted.reservation, admitted.order, admitted.worst_case, {}}, wanted.account);
    }
    void send(const IntentId& id)
    {
        const Order order = *books.find(id)->order;
        record(OrderSubmitted{id, order.client_order_id, {}}, order.account);
        record(OrderAccepted{id, "v-1", false}, order.account);
    }
    std::uint64_t fill(const IntentId& id)
    {
        const Order order = *books.find(id)->order;
        OrderFilled filled;
        filled.intent = id;
        filled.fill.id = FillId{"t-" + std::to_string(seq)};
        filled.fill.instrument = btc;
        filled.fill.side = order.side;
        filled.fill.price = Price{"100000"_dec};
        filled.fill.quantity = order.quantity;
        filled.fill.fee_asset = AssetId{"USDT"};
        return record(filled, order.account);
    }
    IntentId buy(const AccountId& account)
    {
        const Intent wanted = intent(account);
        admit(wanted);
        send(wanted.id);
        fill(wanted.id);
        return wanted.id;
    }

    template <class Row>
    static std::vector<std::uint64_t> seqs(const RowLog<Row>& log, const std::vector<AccountId>* accounts,
                                           std::uint64_t before = 1'000'000)
    {
        std::vector<std::uint64_t> found;
        log.walk(accounts, before, [&](const Row& row) {
            found.push_back(row.seq);
            return true;
        });
        return found;
    }
    std::vector<IntentId> intents(const RowLog<View::IntentRow>& log, const AccountId& account) const
    {
        const std::vector<AccountId> accounts{account};
        std::vector<IntentId> found;
        log.walk(&accounts, 1'000'000, [&](const View::IntentRow& row) {
            found.push_back(row.intent);
            return true;
        });
        return found;
    }

    const Moment now{utc_from_ms(1'743'700'000'000), {}, {}};
    Books books;
    View view;
    View* also = nullptr;  ///< hears what `view` hears
    risk::Quotes quotes;
    std::uint64_t seq = 0;
    std::uint64_t ids = 0;
};

class SmallViewTest : public ViewTest {
protected:
    static View::Settings small()
    {
        View::Settings settings;
        settings.finished_max = settings.fills_max = settings.trips_max = settings.alerts_max = settings.signals_max =
            2;
        return settings;
    }
    SmallViewTest() : ViewTest(small()) {}
};

class GateSizedViewTest : public ViewTest {
protected:
    static View::Settings as_the_gate()
    {
        View::Settings settings;
        settings.finished_max = Books::finished_kept;
        return settings;
    }
    GateSizedViewTest() : ViewTest(as_the_gate()) {}
};

TEST_F(GateSizedViewTest, FedWithTheSameEventsItsBooksAreTheGates)
{
    buy(alice);
    admit(intent(bob));
    for (std::size_t i = 0; i < Books::finished_kept + 3; ++i) deny(alice);
    record(DeskStateSet{risk::TradingState::reducing, {}, "x"});
    EXPECT_EQ(view.books().snapshot(), books.snapshot());
    EXPECT_EQ(view.seq(), seq);
}

TEST_F(ViewTest, AnIntentIsInTheListsItsStateBelongsTo)
{
    const Intent wanted = intent(alice);
    admit(wanted);
    EXPECT_THAT(intents(view.intents(), alice), ElementsAre(wanted.id));
    EXPECT_THAT(intents(view.open_intents(), alice), ElementsAre(wanted.id));
    EXPECT_THAT(intents(view.orders(), alice), IsEmpty());
    send(wanted.id);
    EXPECT_THAT(intents(view.orders(), alice), ElementsAre(wanted.id));
    EXPECT_EQ(view.orders().size(alice), 1u);
    fill(wanted.id);
    EXPECT_THAT(intents(view.orders(), alice), IsEmpty());
    EXPECT_THAT(intents(view.open_intents(), alice), IsEmpty());
    EXPECT_THAT(intents(view.intents(), alice), ElementsAre(wanted.id));
}

TEST_F(ViewTest, AnApprovalIsOpenUntilItIsDecided)
{
    const Intent wanted = intent(alice);
    admit(wanted);
    ApprovalRequested request;
    request.approval = ApprovalId::make_v7({}, 2, 1);
    request.intent = wanted.id;
    const std::uint64_t at = record(request, alice);
    EXPECT_THAT(seqs(view.open_approvals(), nullptr), ElementsAre(at));
    record(ApprovalDeclined{request.approval, wanted.id, {ActorKind::human, "alice"}, "no", {}}, alice);
    EXPECT_THAT(seqs(view.open_approvals(), nullptr), IsEmpty());
    EXPECT_THAT(seqs(view.approvals(), nullptr), ElementsAre(at));
}

TEST_F(SmallViewTest, AnAccountKeepsItsNewestAndTakesNothingOfAnothers)
{
    const std::vector<AccountId> hers{alice};
    const std::vector<AccountId> his{bob};
    const IntentId kept = buy(bob);
    const auto his_fills = seqs(view.fills(), &his);
    std::vector<IntentId> bought;
    for (int i = 0; i < 3; ++i) bought.push_back(buy(alice));
    EXPECT_THAT(intents(view.intents(), alice), ElementsAre(bought[2], bought[1]));
    EXPECT_EQ(view.books().find(bought[0]), nullptr);
    EXPECT_EQ(seqs(view.fills(), &hers).size(), 2u);
    EXPECT_FALSE(view.fills().is_whole(&hers));
    EXPECT_FALSE(view.intents().is_whole(&hers));
    EXPECT_FALSE(view.fills().is_whole(nullptr));

    EXPECT_THAT(intents(view.intents(), bob), ElementsAre(kept));
    EXPECT_EQ(seqs(view.fills(), &his), his_fills);
    EXPECT_TRUE(view.fills().is_whole(&his));
    EXPECT_TRUE(view.intents().is_whole(&his));
}

TEST_F(SmallViewTest, OpenIntentsAreNeverForgotten)
{
    const Intent open = intent(alice);
    admit(open);
    for (int i = 0; i < 5; ++i) deny(alice);
    EXPECT_THAT(intents(view.open_intents(), alice), ElementsAre(open.id));
    EXPECT_EQ(view.intents().size(alice), 3u);
}

TEST_F(SmallViewTest, AlertsSignalsAndTripsAreBoundedForEachAccountAndTheDesk)
{
    const std::uint64_t of_desk = record(AlertRaised{"info", "gate", "X", "x", {}, {}, {}});
    const std::uint64_t his = record(AlertRaised{"info", "gate", "X", "x", bob, {}, {}}, bob);
    std::vector<std::uint64_t> hers;
    for (int i = 0; i < 3; ++i) hers.push_back(record(AlertRaised{"info", "gate", "X", "x", alice, {}, {}}, alice));
    EXPECT_THAT(seqs(view.alerts(), nullptr), ElementsAre(hers[2], hers[1], his, of_desk));
    const std::vector<AccountId> only_her{alice};
    EXPECT_THAT(seqs(view.alerts(), &only_her), ElementsAre(hers[2], hers[1]));

    for (std::uint64_t i = 0; i < 3; ++i) {
        Signal signal;
        signal.id = SignalId::make_v7({}, 3, i);
        signal.account = alice;
        record(SignalRaised{signal}, alice);
        RoundTripClosed trip;
        trip.account = alice;
        record(trip, alice);
    }
    EXPECT_EQ(view.signals().size(), 2u);
    EXPECT_EQ(view.trips().size(), 2u);
}

TEST_F(ViewTest, RowsOfSeveralAccountsComeInOneOrderAndBeforeAPlace)
{
    std::vector<std::uint64_t> all;
    for (int i = 0; i < 3; ++i)
        for (const AccountId& account : {alice, bob})
            all.push_back(record(AlertRaised{"info", "gate", "X", "x", account, {}, {}}, account));
    record(AlertRaised{"info", "gate", "X", "x", AccountId{"carol"}, {}, {}});
    const std::vector<AccountId> both{alice, bob};
    std::ranges::reverse(all);
    EXPECT_EQ(seqs(view.alerts(), &both), all);
    EXPECT_THAT(seqs(view.alerts(), &both, all[3]), ElementsAre(all[4], all[5]));
}

TEST_F(ViewTest, ASignalIsLinkedToTheIntentThatActsOnIt)
{
    Signal signal;
    signal.id = SignalId::make_v7({}, 3, 1);
    signal.account = alice;
    const std::uint64_t at = record(SignalRaised{signal}, alice);
    EXPECT_EQ(view.signals().find(at)->intent, std::nullopt);
    Intent acting = intent(alice);
    acting.signal = signal.id;
    admit(acting);
    EXPECT_EQ(view.signals().find(at)->intent, acting.id);
}

TEST_F(ViewTest, AFillHasItsOwnerAndASettlementThatFillsIsAFill)
{
    Intent by_agent = intent(alice);
    by_agent.proposer = {ActorKind::agent, "buy_bot"};
    admit(by_agent);
    send(by_agent.id);
    const std::uint64_t filled = fill(by_agent.id);
    EXPECT_EQ(view.fills().find(filled)->owner, LotOwner{AgentId{"buy_bot"}});
    EXPECT_EQ(view.fills().find(filled)->account, alice);

    const Intent lost = intent(alice);
    admit(lost);
    send(lost.id);
    record(OrderUnknown{lost.id, "TIMEOUT", ""}, alice);
    const Settlement settlement{*lost.quantity, Price{"99000"_dec}, Amount{"1"_dec}, "seen there"};
    const std::uint64_t settled = record(OrderSettled{lost.id, settlement, {ActorKind::human, "alice"}, {}}, alice);
    EXPECT_EQ(view.fills().find(settled)->fill.price, Price{"99000"_dec});
    EXPECT_EQ(view.fills().find(settled)->owner, LotOwner{});
}

TEST_F(ViewTest, KnowsWhoseAccountsAre)
{
    record(AccountOpened{AccountId{"second"}, UserId{"alice"}, btc.venue}, AccountId{"second"});
    EXPECT_THAT(view.accounts_of(UserId{"alice"}), ElementsAre(alice, AccountId{"second"}));
    EXPECT_THAT(view.accounts_of(UserId{"nobody"}), IsEmpty());
    EXPECT_EQ(view.account(AccountId{"nobody"}), nullptr);
}

/// What the lists show, as text.
std::string lists_of(const View& view)
{
    std::string text;
    const auto add = [&](const char* name, const auto& log) {
        text += name;
        log.walk(nullptr, std::numeric_limits<std::uint64_t>::max(), [&](const auto& row) {
            text += ' ' + std::to_string(row.seq);
            return true;
        });
        text += log.is_whole(nullptr) ? " whole\n" : " cut\n";
    };
    add("fills", view.fills());
    add("trips", view.trips());
    add("alerts", view.alerts());
    add("signals", view.signals());
    add("intents", view.intents());
    add("open intents", view.open_intents());
    add("orders", view.orders());
    add("approvals", view.approvals());
    add("open approvals", view.open_approvals());
    return text;
}

/// Lives through everything the lists are made of, round by round.
template <class Fixture>
class RestoredView : public Fixture {
protected:
    void live(int round)
    {
        Signal signal;
        signal.id = SignalId::make_v7({}, 2, static_cast<std::uint64_t>(round));
        signal.account = alice;
        this->record(SignalRaised{signal}, alice);
        Intent wanted = this->intent(alice);
        wanted.signal = signal.id;
        this->admit(wanted);
        ApprovalRequested request;
        request.approval = ApprovalId::make_v7({}, 3, static_cast<std::uint64_t>(round));
        request.intent = wanted.id;
        request.expires = {1};
        this->record(request, alice);
        if (round % 3 != 0) {
            this->record(ApprovalGranted{request.approval, wanted.id, {ActorKind::human, "bob"}, {}}, alice);
            this->send(wanted.id);
            if (round % 3 == 1) this->fill(wanted.id);
        }
        this->deny(bob);
        this->buy(bob);
        RoundTripClosed trip;
        trip.account = bob;
        this->record(trip, bob);
        this->record(AlertRaised{"info", "test", "CODE", "words", alice, {}, {}}, alice);
        this->record(AlertRaised{"info", "test", "CODE", "words", {}, {}, {}});
    }

    void expect_restored_is_as_good_as_lived(View::Settings settings)
    {
        for (int round = 1; round <= 6; ++round) live(round);
        View restored{settings};
        const Bytes bytes = this->view.snapshot();
        ASSERT_TRUE(restored.restore(bytes));
        EXPECT_EQ(restored.seq(), this->seq);
        EXPECT_EQ(lists_of(restored), lists_of(this->view));
        this->also = &restored;
        for (int round = 7; round <= 12; ++round) live(round);
        this->also = nullptr;
        EXPECT_EQ(lists_of(restored), lists_of(this->view));
        EXPECT_EQ(restored.snapshot(), this->view.snapshot());
        EXPECT_EQ(restored.accounts_of(UserId{"alice"}), this->view.accounts_of(UserId{"alice"}));
    }
};

using RestoredViewTest = RestoredView<ViewTest>;
using RestoredSmallViewTest = RestoredView<SmallViewTest>;

TEST_F(RestoredViewTest, IsAsGoodAsOneThatLivedThroughItAll) { expect_restored_is_as_good_as_lived({}); }
TEST_F(RestoredSmallViewTest, IsAsGoodAsOneThatLivedThroughItAll) { expect_restored_is_as_good_as_lived(small()); }

TEST_F(RestoredViewTest, TakesNothingFromBytesThatAreNoViews)
{
    live(1);
    const Bytes whole = view.snapshot();
    View other{{}};
    for (std::size_t size = 0; size < whole.size(); size += 7)
        ASSERT_FALSE(other.restore(std::string_view{whole}.substr(0, size))) << size;
    EXPECT_FALSE(other.restore(whole + '\0'));
    EXPECT_EQ(other.seq(), 0u);
    EXPECT_EQ(lists_of(other), lists_of(View{{}}));
    EXPECT_TRUE(other.restore(whole));
}

class ReachTest : public ViewTest {
protected:
    void wait_for(std::uint64_t place)
    {
        tasks.spawn(
            [](View& to, std::uint64_t at, std::vector<std::uint64_t>& out) -> boost::asio::awaitable<void> {
                co_await to.reach(at);
                out.push_back(at);
            }(view, place, reached),
            "reader");
        run();
    }
    void run()
    {
        context.restart();
        context.poll();
    }

    boost::asio::io_context context;
    runtime::TaskScope tasks{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    std::vector<std::uint64_t> reached;
};

TEST_F(ReachTest, WhoeverWroteWaitsUntilTheWriteIsThere)
{
    wait_for(seq);
    EXPECT_THAT(reached, ElementsAre(seq)) << "it is there already";
    reached.clear();
    const std::uint64_t next = seq + 1;
    wait_for(next + 1);
    wait_for(next);
    wait_for(next);
    EXPECT_THAT(reached, IsEmpty());
    deny(alice);
    run();
    EXPECT_THAT(reached, ::testing::UnorderedElementsAre(next, next, next + 1));
}

TEST_F(ReachTest, AWaitThatIsGivenUpLeavesNothingBehind)
{
    const std::uint64_t never = seq + 100;
    wait_for(never);
    tasks.cancel_all();
    run();
    deny(alice);
    run();
    EXPECT_THAT(reached, IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::trading::execution
