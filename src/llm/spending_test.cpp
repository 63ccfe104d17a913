#include <gmock/gmock.h>

#include <map>

#include "llm/gateway_harness.hpp"
#include "llm/spending_file.hpp"
#include "storage/temporary_folder.hpp"

/// \file
/// What keys have spent, across restarts of the gateway.

namespace swarmdesk::llm {
namespace {

using namespace testing;
using namespace swarmdesk::literals;
using keys::Spending;

/// What would be on the disk.
class Shelf final : public keys::SpendingStore {
public:
    explicit Shelf(std::vector<Spending> kept = {}) : kept_(std::move(kept)) {}
    const std::vector<Spending>& kept() const override { return kept_; }
    void save(std::vector<Spending> changed) override
    {
        ++times;
        for (auto& one : changed) {
            ++writes;
            saved.insert_or_assign(std::string{one.ledger}, one);
        }
    }
    bool is_failing() const override { return fails; }

    std::map<std::string, Spending> saved;
    int times = 0;
    int writes = 0;
    bool fails = false;

private:
    const std::vector<Spending> kept_;
};

/// A call that may be answered with so many tokens.
std::string asks(int tokens)
{
    return R"({"model":"m","messages":[{"role":"user","content":"?"}],"max_tokens":)" + std::to_string(tokens) + '}';
}

/// One key that may spend 0.5 USD a window, and a model whose answer costs 0.1 USD.
settings::GatewaySettings poor(std::optional<nanoseconds> window = 30min)
{
    settings::GatewaySettings settings;
    settings.groups = {group("m", {"x,tokens=100,latency=100ms"})};
    settings.groups[0].tiers[0].deployments[0].output_cost_per_token = "0.001"_dec;
    settings.router.num_retries = 0;
    settings::VirtualKey key;
    key.name = "poor";
    key.hash = sha256("sk-poor");
    key.tier = settings::ServiceTier::operator_;
    key.allowance.max_budget = "0.5"_dec;
    key.allowance.budget_duration = window;
    settings.keys.push_back(key);
    return settings;
}

Decimal spent(TestGateway& desk) { return desk.gateway().spent(*desk.gateway().recognise("sk-poor")); }

TEST(Spending, SurvivesARestart)
{
    const storage::TemporaryFolder folder;
    const auto path = folder.path() / "spending.db";
    {
        const auto file = SpendingFile::open(path).value();
        TestGateway desk{poor(), file.get()};
        for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.ask_and_wait(asks(100), "sk-poor").status, 200);
        EXPECT_EQ(spent(desk), "0.3"_dec);
    }
    const auto file = SpendingFile::open(path).value();
    TestGateway desk{poor(), file.get(), TestGateway::usual_beginning + 29min};
    EXPECT_EQ(spent(desk), "0.3"_dec);
    EXPECT_EQ(desk.ask_and_wait(asks(201), "sk-poor").refusal, "budget_exceeded");
    EXPECT_EQ(desk.ask_and_wait(asks(200), "sk-poor").status, 200);
    EXPECT_EQ(desk.ask_and_wait(asks(100), "sk-poor").status, 200);
    EXPECT_EQ(desk.ask_and_wait(asks(1), "sk-poor").status, 429);
    desk.pass(1min);
    EXPECT_EQ(desk.ask_and_wait(asks(200), "sk-poor").status, 200) << "the window ends when it would have";
}

TEST(Spending, OfAWindowThatIsOverIsForgottenOverARestart)
{
    Shelf before;
    {
        TestGateway desk{poor(), &before};
        for (int i = 0; i < 5; ++i) desk.ask_and_wait(asks(100), "sk-poor");
        EXPECT_EQ(desk.ask_and_wait(asks(100), "sk-poor").status, 429);
    }
    const Spending left = before.saved.at("key/poor");
    EXPECT_EQ(left, (Spending{"key/poor", TestGateway::usual_beginning, {"0.5"_dec, left.used.tokens, 5}}));
    struct Case {
        const char* name;
        std::optional<nanoseconds> window;
        nanoseconds later;
        Decimal spent;
    };
    for (const Case& c : {Case{"still in it", 30min, 30min - 1ns, "0.5"_dec}, Case{"over", 30min, 30min, {}},
                          Case{"for ever", {}, 24h * 365, "0.5"_dec}}) {
        SCOPED_TRACE(c.name);
        Shelf after{{left}};
        TestGateway desk{poor(c.window), &after, TestGateway::usual_beginning + c.later};
        EXPECT_EQ(spent(desk), c.spent);
    }
}

TEST(Spending, OfACrashIsThatOfItsLastSecondButOneAndNothingThatWasUnderWay)
{
    Shelf before;
    TestGateway desk{poor(), &before};
    desk.ask_and_wait(asks(100), "sk-poor");
    desk.pass(1s);
    const auto under_way = desk.call(asks(200), "sk-poor");
    desk.pass(1ms);
    Shelf after{{before.saved.at("key/poor")}};  // and then it crashed
    TestGateway again{poor(), &after, TestGateway::usual_beginning + 1min};
    EXPECT_EQ(spent(again), "0.1"_dec);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(again.ask_and_wait(asks(100), "sk-poor").status, 200);
    EXPECT_EQ(again.ask_and_wait(asks(100), "sk-poor").status, 429);
}

TEST(Spending, OfKeysThatAreGoneOrRenamedDoesNoHarm)
{
    Shelf shelf{{{"key/gone", TestGateway::usual_beginning, {"0.5"_dec, 1, 1}}}};
    TestGateway desk{poor(), &shelf, TestGateway::usual_beginning + 1min};
    EXPECT_EQ(desk.ask_and_wait(asks(200), "sk-poor").status, 200);
    desk.pass(1s);
    EXPECT_EQ(shelf.saved.size(), 1u) << "what is kept of the one who is gone stays as it is";
    EXPECT_TRUE(shelf.saved.contains("key/poor"));
}

TEST(Spending, IsSavedEachSecondWhatChangedAndByNoCall)
{
    auto settings = poor();
    settings.keys[0].allowance.max_budget = "100"_dec;
    Shelf shelf;
    TestGateway desk{std::move(settings), &shelf};
    desk.pass(10ms);
    std::vector<std::shared_ptr<Said>> calls;
    for (int i = 0; i < 50; ++i) calls.push_back(desk.call(asks(100), "sk-poor"));
    desk.pass(500ms);
    for (const auto& said : calls) EXPECT_EQ(said->status, 200);
    EXPECT_EQ(spent(desk), "5"_dec);
    EXPECT_EQ(shelf.times, 0) << "fifty calls, and nobody went to the disk";
    desk.pass(500ms);
    EXPECT_EQ(shelf.writes, 1);
    EXPECT_EQ(shelf.saved.at("key/poor").used.money, "5"_dec);
    desk.pass(10s);
    EXPECT_EQ(shelf.writes, 1) << "nothing changed";
}

TEST(Spending, IsSavedAtTheEndWithWhatTheLastCallsCost)
{
    Shelf shelf;
    {
        TestGateway desk{poor(), &shelf};
        desk.pass(10ms);
        desk.ask_and_wait(asks(100), "sk-poor");
        EXPECT_EQ(shelf.writes, 0);
    }
    EXPECT_EQ(shelf.saved.at("key/poor").used.money, "0.1"_dec);
}

TEST(Spending, ThatCannotBeWrittenIsSaidInTheMetrics)
{
    Shelf shelf;
    TestGateway desk{poor(), &shelf};
    const auto says = [&](std::string_view line) { return desk.metrics.render().find(line) != std::string::npos; };
    desk.pass(2s);
    EXPECT_TRUE(says("swarmdesk_llm_spending_unsaved 0"));
    shelf.fails = true;
    desk.pass(2s);
    EXPECT_TRUE(says("swarmdesk_llm_spending_unsaved 1"));
    EXPECT_EQ(desk.ask_and_wait(asks(100), "sk-poor").status, 200) << "calls go on";
}

}  // namespace
}  // namespace swarmdesk::llm
