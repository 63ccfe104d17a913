#include "api/request_guard.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "config/load.hpp"
#include "runtime/background_writer.hpp"
#include "runtime/task_scope.hpp"
#include "storage/private_file.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::api {
namespace {

using namespace std::chrono_literals;

class RequestGuardTest : public ::testing::Test {
protected:
    RequestGuardTest()
    {
        settings.allowed_hosts = {"desk.example"};
        settings.auth_failures_burst = 3;
        settings.requests_burst = 5;
        settings.requests_per_second = 1;
        Users::Options options;
        options.folder = folder.path();
        users = Users::open(options, writer, {}).value();
        operator_token = storage::read_first_word(folder.path() / "operator.token");
    }
    static net::Request from(const std::string& peer, const std::string& authorization = {})
    {
        net::Request request;
        request.peer = peer;
        if (!authorization.empty()) request.headers.add("Authorization", authorization);
        return request;
    }

    storage::TemporaryFolder folder;
    Settings settings;
    runtime::BackgroundWriter writer;
    std::unique_ptr<Users> users;
    std::string operator_token;
};

TEST_F(RequestGuardTest, AnswersOnlyToItsOwnNames)
{
    const RequestGuard desk{settings, *users};
    struct Case {
        const char* host;
        bool is_ours;
    };
    for (const Case& c :
         {Case{"127.0.0.1", true}, Case{"127.0.0.1:8420", true}, Case{"127.1.2.3", true}, Case{"localhost:8420", true},
          Case{"LOCALHOST", true}, Case{"[::1]:8420", true}, Case{"[::1]", true}, Case{"desk.example", true},
          Case{"Desk.Example:443", true}, Case{"evil.example", false}, Case{"desk.example.evil", false},
          Case{"127.0.0.1.evil", false}, Case{"127.0.0", false}, Case{"127.0.0.1.", false}, Case{"127.0.0.256", false},
          Case{"10.0.0.1", false}, Case{"localhost.evil", false}, Case{"", false}, Case{":80", false}}) {
        SCOPED_TRACE(c.host);
        net::Request request;
        request.headers.add("Host", c.host);
        const auto problem = desk.check_address(request);
        EXPECT_EQ(!problem, c.is_ours);
        EXPECT_EQ(problem ? problem->code : "bad_host", "bad_host");
    }
    net::Request none;
    EXPECT_TRUE(desk.check_address(none));
    net::Request two;
    two.headers.add("Host", "localhost");
    two.headers.add("Host", "localhost");
    EXPECT_TRUE(desk.check_address(two));
}

TEST_F(RequestGuardTest, TakesBrowsersOnlyFromItsOwnPages)
{
    const RequestGuard desk{settings, *users};
    struct Case {
        const char* host;
        const char* origin;
        bool is_ours;
    };
    for (const Case& c :
         {Case{"localhost:8420", "http://localhost:8420", true}, Case{"desk.example", "https://desk.example", true},
          Case{"localhost:8420", "http://localhost:3000", false}, Case{"localhost:8420", "http://evil.example", false},
          Case{"localhost:8420", "null", false}, Case{"localhost:8420", "", false},
          Case{"localhost:8420", "ftp://localhost:8420", false},
          Case{"localhost:8420", "http://localhost:8420/", false},
          Case{"localhost:8420", "http://127.0.0.1:8420", false}}) {
        SCOPED_TRACE(c.origin);
        net::Request request;
        request.headers.add("Host", c.host);
        request.headers.add("Origin", c.origin);
        const auto problem = desk.check_address(request);
        EXPECT_EQ(!problem, c.is_ours);
        EXPECT_EQ(problem ? problem->code : "bad_origin", "bad_origin");
    }
}

TEST_F(RequestGuardTest, KnowsItsCallersByBearerTokenAlone)
{
    RequestGuard desk{settings, *users};
    EXPECT_FALSE(desk.identify(from("a"), {}).value());
    EXPECT_TRUE(desk.identify(from("a", "Bearer " + operator_token), {}).value());
    EXPECT_TRUE(desk.identify(from("a", "bearer " + operator_token), {}).value());
    EXPECT_EQ(desk.identify(from("a", "Basic " + operator_token), {}).error().status, 401);
    EXPECT_EQ(desk.identify(from("b", operator_token), {}).error().status, 401);
    EXPECT_EQ(desk.identify(from("b", "Bearer "), {}).error().status, 401);
    net::Request two = from("b", "Bearer " + operator_token);
    two.headers.add("Authorization", "Bearer " + operator_token);
    EXPECT_EQ(desk.identify(two, {}).error().status, 401);
}

TEST_F(RequestGuardTest, LimitsGuessingForEachPeerAndNeverARightToken)
{
    RequestGuard desk{settings, *users};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.identify(from("a", "Bearer x"), {}).error().code, "bad_token");
    const auto refused = desk.identify(from("a", "Bearer x"), {}).error();
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.find("Retry-After"), "2");
    EXPECT_TRUE(desk.identify(from("a", "Bearer " + operator_token), {}));
    EXPECT_EQ(desk.identify(from("b", "Bearer x"), {}).error().status, 401);
    EXPECT_EQ(desk.identify(from("a", "Bearer x"), Now{{}, MonotonicTime{} + 2s}).error().status, 401);
}

TEST_F(RequestGuardTest, BelievesAProxyOnlyWhenToldOfOne)
{
    net::Request request = from("127.0.0.1", "Bearer x");
    request.headers.add("X-Forwarded-For", "forged, 1.2.3.4");
    net::Request other = from("127.0.0.1", "Bearer x");
    other.headers.add("X-Forwarded-For", "forged, 5.6.7.8");
    for (const bool is_told : {false, true}) {
        SCOPED_TRACE(is_told);
        settings.tls_terminated_in_front = is_told;
        RequestGuard desk{settings, *users};
        for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.identify(request, {}).error().status, 401);
        EXPECT_EQ(desk.identify(other, {}).error().status, is_told ? 401 : 429);
    }
}

