#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "trading/risk/testing.hpp"

/// \file
/// What must hold whatever happens in whatever order: releasing gives back what was taken, sums are what a recount
/// says, balances conserve, no loss is missed.

namespace swarmdesk::trading::risk {
namespace {

const std::vector<AccountId> accounts{first, second, strange};
const std::vector<Actor> proposers{person, buy_bot, other_bot};
const std::vector<InstrumentId> instruments{btc, btc_usdc, eth};

template <class T>
T any_of(const std::vector<T>& choices)
{
    return *rc::gen::elementOf(choices);
}

Decimal hundredths(int count) { return Decimal::from_mantissa(Int128{Decimal::unit} / 100 * count); }
Decimal lots(int count) { return Decimal::from_mantissa(Int128{Decimal::unit} / 100'000 * count); }

Limits wide_limits()
{
    Limits limits = plain_limits();
    limits.admissions_per_hour_max = limits.agent_admissions_per_hour_max = 100'000;
    limits.reductions_per_hour_max = 100'000;
    limits.taker_fee_percent = "0.1"_dec;
    return limits;
}

Intent any_intent(Market& market)
{
    Intent intent = market.order(any_of(std::vector{Side::buy, Side::sell}), lots(*rc::gen::inRange(1, 3000)), {},
                                 any_of(accounts), any_of(proposers));
    intent.instrument = any_of(instruments);
    if (*rc::gen::arbitrary<bool>()) {
        intent.type = OrderType::limit;
        intent.limit_price = Price{hundredths(*rc::gen::inRange(50'000, 12'000'000))};
    }
    return intent;
}

/// The sums as a loop over all accounts finds them.
struct Recount {
    std::map<UserId, std::map<InstrumentId, Exposure>> users;
    std::map<AgentId, std::map<InstrumentId, Exposure>> agents;
    std::map<InstrumentId, Exposure> desk;

    explicit Recount(const RailsState& state)
    {
        for (const auto& [id, account] : state.accounts) {
            for (const auto& [instrument, holding] : account.holdings) {
                Exposure exposure;
                for (const auto& [owner, lot] : holding.lots)
                    (lot.quantity.is_negative() ? exposure.short_quantity : exposure.long_quantity) +=
                        Quantity{abs(lot.quantity.value())};
                exposure.over_reduced_buy = holding.over_reduced(Side::buy);
                exposure.over_reduced_sell = holding.over_reduced(Side::sell);
                for (const auto& [intent, reservation] : account.reservations)
                    if (reservation.instrument == instrument)
                        (reservation.side == Side::buy ? exposure.reserved_buy : exposure.reserved_sell) +=
                            reservation.exposure_left();
                users[account.user][instrument] += exposure;
                desk[instrument] += exposure;
                for (const auto& [owner, lot] : holding.lots) {
                    if (owner.is_people()) continue;
                    Exposure& of = agents[owner.agent][instrument];
                    (lot.quantity.is_negative() ? of.short_quantity : of.long_quantity) +=
                        Quantity{abs(lot.quantity.value())};
                }
                std::map<LotOwner, PendingReductions> pending;
                for (const auto& [intent, reservation] : account.reservations) {
                    if (reservation.instrument != instrument) continue;
                    PendingReductions& of = pending[reservation.owner];
                    (reservation.side == Side::buy ? of.buy : of.sell) += reservation.reducing_left();
                    if (reservation.owner.is_people()) continue;
                    Exposure& agent = agents[reservation.owner.agent][instrument];
                    (reservation.side == Side::buy ? agent.reserved_buy : agent.reserved_sell) +=
                        reservation.exposure_left();
                }
                std::erase_if(pending, [](const auto& row) { return row.second.is_zero(); });
                RC_ASSERT(pending == holding.reducing);
                for (const auto& [owner, of] : pending) {
                    if (owner.is_people()) continue;
                    Exposure& agent = agents[owner.agent][instrument];
                    agent.over_reduced_buy += holding.over_reduced_of(owner, Side::buy);
                    agent.over_reduced_sell += holding.over_reduced_of(owner, Side::sell);
                }
            }
            std::map<AssetId, Amount> reserved;
            for (const auto& [intent, reservation] : account.reservations)
                reserved[reservation.funds_asset] += reservation.funds_left();
            std::erase_if(reserved, [](const auto& row) { return row.second.is_zero(); });
            RC_ASSERT(reserved == account.reserved);
        }
    }
    static std::map<InstrumentId, Exposure> without_zeros(std::map<InstrumentId, Exposure> exposures)
    {
        std::erase_if(exposures, [](const auto& row) { return row.second == Exposure{}; });
        return exposures;
    }
    void check(const RailsState& state)
    {
        RC_ASSERT(without_zeros(desk) == state.desk.exposures);
        for (const auto& [user, budget] : state.users) RC_ASSERT(without_zeros(users[user]) == budget.exposures);
        for (const auto& [agent, budget] : state.agents) RC_ASSERT(without_zeros(agents[agent]) == budget.exposures);
        for (const auto& [agent, exposures] : agents)
            if (!without_zeros(exposures).empty()) {
                RC_ASSERT(state.agents.contains(agent));
            }
    }
};

RC_GTEST_PROP(RailsProperty, ReleasingEverythingThatWasNeverSentGivesTheStateBefore, ())
{
    Market market{wide_limits()};
    for (const AccountId& account : accounts) {
        market.deposit(account, bitcoin, "1"_dec);
        market.deposit(account, AssetId{"USDC"}, "100000"_dec);
    }
    market.quote(btc_usdc, "99999.99"_dec, "100000"_dec);
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        const Intent intent = any_intent(market);
        if (!std::holds_alternative<Admitted>(market.assess(intent))) continue;
        market.trade(intent, intent.instrument == eth ? "1000"_dec : "100000"_dec);
    }
    const Bytes before = encode(market.rails.state());
    std::vector<std::pair<AccountId, IntentId>> held;
    for (int i = *rc::gen::inRange(0, 25); i > 0; --i) {
        const Intent intent = any_intent(market);
        const Verdict verdict = market.assess(intent);
        if (const auto* admitted = std::get_if<Admitted>(&verdict)) {
            market.rails.reserve(admitted->reservation);
            held.emplace_back(intent.account, intent.id);
        }
        if (*rc::gen::inRange(0, 4) == 0) market.pass(1min);
    }
    while (!held.empty()) {
        const auto at = held.begin() + *rc::gen::inRange(0, static_cast<int>(held.size()));
        market.rails.release(at->first, at->second, Rails::RateToken::give_back);
        held.erase(at);
    }
    RC_ASSERT(encode(market.rails.state()) == before);
}

RC_GTEST_PROP(RailsProperty, SumsAreWhatARecountFindsBalancesConserveAndNoRailIsExceeded, ())
{
    Market market{wide_limits()};
    std::map<AssetId, Amount> moved;
    const auto deposit = [&](const AccountId& account, const AssetId& asset, Decimal amount) {
        market.deposit(account, asset, amount);
        moved[asset] += Amount{amount};
    };
    for (const AccountId& account : accounts) {
        moved[usdt] += Amount{"1000000"_dec};
        deposit(account, AssetId{"USDC"}, "100000"_dec);
        deposit(account, bitcoin, "0.05"_dec);
    }
    market.quote(btc_usdc, "99999.99"_dec, "100000"_dec);
    std::vector<Intent> open;
    for (int i = *rc::gen::inRange(0, 60); i > 0; --i) {
        switch (*rc::gen::inRange(0, 4)) {
            case 0:
            case 1: {
                const Intent intent = any_intent(market);
                const Verdict verdict = market.assess(intent);
                if (const auto* admitted = std::get_if<Admitted>(&verdict)) {
                    const Reservation& reservation = admitted->reservation;
                    if (!reservation.is_reduction()) {
                        RC_ASSERT(admitted->worst_case <= market.rails.limits().position_max);
                    }
                    if (intent.proposer.kind == ActorKind::agent && intent.side == Side::sell) {
                        RC_ASSERT(reservation.is_reduction());
                    }
                    market.rails.reserve(reservation);
                    open.push_back(intent);
                }
                break;
            }
            case 2: {
                if (open.empty()) break;
                const Intent& intent =
                    open[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(open.size())))];
                const Decimal quantity = lots(*rc::gen::inRange(1, 1000));
                const Decimal price = hundredths(*rc::gen::inRange(90'000, 11'000'000));
                const Decimal fee = hundredths(*rc::gen::inRange(0, 100));
                const Instrument& listed = market.rails.state().instruments.at(intent.instrument);
                market.fill(intent, price, quantity, fee, usdt);
                const Amount value = notional(Price{price}, Quantity{quantity}, Rounding::half_even);
                const bool is_buy = intent.side == Side::buy;
                moved[listed.base] += is_buy ? Amount{quantity} : -Amount{quantity};
                moved[listed.quote] += is_buy ? -value : value;
                moved[usdt] -= Amount{fee};
                break;
            }
            case 3: {
                if (open.empty()) break;
                const auto at = open.begin() + *rc::gen::inRange(0, static_cast<int>(open.size()));
                market.rails.release(
                    at->account, at->id,
                    *rc::gen::arbitrary<bool>() ? Rails::RateToken::keep : Rails::RateToken::give_back);
                open.erase(at);
                break;
            }
        }
        Recount{market.rails.state()}.check(market.rails.state());
    }
    std::map<AssetId, Amount> held;
    for (const auto& [id, account] : market.rails.state().accounts)
        for (const auto& [asset, amount] : account.balances) held[asset] += amount;
    std::erase_if(held, [](const auto& row) { return row.second.is_zero(); });
    std::erase_if(moved, [](const auto& row) { return row.second.is_zero(); });
    RC_ASSERT(held == moved);

    // Made anew from its encoding it is the same, and judges the same.
    const Bytes bytes = encode(market.rails.state());
    const Intent intent = any_intent(market);
    const std::string verdict = market.verdict(intent);
    market.rails.restore(decode<RailsState>(bytes).value());
    RC_ASSERT(encode(market.rails.state()) == bytes);
    RC_ASSERT(market.verdict(intent) == verdict);
}

/// Every level over its limit, worked out from the state alone.
std::set<std::pair<Scope, AccountId>> brute_force_losses(const Market& market, const Quotes& sound)
{
    const RailsState& state = market.rails.state();
    const Decimal percent = state.limits.daily_loss_percent;
    const auto rate = [&](const AssetId& asset) {
        const auto newest = market.rails.usd_rate(asset, market.quotes);
        return newest ? newest : market.rails.usd_rate(asset, sound);
    };
    const auto value_of = [&](const std::map<AssetId, Decimal>& amounts) -> std::optional<Usd> {
        Usd total;
        for (const auto& [asset, amount] : amounts) {
            if (amount.is_zero()) continue;
            const auto one = rate(asset);
            if (!one) return std::nullopt;
            total +=
                Usd{multiply(amount, *one, amount.is_negative() ? Rounding::away_from_zero : Rounding::toward_zero)};
        }
        return total;
    };
    const auto is_over = [&](Usd baseline, Usd start, std::optional<Usd> value) {
        if (!value) return false;
        const Usd loss = start - *value;
        return loss.is_positive() && multiply(loss.value(), "100"_dec, Rounding::toward_zero) >=
                                         multiply(baseline.value(), percent, Rounding::toward_zero);
    };
    struct Sum {
        std::int64_t day = 0;
        Usd equity;
        Usd opening;
        Usd deposits;
        std::map<AssetId, Decimal> amounts;
        void add(const Account& account)
        {
            if (account.baseline.day < day) return;
            if (account.baseline.day > day) *this = Sum{account.baseline.day, {}, {}, {}, {}};
            (account.has_joined_during_day ? opening : equity) += account.baseline.equity;
            deposits += account.baseline.deposits;
            for (const auto& [asset, amount] : account.balances) amounts[asset] += amount.value();
            for (const auto& [asset, amount] : account.uncounted) amounts[asset] -= amount.value();
        }
        Usd baseline() const { return loss_baseline(equity.is_positive() ? equity : opening, deposits); }
        Usd start() const { return equity + opening + deposits; }
    };
    std::set<std::pair<Scope, AccountId>> over;
    std::map<UserId, Sum> users;
    Sum desk;
    for (const auto& [id, account] : state.accounts) {
        const DailyLossBaseline& day = account.baseline;
        if (day.day == 0) continue;
        users[account.user].add(account);
        desk.add(account);
        Sum own;
        own.add(account);
        const Usd baseline = loss_baseline(day.equity, day.deposits);
        if (!day.is_tripped && is_over(baseline, day.equity + day.deposits, value_of(own.amounts)))
            over.insert({Scope::of(id), id});
        std::set<AgentId> agents;
        for (const auto& [agent, gain] : day.gains) agents.insert(agent);
        for (const auto& [instrument, holding] : account.holdings)
            for (const auto& [owner, lot] : holding.lots)
                if (!owner.is_people()) agents.insert(owner.agent);
        for (const AgentId& agent : agents) {
            if (day.tripped_agents.contains(agent)) continue;
            const auto gain = day.gains.find(agent);
            const auto now = market.rails.gain(account, LotOwner{agent}, market.quotes);
            if (is_over(baseline, gain == day.gains.end() ? Usd{} : gain->second, now))
                over.insert({Scope::of(agent), id});
        }
    }
    for (const auto& [user, sum] : users)
        if (state.users.at(user).tripped_day < sum.day && is_over(sum.baseline(), sum.start(), value_of(sum.amounts)))
            over.insert({Scope::of(user), {}});
    if (desk.day != 0 && state.desk.tripped_day < desk.day &&
        is_over(desk.baseline(), desk.start(), value_of(desk.amounts)))
        over.insert({Scope::desk(), {}});
    return over;
}

std::set<std::pair<Scope, AccountId>> levels(const std::vector<LossTrip>& trips)
{
    std::set<std::pair<Scope, AccountId>> levels;
    for (const LossTrip& trip : trips) levels.insert({trip.scope, trip.account});
    return levels;
}

/// As text, so that a failure can be read.
std::set<std::string> names(const std::set<std::pair<Scope, AccountId>>& levels)
{
    std::set<std::string> names;
    for (const auto& [scope, account] : levels) names.insert(scope.to_string() + " @" + account.to_string());
    return names;
}

RC_GTEST_PROP(LossWatchProperty, NoTripIsMissedAndNoneIsMadeUp, ())
{
    Limits limits = wide_limits();
    limits.position_max = Usd{"10000"_dec};
    Market market{limits};
    market.quote(btc_usdc, "99999.99"_dec, "100000"_dec);
    std::int64_t day = today;
    for (const AccountId& account : accounts) {
        market.deposit(account, usdt, "-985000"_dec);
        market.deposit(account, AssetId{"USDC"}, "5000"_dec);
        if (*rc::gen::inRange(0, 5) > 0) market.start_day(account, day);
    }
    Quotes sound;  // the last of each market that was
    std::map<InstrumentId, int> mids{{btc, 10'000'000}, {btc_usdc, 10'000'000}, {usdc, 100}, {eth, 100'000}};
    const auto fold = [&](const std::vector<LossTrip>& trips) {
        const auto found = names(levels(trips));
        const auto wanted = names(brute_force_losses(market, sound));
        RC_ASSERT(found == wanted);
        for (const LossTrip& trip : trips)
            if (*rc::gen::inRange(0, 4) > 0) market.rails.trip_daily_loss(trip.scope, trip.account, day);
    };
    for (int i = *rc::gen::inRange(1, 80); i > 0; --i) {
        const AccountId account = any_of(accounts);
        switch (*rc::gen::inRange(0, 12)) {
            case 0: {  // a fill, of anything: shorts too
                const Intent intent = any_intent(market);
                const Decimal price = hundredths(mids.at(intent.instrument));
                const AssetId& quote_asset = market.rails.state().instruments.at(intent.instrument).quote;
                market.fill(intent, price, lots(*rc::gen::inRange(1, 30'000)), hundredths(*rc::gen::inRange(0, 3000)),
                            quote_asset);
                fold(market.rails.mark(intent.account, market.quotes));
                break;
            }
            case 1: {  // money comes, goes, is lost, or comes without a price
                const Decimal amount = hundredths(*rc::gen::inRange(-50'000, 100'000));
                const AssetId asset = any_of(std::vector{usdt, AssetId{"USDC"}});
                const auto deposit = any_of(std::vector<std::optional<Usd>>{Usd{amount}, Usd{}, std::nullopt});
                market.rails.move_funds(account, asset, Amount{amount}, deposit);
                fold(market.rails.mark(account, market.quotes));
                break;
            }
            case 2: {  // a new day, of one account after the other
                if (*rc::gen::inRange(0, 3) == 0) ++day;
                if (const auto baseline =
                        market.rails.new_baseline(account, day, market.quotes, market.now.monotonic)) {
                    market.rails.start_day(account, *baseline);
                    fold(market.rails.mark(account, market.quotes));
                }
                break;
            }
            case 3: {  // a start from the state alone
                if (*rc::gen::inRange(0, 4) > 0) break;
                market.rails.restore(market.rails.state());
                sound.clear();
                break;
            }
            case 4: {
                limits.daily_loss_percent = hundredths(*rc::gen::inRange(100, 501));
                market.rails.set_limits(limits);
                break;
            }
            default: {
                const InstrumentId instrument = any_of(std::vector{btc, btc_usdc, usdc, eth});
                int& mid = mids.at(instrument);
                mid = std::max(2, mid + mid * *rc::gen::inRange(-60, 55) / 1000);
                market.now.monotonic = market.now.monotonic + std::chrono::milliseconds{*rc::gen::inRange(0, 700)};
                if (*rc::gen::inRange(0, 12) == 0)  // a book that crossed for a moment: no price
                    market.quote(instrument, hundredths(mid), hundredths(mid));
                else
                    market.quote(instrument, hundredths(mid - 1), hundredths(mid + 1));
                if (market.quotes.at(instrument).is_sound()) sound[instrument] = market.quotes.at(instrument);
                fold(market.rails.on_quote(instrument, market.quotes));
                break;
            }
        }
    }
}

}  // namespace
}  // namespace swarmdesk::trading::risk
