// What protects a lot at the venue: a loop that compares what the books want with what stands there. At most one order
// stands for a lot; what does not fit is taken back, and when it has gone another takes its place. Whoever closes the
// lot goes first.
#include <fmt/format.h>

#include <algorithm>

#include "trading/execution/gate.hpp"
#include "trading/execution/gate_detail.hpp"
#include "trading/model/lot_choice.hpp"
#include "trading/risk/order_price.hpp"

namespace swarmdesk::trading::execution {

using namespace detail;

namespace {

constexpr auto first_pause = std::chrono::seconds{1};  ///< before what was tried in vain is tried again; doubles
constexpr std::uint32_t pause_doublings_max = 6;
constexpr auto missing_patience = std::chrono::seconds{5};  ///< before a missing protection is an alert
constexpr auto growing_pause = std::chrono::seconds{30};    ///< between two sizes of it while an entry still fills
constexpr std::uint32_t burst_max = 5;                      ///< orders for a lot in so long
constexpr auto burst_time = std::chrono::seconds{5};
constexpr auto closer_patience =
    std::chrono::seconds{10};  ///< that a closer waits for a price which grew old meanwhile
constexpr auto price_pause = std::chrono::milliseconds{200};
constexpr std::size_t lots_at_once = 1'000;

/// How often what is wanted may change in one account: so many at once, and one more after each pause. Strategies move
/// their stops with each candle of each instrument, and nobody else's changes may keep them from it.
struct ChangeBudget {
    std::uint32_t burst;
    nanoseconds pause;
};
constexpr ChangeBudget peoples_changes{60, std::chrono::seconds{1}};
constexpr ChangeBudget agents_changes{600, std::chrono::milliseconds{50}};

IntentId protective_id(const LotKey& lot, DeskTime time)
{
    Encoder encoder;
    encoder.put(std::string_view{"protection"});
    encoder.put(lot);
    encoder.put(time);
    return id_from<IntentId>(sha256(encoder.bytes()));
}

/// The bid of a market that has one.
std::optional<Price> sound_bid(const risk::Quotes& quotes, const InstrumentId& instrument)
{
    const auto quote = quotes.find(instrument);
    if (quote == quotes.end() || !quote->second.is_sound()) return std::nullopt;
    return quote->second.bid;
}

Quantity whole_lots(Quantity quantity, const Instrument& instrument)
{
    return Quantity{round_to_step(quantity.value(), instrument.lot.value(), Rounding::toward_zero)};
}

/// An instant of the calendar on the desk's own line of time.
DeskTime known_since(UtcTime time, Moment now) { return now.desk + (time - now.utc); }

/// Whether the market is where it would end at once.
bool is_reached(const Protection& terms, Price bid)
{
    return (terms.stop_price && bid <= *terms.stop_price) ||
           (terms.take_profit_price && bid >= *terms.take_profit_price);
}

}  // namespace

Result<Step> Gate::protect(const LotKey& lot, const Protection& wanted, const Actor& by, const std::string& reason,
                           Now at)
{
    const Moment now = advance(at);
    const LotProtection* known = books_.protection_of(lot);
    Protection protection = wanted;
    if (by.kind == ActorKind::agent && known != nullptr) protection = with_stop_kept(known->terms, protection);
    const risk::Account* account = books_.rails().find(lot.account);
    if (account == nullptr) return Error{Errc::not_found, "no such account"};
    if (by.kind == ActorKind::human && account->user.to_string() != by.name)
        return Error{Errc::forbidden, "the account is " + account->user.to_string() + "'s"};
    if (auto fits = check_text(reason); !fits) return fits.error();
    if (by.kind == ActorKind::agent && lot.owner.agent.to_string() != by.name)
        return Error{Errc::forbidden, "only a person decides about another's lots"};
    if (auto sound = protection.check(); !sound) return sound.error();
    if (!protection.is_none()) {
        if (!held_in(lot).is_positive())
            return Error{Errc::conflict, "there is nothing to protect: " + lot.to_string() + " is empty"};
        const auto quote = quotes_.find(lot.instrument);
        const Price least = protection.stop_price          ? *protection.stop_price
                            : protection.take_profit_price ? *protection.take_profit_price
                            : quote != quotes_.end()       ? quote->second.bid
                                                           : Price{};
        if (risk::Rails::is_dust(books_.rails().state().instruments.at(lot.instrument), held_in(lot), least))
            return Error{Errc::conflict, fmt::format("{} is {}: at {} too little for the venue to sell",
                                                     lot.to_string(), held_in(lot).to_string(), least.to_string())};
        if (const auto bid = sound_bid(quotes_, lot.instrument); bid && is_reached(protection, *bid))
            return Error{Errc::out_of_range,
                         fmt::format("the bid is {}: it would be sold at once ({}); close it instead", bid->to_string(),
                                     protection.to_string())};
    }
    Step step;
    if (protection == (known == nullptr ? Protection{} : known->terms)) return step;
    if (const auto wait = spend_protection_change(lot.account, by.kind, now))
        return Error{Errc::limit_exceeded,
                     fmt::format("PROTECTION_RATE_LIMIT: what protects the lots of {} was changed too often; the next "
                                 "change is possible in {} ms",
                                 lot.account.to_string(), std::chrono::ceil<std::chrono::milliseconds>(*wait).count())};
    record(step, ProtectionSet{lot.account, lot.owner, lot.instrument, protection, by, std::nullopt, reason},
           lot.account, now);
    protect_at(lot, now.desk);
    keep_protections(step, now);
    return step;
}

std::optional<nanoseconds> Gate::spend_protection_change(const AccountId& account, ActorKind by, Moment now)
{
    const ChangeBudget& budget = by == ActorKind::agent ? agents_changes : peoples_changes;
    DeskTime& full_at = protection_changes_[{account, by}];
    const DeskTime full_after = std::max(full_at, now.desk) + budget.pause;
    if (const nanoseconds over = full_after - now.desk - budget.pause * budget.burst; over > nanoseconds{}) return over;
    full_at = full_after;
    return std::nullopt;
}

/// The first fill of an entry brings what it was proposed with; what somebody sets later stays.
void Gate::adopt_protection(Step& step, const IntentRecord& entry, Moment now)
{
    const Intent& intent = entry.intent;
    const std::size_t fills = entry.fills.size() + (entry.settled.is_positive() ? 1 : 0);
    if (!intent.protection || intent.is_protection || fills != 1 || !held_in(lot_of(intent)).is_positive()) return;
    Protection terms = *intent.protection;
    const LotProtection* known = books_.protection_of(lot_of(intent));
    if (known != nullptr && intent.proposer.kind == ActorKind::agent) terms = with_stop_kept(known->terms, terms);
    if (!terms.check()) terms = *intent.protection;
    record(step,
           ProtectionSet{intent.account, intent.lot_owner(), intent.instrument, terms, intent.proposer, intent.id,
                         "proposed with the entry"},
           intent.account, now);
    protect_at(lot_of(intent), now.desk);
}

// --------------------------------------------------------------------------------------------------------- when to
// look

void Gate::protect_at(const LotKey& lot, DeskTime when)
{
    const auto [known, is_new] = protection_times_.try_emplace(lot, when);
    if (!is_new) {
        if (known->second <= when) return;
        protections_due_.erase({known->second, lot});
        known->second = when;
    }
    protections_due_.emplace(when, lot);
}

void Gate::note_lots(const Stamped& stamped)
{
    const Event& event = stamped.event;
    if (const auto* listed = std::get_if<InstrumentListed>(&event)) {
        for (const auto& [lot, orders] : books_.protecting())
            if (lot.instrument == listed->instrument.id) protect_at(lot, stamped.desk);
        return;
    }
    if (std::holds_alternative<FundsMoved>(event) || std::holds_alternative<AdjustmentMade>(event))
        return touch_lots(stamped.account, nullptr, stamped.desk);
    const IntentId id = intent_of(event);
    const IntentRecord* known = id.is_nil() ? nullptr : books_.find(id);
    if (known == nullptr) return;
    const bool is_change = std::holds_alternative<OrderFilled>(event) || std::holds_alternative<OrderSettled>(event) ||
                           is_final(known->state);
    if (known->intent.is_protection) protect_at(lot_of(known->intent), stamped.desk);
    if (is_change) touch_lots(known->intent.account, &known->intent.instrument, stamped.desk);
}

void Gate::touch_lots(const AccountId& account, const InstrumentId* instrument, DeskTime when)
{
    const auto touch = [&](const auto& lots) {
        const LotKey first{account, instrument == nullptr ? InstrumentId{} : *instrument, {}};
        for (auto lot = lots.lower_bound(first); lot != lots.end() && lot->first.account == account &&
                                                 (instrument == nullptr || lot->first.instrument == *instrument);
             ++lot)
            protect_at(lot->first, when);
    };
    touch(books_.state().protections);
    touch(books_.protecting());
}

void Gate::keep_protections(Step& step, Moment now)
{
    for (std::size_t count = 0; count < lots_at_once; ++count) {
        if (protections_due_.empty() || protections_due_.begin()->first > now.desk) return;
        const LotKey lot = protections_due_.extract(protections_due_.begin()).value().second;
        protection_times_.erase(lot);
        keep_protection(step, lot, now);
    }
}

// --------------------------------------------------------------------------------------------------------- what to do

void Gate::keep_protection(Step& step, const LotKey& lot, Moment now)
{
    const auto found = books_.protecting().find(lot);
    const std::set<IntentId> standing = found == books_.protecting().end() ? std::set<IntentId>{} : found->second;
    const auto take_back = [&](const std::string& why) {
        for (const IntentId& id : standing) {
            const IntentRecord& order = *books_.find(id);
            if (is_at_venue(order.state) && !order.is_cancel_requested)
                cancel_at_venue(step, order, desk_actor, why, now);
        }
    };
    if (const auto closers = closers_of(lot); !closers.empty()) {
        take_back("makes way for " + closers.front().to_string());
        if (const LotProtection* wanted = books_.protection_of(lot); wanted != nullptr && !is_gone(lot))
            say_unprotected(step, lot, wanted->terms,
                            standing.empty() ? "whoever closes it waits for a price"
                                             : "the venue does not let its order go, and whoever closes it waits",
                            now);
        for (const IntentId& closer : closers)
            if (!stands_in_the_way(books_.find(closer)->intent)) send_closer(step, closer, now);
        return;
    }
    const Entry entry = entry_into(lot, now);
    if (books_.protection_of(lot) != nullptr && standing.empty() && entry == Entry::none && is_gone(lot))
        record(step,
               ProtectionSet{lot.account, lot.owner, lot.instrument, {}, desk_actor, std::nullopt, "the lot is gone"},
               lot.account, now);
    const LotProtection* wanted = books_.protection_of(lot);
    if (wanted == nullptr) {
        if (const auto notes = protection_notes_.find(lot); notes != protection_notes_.end()) {
            notes->second.missing_since.reset();
            notes->second.is_said = false;
            if (is_gone(lot)) protection_notes_.erase(notes);
        }
        return take_back("nothing is to protect it any more");
    }
    const Quantity quantity = protectable(lot);
    if (quantity.is_zero()) {
        take_back("nothing is left to protect");
        if (!is_gone(lot)) say_unprotected(step, lot, wanted->terms, "other orders hold all of it", now);
        return;
    }
    // What buys on and ends at once has ended in a moment: one order for all of it.
    if (entry == Entry::ends_by_itself) return protect_at(lot, now.desk + missing_patience);
    if (standing.empty()) return place_protection(step, lot, *wanted, quantity, now);

    const IntentRecord& order = *books_.find(*standing.begin());
    const bool is_sure = order.state == IntentState::accepted || order.state == IntentState::partially_filled;
    const bool has_terms = standing.size() == 1 && order.intent.protection == wanted->terms &&
                           (order.intent.type == OrderType::market || fits_instrument(*order.order));
    ProtectionNotes& notes = protection_notes_[lot];
    if (!is_sure)
        say_unprotected(step, lot, wanted->terms, "nobody knows yet whether its order stands", now);
    else if (order.is_cancel_requested)
        say_unprotected(step, lot, wanted->terms, "the venue does not let the order go that is to be replaced", now);
    if (has_terms && order.unfilled() == quantity && !order.is_cancel_requested) {
        if (!is_sure || order.intent.type == OrderType::market) return;
        notes.missing_since.reset();
        notes.is_said = false;
        return;
    }
    if (order.unfilled() > quantity) return take_back("the lot has become smaller");
    const bool is_growing = has_terms && entry == Entry::resting;
    const DeskTime due = is_growing ? order.submitted.value_or(now.desk) + growing_pause : pace(notes);
    if (now.desk < due) return protect_at(lot, due);
    // What stands is better than nothing: it goes when another can come.
    if (!may_replace(order, protective_intent(lot, *wanted, quantity, now), now)) {
        say_unprotected(step, lot, wanted->terms, "another order stands, and none can take its place now", now);
        return protect_at(lot, now.desk + first_pause);
    }
    take_back(has_terms ? "the lot has become larger" : "the lot is protected otherwise");
}

bool Gate::may_replace(const IntentRecord& standing, const Intent& by, Moment now) const
{
    return std::holds_alternative<risk::Admitted>(books_.rails().assess(by, quotes_, now, &standing.intent.id));
}

/// Its instrument may have other steps than when it was placed: then it trades no more.
bool Gate::fits_instrument(const Order& order) const
{
    const Instrument& instrument = books_.rails().state().instruments.at(order.instrument);
    const auto is_on_tick = [&](const std::optional<Price>& price) {
        return !price || is_multiple(price->value(), instrument.tick.value());
    };
    return is_on_tick(order.limit_price) && is_on_tick(order.stop_price) && is_on_tick(order.stop_limit_price) &&
           is_multiple(order.quantity.value(), instrument.lot.value());
}

/// An order that ended by itself and filled nothing was in vain: the next waits longer.
DeskTime Gate::pace(ProtectionNotes& notes) const
{
    if (notes.last) {
        const IntentRecord* last = books_.find(*notes.last);
        if (last == nullptr || is_final(last->state)) {
            const bool was_vain = last != nullptr && last->filled.is_zero() && !last->is_cancel_requested;
            notes.vain = was_vain ? notes.vain + 1 : 0;
            notes.last.reset();
        }
    }
    if (notes.vain > 0) return notes.placed + first_pause * (1U << std::min(notes.vain - 1, pause_doublings_max));
    return notes.in_burst < burst_max ? DeskTime{} : notes.burst + burst_time;
}

void Gate::place_protection(Step& step, const LotKey& lot, const LotProtection& wanted, Quantity quantity, Moment now)
{
    ProtectionNotes& notes = protection_notes_[lot];
    if (!notes.missing_since) notes.missing_since = now.desk;
    const DeskTime next = pace(notes);
    if (notes.vain > 1) say_unprotected(step, lot, wanted.terms, "the venue does not keep its order", now);
    if (now.desk < next) return protect_at(lot, next);
    const Intent intent = protective_intent(lot, wanted, quantity, now);
    const auto verdict = judge(intent, now);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) {
        // Nothing was written down: it is tried again until a price comes back or somebody says otherwise.
        say_unprotected(step, lot, wanted.terms, to_string(*denial), now);
        return protect_at(lot, now.desk + first_pause);
    }
    notes.last = intent.id;
    notes.placed = now.desk;
    if (now.desk - notes.burst >= burst_time) {
        notes.burst = now.desk;
        notes.in_burst = 0;
    }
    ++notes.in_burst;
    record(step, IntentProposed{intent}, intent.account, now);
    reserve(step, intent, std::get<risk::Admitted>(verdict), false, now);
    protect_at(lot, now.desk + missing_patience);  // and see that it stands
}

