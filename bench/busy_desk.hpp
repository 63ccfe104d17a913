#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>

#include "instant_venue.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "runtime/real_clock.hpp"
#include "storage/temporary_folder.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::bench {

/// Gate, real ledger and instant venue on one executor with the default limits: the execution cell without the others.
/// Twenty intents an account are all the rails let through, so there are many accounts.
class BusyDesk {
public:
    BusyDesk(ledger::Durability durability, std::uint64_t intents);
    ~BusyDesk();
    BusyDesk(const BusyDesk&) = delete;
    BusyDesk& operator=(const BusyDesk&) = delete;

    /// Runs the work while the market ticks beside it, until both have ended and everything is durable.
    void run(boost::asio::awaitable<void> work);

    /// An order of ten dollars by the account whose turn it is. Intents are numbered from 0.
    trading::Intent intent(std::uint64_t number) const;
    /// Throws where it was not admitted: then this measures something else.
    boost::asio::awaitable<void> propose(std::uint64_t number);

    const std::filesystem::path& folder() const { return folder_.path(); }
    boost::asio::any_io_executor executor() { return context_.get_executor(); }
    runtime::RealClock& clock() { return clock_; }
    InstantVenue& venue() { return venue_; }
    trading::execution::Desk& desk() { return *desk_; }

private:
    boost::asio::awaitable<bool> start();
    boost::asio::awaitable<bool> stop();
    boost::asio::awaitable<bool> live(boost::asio::awaitable<void> work);
    boost::asio::awaitable<void> tick();
    boost::asio::awaitable<void> open_accounts();
    boost::asio::awaitable<void> open_account(std::uint64_t number);
    bool is_open() const;
    void quote();

    const storage::TemporaryFolder folder_;
    boost::asio::io_context context_{1};
    runtime::RealClock clock_;
    InstantVenue venue_{context_.get_executor(), clock_};
    std::vector<trading::Instrument> instruments_ = venue_.instruments();
    std::unique_ptr<ledger::SqliteLedger> ledger_;
    std::unique_ptr<trading::execution::Desk> desk_;
    const std::uint64_t accounts_;
};

}  // namespace swarmdesk::bench
