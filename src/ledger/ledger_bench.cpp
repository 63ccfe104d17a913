#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <memory>

#include "ledger/keys.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/test_desk.hpp"
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

const std::vector<std::string>& chains(std::size_t count)
{
    static std::vector<std::string> names;
    while (names.size() < count) names.push_back("account.user-" + std::to_string(names.size()));
    static std::vector<std::string> some;
    some.assign(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count));
    return some;
}

std::vector<Entry> make_batch(std::uint64_t first, std::uint64_t count)
{
    std::vector<Entry> entries;
    entries.reserve(count);
    for (auto number = first; number < first + count; ++number) entries.push_back(make_entry(number));
    return entries;
}

/// The peer: no chain, no hash, no index, in one transaction a batch.
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
    const auto& names = chains(static_cast<std::size_t>(state.range(1)));
    const storage::TemporaryFolder folder;
    boost::asio::io_context context;
    const runtime::RealClock clock;
    SqliteLedger::Options options;
    options.folder = folder.path();
    options.durability = durability;
    options.mode = mode;
    const auto ledger = SqliteLedger::open(options).value();
    TestWriter writer{*ledger, context};
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
        const auto raw_end = now();
        auto parts = writer.batch(names, std::move(entries));
        auto call = ledger->append(std::move(parts));
        const auto ledger_start = now();
        run(context, std::move(call)).value();
        const auto end = now();
        raw_time += raw_end - raw_start;
        ledger_time += end - ledger_start;
        state.SetIterationTime(static_cast<double>((end - ledger_start).count()) * 1e-9);
    }
    if (ledger->last_seq() != events) state.SkipWithError("the ledger failed");
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
/// Events in a batch, and the chains they are of.
void batches(benchmark::internal::Benchmark* bench)
{
    bench->ArgNames({"events", "chains"})->UseManualTime();
    for (const int events : {1, 16, 64, 256}) bench->Args({events, 1});
    bench->Args({64, 16})->Args({256, 64});
}
BENCHMARK(append_with_fsync)->Apply(batches);
BENCHMARK(append_without_fsync)->Apply(batches);

/// A ledger made once and read by the benchmarks below.
class LongLedger {
public:
    LongLedger()
    {
        options_.folder = folder_.path();
        options_.durability = Durability::none;
        options_.mode = Mode::same_thread;
        auto writing = open();
        TestWriter writer{*writing, context_};
        constexpr std::uint64_t group = 1000;
        constexpr std::int64_t minute = 60'000'000'000;
        const auto& names = chains(16);
        for (std::uint64_t written = 0; written < long_ledger_events(); written += group) {
            writer.append(names, make_batch(written, group)).value();
            const auto time = make_entry(written).time;
            if (time.ns % minute < 1'000'000'000) run(context_, writing->checkpoint(time)).value();
        }
        Snapshot snapshot{ChainId{}, {}, writing->last_seq(), Bytes(1'000'000, 's')};
        run(context_, writing->save_snapshot(std::move(snapshot))).value();
        writer.append(names, make_batch(long_ledger_events(), group)).value();  // what a restart replays
    }

    std::unique_ptr<SqliteLedger> open() { return SqliteLedger::open(options_).value(); }
    boost::asio::io_context& context() { return context_; }
    std::filesystem::path path() const { return folder_.path(); }

private:
    storage::TemporaryFolder folder_;
    boost::asio::io_context context_;
    SqliteLedger::Options options_;
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
BENCHMARK(verify_all)->MeasureProcessCPUTime()->UseRealTime()->Unit(benchmark::kMillisecond);

void replay(benchmark::State& state)
{
    const auto ledger = long_ledger().open();
    const auto check = state.range(0) == 0 ? Check::order : Check::chain;
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
        const auto snapshot = run(source.context(), ledger->latest_snapshot(ChainId{}, {})).value().snapshot;
        std::uint64_t replayed = 0;
        ledger
            ->for_each(snapshot->number, Check::chain,
                       [&](const Record&) -> Result<void> { return ++replayed, Result<void>{}; })
            .value();
        if (replayed != 1000) state.SkipWithError("not what was written");
    }
}
BENCHMARK(restart_from_a_snapshot)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace swarmdesk::ledger