void Gate::keep_trail(Step& step, const IntentRecord& order, Price stop, Moment now)
{
    if (!order.intent.is_protection || !order.intent.trailing_bp || is_final(order.state)) return;
    const LotKey lot = lot_of(order.intent);
    const LotProtection* known = books_.protection_of(lot);
    if (known == nullptr || known->terms != order.intent.protection) return;
    if (known->terms.stop_price && stop <= *known->terms.stop_price) return;
    Protection terms = known->terms;
    terms.stop_price = stop;
    if (!terms.check()) return;
    record(step,
           ProtectionSet{lot.account, lot.owner, lot.instrument, terms, desk_actor, known->entry,
                         "where the stop had followed to"},
           lot.account, now);
}

void Gate::say_unprotected(Step& step, const LotKey& lot, const Protection& terms, const std::string& why, Moment now)
{
    ProtectionNotes& notes = protection_notes_[lot];
    if (!notes.missing_since) notes.missing_since = now.desk;
    if (now.desk - *notes.missing_since < missing_patience)
        return protect_at(lot, *notes.missing_since + missing_patience);
    if (std::exchange(notes.is_said, true)) return;
    AlertRaised alert{
        "critical",    "gate",
        "UNPROTECTED", lot.to_string() + " is not protected as it should be (" + terms.to_string() + "): " + why,
        lot.account,   lot.instrument,
        std::nullopt};
    record(step, std::move(alert), lot.account, now);
}

