#include "llm/degraded/labelled.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <string>

#include "llm/chat.hpp"

namespace swarmdesk::llm::degraded {
namespace {

using namespace std::chrono_literals;

/// Whether `a == b` is a question at all.
template <class A, class B>
concept Comparable = requires(const A& a, const B& b)
{
    a == b;
}
|| requires(const A& a, const B& b) { a < b; };
/// Whether somebody could hand out the bare value.
template <class L>
concept HandsOut = requires(const L& l)
{
    l.value();
}
|| requires(const L& l) { *l; }
|| requires(const L& l) { l.operator->(); };
template <class T>
concept Decidable = requires
{
    typename Decision<T>;
};
template <class T>
concept CanBeFresh = requires
{
    typename Fresh<T>;
};

template <class T, class Labelled>
constexpr bool can_only_be_shown()
{
    // Each of these lines is a program that must not compile.
    static_assert(!std::is_convertible_v<Labelled, T>, "T decided = labelled;");
    static_assert(!std::is_constructible_v<T, Labelled>, "T decided{labelled};");
    static_assert(!std::is_convertible_v<Labelled, bool> && !std::is_constructible_v<bool, Labelled>, "if (labelled)");
    static_assert(!std::is_convertible_v<Labelled, Fresh<T>>, "Fresh<T> fresh = labelled;");
    static_assert(!std::is_constructible_v<Fresh<T>, Labelled>, "Fresh<T> fresh{labelled};");
    static_assert(!std::is_constructible_v<Fresh<T>, Labelled&> && !std::is_constructible_v<Fresh<T>, const Labelled&>);
    static_assert(!std::is_assignable_v<Fresh<T>&, Labelled> && !std::is_assignable_v<T&, Labelled>,
                  "fresh = labelled;");
    static_assert(!std::is_convertible_v<Labelled, Decision<T>>, "Decision<T> decision = labelled;");
    static_assert(!std::is_constructible_v<Decision<T>, Labelled>, "Decision<T> decision{labelled};");
    static_assert(!std::is_assignable_v<Decision<T>&, Labelled>, "decision = labelled;");
    static_assert(!Comparable<Labelled, T> && !Comparable<T, Labelled>, "labelled == value");
    static_assert(!Comparable<Labelled, Fresh<T>> && !Comparable<Fresh<T>, Labelled>, "labelled == fresh");
    static_assert(!Comparable<Labelled, Decision<T>> && !Comparable<Decision<T>, Labelled>, "labelled == decision");
    static_assert(!HandsOut<Labelled>, "labelled.value(), *labelled");
    static_assert(!CanBeFresh<Labelled> && !Decidable<Labelled>, "Fresh<Cached<T>>, Decision<Degraded<T>>");
    static_assert(!CanBeFresh<const Labelled>);
    return true;
}

static_assert(can_only_be_shown<int, Cached<int>>());
static_assert(can_only_be_shown<int, Degraded<int>>());
static_assert(can_only_be_shown<std::string, Cached<std::string>>());
static_assert(can_only_be_shown<Answer, Cached<Answer>>());
static_assert(can_only_be_shown<Answer, Degraded<Answer>>());
static_assert(!std::is_constructible_v<Degraded<int>, Cached<int>> &&
              !std::is_constructible_v<Cached<int>, Degraded<int>>);

// The one way there is, and it is explicit at both steps.
static_assert(std::is_constructible_v<Fresh<int>, int> && !std::is_convertible_v<int, Fresh<int>>);
static_assert(std::is_constructible_v<Decision<int>, Fresh<int>> && !std::is_convertible_v<Fresh<int>, Decision<int>>);
static_assert(!std::is_constructible_v<Decision<int>, int>);
static_assert(Decidable<int> && CanBeFresh<Answer>);

TEST(Labelled, LetsAFreshAnswerBeDecidedOn)
{
    const Decision<int> decision{Fresh<int>{42}};
    EXPECT_EQ(decision.value(), 42);
}

TEST(Labelled, ShowsAValueOnlyTogetherWithItsLabel)
{
    std::string seen;
    const auto view = [&](const std::string& value, const Label& label) { seen = text_of(label) + " " + value; };
    Cached<std::string>{"up", 42s}.show(view);
    EXPECT_EQ(seen, "[cached answer, 42 s old] up");
    Degraded<std::string>{"up", {Reason::all_tiers_failed, 59'999ms}}.show(view);
    EXPECT_EQ(seen, "[degraded: all_tiers_failed; last good answer, 59 s old] up");
    Degraded<std::string>{"?", {Reason::out_of_budget, std::nullopt}}.show(view);
    EXPECT_EQ(seen, "[degraded: out_of_budget; no model answered] ?");
    EXPECT_EQ((Cached<int>{1, 1s}.label()), (Label{Reason::cached, 1s}));
}

}  // namespace
}  // namespace swarmdesk::llm::degraded
