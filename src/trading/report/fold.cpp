#include "trading/report/fold.hpp"

#include <algorithm>

namespace swarmdesk::trading::report {

using namespace execution;

namespace {

template <class... Events>
constexpr bool is_one_of(std::uint32_t kind)
{
    return ((kind == Events::kind) || ...);
}

Error out_of_place(std::uint64_t seq, std::string_view what)
{
    return {Errc::corrupt, "event " + std::to_string(seq) + " of the ledger cannot follow those before it (" +
                               std::string{what} + "); run `swarmdesk audit verify`"};
}

const risk::Holding* holding_of(const Books& books, const AccountId& account, const InstrumentId& instrument)
{
    const risk::Account* of = books.rails().find(account);
    if (of == nullptr) return nullptr;
    const auto found = of->holdings.find(instrument);
    return found == of->holdings.end() ? nullptr : &found->second;
}

TripSums::Lots lots_of(const Books& books, const AccountId& account, const InstrumentId& instrument)
{
    const risk::Holding* holding = holding_of(books, account, instrument);
    return holding == nullptr ? TripSums::Lots{} : holding->lots;
}

/// A price as a snapshot has it.
struct Mark {
    MarkedPrice price;
    UtcTime time;
};
SWARMDESK_DESCRIBE(Mark, price, time)

Quote quote_of(const MarkedPrice& price, UtcTime time)
{
    Quote quote;
    quote.instrument = price.instrument;
    quote.bid = price.bid;
    quote.ask = price.ask;
    quote.time = time;
    return quote;
}

/// Whether an event moves money of an account that was never opened: books take that for a broken desk.
bool is_of_no_account(const Books& books, const Event& event)
{
    return std::visit(
        [&]<class E>(const E& e) {
            constexpr bool is_move = is_one_of<FundsMoved, AssetLeftOut, AssetCountedIn, AdjustmentMade>(E::kind);
            if constexpr (is_move)
                return books.rails().find(e.account) == nullptr;
            else if constexpr (std::is_same_v<E, IntentProposed>)
                return books.rails().find(e.intent.account) == nullptr;
            else if constexpr (std::is_same_v<E, ExposureReserved>)
                return books.rails().find(e.reservation.account) == nullptr;
            else
                return false;
        },
        event);
}

/// What a fill's price is measured against: where the order waited for, else the quote it was judged on. None where
/// nobody recorded it: the last place of a stop that followed the price is the venue's knowledge.
std::optional<Price> reference_of(const IntentRecord& record, const Fill& fill)
{
    if (!record.evidence || !record.order) return std::nullopt;
    const Order& order = *record.order;
    const bool is_buy = fill.side == Side::buy;
    if (!has_stop(order.type)) return is_buy ? record.evidence->ask : record.evidence->bid;
    const bool is_limit_of_oco = order.type == OrderType::oco && order.limit_price &&
                                 (is_buy ? fill.price <= *order.limit_price : fill.price >= *order.limit_price);
    if (is_limit_of_oco) return order.limit_price;
    return order.trailing_bp ? std::nullopt : order.stop_price;
}

}  // namespace

Result<void> Fold::add(Input row)
{
    passed_.clear();
    if (auto sieved = sieve_.add(std::move(row), passed_); !sieved) return sieved;
    for (Input& input : passed_)
        if (auto folded = add_sieved(std::move(input)); !folded) return folded;
    return {};
}

Result<void> Fold::add(std::uint64_t seq, const Stamped& event)
{
    const std::uint32_t kind = std::visit([]<class E>(const E&) { return E::kind; }, event.event);
    return Sieve::needs(kind) ? add({seq, chain_of(event), to_row(event), std::make_unique<Stamped>(event)})
                              : Result<void>{};
}

Result<void> Fold::add_sieved(Input row)
{
    const std::uint64_t seq = row.seq;
    try {
        return take(std::move(row));
    } catch (const std::out_of_range& error) {
        return out_of_place(seq, error.what());
    } catch (const ArithmeticError& error) {
        return out_of_place(seq, error.what());
    }
}

Result<void> Fold::take(Input input)
{
    // As an export tells the time: whoever works the figures out from that finds the same to the last digit.
    const auto apply_one = [&](Stamped& event) {
        event.time = utc_from_ms(to_ms(event.time));
        return apply(input.seq, event);
    };
    if (input.event) return apply_one(*input.event);
    auto event = read_row(input.seq, input.chain, input.row);
    return event ? apply_one(*event) : event.error();
}

Result<void> Fold::apply(std::uint64_t seq, const Stamped& stamped)
{
    const Event& event = stamped.event;
    if (const auto* closed = std::get_if<RoundTripClosed>(&event)) {
        close(seq, *closed, stamped.time);
        return {};
    }
    if (const auto* marked = std::get_if<PricesMarked>(&event)) {
        mark(*marked, stamped.time);
        return {};
    }
    if (const auto* filled = std::get_if<OrderFilled>(&event)) {
        const IntentRecord* record = books_.find(filled->intent);
        if (record == nullptr) return out_of_place(seq, "a fill of no known intent");
        if (record->fills.contains(filled->fill.id)) return out_of_place(seq, "a fill that is there already");
        book(seq, stamped, filled->intent, filled->fill, filled->fee_quote, filled->is_estimated);
        return {};
    }
    if (const auto* settled = std::get_if<OrderSettled>(&event)) {
        const IntentRecord* record = books_.find(settled->intent);
        if (record == nullptr) return out_of_place(seq, "a settlement of no known intent");
        const Fill fill = books_.settled_fill(*record, settled->settlement, stamped.time);
        if (settled->settlement.filled.is_positive())
            book(seq, stamped, settled->intent, fill, settled->settlement.fee, false);
        else
            books_.apply(stamped);
        return {};
    }
    const auto* opened = std::get_if<AccountOpened>(&event);
    if (opened != nullptr && books_.rails().find(opened->account) != nullptr)
        return out_of_place(seq, "an account that is open already");
    if (is_of_no_account(books_, event)) return out_of_place(seq, "an account that was never opened");
    if (is_end(std::visit([](const auto& e) { return std::decay_t<decltype(e)>::kind; }, event)) &&
        books_.find(intent_of(event)) == nullptr)
        return {};  // of an intent that filled long ago
    books_.apply(stamped);
    if (opened != nullptr) {
        if (is_ours(opened->account)) observer_.on_account(opened->account, stamped.time);
    } else if (const auto* listed = std::get_if<InstrumentListed>(&event)) {
        observer_.on_instrument(listed->instrument);
    } else if (const auto* limits = std::get_if<LimitsSet>(&event)) {
        observer_.on_limits(limits->limits);
    } else if (const auto* moved = std::get_if<FundsMoved>(&event)) {
        // A fee is nothing that anybody took out: it is lost. What has no price counts as put in when it has one.
        const bool is_unpriced = moved->is_estimated && moved->value.is_zero();
        const bool is_put_in = moved->move != MoveKind::fee && !is_unpriced;
        move({seq, stamped.time, moved->account, moved->asset, moved->amount, moved->move, moved->value,
              moved->is_estimated},
             is_put_in ? std::optional{moved->value} : std::nullopt);
    } else if (const auto* adjusted = std::get_if<AdjustmentMade>(&event)) {
        move({seq, stamped.time, adjusted->account, adjusted->asset, adjusted->amount, MoveKind::adjustment,
              adjusted->value, adjusted->is_estimated},
             adjusted->value);
    } else if (const auto* counted = std::get_if<AssetCountedIn>(&event)) {
        put_in(counted->account, counted->value);
    }
    return {};
}

void Fold::book(std::uint64_t seq, const Stamped& event, const IntentId& intent, const Fill& fill, Amount fee_quote,
                bool is_estimated)
{
    const AccountId account = books_.find(intent)->intent.account;
    if (!is_ours(account)) {
        books_.apply(event);
        return;
    }
    const TripSums::Lots before = lots_of(books_, account, fill.instrument);
    books_.apply(event);
    const IntentRecord& record = *books_.find(intent);
    const UtcTime time = event.time;
    has_fills_ = true;
    const Amount value =
        fill.quote_amount.is_positive() ? fill.quote_amount : notional(fill.price, fill.quantity, Rounding::half_even);
    trips_.add(account, fill.instrument, {fill.side, fill.quantity, value, fee_quote}, before,
               lots_of(books_, account, fill.instrument), books_.closed_trips());
    update_lots(account, fill.instrument, fill.price, time);
    forget_emptied_lots(account, time);  // what it was paid with may have been another's lots
    const Instrument& instrument = books_.rails().state().instruments.at(fill.instrument);
    FillFact fact;
    fact.seq = seq;
    fact.time = time;
    fact.account = account;
    fact.owner = record.intent.lot_owner();
    fact.intent = intent;
    fact.id = fill.id;
    fact.instrument = fill.instrument;
    fact.base = instrument.base;
    fact.quote = instrument.quote;
    fact.side = fill.side;
    fact.type = record.intent.type;
    fact.liquidity = fill.liquidity;
    fact.price = fill.price;
    fact.quantity = fill.quantity;
    fact.value = value;
    fact.fee = fill.fee;
    fact.fee_asset = fill.fee_asset;
    fact.fee_quote = fee_quote;
    fact.is_fee_estimated = is_estimated;
    fact.reference = reference_of(record, fill);
    fact.quote_usd = usd_of(instrument.quote);
    fact.reason = record.intent.reason;
    observer_.on_fill(fact);
}

void Fold::update_lots(const AccountId& account, const InstrumentId& instrument, Price price, UtcTime time)
{
    advance(time);
    closed_.clear();
    const risk::Holding* holding = holding_of(books_, account, instrument);
    const Instrument& listed = books_.rails().state().instruments.at(instrument);
    for (auto at = open_.lower_bound({account, instrument, {}}); at != open_.end();) {
        const LotKey& key = at->first;
        if (key.account != account || key.instrument != instrument) break;
        const auto lot = holding == nullptr ? nullptr : holding->lots.contains(key.owner) ? &holding->lots : nullptr;
        const Quantity left = lot == nullptr ? Quantity{} : lot->at(key.owner).quantity;
        const bool has_turned = !left.is_zero() && left.is_positive() != at->second.is_long;
        if (has_turned || risk::is_dust(listed, left, price)) {
            closed_.insert(*at);
            at = open_.erase(at);
        } else {
            ++at;
        }
    }
    if (holding == nullptr) return;
    for (const auto& [owner, lot] : holding->lots)
        if (!risk::is_dust(listed, lot.quantity, price))
            open_.try_emplace({account, instrument, owner}, OpenLot{time, lot.quantity.is_positive()});
}

void Fold::forget_emptied_lots(const AccountId& account, UtcTime time)
{
    advance(time);
    std::erase_if(open_, [&](const auto& entry) {
        const LotKey& key = entry.first;
        if (key.account != account) return false;
        const risk::Holding* holding = holding_of(books_, account, key.instrument);
        const auto lot = holding == nullptr ? nullptr : &holding->lots;
        const bool is_empty = lot == nullptr || !lot->contains(key.owner) || lot->at(key.owner).quantity.is_zero();
        if (is_empty) trips_.forget(key);
        return is_empty;
    });
}

void Fold::close(std::uint64_t seq, const RoundTripClosed& event, UtcTime time)
{
    if (!is_ours(event.account)) return;
    TradeFact fact;
    fact.seq = seq;
    fact.closed = fact.opened = time;
    if (const auto found = closed_.find({event.account, event.instrument, event.owner}); found != closed_.end()) {
        fact.opened = found->second.since;
        fact.is_long = found->second.is_long;
    }
    fact.account = event.account;
    fact.owner = event.owner;
    fact.instrument = event.instrument;
    fact.quote = books_.rails().state().instruments.at(event.instrument).quote;
    if (const auto sum = trips_.ended({event.account, event.instrument, event.owner})) {
        fact.quantity = sum->left;
        fact.entry_price = sum->entry_price();
        fact.exit_price = sum->exit_price();
        fact.fees = sum->fees;
    }
    fact.entry_cost = event.entry_cost;
    fact.result = event.result;
    fact.quote_usd = usd_of(fact.quote);
    fact.intent = event.intent;
    if (const IntentRecord* record = books_.find(event.intent)) {
        const Intent& intent = record->intent;
        fact.signal = intent.signal;
        fact.exit_type = intent.type;
        fact.reason = intent.reason;
        fact.exit = exit_kind(intent);
    }
    observer_.on_trade(fact);
}

void Fold::put_in(const AccountId& account, Usd value)
{
    if (!is_ours(account)) return;
    put_in_ += value;
    put_in_by_account_[account] += value;
}

void Fold::move(const MoveFact& fact, std::optional<Usd> value)
{
    if (!is_ours(fact.account)) return;
    if (value) put_in(fact.account, *value);
    if (fact.amount.is_negative()) forget_emptied_lots(fact.account, fact.time);
    observer_.on_move(fact);
}

void Fold::advance(UtcTime time)
{
    if (!open_.empty() && time > last_counted_) in_market_ += time - last_counted_;
    last_counted_ = std::max(last_counted_, time);
}

void Fold::mark(const PricesMarked& event, UtcTime time)
{
    advance(time);
    EquityPoint point;
    for (const MarkedPrice& price : event.prices) {
        Quote quote = quote_of(price, time);
        point.mids.emplace_back(price.instrument, quote.mid());
        quotes_.insert_or_assign(price.instrument, std::move(quote));
    }
    const risk::Rails& rails = books_.rails();
    observer_.on_mark(time);
    bool has_account = false;
    bool is_known = true;
    for (const auto& [id, account] : rails.state().accounts) {
        if (!is_ours(id)) continue;
        has_account = true;
        const risk::Equity equity = rails.equity(account, quotes_, MonotonicTime{});
        if (!equity.unpriced.empty()) {  // not known, so no point: what was put in counts for the next one
            is_known = false;
            continue;
        }
        // What came without a price is not there yet: it counts as put in from when it is counted in.
        Usd put_in;
        if (const auto found = put_in_by_account_.find(id); found != put_in_by_account_.end()) {
            put_in = found->second;
            put_in_by_account_.erase(found);
        }
        observer_.on_account_point(id, {time, equity.counted, put_in});
        point.equity += equity.counted;
        for (const auto& [instrument, holding] : account.holdings) {
            const auto rate = usd_of(rails.state().instruments.at(instrument).base);
            if (!rate) continue;
            for (const auto& [owner, lot] : holding.lots)
                point.gross += Usd{multiply(abs(lot.quantity.value()), *rate, Rounding::half_even)};
        }
    }
    if (!has_account || !is_known) return;
    point.time = time;
    point.put_in = std::exchange(put_in_, Usd{});
    point.in_market = std::exchange(in_market_, nanoseconds{});
    observer_.on_point(point);
}

Bytes Fold::snapshot() const
{
    Encoder encoder;
    encoder.put(std::string_view{books_.snapshot()});
    std::vector<Mark> marks;
    for (const auto& [instrument, quote] : quotes_) marks.push_back({{instrument, quote.bid, quote.ask}, quote.time});
    encoder.put(marks);
    sieve_.encode(encoder);
    encoder.put(open_);
    encoder.put(closed_);
    encoder.put(trips_);
    encoder.put(put_in_);
    encoder.put(put_in_by_account_);
    encoder.put(in_market_);
    encoder.put(last_counted_);
    encoder.put(has_fills_);
    return encoder.take();
}

Result<void> Fold::restore(std::string_view snapshot)
{
    Decoder decoder{snapshot};
    if (auto restored = books_.restore(decoder.get_text()); !restored) return restored;
    std::vector<Mark> marks;
    decoder.get(marks);
    for (const Mark& mark : marks) quotes_.insert_or_assign(mark.price.instrument, quote_of(mark.price, mark.time));
    sieve_.decode(decoder);
    decoder.get(open_);
    decoder.get(closed_);
    decoder.get(trips_);
    decoder.get(put_in_);
    decoder.get(put_in_by_account_);
    decoder.get(in_market_);
    decoder.get(last_counted_);
    decoder.get(has_fills_);
    if (decoder.failed() || !decoder.is_at_end())
        return Error{Errc::corrupt, "the snapshot of the reports' fold does not parse"};
    return {};
}

std::string exit_kind(const Intent& intent)
{
    return intent.proposer.kind == ActorKind::human ? "by hand" : reason_kind(intent.reason);
}

std::string reason_kind(const std::string& reason)
{
    constexpr std::size_t size_max = 60;
    std::string kind;
    std::size_t at = 0;
    while (at < reason.size()) {
        const std::size_t end = std::min(reason.find(' ', at), reason.size());
        const std::string_view word{reason.data() + at, end - at};
        at = end + 1;
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        if (word.empty() || word == "%" || std::any_of(word.begin(), word.end(), is_digit)) continue;
        if (!kind.empty()) kind += ' ';
        kind += word;
    }
    if (kind.size() <= size_max) return kind;
    std::size_t cut = size_max;
    while (cut > 0 && (static_cast<unsigned char>(kind[cut]) & 0xC0) == 0x80) --cut;
    kind.resize(cut);
    return kind;
}

}  // namespace swarmdesk::trading::report
