#include "llm/degraded/template_answer.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace swarmdesk::llm::degraded {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

json::value shown(const DegradedCall& call, const DegradedSettings& settings = {})
{
    json::value value;
    degraded_answer(call, settings).show([&](const Answer& answer, const Label&) {
        value = json::parse(answer.json);
        EXPECT_EQ(answer.usage, Usage{}) << "it costs nothing";
    });
    return value;
}

std::string text(const json::value& answer)
{
    return std::string(answer.at("choices").at(0).at("message").at("content").as_string());
}

std::string good(std::string_view message)
{
    return R"({"id":"old","model":"llama","choices":[{"index":0,"message":)" + std::string(message) +
           R"(,"finish_reason":"stop"}]})";
}

TEST(DegradedAnswer, RepeatsTheLastGoodAnswerWithItsAge)
{
    const auto answer =
        shown({.reason = Reason::all_tiers_failed,
               .last_good = LastGood{good(R"({"role":"assistant","content":"BTC is flat."})"), 90s + 1ms},
               .facts = {{"BTC", "50000"}},
               .id = "d-1",
               .now = {1'700'000'000'500'000'000}});
    EXPECT_EQ(text(answer), "[degraded: all_tiers_failed; last good answer, 90 s old]\nBTC is flat.");
    EXPECT_EQ(answer.at("swarmdesk"),
              (json::value{
                  {"degraded", true}, {"reason", "all_tiers_failed"}, {"source", "last_good"}, {"age_seconds", 90}}));
    EXPECT_EQ(answer.at("model").as_string(), "degraded");
    EXPECT_EQ(answer.at("object").as_string(), "chat.completion");
    EXPECT_EQ(answer.at("id").as_string(), "d-1");
    EXPECT_EQ(answer.at("created").as_int64(), 1'700'000'000);
    EXPECT_EQ(answer.at("choices").at(0).at("finish_reason").as_string(), "stop");
    EXPECT_EQ(answer.at("usage").at("total_tokens").as_int64(), 0);
}

TEST(DegradedAnswer, SaysTheFactsWhereThereIsNoOldAnswer)
{
    const auto answer = shown({.reason = Reason::out_of_time, .facts = {{"BTC", "50000"}, {"position", "0.1 BTC"}}});
    EXPECT_EQ(text(answer),
              "[degraded: out_of_time; no model answered]\n"
              "No model could answer. What is known without one:\n- BTC: 50000\n- position: 0.1 BTC");
    EXPECT_EQ(
        answer.at("swarmdesk"),
        (json::value{{"degraded", true}, {"reason", "out_of_time"}, {"source", "template"}, {"age_seconds", nullptr}}));
    EXPECT_EQ(text(shown({})),
              "[degraded: all_tiers_failed; no model answered]\n"
              "No model could answer, and nothing is known without one.");
}

TEST(DegradedAnswer, NeverCallsATool)
{
    const std::string calls =
        R"("tool_calls":[{"id":"a","type":"function","function":{"name":"sell","arguments":"{}"}}])";
    for (const std::string& old : {good(R"({"content":null,)" + calls + "}"), good(R"({"content":"",)" + calls + "}"),
                                   std::string{"no JSON"}, std::string{"{}"}, std::string{R"({"choices":[]})"}}) {
        const auto answer = shown({.last_good = LastGood{old, 5s}});
        EXPECT_EQ(answer.at("swarmdesk").at("source").as_string(), "template") << old;
    }
    const auto answer = shown({.last_good = LastGood{good(R"({"content":"Selling.",)" + calls + "}"), 5s}});
    EXPECT_EQ(answer.at("swarmdesk").at("source").as_string(), "last_good");
    EXPECT_FALSE(answer.at("choices").at(0).at("message").as_object().contains("tool_calls"));
}

TEST(DegradedAnswer, IsNoJsonEvenWhereTheOldAnswerWas)
{
    const auto answer = shown({.last_good = LastGood{good(R"({"content":"{\"side\":\"buy\"}"})"), 1s}});
    boost::system::error_code error;
    json::parse(text(answer), error);
    EXPECT_TRUE(error);
}

TEST(DegradedAnswer, IsBounded)
{
    const DegradedSettings settings{.facts_max = 2, .fact_bytes_max = 3, .text_bytes_max = 4};
    const auto facts = text(shown({.facts = {{"abc", "abcd"}, {"ab€", "x"}, {"third", "x"}}}, settings));
    EXPECT_EQ(facts.substr(facts.find("\n-")), "\n- abc: abc…\n- ab…: x");
    const auto exact = text(shown({.last_good = LastGood{good(R"({"content":"abcd"})"), 1s}}, settings));
    EXPECT_TRUE(exact.ends_with("\nabcd"));
    const auto longer = text(shown({.last_good = LastGood{good(R"({"content":"abc€"})"), 1s}}, settings));
    EXPECT_TRUE(longer.ends_with("\nabc…"));
    EXPECT_TRUE(is_utf8(longer));
}

TEST(DegradedAnswer, CarriesTheSameLabelAsItsText)
{
    for (const auto& row : enum_table(Reason{})) {
        const auto answer =
            degraded_answer({.reason = row.value, .last_good = LastGood{good(R"({"content":"x"})"), 7s}});
        EXPECT_EQ(answer.label(), (Label{row.value, 7s}));
        answer.show([](const Answer& said, const Label& label) {
            EXPECT_TRUE(text(json::parse(said.json)).starts_with(text_of(label)));
        });
    }
}

}  // namespace
}  // namespace swarmdesk::llm::degraded
