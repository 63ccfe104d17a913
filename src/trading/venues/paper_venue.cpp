#include "trading/venues/paper_venue.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <optional>
#include <set>

#include "base/assert.hpp"
#include "runtime/random.hpp"
#include "runtime/task_scope.hpp"
#include "trading/venues/fault_dealer.hpp"
#include "trading/venues/paper_exchange.hpp"
#include "trading/venues/paper_journal.hpp"

namespace swarmdesk::trading::venues {

using execution::CancelAnswered;
using execution::OrderFound;
using execution::QueryAnswered;
using execution::QueryOutcome;
using execution::SendAnswered;
using execution::SendOutcome;
using execution::StatusReported;
using execution::SweepAnswered;
using execution::TradeReported;
using execution::VenueReport;

namespace {

constexpr std::string_view server_error = "503";

void require(const Result<void>& result)
{
    if (!result) throw ErrorException{result.error()};
}

OrderFound found(const PaperOrder& order)
{
    return {.client_order_id = order.order.client_order_id,
            .venue_order_id = std::to_string(order.number),
            .instrument = order.order.instrument,
            .status = order.status,
            .filled = order.filled,
            .trades = order.trades};
}

}  // namespace

struct PaperVenue::Core {
    /// A request, from the desk to the exchange and back.
    struct Trip {
        Fate fate;
        MonotonicTime sent;
        MonotonicTime arrives;
        MonotonicTime returns;
        bool is_awaited = true;  ///< the desk's side will still be there when the answer comes
        /// The answer that says no more than how it ended. Questions just fail.
        std::function<VenueReport(SendOutcome outcome, std::string code, std::string message)> bare_answer;
    };
    struct ReportFaults {
        bool loses = false;
        bool duplicates = false;
        bool reorders = false;
    };
    struct Outgoing {
        std::uint64_t number = 0;  ///< of the order it is about
        VenueReport report;
    };

    Core(boost::asio::any_io_executor executor, runtime::Clock& clock_in, const runtime::Random& random_in,
         Settings settings_in, FaultScript faults_in, std::vector<Instrument> instruments)
        : clock(clock_in),
          settings(std::move(settings_in)),
          latency_random(random_in.fork("latency")),
          dealer(std::move(faults_in), random_in.fork("faults")),
          exchange(check(settings), check(std::move(instruments))),
          scope(std::move(executor), [](const std::string&, std::exception_ptr error) {
              std::rethrow_exception(std::move(error));  // what the listener throws is nothing we can mend
          })
    {
        if (!settings.journal_path.empty()) {
            const PaperJournal::Settings journal_settings{.path = settings.journal_path};
            PaperState state;
            auto opened = PaperJournal::open(journal_settings, state);
            if (!opened) throw ErrorException{opened.error()};
            journal = std::move(*opened);
            require(exchange.restore(std::move(state)));
        }
        require(keep(exchange.open_accounts(clock.now().utc)));
    }

    static const PaperSettings& check(const Settings& settings)
    {
        if (settings.latency_min < nanoseconds::zero() || settings.latency_max < settings.latency_min)
            throw ErrorException{{Errc::out_of_range, "latency_min must be from 0 to latency_max"}};
        if (settings.exchange.fees.maker_bp > 10'000 || settings.exchange.fees.taker_bp > 10'000)
            throw ErrorException{{Errc::out_of_range, "a fee is at most 10000 basis points"}};
        return settings.exchange;
    }
    static std::vector<Instrument> check(std::vector<Instrument> instruments)
    {
        for (const Instrument& instrument : instruments) require(PaperExchange::check(instrument));
        return instruments;
    }

    MonotonicTime now() const { return clock.now().monotonic; }
    nanoseconds latency()
    {
        const auto width = static_cast<std::uint64_t>((settings.latency_max - settings.latency_min).count());
        if (width == 0) return settings.latency_min;
        return settings.latency_min + nanoseconds{static_cast<std::int64_t>(latency_random.below(width + 1))};
    }
    void crash_point(std::string_view name) const
    {
        if (settings.crash_point) settings.crash_point(name);
    }
    void report(const VenueReport& what) const
    {
        if (std::holds_alternative<SendAnswered>(what)) crash_point("venue.answered");
        if (listener) listener(what);
    }

