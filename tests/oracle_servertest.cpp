#include <gmock/gmock.h>

#include "support/oracle.hpp"
#include "support/scene.hpp"

/// \file
/// The judge is judged: a real desk's history passes, and each lie told about it is found.
namespace swarmdesk::testing {
namespace {

using namespace swarmdesk::literals;
using namespace trading;
using namespace trading::execution;
using ::testing::IsEmpty;
using ::testing::Not;

/// One fill, one order approved and filled, a sale that ends the round trip, one resting and canceled by a halt.
History make_history()
{
    Loop loop;
    const storage::TemporaryFolder folder;
    Scene scene{loop, 1};
    const Scene::Play trades = [](Scene& playing) -> Awaitable<void> {
        static_cast<void>(co_await playing.propose(1, buy_for("500")));
        static_cast<void>(co_await playing.propose(2, buy_for("900")));
        co_await playing.approve_all();
        co_await playing.settle();
        json::object sale;
        sale["side"] = "SELL";
        sale["type"] = "MARKET";
        sale["quantity"] = "0.0139";  // all but the dust that the fees make
        sale["reduce_only"] = true;
        static_cast<void>(co_await playing.propose(4, std::move(sale)));
        static_cast<void>(co_await playing.propose(3, buy_limit("0.002", "90000")));
        co_await playing.settle();
        co_await playing.halt();
        co_await playing.settle();
    };
    const auto run = [&]() -> Awaitable<void> {
        DeskProcess desk{loop, {.folder = folder.path(), .crash_at = {}}};
        co_await desk.ready();
        co_await scene.play(desk.client(), trades);
        co_await desk.stop();
    };
    loop.run(run());
    return History::read(state_of(folder));
}

/// Says that something happened after everything else.
void append(History& history, Event event)
{
    Fact fact = history.facts.back();
    fact.chain = "desk";
    fact.event = std::move(event);
    history.facts.push_back(fact);
}

/// So that only the lie itself is wrong.
void renumber(History& history)
{
    std::uint64_t seq = 0;
    std::map<std::string, std::uint64_t> numbers;
    for (Fact& fact : history.facts) {
        fact.seq = ++seq;
        fact.number = ++numbers[fact.chain];
    }
}

template <class E>
std::size_t find(const History& history, std::size_t nth = 0)
{
    for (std::size_t i = 0; i < history.facts.size(); ++i)
        if (std::holds_alternative<E>(history.facts[i].event) && nth-- == 0) return i;
    throw std::runtime_error{"the history has no such event"};
}

template <class E>
E& event(History& history, std::size_t nth = 0)
{
    return std::get<E>(history.facts[find<E>(history, nth)].event);
}

template <class E>
void drop(History& history)
{
    history.facts.erase(history.facts.begin() + static_cast<std::ptrdiff_t>(find<E>(history)));
    renumber(history);
}

template <class E>
void repeat(History& history)
{
    const auto at = history.facts.begin() + static_cast<std::ptrdiff_t>(find<E>(history));
    const Fact copy = *at;
    history.facts.insert(at + 1, copy);
    renumber(history);
}

/// Puts the first of one kind before the first of another.
template <class Late, class Early>
void move_before(History& history)
{
    const std::size_t from = find<Late>(history);
    const std::size_t to = find<Early>(history);
    Fact moved = history.facts[from];
    history.facts.erase(history.facts.begin() + static_cast<std::ptrdiff_t>(from));
    moved.time = history.facts[to].time;
    moved.desk = history.facts[to].desk;
    history.facts.insert(history.facts.begin() + static_cast<std::ptrdiff_t>(to), moved);
    renumber(history);
}

/// This and all after it happened two minutes later.
template <class E>
void delay_from(History& history)
{
    for (std::size_t i = find<E>(history); i < history.facts.size(); ++i) {
        history.facts[i].time = history.facts[i].time + std::chrono::minutes{2};
        history.facts[i].desk = history.facts[i].desk + std::chrono::minutes{2};
    }
}

struct Lie {
    const char* name;
    const char* invariant;
    void (*tell)(History&);
};

const std::vector<Lie>& lies()
{
    static const std::vector<Lie> all{
        {"an order is sent twice", "I2", repeat<OrderSubmitted>},
        {"an intent is proposed twice", "I1", repeat<IntentProposed>},
        {"the venue has an order twice", "I1",
         [](History& history) {
             venues::OrderPlaced again;
             const venues::PaperOrder& known = history.venue().orders().begin()->second;
             again.number = history.venue().next_number();
             again.order = known.order;
             again.epoch = history.venue().epoch(known.order.account);
             again.base = known.base;
             again.quote = known.quote;
             history.venue().apply(again).value();
         }},
        {"an end is missing", "I2", drop<execution::OrderClosed>},
        {"a send is missing", "I2", drop<OrderSubmitted>},
        {"an intent ends twice", "I2", repeat<execution::OrderClosed>},
        {"an order differs from its hash", "I3",
         [](History& history) { event<OrderSubmitted>(history).request[0] ^= 1; }},
        {"the venue had it first", "I3", delay_from<OrderSubmitted>},
        {"a worst case is too small", "I4",
         [](History& history) { event<ExposureReserved>(history, 1).worst_case = Usd{"900.9"_dec}; }},
        {"a worst case is over the limit", "I4",
         [](History& history) { event<ExposureReserved>(history).worst_case = Usd{"10000.01"_dec}; }},
        {"a reservation is too small", "I4",
         [](History& history) { event<ExposureReserved>(history).reservation.exposure = Usd{"1"_dec}; }},
        {"limits are looser than the contract", "I4",
         [](History& history) { event<LimitsSet>(history).limits.position_max = Usd{"10000.01"_dec}; }},
        {"an agent sells what is not its own", "I4",
         [](History& history) {
             auto& sale = event<ExposureReserved>(history, 2).reservation;
             sale.owner = LotOwner{AgentId{"buy_bot"}};
             for (Fact& fact : history.facts)
                 if (auto* proposed = std::get_if<IntentProposed>(&fact.event))
                     if (proposed->intent.id == sale.intent)
                         proposed->intent.proposer = Actor{ActorKind::agent, "buy_bot"};
         }},
        {"a loss is invented", "I4", [](History& history) { event<RoundTripClosed>(history).is_loss = true; }},
        {"a round trip made more", "I4",
         [](History& history) { event<RoundTripClosed>(history).result += Amount{"1"_dec}; }},
        {"a round trip is another's", "I4",
         [](History& history) { event<RoundTripClosed>(history).owner = LotOwner{AgentId{"buy_bot"}}; }},
        {"nobody is told of a round trip", "I4", drop<RoundTripClosed>},
        {"a streak is invented", "I4",
         [](History& history) {
             append(history, LossStreakTripped{risk::Scope::desk(), 3});
             history.facts.back().chain = "budgets";
             renumber(history);
         }},
        {"a day's loss is invented", "I4",
         [](History& history) {
             append(history, DailyLossTripped{risk::Scope::desk(), {}, 1, Usd{"100"_dec}, Usd{"4.99"_dec}});
             history.facts.back().chain = "budgets";
             renumber(history);
         }},
        {"an agent approves", "I5",
         [](History& history) {
             event<ApprovalGranted>(history).by = Actor{ActorKind::agent, "operator"};
         }},
        {"a stranger approves", "I5", [](History& history) { event<ApprovalGranted>(history).by.name = "mallory"; }},
        {"a policy approves outside a replay", "I5",
         [](History& history) { event<ApprovalGranted>(history).by.kind = ActorKind::policy; }},
        {"a grant is for something else", "I5",
         [](History& history) { event<ApprovalGranted>(history).binding[0] ^= 1; }},
        {"a grant is late", "I5", delay_from<ApprovalGranted>},
        {"nobody was asked", "I5",
         [](History& history) {
             drop<ApprovalGranted>(history);
             drop<ApprovalRequested>(history);
         }},
        {"more is sent than was wanted", "I6",
         [](History& history) { event<ExposureReserved>(history).order.quantity += Quantity{"1"_dec}; }},
        {"a fill is beyond the worst price", "I6",
         [](History& history) { event<OrderFilled>(history).fill.price = Price{"110000"_dec}; }},
        {"a fill is booked twice", "I7", repeat<OrderFilled>},
        {"a fill is missing", "I7", drop<OrderFilled>},
        {"a fee is forgotten", "I7", [](History& history) { event<OrderFilled>(history).fill.fee = {}; }},
        {"a fee counts as nothing", "I7", [](History& history) { event<OrderFilled>(history).fee_quote = {}; }},
        {"money comes from nowhere", "I7", repeat<FundsMoved>},
        {"a move is none of the venue's", "I7", [](History& history) { event<FundsMoved>(history).venue_id = "99"; }},
        {"books that match are adjusted", "I7",
         [](History& history) {
             AdjustmentMade made;
             made.account = AccountId{"paper"};
             made.asset = AssetId{"USDT"};
             made.evidence = "none";
             made.by = Actor{ActorKind::human, "operator"};
             append(history, made);
             history.facts.back().chain = "account.paper";
             renumber(history);
         }},
        {"a settlement is not what happened at the venue", "I7",
         [](History& history) {
             const std::size_t at = find<execution::OrderClosed>(history);
             const IntentId id = std::get<execution::OrderClosed>(history.facts[at].event).intent;
             const Settlement settlement{Quantity{"0.001"_dec}, Price{"90000"_dec}, {}, "a screenshot"};
             history.facts[at].event = OrderSettled{id, settlement, Actor{ActorKind::human, "operator"}, std::nullopt};
         }},
        {"the halt comes before what was sent", "I8", move_before<DeskStateSet, IntentProposed>},
        {"an agent resumes", "I8",
         [](History& history) {
             append(history, DeskStateSet{risk::TradingState::active, Actor{ActorKind::agent, "supervisor"}, ""});
             renumber(history);
         }},
        {"the halt forgets a resting order", "I8",
         [](History& history) {
             drop<CancelRequested>(history);
             drop<execution::OrderClosed>(history);
         }},
        {"a chain lost its first row", "I9",
         [](History& history) {
             for (Fact& fact : history.facts)
                 if (fact.chain == "account.paper") --fact.number;
         }},
        {"an account's event is on another's chain", "I10",
         [](History& history) {
             history.facts[find<OrderFilled>(history)].chain = "account.mallory";
             renumber(history);
         }},
        {"a row is missing", "I9", [](History& history) { history.facts.erase(history.facts.begin() + 3); }},
        {"time goes back", "I9", [](History& history) { history.facts[5].time.ns -= 3'600'000'000'000; }},
        {"the file is damaged", "I9",
         [](History& history) {
             history.verdict.first_problem = ledger::Problem{3, "events", "changed"};
         }},
        {"a quote was old", "I13",
         [](History& history) { event<ExposureReserved>(history).evidence.age = std::chrono::milliseconds{1001}; }},
        {"prices come from elsewhere", "I13",
         [](History& history) {
             append(history, PriceSourceSet{"another", Actor{}});
             renumber(history);
         }},
        {"the desk lived in another state", "I15",
         [](History& history) {
             history.saved.push_back({history.facts.back().seq, "another"});
         }},
    };
    return all;
}

TEST(Oracle, FindsEachLieAboutAHistoryItFindsSound)
{
    const History truth = make_history();
    ASSERT_THAT(judge(truth), IsEmpty());
    for (const Lie& lie : lies()) {
        History history = truth;
        lie.tell(history);
        const auto violations = judge(history);
        const auto is_named = [&](const std::string& words) {
            return words.starts_with(lie.invariant + std::string{" "}) ||
                   words.starts_with(lie.invariant + std::string{":"});
        };
        EXPECT_TRUE(std::any_of(violations.begin(), violations.end(), is_named))
            << lie.name << " is not found to break " << lie.invariant
            << ", only: " << ::testing::PrintToString(violations);
    }
}

}  // namespace
}  // namespace swarmdesk::testing
