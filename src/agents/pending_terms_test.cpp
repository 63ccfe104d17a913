#include "agents/pending_terms.hpp"

#include <gtest/gtest.h>

#include <variant>
#include <vector>

namespace swarmdesk::agents {
namespace {

using namespace trading;
using strategy::NewTerms;

const execution::LotKey lot{AccountId{"paper"}, InstrumentId{"paper:BTCUSDT"},
                            LotOwner{AgentId{"online_trading"}, StrategyId{"mine"}}};
const Actor agent{ActorKind::agent, "online_trading"};
const Actor ann{ActorKind::human, "ann"};
const Actor desk{ActorKind::system, "desk"};

execution::SettingChanged change(NewTerms terms)
{
    return {"strategy online_trading/mine", "1", "2", {held_line(terms), "stop: 5 % -> 2 %"}, ann, {}};
}
Protection levels(std::int64_t stop, std::int64_t target)
{
    Protection protection;
    if (stop > 0) protection.stop_price = Price{Decimal::from_integer(stop)};
    if (target > 0) protection.take_profit_price = Price{Decimal::from_integer(target)};
    return protection;
}
execution::ProtectionSet set(Protection protection, const Actor& by, std::optional<IntentId> entry = {})
{
    return {lot.account, lot.owner, lot.instrument, protection, by, entry, {}};
}
execution::ProtectionSet entry(Protection protection) { return set(protection, agent, IntentId{}); }

using Happened = std::variant<execution::SettingChanged, execution::ProtectionSet>;

TEST(PendingTerms, AreWhatWasChangedSinceAndNotGivenYet)
{
    struct Case {
        const char* name;
        std::vector<Happened> events;  ///< oldest first
        NewTerms left;
    };
    execution::ProtectionSet others = set(levels(98, 120), agent);
    others.owner.strategy = StrategyId{"yours"};
    const Happened bought = entry(levels(95, 120));
    for (const Case& c : {
             Case{"nothing happened", {}, {}},
             Case{"no change", {bought, set(levels(96, 120), agent)}, {}},
             Case{"a change of other things", {bought, change({})}, {}},
             Case{"a stop", {bought, change({true, false})}, {true, false}},
             Case{"a target", {bought, change({false, true})}, {false, true}},
             Case{"both, in two changes", {bought, change({true, false}), change({false, true})}, {true, true}},
             Case{"a later change of other things", {bought, change({true, false}), change({})}, {true, false}},
             Case{"moved before", {bought, set(levels(98, 120), agent), change({true, false})}, {true, false}},
             Case{"moved since", {bought, change({true, false}), set(levels(98, 120), agent)}, {}},
             Case{"moved, and changed again",
                  {bought, change({true, false}), set(levels(98, 120), agent), change({true, false})},
                  {true, false}},
             Case{"the stop alone was given",
                  {bought, change({true, true}), set(levels(98, 120), agent)},
                  {false, true}},
             Case{"the target waits for its indicator",
                  {bought, change({true, true}), set(levels(98, 0), agent)},
                  {false, true}},
             Case{"one after the other",
                  {bought, change({true, true}), set(levels(98, 120), agent), set(levels(98, 110), agent)},
                  {}},
             Case{"another lot was moved", {bought, change({true, false}), others}, {true, false}},
             Case{"the desk wrote down a trail",
                  {bought, change({true, false}), set(levels(97, 120), desk)},
                  {true, false}},
             Case{"an entry proposed before was filled since",
                  {change({true, false}), entry(levels(95, 120))},
                  {true, false}},
             Case{"a person had a word since", {bought, change({true, true}), set(levels(90, 0), ann)}, {}},
             Case{"a person took all away since", {bought, change({true, true}), set({}, ann)}, {}},
             Case{"a person took all away before", {bought, set({}, ann), change({true, false})}, {true, false}},
             Case{"given where nothing stood", {change({true, true}), set(levels(98, 120), agent)}, {}},
         }) {
        SCOPED_TRACE(c.name);
        PendingTerms terms{lot};
        for (std::size_t i = 0; i < c.events.size(); ++i)
            if (const auto* changed = std::get_if<execution::SettingChanged>(&c.events[i])) terms.add(*changed, i + 1);
        for (std::size_t i = c.events.size(); i-- > 0 && !terms.is_decided();)
            if (const auto* known = std::get_if<execution::ProtectionSet>(&c.events[i])) terms.add(*known, i + 1);
        EXPECT_EQ(terms.left(), c.left);
    }
}

TEST(PendingTerms, AreDecidedBeforeAllWasReadWhereNothingOlderTellsMore)
{
    PendingTerms terms{lot};
    EXPECT_TRUE(terms.is_decided()) << "nothing was changed";
    terms.add(change({true, false}), 5);
    EXPECT_FALSE(terms.is_decided());
    terms.add(set(levels(98, 120), agent), 6);
    EXPECT_FALSE(terms.is_decided()) << "what stood before is not known";
    terms.add(set(levels(98, 110), agent), 4);
    EXPECT_TRUE(terms.is_decided()) << "it was the target that moved";
    EXPECT_EQ(terms.left(), (NewTerms{true, false}));
}

TEST(PendingTerms, AreReadFromTheFirstLineAlone)
{
    for (const NewTerms terms : {NewTerms{}, NewTerms{true, false}, NewTerms{false, true}, NewTerms{true, true}})
        EXPECT_EQ(held_terms(change(terms)), terms);
    execution::SettingChanged other = change({true, true});
    std::swap(other.changes[0], other.changes[1]);
    EXPECT_EQ(held_terms(other), NewTerms{});
    other.changes.clear();
    EXPECT_EQ(held_terms(other), NewTerms{});
}

}  // namespace
}  // namespace swarmdesk::agents
