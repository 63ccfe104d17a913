#include "api/testing.hpp"

/// \file
/// Tokens and sign-in links as callers meet them.
namespace swarmdesk::api::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string secret_of(const Answer& link)
{
    const std::string url = link.string("url");
    return url.substr(url.find("#link=") + 6);
}

std::string session_body(const std::string& secret)
{
    return R"({"link":")" + secret + R"(","name":"Firefox on Linux"})";
}

TEST(TokenRoutes, EverybodyHasTheirOwnAndTheOperatorAll)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "paper");
    const Answer made = desk.post("/tokens", R"({"name":"laptop"})", alice);
    EXPECT_EQ(made.status, 201) << made.text;
    EXPECT_EQ(made.string("user"), "alice");
    EXPECT_THAT(made.string("token"), StartsWith("sd_"));
    EXPECT_EQ(desk.get("/me", made.string("token")).string("token_id"), made.string("id"));
    EXPECT_THAT(desk.get("/tokens", alice).items(), SizeIs(2));
    EXPECT_EQ(desk.get("/tokens", alice).text.find("sd_"), std::string::npos);
    EXPECT_THAT(desk.get("/tokens").items(), SizeIs(3));
    EXPECT_THAT(desk.get("/tokens?user=alice").items(), SizeIs(2));
    EXPECT_EQ(desk.get("/tokens?user=operator", alice).code(), "no_such_user");
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","user":"operator"})", alice).code(), "no_such_user");
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","user":"alice"})").string("user"), "alice");
    EXPECT_EQ(desk.post("/tokens", R"({"name":""})").status, 400);
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","expires_in_s":59})").status, 400);
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","expires_in_s":60})").status, 201);
}

TEST(TokenRoutes, RotateAndRevoke)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "paper");
    const std::string id = desk.get("/me", alice).string("token_id");
    const Answer rotated = desk.post("/tokens/" + id + "/rotate", "", alice);
    EXPECT_EQ(rotated.status, 201) << rotated.text;
    EXPECT_EQ(desk.get("/me", alice).status, 401);
    EXPECT_EQ(desk.get("/me", rotated.string("token")).status, 200);
    EXPECT_EQ(desk.post("/tokens/" + rotated.string("id") + "/revoke", "").status, 200);
    EXPECT_EQ(desk.get("/me", rotated.string("token")).code(), "bad_token");

    const std::string own = desk.get("/me").string("token_id");
    const Answer last = desk.post("/tokens/" + own + "/revoke", "");
    EXPECT_EQ(last.status, 409);
    EXPECT_EQ(last.code(), "token_conflict");
}

TEST(TokenRoutes, RevokingEndsTheStreamsOfThatTokenAtOnceAndNoOthers)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "paper");
    const Answer second = desk.post("/tokens", R"({"name":"laptop"})", alice);
    auto ended = desk.open_stream(second.string("token"));
    auto by_message = desk.open_stream();
    TestDesk::say(*by_message, R"({"type":"auth","token":")" + second.string("token") + "\"}");
    auto kept = desk.open_stream(alice);
    for (auto* session : {ended.get(), by_message.get(), kept.get()}) desk.next(*session, "welcome");
    EXPECT_EQ(desk.post("/tokens/" + second.string("id") + "/revoke", "", alice).status, 200);
    for (auto* session : {ended.get(), by_message.get()}) {
        EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "token_ended");
        EXPECT_TRUE(desk.next(*session, "nothing").is_null());
    }
    TestDesk::say(*kept, R"({"type":"subscribe","topics":[]})");
    EXPECT_FALSE(desk.next(*kept, "subscribed").is_null());
}

TEST(TokenRoutes, AStreamEndsWhenItsTokenExpires)
{
    TestDesk desk;
    const Answer made = desk.post("/tokens", R"({"name":"short","expires_in_s":60})");
    auto session = desk.open_stream(made.string("token"));
    desk.next(*session, "welcome");
    for (int i = 0; i < 248; ++i) desk.pass(250ms);
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "token_ended");
}

TEST(TokenRoutes, ADisabledUserIsOutWithAllTheirStreams)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::trader, "alice");
    auto session = desk.open_stream(alice);
    desk.next(*session, "welcome");
    EXPECT_EQ(desk.post("/users/alice/disable", "").status, 200);
    EXPECT_EQ(desk.get("/me", alice).status, 401);
    EXPECT_EQ(desk.next(*session, "error").at("code").as_string(), "token_ended");
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","user":"alice"})").code(), "token_conflict");
    EXPECT_EQ(desk.post("/users/operator/disable", "").code(), "is_operator");
    EXPECT_EQ(desk.post("/users/alice/enable", "").status, 200);
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","user":"alice"})").status, 201);
}

