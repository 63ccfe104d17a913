#include "trading/venues/paper/paper_venue.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/assert.hpp"
#include "runtime/random.hpp"
#include "runtime/task_scope.hpp"
#include "trading/venues/fault_injector.hpp"
#include "trading/venues/paper/paper_exchange.hpp"
#include "trading/venues/paper/paper_journal.hpp"
#include "trading/venues/paper/paper_reports.hpp"

namespace swarmdesk::trading::venues {

using execution::AccountSnapshot;
using execution::CancelAnswered;
using execution::QueryAnswered;
using execution::QueryOutcome;
using execution::SendAnswered;
using execution::SendOutcome;
using execution::StreamLost;
using execution::StreamRestored;
using execution::Throttled;
using execution::VenueReport;

namespace {

constexpr std::string_view server_error = "503";
constexpr std::string_view server_error_message = "Service Unavailable";
/// Answers that may wait for the journal; beyond it, requests are rejected unread.
constexpr std::size_t unwritten_max = 10'000;
constexpr nanoseconds order_window = std::chrono::seconds{10};

void require(const Result<void>& result)
{
    if (!result) throw ErrorException{result.error()};
}

/// The entry a cursor names; an empty one is before the first.
std::optional<std::uint64_t> parse_cursor(const std::string& cursor)
{
    std::uint64_t entry = 0;
    const char* const end = cursor.data() + cursor.size();
    if (cursor.empty()) return entry;
    const auto [stopped, error] = std::from_chars(cursor.data(), end, entry);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return entry;
}

}  // namespace

struct PaperVenue::Core {
    /// A request, from the desk to the exchange and back.
    struct Trip {
        RequestKind kind = RequestKind::submit;
        AccountId account;
        Fate fate;
        MonotonicTime sent;
        MonotonicTime arrives;
        MonotonicTime returns;
        MonotonicTime gives_up;  ///< when the desk's side waits no longer
        bool is_awaited = true;  ///< the desk's side will still be there when the answer comes
        /// The answer that says no more than how it ended. Queries just fail.
        std::function<VenueReport(SendOutcome outcome, std::string code, std::string message)> bare_answer;
    };
    struct ReportFaults {
        bool loses = false;
        bool duplicates = false;
        bool reorders = false;
    };
    /// The connection over which an account's reports come.
    struct Stream {
        std::uint64_t breaks = 0;                  ///< so far; what was under way when it broke is lost
        std::optional<MonotonicTime> restored_at;  ///< while it is broken
    };
    /// Something to be answered or reported when an append is on the disk.
    struct Unwritten {
        std::uint64_t append = 0;
        std::function<void(bool is_durable)> work;
    };
    struct OrderCount {
        std::int64_t window = 0;
        std::uint32_t orders = 0;
    };

    Core(boost::asio::any_io_executor executor, runtime::Clock& clock_in, const runtime::Random& random_in,
         Settings settings_in, FaultScript faults_in, std::vector<Instrument> instruments)
        : clock(clock_in),
          settings(std::move(settings_in)),
          latency_random(random_in.fork("latency")),
          injector(std::move(faults_in), random_in.fork("faults")),
          exchange(check(settings), check(std::move(instruments))),
          scope(executor, [](const std::string&, std::exception_ptr error) {
              std::rethrow_exception(std::move(error));  // what the listener throws is nothing we can mend
          })
    {
        if (!settings.journal_path.empty()) {
            const PaperJournal::Settings journal_settings{.path = settings.journal_path,
                                                          .crash_point = settings.crash_point};
            PaperState state;
            auto opened = PaperJournal::open(journal_settings, state);
            if (!opened) throw ErrorException{opened.error()};
            journal = std::move(*opened);
            require(exchange.restore(std::move(state)));
        }
        const PaperEvents opened = exchange.open_accounts(clock.now().utc);
        if (!journal) return;
        require(journal->write(opened));
        journal->start(executor, {.on_durable = [this](std::uint64_t number) { on_durable(number); },
                                  .on_failure = [this](const Error&) { on_journal_failed(); }});
    }

