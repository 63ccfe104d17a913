#include "trading/backtest/backtest.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "trading/strategy/sizing.hpp"
#include "trading/venues/paper/paper_reports.hpp"

namespace swarmdesk::trading::backtest {

using namespace execution;

namespace {

/// The exchange is in this very loop: what it is asked of its own accord can wait.
GateSettings without_routine(GateSettings settings)
{
    settings.is_policy_allowed = true;
    settings.reconcile_interval = settings.resting_query_interval = std::chrono::hours{24 * 365};
    return settings;
}

std::vector<Instrument> instruments_of(std::span<const Recording> recordings)
{
    std::vector<Instrument> instruments;
    for (const Recording& recording : recordings) instruments.push_back(recording.instrument);
    return instruments;
}

template <class Tag>
Uuid<Tag> numbered(UtcTime time, std::uint64_t number)
{
    return Uuid<Tag>::make_v7(time, 0, number);
}

}  // namespace

Backtest::Backtest(const Terms& terms, std::span<const Recording> recordings, StrategyId name,
                   const strategy::StrategyMaker& make, Listener listener)
    : terms_(terms),
      name_(std::move(name)),
      listener_(std::move(listener)),
      gate_(without_routine(terms.gate)),
      exchange_(terms.exchange, instruments_of(recordings))
{
    SWARMDESK_ASSERT(!recordings.empty());
    begin_ = recordings.front().begin();
    for (const Recording& recording : recordings) {
        SWARMDESK_ASSERT(recording.warm_up < recording.candles.size());
        begin_ = std::min(begin_, recording.begin());
        end_ = std::max(end_, recording.end());
        const auto& rule = lines_.emplace_back(Line{Track{recording, terms.walk}, make()}).strategy;
        const auto view = strategy::empty_view(recording.instrument);
        for (std::size_t i = 0; i < recording.warm_up; ++i) {
            const market::CandleRow& row = recording.candles[i];
            rule->on_candle({recording.instrument.id, row.open_time, recording.interval, row.open, row.high, row.low,
                             row.close, row.volume},
                            view);
        }
    }
    std::sort(lines_.begin(), lines_.end(), [](const Line& a, const Line& b) { return a.id() < b.id(); });
    feed_.on_quote = [this](const Quote& quote) { on_quote(quote); };
    feed_.on_candle = [this](const Candle& candle) { on_candle(candle); };
    feed_.next_awaited = [this](const InstrumentId& instrument, Price from, Price to) {
        return exchange_.next_awaited(instrument, from, to);
    };
    now_ = {begin_, MonotonicTime{}};
}

void Backtest::run()
{
    open();
    const auto is_later = [](const Track& a, const Track& b) {
        if (a.is_at_end() || b.is_at_end()) return a.is_at_end() && !b.is_at_end();
        return a.due() > b.due();
    };
    for (;;) {
        // The first of equals is the first by name.
        Track* next = &lines_.front().track;
        for (Line& line : lines_)
            if (is_later(*next, line.track)) next = &line.track;
        if (next->is_at_end()) break;
        advance_to(next->due());
        next->step(feed_, now_.monotonic);
    }
    take(gate_.on_stop(now_));
}

void Backtest::open()
{
    const VenueId& venue = terms_.exchange.id;
    gate_.add_venue(venue, venues::rules_of(terms_.exchange, std::chrono::seconds{2}));
    static_cast<void>(exchange_.open_accounts(now_.utc));
    StartOptions options;
    options.price_source = "replay";
    take(gate_.start(options, now_).value());
    for (const Instrument& instrument : exchange_.instruments()) take(gate_.list(instrument, now_).value());
    take(gate_.open_account(terms_.account, terms_.user, venue, now_).value());
    take(gate_.on_tick(now_));
}

/// Everything that arrives until then, in its order.
void Backtest::advance_to(UtcTime time)
{
    const auto set_clock = [this](UtcTime at) { now_ = {at, MonotonicTime{(at - begin_).count()}}; };
    while (!waiting_.empty() && waiting_.begin()->first <= time) {
        const auto next = waiting_.extract(waiting_.begin());
        set_clock(next.key());
        deliver(next.mapped());
    }
    set_clock(time);
}

void Backtest::deliver(const Message& message)
{
    if (const auto* report = std::get_if<VenueReport>(&message))
        take(gate_.on_report(terms_.exchange.id, *report, now_));
    else if (const auto* effect = std::get_if<Effect>(&message))
        on_effect(*effect);
    else
        take(gate_.rearm(std::get<Rearm>(message).scope, {ActorKind::policy, terms_.rearm.words}, now_).value());
}

void Backtest::on_effect(const Effect& effect)
{
    if (const auto* submit = std::get_if<SubmitOrder>(&effect)) {
        const Order& order = submit->order.order();
        SendAnswered answered{.account = order.account, .intent = order.intent};
        auto placed = exchange_.place(order, submit->order.epoch(), now_.utc);
        if (placed.rejection) {
            answered.outcome = placed.rejection->is_duplicate ? SendOutcome::duplicate : SendOutcome::rejected;
            answered.code = placed.rejection->code;
            answered.message = placed.rejection->message;
        } else {
            answered.outcome = SendOutcome::accepted;
            answered.venue_order_id = std::to_string(placed.number);
        }
        answer(std::move(answered));
        tell(placed.events);
    } else if (const auto* cancel = std::get_if<CancelOrder>(&effect)) {
        CancelAnswered answered{.account = cancel->account, .client_order_id = cancel->client_order_id};
        auto canceled = exchange_.cancel(cancel->account, cancel->instrument, cancel->client_order_id, now_.utc);
        answered.outcome = canceled.rejection ? SendOutcome::rejected : SendOutcome::accepted;
        if (canceled.rejection) answered.code = canceled.rejection->code;
        answer(std::move(answered));
        tell(canceled.events);
    } else if (const auto* query = std::get_if<QueryOrder>(&effect)) {
        QueryAnswered answered{.account = query->account, .client_order_id = query->client_order_id};
        const auto* order = exchange_.state().find(query->account, query->instrument, query->client_order_id);
        answered.outcome = order == nullptr ? QueryOutcome::not_found : QueryOutcome::found;
        if (order != nullptr) answered.order = venues::found(*order);
        answer(std::move(answered));
    } else {
        const auto& wanted = std::get<TakeSnapshot>(effect);
        const std::uint64_t after = wanted.cursor.empty() ? 0 : std::stoull(wanted.cursor);  // our own words
        answer(venues::snapshot_of(exchange_.state(), wanted.account, wanted.request, after, now_.utc,
                                   [](std::uint64_t) { return false; }));
    }
}

void Backtest::on_quote(const Quote& quote)
{
    take(gate_.on_tick(now_));
    take(gate_.on_quote(quote, now_));
    tell(exchange_.on_quote(quote, now_.utc));
}

void Backtest::on_candle(const Candle& candle)
{
    const Line& line = line_of(candle.instrument);
    const auto& rails = gate_.books().rails();
    std::optional<Usd> equity;
    if (const risk::Account* account = rails.find(terms_.account)) {
        const risk::Equity valued = rails.equity(*account, gate_.quotes(), now_.monotonic);
        if (valued.unpriced.empty()) equity = valued.value;
    }
    const Instrument& instrument = line.track.recording().instrument;
    const LotKey lot{terms_.account, candle.instrument, LotOwner{terms_.agent, name_}};
    const LotProtection* standing = gate_.books().protection_of(lot);
    const strategy::LotNotes notes{standing == nullptr ? Protection{} : standing->terms,
                                   gate_.books().last_entry_into(lot)};
    const auto view =
        strategy::view_of(rails.state(), gate_.quotes(), equity, rails.usd_rate(instrument.quote, gate_.quotes()),
                          terms_.account, lot.owner, instrument, notes);
    const auto proposal = line.strategy->on_candle(candle, view);
    if (strategy::close_time(candle) >= end_) return;
    if (proposal && flaw_of(*proposal, line.strategy->warm_up(), candle.close, instrument) != strategy::Flaw::none)
        return;
    if (!proposal) {
        const Protection protection = view.position.is_positive() ? line.strategy->protection() : Protection{};
        if (protection.is_none()) return;
        auto moved = gate_.protect(lot, protection, {ActorKind::agent, terms_.agent.to_string()}, "held on", now_);
        if (moved) take(std::move(*moved));
        return;
    }
    Signal signal = strategy::to_signal(name_, *proposal, candle);
    strategy::ensure_stop(signal, candle.close, terms_.stop_percent);
    propose(std::move(signal));
}

void Backtest::propose(Signal signal)
{
    signal.id = numbered<SignalTag>(now_.utc, ++signals_);
    signal.agent = terms_.agent;
    signal.user = terms_.user;
    signal.account = terms_.account;
    take(gate_.raise(signal, now_));
    auto proposed = gate_.propose(intent_of(signal, numbered<IntentTag>(now_.utc, signals_)), now_);
    if (proposed) take(std::move(*proposed));
}

void Backtest::take(Step step)
{
    for (const Stamped& event : step.events) {
        if (listener_) listener_(event, gate_.books());
        if (const auto* asked = std::get_if<ApprovalRequested>(&event.event)) undecided_.push_back(asked->approval);
        if (const auto* tripped = std::get_if<LossStreakTripped>(&event.event);
            tripped != nullptr && terms_.rearm.delay)
            waiting_.emplace(now_.utc + *terms_.rearm.delay, Rearm{tripped->scope});
    }
    for (Effect& effect : step.effects) waiting_.emplace(now_.utc + terms_.latency, std::move(effect));
    while (!undecided_.empty()) {
        const ApprovalId approval = undecided_.back();
        undecided_.pop_back();
        const Actor by{ActorKind::policy, terms_.approves ? "approve" : "reject"};
        auto decided = terms_.approves ? gate_.approve(approval, by, now_)
                                       : gate_.decline(approval, by, "the backtest's policy", now_);
        if (decided) take(std::move(*decided));
    }
}

void Backtest::tell(const venues::PaperEvents& events)
{
    for (auto& report : venues::reports_of(events, exchange_.state())) answer(std::move(report.report));
}

const Backtest::Line& Backtest::line_of(const InstrumentId& instrument) const
{
    const auto found =
        std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.id() == instrument; });
    SWARMDESK_ASSERT(found != lines_.end());
    return *found;
}

}  // namespace swarmdesk::trading::backtest
