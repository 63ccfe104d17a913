#include "runtime/wakeup.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/assert.hpp"

namespace swarmdesk::runtime {

using boost::system::error_code;

/// The suspended coroutine, its type forgotten.
class Wakeup::Waiter {
public:
    virtual ~Waiter() = default;
    virtual void resume(error_code outcome) = 0;
};

namespace {

template <class Handler>
class HandlerWaiter final : public Wakeup::Waiter {
public:
    explicit HandlerWaiter(Handler handler) : handler_(std::move(handler)) {}
    ~HandlerWaiter() override { forget_cancellation(); }

    void resume(error_code outcome) override
    {
        forget_cancellation();
        is_resumed_ = true;
        auto executor = asio::get_associated_executor(handler_);
        asio::post(executor, [handler = std::move(handler_), outcome]() mutable { std::move(handler)(outcome); });
    }

private:
    void forget_cancellation()
    {
        if (is_resumed_) return;
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected()) slot.clear();
    }

    Handler handler_;
    bool is_resumed_ = false;
};

}  // namespace

Wakeup::Wakeup() = default;
Wakeup::~Wakeup() = default;

asio::awaitable<void> Wakeup::wait()
{
    auto initiate = [this](auto handler) {
        SWARMDESK_ASSERT(!waiter_);
        auto slot = asio::get_associated_cancellation_slot(handler);
        waiter_ = std::make_unique<HandlerWaiter<decltype(handler)>>(std::move(handler));
        if (slot.is_connected()) slot.assign([this](asio::cancellation_type) { abort(); });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(error_code)>(initiate, asio::use_awaitable);
}

bool Wakeup::wake()
{
    const auto waiter = std::exchange(waiter_, nullptr);
    if (waiter) waiter->resume({});
    return waiter != nullptr;
}

void Wakeup::abort()
{
    const auto waiter = std::exchange(waiter_, nullptr);
    if (waiter) waiter->resume(asio::error::operation_aborted);
}

}  // namespace swarmdesk::runtime