    static const PaperSettings& check(const Settings& settings)
    {
        if (settings.latency_min < nanoseconds::zero() || settings.latency_max < settings.latency_min)
            throw ErrorException{{Errc::out_of_range, "latency_min must be from 0 to latency_max"}};
        if (settings.exchange.id.is_empty()) throw ErrorException{{Errc::out_of_range, "a venue has an id"}};
        if (settings.exchange.maker_step_bp > 10'000 || settings.exchange.maker_levels > 100)
            throw ErrorException{
                {Errc::out_of_range, "a market maker has at most 100 levels, 10000 basis points apart"}};
        if (const auto sound = FeeCalculator::check(settings.exchange.fees); !sound)
            throw ErrorException{sound.error()};
        return settings.exchange;
    }
    std::vector<Instrument> check(std::vector<Instrument> instruments) const
    {
        for (const Instrument& instrument : instruments) {
            require(PaperExchange::check(instrument));
            if (instrument.id.venue != settings.exchange.id)
                throw ErrorException{{Errc::conflict, instrument.id.to_string() + " is not traded at " +
                                                          settings.exchange.id.to_string()}};
        }
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

    Trip depart(RequestKind kind, const AccountId& account, const InstrumentId& instrument, std::optional<Side> side,
                std::function<VenueReport(SendOutcome, std::string, std::string)> bare_answer)
    {
        Trip trip;
        trip.kind = kind;
        trip.account = account;
        trip.bare_answer = std::move(bare_answer);
        trip.fate = injector.strike(kind, account, instrument, side);
        trip.sent = now();
        trip.arrives = trip.sent + latency() + trip.fate.delay;
        trip.returns = trip.arrives + latency();
        trip.gives_up = trip.sent + settings.answer_timeout;
        const bool is_silent = trip.fate.end == Fault::accept_then_timeout || trip.fate.end == Fault::lost_response;
        trip.is_awaited = !is_silent && trip.returns <= trip.gives_up;
        if (!trip.is_awaited) {
            const bool engine_timed_out = trip.fate.end == Fault::accept_then_timeout;
            VenueReport silence = trip.bare_answer(
                SendOutcome::unknown, engine_timed_out ? "-1007" : "TIMEOUT",
                engine_timed_out
                    ? "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
                    : "no answer in time");
            schedule(trip.gives_up, [this, silence = std::move(silence)] { report(silence); });
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
        if (trip.fate.stream_lost_for > nanoseconds::zero()) lose_stream(trip.account, trip.fate.stream_lost_for);
        const auto end = [&](SendOutcome outcome, std::string_view code, std::string_view message) {
            answer(trip, trip.bare_answer(outcome, std::string{code}, std::string{message}));
            return false;
        };
        if (now() - trip.sent > settings.receive_window)
            return end(SendOutcome::rejected, "-1021", "Timestamp for this request is outside of the recvWindow.");
        if (trip.fate.end == Fault::throttled) return throttle(trip, trip.fate.retry_after);
        if (trip.fate.end == Fault::reject) return end(SendOutcome::rejected, trip.fate.code, trip.fate.message);
        if (trip.fate.end == Fault::error_before_accept)
            return end(SendOutcome::unknown, server_error, server_error_message);
        if (is_broken) return end(SendOutcome::unknown, server_error, "the paper journal cannot be written");
        if (unwritten.size() >= unwritten_max)
            return end(SendOutcome::rejected, "-1008", "Server is currently overloaded with other requests.");
        if (const auto pause = order_pause(trip)) return throttle(trip, *pause);
        return true;
    }

    /// Counts an order against the limit of its account. How long to wait, where it is beyond.
    std::optional<nanoseconds> order_pause(const Trip& trip)
    {
        const std::uint32_t limit = settings.exchange.orders_per_10s;
        if (limit == 0 || trip.kind != RequestKind::submit || !is_account(trip.account)) return std::nullopt;
        OrderCount& count = order_counts[trip.account];
        const std::int64_t window = now().ns / order_window.count();
        if (count.window != window) count = {window, 0};
        if (count.orders++ < limit) return std::nullopt;
        return order_window - nanoseconds{now().ns % order_window.count()};
    }

    bool throttle(const Trip& trip, nanoseconds retry_after)
    {
        const bool is_order = trip.kind == RequestKind::submit;
        const std::string code = is_order ? "-1015" : "-1003";
        answer(trip, Throttled{trip.account, retry_after, code});
        answer(trip,
               trip.bare_answer(SendOutcome::rejected, code, is_order ? "Too many new orders." : "Too many requests."));
        return false;
    }

    /// The answer to a request that was acted on, unless a fault spoils it, once all it rests on is on the disk.
    void answer_taken(const Trip& trip, VenueReport what)
    {
        if (trip.fate.end == Fault::error_after_accept)
            what = trip.bare_answer(SendOutcome::unknown, std::string{server_error}, std::string{server_error_message});
        const MonotonicTime gives_up = trip.gives_up;
        when_durable(
            [this, trip, what = std::move(what)](bool is_durable) {
                if (is_durable)
                    answer(trip, what);
                else
                    answer(trip, trip.bare_answer(SendOutcome::unknown, std::string{server_error},
                                                  std::string{server_error_message}));
            },
            gives_up);
    }
    void answer_rejected(const Trip& trip, const Rejection& rejection)
    {
        const auto outcome = rejection.is_duplicate ? SendOutcome::duplicate : SendOutcome::rejected;
        answer_taken(trip, trip.bare_answer(outcome, rejection.code, rejection.message));
    }

    void place(const Trip& trip, const Order& order, std::uint64_t epoch)
    {
        crash_point("venue.received");
        if (!is_taken(trip)) return;
        const auto placed = exchange.place(order, epoch, clock.now().utc);
        if (placed.rejection) return answer_rejected(trip, *placed.rejection);
        keep(placed.events);
        when_durable([this](bool is_durable) {
            if (is_durable) crash_point("venue.accepted");
        });
        if (trip.fate.not_found_lag > nanoseconds::zero()) {
            std::erase_if(hidden, [this](const auto& entry) { return entry.second <= now(); });
            hidden[placed.number] = now() + trip.fate.not_found_lag;
        }
        const ReportFaults faults{.loses = trip.fate.loses_reports,
                                  .duplicates = trip.fate.duplicates_reports,
                                  .reorders = trip.fate.reorders_reports};
        if (faults.loses || faults.duplicates || faults.reorders) report_faults[placed.number] = faults;

        SendAnswered accepted{.account = order.account,
                              .intent = order.intent,
                              .outcome = SendOutcome::accepted,
                              .venue_order_id = std::to_string(placed.number)};
        if (faults.reorders) publish(placed.events, trip.returns);
        answer_taken(trip, std::move(accepted));
        if (!faults.reorders) publish(placed.events, trip.returns);
    }

    void cancel(const Trip& trip, const InstrumentId& instrument, const ClientOrderId& id)
    {
        if (!is_taken(trip)) return;
        if (visible(trip.account, instrument, id) == nullptr)
            return answer_rejected(trip, {"-2011", "Unknown order sent."});
        const auto canceled = exchange.cancel(trip.account, instrument, id, clock.now().utc);
        if (canceled.rejection) return answer_rejected(trip, *canceled.rejection);
        keep(canceled.events);
        answer_taken(trip, trip.bare_answer(SendOutcome::accepted, {}, {}));
        publish(canceled.events, trip.returns);
    }

    void query(const Trip& trip, const InstrumentId& instrument, const ClientOrderId& id)
    {
        if (!is_taken(trip)) return;
        QueryAnswered answered{.account = trip.account, .client_order_id = id, .outcome = QueryOutcome::not_found};
        if (const PaperOrder* order = visible(trip.account, instrument, id)) {
            answered.outcome = QueryOutcome::found;
            answered.order = found(*order);
        }
        answer_taken(trip, std::move(answered));
    }

    void take_snapshot(const Trip& trip, std::uint64_t request, std::uint64_t after)
    {
        if (!is_taken(trip)) return;
        AccountSnapshot snapshot = snapshot_of(exchange.state(), trip.account, request, after, clock.now().utc,
                                               [this](std::uint64_t number) { return is_hidden(number); });
        answer_taken(trip, std::move(snapshot));
    }

    bool is_account(const AccountId& account) const { return exchange.state().accounts().contains(account); }
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

    void keep(const PaperEvents& events)
    {
        if (journal) journal->append(events);
    }

    /// Runs `work` once everything that the exchange has done so far is on the disk; with false if it never will be, or
    /// is not at `latest`.
    void when_durable(std::function<void(bool is_durable)> work, std::optional<MonotonicTime> latest = std::nullopt)
    {
        if (is_broken) return work(false);
        if (!journal || journal->last_durable() == journal->last_appended()) return work(true);
        if (!still) still.emplace(clock);
        const std::uint64_t id = ++unwritten_count;
        unwritten.emplace(id, Unwritten{journal->last_appended(), std::move(work)});
        if (latest)
            schedule(*latest, [this, id] {
                if (const auto late = unwritten.extract(id)) late.mapped().work(false);
                if (unwritten.empty()) still.reset();
            });
    }
    void on_durable(std::uint64_t number)
    {
        while (!unwritten.empty() && unwritten.begin()->second.append <= number)
            unwritten.extract(unwritten.begin()).mapped().work(true);
        if (unwritten.empty()) still.reset();
    }
    void on_journal_failed()
    {
        is_broken = true;
        for (const auto& [id, waiting] : std::exchange(unwritten, {})) waiting.work(false);
        still.reset();
    }

    /// Reports events, not before `earliest`, once they are on the disk.
    void publish(const PaperEvents& events, MonotonicTime earliest)
    {
        std::vector<PaperReport> outgoing = reports_of(events, exchange.state());
        spoil(outgoing);
        std::erase_if(outgoing, [this](const PaperReport& message) { return is_lost(message.account); });
        if (outgoing.empty()) return;
        std::vector<std::uint64_t> breaks;
        for (const PaperReport& message : outgoing) breaks.push_back(streams[message.account].breaks);
        when_durable([this, earliest, outgoing = std::move(outgoing), breaks = std::move(breaks)](bool is_durable) {
            if (!is_durable) return;
            // The stream keeps its order whatever the latency of each message.
            last_streamed = std::max(last_streamed, earliest);
            for (std::size_t i = 0; i < outgoing.size(); ++i)
                schedule(last_streamed, [this, message = outgoing[i], before = breaks[i]] {
                    if (streams[message.account].breaks == before) report(message.report);
                });
        });
    }
    // The connection over which reports come.

    bool is_lost(const AccountId& account) const
    {
        const auto found = streams.find(account);
        return found != streams.end() && found->second.restored_at.has_value();
    }
    void lose_stream(const AccountId& account, nanoseconds duration)
    {
        if (!is_account(account)) return;
        Stream& stream = streams[account];
        const MonotonicTime restored_at = now() + duration;
        if (!stream.restored_at) {
            ++stream.breaks;
            schedule(now(), [this, account] { report(StreamLost{account, "the connection broke"}); });
        }
        stream.restored_at = std::max(stream.restored_at.value_or(restored_at), restored_at);
        schedule(restored_at, [this, account] { restore_stream(account); });
    }
    void restore_stream(const AccountId& account)
    {
        Stream& stream = streams[account];
        if (!stream.restored_at || now() < *stream.restored_at) return;
        stream.restored_at.reset();
        report(StreamRestored{account});
    }

    /// Carries out the faults that are about reports.
    void spoil(std::vector<PaperReport>& outgoing)
    {
        if (report_faults.empty()) return;
        std::map<std::uint64_t, std::vector<std::size_t>> places;
        for (std::size_t i = 0; i < outgoing.size(); ++i)
            if (outgoing[i].order != 0) places[outgoing[i].order].push_back(i);
        std::vector<PaperReport> duplicates;
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
        std::erase_if(outgoing, [this](const PaperReport& message) {
            const auto entry = report_faults.find(message.order);
            return entry != report_faults.end() && entry->second.loses;
        });
        for (const auto& [number, at] : places)
            if (!exchange.state().find(number)->is_open()) report_faults.erase(number);
    }

    runtime::Clock& clock;
    Settings settings;
    runtime::Random latency_random;
    FaultInjector injector;
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

    std::map<std::uint64_t, Unwritten> unwritten;  ///< in the order of their appends
    std::uint64_t unwritten_count = 0;
    std::optional<runtime::ClockHold> still;  ///< while any of them waits
    std::map<AccountId, Stream> streams;
    std::map<AccountId, OrderCount> order_counts;
    std::map<AccountId, std::uint64_t> epochs;  ///< the newest seen, where it is newer than the exchange's
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

VenueId PaperVenue::id() const { return core_->settings.exchange.id; }

execution::VenueRules PaperVenue::rules() const
{
    const nanoseconds least = core_->settings.receive_window + core_->injector.not_found_lag_max();
    return rules_of(core_->settings.exchange, std::max(core_->settings.settle_delay, least));
}

std::vector<Instrument> PaperVenue::instruments() const { return core_->exchange.instruments(); }

void PaperVenue::listen(std::function<void(const VenueReport&)> listener) { core_->listener = std::move(listener); }

void PaperVenue::send(const Order& order, const Hash& hash, std::uint64_t epoch)
{
    Core& core = *core_;
    core.crash_point("venue.before_send");
    const auto bare_answer = [account = order.account, intent = order.intent](SendOutcome outcome, std::string code,
                                                                              std::string message) -> VenueReport {
        return SendAnswered{.account = account,
                            .intent = intent,
                            .outcome = outcome,
                            .code = std::move(code),
                            .message = std::move(message)};
    };
    const auto keep_back = [&](std::string code, std::string message) {
        core.schedule(core.now(), [&core, what = bare_answer(SendOutcome::not_sent, std::move(code),
                                                             std::move(message))] { core.report(what); });
    };
    if (hash != risk::order_hash(order)) return keep_back("HASH_MISMATCH", "this is not the order that was approved");
    const auto known = core.epochs.find(order.account);
    const std::uint64_t newest =
        std::max(core.exchange.state().epoch(order.account), known == core.epochs.end() ? 0 : known->second);
    if (epoch < newest) return keep_back("STALE_EPOCH", "another holds the lease of this account");
    if (epoch > newest && core.is_account(order.account)) core.epochs[order.account] = epoch;

    auto trip = core.depart(RequestKind::submit, order.account, order.instrument, order.side, bare_answer);
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives, [&core, order, epoch, trip = std::move(trip)] { core.place(trip, order, epoch); });
}

void PaperVenue::cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order)
{
    Core& core = *core_;
    auto trip = core.depart(RequestKind::cancel, account, instrument, std::nullopt,
                            [account, order](SendOutcome outcome, std::string code, std::string message) {
                                return CancelAnswered{.account = account,
                                                      .client_order_id = order,
                                                      .outcome = outcome,
                                                      .code = std::move(code),
                                                      .message = std::move(message)};
                            });
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives,
                  [&core, instrument, order, trip = std::move(trip)] { core.cancel(trip, instrument, order); });
}

void PaperVenue::query(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order)
{
    Core& core = *core_;
    auto trip = core.depart(RequestKind::query, account, instrument, std::nullopt,
                            [account, order](SendOutcome, const std::string&, const std::string&) {
                                return QueryAnswered{
                                    .account = account, .client_order_id = order, .outcome = QueryOutcome::failed};
                            });
    const MonotonicTime arrives = trip.arrives;
    core.schedule(arrives, [&core, instrument, order, trip = std::move(trip)] { core.query(trip, instrument, order); });
}

void PaperVenue::take_snapshot(const AccountId& account, std::uint64_t request, const std::string& cursor)
{
    Core& core = *core_;
    auto trip = core.depart(RequestKind::snapshot, account, InstrumentId{}, std::nullopt,
                            [account, request, cursor](SendOutcome, const std::string&, const std::string&) {
                                return AccountSnapshot{
                                    .account = account, .request = request, .failed = true, .cursor = cursor};
                            });
    const MonotonicTime arrives = trip.arrives;
    const auto after = parse_cursor(cursor);
    core.schedule(arrives, [&core, request, after, trip = std::move(trip)] {
        if (after)
            core.take_snapshot(trip, request, *after);
        else
            core.answer(trip, trip.bare_answer(SendOutcome::rejected, {}, {}));
    });
}

void PaperVenue::on_quote(const Quote& quote)
{
    Core& core = *core_;
    if (core.is_broken || core.unwritten.size() >= unwritten_max) return;
    const PaperEvents events = core.exchange.on_quote(quote, core.clock.now().utc);
    if (events.empty()) return;
    core.keep(events);
    core.publish(events, core.now() + core.latency());
}

std::optional<Price> PaperVenue::next_awaited(const InstrumentId& instrument, Price from, Price to) const
{
    return core_->exchange.next_awaited(instrument, from, to);
}

Result<void> PaperVenue::move(const AccountId& account, execution::MoveKind kind, const AssetId& asset, Amount amount)
{
    using execution::MoveKind;
    Core& core = *core_;
    if (core.is_broken) return Error{Errc::io, "the paper journal cannot be written"};
    if (core.unwritten.size() >= unwritten_max) return Error{Errc::unavailable, "the paper journal is behind"};
    if (amount.is_negative()) return Error{Errc::out_of_range, "an amount is not negative"};
    const bool goes = kind == MoveKind::withdrawal || kind == MoveKind::fee;
    const auto events = core.exchange.move(account, kind, asset, goes ? -amount : amount, core.clock.now().utc);
    if (!events) return events.error();
    core.keep(*events);
    core.publish(*events, core.now() + core.latency());
    return {};
}

Result<void> PaperVenue::deposit(const AccountId& account, const AssetId& asset, Amount amount)
{
    return move(account, execution::MoveKind::deposit, asset, amount);
}
Result<void> PaperVenue::withdraw(const AccountId& account, const AssetId& asset, Amount amount)
{
    return move(account, execution::MoveKind::withdrawal, asset, amount);
}
Result<void> PaperVenue::airdrop(const AccountId& account, const AssetId& asset, Amount amount)
{
    return move(account, execution::MoveKind::airdrop, asset, amount);
}
Result<void> PaperVenue::charge_fee(const AccountId& account, const AssetId& asset, Amount amount)
{
    return move(account, execution::MoveKind::fee, asset, amount);
}

void PaperVenue::lose_stream(const AccountId& account, nanoseconds duration) { core_->lose_stream(account, duration); }

boost::asio::awaitable<void> PaperVenue::stop()
{
    core_->is_stopping = true;
    core_->queue.clear();
    co_await core_->scope.stop();
}

bool PaperVenue::is_writing() const
{
    const auto& journal = core_->journal;
    return journal && !journal->has_failed() && journal->last_durable() < journal->last_appended();
}

const PaperExchange& PaperVenue::exchange() const { return core_->exchange; }

}  // namespace swarmdesk::trading::venues