TEST(SignIn, ALinkOpensOnceForATokenNamedAfterTheBrowser)
{
    TestDesk desk;
    const std::string url = desk.server().sign_in_url();
    EXPECT_THAT(url, StartsWith(desk.url("http") + "/#link=sl_"));
    const std::string secret = url.substr(url.find("sl_"));
    const Answer opened = desk.post("/session", session_body(secret), "");
    EXPECT_EQ(opened.status, 201) << opened.text;
    EXPECT_EQ(opened.string("name"), "Firefox on Linux");
    EXPECT_EQ(opened.string("kind"), "session");
    EXPECT_EQ(desk.get("/me", opened.string("token")).string("name"), "operator");
    const Answer again = desk.post("/session", session_body(secret), "");
    EXPECT_EQ(again.status, 403);
    EXPECT_EQ(again.code(), "bad_link");
}

TEST(SignIn, AnybodyMayHaveALinkOfTheirOwnForTenMinutes)
{
    TestDesk desk;
    const std::string alice = desk.add_user("alice", Role::viewer, "paper");
    const Answer link = desk.post("/sign-in-links", "", alice);
    EXPECT_THAT(link.string("url"), HasSubstr("#link=sl_"));
    const Answer opened = desk.post("/session", session_body(secret_of(link)), "");
    EXPECT_EQ(opened.string("user"), "alice");
    const Answer late = desk.post("/sign-in-links", "", alice);
    desk.pass(10min);
    EXPECT_EQ(desk.post("/session", session_body(secret_of(late)), "").code(), "bad_link");
}

TEST(SignIn, ALinkEndsWithWhatMadeIt)
{
    TestDesk desk;
    std::string alice = desk.add_user("alice", Role::trader, "alice");
    const auto id_of = [&](const std::string& token) { return desk.get("/me", token).string("token_id"); };
    const auto link_of = [&](const std::string& token) { return secret_of(desk.post("/sign-in-links", "", token)); };
    const auto new_token = [&] { return desk.post("/tokens", R"({"name":"x","user":"alice"})").string("token"); };
    const auto refused = [&](const std::string& secret) {
        return desk.post("/session", session_body(secret), "").code() == "bad_link";
    };

    const std::string revoked = link_of(alice);
    EXPECT_EQ(desk.post("/tokens/" + id_of(alice) + "/revoke", "").status, 200);
    EXPECT_TRUE(refused(revoked)) << "the token was revoked";

    for (const char* body : {"", R"({"grace_s":60})"}) {
        alice = new_token();
        const std::string rotated = link_of(alice);
        EXPECT_EQ(desk.post("/tokens/" + id_of(alice) + "/rotate", body, alice).status, 201);
        EXPECT_TRUE(refused(rotated)) << "the token was rotated " << body;
    }

    alice = new_token();
    const std::string disabled = link_of(alice);
    const std::string enabled = link_of(alice);
    desk.post("/users/alice/disable", "");
    EXPECT_TRUE(refused(disabled)) << "the user is disabled";
    desk.post("/users/alice/enable", "");
    EXPECT_TRUE(refused(enabled)) << "the user was disabled in between";

    const std::string passing =
        desk.post("/tokens", R"({"name":"x","user":"alice","expires_in_s":60})").string("token");
    const std::string late = link_of(passing);
    desk.pass(60s);
    EXPECT_TRUE(refused(late)) << "the token has expired";
}

TEST(SignIn, WhatAPassingTokenMakesPassesWithIt)
{
    TestDesk desk;
    const Answer passing = desk.post("/tokens", R"({"name":"passing","expires_in_s":3600})");
    const std::string token = passing.string("token");
    const std::string end = passing.string("expires");
    ASSERT_NE(end, "");
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x"})", token).string("expires"), end);
    EXPECT_EQ(desk.post("/tokens", R"({"name":"x","expires_in_s":7200})", token).string("expires"), end);
    EXPECT_NE(desk.post("/tokens", R"({"name":"x","expires_in_s":60})", token).string("expires"), end);
    EXPECT_EQ(desk.post("/users", R"({"name":"bob","role":"viewer","account":"paper"})", token).string("token_expires"),
              end);
    const std::string link = secret_of(desk.post("/sign-in-links", "", token));
    const Answer session = desk.post("/session", session_body(link), "");
    EXPECT_EQ(session.string("expires"), end);
    const std::string next = secret_of(desk.post("/sign-in-links", "", session.string("token")));
    EXPECT_EQ(desk.post("/session", session_body(next), "").string("expires"), end) << "and so on";
    desk.pass(60s);
    const std::string lasting = desk.get("/me").string("token_id");
    EXPECT_EQ(desk.post("/tokens/" + lasting + "/rotate", "", token).code(), "token_expires");
    EXPECT_EQ(desk.post("/tokens/" + passing.string("id") + "/rotate", "", token).string("expires"), end)
        << "it cannot renew itself for ever";
}

TEST(SignIn, GuessingLinksIsLimitedLikeGuessingTokens)
{
    Settings settings = any_port();
    settings.auth_failures_burst = 2;
    TestDesk desk{settings};
    for (int i = 0; i < 2; ++i) EXPECT_EQ(desk.post("/session", session_body("sl_0"), "").code(), "bad_link");
    EXPECT_EQ(desk.post("/session", session_body("sl_0"), "").code(), "too_many_failures");
}

}  // namespace
}  // namespace swarmdesk::api::testing
