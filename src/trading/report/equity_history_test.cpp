#include "trading/report/equity_history.hpp"

#include <gmock/gmock.h>

#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const AccountId ann{"ann"};
const AccountId ben{"ben"};

struct Kept {
    explicit Kept(std::size_t marks_max = 100, std::size_t points_max = 1000) : history(marks_max, points_max) {}

    /// One mark, at which each of these accounts had a price.
    void mark(std::int64_t hours, std::vector<std::pair<AccountId, AccountPoint>> known)
    {
        history.on_mark();
        for (auto& [account, of_one] : known) {
            of_one.time = at(hours);
            history.on_account_point(account, of_one);
        }
    }
    static AccountPoint worth(Decimal equity, Decimal put_in = {}) { return {{}, Usd{equity}, Usd{put_in}}; }
    /// "hours:equity:put in" of each point.
    std::vector<std::string> points(const std::vector<AccountId>* accounts, const Range& range = {}) const
    {
        std::vector<std::string> told;
        history.walk(accounts, range, [&](const AccountPoint& point) {
            told.push_back(std::to_string((point.time - at(0)).count() / ns_per_hour) + ":" +
                           point.equity.value().to_string() + ":" + point.put_in.value().to_string());
        });
        return told;
    }
    std::vector<std::string> points(std::vector<AccountId> accounts) const { return points(&accounts); }

    EquityHistory history;
};

TEST(EquityHistory, AccountsTogetherAreTheirSumAtEachMark)
{
    Kept kept;
    kept.history.on_account(ann);
    kept.mark(0, {{ann, Kept::worth("100"_dec)}});
    kept.history.on_account(ben);
    kept.mark(1, {{ann, Kept::worth("101"_dec)}, {ben, Kept::worth("50"_dec, "50"_dec)}});
    EXPECT_THAT(kept.points({ann}), ElementsAre("0:100:0", "1:101:0"));
    EXPECT_THAT(kept.points({ann, ben}), ElementsAre("0:100:0", "1:151:50"));
    EXPECT_THAT(kept.points({AccountId{"nobody"}}), IsEmpty());
}

TEST(EquityHistory, WhereOneOfThemHasNoPriceThereIsNoPointAndWhatWasPutInIsNotForgotten)
{
    Kept kept;
    kept.history.on_account(ann);
    kept.history.on_account(ben);
    kept.mark(0, {{ann, Kept::worth("100"_dec)}, {ben, Kept::worth("50"_dec)}});
    kept.mark(1, {{ann, Kept::worth("110"_dec, "10"_dec)}});
    kept.mark(2, {{ann, Kept::worth("110"_dec)}, {ben, Kept::worth("55"_dec, "5"_dec)}});
    EXPECT_THAT(kept.points({ann, ben}), ElementsAre("0:150:0", "2:165:15"));
    EXPECT_THAT(kept.points({ben, ann}), ElementsAre("0:150:0", "2:165:15"));
}

TEST(EquityHistory, ARangeHoldsThePointsAtBothItsEnds)
{
    Kept kept;
    kept.history.on_account(ann);
    for (std::int64_t hour = 0; hour < 4; ++hour) kept.mark(hour, {{ann, Kept::worth(Decimal::from_integer(hour))}});
    const std::vector<AccountId> one{ann};
    EXPECT_THAT(kept.points(&one, {at(1), at(2)}), ElementsAre("1:1:0", "2:2:0"));
    EXPECT_THAT(kept.points(&one, {at(5), {}}), IsEmpty());
}

TEST(EquityHistory, KeepsTheNewestMarksAndSaysThatOlderOnesWereThere)
{
    Kept kept{8};
    kept.history.on_account(ann);
    kept.history.on_account(ben);
    for (std::int64_t hour = 0; hour < 8; ++hour)
        kept.mark(hour, {{ann, Kept::worth("1"_dec)}, {ben, Kept::worth("1"_dec)}});
    EXPECT_FALSE(kept.history.is_cut(nullptr));
    EXPECT_EQ(kept.points({ann}).size(), 8u);
    for (std::int64_t hour = 8; hour < 30; ++hour) {
        kept.mark(hour, {{ann, Kept::worth("1"_dec)}, {ben, Kept::worth("1"_dec)}});
        EXPECT_EQ(kept.points({ann}).size(), 8u);
        EXPECT_EQ(kept.points({ann, ben}).size(), 8u);
    }
    EXPECT_TRUE(kept.history.is_cut(nullptr));
    EXPECT_EQ(kept.points({ann}).front(), "22:1:0");
}

TEST(EquityHistory, OfManyAccountsFewerMarksAreKeptAndOfAllTogetherAsManyAsEver)
{
    Kept kept{8, 8};
    const std::vector<AccountId> both{ann, ben};
    kept.history.on_account(ann);
    kept.history.on_account(ben);
    for (std::int64_t hour = 0; hour < 4; ++hour) {
        kept.mark(hour, {{ann, Kept::worth("1"_dec)}, {ben, Kept::worth("1"_dec)}});
        kept.history.on_point(point(hour, "2"_dec));
    }
    EXPECT_FALSE(kept.history.is_cut(&both));
    EXPECT_EQ(kept.points(both).size(), 4u);
    kept.mark(4, {{ann, Kept::worth("1"_dec)}, {ben, Kept::worth("1"_dec)}});
    kept.history.on_point(point(4, "2"_dec));
    EXPECT_TRUE(kept.history.is_cut(&both));
    EXPECT_EQ(kept.points(both).size(), 4u);
    EXPECT_EQ(kept.points({ben}).front(), "1:1:0");
    EXPECT_FALSE(kept.history.is_cut(nullptr));
    EXPECT_EQ(kept.points(nullptr, {}).size(), 5u);
}

}  // namespace
}  // namespace swarmdesk::trading::report