Intent Gate::protective_intent(const LotKey& lot, const LotProtection& wanted, Quantity quantity, Moment now) const
{
    const Protection& terms = wanted.terms;
    Intent intent;
    intent.id = protective_id(lot, now.desk);
    intent.user = books_.rails().find(lot.account)->user;
    intent.account = lot.account;
    intent.instrument = lot.instrument;
    intent.side = Side::sell;
    intent.quantity = quantity;
    intent.reduce_only = true;
    intent.proposer = desk_actor;
    intent.owner = lot.owner;
    intent.parent = wanted.entry;
    intent.protection = terms;
    intent.is_protection = true;
    intent.reason = "its protection: " + terms.to_string();
    const auto bid = sound_bid(quotes_, lot.instrument);
    if (bid && is_reached(terms, *bid)) {
        intent.type = OrderType::market;  // too late to wait
        intent.reason += ", which the bid " + bid->to_string() + " has reached";
        return intent;
    }
    intent.limit_price = terms.take_profit_price;
    intent.stop_price = terms.stop_price;
    // One that follows begins no lower than it would be after the next quote.
    if (intent.stop_price && terms.trailing_bp && bid)
        intent.stop_price = std::max(*intent.stop_price, risk::trail_from(*bid, *terms.trailing_bp, false));
    intent.trailing_bp = terms.trailing_bp;
    intent.type = !terms.has_stop()         ? OrderType::limit
                  : terms.take_profit_price ? OrderType::oco
                  : terms.trailing_bp       ? OrderType::trailing_stop
                                            : OrderType::stop_loss;
    return intent;
}

