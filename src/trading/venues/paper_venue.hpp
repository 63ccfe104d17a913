#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/clock.hpp"
#include "trading/execution/venue.hpp"
#include "trading/model/market.hpp"
#include "trading/venues/fault_script.hpp"
#include "trading/venues/paper_settings.hpp"

namespace swarmdesk::runtime {
class Random;
}

namespace swarmdesk::trading::venues {

class PaperExchange;

/// The paper exchange as a venue: requests travel to it, and answers and reports travel back, each taking a while of
/// the clock's time and meeting the faults of a script. What the exchange itself decides is in paper_exchange.hpp; its
/// book outlives the process in a journal of its own, as a real venue's would.
///
/// One thread: the executor's. Answers arrive from a later turn of the executor, also with no latency. Await `stop()`
/// before destroying it. If the journal cannot be written, nothing takes effect any more and every answer is `unknown`
/// or `failed` until the venue is opened again.
class PaperVenue : public execution::Venue {
public:
    struct Settings {
        nanoseconds latency_min{};  ///< of one way
        nanoseconds latency_max{};
        nanoseconds answer_timeout = std::chrono::seconds{10};  ///< when the desk's side stops waiting for an answer
        /// A request that has been on its way for longer is refused unread (-1021), which is what makes "not found"
        /// final after `fence()`.
        nanoseconds receive_window = std::chrono::seconds{2};
        std::string journal_path;  ///< empty: nothing is kept (replay)
        PaperSettings exchange;
        /// Told "venue.before_send", "venue.received", "venue.accepted" and "venue.answered" as a submit passes them.
        std::function<void(std::string_view)> crash_point;
    };

    /// Opens or makes the journal. Throws ErrorException where that is impossible, its content is not a paper book, or
    /// the settings or instruments contradict themselves.
    PaperVenue(boost::asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random, Settings settings,
               FaultScript faults, std::vector<Instrument> instruments);
    ~PaperVenue() override;
    PaperVenue(const PaperVenue&) = delete;
    PaperVenue& operator=(const PaperVenue&) = delete;

    VenueId id() const override { return VenueId{"paper"}; }
    /// The receive window, and as much longer as the script makes the venue lag.
    nanoseconds fence() const override;
    std::vector<Instrument> instruments() const override;
    void listen(std::function<void(const execution::VenueReport&)> listener) override;
    void submit(const risk::ApprovedOrder& order) override { send(order.order()); }
    void cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) override;
    void query(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) override;
    void sweep(const AccountId& account) override;

    /// New prices: house liquidity moves there, which may fill resting orders and trigger stops. A quote that is not
    /// sound, or of an instrument not traded here, is ignored.
    void on_quote(const Quote& quote);
    /// Puts play money into an account, and opens it if it is new. Takes effect at once.
    Result<void> deposit(const AccountId& account, const AssetId& asset, Amount amount);

    /// Ends what is on its way; nothing is reported after this.
    boost::asio::awaitable<void> stop();

    /// The exchange's own truth, for dumps and oracles.
    const PaperExchange& exchange() const;

protected:
    void send(const Order& order);

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

}  // namespace swarmdesk::trading::venues
