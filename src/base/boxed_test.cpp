#include "base/boxed.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/codec.hpp"
#include "base/flat_table.hpp"

namespace swarmdesk {
namespace {

TEST(Boxed, KeepsItsAddressWhileATableGrows)
{
    FlatTable<int, Boxed<std::string>> table;
    const std::string* first = &*table[0];
    for (int i = 1; i < 1'000; ++i) *table[i] = std::to_string(i);
    EXPECT_EQ(&*table[0], first);
    EXPECT_EQ(*table[999], "999");
}

TEST(Boxed, CopiesAreOfTheValue)
{
    Boxed<std::string> one{"one"};
    Boxed<std::string> other = one;
    *other = "other";
    EXPECT_EQ(*one, "one");
    one = other;
    *other += " again";
    EXPECT_EQ(*one, "other");
    EXPECT_EQ(other->size(), 11U);
}

TEST(Boxed, IsEncodedAsTheValueItself)
{
    Encoder plain;
    plain.put(std::string{"value"});
    Encoder boxed;
    boxed.put(Boxed<std::string>{"value"});
    EXPECT_EQ(boxed.bytes(), plain.bytes());
    Boxed<std::string> read;
    Decoder decoder{boxed.bytes()};
    decoder.get(read);
    EXPECT_FALSE(decoder.failed());
    EXPECT_EQ(*read, "value");
}

}  // namespace
}  // namespace swarmdesk