Quantity Gate::held_in(const LotKey& lot) const
{
    const risk::Account* account = books_.rails().find(lot.account);
    if (account == nullptr) return {};
    const auto holding = account->holdings.find(lot.instrument);
    if (holding == account->holdings.end()) return {};
    const auto position = holding->second.lots.find(lot.owner);
    return position == holding->second.lots.end() ? Quantity{} : position->second.quantity;
}

/// Whether there is nothing, or too little for the venue to take.
bool Gate::is_gone(const LotKey& lot) const
{
    const Quantity held = held_in(lot);
    if (!held.is_positive()) return true;
    const Instrument& instrument = books_.rails().state().instruments.at(lot.instrument);
    const Quantity whole = whole_lots(held, instrument);
    const auto bid = sound_bid(quotes_, lot.instrument);
    return whole < instrument.quantity_min || whole.is_zero() || (bid && risk::Rails::is_dust(instrument, whole, *bid));
}

Quantity Gate::protectable(const LotKey& lot) const
{
    if (is_gone(lot)) return {};
    const Instrument& instrument = books_.rails().state().instruments.at(lot.instrument);
    const risk::Holding& holding = books_.rails().find(lot.account)->holdings.at(lot.instrument);
    const Quantity left =
        holding.available(lot.owner, false, Side::sell, nullptr, risk::Holding::Protections::left_out);
    const Quantity whole = whole_lots(std::min(left, instrument.quantity_max), instrument);
    return whole < instrument.quantity_min ? Quantity{} : whole;
}

