#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"
#include "trading/execution/view.hpp"

/// \file
/// A view that is told of some accounts only, as a swarm's is: what is about no account reaches it too.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

/// What a view of one account might be handed at worst: the events of the account, and those about none.
void tell(View& view, const Harness& desk, const AccountId& served)
{
    std::uint64_t seq = 0;
    for (const Stamped& stamped : desk.events) {
        const StreamedEvent event{++seq, stamped, {}};
        if (stamped.account.is_empty() || stamped.account == served) view.apply(std::span{&event, 1});
    }
    view.reached(seq);
}

// Bob loses five per cent of what he has; the view of a swarm that serves Alice alone has never heard of him.
TEST(ViewOfSome, ALossOfAUserWhoIsNotServedBreaksNoView)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.trade(desk.buy("0.09"_dec, {}, bobs), "100000"_dec);
    desk.quote_everywhere("92999.99"_dec, "93000"_dec);
    ASSERT_GT(desk.count_of<DailyLossTripped>(), 0u);
    View view{View::Settings{}};
    EXPECT_NO_THROW(tell(view, desk, first));
}

TEST(ViewOfSome, AStreakOfAUserWhoIsNotServedBreaksNoView)
{
    Harness desk;
    for (int i = 0; i < 3; ++i) desk.round_trip("3"_dec, bobs, Actor{ActorKind::human, "bob"});
    ASSERT_GT(desk.count_of<LossStreakTripped>(), 0u);
    View view{View::Settings{}};
    EXPECT_NO_THROW(tell(view, desk, first));
}

// I10: nothing of Bob's reaches a view that serves Alice, not even how much he lost.
TEST(ViewOfSome, WhatAUserLostIsTheUsersAlone)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.trade(desk.buy("0.09"_dec, {}, bobs), "100000"_dec);
    desk.quote_everywhere("92999.99"_dec, "93000"_dec);
    int trips = 0;
    for (const Stamped& stamped : desk.events) {
        const auto* trip = std::get_if<DailyLossTripped>(&stamped.event);
        if (trip == nullptr || trip->scope != risk::Scope::of(bob)) continue;
        ++trips;
        EXPECT_EQ(owner_of(stamped).user, bob) << describe(stamped.event);
    }
    EXPECT_GT(trips, 0);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
