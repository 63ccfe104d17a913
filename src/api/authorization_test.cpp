#include "api/route.hpp"
#include "api/testing.hpp"

/// \file
/// Every route of the table against every kind of caller, and every route with an object in its path against somebody
/// else's object.
namespace swarmdesk::api::testing {
namespace {

/// The path with everything in braces replaced.
std::string filled(std::string_view pattern, const std::string& intent, const std::string& approval,
                   const std::string& token, const std::string& account, const std::string& fill)
{
    std::string path{pattern};
    const auto replace = [&path](std::string_view name, const std::string& value) {
        if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    };
    replace("{agent}", "online_trading");
    replace("{name}", "mine");
    replace("{day}", "2025-04-03");
    replace("{instrument}", "BTCUSDT");
    replace("{id}", path.starts_with("/intents")     ? intent
                    : path.starts_with("/approvals") ? approval
                    : path.starts_with("/tokens")    ? token
                    : path.starts_with("/notif")     ? token
                    : path.starts_with("/users")     ? "other"
                    : path.starts_with("/fills")     ? fill
                                                     : account);
    return path;
}

std::string body_for(std::string_view pattern)
{
    if (pattern == "/intents" || pattern == "/intents/preview") return TestDesk::intent(TestDesk::new_id(), "0.001");
    if (pattern == "/close") return R"({"close_id":")" + TestDesk::new_id() + R"(","account":"paper"})";
    if (pattern == "/users")
        return R"({"name":")" + TestDesk::new_id().substr(0, 36) + R"(","role":"viewer","account":"paper"})";
    if (pattern.ends_with("/quote")) return R"({"bid":"99999.99","ask":"100000"})";
    if (pattern.ends_with("/modify")) return R"({"intent_id":")" + TestDesk::new_id() + R"(","quantity":"0.001"})";
    if (pattern == "/tokens") return R"({"name":"program"})";
    for (const char* end : {"/approve", "/disable", "/enable", "/rotate", "/revoke", "/sign-in-links"})
        if (pattern.ends_with(end)) return "{}";
    if (pattern.ends_with("/settle")) return R"({"filled":"0","evidence":"x"})";
    if (pattern.ends_with("/adjust")) return R"({"asset":"USDT","amount":"1","evidence":"x"})";
    if (pattern == "/limits") return R"({"name":"position_max","value":"5000","reason":"x"})";
    if (pattern == "/rearm") return R"({"level":"desk"})";
    return R"({"reason":"x"})";
}

class AuthorizationTest : public ::testing::Test {
protected:
    Answer ask(const Route& route, const std::string& token)
    {
        std::string others;
        if (route.pattern.starts_with("/tokens/")) others = others_token();
        if (route.pattern.starts_with("/notifications/push-subscriptions/")) others = others_subscription();
        const std::string path = filled(route.pattern, intent, approval, others, "paper", fill);
        return desk.ask(route.method, "/api/v1" + path, token,
                        route.method == net::Method::post ? body_for(route.pattern) : "");
    }

    /// A fresh one each time: it may be revoked.
    std::string others_token() { return desk.post("/tokens", R"({"name":"program","user":"other"})").string("id"); }
    std::string others_subscription()
    {
        const Answer made = desk.post("/notifications/push-subscriptions", push_subscription,
                                      desk.post("/tokens", R"({"name":"p","user":"other"})").string("token"));
        EXPECT_EQ(made.status, 201) << made.text;
        return made.string("id");
    }
    static Settings patient()
    {
        Settings settings = any_port();
        settings.auth_failures_burst = 1000;
        return settings;
    }

