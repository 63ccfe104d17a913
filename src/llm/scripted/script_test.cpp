#include "llm/scripted/script.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::scripted {
namespace {

using namespace std::chrono_literals;

TEST(Script, ANameWithoutWordsIsAModelThatWorks)
{
    const Script script = Script::parse("qwen3:8b").value();
    EXPECT_EQ(script.status, 200);
    EXPECT_EQ(script.fault, Fault::none);
    EXPECT_EQ(script.tokens, 8u);
    EXPECT_EQ(script.latency, 0ns);
}

TEST(Script, EveryWordSaysOneThing)
{
    const Script script =
        Script::parse("demo,latency=200ms,tokens=40,rate=50,status=429,retry_after=2s,fault=cut,after=3").value();
    EXPECT_EQ(script.latency, 200ms);
    EXPECT_EQ(script.tokens, 40u);
    EXPECT_EQ(script.rate, 50u);
    EXPECT_EQ(script.status, 429);
    EXPECT_EQ(script.retry_after, 2s);
    EXPECT_EQ(script.fault, Fault::cut);
    EXPECT_EQ(script.after, 3u);
}

TEST(Script, SaysWhichWordIsWrongAndWhatWouldBeRight)
{
    struct Case {
        const char* model;
        const char* words;
    };
    for (const Case& c : {
             Case{"m,latency=soon", "`latency=soon`: must be a duration such as 200ms"},
             Case{"m,tokens=-1", "`tokens=-1`: must be a number from 0 to 1000000"},
             Case{"m,status=199", "`status=199`: must be a number from 200 to 599"},
             Case{"m,status=600", "`status=600`: must be a number from 200 to 599"},
             Case{"m,speed=3",
                  "`speed=3`: must be one of latency, tokens, rate, status, retry_after, fault, after, pick, text"},
             Case{"m,text=%4", "`text=%4`: must be percent-encoded text"},
             Case{"m,text=%zz", "`text=%zz`: must be percent-encoded text"},
         })
        EXPECT_EQ(Script::parse(c.model).error().detail, c.words);
    EXPECT_FALSE(Script::parse("m,fault=bad mood"));
}

}  // namespace
}  // namespace swarmdesk::llm::scripted
