#include <boost/asio/io_context.hpp>

#include "base/assert.hpp"
#include "harness.hpp"
#include "history.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/test_desk.hpp"
#include "ledger_report.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::bench {

namespace {

using namespace trading::execution;

void make_ledger(const std::filesystem::path& folder, History history, std::uint64_t events)
{
    boost::asio::io_context context;
    ledger::SqliteLedger::Options options;
    options.folder = folder;
    options.durability = ledger::Durability::none;
    options.mode = ledger::Mode::same_thread;
    const auto ledger = ledger::SqliteLedger::open(std::move(options)).value();
    Batches batches{*ledger, context};
    while (ledger->last_seq() < events) {
        ledger::Batch batch = batches.make(history.next(1'000));
        ledger::run(context, ledger->append(std::move(batch))).value();
    }
    ledger::run(context, ledger->checkpoint(history.now())).value();
    SWARMDESK_ASSERT(!ledger->failure());
}

/// Read, check, decode, fold and work out: what `swarmdesk report` does before it prints.
nanoseconds report_once(const std::filesystem::path& folder, bool has_fills)
{
    Stopwatch stopwatch;
    const trading::report::Report report = app::read_replay_report(folder).value();
    const nanoseconds taken = stopwatch.lap();
    SWARMDESK_ASSERT(has_fills == (report.activity.fills > 0) && report.period.points > 1);
    return taken;
}

}  // namespace

Figures measure_report(Scale scale)
{
    Figures figures;
    for (const auto& [name, life] :
         {std::pair{"canceled_seconds", History::Life::canceled}, std::pair{"filled_seconds", History::Life::filled}}) {
        const storage::TemporaryFolder folder;
        make_ledger(folder.path(), History{life}, pick(scale, 1'000'000, 2'000));
        for (std::uint64_t i = 0; i <= repetitions(scale); ++i) {
            const nanoseconds taken = report_once(folder.path(), life == History::Life::filled);
            if (i > 0) figures[name].push_back(microseconds(taken) / 1e6);
        }
    }
    return figures;
}

}  // namespace swarmdesk::bench