    // What happens when: one queue in the order of (due time, order of scheduling), and as few sleepers as will do.

    void schedule(MonotonicTime due, std::function<void()> work)
    {
        if (is_stopping) return;
        queue.emplace(std::pair{due, ++scheduled}, std::move(work));
        if (!is_running) arm();
    }
    void arm()
    {
        if (queue.empty()) return;
        const MonotonicTime due = queue.begin()->first.first;
        if (!sleepers.empty() && *sleepers.begin() <= due) return;
        sleepers.insert(due);
        scope.spawn(wake(due), "paper venue");
    }
    boost::asio::awaitable<void> wake(MonotonicTime due)
    {
        co_await boost::asio::post(boost::asio::use_awaitable);  // never from inside the request
        if (due > now()) co_await clock.sleep(due - now());
        sleepers.erase(due);
        run_due();
    }
    /// Runs what is due and was scheduled before this began; what that schedules waits for a later turn.
    void run_due()
    {
        struct Running {
            explicit Running(Core& core_in) : core(core_in) { core.is_running = true; }
            ~Running()
            {
                core.is_running = false;
                core.arm();
            }
            Core& core;
        };
        const Running running{*this};
        const std::uint64_t last = scheduled;
        const MonotonicTime until = now();
        for (auto next = queue.begin(); next != queue.end() && next->first.first <= until;) {
            if (next->first.second > last) {
                ++next;
                continue;
            }
            const auto work = std::move(next->second);
            const auto key = next->first;
            queue.erase(next);
            work();
            next = queue.upper_bound(key);  // the work may have changed the queue
        }
    }

    // Requests.

    Trip depart(RequestKind kind, const InstrumentId& instrument, std::optional<Side> side,
                std::function<VenueReport(SendOutcome, std::string, std::string)> bare_answer)
    {
        Trip trip;
        trip.bare_answer = std::move(bare_answer);
        trip.fate = dealer.deal(kind, instrument, side);
        trip.sent = now();
        trip.arrives = trip.sent + latency() + trip.fate.delay;
        trip.returns = trip.arrives + latency();
        const MonotonicTime gives_up = trip.sent + settings.answer_timeout;
        const bool is_silent = trip.fate.end == Fault::accept_then_timeout || trip.fate.end == Fault::lost_response;
        trip.is_awaited = !is_silent && trip.returns <= gives_up;
        if (!trip.is_awaited) {
            const bool engine_timed_out = trip.fate.end == Fault::accept_then_timeout;
            VenueReport silence = trip.bare_answer(
                SendOutcome::unknown, engine_timed_out ? "-1007" : "TIMEOUT",
                engine_timed_out
                    ? "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
                    : "no answer in time");
            schedule(gives_up, [this, silence = std::move(silence)] { report(silence); });
        }
        return trip;
    }

    void answer(const Trip& trip, VenueReport what)
    {
        if (!trip.is_awaited) return;
        schedule(trip.returns, [this, what = std::move(what)] { report(what); });
    }

    /// Whether the exchange acts on the request. If not, it is answered here.
    bool is_taken(const Trip& trip)
    {
        const auto end = [&](SendOutcome outcome, std::string_view code, std::string_view message) {
            answer(trip, trip.bare_answer(outcome, std::string{code}, std::string{message}));
            return false;
        };
        if (now() - trip.sent > settings.receive_window)
            return end(SendOutcome::refused, "-1021", "Timestamp for this request is outside of the recvWindow.");
        if (trip.fate.end == Fault::refuse) return end(SendOutcome::refused, trip.fate.code, trip.fate.message);
        if (trip.fate.end == Fault::error_before_accept)
            return end(SendOutcome::unknown, server_error, "Service Unavailable");
        if (is_broken) return end(SendOutcome::unknown, server_error, "the paper journal cannot be written");
        return true;
    }

