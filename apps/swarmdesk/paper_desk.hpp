#pragma once

#include <memory>

#include "agents/swarm.hpp"
#include "bus/local_bus.hpp"
#include "ledger/ledger.hpp"
#include "runtime/task_scope.hpp"
#include "settings.hpp"
#include "trading/execution/desk.hpp"
#include "trading/market/candle_store.hpp"
#include "trading/market/source.hpp"
#include "trading/venues/paper_venue.hpp"

namespace swarmdesk::app {

/// The desk without its doors: ledger, paper exchange, gate, bus and swarm, built in dependency order. The live desk
/// and a replay are both this, on a real clock or a virtual one. One executor, single-threaded.
class PaperDesk {
public:
    struct Options {
        ledger::Durability durability = ledger::Durability::fsync;
        ledger::Mode mode = ledger::Mode::writer_thread;
        nanoseconds checkpoint_interval = std::chrono::minutes{1};
        bool keeps_venue_journal = true;  ///< a replay's exchange need not outlive it
        nanoseconds tick_interval = std::chrono::milliseconds{50};
        bool ticks_on_quotes = false;  ///< a replay ticks with its market and sleeps in between
        std::uint64_t seed = 1;
        std::function<void(std::string_view)> crash_point;
        /// In what the agents' and the bus' own well-being is measured, borrowed; null: in the desk's clock. They
        /// differ where a recorded market is played faster than it was.
        runtime::Clock* health_clock = nullptr;
        agents::Analyst* analyst = nullptr;  ///< whom the agents ask, borrowed; null: nobody
    };

    /// Opens the ledger, recovers the gate from snapshot and events, and opens the exchange's book.
    static Result<std::unique_ptr<PaperDesk>> open(boost::asio::any_io_executor executor, runtime::Clock& clock,
                                                   telemetry::Logger& log, const Settings& settings, Options options,
                                                   std::vector<trading::Instrument> instruments);
    ~PaperDesk();
    PaperDesk(const PaperDesk&) = delete;
    PaperDesk& operator=(const PaperDesk&) = delete;

    /// Starts gate, venue, bus and agents, and opens the default account with its play money if it is new.
    boost::asio::awaitable<Result<void>> start();
    /// Stops the agents, settles, signs a checkpoint and saves a snapshot.
    boost::asio::awaitable<void> stop();

    /// Where a market source delivers.
    trading::market::Feed feed(std::function<void(bool is_healthy, const std::string& words)> on_status);

    /// Opens an account with the play money every account begins with. Asked again, finishes what was begun.
    boost::asio::awaitable<Result<void>> open_account(trading::AccountId account, trading::UserId user);

    trading::execution::Desk& desk() { return *desk_; }
    ledger::Ledger& ledger() { return *ledger_; }
    agents::Swarm& swarm() { return *swarm_; }
    bus::LocalBus& bus() { return *bus_; }
    trading::venues::PaperVenue& venue() { return *venue_; }
    trading::market::CandleStore& candles() { return candles_; }
    std::uint64_t recovered_events() const { return recovered_events_; }

private:
    PaperDesk(boost::asio::any_io_executor executor, runtime::Clock& clock, telemetry::Logger& log,
              const Settings& settings, Options options);
    Result<void> build(std::vector<trading::Instrument> instruments);
    Result<void> recover();
    boost::asio::awaitable<void> tick();
    /// The kill switch that needs neither network nor token: `touch state/HALT`.
    boost::asio::awaitable<void> obey_halt_file();
    void save_snapshot();

    boost::asio::any_io_executor executor_;
    runtime::Clock& clock_;
    telemetry::Logger& log_;
    Settings settings_;
    Options options_;
    runtime::TaskScope tasks_;
    trading::market::CandleStore candles_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::unique_ptr<trading::venues::PaperVenue> venue_;
    std::unique_ptr<trading::execution::Desk> desk_;
    std::unique_ptr<agents::InProcessDeskPort> desk_port_;
    std::unique_ptr<bus::LocalBus> bus_;
    agents::NoAnalyst no_analyst_;
    std::unique_ptr<agents::Swarm> swarm_;
    std::uint64_t recovered_events_ = 0;
    std::uint64_t snapshot_seq_ = 0;
};

inline constexpr const char* halt_file = "HALT";

/// Every desk has this account.
inline const trading::AccountId default_account{"paper"};
inline const trading::UserId default_user{"operator"};

}  // namespace swarmdesk::app
