#include "trading/execution/view_keeper.hpp"

#include <gtest/gtest.h>

#include "ledger/memory_ledger.hpp"
#include "ledger/test_desk.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::trading::execution {
namespace {

class ViewKeeperTest : public ::testing::Test {
protected:
    /// So many alerts, in the ledger and in the view.
    void live(std::uint64_t events)
    {
        const ledger::ChainId chain{"desk"};
        ledger::Batch batch;
        batch.chains.push_back({chain, ledger::run(context, store.acquire({chain})).value(), store.last_seq()});
        for (std::uint64_t n = 0; n < events; ++n) {
            const StreamedEvent event{
                store.last_seq() + n + 1, {AlertRaised{"info", "test", "C", "w"}, {}, {}, {}}, {}};
            Row row = to_row(event.stamped);
            batch.parts.push_back({0, {row.kind, row.subject, row.time, row.payload}});
            view.apply({&event, 1});
        }
        ledger::run(context, store.append(std::move(batch))).value();
    }
    ViewKeeper keeper(View& of, std::string told_of = "all")
    {
        return {context.get_executor(), store, of, "test", std::move(told_of)};
    }
    void keep(ViewKeeper& keeper, bool is_last)
    {
        const auto run = [](ViewKeeper& of, bool last) -> boost::asio::awaitable<bool> {
            auto keeping = last ? of.keep_last() : of.keep();
            co_await std::move(keeping);
            co_return true;
        };
        ledger::run(context, run(keeper, is_last));
    }
    /// How far a new view comes without the ledger.
    std::uint64_t restored_seq(std::string told_of = "all")
    {
        View other{{}};
        ViewKeeper of_other = keeper(other, std::move(told_of));
        EXPECT_TRUE(ledger::run(context, of_other.restore()));
        return other.seq();
    }

    boost::asio::io_context context;
    ledger::MemoryDisk disk;
    ledger::MemoryLedger store{disk};
    View view{{}};
};

TEST_F(ViewKeeperTest, WithoutASnapshotNothingIsRestored) { EXPECT_EQ(restored_seq(), 0u); }

TEST_F(ViewKeeperTest, KeepsOneWhereThereIsNewsEnough)
{
    ViewKeeper kept = keeper(view);
    live(snapshot_least - 1);
    keep(kept, true);
    EXPECT_EQ(restored_seq(), 0u);
    live(1);
    keep(kept, false);
    EXPECT_EQ(restored_seq(), 0u) << "while the desk runs it takes more news";
    keep(kept, true);
    EXPECT_EQ(restored_seq(), snapshot_least);
    live(snapshot_least - 1);
    keep(kept, true);
    EXPECT_EQ(restored_seq(), snapshot_least);
}

TEST_F(ViewKeeperTest, OneThatWasToldOfSomethingElseIsNotTaken)
{
    ViewKeeper kept = keeper(view);
    live(snapshot_least);
    keep(kept, true);
    EXPECT_EQ(restored_seq("less"), 0u);
}

TEST_F(ViewKeeperTest, OneThatIsNoViewsIsNotTaken)
{
    live(1);
    ledger::Snapshot strange{{}, "test", 1, "nothing that reads"};
    ASSERT_TRUE(ledger::run(context, store.save_snapshot(std::move(strange))));
    EXPECT_EQ(restored_seq(), 0u);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
