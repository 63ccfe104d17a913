#include "agents/strategy_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::agents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using trading::strategy::make_strategies;

class StrategyFiles : public ::testing::Test {
protected:
    std::string write(const char* name, const std::string& text) const
    {
        const std::string path = folder / name;
        std::ofstream{path} << text;
        return path;
    }
    static std::string file_of(const std::string& name)
    {
        return "name: " + name +
               "\nindicators:\n  slow: {sma: {period: 5}}\nentry:\n  when: close > slow\nexit:\n  when: close < slow\n"
               "sizing: {quote_amount: 100}\n";
    }
    static Result<NamedStrategies> find(const std::vector<std::string>& names)
    {
        return find_strategies(
            "strategy", names,
            make_strategies("online_trading", trading::strategy::settings_of_strategies("online_trading")));
    }

    storage::TemporaryFolder made;
    const std::filesystem::path& folder = made.path();
};

TEST_F(StrategyFiles, RunUnderTheNameThatIsWrittenInThemBesideTheOthers)
{
    const auto found = find({"ema_cross", write("some.yaml", file_of("above_average"))});
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_THAT(found->names, ElementsAre("ema_cross", "above_average"));
    EXPECT_EQ(found->known.at("above_average")()->name(), "above_average");
}

TEST_F(StrategyFiles, ThatCannotBeRunAreRefusedWithTheReason)
{
    EXPECT_THAT(find({(folder / "none.yaml").string()}).error().detail, HasSubstr("none.yaml"));
    EXPECT_THAT(find({write("bad.yaml", "name: x\nentri: 1\n")}).error().detail, HasSubstr("bad.yaml"));
    EXPECT_THAT(find({write("a.yaml", file_of("ema_cross"))}).error().detail, HasSubstr("already"));
    EXPECT_THAT(find({"ema_cros"}).error().detail, HasSubstr("known: ema_cross"));
    const std::string twice = write("b.yaml", file_of("b"));
    EXPECT_THAT(find({twice, twice}).error().detail, HasSubstr("already"));
}

}  // namespace
}  // namespace swarmdesk::agents
