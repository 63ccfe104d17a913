#include <gtest/gtest.h>

#include <random>

#include "trading/execution/gate_harness.hpp"
#include "trading/risk/exposure.hpp"

/// \file
/// Random lives with several base assets, agents, owners and kinds of fee, held to sums that are made here from the
/// accounts, to the rails as they are made anew from their state, and to a desk on which nothing is left in the end.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

class Life {
public:
    explicit Life(unsigned seed)
        : random_(seed),
          is_calm_(seed % 2 == 0),
          desk_(settings(), seed % 3 == 0 ? Amount{"9000"_dec} : Amount{"60000"_dec})
    {
        desk_.deposit(first, AssetId{"BNB"}, "20"_dec);
        desk_.deposit(second, AssetId{"BNB"}, "3"_dec);
        desk_.deposit(second, bitcoin, "0.3"_dec);
    }

    void play(int steps)
    {
        for (int i = 0; i < steps; ++i) {
            const std::size_t before = desk_.events.size();
            step();
            check(before);
            if (::testing::Test::HasFailure()) return;
        }
    }
    /// Everything at the venues is closed, everything is told, and nothing is held any more.
    void end()
    {
        for (const FillReported& late : std::exchange(late_, {})) desk_.report(late);
        for (const AccountId& id : {first, second, bobs}) {
            desk_.report(StreamLost{id, "end"});
            desk_.report(StreamRestored{id});
            for (auto& [order, placed] : desk_.venue_of(id).account(id).orders)
                if (placed.is_open()) placed.status = VenueOrderStatus::canceled;
        }
        const auto approvals = desk_.books().state().approvals;
        for (const auto& [id, approval] : approvals)
            if (approval.state == ApprovalState::open) desk_.took(desk_.gate().decline(id, other_human, "", desk_.now));
        desk_.run(180s);
        const risk::RailsState& rails = desk_.books().rails().state();
        EXPECT_TRUE(desk_.books().open().empty());
        EXPECT_EQ(desk_.books().open_of(alice) + desk_.books().open_of(bob), 0u);
        EXPECT_TRUE(desk_.books().state().settlements.empty());
        for (const auto& [id, account] : rails.accounts) {
            EXPECT_TRUE(account.reservations.empty());
            EXPECT_TRUE(account.reserved.empty());
            EXPECT_FALSE(account.is_mismatched) << to_string(desk_.books().orders_of(id).differences);
            for (const auto& [instrument, holding] : account.holdings) {
                EXPECT_TRUE(holding.reducing.empty());
                EXPECT_TRUE(holding.reserved_buy.is_zero() && holding.reserved_sell.is_zero());
            }
        }
        for (const auto* budgets : {&rails.users})
            for (const auto& [user, budget] : *budgets) EXPECT_EQ(budget.approvals_waiting, 0u);
        EXPECT_EQ(rails.desk.approvals_waiting, 0u);
        for (const AccountId& id : {first, second, bobs}) {
            std::map<AssetId, std::pair<Amount, Amount>> both;
            for (const auto& [asset, amount] : desk_.account(id).balances) both[asset].first = amount;
            for (const auto& [asset, amount] : desk_.venue_of(id).account(id).balances) both[asset].second = amount;
            for (const auto& [asset, amounts] : both) EXPECT_EQ(amounts.first, amounts.second) << asset.to_string();
        }
        EXPECT_TRUE(desk_.replayed()->snapshot() == desk_.gate().snapshot());
    }
    std::size_t fills() const { return desk_.count_of<OrderFilled>(); }

private:
    static GateSettings settings()
    {
        GateSettings made = two_approvers();
        made.limits.taker_fee_percent = "0.1"_dec;
        made.limits.slippage_percent = "0.5"_dec;
        return made;
    }
    int pick(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most)); }
    template <class T>
    const T& of(const std::vector<T>& some)
    {
        return some[random_() % some.size()];
    }

    void step()
    {
        switch (pick(22)) {
            case 0:
            case 1:
            case 2:
            case 3:
            case 4:
            case 5: return propose();
            case 6:
            case 7:
            case 8: return answer();
            case 9:
            case 10:
            case 11: return fill();
            case 12: return close();
            case 13: return decide();
            case 14: return quote();
            case 15: return desk_.pass(std::chrono::milliseconds{pick(3000)});
            case 16: return pick(4) == 0 ? desk_.pass(61min) : desk_.pass(20s);
            case 17:
                if (!intents_.empty() && pick(2) == 0)
                    desk_.took(desk_.gate().cancel(recent().id, human, "", desk_.now));
                return;
            case 18:
                if (!late_.empty()) {
                    desk_.report(late_.back());
                    if (pick(3) != 0) late_.pop_back();
                }
                return;
            case 19: return restart();
            case 20:
                if (pick(3) == 0) desk_.pass(nanoseconds{24h});
                for (const auto& [level, name] : {std::pair{risk::Level::account, "first"},
                                                  {risk::Level::account, "second"},
                                                  {risk::Level::user, "operator"},
                                                  {risk::Level::agent, "buy_bot"},
                                                  {risk::Level::agent, "other_bot"}})
                    desk_.took(desk_.gate().rearm(risk::Scope{level, name}, human, desk_.now));
                return;
            default: return state();
        }
    }
    /// One of those the venue has on its book (or, `is_unanswered`, of those the desk waits to hear of).
    std::optional<Intent> open_order(bool is_unanswered = false)
    {
        std::vector<Intent> open;
        for (const Intent& intent : intents_) {
            TestVenue& venue = desk_.venue(intent.instrument.venue);
            const ClientOrderId id = client_order_id(intent.id);
            if (is_unanswered ? is_known(intent) && desk_.record(intent).state == IntentState::submitted
                              : venue.has(intent.account, id) && venue.order(intent.account, id).is_open())
                open.push_back(intent);
        }
        if (open.empty()) return {};
        return of(open);
    }
    const Intent& recent()
    {
        const std::size_t last = std::min<std::size_t>(intents_.size(), 14);
        return intents_[intents_.size() - 1 - random_() % last];
    }
    void propose()
    {
        const AccountId id = of(std::vector<AccountId>{first, first, second, bobs});
        const InstrumentId what = id == second ? other_btc : of(std::vector<InstrumentId>{btc, btc, eth, bnb});
        const Decimal price = desk_.gate().quotes().at(what).ask.value();
        const Decimal worth = Decimal::from_integer(pick(5) == 0 ? 100 + pick(9000) : 20 + pick(900));
        Intent intent = desk_.order(
            pick(2) == 0 ? Side::buy : Side::sell,
            round_to_step(divide(worth, price, Rounding::toward_zero), "0.00001"_dec, Rounding::toward_zero), {}, id,
            what);
        if (pick(2) == 0) {
            intent.type = OrderType::limit;
            intent.limit_price = Price{multiply(price, Decimal::from_mantissa(Decimal::unit / 1000 * (970 + pick(60))),
                                                Rounding::toward_zero)};
            if (pick(3) == 0) intent.time_in_force = TimeInForce::ioc;
        } else if (pick(4) == 0) {
            intent.quantity.reset();
            intent.quote_quantity = Amount{worth};
        }
        intent.proposer = of(std::vector<Actor>{human, human, agent, Actor{ActorKind::agent, "other_bot"}});
        if (intent.proposer == human && pick(4) == 0) intent.owner = LotOwner{AgentId{"buy_bot"}};
        if (intent.proposer == human && pick(8) == 0) intent.owner = LotOwner{};
        // A whole lot, as strategies close it.
        if (pick(3) == 0) {
            const auto& holdings = desk_.account(id).holdings;
            if (const auto held = holdings.find(what); held != holdings.end())
                if (const auto lot = held->second.lots.find(intent.lot_owner()); lot != held->second.lots.end()) {
                    intent.side = lot->second.quantity.is_negative() ? Side::buy : Side::sell;
                    intent.quantity = Quantity{abs(lot->second.quantity.value())};
                    intent.quote_quantity.reset();
                    if (intent.quantity->is_zero()) return;
                }
        }
        if (!may_name_owner(intent)) intent.owner.reset();
        desk_.propose(intent);
        intents_.push_back(intent);
    }
    /// A person closes an agent's lots, no more than there is, and opens none in its name.
    bool may_name_owner(const Intent& intent)
    {
        if (!intent.owner || intent.owner->is_people()) return true;
        const auto& holdings = desk_.account(intent.account).holdings;
        const auto held = holdings.find(intent.instrument);
        if (held == holdings.end()) return false;
        const auto lot = held->second.lots.find(*intent.owner);
        if (lot == held->second.lots.end()) return false;
        const Decimal there = lot->second.quantity.value();
        const bool is_closing = intent.side == Side::sell ? there > Decimal{} : there < Decimal{};
        return is_closing && (!intent.quantity || intent.quantity->value() <= abs(there));
    }
    bool is_known(const Intent& intent) const { return desk_.books().find(intent.id) != nullptr; }
    void answer()
    {
        const auto found = open_order(true);
        if (!found) return;
        const Intent intent = *found;
        switch (pick(6)) {
            case 0: return desk_.answer_send(intent, SendOutcome::rejected);
            case 1: desk_.place(intent); return desk_.answer_send(intent, SendOutcome::unknown);
            case 2: return desk_.answer_send(intent, SendOutcome::not_sent);
            default: return desk_.accept(intent);
        }
    }
    void fill()
    {
        const auto found = open_order();
        if (!found) return;
        const Intent intent = *found;
        TestVenue& venue = desk_.venue(intent.instrument.venue);
        const ClientOrderId id = client_order_id(intent.id);
        const TestVenue::Placed& placed = venue.order(intent.account, id);
        Decimal part = placed.left().value();
        if (pick(2) == 0)
            part =
                round_to_step(divide(part, "2"_dec, Rounding::away_from_zero), "0.00001"_dec, Rounding::away_from_zero);
        const Decimal price = placed.order.limit_price->value();
        Decimal fee;
        AssetId asset = usdt;
        switch (pick(5)) {
            case 0: break;
            case 1: fee = divide(multiply(part, price, Rounding::half_even), "1000"_dec, Rounding::half_even); break;
            case 2:
                asset = desk_.books().rails().state().instruments.at(intent.instrument).base;
                fee = divide(part, "1000"_dec, Rounding::half_even);
                break;
            case 3:
                asset = AssetId{"BNB"};
                fee = "0.0005"_dec;
                break;
            default: fee = "-0.01"_dec; break;
        }
        const FillReported report = desk_.fill_silently(intent, part, price, fee, asset);
        switch (pick(5)) {
            case 0: break;  // lost
            case 1: late_.insert(late_.begin(), report); break;
            case 2:
                desk_.report(report);
                desk_.report(report);
                break;
            default: desk_.report(report); break;
        }
    }
    void close()
    {
        const auto found = open_order();
        if (!found) return;
        const Intent intent = *found;
        TestVenue& venue = desk_.venue(intent.instrument.venue);
        const ClientOrderId id = client_order_id(intent.id);
        const auto report =
            venue.close(intent.account, id, pick(2) == 0 ? VenueOrderStatus::canceled : VenueOrderStatus::expired, "");
        if (pick(3) != 0) desk_.report(report);
    }
    void decide()
    {
        std::vector<ApprovalId> open;
        for (const auto& [id, approval] : desk_.books().state().approvals)
            if (approval.state == ApprovalState::open) open.push_back(id);
        if (open.empty()) return;
        const ApprovalId id = of(open);
        switch (pick(6)) {
            case 0: desk_.took(desk_.gate().decline(id, other_human, "", desk_.now)); return;
            case 1: {
                const IntentId child = intent_id(++desk_.count);
                const auto step = desk_.took(desk_.gate().modify(
                    id, {child, Quantity{Decimal::from_mantissa(Decimal::unit / 1000 * (1 + pick(40)))}, {}},
                    pick(2) == 0 ? human : other_human, desk_.now));
                if (step && desk_.books().find(child) != nullptr) intents_.push_back(desk_.books().find(child)->intent);
                return;
            }
            default:
                desk_.took(desk_.gate().approve(id, other_human, desk_.now));
                desk_.took(desk_.gate().approve(id, human, desk_.now));
        }
    }
    void quote()
    {
        if (is_calm_) return desk_.refresh_quotes();
        const InstrumentId id = of(std::vector<InstrumentId>{btc, other_btc, eth, bnb});
        const Price ask = desk_.gate().quotes().at(id).ask;
        const Decimal next =
            round_to_step(multiply(ask.value(), Decimal::from_mantissa(Decimal::unit / 1000 * (940 + pick(115))),
                                   Rounding::toward_zero),
                          "0.01"_dec, Rounding::toward_zero);
        desk_.quote(next - "0.01"_dec, next, id);
    }
    void restart()
    {
        if (pick(3) != 0) return;
        EXPECT_TRUE(desk_.restart());
        desk_.answer();
    }
    void state()
    {
        if (pick(8) == 0) {
            desk_.set_state(
                of(std::vector<risk::TradingState>{risk::TradingState::reducing, risk::TradingState::halted}));
            return;
        }
        desk_.set_state(risk::TradingState::active);
        for (const AccountId& id : {first, second, bobs}) desk_.set_account_state(risk::TradingState::active, id);
    }

    void check(std::size_t before)
    {
        const risk::Rails& rails = desk_.books().rails();
        const risk::RailsState& state = rails.state();
        std::map<UserId, std::map<InstrumentId, risk::Exposure>> users;
        std::map<AgentId, std::map<InstrumentId, risk::Exposure>> agents;
        std::map<InstrumentId, risk::Exposure> all;
        std::map<UserId, std::uint32_t> waiting;
        for (const auto& [id, approval] : desk_.books().state().approvals)
            if (approval.state == ApprovalState::open) ++waiting[state.accounts.at(approval.account).user];
        for (const auto& [id, account] : state.accounts) {
            for (const auto& [instrument, holding] : account.holdings) {
                const risk::Exposure exposure = risk::exposure_of(holding);
                if (exposure != risk::Exposure{}) {
                    users[account.user][instrument] += exposure;
                    all[instrument] += exposure;
                }
                for (const auto& [agent, part] : risk::exposures_of_agents(holding))
                    if (part != risk::Exposure{}) agents[agent][instrument] += part;
            }
            for (const auto& [intent, held] : account.reservations)
                if (!held.owner.is_people()) {
                    risk::Exposure part;
                    (held.side == Side::buy ? part.reserved_buy : part.reserved_sell) = held.exposure_left();
                    if (part != risk::Exposure{}) agents[held.owner.agent][held.instrument] += part;
                }
        }
        for (const auto& [user, budget] : state.users) {
            EXPECT_EQ(encode(budget.exposures), encode(users[user])) << user.to_string();
            EXPECT_EQ(budget.approvals_waiting, waiting[user]);
        }
        for (const auto& [agent_id, budget] : state.agents)
            EXPECT_EQ(encode(budget.exposures), encode(agents[agent_id])) << agent_id.to_string();
        EXPECT_EQ(encode(state.desk.exposures), encode(all));

        // The rails made anew from their state judge alike, and miss no loss.
        risk::Rails anew;
        anew.restore(state);
        const Moment moment{desk_.now.utc, desk_.gate().desk_time(desk_.now), desk_.now.monotonic};
        for (int i = 0; i < 2 && !intents_.empty(); ++i) {
            Intent probe = recent();
            probe.id = intent_id(900'000);
            const auto ours = rails.assess(probe, desk_.gate().quotes(), moment);
            const auto theirs = anew.assess(probe, desk_.gate().quotes(), moment);
            ASSERT_EQ(ours.index(), theirs.index());
            if (const auto* denial = std::get_if<risk::Denial>(&ours)) {
                EXPECT_EQ(to_string(*denial), to_string(std::get<risk::Denial>(theirs)));
            } else {
                EXPECT_EQ(encode(std::get<risk::Admitted>(ours).reservation),
                          encode(std::get<risk::Admitted>(theirs).reservation));
            }
        }
        for (const risk::LossTrip& trip : anew.on_quote(btc, desk_.gate().quotes()))
            ADD_FAILURE() << "a loss nobody noticed: " << trip.scope.to_string() << ' ' << trip.loss.to_string()
                          << " of " << trip.baseline.to_string();

        // RAILS 5 where prices stand still: what the buys on their way could make of it, over accounts and venues.
        for (std::size_t i = before; is_calm_ && i < desk_.events.size(); ++i) {
            const auto* reserved = std::get_if<ExposureReserved>(&desk_.events[i].event);
            if (reserved == nullptr || reserved->reservation.is_reduction()) continue;
            const risk::Reservation& it = reserved->reservation;
            const AssetId base = state.instruments.at(it.instrument).base;
            Quantity reach;
            for (const auto& [id, account] : state.accounts) {
                if (account.user != it.user) continue;
                for (const auto& [instrument, holding] : account.holdings)
                    if (state.instruments.at(instrument).base == base)
                        reach += it.side == Side::buy ? holding.quantity() : -holding.quantity();
                for (const auto& [intent, held] : account.reservations)
                    if (held.side == it.side && state.instruments.at(held.instrument).base == base)
                        reach += held.remaining();
            }
            const Price price = desk_.gate().quotes().at(it.instrument).ask;
            EXPECT_LE(notional(price, reach, Rounding::toward_zero), Amount{"10000"_dec});
        }
    }

    std::mt19937 random_;
    bool is_calm_;
    Harness desk_;
    std::vector<Intent> intents_;
    std::vector<FillReported> late_;
};

TEST(GateSums, NothingIsLeftAndEverySumIsWhatItsPartsAre)
{
    std::size_t fills = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        Life life{seed};
        life.play(400);
        if (!HasFailure()) life.end();
        fills += life.fills();
        if (HasFailure()) break;
    }
    EXPECT_GT(fills, 100u) << "these lives should trade";
}

}  // namespace
}  // namespace swarmdesk::trading::execution
