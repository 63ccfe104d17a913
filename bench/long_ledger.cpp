#include <boost/asio/io_context.hpp>

#include "base/assert.hpp"
#include "harness.hpp"
#include "history.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/test_desk.hpp"

namespace swarmdesk::bench {

void make_long_ledger(const std::filesystem::path& folder, std::uint64_t events)
{
    constexpr std::size_t group = 1'000;               // a checkpoint each
    constexpr std::uint64_t unsaved_events = 100'000;  // the desk's own distance between snapshots
    boost::asio::io_context context;
    ledger::SqliteLedger::Options options;
    options.folder = folder;
    options.durability = ledger::Durability::none;
    options.mode = ledger::Mode::same_thread;
    const auto ledger = ledger::SqliteLedger::open(std::move(options)).value();
    History history;
    Batches batches{*ledger, context};
    bool has_snapshot = false;
    while (ledger->last_seq() < events) {
        ledger::Batch batch = batches.make(history.next(group));
        ledger::run(context, ledger->append(std::move(batch))).value();
        ledger::run(context, ledger->checkpoint(history.now())).value();
        if (!has_snapshot && ledger->last_seq() + unsaved_events >= events) {
            ledger::Snapshot snapshot{{}, ledger->last_seq(), history.gate().snapshot()};
            ledger::run(context, ledger->save_snapshot(std::move(snapshot))).value();
            has_snapshot = true;
        }
    }
    SWARMDESK_ASSERT(!ledger->failure());
}

}  // namespace swarmdesk::bench
