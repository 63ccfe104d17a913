#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <map>
#include <utility>

#include "runtime/clock.hpp"
#include "trading/execution/venue.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::bench {

/// A venue that accepts every order in the executor's next turn and lets it expire at once: the desk at work with
/// nothing to wait for but its own disk. Outlives what it has posted.
class InstantVenue final : public trading::execution::Venue {
public:
    InstantVenue(boost::asio::any_io_executor executor, const runtime::Clock& clock)
        : executor_(std::move(executor)), clock_(clock)
    {}

    trading::VenueId id() const override { return trading::VenueId{"instant"}; }
    trading::execution::VenueRules rules() const override { return {}; }
    std::vector<trading::Instrument> instruments() const override { return trading::market::usual_instruments(id()); }
    void listen(std::function<void(const trading::execution::VenueReport&)> listener) override
    {
        listener_ = std::move(listener);
    }

    void submit(const trading::risk::ApprovedOrder& approved) override
    {
        if (on_submit) on_submit();
        using namespace trading::execution;
        const trading::Order& order = approved.order();
        answer(
            SendAnswered{order.account, order.intent, SendOutcome::accepted, "v-" + std::to_string(++orders_), {}, {}});
        answer(StatusReported{
            order.account, order.client_order_id, trading::VenueOrderStatus::expired, {}, "nobody on the other side"});
    }
    // Nothing rests here and nothing gets lost, so nobody cancels or queries.
    void cancel(const trading::AccountId& account, const trading::InstrumentId&,
                const trading::ClientOrderId& order) override
    {
        using namespace trading::execution;
        answer(CancelAnswered{account, order, SendOutcome::rejected, {}, "nothing rests here"});
    }
    void query(const trading::AccountId& account, const trading::InstrumentId&,
               const trading::ClientOrderId& order) override
    {
        using namespace trading::execution;
        answer(QueryAnswered{account, order, QueryOutcome::failed, {}});
    }
    void take_snapshot(const trading::AccountId& account, std::uint64_t request, const std::string& cursor) override
    {
        trading::execution::AccountSnapshot snapshot;
        snapshot.account = account;
        snapshot.request = request;
        snapshot.as_of = clock_.now().utc;
        snapshot.cursor = cursor;
        snapshot.balances = balances_[account];
        answer(std::move(snapshot));
    }

    void fund(const trading::AccountId& account, const trading::AssetId& asset, trading::Amount amount)
    {
        balances_[account][asset] += amount;
    }

    std::function<void()> on_submit;

private:
    void answer(trading::execution::VenueReport report)
    {
        boost::asio::post(executor_, [this, report = std::move(report)] { listener_(report); });
    }

    boost::asio::any_io_executor executor_;
    const runtime::Clock& clock_;
    std::function<void(const trading::execution::VenueReport&)> listener_;
    std::map<trading::AccountId, std::map<trading::AssetId, trading::Amount>> balances_;
    std::uint64_t orders_ = 0;
};

}  // namespace swarmdesk::bench
