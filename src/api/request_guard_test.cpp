#include "api/request_guard.hpp"

#include <gtest/gtest.h>

#include "config/load.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::api {
namespace {

using namespace std::chrono_literals;

class FrontDeskTest : public ::testing::Test {
protected:
    FrontDeskTest()
    {
        settings.allowed_hosts = {"desk.example"};
        settings.auth_failures_burst = 3;
        settings.requests_burst = 5;
        settings.requests_per_second = 1;
        Users::Options options;
        options.folder = folder.path();
        users = Users::open(options, {}).value();
        operator_token = users->take_first_token()->expose();
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
    std::unique_ptr<Users> users;
    std::string operator_token;
};

TEST_F(FrontDeskTest, AnswersOnlyToItsOwnNames)
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

TEST_F(FrontDeskTest, TakesBrowsersOnlyFromItsOwnPages)
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

TEST_F(FrontDeskTest, KnowsItsCallersByBearerTokenAlone)
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

TEST_F(FrontDeskTest, LimitsGuessingForEachPeerAndNeverARightToken)
{
    RequestGuard desk{settings, *users};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.identify(from("a", "Bearer x"), {}).error().code, "bad_token");
    const auto refused = desk.identify(from("a", "Bearer x"), {}).error();
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.find("Retry-After"), "2");
    EXPECT_TRUE(desk.identify(from("a", "Bearer " + operator_token), {}));
    EXPECT_EQ(desk.identify(from("b", "Bearer x"), {}).error().status, 401);
    EXPECT_EQ(desk.identify(from("a", "Bearer x"), MonotonicTime{} + 2s).error().status, 401);
}

TEST_F(FrontDeskTest, BelievesAProxyOnlyWhenToldOfOne)
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

TEST_F(FrontDeskTest, LimitsEachUserButNotTheOperator)
{
    RequestGuard desk{settings, *users};
    const auto token = users->create(trading::UserId{"v"}, Role::viewer, trading::AccountId{"v"}, {})->token;
    const auto viewer = users->authenticate(token.expose());
    const auto boss = users->authenticate(operator_token);
    const auto route = find_route(net::Method::get, "/status")->route;
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(desk.admit(*route, viewer, false, {}));
    EXPECT_EQ(desk.admit(*route, viewer, false, {})->code, "too_many_requests");
    EXPECT_FALSE(desk.admit(*route, viewer, false, MonotonicTime{} + 1s));
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(desk.admit(*route, boss, false, {}));
}

TEST(GatewaySettings, DefaultsAreValidAndOnlyLoopbackNeedsNoProxy)
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

}  // namespace
}  // namespace swarmdesk::api
