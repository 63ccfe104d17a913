#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "trading/execution/venue.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::bench {

/// A venue that accepts every order in the executor's next turn and lets it expire at once: the desk at work with
/// nothing to wait for but its own disk. Outlives what it has posted.
class InstantVenue final : public trading::execution::Venue {
public:
    explicit InstantVenue(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

    trading::VenueId id() const override { return trading::VenueId{"instant"}; }
    nanoseconds fence() const override { return nanoseconds{0}; }
    std::vector<trading::Instrument> instruments() const override { return trading::market::usual_instruments(); }
    void listen(std::function<void(const trading::execution::VenueReport&)> listener) override
    {
        listener_ = std::move(listener);
    }

    void submit(const trading::risk::ApprovedOrder& approved) override
    {
        if (on_submit) on_submit();
        using namespace trading::execution;
        const trading::Order& order = approved.order();
        answer(SendAnswered{order.intent, SendOutcome::accepted, "v-" + std::to_string(++orders_), "", ""});
        answer(
            StatusReported{order.client_order_id, trading::VenueOrderStatus::expired, {}, "nobody on the other side"});
    }
    // Nothing rests here and nothing gets lost, so nobody cancels or asks.
    void cancel(const trading::AccountId&, const trading::InstrumentId&, const trading::ClientOrderId&) override {}
    void query(const trading::AccountId&, const trading::InstrumentId&, const trading::ClientOrderId&) override {}
    void sweep(const trading::AccountId&) override {}

    std::function<void()> on_submit;

private:
    void answer(trading::execution::VenueReport report)
    {
        boost::asio::post(executor_, [this, report = std::move(report)] { listener_(report); });
    }

    boost::asio::any_io_executor executor_;
    std::function<void(const trading::execution::VenueReport&)> listener_;
    std::uint64_t orders_ = 0;
};

}  // namespace swarmdesk::bench
