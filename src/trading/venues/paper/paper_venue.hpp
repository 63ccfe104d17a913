#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/clock.hpp"
#include "trading/execution/venue.hpp"
#include "trading/model/market.hpp"
#include "trading/venues/fault_script.hpp"
#include "trading/venues/paper/paper_settings.hpp"

namespace swarmdesk::runtime {
class Random;
}

namespace swarmdesk::trading::venues {

class PaperExchange;

/// A paper exchange as a venue: requests travel to it, and answers and reports travel back, each taking a while of the
/// clock's time and meeting the faults of a script. What the exchange itself decides is in paper_exchange.hpp; its book
/// outlives the process in a journal of its own, as a real venue's would. Any number of them live in one process.
///
/// One executor; only the journal is written on a thread of its own. Nothing that the exchange has done is answered or
/// reported before it is on the disk. Answers arrive from a later turn of the executor, also with no latency. Await
/// `stop()` before destroying it. If the journal cannot be written, nothing takes effect any more and every answer is
/// `unknown` or `failed` until the venue is opened again.
class PaperVenue : public execution::Venue {
public:
    struct Settings {
        nanoseconds latency_min{};  ///< of one way
        nanoseconds latency_max{};
        nanoseconds answer_timeout = std::chrono::seconds{10};  ///< when the desk's side stops waiting for an answer
        /// A request that has been on its way for longer is rejected unread (-1021), which is what makes "not found"
        /// final after the settle delay.
        nanoseconds receive_window = std::chrono::seconds{2};
        nanoseconds settle_delay{};  ///< at least; never less than the receive window and the script's longest lag
        std::string journal_path;    ///< empty: nothing is kept (replay)
        PaperSettings exchange;      ///< also the venue's id
        /// Called with "venue.before_send", "venue.received", "venue.accepted" and "venue.answered" as a submit passes
        /// them and, on the journal's thread, with "venue.before_write" and "venue.written".
        std::function<void(std::string_view)> crash_point;
    };

    /// Opens or makes the journal. Throws ErrorException where that is impossible, its content is not a paper book, or
    /// the settings or instruments contradict themselves or each other.
    PaperVenue(boost::asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random, Settings settings,
               FaultScript faults, std::vector<Instrument> instruments);
    ~PaperVenue() override;
    PaperVenue(const PaperVenue&) = delete;
    PaperVenue& operator=(const PaperVenue&) = delete;

    VenueId id() const override;
    execution::VenueRules rules() const override;
    std::vector<Instrument> instruments() const override;
    void listen(std::function<void(const execution::VenueReport&)> listener) override;
    void submit(const risk::ApprovedOrder& order) override { send(order.order(), order.hash(), order.epoch()); }
    void cancel(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) override;
    void query(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& order) override;
    /// A cursor is the number of the last entry given. One beyond the newest entry (the journal was put back) begins
    /// again with the oldest; one that is no number fails.
    void take_snapshot(const AccountId& account, std::uint64_t request, const std::string& cursor) override;

    /// \name The world around it: the market and the accounts' owners
    /// @{

    /// New prices: the market maker moves there, which may fill resting orders and trigger stops. A quote that is not
    /// sound, or of an instrument not traded here, is ignored.
    void on_quote(const Quote& quote);
    /// For `market::Feed::next_awaited`: where a walking price meets the next stop.
    std::optional<Price> next_awaited(const InstrumentId& instrument, Price from, Price to) const;
    /// Moves of play money, reported as BalanceMoved. A deposit or airdrop opens the account, if it is new; a
    /// withdrawal or fee takes no more than is free. Amounts are not negative.
    Result<void> deposit(const AccountId& account, const AssetId& asset, Amount amount);
    Result<void> withdraw(const AccountId& account, const AssetId& asset, Amount amount);
    Result<void> airdrop(const AccountId& account, const AssetId& asset, Amount amount);
    Result<void> charge_fee(const AccountId& account, const AssetId& asset, Amount amount);
    /// Breaks the stream of an account's reports for so long, as the fault `stream_lost` does.
    void lose_stream(const AccountId& account, nanoseconds duration);
    /// @}

    /// Ends what is on its way; nothing is reported after this.
    boost::asio::awaitable<void> stop();
    /// Whether the journal's thread owes an answer: virtual time must wait for it.
    bool is_writing() const;

    /// The exchange's own truth, for dumps and oracles.
    const PaperExchange& exchange() const;

protected:
    void send(const Order& order, const Hash& hash, std::uint64_t epoch);

private:
    struct Core;
    Result<void> move(const AccountId& account, execution::MoveKind kind, const AssetId& asset, Amount amount);

    std::unique_ptr<Core> core_;
};

}  // namespace swarmdesk::trading::venues