Gate::Entry Gate::entry_into(const LotKey& lot, Moment now) const
{
    Entry entry = Entry::none;
    for (const IntentId& id : books_.open_of(lot.account)) {
        const IntentRecord& known = *books_.find(id);
        if (known.intent.side != Side::buy || known.intent.instrument != lot.instrument || !is_at_venue(known.state) ||
            known.intent.lot_owner() != lot.owner)
            continue;
        // One that should have ended and has not is not waited for: what it bought so far is protected.
        const bool is_due = known.state == IntentState::unknown || now.desk - *known.submitted >= missing_patience;
        if (!is_due && known.order->time_in_force != TimeInForce::gtc && !has_stop(known.order->type))
            return Entry::ends_by_itself;
        entry = Entry::resting;
    }
    return entry;
}

// ------------------------------------------------------------------------------------------------------ who closes it

std::vector<IntentId> Gate::closers_of(const LotKey& lot) const
{
    std::vector<const IntentRecord*> waiting;
    for (const IntentId& id : books_.open_of(lot.account)) {
        const IntentRecord* known = books_.find(id);
        const Intent& intent = known->intent;
        if (waits_for_its_way(known->state) && intent.instrument == lot.instrument &&
            (is_anybodys(intent) || intent.lot_owner() == lot.owner))
            waiting.push_back(known);
    }
    std::sort(waiting.begin(), waiting.end(), [](const IntentRecord* a, const IntentRecord* b) {
        return std::pair{a->created, a->intent.id} < std::pair{b->created, b->intent.id};
    });
    std::vector<IntentId> ids;
    for (const IntentRecord* one : waiting) ids.push_back(one->intent.id);
    return ids;
}

