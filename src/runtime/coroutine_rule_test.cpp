#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

#include "runtime/task_scope.hpp"

// g++ 12 destroys an aggregate or a capturing lambda twice if it is made inside an awaited expression. These are the
// forms that are safe, and the only ones used here; AddressSanitizer speaks up if a compiler breaks one of them too.
namespace swarmdesk::runtime {
namespace {

struct Options {
    std::string name;
    int count = 0;
};

const std::string long_name(200, 'x');

asio::awaitable<std::size_t> take(Options options) { co_return options.name.size(); }
asio::awaitable<std::size_t> borrow(const Options& options) { co_return options.name.size(); }
asio::awaitable<std::size_t> take_text(std::string text) { co_return text.size(); }

asio::awaitable<void> use_every_safe_form(std::size_t& sum)
{
    Options named{.name = long_name};
    sum += co_await take(std::move(named));
    const Options kept{.name = long_name};
    sum += co_await borrow(kept);
    auto work = take(Options{.name = long_name});
    sum += co_await std::move(work);
    sum += co_await take_text(std::string(200, 'y'));
    const auto lambda = [text = long_name]() -> asio::awaitable<std::size_t> { co_return text.size(); };
    sum += co_await lambda();
}

TEST(CoroutineRule, NamingTheArgumentFirstKeepsItAliveExactlyOnce)
{
    asio::io_context context;
    TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { FAIL(); }};
    std::size_t sum = 0;
    scope.spawn(use_every_safe_form(sum), "forms");
    context.run();
    EXPECT_EQ(sum, 1000u);
}

}  // namespace
}  // namespace swarmdesk::runtime
