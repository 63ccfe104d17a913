#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>

#include "ledger/sqlite_ledger.hpp"
#include "runtime/task_scope.hpp"
#include "settings.hpp"
#include "telemetry/log.hpp"
#include "trading/execution/cell_feed.hpp"
#include "trading/execution/cell_port.hpp"
#include "trading/market/source.hpp"
#include "trading/venues/paper/paper_venue.hpp"

namespace swarmdesk::app {

/// The execution cell: ledger, venues and gate, and the market data they judge by. The live desk and a replay are both
/// this, on a real clock or a virtual one. One executor, single-threaded; every method is called there.
class ExecutionCell {
public:
    struct Options {
        ledger::Durability durability = ledger::Durability::fsync;
        ledger::Mode mode = ledger::Mode::writer_thread;
        nanoseconds keep_interval = std::chrono::minutes{1};  ///< between two checkpoints
        bool keeps_venue_journal = true;                      ///< a replay's exchange need not outlive it
        nanoseconds tick_interval = std::chrono::milliseconds{50};
        bool ticks_on_quotes = false;  ///< a replay ticks with its market and sleeps in between
        std::uint64_t seed = 1;
        std::function<void(std::string_view)> crash_point;
        bool may_begin_anew = false;             ///< where the state folder has lost its ledger
        trading::execution::StartOptions start;  ///< what a person has accepted; where prices come from
    };
    /// Opens ledger and venues.
    static Result<std::unique_ptr<ExecutionCell>> open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                       telemetry::Logger& log, const Settings& settings,
                                                       Options options, std::vector<trading::Instrument> instruments);
    ~ExecutionCell();
    ExecutionCell(const ExecutionCell&) = delete;
    ExecutionCell& operator=(const ExecutionCell&) = delete;

    /// Folds the ledger, and with it whoever follows. Before `start`.
    boost::asio::awaitable<Result<void>> recover(trading::execution::Followers followers = {});
    /// Starts the gate, and opens the accounts of the settings with their play money if they are new.
    boost::asio::awaitable<Result<void>> start();
    /// Settles, signs a checkpoint and saves a snapshot.
    boost::asio::awaitable<void> stop();

    /// Where a market source delivers; everything it brings goes on to the feeds.
    void on_quote(const trading::Quote& quote);
    void on_candle(const trading::Candle& candle);
    void on_history(const trading::Candle& candle);
    /// For `market::Feed::next_awaited`: where a walking price meets the next stop at a venue.
    std::optional<trading::Price> next_awaited(const trading::InstrumentId& instrument, trading::Price from,
                                               trading::Price to) const;
    /// From here on this feed is told what happens. Stays for the cell's life. Before `start`.
    void add_feed(trading::execution::CellFeed& feed);

    /// Opens an account at a venue (empty: the first) and on the books, with the play money every account begins with.
    /// One that is open stays where it is. `not_found` where there is no such venue.
    boost::asio::awaitable<Result<std::uint64_t>> open_account(trading::AccountId account, trading::UserId user,
                                                               trading::VenueId venue);

    trading::execution::Desk& desk() { return *desk_; }
    trading::execution::Lanes& lanes() { return lanes_; }
    ledger::LedgerStore& ledger() { return *ledger_; }
    const boost::asio::any_io_executor& executor() const { return executor_; }

private:
    ExecutionCell(boost::asio::any_io_executor executor, runtime::Clock& clock, telemetry::Logger& log,
                  const Settings& settings, Options options);
    Result<void> build(std::vector<trading::Instrument> instruments);
    /// Where the account that every desk has is opened.
    const trading::VenueId& default_venue() const;
    /// Null where there is none of that name.
    trading::venues::PaperVenue* find_venue(const trading::VenueId& id) const;
    /// `conflict` where the ledger has accounts at an exchange whose book has just begun.
    Result<void> check_books() const;
    boost::asio::awaitable<void> tick();
    boost::asio::awaitable<void> keep();

    boost::asio::any_io_executor executor_;
    runtime::Clock& clock_;
    telemetry::Logger& log_;
    Settings settings_;
    Options options_;
    runtime::TaskScope tasks_;
    trading::execution::Lanes lanes_;
    std::unique_ptr<ledger::LedgerStore> ledger_;
    std::vector<std::unique_ptr<trading::venues::PaperVenue>> venues_;
    trading::VenueId first_venue_;
    std::map<trading::VenueId, std::filesystem::path> begun_books_;  ///< of exchanges that had none before this start
    std::unique_ptr<trading::execution::Desk> desk_;
    std::vector<trading::execution::CellFeed*> feeds_;
};

/// The account and user every desk has.
inline const trading::AccountId default_account{"paper"};
inline const trading::UserId default_user{"operator"};

}  // namespace swarmdesk::app
