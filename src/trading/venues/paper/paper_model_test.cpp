#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "runtime/random.hpp"
#include "trading/venues/paper/paper_exchange_harness.hpp"

/// The exchange beside a slow one that is easy to believe: a list of orders, all of which are looked at for every quote
/// and every trade. Prices are in ticks, quantities in lots, money in lots of ticks; nobody pays fees.

namespace swarmdesk::trading::venues {
namespace {

constexpr std::int64_t levels = 2;
constexpr std::int64_t worth_min = 500'000;  // 5 USDT in lots of ticks

struct SlowOrder {
    std::uint64_t number = 0;
    int id = 0;
    int account = 0;
    Side side = Side::buy;
    OrderType type = OrderType::limit;
    TimeInForce time_in_force = TimeInForce::gtc;
    std::int64_t quantity = 0;
    std::int64_t limit = 0;  ///< 0: none
    std::int64_t stop = 0;
    std::int64_t stop_limit = 0;
    std::int64_t trailing_bp = 0;

    std::uint64_t place = 0;  ///< in the queue
    bool is_waiting = false;
    VenueOrderStatus status = VenueOrderStatus::resting;
    std::int64_t filled = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> fills;  ///< price, quantity

    bool buys() const { return side == Side::buy; }
    bool is_open() const { return status == VenueOrderStatus::resting; }
    std::int64_t rest() const { return quantity - filled; }
    bool is_in_book() const { return is_open() && (!is_waiting || type == OrderType::oco); }
    std::int64_t book_price() const { return type == OrderType::oco && !is_waiting ? stop_limit : limit; }
    std::int64_t dearest() const { return type == OrderType::oco ? std::max(limit, stop_limit) : limit; }
    bool becomes_market() const
    {
        return type == OrderType::market || type == OrderType::stop_loss || type == OrderType::take_profit ||
               type == OrderType::trailing_stop || (type == OrderType::oco && !is_waiting && stop_limit == 0);
    }
    bool waits_for_rise() const
    {
        const bool is_gain = type == OrderType::take_profit || type == OrderType::take_profit_limit;
        return is_gain ? !buys() : buys();
    }
};

class SlowExchange {
public:
    struct Level {
        Side side;
        std::int64_t price;
        std::int64_t quantity;
        std::uint64_t place;
    };

    bool accepts(SlowOrder order) const
    {
        order.is_waiting = order.stop > 0;
        for (const SlowOrder& one : orders)
            if (one.id == order.id && one.account == order.account && one.is_open()) return false;
        const auto is_worth = [&](std::int64_t price) { return price * order.quantity >= worth_min; };
        if (order.quantity < 2) return false;
        if (order.type == OrderType::market) {
            if (bid == 0 || !is_worth(order.buys() ? ask : bid)) return false;
        } else if (order.type == OrderType::oco) {
            if (!is_worth(order.limit) || !is_worth(order.stop_limit > 0 ? order.stop_limit : order.stop)) return false;
            if (order.buys() ? order.limit >= order.stop || order.stop_limit < order.stop : order.limit <= order.stop)
                return false;
        } else if (order.becomes_market()) {
            if (!is_worth(order.stop) || (order.buys() && order.limit < order.stop)) return false;
        } else if (!is_worth(order.limit)) {
            return false;
        }
        if (order.is_waiting && bid > 0 && is_due(order)) return false;
        if (order.type == OrderType::limit_maker || order.type == OrderType::oco)
            if (best_against(order)) return false;
        return funds(order.account, order.buys()) - locked(order.account, order.buys()) >= needed(order);
    }

    void place(SlowOrder order)
    {
        order.number = ++count;
        order.place = ++places;
        order.is_waiting = order.stop > 0;
        orders.push_back(order);
        if (order.is_in_book()) enter(orders.size() - 1);
    }

    void cancel(int account, int id)
    {
        for (SlowOrder& order : orders)
            if (order.account == account && order.id == id && order.is_open()) {
                order.status = VenueOrderStatus::canceled;
                order.is_waiting = false;
            }
    }