    /// The answer to a request that has taken effect, unless a fault spoils it.
    void answer_taken(const Trip& trip, VenueReport what)
    {
        if (trip.fate.end == Fault::error_after_accept)
            what = trip.bare_answer(SendOutcome::unknown, std::string{server_error}, "Service Unavailable");
        answer(trip, std::move(what));
    }

    void place(const Trip& trip, const Order& order)
    {
        crash_point("venue.received");
        if (!is_taken(trip)) return;
        auto placed = exchange.place(order, clock.now().utc);
        if (placed.refusal) {
            answer_taken(trip, trip.bare_answer(SendOutcome::refused, placed.refusal->code, placed.refusal->message));
            return;
        }
        if (!keep(placed.events)) {
            answer(trip, trip.bare_answer(SendOutcome::unknown, std::string{server_error}, "Service Unavailable"));
            return;
        }
        crash_point("venue.accepted");
        if (trip.fate.not_found_lag > nanoseconds::zero()) {
            std::erase_if(hidden, [this](const auto& entry) { return entry.second <= now(); });
            hidden[placed.number] = now() + trip.fate.not_found_lag;
        }
        const ReportFaults faults{.loses = trip.fate.loses_reports,
                                  .duplicates = trip.fate.duplicates_reports,
                                  .reorders = trip.fate.reorders_reports};
        if (faults.loses || faults.duplicates || faults.reorders) report_faults[placed.number] = faults;

        SendAnswered accepted{
            .intent = order.intent, .outcome = SendOutcome::accepted, .venue_order_id = std::to_string(placed.number)};
        if (faults.reorders) {
            publish(placed.events, trip.returns);
            answer_taken(trip, std::move(accepted));
        } else {
            answer_taken(trip, std::move(accepted));
            publish(placed.events, stream_due(trip.returns));
        }
    }

    void cancel(const Trip& trip, const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id)
    {
        if (!is_taken(trip)) return;
        PaperExchange::Answer cancelled;
        if (visible(account, instrument, id) == nullptr)
            cancelled.refusal = Refusal{"-2011", "Unknown order sent."};
        else
            cancelled = exchange.cancel(account, instrument, id, clock.now().utc);
        if (cancelled.refusal) {
            answer_taken(trip,
                         trip.bare_answer(SendOutcome::refused, cancelled.refusal->code, cancelled.refusal->message));
        } else if (!keep(cancelled.events)) {
            answer(trip, trip.bare_answer(SendOutcome::unknown, std::string{server_error}, "Service Unavailable"));
        } else {
            answer_taken(trip, trip.bare_answer(SendOutcome::accepted, {}, {}));
            publish(cancelled.events, stream_due(trip.returns));
        }
    }

    void query(const Trip& trip, const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id)
    {
        if (!is_taken(trip)) return;
        QueryAnswered answered{.client_order_id = id, .outcome = QueryOutcome::not_found};
        if (const PaperOrder* order = visible(account, instrument, id)) {
            answered.outcome = QueryOutcome::found;
            answered.order = found(*order);
        }
        answer_taken(trip, std::move(answered));
    }

    void sweep(const Trip& trip, const AccountId& account)
    {
        if (!is_taken(trip)) return;
        SweepAnswered answered{.account = account};
        const auto& accounts = exchange.state().accounts();
        if (const auto balances = accounts.find(account); balances != accounts.end())
            for (const auto& [asset, balance] : balances->second)
                answered.balances[asset] = balance.free + balance.locked;
        for (const auto& [number, order] : exchange.state().orders())
            if (order.is_open() && order.order.account == account && !is_hidden(number))
                answered.open_orders.push_back(found(order));
        answer_taken(trip, std::move(answered));
    }

