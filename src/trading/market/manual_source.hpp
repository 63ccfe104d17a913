#pragma once

#include <map>

#include "runtime/clock.hpp"
#include "trading/market/candle_builder.hpp"
#include "trading/market/candle_ladder.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

/// A market a person moves by hand, through the API: for tests and for teaching. Quotes age like any other unless
/// `hold` is asked for, so staleness can be tried out. One thread: the desk's executor.
class ManualSource final : public Source {
public:
    struct Settings {
        std::vector<Instrument> instruments;  ///< empty: the usual three
        nanoseconds candle_interval = std::chrono::minutes{1};
        nanoseconds hold_interval = std::chrono::milliseconds{500};  ///< how often a held quote is announced again
        bool hold = false;
        Quantity size{Decimal::from_integer(10)};  ///< on both sides of every quote
    };

    /// `clock` is borrowed.
    ManualSource(Settings settings, runtime::Clock& clock);

    /// Moves the market, also before `run`. Refuses an unknown instrument, a side that is not positive or off the tick,
    /// and a bid that is not below the ask. It is as old as what was read at `received` (RAILS 3), or new.
    Result<void> set_quote(const InstrumentId& instrument, Price bid, Price ask,
                           std::optional<MonotonicTime> received = {});
    /// Whether the last quotes are announced again until told otherwise, and so never grow stale.
    void set_hold(bool hold) { settings_.hold = hold; }

    std::string description() const override { return "manual quotes"; }
    bool is_real() const override { return false; }
    std::vector<Instrument> instruments() const override { return settings_.instruments; }
    std::vector<nanoseconds> candle_intervals() const override { return {settings_.candle_interval}; }
    boost::asio::awaitable<Result<void>> run(Feed feed) override;
    /// What it was moved to since it began; nobody knows more.
    void ask_history(HistoryRequest request, HistoryAnswer answer) override { answer(past_.read(request)); }

private:
    struct Market {
        Instrument instrument;
        CandleBuilder candles;
        std::optional<Quote> quote;
    };

    void announce(Market& market, MonotonicTime received);
    void complete(const Candle& candle);

    Settings settings_;
    runtime::Clock& clock_;
    CandleLadder past_;
    std::map<InstrumentId, Market> markets_;
    Feed* feed_ = nullptr;  ///< while running
};

}  // namespace swarmdesk::trading::market
