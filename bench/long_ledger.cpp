#include <boost/asio/io_context.hpp>
#include <fstream>

#include "base/assert.hpp"
#include "harness.hpp"
#include "history.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/test_desk.hpp"
#include "trading/execution/view.hpp"
#include "trading/execution/view_keeper.hpp"
#include "trading/report/performance.hpp"

namespace swarmdesk::bench {

namespace {

using namespace trading::execution;

/// The views of the desk's other cells, which keep snapshots of their own.
class Views {
public:
    Views(boost::asio::io_context& context, ledger::LedgerStore& store)
        : context_(context),
          front_keeper_(context.get_executor(), store, front_, "front", {}),
          swarm_keeper_(context.get_executor(), store, swarm_, "swarm", "paper "),
          performance_keeper_(context.get_executor(), store, performance_, "performance", {})
    {}

    void apply(const std::vector<Stamped>& events)
    {
        for (const Stamped& event : events) {
            const StreamedEvent streamed{++seq_, event, {}};
            front_.apply(std::span{&streamed, 1});
            swarm_.apply(std::span{&streamed, 1});
            performance_.apply(std::span{&streamed, 1});
        }
    }
    void keep() { ledger::run(context_, keep_both()); }

private:
    boost::asio::awaitable<bool> keep_both()
    {
        co_await front_keeper_.keep_last();
        co_await swarm_keeper_.keep_last();
        co_await performance_keeper_.keep_last();
        co_return true;
    }
    static View::Settings small()
    {
        View::Settings settings;
        settings.finished_max = Books::finished_kept;
        settings.fills_max = settings.trips_max = settings.alerts_max = settings.signals_max = 100;
        return settings;
    }

    boost::asio::io_context& context_;
    View front_{{}};
    View swarm_{small()};
    trading::report::Performance performance_{{}};
    ViewKeeper front_keeper_;
    ViewKeeper swarm_keeper_;
    ViewKeeper performance_keeper_;
    std::uint64_t seq_ = 0;
};

}  // namespace

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
    std::ofstream{folder / "paper-exchange.journal"};  // an exchange that nothing happened at yet
    History history;
    Views views{context, *ledger};
    Batches batches{*ledger, context};
    bool has_snapshot = false;
    while (ledger->last_seq() < events) {
        const std::vector<Stamped> happened = history.next(group);
        ledger::Batch batch = batches.make(happened);
        ledger::run(context, ledger->append(std::move(batch))).value();
        if (!has_snapshot) views.apply(happened);
        ledger::run(context, ledger->checkpoint(history.now())).value();
        if (!has_snapshot && ledger->last_seq() + unsaved_events >= events) {
            ledger::Snapshot snapshot{{}, {}, ledger->last_seq(), history.gate().snapshot()};
            ledger::run(context, ledger->save_snapshot(std::move(snapshot))).value();
            views.keep();
            has_snapshot = true;
        }
    }
    SWARMDESK_ASSERT(!ledger->failure());
}

}  // namespace swarmdesk::bench
