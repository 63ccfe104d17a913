#include "trading/risk/rails.hpp"

#include <algorithm>

#include "trading/model/lot_choice.hpp"
#include "trading/risk/index.hpp"
#include "trading/risk/order_price.hpp"
#include "trading/risk/rounding.hpp"

namespace swarmdesk::trading::risk {
namespace {

using MaybeDenial = std::optional<Denial>;

Decimal number(std::uint64_t count) { return Decimal::from_integer(static_cast<std::int64_t>(count)); }

Decimal milliseconds(nanoseconds duration) { return Decimal::from_integer(duration.count() / 1'000'000); }

template <class Map, class Key>
const typename Map::mapped_type* find_in(const Map& map, const Key& key)
{
    const auto found = map.find(key);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

/// One intent before the rails: each step is a line of the contract, and the first that denies ends it.
class Rails::Judgement {
public:
    Judgement(const Rails& rails, const Intent& intent, const Quotes& quotes, Moment now, const IntentId* self)
        : state_(rails.state_),
          index_(*rails.index_),
          limits_(rails.state_.limits),
          intent_(intent),
          quotes_(quotes),
          now_(now),
          self_id_(self),
          is_buy_(intent.side == Side::buy)
    {}

    Verdict judge()
    {
        if (auto denial = find_books()) return std::move(*denial);
        for (const auto step : {&Judgement::check_shape, &Judgement::find_price, &Judgement::size_order,
                                &Judgement::split_order, &Judgement::check_venue_bounds})
            if (auto denial = (this->*step)()) return std::move(*denial);
        if (reservation_.is_reduction()) {
            if (auto denial = check_reductions()) return std::move(*denial);
            worst_case_.account = on_side(side_exposure(*holding_, self_), usd_price_) +
                                  (is_buy_ ? holding_->reserved_buy : holding_->reserved_sell);
        } else {
            for (const auto step : {&Judgement::check_closing_only, &Judgement::check_states, &Judgement::check_streaks,
                                    &Judgement::check_losses, &Judgement::check_positions, &Judgement::check_rates,
                                    &Judgement::check_approval})
                if (auto denial = (this->*step)()) return std::move(*denial);
        }
        if (auto denial = check_funds()) return std::move(*denial);
        return admit();
    }

private:
    /// What the order's base asset may come to, in dollars, at each level.
    struct WorstCase {
        Usd account;
        Usd user;
        Usd agent;
        Usd desk;
    };

    Denial deny(DenialCode code, std::string measure, Decimal measured = {}, Decimal limit = {}) const
    {
        return Denial{code, Scope::of(intent_.account), std::move(measure), measured, limit, {}};
    }
    static Denial at(Scope scope, Denial denial)
    {
        denial.scope = std::move(scope);
        return denial;
    }
    Denial at_account(Denial denial) const { return at(Scope::of(intent_.account), std::move(denial)); }

    MaybeDenial find_books()
    {
        const AccountRow* const row = find_in(index_.accounts, intent_.account);
        if (row == nullptr) return deny(DenialCode::unknown_account, "accounts");
        row_ = row;
        account_ = row->account;
        if (account_->user != intent_.user) return deny(DenialCode::foreign_account, "accounts");
        const auto instrument = index_.instruments.find(intent_.instrument);
        if (instrument == index_.instruments.end() ||
            (!account_->venue.is_empty() && intent_.instrument.venue != account_->venue))
            return deny(DenialCode::unknown_instrument, "instruments");
        instrument_ = instrument->second;
        self_ = self_id_ == nullptr ? nullptr : find_in(account_->reservations, *self_id_);
        is_self_waiting_ = self_ != nullptr && account_->waiting.contains(*self_id_);
        static const Holding nothing;
        const Holding* const holding = find_in(account_->holdings, intent_.instrument);
        holding_ = holding == nullptr ? &nothing : holding;
        if (instrument_->status == InstrumentStatus::halted) return at_status(DenialCode::instrument_halted);
        return {};
    }

    Denial at_status(DenialCode code) const
    {
        const auto as_decimal = [](InstrumentStatus s) { return Decimal::from_integer(static_cast<int>(s)); };
        return deny(code, "status", as_decimal(instrument_->status), as_decimal(InstrumentStatus::trading));
    }
    MaybeDenial check_closing_only()
    {
        if (instrument_->status == InstrumentStatus::trading) return {};
        return at_status(DenialCode::instrument_closing_only);
    }

    /// What a caller got wrong, before any market is looked at.
    MaybeDenial check_shape()
    {
        const bool is_market = intent_.type == OrderType::market;
        if (intent_.quantity.has_value() == intent_.quote_quantity.has_value())
            return deny(DenialCode::invalid_order, "quantity_and_quote_quantity", number(intent_.quantity ? 2 : 0),
                        number(1));
        if (intent_.quote_quantity && !is_market) return deny(DenialCode::invalid_order, "quote_quantity");
        if (intent_.quantity && !intent_.quantity->is_positive())
            return deny(DenialCode::invalid_order, "quantity", intent_.quantity->value());
        if (intent_.quote_quantity && !intent_.quote_quantity->is_positive())
            return deny(DenialCode::invalid_order, "quote_quantity", intent_.quote_quantity->value());
        if (auto denial = check_terms()) return denial;
        reservation_.owner = intent_.lot_owner();
        // An agent acts for itself alone, and one without a proper name is not taken for people.
        if (intent_.proposer.kind == ActorKind::agent && reservation_.owner.agent.to_string() != intent_.proposer.name)
            return deny(DenialCode::invalid_order, "owner");
        if (intent_.expires && now_.utc >= *intent_.expires)
            return deny(DenialCode::intent_expired, "late_ms", milliseconds(now_.utc - *intent_.expires));
        return {};
    }

    /// That it has what an order of its type needs, and nothing else.
    MaybeDenial check_terms() const
    {
        const OrderTerms terms = terms_of(intent_.type);
        struct Term {
            const char* name;
            Needs needs;
            bool is_given;
            Decimal value;
        };
        const auto priced = [](const char* name, Needs needs, const std::optional<Price>& price) {
            return Term{name, needs, price.has_value(), price ? price->value() : Decimal{}};
        };
        const auto trail = intent_.trailing_bp;
        for (const Term& term :
             {priced("limit_price", terms.limit_price, intent_.limit_price),
              priced("stop_price", terms.stop_price, intent_.stop_price),
              priced("stop_limit_price", terms.stop_limit_price, intent_.stop_limit_price),
              Term{"trailing_bp", terms.trailing_bp, trail.has_value(), number(trail.value_or(0))}}) {
            const bool is_ignored = intent_.type == OrderType::market && term.needs == Needs::may;
            if (term.is_given ? term.needs == Needs::no || (!is_ignored && !term.value.is_positive())
                              : term.needs == Needs::must)
                return deny(DenialCode::invalid_order, term.name, term.value);
        }
        const bool is_always_gtc = stops_at_market(intent_.type) || intent_.type == OrderType::oco;
        if (is_always_gtc && intent_.time_in_force != TimeInForce::gtc)
            return deny(DenialCode::invalid_order, "time_in_force",
                        number(static_cast<std::uint64_t>(intent_.time_in_force)),
                        number(static_cast<std::uint64_t>(TimeInForce::gtc)));
        if (trail && (*trail < Protection::trailing_bp_min || *trail > Protection::trailing_bp_max))
            return deny(DenialCode::invalid_order, "trailing_bp", number(*trail),
                        number(*trail < Protection::trailing_bp_min ? Protection::trailing_bp_min
                                                                    : Protection::trailing_bp_max));
        if (has_stop(intent_.type) && !intent_.stop_price && !trail)
            return deny(DenialCode::invalid_order, "stop_price");
        if (!intent_.protection || intent_.is_protection) return {};
        // There is no short lot at the venues there are, so nothing a SELL opens is to be protected.
        if (!is_buy_) return deny(DenialCode::invalid_order, "protection_of_a_sell", number(1));
        if (intent_.protection->is_none() || !intent_.protection->check())
            return deny(DenialCode::invalid_order, "protection");
        return {};
    }

    /// What protects a lot lies on both sides of what it is bought at, or it would be sold again at once.
    MaybeDenial check_protection() const
    {
        if (!intent_.protection || intent_.is_protection) return {};
        const auto& [stop, target, trailing] = *intent_.protection;
        const Decimal entry = std::min(price_.shown, quote_->bid).value();
        if (stop && stop->value() >= entry)
            return deny(DenialCode::invalid_order, "protection.stop_price", stop->value(), entry);
        if (target && *target <= price_.shown)
            return deny(DenialCode::invalid_order, "protection.take_profit_price", target->value(),
                        price_.shown.value());
        return {};
    }

    /// The market it would meet (RAILS 3): also what reduces is not sent on a price that is not there.
    MaybeDenial find_price()
    {
        quote_ = find_in(quotes_, intent_.instrument);
        if (quote_ == nullptr) return deny(DenialCode::no_price, "quotes");
        if (!quote_->is_sound()) return deny(DenialCode::bad_price, "bid", quote_->bid.value(), quote_->ask.value());
        const nanoseconds age = now_.monotonic - quote_->received;
        if (age > limits_.quote_age_max)
            return deny(DenialCode::stale_price, "age_ms", milliseconds(age), milliseconds(limits_.quote_age_max));
        const auto priced = price_order(intent_, *instrument_, *quote_, limits_);
        if (const auto* denial = std::get_if<Denial>(&priced)) return at_account(*denial);
        price_ = std::get<OrderPrice>(priced);
        return check_protection();
    }

    MaybeDenial size_order()
    {
        const Decimal wanted =
            intent_.quantity ? intent_.quantity->value()
                             : divide(intent_.quote_quantity->value(), price_.worst.value(), Rounding::toward_zero);
        quantity_ = Quantity{round_to_step(wanted, instrument_->lot.value(), Rounding::toward_zero)};
        return {};
    }

    /// How much of it only takes away from lots (RAILS 10), and whose.
    MaybeDenial split_order()
    {
        const LotOwner& owner = reservation_.owner;
        const bool is_anybodys = trading::is_anybodys(intent_);
        // What protects a lot makes way for whoever closes it.
        const bool is_closer = !intent_.is_protection;
        const Reservation* const self = is_self_waiting_ ? nullptr : self_;  // else it holds nothing of them
        const Quantity available =
            holding_->available(owner, is_anybodys, intent_.side, self,
                                is_closer ? Holding::Protections::left_out : Holding::Protections::counted);
        // Whoever closes a lot does not yet know of a fee that was taken out of it: what is there is sold.
        if (!is_buy_ && quantity_ > available && quantity_ - available <= holding_->taken_from(owner, is_anybodys))
            quantity_ = Quantity{round_to_step(available.value(), instrument_->lot.value(), Rounding::toward_zero)};
        // Who names an owner, and be it people, sells that owner's lots and no more: the rest would come out of
        // somebody else's.
        const bool is_peoples_reduction = owner.is_people() && intent_.reduce_only;  // which has a code of its own
        if (!is_anybodys && !is_peoples_reduction && !is_buy_ && quantity_ > available)
            return deny(DenialCode::lot_exceeded, "quantity", quantity_.value(), available.value());
        // A reduction leaves those that wait for a person what they find. Whoever opens something besides counts
        // the lots as theirs, so that what all of them come to is never more than was judged.
        if (quantity_ > available) {
            const Quantity theirs =
                holding_->waiting_on(intent_.side) -
                (is_self_waiting_ && self_->side == intent_.side ? self_->reducing_left() : Quantity{});
            reservation_.increasing = quantity_ - (theirs < available ? available - theirs : Quantity{});
        }
        is_way_needed_ = is_closer && quantity_ - reservation_.increasing >
                                          holding_->available(owner, is_anybodys, intent_.side, self);
        // Less than a lot of what is held is dust, and not an order for nothing.
        is_reduction_ = reservation_.is_reduction() && available.is_positive();
        if (intent_.reduce_only && !is_reduction_)
            return deny(DenialCode::reduce_only_exceeds, "quantity", quantity_.value(), available.value());
        return {};
    }

    MaybeDenial check_venue_bounds()
    {
        if (quantity_ < instrument_->quantity_min || quantity_.is_zero())
            return deny(is_reduction_ ? DenialCode::dust : DenialCode::quantity_too_small, "quantity",
                        quantity_.value(), instrument_->quantity_min.value());
        if (quantity_ > instrument_->quantity_max)
            return deny(DenialCode::quantity_too_large, "quantity", quantity_.value(),
                        instrument_->quantity_max.value());
        const Amount least = notional(price_.shown, quantity_, Rounding::toward_zero);
        if (least < instrument_->notional_min)
            return deny(is_reduction_ ? DenialCode::dust : DenialCode::notional_too_small, "notional", least.value(),
                        instrument_->notional_min.value());
        // What could not be sold at its stop would not be protected.
        if (intent_.protection && !intent_.is_protection && intent_.protection->stop_price) {
            const Amount stopped = notional(*intent_.protection->stop_price, quantity_, Rounding::toward_zero);
            if (stopped < instrument_->notional_min)
                return deny(DenialCode::notional_too_small, "protection.notional", stopped.value(),
                            instrument_->notional_min.value());
        }
        return value_order();
    }

    MaybeDenial value_order()
    {
        const auto rated = index_.valuation.rate_for_check(instrument_->quote, quotes_, now_.monotonic);
        Decimal rate;
        if (const auto* fresh = std::get_if<Decimal>(&rated))
            rate = *fresh;
        else if (!is_reduction_)
            return at_account(std::get<Denial>(rated));
        else if (const auto old = index_.valuation.mark(instrument_->quote, quotes_))
            rate = old->rate;  // nothing is judged by it: a reduction needs no dollars
        usd_price_ = in_usd(is_buy_ ? quote_->ask : quote_->bid, rate);

        const Amount value = intent_.quote_quantity ? *intent_.quote_quantity
                                                    : notional(price_.worst, quantity_, Rounding::away_from_zero);
        const Amount with_fee{value.value() + percent_up(value.value(), limits_.taker_fee_percent)};
        reservation_.quantity = quantity_;
        reservation_.worst_price = price_.worst;
        reservation_.notional = Usd{rate == one ? with_fee.value() : times_up(with_fee.value(), rate)};
        reservation_.exposure =
            reservation_.increasing.is_zero()
                ? Usd{}
                : Usd{share_up(reservation_.notional.value(), reservation_.increasing.value(), quantity_.value())};
        reservation_.funds_asset = is_buy_ ? instrument_->quote : instrument_->base;
        reservation_.funds = is_buy_ ? with_fee : Amount{quantity_.value()};
        reservation_.by = intent_.is_protection                       ? ReservedBy::protection
                          : intent_.proposer.kind == ActorKind::human ? ReservedBy::person
                                                                      : ReservedBy::agent;
        return {};
    }

    /// A reduction passes all the other rails, in a budget of its own of which a part is people's alone (RAILS 10).
    MaybeDenial check_reductions()
    {
        // What protects a lot must not fail because other orders spent the hour: the gate paces it, lot by lot.
        if (intent_.is_protection) return {};
        const auto& reductions = row_->user->window.reductions;
        const RateUse all = rate_use(reductions, now_.desk, limits_.reductions_per_hour_max, self_);
        if (all.used >= limits_.reductions_per_hour_max)
            return rate_denial(DenialCode::reduction_rate_limit, "reductions", all, limits_.reductions_per_hour_max,
                               Scope::of(intent_.user));
        if (reservation_.is_by_person()) return {};
        const std::uint32_t of_agents =
            limits_.reductions_per_hour_max - std::min(limits_.reductions_per_hour_max, limits_.reductions_for_people);
        const RateUse used = agents_rate_use(reductions, now_.desk, of_agents, self_);
        if (used.used < of_agents) return {};
        return rate_denial(DenialCode::reduction_rate_limit, "reductions", used, of_agents, Scope::of(intent_.user));
    }

    MaybeDenial check_states()
    {
        if (auto denial = check_state(state_.desk_state)) return at(Scope::desk(), std::move(*denial));
        if (auto denial = check_state(account_->state)) return denial;
        if (account_->is_reconciling) return deny(DenialCode::reconciling, "accounts", number(1));
        if (account_->is_mismatched) return deny(DenialCode::reconciling, "mismatched", number(1));
        return {};
    }

    MaybeDenial check_state(TradingState state) const
    {
        if (state == TradingState::active) return {};
        const auto as_decimal = [](TradingState s) { return Decimal::from_integer(static_cast<int>(s)); };
        return deny(state == TradingState::halted ? DenialCode::halted : DenialCode::reducing, "state",
                    as_decimal(state), as_decimal(TradingState::active));
    }

    const Budget* agent()
    {
        if (!is_agent_found_ && !reservation_.owner.is_people())
            agent_ = find_in(state_.agents, reservation_.owner.agent);
        is_agent_found_ = true;
        return agent_;
    }

    /// RAILS 9, at every level.
    MaybeDenial check_streaks()
    {
        const auto denial = [this](const LossStreak& streak, std::uint32_t limit) {
            return deny(DenialCode::loss_streak, "losses", number(streak.losses), number(limit));
        };
        if (account_->streak.is_tripped) return denial(account_->streak, limits_.losses_in_a_row_max);
        if (row_->user->streak.is_tripped)
            return at(Scope::of(intent_.user), denial(row_->user->streak, limits_.losses_in_a_row_max));
        if (agent() != nullptr && agent_->streak.is_tripped)
            return at(Scope::of(reservation_.owner.agent), denial(agent_->streak, limits_.losses_in_a_row_max));
        if (state_.desk.streak.is_tripped)
            return at(Scope::desk(), denial(state_.desk.streak, limits_.desk_losses_in_a_row_max));
        return {};
    }

    /// RAILS 6, at every level, and the marks it rests on (RAILS 3, 4).
    MaybeDenial check_losses()
    {
        const DailyLossBaseline& day = account_->baseline;
        const Equity equity = index_.valuation.equity(*account_, quotes_, now_.monotonic);
        if (!equity.unpriced.empty()) {
            const AssetId& asset = equity.unpriced.front();
            return deny(DenialCode::no_price, asset.to_string(), account_->balances.at(asset).value());
        }
        if (!equity.off_peg.empty()) {
            const AssetId& asset = equity.off_peg.front();
            return deny(DenialCode::no_price, asset.to_string(), account_->balances.at(asset).value());
        }
        if (equity.is_stale)
            return deny(DenialCode::stale_price, equity.stale.to_string() + "_age_ms", milliseconds(equity.stale_age),
                        milliseconds(limits_.quote_age_max));
        if (day.day != 0) {
            const Usd baseline = loss_baseline(day.equity, day.deposits);
            const Usd loss = day.equity + day.deposits - equity.counted;
            if (day.is_tripped || is_loss_reached(baseline, loss, limits_.daily_loss_percent))
                return loss_denial(baseline, loss);
        }
        if (row_->user_sum->is_tripped() || (row_->user_sum->accounts > 1 && is_reached(row_->user_sum->key)))
            return at(Scope::of(intent_.user), loss_denial(row_->user_sum->key));
        if (const auto key = row_->agents.find(reservation_.owner.agent); key != row_->agents.end())
            if (day.tripped_agents.contains(reservation_.owner.agent) || is_reached(key->second))
                return at(Scope::of(reservation_.owner.agent), loss_denial(key->second));
        if (index_.desk.is_tripped()) return at(Scope::desk(), loss_denial(index_.desk.key));
        return {};
    }

    bool is_reached(LossWatch::Key key) const
    {
        const LossMeasure& measure = index_.watch.measure_of(key);
        if (!measure.is_on) return false;
        const auto value = index_.watch.value(key, quotes_);
        return value && is_loss_reached(measure.baseline, measure.start - *value, limits_.daily_loss_percent);
    }
    Denial loss_denial(Usd baseline, Usd loss) const
    {
        return deny(DenialCode::daily_loss, "loss", loss.value(),
                    loss_limit(baseline, limits_.daily_loss_percent).value());
    }
    Denial loss_denial(LossWatch::Key key) const
    {
        const LossMeasure& measure = index_.watch.measure_of(key);
        const auto value = index_.watch.value(key, quotes_);
        return loss_denial(measure.baseline, value ? measure.start - *value : Usd{});
    }

    static Decimal in_usd(Price price, Decimal rate)
    {
        return rate == one ? price.value() : times_up(price.value(), rate);
    }
    static Usd on_side(Quantity quantity, Decimal usd_price)
    {
        return quantity.is_zero() ? Usd{} : Usd{times_up(quantity.value(), usd_price)};
    }
    /// What a holding has, or its reductions would open, on the order's side.
    Quantity side_exposure(const Holding& holding, const Reservation* without) const
    {
        return holding.reducible_on(opposite(intent_.side)) +
               holding.over_reduced(intent_.side, without, is_self_waiting_);
    }

    /// What one of the base asset costs on another instrument, in dollars: its own quote if it is fresh, else what the
    /// asset is worth, else however old a quote.
    std::variant<Decimal, Denial> usd_price_of(const InstrumentId& id) const
    {
        const Valuation& valuation = index_.valuation;
        const Quote* quote = find_in(quotes_, id);
        if (quote != nullptr && !quote->is_sound()) quote = nullptr;
        const AssetId& asset = index_.instruments.at(id)->quote;
        if (quote != nullptr && valuation.is_fresh(quote->received, now_.monotonic)) {
            const auto rate = valuation.rate_for_check(asset, quotes_, now_.monotonic);
            if (const auto* fresh = std::get_if<Decimal>(&rate))
                return in_usd(is_buy_ ? quote->ask : quote->bid, *fresh);
        }
        const auto fresh = valuation.rate_for_check(instrument_->base, quotes_, now_.monotonic);
        if (const auto* rate = std::get_if<Decimal>(&fresh)) return *rate;
        if (quote != nullptr)
            if (const auto rate = valuation.mark(asset, quotes_))
                return in_usd(is_buy_ ? quote->ask : quote->bid, rate->rate);
        return deny(DenialCode::no_price, id.symbol.to_string());
    }

    /// RAILS 5: everything of the base asset, over venues and quote assets, at every level.
    MaybeDenial check_positions()
    {
        for (const InstrumentId& id : index_.valuation.instruments_of(instrument_->base)) {
            const bool is_own = id == intent_.instrument;
            const Holding* const holding = is_own ? holding_ : find_in(account_->holdings, id);
            const Exposure* const of_user = find_in(row_->user->exposures, id);
            const Exposure* const of_desk = find_in(state_.desk.exposures, id);
            if (of_desk == nullptr) continue;  // nobody has any
            const Exposure* const of_agent = agent() == nullptr ? nullptr : find_in(agent_->exposures, id);
            Decimal price = usd_price_;
            if (!is_own) {
                auto priced = usd_price_of(id);
                if (auto* denial = std::get_if<Denial>(&priced)) return at_account(std::move(*denial));
                price = std::get<Decimal>(priced);
            }
            // What this intent holds already is left out, wherever it is summed.
            Quantity freed;
            Quantity freed_of_agent;
            if (self_ != nullptr && self_->instrument == id && self_->side == intent_.side && holding != nullptr) {
                freed =
                    holding->over_reduced(intent_.side) - holding->over_reduced(intent_.side, self_, is_self_waiting_);
                if (!self_->owner.is_people() && self_->owner.agent == reservation_.owner.agent)
                    freed_of_agent =
                        std::min(self_->reducing_left(), holding->over_reduced_of(self_->owner, intent_.side));
            }
            if (holding != nullptr)
                worst_case_.account += on_side(side_exposure(*holding, nullptr) - freed, price) +
                                       (is_buy_ ? holding->reserved_buy : holding->reserved_sell);
            const auto add = [&](Usd& total, const Exposure* exposure, Quantity without) {
                if (exposure == nullptr) return;
                total +=
                    on_side(exposure->quantity_on(intent_.side) - without, price) + exposure->reserved_on(intent_.side);
            };
            add(worst_case_.user, of_user, freed);
            add(worst_case_.agent, of_agent, freed_of_agent);
            add(worst_case_.desk, of_desk, freed);
        }
        const bool is_held = self_ != nullptr && self_->side == intent_.side &&
                             index_.instruments.at(self_->instrument)->base == instrument_->base;
        const Usd held = is_held ? self_->exposure_left() : Usd{};
        const bool is_agents = is_held && self_->owner.agent == reservation_.owner.agent;
        for (Usd* total : {&worst_case_.account, &worst_case_.user, &worst_case_.desk})
            *total += reservation_.exposure - held;
        worst_case_.agent += reservation_.exposure - (is_agents ? held : Usd{});

        const auto denial = [this](Usd total, Usd limit) {
            return deny(DenialCode::position_limit, "worst_case", total.value(), limit.value());
        };
        if (worst_case_.account > limits_.position_max) return denial(worst_case_.account, limits_.position_max);
        if (worst_case_.user > limits_.position_max)
            return at(Scope::of(intent_.user), denial(worst_case_.user, limits_.position_max));
        if (!reservation_.owner.is_people() && worst_case_.agent > limits_.agent_position_max)
            return at(Scope::of(reservation_.owner.agent), denial(worst_case_.agent, limits_.agent_position_max));
        if (worst_case_.desk > limits_.desk_position_max)
            return at(Scope::desk(), denial(worst_case_.desk, limits_.desk_position_max));
        return {};
    }

    static Denial rate_denial(DenialCode code, const char* measure, const RateUse& use, std::uint32_t limit,
                              Scope scope)
    {
        return Denial{code,          std::move(scope), measure, number(std::uint64_t{use.used} + 1),
                      number(limit), use.retry_after};
    }

    /// RAILS 8.
    MaybeDenial check_rates()
    {
        RateUse use;
        const auto is_spent = [&](const RateWindow& window, std::uint32_t limit) {
            use = rate_use(window.admissions, now_.desk, limit, self_);
            return use.used >= limit;
        };
        if (is_spent(row_->user->window, limits_.admissions_per_hour_max))
            return rate_denial(DenialCode::rate_limit, "admissions", use, limits_.admissions_per_hour_max,
                               Scope::of(intent_.user));
        static const RateWindow unused;
        if (!reservation_.owner.is_people() && !reservation_.is_by_person() &&
            is_spent(agent() == nullptr ? unused : agent_->window, limits_.agent_admissions_per_hour_max))
            return rate_denial(DenialCode::rate_limit, "admissions", use, limits_.agent_admissions_per_hour_max,
                               Scope::of(reservation_.owner.agent));
        if (is_spent(state_.desk.window, limits_.desk_admissions_per_hour_max))
            return rate_denial(DenialCode::rate_limit, "admissions", use, limits_.desk_admissions_per_hour_max,
                               Scope::desk());
        return {};
    }

    /// RAILS 7 and 8: whether a human must look, and whether one more may be asked.
    MaybeDenial check_approval()
    {
        const Usd sum = unattended_sum(row_->user->window, now_.desk, instrument_->base, intent_.side, self_) +
                        reservation_.notional;
        needs_approval_ = sum > limits_.approval_above;
        if (!needs_approval_ || (self_ != nullptr && self_->intent == intent_.id)) return {};
        // A new version of what waits takes the place of the old one.
        const std::uint32_t waiting =
            row_->user->approvals_waiting - (self_ != nullptr && row_->user->approvals_waiting > 0 ? 1 : 0);
        if (waiting >= limits_.approvals_waiting_max)
            return at(Scope::of(intent_.user),
                      deny(DenialCode::approvals_waiting, "waiting", number(std::uint64_t{waiting} + 1),
                           number(limits_.approvals_waiting_max)));
        const RateUse use =
            rate_use(row_->user->window.approval_requests, now_.desk, limits_.approval_requests_per_hour_max);
        if (use.used < limits_.approval_requests_per_hour_max) return {};
        return rate_denial(DenialCode::approval_rate_limit, "requests", use, limits_.approval_requests_per_hour_max,
                           Scope::of(intent_.user));
    }

    MaybeDenial check_funds()
    {
        const Amount* const balance = find_in(account_->balances, reservation_.funds_asset);
        const Amount* const reserved = find_in(account_->reserved, reservation_.funds_asset);
        Amount available = balance == nullptr ? Amount{} : *balance;
        if (reserved != nullptr) available -= *reserved;
        if (self_ != nullptr && self_->funds_asset == reservation_.funds_asset)
            available += account_->funds_held(*self_);
        if (is_way_needed_)
            for (const auto& [id, held] : account_->reservations)
                if (held.is_protection() && held.instrument == intent_.instrument) available += held.funds_left();
        if (reservation_.funds <= available) return {};
        return deny(DenialCode::insufficient_funds, "needed", reservation_.funds.value(), available.value());
    }

    Admitted admit()
    {
        reservation_.intent = intent_.id;
        reservation_.user = intent_.user;
        reservation_.account = intent_.account;
        reservation_.instrument = intent_.instrument;
        reservation_.side = intent_.side;
        reservation_.admitted = now_.desk;
        reservation_.is_unattended = !needs_approval_ && !reservation_.is_reduction();
        Order order;
        order.intent = intent_.id;
        order.account = intent_.account;
        order.instrument = intent_.instrument;
        order.side = intent_.side;
        order.type = intent_.type;
        order.time_in_force = intent_.type == OrderType::market                                 ? TimeInForce::ioc
                              : stops_at_market(intent_.type) || intent_.type == OrderType::oco ? TimeInForce::gtc
                                                                                                : intent_.time_in_force;
        order.quantity = quantity_;
        order.limit_price = price_.limit;
        order.stop_price = price_.stop;
        order.stop_limit_price = price_.stop_limit;
        order.trailing_bp = intent_.trailing_bp;
        return {std::move(order), std::move(reservation_), needs_approval_,
                *quote_,          worst_case_.account,     is_way_needed_};
    }

    static constexpr Decimal one = Decimal::from_integer(1);

    const RailsState& state_;
    const Index& index_;
    const Limits& limits_;
    const Intent& intent_;
    const Quotes& quotes_;
    const Moment now_;
    const IntentId* const self_id_;
    const bool is_buy_;

    const AccountRow* row_ = nullptr;
    const Account* account_ = nullptr;
    const Instrument* instrument_ = nullptr;
    const Holding* holding_ = nullptr;
    const Reservation* self_ = nullptr;  ///< left out of every sum
    bool is_self_waiting_ = false;
    const Quote* quote_ = nullptr;
    const Budget* agent_ = nullptr;
    bool is_agent_found_ = false;
    OrderPrice price_;
    Quantity quantity_;
    bool is_reduction_ = false;
    bool is_way_needed_ = false;
    Decimal usd_price_;  ///< of the base asset on the order's own instrument
    WorstCase worst_case_;
    bool needs_approval_ = false;
    Reservation reservation_;
};

Verdict Rails::assess(const Intent& intent, const Quotes& quotes, Moment now, const IntentId* self) const
{
    try {
        return Judgement{*this, intent, quotes, now, self}.judge();
    } catch (const ArithmeticError&) {
        return Denial{DenialCode::arithmetic_overflow, Scope::of(intent.account), "number", {}, {}, {}};
    }
}

Equity Rails::equity(const Account& account, const Quotes& quotes, MonotonicTime now) const
{
    return index_->valuation.equity(account, quotes, now);
}

std::optional<Decimal> Rails::usd_rate(const AssetId& asset, const Quotes& quotes) const
{
    const auto mark = index_->valuation.mark(asset, quotes);
    return mark ? std::optional{mark->rate} : std::nullopt;
}

bool Rails::can_price(const AssetId& asset) const { return index_->valuation.can_price(asset); }

std::optional<Amount> Rails::fee_in_quote(const InstrumentId& instrument, const Fill& fill, const Quotes& quotes) const
{
    return index_->valuation.fee_in_quote(*index_->instruments.at(instrument), fill, quotes);
}

std::optional<Usd> Rails::gain(const Account& account, const LotOwner& owner, const Quotes& quotes) const
{
    Amounts amounts;
    for (const auto& [instrument, holding] : account.holdings)
        if (const Position* lot = find_in(holding.lots, owner))
            add_gain(amounts, *index_->instruments.at(instrument), *lot);
    return index_->watch.value(amounts, quotes);
}

std::vector<AccountId> Rails::accounts_without_day(std::int64_t today, std::size_t limit) const
{
    std::vector<AccountId> found;
    for (const auto& [day, accounts] : index_->days) {
        if (day == today) continue;
        for (const AccountId& account : accounts) {
            if (found.size() == limit) return found;
            found.push_back(account);
        }
    }
    return found;
}

std::vector<std::pair<AssetId, Amount>> Rails::unpriced(const AccountId& id, const Quotes& quotes) const
{
    const Account& account = *index_->at(id).account;
    std::vector<std::pair<AssetId, Amount>> found;
    for (const auto& [asset, balance] : account.balances) {
        const auto left_out = account.uncounted.find(asset);
        const Amount counted = left_out == account.uncounted.end() ? balance : balance - left_out->second;
        if (counted.is_zero()) continue;
        if (!index_->valuation.mark(asset, quotes) || !index_->valuation.value({{asset, counted.value()}}, quotes, {}))
            found.emplace_back(asset, counted);
    }
    return found;
}

std::vector<Rails::Priced> Rails::newly_priced(const Quotes& quotes, std::size_t limit) const
{
    std::vector<Priced> found;
    for (const auto& [asset, accounts] : index_->uncounted) {
        const auto mark = index_->valuation.mark(asset, quotes);
        if (!mark) continue;
        for (const AccountId& account : accounts) {
            if (found.size() == limit) return found;
            const Amount amount = index_->at(account).account->uncounted.at(asset);
            if (const auto value = index_->valuation.value({{asset, amount.value()}}, quotes, {}))
                found.push_back({account, asset, amount, *value});
        }
    }
    return found;
}

std::optional<DailyLossBaseline> Rails::new_baseline(const AccountId& id, std::int64_t today, const Quotes& quotes,
                                                     MonotonicTime now) const
{
    const AccountRow& row = index_->at(id);
    if (!unpriced(id, quotes).empty()) return std::nullopt;
    const Equity equity_now = equity(*row.account, quotes, now);
    DailyLossBaseline baseline;
    baseline.day = today;
    baseline.equity = equity_now.counted;
    // Not the equity of midnight where the account was not open then, or the desk not up the day before.
    baseline.is_estimated = equity_now.is_stale || row.account->baseline.day != today - 1;
    for (const auto& [agent, key] : row.agents) {
        // A lot that nobody can price keeps no day from beginning.
        baseline.gains[agent] = index_->watch.priced_value(key, quotes).value_or(Usd{});
    }
    return baseline;
}

std::vector<LossTrip> Rails::on_quote(const InstrumentId& instrument, const Quotes& quotes) const
{
    return index_->watch.on_quote(instrument, quotes);
}

std::vector<LossTrip> Rails::mark(const AccountId& account, const Quotes& quotes) const
{
    const AccountRow& row = index_->at(account);
    index_->watch.touch(row.key);
    for (const auto& [agent, key] : row.agents) index_->watch.touch(key);
    index_->watch.touch(row.user_sum->key);
    index_->watch.touch(index_->desk.key);
    return index_->watch.work_out(quotes);
}

std::vector<std::pair<Scope, std::uint32_t>> Rails::due_streaks(const AccountId& id, const LotOwner& owner) const
{
    const AccountRow& row = index_->at(id);
    std::vector<std::pair<Scope, std::uint32_t>> due;
    const auto check = [&](const Scope& scope, const LossStreak& streak, std::uint32_t limit) {
        if (streak.losses >= limit && !streak.is_tripped) due.emplace_back(scope, streak.losses);
    };
    check(Scope::of(id), row.account->streak, limits().losses_in_a_row_max);
    check(Scope::of(row.account->user), row.user->streak, limits().losses_in_a_row_max);
    if (!owner.is_people())
        if (const Budget* agent = find_in(state_.agents, owner.agent))
            check(Scope::of(owner.agent), agent->streak, limits().losses_in_a_row_max);
    check(Scope::desk(), state_.desk.streak, limits().desk_losses_in_a_row_max);
    return due;
}

bool Rails::is_loss(const RoundTrip& trip) const
{
    // -result / entry_cost > percent / 100, without dividing
    return multiply(-trip.result.value(), hundred, Rounding::toward_zero) >
           multiply(trip.entry_cost.value(), limits().loss_percent, Rounding::toward_zero);
}

Quantity Rails::over_reduced(const AccountId& id, const InstrumentId& instrument, Side side) const
{
    const Account* const account = find(id);
    const Holding* const holding = account == nullptr ? nullptr : find_in(account->holdings, instrument);
    return holding == nullptr ? Quantity{} : holding->over_reduced_as_sent(side);
}

bool Rails::is_dust(const Instrument& instrument, Quantity quantity, Price price)
{
    return risk::is_dust(instrument, quantity, price);
}

const Account* Rails::find(const AccountId& account) const
{
    const auto row = index_->accounts.find(account);
    return row == index_->accounts.end() ? nullptr : row->second.account;
}

const Reservation* Rails::find(const AccountId& id, const IntentId& intent) const
{
    const Account* const account = find(id);
    return account == nullptr ? nullptr : find_in(account->reservations, intent);
}

}  // namespace swarmdesk::trading::risk
