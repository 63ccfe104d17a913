#include "ledger/memory_ledger.hpp"

#include <gmock/gmock.h>

#include "ledger/store_contract.hpp"
#include "runtime/virtual_clock.hpp"

namespace swarmdesk::ledger {
namespace {

class MemoryHarness final : public StoreHarness {
public:
    std::unique_ptr<LedgerStore> open() override
    {
        auto opened = std::make_unique<MemoryLedger>(disk_);
        ledger_ = opened.get();
        return opened;
    }
    void fail_next_write() override { ledger_->plan(ledger_->appends() + 1, {MemoryLedger::Fault::Kind::fail}); }

private:
    MemoryDisk disk_;
    MemoryLedger* ledger_ = nullptr;
};

std::unique_ptr<StoreHarness> make_memory() { return std::make_unique<MemoryHarness>(); }

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, ::testing::Values(StoreForm{"InMemory", &make_memory}),
                         store_form_name);

using Kind = MemoryLedger::Fault::Kind;

TEST(MemoryLedger, HasAllOrNothingOfABatchAtWhichItFailed)
{
    for (const auto& [kind, events] : {std::pair{Kind::fail, 2u}, std::pair{Kind::tear, 5u}}) {
        boost::asio::io_context context;
        MemoryDisk disk;
        MemoryLedger ledger{disk};
        TestWriter writer{ledger, context};
        ledger.plan(2, {kind});
        EXPECT_TRUE(writer.append({"a"}, make_entries(1, 2)));
        EXPECT_EQ(writer.append({"a", "b"}, make_entries(3, 3)).error().code, Errc::unavailable);
        MemoryLedger next{disk};
        EXPECT_EQ(next.last_seq(), events);
        EXPECT_FALSE(next.failure().has_value());
        TestWriter successor{next, context};
        EXPECT_TRUE(successor.append({"a", "b"}, make_entries(6, 3)));
    }
}

TEST(MemoryLedger, IsFencedByAnotherOneOnTheSameDisk)
{
    boost::asio::io_context context;
    MemoryDisk disk;
    MemoryLedger one{disk};
    MemoryLedger other{disk};
    TestWriter first{one, context};
    EXPECT_TRUE(first.append({"a"}, make_entries(1, 2)));
    TestWriter second{other, context};
    EXPECT_TRUE(second.append({"a"}, make_entries(3, 2)));
    EXPECT_EQ(first.append({"a"}, make_entries(5, 2)).error().conflict, AppendConflict::stale_epoch);
}

TEST(MemoryLedger, LetsLaterAppendsWaitForOneThatIsHeld)
{
    boost::asio::io_context context;
    MemoryDisk disk;
    MemoryLedger ledger{disk};
    TestWriter writer{ledger, context};
    writer.chain("a");
    ledger.plan(1, {Kind::hold});
    std::vector<std::uint64_t> done;
    const auto on_done = [&](std::exception_ptr, AppendResult result) { done.push_back(result.value().last_seq); };
    boost::asio::co_spawn(context, ledger.append(writer.batch({"a"}, make_entries(1, 2))), on_done);
    boost::asio::co_spawn(context, ledger.append(writer.batch({"a"}, make_entries(3, 1))), on_done);
    context.restart();
    context.poll();
    EXPECT_TRUE(done.empty());
    EXPECT_EQ(ledger.last_seq(), 0u);
    ledger.release();
    context.restart();
    context.run();
    EXPECT_THAT(done, ::testing::ElementsAre(2u, 3u));
}

}  // namespace
}  // namespace swarmdesk::ledger
