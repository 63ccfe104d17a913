#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <memory>

#include "ledger/ledger.hpp"
#include "ledger/verifier.hpp"
#include "runtime/real_clock.hpp"
#include "storage/sqlite.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::ledger {
namespace {

/// Tiny unless asked otherwise, so that the test run stays short.
std::uint64_t long_ledger_events() { return std::getenv("SWARMDESK_BENCH_FULL") != nullptr ? 1'000'000 : 5'000; }

/// What the gate writes: about six events an intent, some hundred bytes each.
Entry make_entry(std::uint64_t number)
{
    auto subject = std::to_string(number / 6 + 1'000'000'000);
    subject.insert(0, "019602e6-7e2b-7c4d-9a5f-00");
    return {.kind = static_cast<std::uint32_t>(number % 12 + 1),
            .subject = std::move(subject),
            .time = {static_cast<std::int64_t>(number) * 1'000'000},
            .payload = Bytes(96, static_cast<char>(number))};
}

std::vector<Entry> make_batch(std::uint64_t first, std::uint64_t count)
{
    std::vector<Entry> entries;
    entries.reserve(count);
    for (auto number = first; number < first + count; ++number) entries.push_back(make_entry(number));
    return entries;
}

/// The peer: the same columns but the hash, no index, in one transaction a batch.
class RawTable {
public:
    RawTable(const std::filesystem::path& folder, storage::Synchronous synchronous)
        : database_(storage::Database::open({.path = folder / "raw.db", .synchronous = synchronous}).value())
    {
        database_
            .execute(
                "CREATE TABLE raw (seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, subject TEXT NOT NULL, "
                "time_ns INTEGER NOT NULL, payload BLOB NOT NULL) STRICT")
            .value();
        insert_.emplace(database_.prepare("INSERT INTO raw VALUES (?1, ?2, ?3, ?4, ?5)").value());
    }

    void append(const std::vector<Entry>& entries)
    {
        auto transaction = storage::Transaction::begin(database_).value();
        for (const auto& entry : entries)
            insert_->run(++seq_, entry.kind, entry.subject, entry.time.ns, storage::Blob{entry.payload}).value();
        transaction.commit().value();
    }

private:
    storage::Database database_;
    std::optional<storage::Statement> insert_;
    std::uint64_t seq_ = 0;
};

/// Both in turns on one disk, each waiting until its batch is durable. `ratio` is the ledger's speed by the raw one's.
void append_against_raw_sqlite(benchmark::State& state, Durability durability, Mode mode)
{
    const auto batch = static_cast<std::uint64_t>(state.range(0));
    const storage::TemporaryFolder folder;
    boost::asio::io_context context;
    const runtime::RealClock clock;
    Options options;
    options.folder = folder.path();
    options.executor = context.get_executor();
    options.durability = durability;
    options.mode = mode;
    const auto ledger = Ledger::open(options).value();
    RawTable raw{folder.path(),
                 durability == Durability::fsync ? storage::Synchronous::full : storage::Synchronous::off};
    const auto now = [&] { return clock.now().monotonic; };
    nanoseconds ledger_time{0};
    nanoseconds raw_time{0};
    std::uint64_t events = 0;
    for ([[maybe_unused]] auto _ : state) {
        auto entries = make_batch(events, batch);
        events += batch;
        const auto raw_start = now();
        raw.append(entries);
        const auto ledger_start = now();
        ledger->append(std::move(entries));
        context.restart();
        context.run();
        const auto end = now();
        raw_time += ledger_start - raw_start;
        ledger_time += end - ledger_start;
        state.SetIterationTime(static_cast<double>((end - ledger_start).count()) * 1e-9);
    }
    if (ledger->durable_seq() != events) state.SkipWithError("the ledger failed");
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
    state.counters["ratio"] = static_cast<double>(raw_time.count()) / static_cast<double>(ledger_time.count());
}

void append_with_fsync(benchmark::State& state)
{
    append_against_raw_sqlite(state, Durability::fsync, Mode::writer_thread);
}
void append_without_fsync(benchmark::State& state)
{
    append_against_raw_sqlite(state, Durability::none, Mode::same_thread);
}
BENCHMARK(append_with_fsync)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseManualTime();
BENCHMARK(append_without_fsync)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseManualTime();

/// A ledger made once and read by the benchmarks below.
class LongLedger {
public:
    LongLedger()
    {
        options_.folder = folder_.path();
        options_.executor = context_.get_executor();
        options_.durability = Durability::none;
        options_.mode = Mode::same_thread;
        auto writing = Ledger::open(options_).value();
        constexpr std::uint64_t group = 1000;
        for (std::uint64_t written = 0; written < long_ledger_events(); written += group) {
            writing->append(make_batch(written, group));
            writing->checkpoint_if_due(make_entry(written).time);
            context_.restart();
            context_.run();
        }
        writing->save_snapshot(writing->last_seq(), Bytes(1'000'000, 's'));
        writing->append(make_batch(long_ledger_events(), group));  // what a restart replays
        writing.reset();
    }

    std::unique_ptr<Ledger> open() { return Ledger::open(options_).value(); }
    std::filesystem::path path() const { return folder_.path(); }

private:
    storage::TemporaryFolder folder_;
    boost::asio::io_context context_;
    Options options_;
};

LongLedger& long_ledger()
{
    static LongLedger ledger;
    return ledger;
}

void count_events(benchmark::State& state, std::uint64_t events)
{
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}

void verify_all(benchmark::State& state)
{
    const auto folder = long_ledger().path();
    const auto keys = Keys::load(folder).value();
    std::uint64_t events = 0;
    for ([[maybe_unused]] auto _ : state) {
        const auto verdict = verify(folder / "ledger.db", keys).value();
        if (!verdict.is_ok()) state.SkipWithError("the ledger is not fine");
        events += verdict.events;
    }
    count_events(state, events);
}
BENCHMARK(verify_all)->UseRealTime()->Unit(benchmark::kMillisecond);

void replay(benchmark::State& state)
{
    const auto ledger = long_ledger().open();
    const auto check = state.range(0) == 0 ? Ledger::Check::order : Ledger::Check::chain;
    std::uint64_t events = 0;
    std::size_t bytes = 0;
    for ([[maybe_unused]] auto _ : state) {
        ledger
            ->for_each(0, check,
                       [&](const Record& record) -> Result<void> {
                           ++events;
                           bytes += record.entry.payload.size();
                           return {};
                       })
            .value();
        benchmark::DoNotOptimize(bytes);
    }
    count_events(state, events);
}
BENCHMARK(replay)->ArgName("chain")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

/// Open, load the snapshot, replay the thousand events after it.
void restart_from_a_snapshot(benchmark::State& state)
{
    auto& source = long_ledger();
    for ([[maybe_unused]] auto _ : state) {
        const auto ledger = source.open();
        const auto snapshot = ledger->latest_snapshot().value();
        std::uint64_t replayed = 0;
        ledger
            ->for_each(snapshot->seq, Ledger::Check::chain,
                       [&](const Record&) -> Result<void> { return ++replayed, Result<void>{}; })
            .value();
        if (replayed != 1000) state.SkipWithError("not what was written");
    }
}
BENCHMARK(restart_from_a_snapshot)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace swarmdesk::ledger
