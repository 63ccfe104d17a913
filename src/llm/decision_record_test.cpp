#include "llm/decision_record.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace swarmdesk::llm {
namespace {

DecisionRecord whole_record()
{
    DecisionRecord record;
    record.call_id = "call";
    record.time = utc_from_ms(1'750'000'000'000);
    record.key = "al\"ice";
    record.team = "quants";
    record.parameters = {{"temperature", 0.5}};
    record.priority = 9;
    record.cache = "miss";
    record.provenance.deployment = "a";
    record.provenance.order = 2;
    record.provenance.attempts = {{"m", "b", 1, {}, std::chrono::milliseconds{3}, "upstream_failed"},
                                  {"m", "a", 2, {}, std::chrono::milliseconds{5}, "answered"}};
    record.provenance.skipped = {{1, "c", routing::SkipReason::breaker_open}};
    record.usage = {7, 11, true};
    record.cost = Decimal::from_integer(2);
    record.outcome = "answered";
    return record;
}

boost::json::object json_of(const DecisionRecord& record)
{
    std::string line;
    append_json(line, record);
    EXPECT_EQ(line.find('\n'), line.npos);
    return boost::json::parse(line).as_object();
}

TEST(DecisionRecord, IsOneLineOfJsonWithAllThatHappened)
{
    const auto json = json_of(whole_record());
    EXPECT_EQ(json.at("key"), "al\"ice");
    EXPECT_EQ(json.at("team"), "quants");
    EXPECT_EQ(json.at("time"), "2025-06-15T15:06:40.000Z");
    EXPECT_EQ(json.at("parameters").at("temperature"), 0.5);
    EXPECT_EQ(json.at("attempts").at(0).at("outcome"), "upstream_failed");
    EXPECT_EQ(json.at("attempts").at(1).at("took_us"), 5000);
    EXPECT_EQ(json.at("skipped").at(0).at("reason"), "breaker_open");
    EXPECT_EQ(json.at("cost_usd"), "2");
    EXPECT_EQ(json.at("tokens_estimated"), true);
}

TEST(DecisionRecord, SaysWhatAComparisonTookAndHowAlikeTheQuestionsWere)
{
    DecisionRecord record = whole_record();
    EXPECT_FALSE(json_of(record).contains("embedding"));
    EXPECT_FALSE(json_of(record).contains("similarity"));
    record.cache = "semantic";
    record.provenance.likeness = Likeness{0.98765, std::chrono::seconds{2}};
    record.embedding = Embedding{"e", 4, Decimal::from_integer(1), std::chrono::milliseconds{3}, "answered"};
    const auto json = json_of(record);
    EXPECT_EQ(json.at("cache"), "semantic");
    EXPECT_EQ(json.at("similarity"), 0.9877);
    EXPECT_EQ(json.at("age_us"), 2'000'000);
    EXPECT_EQ(json.at("embedding").at("deployment"), "e");
    EXPECT_EQ(json.at("embedding").at("tokens"), 4);
    EXPECT_EQ(json.at("embedding").at("cost_usd"), "1");
    EXPECT_EQ(json.at("embedding").at("took_us"), 3000);
    EXPECT_EQ(json.at("embedding").at("outcome"), "answered");
}

TEST(DecisionRecord, NamesTheWeightsWhereTheyAreKnown)
{
    DecisionRecord record = whole_record();
    EXPECT_FALSE(json_of(record).contains("digest"));
    record.provenance.digest = "500a1f067a9f";
    EXPECT_EQ(json_of(record).at("digest"), "500a1f067a9f");
}

TEST(DecisionRecord, HasWhatWasAskedOnlyWhereItIsKept)
{
    DecisionRecord record = whole_record();
    EXPECT_FALSE(json_of(record).contains("body"));
    record.body = R"({"messages":[{"role":"user","content":"How is it?"}]})";
    EXPECT_EQ(json_of(record).at("body").at("messages").at(0).at("content"), "How is it?");
}

}  // namespace
}  // namespace swarmdesk::llm
