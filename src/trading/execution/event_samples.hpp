#pragma once

#include <vector>

#include "trading/execution/event.hpp"

/// \file
/// One event of every kind with every field set, for tests.

namespace swarmdesk::trading::execution::testing {

inline std::vector<Event> event_samples()
{
    using namespace literals;
    const UtcTime time = utc_from_ms(1'750'032'000'123);
    const auto id = [&](std::uint64_t n) { return IntentId::make_v7(time, 3, n); };
    const ApprovalId approval{id(50).raw()};
    const AccountId account{"paper"};
    const InstrumentId btc{"BTCUSDT"};
    const Actor person{ActorKind::human, "operator"};
    const Hash hash = sha256("bound");
    const std::string words = "why: \"quoted\", {braces}, \x01\xff and \xE2\x82\xAC";
    const risk::Denial denial{risk::DenialCode::position_limit, "worst_case", "10250.1"_dec, "10000"_dec};

    Intent intent;
    intent.id = id(1);
    intent.user = UserId{"operator"};
    intent.account = account;
    intent.instrument = btc;
    intent.side = Side::sell;
    intent.type = OrderType::stop_loss_limit;
    intent.time_in_force = TimeInForce::fok;
    intent.quantity = Quantity{"0.5"_dec};
    intent.quote_quantity = Amount{"12.5"_dec};
    intent.limit_price = Price{"100000.01"_dec};
    intent.stop_price = Price{"100000.02"_dec};
    intent.reduce_only = true;
    intent.proposer = {ActorKind::agent, "buy_bot"};
    intent.parent = id(2);
    intent.signal = SignalId{id(3).raw()};
    intent.reason = words;
    intent.expires = time;

    Order order;
    order.intent = intent.id;
    order.client_order_id = ClientOrderId{"sd-1"};
    order.account = account;
    order.instrument = btc;
    order.quantity = Quantity{"0.5"_dec};
    order.limit_price = Price{"100000.01"_dec};
    order.stop_price = Price{"1"_dec};

    risk::Reservation reservation;
    reservation.intent = intent.id;
    reservation.user = intent.user;
    reservation.account = account;
    reservation.agent = AgentId{"buy_bot"};
    reservation.instrument = btc;
    reservation.quantity = Quantity{"0.5"_dec};
    reservation.increasing = Quantity{"0.4"_dec};
    reservation.worst_price = Price{"100000.01"_dec};
    reservation.notional = Usd{"50000.005"_dec};
    reservation.exposure = Usd{"40000.004"_dec};
    reservation.funds_asset = AssetId{"USDT"};
    reservation.funds = Amount{"50000.005"_dec};
    reservation.filled = Quantity{"0.1"_dec};
    reservation.admitted = time;
    reservation.is_unattended = true;

    Signal signal;
    signal.id = SignalId{id(4).raw()};
    signal.agent = AgentId{"signal_bot"};
    signal.strategy = "ema_cross";
    signal.instrument = btc;
    signal.quantity = Quantity{"1"_dec};
    signal.quote_quantity = Amount{"2"_dec};
    signal.limit_price = Price{"3"_dec};
    signal.stop_price = Price{"4"_dec};
    signal.reduce_only = true;
    signal.confidence_percent = -7;
    signal.reason = words;
    signal.time = signal.expires = time;

    Trade trade;
    trade.trade_id = UINT64_MAX;
    trade.instrument = btc;
    trade.side = Side::sell;
    trade.price = Price{"99999.99"_dec};
    trade.quantity = Quantity{"0.00001"_dec};
    trade.fee = Amount{"-0.5"_dec};
    trade.fee_asset = AssetId{"BNB"};
    trade.liquidity = Liquidity::maker;
    trade.time = time;

    const Instrument instrument{btc,
                                AssetId{"BTC"},
                                AssetId{"USDT"},
                                Price{"0.01"_dec},
                                Quantity{"0.00001"_dec},
                                Quantity{"0.00001"_dec},
                                Quantity{"100"_dec},
                                Amount{"5"_dec}};
    const Evidence evidence{Price{"1"_dec}, Price{"2"_dec}, time, std::chrono::milliseconds{12}};
    return {
        InstrumentListed{instrument},
        AccountOpened{account, intent.user},
        FundsMoved{account, AssetId{"USDT"}, Amount{"-1.5"_dec}, Usd{"-1.5"_dec}, words},
        SignalRaised{signal},
        IntentProposed{intent},
        IntentDenied{intent.id, denial},
        ExposureReserved{reservation, order, Usd{"9999.99"_dec}, evidence},
        ApprovalRequested{approval, intent.id, hash, Quantity{"0.5"_dec}, Price{"100000.01"_dec}, 7, time},
        ApprovalGranted{approval, intent.id, person, hash},
        ApprovalRejected{approval, intent.id, person, words, denial},
        ApprovalExpired{approval, intent.id},
        OrderSubmitting{intent.id, order.client_order_id, hash},
        OrderAccepted{intent.id, "v-1", true},
        OrderRefused{intent.id, "-2010", words, true},
        OrderUnknown{intent.id, "-1007", words},
        OrderFilled{intent.id, trade},
        CancelRequested{intent.id, person, words},
        OrderClosed{intent.id, VenueOrderStatus::expired, words},
        DeskStateSet{risk::TradingState::halted, person, words},
        AccountStateSet{account, risk::TradingState::reducing, person, words},
        DayStarted{account, 20'255, Usd{"1000000"_dec}, true},
        DailyLossTripped{account, Usd{"1000000"_dec}, Usd{"950000"_dec}},
        LossStreakTripped{account, 3},
        LossStreakRearmed{account, person},
        ReconcileStarted{account},
        ReconcileFinished{account, {"USDT: ours 1 theirs 2", words}},
        LimitsSet{4, hash},
        AlertRaised{"critical", "gate", words},
    };
}

}  // namespace swarmdesk::trading::execution::testing
