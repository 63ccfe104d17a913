#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/test_desk.hpp"
#include "ledger/verifier.hpp"

namespace swarmdesk::ledger {
namespace {

/// Where the child dies, and how many events the file then has, of two appended each round.
struct Case {
    const char* point;
    int occurrence;
    std::uint64_t events;
    std::uint64_t notified;
};

/// Appends two events a round in a child process that ends, without any goodbye, at the crash point. Returns the last
/// place the child was told to be durable.
std::uint64_t run_until_crash(TestDesk& desk, const Case& c)
{
    int pipe_ends[2];
    EXPECT_EQ(::pipe(pipe_ends), 0);
    const auto child = ::fork();
    if (child == 0) {
        int seen = 0;
        bool is_armed = false;
        desk.options.crash_point = [&](std::string_view name) {
            if (is_armed && name == c.point && ++seen == c.occurrence) ::_exit(7);
        };
        desk.open();
        for (const char* chain : {"a", "b"}) desk.writer->chain(chain);
        is_armed = true;
        for (std::uint64_t round = 0; round < 10; ++round) {
            const auto seq = desk.append(make_entries(2 * round, 2), {"a", "b"}).last_seq;
            if (::write(pipe_ends[1], &seq, sizeof seq) != sizeof seq) ::_exit(1);
        }
        ::_exit(0);
    }
    ::close(pipe_ends[1]);
    std::uint64_t notified = 0;
    std::uint64_t seq = 0;
    while (::read(pipe_ends[0], &seq, sizeof seq) == sizeof seq) notified = seq;
    ::close(pipe_ends[0]);
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 7) << "the crash point was not reached";
    return notified;
}

TEST(ACrash, LosesNothingThatWasSaidToBeDurableAndLeavesNoHalfGroup)
{
    for (const auto mode : {Mode::writer_thread, Mode::same_thread})
        for (const Case& c : {
                 Case{"ledger.before_append", 1, 0, 0},
                 Case{"ledger.before_append", 4, 6, 6},
                 Case{"ledger.appended", 1, 0, 0},
                 Case{"ledger.appended", 4, 6, 6},
                 Case{"ledger.committed", 1, 2, 0},
                 Case{"ledger.committed", 4, 8, 6},
                 Case{"ledger.notified", 1, 2, 0},
                 Case{"ledger.notified", 4, 8, 6},
             }) {
            SCOPED_TRACE(std::string{c.point} + (mode == Mode::same_thread ? ", same thread " : ", writer thread ") +
                         std::to_string(c.occurrence));
            TestDesk desk{mode};
            EXPECT_EQ(run_until_crash(desk, c), c.notified);
            desk.open();
            EXPECT_EQ(desk.ledger->last_seq(), c.events);
            EXPECT_EQ(desk.append(make_entries(c.events, 3), {"a", "b"}).last_seq, c.events + 3);
            const auto verdict = verify(desk.database(), Keys::load(desk.state()).value()).value();
            EXPECT_TRUE(verdict.is_ok());
            EXPECT_EQ(verdict.events, c.events + 3);
        }
}

}  // namespace
}  // namespace swarmdesk::ledger
