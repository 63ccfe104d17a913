#include "base/derived_uuid.hpp"

#include <gtest/gtest.h>

#include "base/ids.hpp"

namespace swarmdesk {
namespace {

using TestId = Uuid<struct TestTag>;

TEST(DerivedUuid, KeepsTheTimeAndTakesTheRestFromTheHash)
{
    const TestId source = TestId::parse("0197f2a0-5f00-4000-0000-000000000001").value();
    Hash hash{};
    hash.fill(0xAB);
    EXPECT_EQ(TestId{derived_uuid(source.raw(), hash)}.to_string(), "0197f2a0-5f00-7bab-abab-abababababab");
    hash.fill(0xFF);
    EXPECT_EQ(TestId{derived_uuid(source.raw(), hash)}.to_string(), "0197f2a0-5f00-7fff-bfff-ffffffffffff")
        << "version and variant are those of version 7";
}

}  // namespace
}  // namespace swarmdesk
