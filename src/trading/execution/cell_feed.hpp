#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "trading/execution/desk.hpp"
#include "trading/model/market.hpp"

namespace swarmdesk::trading::execution {

/// What flows from the execution cell to one other: durable events in their order, the newest quote of each instrument,
/// complete candles. `push` is called in the execution cell and never waits; the receiver is called in the other cell.
///
/// Events are never lost: a cell that falls behind by more than `events_max` reads what it missed from the ledger. Of
/// quotes only the newest counts; candles beyond `candles_max` push out the oldest.
class CellFeed {
public:
    static constexpr std::size_t events_max = 200'000;
    static constexpr std::size_t candles_max = 10'000;

    struct Receiver {
        std::function<void(std::span<const StreamedEvent> events)> on_events;
        std::function<void(const Quote& quote)> on_quote;
        std::function<void(const Candle& candle)> on_candle;
        /// Of a candle from before the market begins: it teaches, and nothing is concluded from it. May be empty.
        std::function<void(const Candle& candle)> on_history;
        /// Reads events after `after_seq` from the ledger, oldest first; empty at its end. Awaited in the other cell.
        std::function<boost::asio::awaitable<Result<std::vector<StreamedEvent>>>(std::uint64_t after_seq)> read;
    };

    /// `cell` is the other cell's executor. The receiver is dropped by `stop`, in that cell.
    CellFeed(boost::asio::any_io_executor cell, Receiver receiver);
    ~CellFeed();
    CellFeed(const CellFeed&) = delete;
    CellFeed& operator=(const CellFeed&) = delete;

    /// What comes after this event is delivered. Before the first `push`.
    void begin(std::uint64_t after_seq);
    void push(const Desk::Events& events);
    void push(const Quote& quote);
    void push(const Candle& candle);
    /// Delivered among the candles, in their order, and bounded with them.
    void push_history(const Candle& candle);

    /// In the other cell: nothing is delivered after this.
    void stop();

private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace swarmdesk::trading::execution
