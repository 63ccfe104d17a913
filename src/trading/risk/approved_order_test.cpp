#include "trading/risk/approved_order.hpp"

#include <gtest/gtest.h>

#include "trading/model/numbers.hpp"

/// \file
/// What must not compile, asked of the compiler itself.

namespace swarmdesk::trading::risk {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b)
{
    a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b)
{
    a < b;
};
template <class A, class B>
concept Assignable = requires(A a, B b)
{
    a = b;
};
template <class T>
concept Changeable = requires(T t)
{
    t.order() = Order{};
};

// Nobody but the gate makes an approved order, in any way there is.
static_assert(!std::is_default_constructible_v<ApprovedOrder>);
static_assert(!std::is_constructible_v<ApprovedOrder, Order>);
static_assert(!std::is_constructible_v<ApprovedOrder, const Order&>);
static_assert(!std::is_convertible_v<Order, ApprovedOrder>);
static_assert(!std::is_aggregate_v<ApprovedOrder>);
static_assert(!Assignable<ApprovedOrder, Order>);
// Once made it is handed on as it is.
static_assert(std::is_copy_constructible_v<ApprovedOrder>);
static_assert(!Changeable<ApprovedOrder>);

// A price is not a quantity, and a bare number is neither.
static_assert(Addable<Price, Price> && Comparable<Price, Price>);
static_assert(!Addable<Price, Quantity> && !Comparable<Price, Quantity> && !Assignable<Price, Quantity>);
static_assert(!Addable<Amount, Usd> && !Comparable<Amount, Usd> && !Assignable<Amount, Usd>);
static_assert(!Addable<Price, Decimal> && !Assignable<Price, Decimal>);
static_assert(!std::is_constructible_v<Price, int>);
static_assert(!Assignable<AccountId, UserId> && !Comparable<AccountId, UserId>);
static_assert(!Assignable<IntentId, ApprovalId>);

TEST(ApprovedOrder, CannotBeMadeByAnybodyButTheGate) { SUCCEED() << "this file compiled"; }

}  // namespace
}  // namespace swarmdesk::trading::risk