    void quote(std::int64_t new_bid, std::int64_t new_ask, std::int64_t size)
    {
        bid = new_bid;
        ask = new_ask;
        maker.clear();
        const std::int64_t step = std::max<std::int64_t>(1, bid / 10'000);
        for (const Side side : {Side::buy, Side::sell})
            for (std::int64_t level = 0; level < levels; ++level) {
                SlowOrder taker;
                taker.account = -1;
                taker.side = side;
                taker.limit = side == Side::buy ? bid - level * step : ask + level * step;
                taker.quantity = size;
                if (taker.limit > 0 && trade(taker)) maker.push_back({side, taker.limit, taker.rest(), ++places});
            }
        while (SlowOrder* due = next_due()) {
            due->is_waiting = false;
            ++count;
            due->place = ++places;
            enter(static_cast<std::size_t>(due - orders.data()));
        }
        for (SlowOrder& order : orders)
            if (order.is_waiting && order.trailing_bp > 0) follow(order);
    }

    /// The market maker is gone until the next quote.
    void restart()
    {
        maker.clear();
        bid = ask = 0;
    }

    std::int64_t locked(int account, bool of_money) const
    {
        std::int64_t sum = 0;
        for (const SlowOrder& order : orders)
            if (order.account == account && order.is_open() && order.buys() == of_money)
                sum += of_money ? order.dearest() * order.rest() : order.rest();
        return sum;
    }
    std::int64_t funds(int account, bool of_money) const
    {
        return (of_money ? money : coins)[static_cast<std::size_t>(account)];
    }

    std::vector<SlowOrder> orders;
    std::array<std::int64_t, 2> money{};
    std::array<std::int64_t, 2> coins{};

private:
    bool is_due(const SlowOrder& order) const
    {
        const std::int64_t price = order.buys() ? ask : bid;
        return order.waits_for_rise() ? price >= order.stop : price <= order.stop;
    }

    SlowOrder* next_due()
    {
        const auto rank = [](const SlowOrder& order) {
            return std::tuple{!order.buys(), !order.waits_for_rise(), order.waits_for_rise() ? order.stop : -order.stop,
                              order.number};
        };
        SlowOrder* first = nullptr;
        for (SlowOrder& order : orders)
            if (order.is_waiting && is_due(order) && (first == nullptr || rank(order) < rank(*first))) first = &order;
        return first;
    }

    void follow(SlowOrder& order) const
    {
        const std::int64_t least = std::max<std::int64_t>(1, (order.stop + 9'999) / 10'000);
        if (order.buys()) {
            const std::int64_t to = (ask * (10'000 + order.trailing_bp) + 9'999) / 10'000;
            if (to <= order.stop - least) order.stop = to;
        } else {
            const std::int64_t to = bid * (10'000 - order.trailing_bp) / 10'000;
            if (to >= order.stop + least) order.stop = to;
        }
    }

    /// Whoever an order trades with next: an order, or a level of the market maker.
    struct Offer {
        bool is_level = false;
        std::size_t at = 0;
        std::int64_t price = 0;
        std::uint64_t place = 0;
    };
    std::optional<Offer> best_against(const SlowOrder& taker) const
    {
        std::optional<Offer> best;
        const std::int64_t worst = taker.book_price();
        const auto weigh = [&](const Offer& offer) {
            if (worst > 0 && (taker.buys() ? offer.price > worst : offer.price < worst)) return;
            const auto rank = [&](const Offer& one) {
                return std::pair{taker.buys() ? one.price : -one.price, one.place};
            };
            if (!best || rank(offer) < rank(*best)) best = offer;
        };
        for (std::size_t i = 0; i < orders.size(); ++i) {
            const SlowOrder& one = orders[i];
            if (one.is_in_book() && one.side != taker.side && one.number != taker.number)
                weigh({false, i, one.book_price(), one.place});
        }
        for (std::size_t i = 0; i < maker.size(); ++i)
            if (maker[i].side != taker.side && maker[i].quantity > 0) weigh({true, i, maker[i].price, maker[i].place});
        return best;
    }

    /// False: it ran into an order of its own account.
    bool trade(SlowOrder& taker)
    {
        while (taker.rest() > 0) {
            const auto offer = best_against(taker);
            if (!offer) return true;
            if (!offer->is_level && orders[offer->at].account == taker.account) return false;
            std::int64_t quantity = taker.rest();
            if (offer->is_level) {
                quantity = std::min(quantity, maker[offer->at].quantity);
                maker[offer->at].quantity -= quantity;
            } else {
                quantity = std::min(quantity, orders[offer->at].rest());
                fill(orders[offer->at], offer->price, quantity);
            }
            fill(taker, offer->price, quantity);
        }
        return true;
    }

    void fill(SlowOrder& order, std::int64_t price, std::int64_t quantity)
    {
        order.filled += quantity;
        order.fills.emplace_back(price, quantity);
        if (order.account < 0) return;
        const auto account = static_cast<std::size_t>(order.account);
        coins[account] += order.buys() ? quantity : -quantity;
        money[account] += order.buys() ? -price * quantity : price * quantity;
        if (order.rest() > 0) return;
        order.status = VenueOrderStatus::filled;
        order.is_waiting = false;
    }

    void enter(std::size_t at)
    {
        // What only rests was not accepted if it would take.
        if (orders[at].is_waiting || orders[at].type == OrderType::limit_maker) return;
        const bool rests = !orders[at].becomes_market() && orders[at].time_in_force == TimeInForce::gtc;
        const bool is_whole = !orders[at].becomes_market() && orders[at].time_in_force == TimeInForce::fok;
        const bool is_free = (!is_whole || can_fill(orders[at])) && trade(orders[at]);
        if (orders[at].is_open() && (!is_free || !rests)) orders[at].status = VenueOrderStatus::expired;
    }

    bool can_fill(const SlowOrder& order) const
    {
        SlowExchange rehearsal = *this;
        SlowOrder& same = rehearsal.orders[static_cast<std::size_t>(&order - orders.data())];
        return rehearsal.trade(same) && same.rest() == 0;
    }

    std::int64_t needed(const SlowOrder& order) const
    {
        if (!order.buys()) return order.quantity;
        if (order.type != OrderType::market) return order.dearest() * order.quantity;
        SlowExchange rehearsal = *this;
        SlowOrder same = order;
        same.account = -1;  // its own orders count for the price
        rehearsal.trade(same);
        std::int64_t cost = 0;
        for (const auto& [price, quantity] : same.fills) cost += price * quantity;
        return cost;
    }

    std::vector<Level> maker;
    std::int64_t bid = 0;  ///< 0: no quote yet
    std::int64_t ask = 0;
    std::uint64_t count = 0;
    std::uint64_t places = 0;
};

const std::array<AccountId, 2> accounts{paper, other};

Decimal cents(std::int64_t count) { return Decimal::from_mantissa(Int128{Decimal::unit / 100} * count); }
Decimal lots(std::int64_t count) { return Decimal::from_mantissa(Int128{Decimal::unit / 1000} * count); }
Amount dust(std::int64_t count) { return Amount{Decimal::from_mantissa(Int128{Decimal::unit / 100'000} * count)}; }

Order real(const SlowOrder& slow)
{
    const auto price = [](std::int64_t ticks) { return ticks > 0 ? std::optional{Price{cents(ticks)}} : std::nullopt; };
    Order result =
        order("o" + std::to_string(slow.id), slow.side, slow.type, lots(slow.quantity), {}, slow.time_in_force);
    result.account = accounts[static_cast<std::size_t>(slow.account)];
    result.limit_price = price(slow.limit);
    result.stop_price = price(slow.stop);
    result.stop_limit_price = price(slow.stop_limit);
    if (slow.trailing_bp > 0) result.trailing_bp = static_cast<std::uint32_t>(slow.trailing_bp);
    return result;
}

/// What happened in all the scenes together: a test that never gets there proves nothing.
struct Tally {
    std::map<OrderType, std::uint64_t> triggered;
    std::uint64_t moved = 0;
    std::uint64_t triggered_in_part = 0;  ///< an OCO whose limit had traded some
    std::uint64_t limits_filled = 0;      ///< of OCOs
    std::uint64_t restarted = 0;
};

/// One life of an exchange and its slow twin.
class Scene {
public:
    Scene(std::uint64_t seed, Tally& tally) : random_{seed}, tally_(tally), middle_(chance(4) ? 1'000'000 : 10'000)
    {
        settings_.maker_levels = levels;
        settings_.fees.usual = {"0"_dec, "0"_dec};
        settings_.closed_orders_max = 1'000;
        settings_.initial_balances.clear();
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            slow_.coins[i] = 6'000;
            slow_.money[i] = 6'000 * middle_;
            settings_.initial_balances[accounts[i]] = {{btc, Amount{lots(slow_.coins[i])}},
                                                       {usdt, dust(slow_.money[i])}};
        }
        exchange_ = std::make_unique<PaperExchange>(settings_, std::vector{bitcoin()});
        keep(exchange_->open_accounts({}));
    }

    void step()
    {
        const std::uint64_t action = random_.below(10);
        if (action < 5)
            place();
        else if (action < 6)
            cancel();
        else if (action < 7 && chance(4))
            restart();
        else
            quote();
    }

    /// Whether both tell the same, and nothing was lost.
    void check() const
    {
        const PaperState& state = exchange_->state();
        expect_sound(state);
        ASSERT_EQ(encode(folded_), encode(state));
        for (const SlowOrder& slow : slow_.orders) {
            SCOPED_TRACE("order " + std::to_string(slow.number));
            const PaperOrder* known = state.find(slow.number);
            ASSERT_NE(known, nullptr);
            ASSERT_EQ(known->status, slow.status);
            ASSERT_EQ(known->is_waiting, slow.is_waiting);
            ASSERT_EQ(known->filled, Quantity{lots(slow.filled)});
            ASSERT_EQ(known->stop_price(), slow.stop > 0 ? std::optional{Price{cents(slow.stop)}} : std::nullopt);
            ASSERT_EQ(known->fills.size(), slow.fills.size());
            for (std::size_t i = 0; i < slow.fills.size(); ++i) {
                ASSERT_EQ(known->fills[i].fill.price, Price{cents(slow.fills[i].first)});
                ASSERT_EQ(known->fills[i].fill.quantity, Quantity{lots(slow.fills[i].second)});
            }
        }
        for (int i = 0; i < 2; ++i) {
            const auto& balances = state.accounts().at(accounts[static_cast<std::size_t>(i)]);
            ASSERT_EQ(balances.at(usdt).locked, dust(slow_.locked(i, true)));
            ASSERT_EQ(balances.at(usdt).free, dust(slow_.funds(i, true) - slow_.locked(i, true)));
            ASSERT_EQ(balances.at(btc).locked, Amount{lots(slow_.locked(i, false))});
            ASSERT_EQ(balances.at(btc).free, Amount{lots(slow_.funds(i, false) - slow_.locked(i, false))});
        }
    }

private:
    bool chance(std::uint64_t of) { return random_.below(of) == 0; }
    std::int64_t near(std::int64_t share = 1'000)
    {
        const auto width = static_cast<std::uint64_t>(middle_ / share * 2 + 1);
        return middle_ - middle_ / share + static_cast<std::int64_t>(random_.below(width));
    }
    template <class T>
    T one_of(std::initializer_list<T> values)
    {
        return values.begin()[random_.below(values.size())];
    }
    void keep(const PaperEvents& events)
    {
        const auto read = decode_events(encode_events(events));
        ASSERT_TRUE(read);
        for (const PaperEvent& event : *read) {
            ASSERT_TRUE(folded_.apply(event));
            count(event);
        }
    }

    void count(const PaperEvent& event)
    {
        if (const auto* triggered = std::get_if<StopTriggered>(&event)) {
            const PaperOrder& known = *folded_.find(triggered->number);
            ++tally_.triggered[known.order.type];
            if (known.order.type == OrderType::oco && known.filled.is_positive()) ++tally_.triggered_in_part;
        } else if (std::holds_alternative<StopMoved>(event)) {
            ++tally_.moved;
        } else if (const auto* closed = std::get_if<OrderClosed>(&event)) {
            const PaperOrder& known = *folded_.find(closed->number);
            if (known.order.type == OrderType::oco && closed->status == VenueOrderStatus::filled &&
                known.fills.back().fill.price == known.order.limit_price)
                ++tally_.limits_filled;
        }
    }

    void place()
    {
        using enum OrderType;
        SlowOrder what;
        what.id = static_cast<int>(random_.below(12));
        what.account = chance(3) ? 1 : 0;
        what.side = one_of({Side::buy, Side::sell});
        what.type = one_of({market, limit, limit_maker, stop_loss_limit, stop_loss, take_profit, take_profit_limit,
                            trailing_stop, trailing_stop, oco, oco, oco});
        what.time_in_force = one_of({TimeInForce::gtc, TimeInForce::gtc, TimeInForce::ioc, TimeInForce::fok});
        what.quantity = 1 + static_cast<std::int64_t>(random_.below(3'000));
        what.limit = near();
        if (what.type == market && chance(2)) what.limit = 0;
        if (has_stop(what.type)) {
            what.stop = near();
            // Mostly on the side of the market where it can wait.
            if (!chance(8))
                what.stop = what.waits_for_rise() ? std::max(what.stop, 2 * middle_ - what.stop)
                                                  : std::min(what.stop, 2 * middle_ - what.stop);
        }
        if (stops_at_market(what.type)) {
            if (what.buys())
                what.limit = what.stop - 2 + static_cast<std::int64_t>(random_.below(20));
            else if (!chance(3))
                what.limit = 0;
        }
        if (what.type == trailing_stop || (what.type == oco && chance(2)))
            what.trailing_bp = 10 + static_cast<std::int64_t>(random_.below(20));
        if (what.type == oco) {
            if (!chance(8)) what.limit = 2 * middle_ - what.stop;
            if (what.buys())
                what.stop_limit = what.stop - 1 + static_cast<std::int64_t>(random_.below(8));
            else if (chance(2))
                what.stop_limit = what.stop - static_cast<std::int64_t>(random_.below(8));
        }
        const bool is_accepted = slow_.accepts(what);
        const auto answer = exchange_->place(real(what), 0, {});
        ASSERT_EQ(!answer.rejection, is_accepted)
            << (answer.rejection ? answer.rejection->message : "accepted") << ", " << to_text(what.type);
        keep(answer.events);
        if (!is_accepted) return;
        slow_.place(what);
        ASSERT_EQ(answer.number, slow_.orders.back().number);
    }
    void cancel()
    {
        const int id = static_cast<int>(random_.below(12));
        const int account = chance(3) ? 1 : 0;
        const ClientOrderId name{"o" + std::to_string(id)};
        keep(exchange_->cancel(accounts[static_cast<std::size_t>(account)], btcusdt, name, {}).events);
        slow_.cancel(account, id);
    }
    void quote()
    {
        const std::int64_t bid = near(500);
        const std::int64_t ask = bid + 1 + static_cast<std::int64_t>(random_.below(5));
        const std::int64_t size = 1 + static_cast<std::int64_t>(random_.below(2'500));
        keep(exchange_->on_quote(venues::quote(cents(bid), cents(ask), lots(size)), {}));
        slow_.quote(bid, ask, size);
    }
    void restart()
    {
        auto state = PaperState::decode(encode(folded_));
        ASSERT_TRUE(state);
        exchange_ = std::make_unique<PaperExchange>(settings_, std::vector{bitcoin()});
        ASSERT_TRUE(exchange_->restore(std::move(*state)));
        slow_.restart();
        ++tally_.restarted;
    }

    runtime::Random random_;
    Tally& tally_;
    std::int64_t middle_;
    PaperSettings settings_;
    SlowExchange slow_;
    std::unique_ptr<PaperExchange> exchange_;
    PaperState folded_;
};

TEST(PaperExchangeModel, TradesLikeAListOfOrdersThatIsScannedForEveryQuote)
{
    constexpr std::uint64_t scenes = 2'000;
    constexpr int steps = 40;
    Tally tally;
    for (std::uint64_t seed = 1; seed <= scenes; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Scene scene{seed, tally};
        for (int step = 0; step < steps; ++step) {
            SCOPED_TRACE("step " + std::to_string(step));
            scene.step();
            scene.check();
            if (testing::Test::HasFailure()) return;
        }
    }
    using enum OrderType;
    for (const OrderType type : {stop_loss_limit, stop_loss, take_profit, take_profit_limit, trailing_stop, oco})
        EXPECT_GT(tally.triggered[type], scenes / 10) << to_text(type);
    EXPECT_GT(tally.moved, scenes / 10);
    EXPECT_GT(tally.triggered_in_part, scenes / 100);
    EXPECT_GT(tally.limits_filled, scenes / 10);
    EXPECT_GT(tally.restarted, scenes / 10);
}

}  // namespace
}  // namespace swarmdesk::trading::venues
