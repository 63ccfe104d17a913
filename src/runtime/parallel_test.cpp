#include "runtime/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace swarmdesk::runtime {
namespace {

TEST(ParallelFor, DoesEachOnceOnAnyNumberOfThreads)
{
    for (const std::size_t jobs : {0u, 1u, 2u, 7u, 100u}) {
        std::vector<std::atomic<int>> done(50);
        parallel_for(done.size(), jobs, [&](std::size_t index) { ++done[index]; });
        for (const auto& one : done) EXPECT_EQ(one, 1) << jobs;
    }
    parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, ThrowsOnWhatTheFirstThrewAndBeginsNoMore)
{
    std::atomic<int> begun = 0;
    EXPECT_THROW(parallel_for(1'000'000, 2,
                              [&](std::size_t index) {
                                  ++begun;
                                  if (index == 3) throw std::runtime_error{"three"};
                              }),
                 std::runtime_error);
    EXPECT_LT(begun, 1'000'000);
}

TEST(ParallelFor, KnowsAtLeastOneProcessor) { EXPECT_GE(processor_count(), 1u); }

}  // namespace
}  // namespace swarmdesk::runtime
