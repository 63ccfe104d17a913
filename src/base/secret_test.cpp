#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <type_traits>

namespace swarmdesk {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value)
{
    out << value;
};
template <class T>
concept Comparable = requires(const T& a, const T& b)
{
    a == b;
};
template <class T>
concept HasFields = requires(const T& value, int& visitor)
{
    T::fields(value, visitor);
};

TEST(Secret, IsNeverPrinted)
{
    const Secret secret{"hunter2"};
    EXPECT_EQ(to_string(secret), "[secret]");
    EXPECT_EQ(to_string(Secret{}), "[secret]") << "not even whether there is one";
    static_assert(!Streamable<Secret>);
    static_assert(!std::is_convertible_v<Secret, std::string>);
    static_assert(!std::is_convertible_v<Secret, std::string_view>);
    static_assert(!std::is_convertible_v<std::string, Secret>);
    static_assert(!HasFields<Secret>, "so it cannot reach the ledger or JSON");
}

TEST(Secret, CannotBeComparedByAccident) { static_assert(!Comparable<Secret>); }

TEST(Secret, IsExposedOnlyByName)
{
    const Secret secret{"hunter2"};
    const Secret copy = secret;
    EXPECT_EQ(secret.expose(), "hunter2");
    EXPECT_EQ(copy.expose(), "hunter2");
    EXPECT_FALSE(secret.is_empty());
    EXPECT_TRUE(Secret{}.is_empty());
}

TEST(Secret, AMovedFromSecretIsEmpty)
{
    Secret first{"short"};
    Secret second{std::string(100, 'x')};
    second = std::move(first);
    EXPECT_EQ(second.expose(), "short");
    EXPECT_TRUE(first.is_empty());
    const Secret third{std::move(second)};
    EXPECT_EQ(third.expose(), "short");
    EXPECT_TRUE(second.is_empty());
}

TEST(Secret, ComparesInConstantTime)
{
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
    EXPECT_FALSE(equal_in_constant_time("abc", ""));
}

}  // namespace
}  // namespace swarmdesk