    bool is_hidden(std::uint64_t number) const
    {
        const auto entry = hidden.find(number);
        return entry != hidden.end() && entry->second > now();
    }
    const PaperOrder* visible(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id) const
    {
        const PaperOrder* order = exchange.state().find(account, instrument, id);
        return order == nullptr || is_hidden(order->number) ? nullptr : order;
    }

    // What the exchange did: first to its journal, then to whom it concerns.

    Result<void> keep(const PaperEvents& events)
    {
        if (!journal) return {};
        auto appended = journal->append(events);
        is_broken = is_broken || !appended;
        return appended;
    }

    /// The stream keeps its order whatever the latency of each message.
    MonotonicTime stream_due(MonotonicTime earliest) { return last_streamed = std::max(last_streamed, earliest); }

    void publish(const PaperEvents& events, MonotonicTime due)
    {
        std::vector<Outgoing> outgoing;
        for (const PaperEvent& event : events) {
            if (const auto* placed = std::get_if<OrderPlaced>(&event)) {
                if (exchange.state().find(placed->number)->is_open()) add_status(outgoing, placed->number, Quantity{});
            } else if (const auto* matched = std::get_if<OrdersMatched>(&event)) {
                for (const std::uint64_t number : {matched->maker, matched->taker})
                    if (number != 0) add_trade(outgoing, number, matched->trade_id);
            } else if (const auto* closed = std::get_if<OrderClosed>(&event)) {
                add_status(outgoing, closed->number, exchange.state().find(closed->number)->filled);
            }
        }
        spoil(outgoing);
        for (Outgoing& message : outgoing) schedule(due, [this, what = std::move(message.report)] { report(what); });
    }
    void add_status(std::vector<Outgoing>& outgoing, std::uint64_t number, Quantity filled) const
    {
        const PaperOrder& order = *exchange.state().find(number);
        StatusReported status{.client_order_id = order.order.client_order_id,
                              .status = order.status,
                              .filled = filled,
                              .reason = order.reason};
        outgoing.push_back({number, std::move(status)});
    }
    void add_trade(std::vector<Outgoing>& outgoing, std::uint64_t number, std::uint64_t trade_id) const
    {
        const PaperOrder& order = *exchange.state().find(number);
        const auto trade = std::find_if(order.trades.rbegin(), order.trades.rend(),
                                        [trade_id](const Trade& one) { return one.trade_id == trade_id; });
        SWARMDESK_ASSERT(trade != order.trades.rend());
        outgoing.push_back({number, TradeReported{order.order.client_order_id, *trade}});
    }

    /// Carries out the faults that are about reports.
    void spoil(std::vector<Outgoing>& outgoing)
    {
        if (report_faults.empty()) return;
        std::map<std::uint64_t, std::vector<std::size_t>> places;
        for (std::size_t i = 0; i < outgoing.size(); ++i) places[outgoing[i].number].push_back(i);
        std::vector<Outgoing> duplicates;
        for (const auto& [number, at] : places) {
            const auto entry = report_faults.find(number);
            if (entry == report_faults.end()) continue;
            const ReportFaults faults = entry->second;
            if (faults.reorders)
                for (std::size_t i = 0; i < at.size() / 2; ++i)
                    std::swap(outgoing[at[i]].report, outgoing[at[at.size() - 1 - i]].report);
            if (faults.duplicates)
                for (const std::size_t i : at) duplicates.push_back(outgoing[i]);
        }
        outgoing.insert(outgoing.end(), duplicates.begin(), duplicates.end());
        std::erase_if(outgoing, [this](const Outgoing& message) {
            const auto entry = report_faults.find(message.number);
            return entry != report_faults.end() && entry->second.loses;
        });
        for (const auto& [number, at] : places)
            if (!exchange.state().find(number)->is_open()) report_faults.erase(number);
    }

    runtime::Clock& clock;
    Settings settings;
    runtime::Random latency_random;
    FaultDealer dealer;
    PaperExchange exchange;
    std::unique_ptr<PaperJournal> journal;
    bool is_broken = false;
    bool is_stopping = false;
    bool is_running = false;  ///< in `run_due`
    std::function<void(const VenueReport&)> listener;

