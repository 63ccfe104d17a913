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
    const InstrumentId btc{"paper:BTCUSDT"};
    const Actor person{ActorKind::human, "operator"};
    const Hash hash = sha256("bound");
    const std::string words = "why: \"quoted\", {braces}, \x01\xff and \xE2\x82\xAC";
    const risk::Denial denial{
        risk::DenialCode::position_limit, risk::Scope::of(account), "worst_case", "10250.1"_dec, "10000"_dec,
        std::chrono::seconds{7}};
    const LotOwner owner{AgentId{"buy_bot"}};
    const DeskTime desk{time.ns + 17};

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
    intent.owner = owner;
    intent.parent = id(2);
    intent.signal = SignalId{id(3).raw()};
    intent.decision = "decision-1";
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
    reservation.owner = owner;
    reservation.instrument = btc;
    reservation.quantity = Quantity{"0.5"_dec};
    reservation.increasing = Quantity{"0.4"_dec};
    reservation.worst_price = Price{"100000.01"_dec};
    reservation.notional = Usd{"50000.005"_dec};
    reservation.exposure = Usd{"40000.004"_dec};
    reservation.funds_asset = AssetId{"USDT"};
    reservation.funds = Amount{"50000.005"_dec};
    reservation.filled = Quantity{"0.1"_dec};
    reservation.admitted = desk;
    reservation.is_unattended = true;
    reservation.by = risk::ReservedBy::person;

    Signal signal;
    signal.id = SignalId{id(4).raw()};
    signal.agent = AgentId{"signal_bot"};
    signal.user = intent.user;
    signal.account = account;
    signal.strategy = "ema_cross";
    signal.instrument = btc;
    signal.quantity = Quantity{"1"_dec};
    signal.quote_quantity = Amount{"2"_dec};
    signal.limit_price = Price{"3"_dec};
    signal.stop_price = Price{"4"_dec};
    signal.reduce_only = true;
    signal.confidence_percent = -7;
    signal.decision = "decision-1";
    signal.reason = words;
    signal.time = signal.expires = time;

    Fill fill;
    fill.id = FillId{"18446744073709551615"};
    fill.instrument = btc;
    fill.side = Side::sell;
    fill.price = Price{"99999.99"_dec};
    fill.quantity = Quantity{"0.00001"_dec};
    fill.quote_amount = Amount{"0.9999999"_dec};
    fill.fee = Amount{"-0.5"_dec};
    fill.fee_asset = AssetId{"BNB"};
    fill.liquidity = Liquidity::maker;
    fill.time = time;

    const Protection protection{Price{"90000"_dec}, Price{"120000"_dec}, 150};
    signal.take_profit_price = protection.take_profit_price;
    signal.trailing_bp = protection.trailing_bp;
    signal.is_hold = true;

    risk::DailyLossBaseline baseline;
    baseline.day = 20'255;
    baseline.equity = Usd{"1000000"_dec};
    baseline.deposits = Usd{"-1"_dec};
    baseline.gains[owner.agent] = Usd{"2"_dec};
    baseline.is_estimated = baseline.is_tripped = true;
    baseline.tripped_agents.insert(owner.agent);

    risk::Limits limits;
    limits.ignored_assets = {AssetId{"SPAM"}};

    const Instrument instrument{btc,
                                AssetId{"BTC"},
                                AssetId{"USDT"},
                                Price{"0.01"_dec},
                                Quantity{"0.00001"_dec},
                                Quantity{"0.00001"_dec},
                                Quantity{"100"_dec},
                                Amount{"5"_dec}};
    const Evidence evidence{Price{"1"_dec}, Price{"2"_dec}, time, std::chrono::milliseconds{12}};
    const Settlement settlement{Quantity{"0.1"_dec}, Price{"99999"_dec}, Amount{"1"_dec}, words};
    return {
        InstrumentListed{instrument},
        AccountOpened{account, intent.user, VenueId{"paper"}},
        FundsMoved{account, AssetId{"USDT"}, Amount{"-1.5"_dec}, Usd{"-1.5"_dec}, true, MoveKind::withdrawal, "m-1",
                   words},
        SignalRaised{signal},
        IntentProposed{intent},
        IntentDenied{intent.id, denial},
        ExposureReserved{reservation, order, Usd{"9999.99"_dec}, evidence},
        DenialsCounted{intent.user, time, 4'711},
        ApprovalRequested{approval, intent.id, hash, Quantity{"0.5"_dec}, Price{"100000.01"_dec}, 7, desk, time},
        ApprovalGranted{approval, intent.id, person, hash},
        ApprovalDeclined{approval, intent.id, person, words, denial},
        ApprovalExpired{approval, intent.id},
        OrderSubmitted{intent.id, order.client_order_id, hash},
        OrderAccepted{intent.id, "v-1", true},
        OrderRejected{intent.id, "-2010", words, true},
        OrderUnknown{intent.id, "-1007", words},
        OrderFilled{intent.id, fill, Amount{"0.25"_dec}, true},
        CancelRequested{intent.id, person, words},
        OrderClosed{intent.id, VenueOrderStatus::expired, words},
        SettlementProposed{intent.id, settlement, person},
        OrderSettled{intent.id, settlement, person, Actor{ActorKind::human, "second"}},
        SettledFillReported{intent.id, fill, fill.quantity},
        DeskStateSet{risk::TradingState::halted, person, words},
        AccountStateSet{account, risk::TradingState::reducing, person, words},
        DayStarted{account, baseline},
        DailyLossTripped{risk::Scope::of(account), account, 20'255, Usd{"1000000"_dec}, Usd{"50000"_dec}},
        RoundTripClosed{account, owner, btc, intent.id, Amount{"100"_dec}, Amount{"-3"_dec}, true},
        LossStreakTripped{risk::Scope::of(intent.user), 3},
        LossStreakRearmed{risk::Scope::of(owner.agent), person},
        ReconcileStarted{account, words},
        ReconcileFinished{account, {{"USDT", "1", "2"}, {words, words, words}}, "cursor-9"},
        LimitsSet{4, limits},
        LimitTightened{"position_max", "10000", "500", person, words},
        LimitsLoosened{{"position_max"}, person},
        AlertRaised{"critical", "gate", "UNKNOWN_OUTCOME", words, account, btc, intent.id},
        AdjustmentProposed{account, AssetId{"USDT"}, Amount{"-2"_dec}, words, person},
        AdjustmentMade{account, AssetId{"USDT"}, Amount{"-2"_dec}, Usd{"-2"_dec}, true, words, person, person},
        PriceSourceSet{"binance", person},
        ClockAcknowledged{std::chrono::hours{720}, person},
        AssetLeftOut{account, AssetId{"SPAM"}, Amount{"7"_dec}},
        AssetCountedIn{account, AssetId{"SPAM"}, Amount{"7"_dec}, Usd{"0.5"_dec}},
        ProtectionSet{account, owner, btc, protection, person, intent.id, words},
        PricesMarked{{{btc, Price{"96999.9"_dec}, Price{"97000.1"_dec}}}},
        SettingChanged{
            "strategy online_trading/mine", "0123456789abcdef", "fedcba9876543210", {words, "b"}, person, words},
    };
}

}  // namespace swarmdesk::trading::execution::testing
