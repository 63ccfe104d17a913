#include "trading/execution/cell_feed.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace swarmdesk::trading::execution {

namespace asio = boost::asio;

/// Shared by both cells: what waits is under the lock, what was delivered belongs to the receiving cell.
class CellFeed::State : public std::enable_shared_from_this<State> {
public:
    State(asio::any_io_executor cell, Receiver receiver) : cell_(std::move(cell)), receiver_(std::move(receiver)) {}

    void begin(std::uint64_t after_seq) { delivered_ = after_seq; }

    void push(const Desk::Events& events)
    {
        const std::lock_guard lock{mutex_};
        if (waiting_events_ + events->size() > events_max) has_missed_ = true;
        if (has_missed_) return wake();  // the ledger has them
        waiting_events_ += events->size();
        events_.push_back(events);
        wake();
    }
    void push(const Quote& quote)
    {
        const std::lock_guard lock{mutex_};
        quotes_.insert_or_assign(quote.instrument, quote);
        wake();
    }
    void push(const Candle& candle, bool is_history)
    {
        const std::lock_guard lock{mutex_};
        if (candles_.size() == candles_max) candles_.pop_front();
        candles_.push_back({candle, is_history});
        wake();
    }
    void stop()
    {
        is_stopped_ = true;
        receiver_ = {};
    }

private:
    struct Pushed {
        Candle candle;
        bool is_history;
    };

    void wake()
    {
        if (is_scheduled_) return;
        is_scheduled_ = true;
        asio::post(cell_, [self = shared_from_this()] { self->deliver(); });
    }

    void deliver()
    {
        std::deque<Desk::Events> events;
        std::map<InstrumentId, Quote> quotes;
        std::deque<Pushed> candles;
        bool has_missed = false;
        {
            const std::lock_guard lock{mutex_};
            events.swap(events_);
            quotes.swap(quotes_);
            candles.swap(candles_);
            waiting_events_ = 0;
            has_missed = has_missed_;
            is_scheduled_ = has_missed;  // while it catches up nothing else is delivered
        }
        if (is_stopped_) return;
        for (const Desk::Events& batch : events) deliver(*batch);
        for (const auto& [id, quote] : quotes) receiver_.on_quote(quote);
        for (const auto& [candle, is_history] : candles) {
            const auto& receive = is_history ? receiver_.on_history : receiver_.on_candle;
            if (receive) receive(candle);
        }
        if (!has_missed) return;
        auto work = catch_up(shared_from_this());
        asio::co_spawn(cell_, std::move(work), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
    }

    void deliver(std::span<const StreamedEvent> events)
    {
        // What the ledger has told already is not told again.
        std::size_t known = 0;
        while (known < events.size() && events[known].seq <= delivered_) ++known;
        if (known == events.size()) return;
        delivered_ = events.back().seq;
        receiver_.on_events(events.subspan(known));
    }

    static asio::awaitable<void> catch_up(std::shared_ptr<State> self)
    {
        while (self->begin_catching_up()) {
            for (;;) {
                auto reading = self->receiver_.read(self->delivered_);
                const auto page = co_await std::move(reading);
                if (self->is_stopped_) co_return;
                if (!page || page->empty()) break;  // where the ledger fails, the desk ends too
                self->deliver(*page);
            }
        }
    }

    /// What is pushed from here on is queued again: what was pushed before is in the ledger. False: caught up.
    bool begin_catching_up()
    {
        const std::lock_guard lock{mutex_};
        if (has_missed_) {
            has_missed_ = false;
            return true;
        }
        is_scheduled_ = false;
        if (!events_.empty() || !quotes_.empty() || !candles_.empty()) wake();
        return false;
    }

    asio::any_io_executor cell_;
    std::mutex mutex_;
    std::deque<Desk::Events> events_;
    std::size_t waiting_events_ = 0;
    std::map<InstrumentId, Quote> quotes_;
    std::deque<Pushed> candles_;
    bool is_scheduled_ = false;
    bool has_missed_ = false;
    // The receiving cell's own:
    Receiver receiver_;
    std::uint64_t delivered_ = 0;
    bool is_stopped_ = false;
};

CellFeed::CellFeed(asio::any_io_executor cell, Receiver receiver)
    : state_(std::make_shared<State>(std::move(cell), std::move(receiver)))
{}

CellFeed::~CellFeed() = default;

void CellFeed::begin(std::uint64_t after_seq) { state_->begin(after_seq); }
void CellFeed::push(const Desk::Events& events) { state_->push(events); }
void CellFeed::push(const Quote& quote) { state_->push(quote); }
void CellFeed::push(const Candle& candle) { state_->push(candle, false); }
void CellFeed::push_history(const Candle& candle) { state_->push(candle, true); }
void CellFeed::stop() { state_->stop(); }

}  // namespace swarmdesk::trading::execution
