#include "api/api_client.hpp"

#include "api/testing.hpp"

namespace swarmdesk::api::testing {
namespace {

TEST(ApiClient, AsksAndIsTold)
{
    TestDesk desk;
    ApiClient client{desk.clock(), desk.url("http") + "/", Secret{desk.token()}};
    const auto status = desk.wait(client.get("/status"));
    ASSERT_TRUE(status);
    EXPECT_EQ(status->at("state").as_string(), "ACTIVE");
    json::object reason;
    reason["reason"] = "lunch";
    const auto halted = desk.wait(client.post("/desk/halt", reason));
    EXPECT_EQ(halted.value().at("state").as_string(), "HALTED");
    EXPECT_EQ(desk.wait(client.get_text("/reports/2025-04-03")).value(), "# paper\n");
}

TEST(ApiClient, ReportsProblemsWithTheirCodes)
{
    TestDesk desk;
    ApiClient client{desk.clock(), desk.url("http"), Secret{desk.token()}};
    json::value body = parse_json(TestDesk::intent(TestDesk::new_id(), "0.2")).value();
    const auto denied = desk.wait(client.post("/intents", body));
    ASSERT_FALSE(denied);
    EXPECT_EQ(denied.error().status, 422);
    EXPECT_EQ(denied.error().code, "POSITION_LIMIT");
    EXPECT_EQ(denied.error().problem.at("denial").at("limit").as_string(), "10000");

    ApiClient stranger{desk.clock(), desk.url("http"), Secret{"sd_wrong"}};
    const auto refused = desk.wait(stranger.get("/status"));
    EXPECT_EQ(refused.error().error.code, Errc::unauthenticated);
    EXPECT_EQ(refused.error().code, "bad_token");
}

TEST(ApiClient, SaysWhenNothingAnswers)
{
    TestDesk desk;
    ApiClient client{desk.clock(), "http://127.0.0.1:1", Secret{"x"}};
    const auto silence = desk.wait(client.get("/status"));
    ASSERT_FALSE(silence);
    EXPECT_EQ(silence.error().code, "no_answer");
    EXPECT_EQ(silence.error().status, 0);
    EXPECT_FALSE(silence.error().may_have_happened);
}

TEST(ApiClient, SendsATokenOnlyToThisMachineOrOverTls)
{
    struct Case {
        const char* url;
        bool may;
    };
    for (const Case& c :
         {Case{"http://127.0.0.1:8420", true}, Case{"http://localhost:8420/", true}, Case{"http://[::1]:1", true},
          Case{"https://desk.example", true}, Case{"http://desk.example", false}, Case{"http://10.0.0.1:8420", false},
          Case{"http://127.0.0.1.evil.example", false}, Case{"http://localhost@evil.example", false},
          Case{"ftp://127.0.0.1", false}, Case{"", false}}) {
        SCOPED_TRACE(c.url);
        EXPECT_EQ(check_carries_secrets(c.url).has_value(), c.may);
    }
}

}  // namespace
}  // namespace swarmdesk::api::testing