    std::map<std::pair<MonotonicTime, std::uint64_t>, std::function<void()>> queue;
    std::uint64_t scheduled = 0;
    std::set<MonotonicTime> sleepers;
    MonotonicTime last_streamed;

    std::map<std::uint64_t, MonotonicTime> hidden;
    std::map<std::uint64_t, ReportFaults> report_faults;  ///< of open orders

    runtime::TaskScope scope;  ///< last: its tasks use the rest
};

PaperVenue::PaperVenue(boost::asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random,
                       Settings settings, FaultScript faults, std::vector<Instrument> instruments)
    : core_(std::make_unique<Core>(std::move(executor), clock, random, std::move(settings), std::move(faults),
                                   std::move(instruments)))
{}

PaperVenue::~PaperVenue() = default;

nanoseconds PaperVenue::fence() const { return core_->settings.receive_window + core_->dealer.not_found_lag_max(); }

std::vector<Instrument> PaperVenue::instruments() const { return core_->exchange.instruments(); }

void PaperVenue::listen(std::function<void(const VenueReport&)> listener) { core_->listener = std::move(listener); }

void PaperVenue::send(const Order& order)
{
    Core& core = *core_;
    core.crash_point("venue.before_send");
    auto trip = core.depart(
        RequestKind::submit, order.instrument, order.side,
        [intent = order.intent](SendOutcome outcome, std::string code, std::string message) {
            return SendAnswered{
                .intent = intent, .outcome = outcome, .code = std::move(code), .message = std::move(message)};
        });
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives, [&core, order, trip = std::move(trip)] { core.place(trip, order); });
}

void PaperVenue::cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order)
{
    Core& core = *core_;
    auto trip = core.depart(
        RequestKind::cancel, instrument, std::nullopt,
        [order](SendOutcome outcome, std::string code, std::string message) {
            return CancelAnswered{
                .client_order_id = order, .outcome = outcome, .code = std::move(code), .message = std::move(message)};
        });
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives, [&core, account, instrument, order, trip = std::move(trip)] {
        core.cancel(trip, account, instrument, order);
    });
}

void PaperVenue::query(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order)
{
    Core& core = *core_;
    auto trip = core.depart(RequestKind::query, instrument, std::nullopt,
                            [order](SendOutcome, const std::string&, const std::string&) {
                                return QueryAnswered{.client_order_id = order, .outcome = QueryOutcome::failed};
                            });
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives, [&core, account, instrument, order, trip = std::move(trip)] {
        core.query(trip, account, instrument, order);
    });
}

void PaperVenue::sweep(const AccountId& account)
{
    Core& core = *core_;
    auto trip = core.depart(RequestKind::sweep, InstrumentId{}, std::nullopt,
                            [account](SendOutcome, const std::string&, const std::string&) {
                                return SweepAnswered{.account = account, .failed = true};
                            });
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives, [&core, account, trip = std::move(trip)] { core.sweep(trip, account); });
}

void PaperVenue::on_quote(const Quote& quote)
{
    Core& core = *core_;
    if (core.is_broken) return;
    const PaperEvents events = core.exchange.on_quote(quote, core.clock.now().utc);
    if (events.empty() || !core.keep(events)) return;
    core.publish(events, core.stream_due(core.now() + core.latency()));
}

Result<void> PaperVenue::deposit(const AccountId& account, const AssetId& asset, Amount amount)
{
    if (core_->is_broken) return Error{Errc::io, "the paper journal cannot be written"};
    const auto events = core_->exchange.deposit(account, asset, amount, core_->clock.now().utc);
    if (!events) return events.error();
    return core_->keep(*events);
}

boost::asio::awaitable<void> PaperVenue::stop()
{
    core_->is_stopping = true;
    core_->queue.clear();
    co_await core_->scope.stop();
}

const PaperExchange& PaperVenue::exchange() const { return core_->exchange; }

}  // namespace swarmdesk::trading::venues
