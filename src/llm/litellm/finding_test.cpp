#include "llm/litellm/finding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::llm::litellm {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<Finding> sample()
{
    return {{"model_list[0].model_name", 2, Verdict::honoured, "Good."},
            {"cache", 40, Verdict::repaired, "Moved."},
            {"guardrails", 7, Verdict::unsupported, "None here."},
            {"router_settings.num_retries", 9, Verdict::wrong, "It must be a whole number."}};
}

TEST(Findings, AreWrongIfOneIs)
{
    auto findings = sample();
    EXPECT_TRUE(has_wrong(findings));
    findings.pop_back();
    EXPECT_FALSE(has_wrong(findings));
    EXPECT_FALSE(has_wrong({}));
}

TEST(Findings, AreRenderedWorstFirstWithACountAtTheEnd)
{
    EXPECT_EQ(render_findings(sample(), Verbosity::everything),
              "Wrong: the gateway does not start until these are mended (1)\n"
              "  line 9  router_settings.num_retries  wrong        It must be a whole number.\n\n"
              "Unsupported: without effect here (1)\n"
              "  line 7  guardrails  unsupported  None here.\n\n"
              "Repaired: read by their evident intent (1)\n"
              "  line 40  cache  repaired     Moved.\n\n"
              "Honoured (1)\n"
              "  line 2  model_list[0].model_name  honoured     Good.\n\n"
              "4 keys: 1 honoured, 1 repaired, 1 unsupported, 1 wrong\n");
}

TEST(Findings, LessIsToldToThoseWhoWantLess)
{
    const std::string trouble = render_findings(sample(), Verbosity::trouble);
    EXPECT_THAT(trouble, HasSubstr("guardrails"));
    EXPECT_THAT(trouble, Not(HasSubstr("Moved.")));
    const std::string changes = render_findings(sample(), Verbosity::changes);
    EXPECT_THAT(changes, HasSubstr("Moved."));
    EXPECT_THAT(changes, Not(HasSubstr("Good.")));
    EXPECT_THAT(changes, HasSubstr("4 keys: 1 honoured"));
}

TEST(Findings, AlignTheirColumns)
{
    const std::vector<Finding> findings{{"a", 5, Verdict::wrong, "One."}, {"longer", 12, Verdict::wrong, "Two."}};
    EXPECT_THAT(render_findings(findings, Verbosity::trouble), HasSubstr("  line  5  a       wrong        One.\n"
                                                                         "  line 12  longer  wrong        Two.\n"));
}

TEST(Findings, CannotSpeakToTheTerminal)
{
    const std::vector<Finding> findings{{"a\x1b[2J", 1, Verdict::wrong, "b\nc\x7f"}};
    EXPECT_THAT(render_findings(findings, Verbosity::trouble), HasSubstr("a?[2J  wrong        b?c?"));
}

TEST(Findings, AsJson)
{
    EXPECT_EQ(boost::json::serialize(to_json({sample().front()})),
              R"([{"path":"model_list[0].model_name","line":2,"verdict":"honoured","message":"Good."}])");
}

}  // namespace
}  // namespace swarmdesk::llm::litellm
