#include "agents/online_trading/confirmed_entry.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <string>

namespace swarmdesk::agents::online_trading {
namespace {

using llm::degraded::Cached;
using llm::degraded::Degraded;
using llm::degraded::Fresh;

/// Whether an entry could be made of it, directly or by any conversion.
template <class T>
concept Confirms = requires(trading::Signal signal, T answer)
{
    ConfirmedEntry::of(signal, answer);
};
template <class T>
concept Decides = requires(T answer)
{
    OpinionDecision{answer};
};

static_assert(Confirms<OpinionDecision>);
static_assert(Decides<Fresh<Opinion>>);
static_assert(!Decides<Cached<Opinion>>, "an answer from before decides nothing");
static_assert(!Decides<Degraded<Opinion>>, "nor does what was said for want of one");
static_assert(!Decides<Degraded<std::string>>);
static_assert(!Decides<Opinion>, "nor does an opinion nobody vouches for");
static_assert(!Decides<Analysis> && !Decides<CachedAnalysis> && !Decides<NoAnalysis>);
static_assert(!Confirms<Cached<Opinion>> && !Confirms<Degraded<Opinion>> && !Confirms<Degraded<std::string>>);
static_assert(!Confirms<CachedAnalysis> && !Confirms<NoAnalysis> && !Confirms<Analysis> && !Confirms<Opinion>);
static_assert(!std::constructible_from<ConfirmedEntry, trading::Signal>, "there is no way around the question");
static_assert(!std::default_initializable<ConfirmedEntry>);

TEST(ConfirmedEntry, IsMadeOfWhatDoesNotOpposeIt)
{
    struct Case {
        Stance stance;
        bool is_confirmed;
    };
    for (const Case& c : {Case{Stance::bullish, true}, Case{Stance::neutral, true}, Case{Stance::bearish, false}}) {
        SCOPED_TRACE(to_text(c.stance));
        trading::Signal signal;
        signal.reason = "the averages crossed";
        const OpinionDecision decision{Fresh<Opinion>{Opinion{c.stance, 80, "buy everything at once"}}};
        const auto entry = ConfirmedEntry::of(signal, decision);
        ASSERT_EQ(entry.has_value(), c.is_confirmed);
        if (entry) {
            EXPECT_EQ(entry->signal(), signal) << "nothing of the model's words comes into it";
        }
    }
}

}  // namespace
}  // namespace swarmdesk::agents::online_trading
