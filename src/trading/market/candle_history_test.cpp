#include "trading/market/candle_history.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::market {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using State = CandleHistory::State;

class CandleHistoryTest : public testing::Test {
protected:
    static HistoryRequest request(int from = 0, int before = 10, const char* instrument = "paper:BTCUSDT")
    {
        return {InstrumentId{instrument}, hours{4}, UtcTime{} + hours{4} * from, UtcTime{} + hours{4} * before};
    }
    static std::vector<Candle> candles_of(const HistoryRequest& asked)
    {
        std::vector<Candle> candles;
        for (UtcTime at = asked.from; at < asked.before; at = at + asked.interval) {
            Candle& candle = candles.emplace_back();
            candle.open_time = at;
            candle.interval = asked.interval;
        }
        return candles;
    }
    void answer(std::size_t which) { asked[which].second(candles_of(asked[which].first)); }
    CandleHistory::Ask ask()
    {
        return [this](HistoryRequest one, HistoryAnswer back) { asked.emplace_back(std::move(one), std::move(back)); };
    }

    std::vector<std::pair<HistoryRequest, HistoryAnswer>> asked;
    MonotonicTime now{};
};

TEST_F(CandleHistoryTest, AsksOnceForWhatSeveralWant)
{
    CandleHistory history{ask()};
    EXPECT_EQ(history.find(request(), now).state, State::asked);
    EXPECT_EQ(history.find(request(), now).state, State::asked);
    EXPECT_EQ(history.find(request(4), now).state, State::asked) << "a part of it";
    ASSERT_EQ(asked.size(), 1u);
    answer(0);
    EXPECT_EQ(history.find(request(), now).candles.size(), 10u);
    const auto part = history.find(request(4), now);
    EXPECT_EQ(part.state, State::here);
    ASSERT_EQ(part.candles.size(), 6u);
    EXPECT_EQ(part.candles.front().open_time, request(4).from);
    EXPECT_EQ(asked.size(), 1u);
}

TEST_F(CandleHistoryTest, AsksAnewForMoreAndTakesNoAnswerThatIsTooLate)
{
    CandleHistory history{ask()};
    history.find(request(4), now);
    history.find(request(0), now);
    ASSERT_EQ(asked.size(), 2u);
    answer(0);
    EXPECT_EQ(history.find(request(0), now).state, State::asked);
    answer(1);
    EXPECT_EQ(history.find(request(0), now).candles.size(), 10u);
}

TEST_F(CandleHistoryTest, AsksAgainAfterAPauseForWhatWasNotToBeHad)
{
    CandleHistory history{ask()};
    history.find(request(), now);
    asked[0].second(Error{Errc::unavailable, "Binance does not answer"});
    const auto failed = history.find(request(), now);
    EXPECT_EQ(failed.state, State::failed);
    EXPECT_EQ(failed.why, "Binance does not answer");
    now = now + seconds{59};
    EXPECT_EQ(history.find(request(), now).state, State::failed);
    EXPECT_EQ(asked.size(), 1u);
    now = now + seconds{1};
    EXPECT_EQ(history.find(request(), now).state, State::asked);
    ASSERT_EQ(asked.size(), 2u);
    answer(1);
    EXPECT_EQ(history.find(request(), now).state, State::here);
}

TEST_F(CandleHistoryTest, TakesAnAnswerThatComesInTheCall)
{
    CandleHistory history{[](HistoryRequest one, const HistoryAnswer& back) { back(candles_of(one)); }};
    EXPECT_EQ(history.find(request(), now).candles.size(), 10u);
}

TEST_F(CandleHistoryTest, ForgetsTheLongestUnusedBeyondItsBounds)
{
    CandleHistory history{[this](HistoryRequest one, const HistoryAnswer& back) {
                              asked.emplace_back(one, back);
                              back(candles_of(one));
                          },
                          {.entries_max = 2}};
    history.find(request(0, 10, "paper:A"), now);
    history.find(request(0, 10, "paper:B"), now);
    history.find(request(0, 10, "paper:A"), now);
    history.find(request(0, 10, "paper:C"), now);
    EXPECT_EQ(asked.size(), 3u);
    history.find(request(0, 10, "paper:A"), now);
    EXPECT_EQ(asked.size(), 3u) << "still there";
    history.find(request(0, 10, "paper:B"), now);
    EXPECT_EQ(asked.size(), 4u);
}

TEST_F(CandleHistoryTest, IsGoneWhenTheAnswerComesAndNothingHappens)
{
    {
        CandleHistory history{ask()};
        history.find(request(), now);
    }
    answer(0);
}

}  // namespace
}  // namespace swarmdesk::trading::market
