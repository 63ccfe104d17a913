#include <boost/asio/io_context.hpp>

#include "base/assert.hpp"
#include "harness.hpp"
#include "history.hpp"
#include "ledger/ledger.hpp"

namespace swarmdesk::bench {

void make_long_ledger(const std::filesystem::path& folder, std::uint64_t events)
{
    constexpr std::size_t group = 1'000;               // a checkpoint each
    constexpr std::uint64_t unsaved_events = 100'000;  // the desk's own distance between snapshots
    boost::asio::io_context context;
    ledger::Options options;
    options.folder = folder;
    options.executor = context.get_executor();
    options.durability = ledger::Durability::none;
    options.mode = ledger::Mode::same_thread;
    const auto ledger = ledger::Ledger::open(std::move(options)).value();
    History history;
    bool has_snapshot = false;
    while (ledger->last_seq() < events) {
        ledger->append(history.next(group));
        ledger->checkpoint(history.now());
        if (!has_snapshot && ledger->last_seq() + unsaved_events >= events) {
            ledger->save_snapshot(ledger->last_seq(), history.gate().snapshot());
            has_snapshot = true;
        }
        context.restart();
        context.run();
    }
    SWARMDESK_ASSERT(ledger->backlog() == 0 && !ledger->has_failed());
}

}  // namespace swarmdesk::bench