bool Gate::stands_in_the_way(const Intent& closer) const
{
    const auto& standing = books_.protecting();
    if (!is_anybodys(closer)) return standing.contains(lot_of(closer));
    const auto first = standing.lower_bound({closer.account, closer.instrument, {}});
    return first != standing.end() && first->first.account == closer.account &&
           first->first.instrument == closer.instrument;
}

/// A venue that did not let the protection go may have kept a grant waiting past its time (RAILS 13).
risk::Verdict Gate::judge_granted(const IntentRecord& granted, Moment now) const
{
    const nanoseconds late = now.desk - (books_.find(*granted.approval)->request.expires + closer_patience);
    if (late < nanoseconds{}) return judge_asked(granted, now);
    const auto late_ms = std::chrono::floor<std::chrono::milliseconds>(late).count();
    return risk::Denial{risk::DenialCode::intent_expired,
                        risk::Scope::of(granted.intent.account),
                        "late_ms",
                        Decimal::from_integer(late_ms),
                        {},
                        std::nullopt};
}

/// What protected the lot may have sold a part of it meanwhile: the rest is closed.
void Gate::send_closer(Step& step, const IntentId& id, Moment now)
{
    const IntentRecord& known = *books_.find(id);
    const bool is_granted = known.state == IntentState::approved;
    Intent intent = known.intent;
    const risk::Account& account = *books_.rails().find(intent.account);
    const Instrument& instrument = books_.rails().state().instruments.at(intent.instrument);
    if (const auto holding = account.holdings.find(intent.instrument); !is_granted && intent.quantity &&
                                                                       (intent.reduce_only || !is_anybodys(intent)) &&
                                                                       holding != account.holdings.end()) {
        const Quantity left = holding->second.available(intent.lot_owner(), is_anybodys(intent), intent.side, nullptr);
        const Quantity whole = whole_lots(left, instrument);
        if (whole.is_positive() && *intent.quantity > whole) intent.quantity = whole;
    }
    auto verdict = is_granted ? judge_granted(known, now) : books_.rails().assess(intent, quotes_, now);
    // What is left of the lots, or all of them again, is to be protected at once.
    touch_lots(intent.account, &intent.instrument, now.desk);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) {
        const bool is_price =
            denial->code == risk::DenialCode::stale_price || denial->code == risk::DenialCode::no_price;
        const DeskTime patient_until = known_since(known.updated, now) + closer_patience;
        if (is_price && now.desk < patient_until) return protect_at(lot_of(intent), now.desk + price_pause);
        record(step, IntentDenied{id, *denial}, intent.account, now);
    } else if (is_granted) {
        submit(step, id, now);
    } else {
        reserve(step, intent, std::get<risk::Admitted>(std::move(verdict)), false, now);
    }
}

}  // namespace swarmdesk::trading::execution
