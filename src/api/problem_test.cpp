#include "api/problem.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::api {
namespace {

std::string retry_after(const Problem& problem)
{
    return std::string{to_response(problem).headers.find("Retry-After").value_or("none")};
}

TEST(Problem, OfABoundAlwaysSaysWhenToTryAgain)
{
    EXPECT_EQ(retry_after(problem_of(Error{Errc::limit_exceeded, "PROTECTION_RATE_LIMIT: too often"})), "1");
    Problem exact{.status = 429};
    exact.headers.add("Retry-After", "17");
    EXPECT_EQ(retry_after(exact), "17") << "once, as whoever made it says";
    for (const std::uint16_t other : {400, 409, 422, 503}) EXPECT_EQ(retry_after(Problem{.status = other}), "none");
}

}  // namespace
}  // namespace swarmdesk::api