TEST_F(RequestGuardTest, TellsOfEveryWrongToken)
{
    int told = 0;
    RequestGuard guard{settings, *users, [&told] { ++told; }};
    for (int i = 0; i < 5; ++i) static_cast<void>(guard.identify(from("a", "Bearer x"), {}));
    static_cast<void>(guard.identify(from("a", "Bearer " + operator_token), {}));
    EXPECT_EQ(told, 5);
}

TEST_F(RequestGuardTest, LimitsStrangersByTheirAddress)
{
    settings.strangers_burst = 2;
    settings.strangers_per_second = 1;
    RequestGuard guard{settings, *users};
    for (int i = 0; i < 2; ++i) EXPECT_FALSE(guard.admit_stranger(from("a"), {}));
    EXPECT_EQ(guard.admit_stranger(from("a"), {})->status, 429);
    EXPECT_FALSE(guard.admit_stranger(from("b"), {}));
    EXPECT_FALSE(guard.admit_stranger(from("a"), MonotonicTime{} + 1s));
}

/// A user of each role, made without a desk.
class UserRates : public RequestGuardTest {
protected:
    std::optional<Caller> make(const std::string& name, Role role)
    {
        std::optional<Result<Users::Created>> made;
        boost::asio::io_context context;
        runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
        scope.spawn(create(name, role, made), "create");
        context.run();
        return users->authenticate(made.value().value().token.expose(), {});
    }
    const Route& route(net::Method method, std::string_view path) { return *find_route(method, path)->route; }

private:
    boost::asio::awaitable<void> create(std::string name, Role role, std::optional<Result<Users::Created>>& made)
    {
        Users::UserRequest request{trading::UserId{name}, role, trading::AccountId{name}};
        const UtcTime now;
        made.emplace(co_await users->create(std::move(request), now));
    }
};

TEST_F(UserRates, LimitEachUserButNotTheOperator)
{
    RequestGuard guard{settings, *users};
    const auto viewer = make("v", Role::viewer);
    const auto boss = users->authenticate(operator_token, {});
    const Route& status = route(net::Method::get, "/status");
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(guard.admit(status, viewer, false, {}));
    EXPECT_EQ(guard.admit(status, viewer, false, {})->code, "too_many_requests");
    EXPECT_FALSE(guard.admit(status, viewer, false, MonotonicTime{} + 1s));
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(guard.admit(status, boss, false, {}));
}

TEST_F(UserRates, ReadsCannotSpendWhatIsForOrdersAndStops)
{
    settings.stops_burst = 3;
    settings.stops_per_second = 1;
    RequestGuard guard{settings, *users};
    const auto trader = make("t", Role::trader);
    const Route& status = route(net::Method::get, "/status");
    while (!guard.admit(status, trader, false, {})) {
    }
    const Route& propose = route(net::Method::post, "/intents");
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(guard.admit(propose, trader, false, {})) << i;
    EXPECT_EQ(guard.admit(propose, trader, false, {})->status, 429);
    const Route& halt = route(net::Method::post, "/accounts/t/halt");
    const Route& cancel = route(net::Method::post, "/intents/1/cancel");
    EXPECT_FALSE(guard.admit(halt, trader, false, {}));
    EXPECT_FALSE(guard.admit(cancel, trader, false, {}));
    EXPECT_FALSE(guard.admit(halt, trader, false, {}));
    EXPECT_EQ(guard.admit(cancel, trader, false, {})->status, 429) << "and they have a bound of their own";
}

TEST(RequestClasses, WhatStopsOrReducesIsNoRead)
{
    std::vector<std::string> stops;
    for (const Route& route : routes())
        if (route.request_class == RequestClass::stop) stops.emplace_back(route.pattern);
    EXPECT_EQ(stops, (std::vector<std::string>{"/intents/{id}/cancel", "/close", "/approvals/{id}/decline",
                                               "/desk/halt", "/desk/reduce", "/accounts/{id}/halt"}));
}

TEST(ApiSettings, DefaultsAreValidAndOnlyLoopbackNeedsNoProxy)
{
    EXPECT_TRUE(config::check(Settings{}).is_empty());
    struct Case {
        const char* address;
        bool is_behind_proxy;
        bool is_valid;
    };
    for (const Case& c : {Case{"127.0.0.1", false, true}, Case{"::1", false, true}, Case{"0.0.0.0", false, false},
                          Case{"192.168.1.2", false, false}, Case{"0.0.0.0", true, true}}) {
        SCOPED_TRACE(c.address);
        Settings settings;
        settings.address = c.address;
        settings.tls_terminated_in_front = c.is_behind_proxy;
        EXPECT_EQ(config::check(settings).is_empty(), c.is_valid);
    }
}

TEST(ApiSettings, MetricsStayOnThisMachine)
{
    struct Case {
        const char* address;
        bool is_valid;
    };
    for (const Case& c :
         {Case{"", true}, Case{"127.0.0.1:0", true}, Case{"127.0.0.1:9100", true}, Case{"[::1]:9100", true},
          Case{"0.0.0.0:9100", false}, Case{"10.0.0.1:9100", false}, Case{"127.0.0.1", false},
          Case{"127.0.0.1:x", false}, Case{"127.0.0.1:65536", false}, Case{"localhost:1", false}}) {
        SCOPED_TRACE(c.address);
        Settings settings;
        settings.metrics_address = c.address;
        EXPECT_EQ(config::check(settings).is_empty(), c.is_valid);
    }
}

}  // namespace
}  // namespace swarmdesk::api