    TestDesk desk{patient()};
    const std::string viewer = desk.add_user("viewer", Role::viewer, "paper");
    const std::string stranger = desk.add_user("stranger", Role::trader, "stranger");
    const std::string other = desk.add_user("other", Role::viewer, "paper");
    const std::string intent = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.02")).string("intent_id");
    const std::string approval = desk.get("/approvals").items()[0].at("approval_id").as_string().c_str();
    const std::string bought = desk.post("/intents", TestDesk::intent(TestDesk::new_id(), "0.001")).string("intent_id");
    const std::string fill = std::to_string(desk.get("/fills").items()[0].at("seq").as_int64());
};

TEST_F(AuthorizationTest, NobodyGetsInWithoutAToken)
{
    for (const Route& route : routes()) {
        SCOPED_TRACE(route.pattern);
        const Answer none = ask(route, "");
        const Answer wrong = ask(route, "sd_0000");
        if (route.access == Access::anyone) {
            EXPECT_NE(none.status, 401);
            EXPECT_NE(wrong.status, 401);
            continue;
        }
        EXPECT_EQ(none.status, 401);
        EXPECT_EQ(none.code(), "no_token");
        EXPECT_EQ(wrong.status, 401);
        EXPECT_EQ(wrong.code(), "bad_token");
        EXPECT_NE(wrong.header("WWW-Authenticate"), "");
    }
}

TEST_F(AuthorizationTest, AViewerOnlyReads)
{
    for (const Route& route : routes()) {
        SCOPED_TRACE(route.pattern);
        const Answer answer = ask(route, viewer);
        if (route.pattern.starts_with("/tokens/")) {
            EXPECT_EQ(answer.code(), "no_such_token");
        } else if (route.pattern.starts_with("/notifications/push-subscriptions/")) {
            EXPECT_EQ(answer.code(), "no_such_subscription");
        } else if (route.access == Access::anyone || route.access == Access::viewer) {
            EXPECT_NE(answer.status, 403);
            EXPECT_NE(answer.status, 404);
        } else {
            EXPECT_EQ(answer.status, 403);
            EXPECT_EQ(answer.code(), "not_allowed");
        }
    }
}

TEST_F(AuthorizationTest, ATraderMeetsNothingOfAnothersAccount)
{
    for (const Route& route : routes()) {
        SCOPED_TRACE(route.pattern);
        const Answer answer = ask(route, stranger);
        if (route.access == Access::operator_ || route.access == Access::approver) {
            EXPECT_EQ(answer.status, 403);
            continue;
        }
        const bool names_anothers = route.pattern.find("{id}") != std::string_view::npos || route.pattern == "/close" ||
                                    (route.pattern.starts_with("/intents") && route.method == net::Method::post);
        if (names_anothers) {
            EXPECT_EQ(answer.status, 404) << answer.text;
        }
        // Whatever it is, it does not tell of the other account.
        EXPECT_EQ(answer.text.find(intent), std::string::npos);
        EXPECT_EQ(answer.text.find(approval), std::string::npos);
        if (route.access == Access::anyone) continue;
        EXPECT_EQ(answer.text.find(R"("account":"paper")"), std::string::npos);
    }
    for (const char* path :
         {"/intents", "/orders", "/fills", "/trades", "/positions", "/portfolio", "/rails", "/approvals", "/alerts",
          "/signals", "/profit", "/equity", "/series", "/reports/2025-04-03"}) {
        SCOPED_TRACE(path);
        EXPECT_EQ(desk.get(std::string{path} + "?account=paper", stranger).code(), "no_such_account");
    }
}

TEST_F(AuthorizationTest, TheOperatorPassesEverywhere)
{
    for (const Route& route : routes()) {
        SCOPED_TRACE(route.pattern);
        const Answer answer = ask(route, desk.token());
        EXPECT_NE(answer.status, 401);
        EXPECT_NE(answer.status, 403);
        EXPECT_NE(answer.status, 404) << answer.text;
        EXPECT_LT(answer.status, 500);
    }
}

TEST_F(AuthorizationTest, AnotherCannotEvenTellWhetherAnIdExists)
{
    const Answer foreign = desk.get("/intents/" + intent, stranger);
    const Answer missing = desk.get("/intents/" + TestDesk::new_id(), stranger);
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.body, missing.body);
}

}  // namespace
}  // namespace swarmdesk::api::testing
