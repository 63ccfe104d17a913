#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace swarmdesk::runtime {

namespace asio = boost::asio;

/// A suspended coroutine that waits for a T from another thread, its type forgotten. Must be completed: to destroy it
/// is to destroy the coroutine.
template <class T>
class Completion {
public:
    virtual ~Completion() = default;
    /// Resumes the coroutine on its own executor, never in here. Any thread, once.
    virtual void complete(T value) = 0;
};

/// Suspends the caller and hands its completion to `start`. Cannot be cancelled.
template <class T, class Start>
asio::awaitable<T> suspend(Start start)
{
    auto initiate = [](auto handler, Start begin) {
        using Handler = decltype(handler);
        class Suspended final : public Completion<T> {
        public:
            explicit Suspended(Handler waiting) : handler_(std::move(waiting)) {}
            void complete(T value) override
            {
                auto executor = asio::get_associated_executor(handler_);
                asio::post(executor, [resume = std::move(handler_), result = std::move(value)]() mutable {
                    std::move(resume)(std::move(result));
                });
            }

        private:
            Handler handler_;
        };
        begin(std::make_unique<Suspended>(std::move(handler)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(T)>(initiate, asio::use_awaitable,
                                                                        std::move(start));
}

}  // namespace swarmdesk::runtime
