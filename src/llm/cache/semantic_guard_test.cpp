#include "llm/cache/semantic_guard.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

namespace swarmdesk::llm::cache {
namespace {

struct Pair {
    const char* asked;
    const char* cached;
    Difference difference;
};

/// Close for every encoder, and each with another answer.
const std::vector<Pair>& unequal()
{
    using enum Difference;
    static const std::vector<Pair> pairs{
        // numbers
        {"Should I buy 10 BTC?", "Should I buy 100 BTC?", number},
        {"Is RSI 30 low?", "Is RSI 70 low?", number},
        {"What happens if BTC hits 50,000?", "What happens if BTC hits 5,000?", number},
        {"What happens if BTC hits 50k?", "What happens if BTC hits 60k?", number},
        {"Is a 1.5% stop too tight?", "Is a 15% stop too tight?", number},
        {"Is a 5% stop too tight?", "Is a 5 stop too tight?", number},
        {"Is a -2% day normal for BTC?", "Is a 2% day normal for BTC?", number},
        {"Analyze the 15m chart", "Analyze the 5m chart", number},
        {"Is 5m enough?", "Is 5M enough?", number},
        {"Use 2x leverage on BTC", "Use 20x leverage on BTC", number},
        {"Risk two percent on ETH", "Risk three percent on ETH", number},
        {"Is 1.500 a good price?", "Is 1.5 a good price?", number},
        {"What about the range 5-10?", "What about the range 5-100?", number},
        {"Is $50 fair for AAPL?", "Is $55 fair for AAPL?", number},
        {"Buy one lot of ES", "Buy two lot of ES", number},
        {"Explain the report of 2024-05-01", "Explain the report of 2024-05-02", number},
        // symbols
        {"What is the price of BTC?", "What is the price of ETH?", symbol},
        {"What is the trend of BTC/USDT?", "What is the trend of ETH/USDT?", symbol},
        {"What is the trend of BTCUSDT?", "What is the trend of BTCUSD?", symbol},
        {"Summarize $TSLA", "Summarize $TSLL", symbol},
        {"Is bitcoin volatile?", "Is ethereum volatile?", symbol},
        {"Should I buy ALL?", "Should I buy all?", symbol},
        {"Compare AAPL and MSFT", "Compare AAPL and NVDA", symbol},
        {"Is 50 EUR much?", "Is 50 USD much?", symbol},
        {"Is BRK.A liquid?", "Is BRK.B liquid?", symbol},
        {"Is BTC-PERP liquid?", "Is BTC-SPOT liquid?", symbol},
        {"Is F liquid?", "Is T liquid?", symbol},
        // sides
        {"Should I buy BTC?", "Should I sell BTC?", side},
        {"Should I go long ETH?", "Should I go short ETH?", side},
        {"Is BTC bullish?", "Is BTC bearish?", side},
        {"Is the price above the average?", "Is the price below the average?", side},
        {"Will BTC go up?", "Will BTC go down?", side},
        {"Explain call options", "Explain put options", side},
        {"Explain a call option", "Explain a put option", side},
        {"What is the bid?", "What is the ask?", side},
        {"Why did volume increase?", "Why did volume decrease?", side},
        {"Did BTC rise?", "Did BTC fall?", side},
        {"Where is support?", "Where is resistance?", side},
        {"Is BTC overbought?", "Is BTC oversold?", side},
        {"Open a position in SOL", "Close a position in SOL", side},
        {"Enter the trade", "Exit the trade", side},
        {"Did we make a profit?", "Did we make a loss?", side},
        {"Is the Fed hawkish?", "Is the Fed dovish?", side},
        {"Is BTC over 50k?", "Is BTC under 50k?", side},
        {"Enable alerts", "Disable alerts", side},
        {"Turn on alerts", "Turn off alerts", side},
        {"Trade with leverage", "Trade against leverage", side},
        {"Deposit 5 ETH", "Withdraw 5 ETH", side},
        // negations
        {"Should I sell BTC?", "Should I not sell BTC?", negation},
        {"Sell BTC", "Don't sell BTC", negation},
        {"Is BTC risky?", "Isn't BTC risky?", negation},
        {"Is BTC risky?", "Isn\xE2\x80\x99t BTC risky?", negation},
        {"BTC can recover", "BTC cannot recover", negation},
        {"BTC will recover", "BTC won't recover", negation},
        {"Always use a stop with ETH", "Never use a stop with ETH", negation},
        {"Trade ETH with a stop", "Trade ETH without a stop", side},
        {"Is there risk?", "Is there no risk?", negation},
        {"Do sell", "Do not sell", negation},
        {"Sell if it breaks", "Sell unless it breaks", negation},
        {"Hedge everything and BTC", "Hedge everything except BTC", negation},
        // comparisons
        {"Is BTC stronger now?", "Is BTC weaker now?", comparison},
        {"Which coin is best?", "Which coin is worst?", comparison},
        {"Is it more than fees?", "Is it less than fees?", comparison},
        {"What is the maximum size?", "What is the minimum size?", comparison},
        {"Is a > b?", "Is a < b?", comparison},
        {"Which coin has the highest volume?", "Which coin has the lowest volume?", comparison},
        {"Does BTC outperform?", "Does BTC underperform?", comparison},
        // times
        {"What moved BTC today?", "What moved BTC yesterday?", time},
        {"What happens on Monday?", "What happens on Friday?", time},
        {"Summarize last week", "Summarize next week", time},
        {"Is the market open in January?", "Is the market open in June?", time},
        {"Was BTC volatile?", "Is BTC volatile?", time},
        {"Sell before the news", "Sell after the news", time},
        {"What is the price?", "What is the price now?", time},
        // words nobody listed
        {"How do I stake SOL?", "How do I unstake SOL?", word},
        {"Why is BTC moving?", "How is BTC moving?", word},
        {"Explain my portfolio", "Explain your portfolio", word},
        {"Sell BTC and ETH", "Sell BTC or ETH", word},
        {"Now few traders hedge", "Now a few traders hedge", word},
        {"Few traders hedge", "A few traders hedge", symbol},
        {"Give 5 BTC to Bob", "Show 5 BTC to Bob", word},
        {"Give me 5 BTC", "Show me 5 BTC", word},
        {"Explain the Target", "Explain the target", word},
        {"Is the fund solvent?", "Is the fund insolvent?", word},
        {"Explain BTC futures", "Explain BTC future", time},
        {"Should I trade?", "Could I trade?", word},
        // the way of asking
        {"Sell BTC", "Sell BTC?", question},
        {"BTC is bullish", "Is BTC bullish?", question},
        // who does what to whom
        {"Is BTC stronger than ETH?", "Is ETH stronger than BTC?", order},
        {"Swap BTC to ETH", "Swap ETH to BTC", order},
        {"Buy BTC, sell ETH", "Sell BTC, buy ETH", order},
        {"Buy 1 BTC and 2 ETH", "Buy 2 BTC and 1 ETH", order},
        {"No, sell it", "No sell it", order},
    };
    return pairs;
}

const std::vector<std::pair<const char*, const char*>>& equal()
{
    static const std::vector<std::pair<const char*, const char*>> pairs{
        {"What is the price of BTC?", "What is the price of BTC?"},
        {"What is the price of BTC?", "what's the price of BTC"},
        {"What is the price of BTC?", "Tell me the price of BTC"},
        {"What is the price of BTC?", "Please show me the price of BTC."},
        {"What is the price of BTC?", "Could you tell me the price of BTC?"},
        {"What is the price of BTC?", "Hi, can you please give me the price of BTC?"},
        {"What is the price of BTC?", "What is the price of bitcoin?"},
        {"What is the price of BTC?", "What is the price of $BTC?"},
        {"Summarise the risks of SOL", "Please summarize the risk of SOL"},
        {"Give me a summary of ETH", "Summarize ETH"},
        {"Give me an overview of ETH", "Could you summarise ETH?"},
        {"Analyze BTC/USDT", "Analyse BTCUSDT"},
        {"Analyze BTC-USDT", "Can you analyze BTC/USDT please?"},
        {"Is btc/usdt volatile?", "Is BTC/USDT volatile?"},
        {"Is 50,000 a good entry?", "Is 50000 a good entry?"},
        {"Is 50k a good entry?", "Is 50,000.00 a good entry?"},
        {"Is a 5% stop tight?", "Is a 5 percent stop tight?"},
        {"Is a 1.50% stop tight?", "Is 1.5% stop tight?"},
        {"Don't sell BTC", "Do not sell BTC"},
        {"Why can't BTC rise?", "Why cannot BTC rise?"},
        {"Is $50 fair for AAPL?", "Is 50 dollars fair for AAPL?"},
        {"Which coin has the best trend?", "What coin has the best trend?"},
        {"Explain stop-loss orders", "Please explain the stop loss orders"},
        {"Compare BTC vs ETH", "Compare BTC versus ETH."},
        {"I want to know what the trend of BTC is", "I would like to know what the trend of BTC is"},
        {"How does RSI work?", "How does the RSI work"},
        {"What are the current levels of BTC?", "what is the current level of BTC?"},
        {"Risk two percent on ETH", "Risk 2% on ETH"},
    };
    return pairs;
}

TEST(SemanticGuard, RefusesEveryPairWithAnotherAnswer)
{
    ASSERT_GE(unequal().size(), 60u);
    for (const Pair& pair : unequal()) {
        SCOPED_TRACE(std::string(pair.asked) + " / " + pair.cached);
        const auto found = difference_between(pair.asked, pair.cached);
        ASSERT_TRUE(found);
        EXPECT_EQ(to_text(*found), to_text(pair.difference));
        EXPECT_EQ(difference_between(pair.cached, pair.asked), found);
    }
}

TEST(SemanticGuard, LetsThroughWhatOnlySoundsDifferent)
{
    ASSERT_GE(equal().size(), 20u);
    for (const auto& [asked, cached] : equal()) {
        const auto found = difference_between(asked, cached);
        EXPECT_FALSE(found) << asked << " / " << cached << ": " << to_text(found.value_or(Difference::empty));
        EXPECT_TRUE(may_share(cached, asked));
    }
}

TEST(SemanticGuard, RefusesWhatSaysNothingOrTooMuch)
{
    EXPECT_EQ(difference_between("", ""), Difference::empty);
    EXPECT_EQ(difference_between("What is the?", "what is the?"), Difference::empty);
    const std::string longest(guarded_bytes_max, 'x');
    EXPECT_TRUE(may_share(longest, longest));
    EXPECT_EQ(difference_between(longest + "x", longest), Difference::too_long);
    EXPECT_EQ(difference_between("x", longest + "x"), Difference::too_long);
}

TEST(SemanticGuard, KeepsOtherLanguagesApartByTheirBytes)
{
    EXPECT_TRUE(may_share("купить BTC", "купить BTC"));
    EXPECT_EQ(difference_between("купить BTC", "продать BTC"), Difference::word);
    EXPECT_EQ(difference_between("Is ВТС up?", "Is BTC up?"), Difference::symbol) << "Cyrillic capitals";
}

TEST(SemanticGuard, SeesEveryWordThatIsTakenAwayOrPutIn)
{
    const std::vector<std::string> words{"not", "BTC", "5",    "buy", "than", "today", "with", "to",
                                         "all", "if",  "only", "my",  "risk", "or",    "%",    "-5"};
    rc::check([&](const std::vector<std::uint8_t>& picks, std::uint8_t where, std::uint8_t extra) {
        std::vector<std::string> text{"explain"};
        for (const auto pick : picks) text.push_back(words[pick % words.size()]);
        const auto join = [](const std::vector<std::string>& parts) {
            std::string joined;
            for (const auto& part : parts) joined += part + " ";
            return joined;
        };
        auto more = text;
        more.insert(more.begin() + 1 + where % static_cast<std::ptrdiff_t>(text.size()), words[extra % words.size()]);
        RC_ASSERT(may_share(join(text), join(text)));
        RC_ASSERT(!may_share(join(text), join(more)));
        RC_ASSERT(!may_share(join(more), join(text)));
        auto swapped = text;
        std::swap(swapped[where % text.size()], swapped[extra % text.size()]);
        RC_ASSERT(may_share(join(text), join(swapped)) == (text == swapped));
    });
}

TEST(SemanticGuard, ReadsAnyBytesWithoutHarm)
{
    rc::check([](const std::string& one, const std::string& other) {
        RC_ASSERT(difference_between(one, other) == difference_between(other, one));
        const auto self = difference_between(one, one);
        RC_ASSERT(self.value_or(Difference::empty) == Difference::empty);
    });
}

}  // namespace
}  // namespace swarmdesk::llm::cache
