#include <gmock/gmock.h>

#include <fstream>

#include "storage/temporary_folder.hpp"
#include "support/program.hpp"

#include <boost/json.hpp>

/// \file
/// `swarmdesk llm simulate` as a user calls it.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Ran simulate(std::vector<std::string> flags)
{
    std::vector<std::string> arguments{"llm", "simulate"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run_program(std::move(arguments));
}

TEST(Simulate, PrintsOneReportForEachNumberOfUsers)
{
    const Ran ran = simulate({"--users", "300", "2000", "--minutes", "20", "--from", "14:20"});
    EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
    EXPECT_THAT(ran.output, HasSubstr("300 users and 30 agents, 20 min from 14:20 UTC, seed 1"));
    EXPECT_THAT(ran.output, HasSubstr("2,000 users and 30 agents"));
    EXPECT_THAT(ran.output, HasSubstr("hit rate            80 % claimed"));
    EXPECT_THAT(ran.errors, IsEmpty());
}

TEST(Simulate, SaysTheSameTwiceAndSomethingElseForAnotherSeed)
{
    const std::vector<std::string> flags{"--users", "500", "--minutes", "20", "--json", "--seed"};
    const auto with = [&](const char* seed) {
        auto all = flags;
        all.emplace_back(seed);
        return simulate(all).output;
    };
    const std::string first = with("1");
    const auto parsed = json::parse(first).as_array();
    ASSERT_EQ(parsed.size(), 1u);
    EXPECT_GT(parsed[0].at("paths").at("calls").to_number<int>(), 100);
    EXPECT_EQ(first, with("1"));
    EXPECT_NE(first, with("2"));
}

TEST(Simulate, TakesDeploymentsAndPricesFromTheGatewaysFile)
{
    const storage::TemporaryFolder folder;
    const auto file = folder.path() / "litellm.yaml";
    std::ofstream{file} << R"(
model_list:
  - model_name: chat
    litellm_params: {model: groq/some-model, api_key: os.environ/GROQ_API_KEY, input_cost_per_token: 0.000001,
                     output_cost_per_token: 0.000001}
    model_info: {id: the-only-one}
litellm_settings: {cache: true}
)";
    const Ran ran = simulate({"--config", file.string(), "--users", "500", "--minutes", "20", "--json"});
    ASSERT_EQ(ran.exit, Exit{}) << ran.errors;
    const auto outcome = json::parse(ran.output).at(0);
    const auto& deployments = outcome.at("deployments").as_array();
    ASSERT_EQ(deployments.size(), 1u);
    EXPECT_EQ(deployments[0].at("id"), "the-only-one");
    EXPECT_NE(deployments[0].at("cost_usd"), "0");

    const Ran other = simulate({"--config", file.string(), "--model", "no-such-model"});
    EXPECT_EQ(other.exit, (Exit{.code = 2}));
    EXPECT_THAT(other.errors, HasSubstr("no model is called no-such-model"));
}

TEST(Simulate, RefusesWhatIsNoSense)
{
    struct Case {
        std::vector<std::string> flags;
        const char* words;
    };
    for (const Case& c :
         {Case{{"--users", "0"}, "users: from 1 to 10,000,000"}, Case{{"--users", "many"}, "--users"},
          Case{{"--from", "24:00"}, "--from: a time of day as HH:MM"}, Case{{"--hours", "200"}, "--hours"},
          Case{{"--hours", "1", "--minutes", "5"}, "excludes"}, Case{{"--local-speed", "0"}, "--local-speed"},
          Case{{"--config", "/no/such/file"}, "--config"}}) {
        SCOPED_TRACE(c.flags.front() + ' ' + c.flags[1]);
        const Ran ran = simulate(c.flags);
        EXPECT_EQ(ran.exit, (Exit{.code = 2}));
        EXPECT_THAT(ran.errors, HasSubstr(c.words));
        EXPECT_THAT(ran.output, IsEmpty());
    }
}

TEST(Simulate, HelpsWithExamples)
{
    const Ran ran = simulate({"--help"});
    EXPECT_EQ(ran.exit, Exit{});
    EXPECT_THAT(ran.output, HasSubstr("swarmdesk llm simulate --users 50000"));
}

}  // namespace
}  // namespace swarmdesk::testing
