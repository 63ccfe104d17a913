#include <optional>

#include "busy_desk.hpp"
#include "harness.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::bench {
namespace {

using boost::asio::awaitable;

/// The yardstick: one small row in a transaction of its own, WAL, synchronous=FULL.
class RawCommit {
public:
    explicit RawCommit(const std::filesystem::path& folder)
        : database_(storage::Database::open({.path = folder / "raw.db"}).value())
    {
        database_.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, words TEXT NOT NULL)").value();
        insert_.emplace(database_.prepare("INSERT INTO rows (words) VALUES (?1)").value());
    }
    void commit() { insert_->run(std::string_view{"a row of some forty characters, no more"}).value(); }

private:
    storage::Database database_;
    std::optional<storage::Statement> insert_;
};

/// One intent after the other, each when the last has left nothing to write; in between, one raw commit.
awaitable<void> send_each(BusyDesk& desk, RawCommit& raw, std::uint64_t intents, std::vector<double>& sends,
                          std::vector<double>& commits)
{
    Stopwatch watch;
    nanoseconds until_sent{0};
    desk.venue().on_submit = [&] { until_sent = watch.lap(); };
    const std::uint64_t warm_up = intents / 10;
    for (std::uint64_t number = 0; number < intents; ++number) {
        watch.lap();
        raw.commit();
        const nanoseconds until_committed = watch.lap();
        co_await desk.propose(number);
        // What the venue answers comes in turns of its own, and is written too.
        co_await desk.clock().sleep(std::chrono::microseconds{200});
        const auto settled = co_await desk.desk().settled();
        settled.value();
        if (number < warm_up) continue;
        sends.push_back(microseconds(until_sent));
        commits.push_back(microseconds(until_committed));
    }
    desk.venue().on_submit = {};
}

}  // namespace

Figures measure_sends(Scale scale)
{
    const std::uint64_t intents = pick(scale, 2'000, 20);
    Figures figures;
    for (const auto durability : {ledger::Durability::fsync, ledger::Durability::none}) {
        const bool is_synced = durability == ledger::Durability::fsync;
        BusyDesk desk{durability, intents};
        RawCommit raw{desk.folder()};
        desk.run(send_each(desk, raw, intents, figures[is_synced ? "send_us" : "unsynced_send_us"],
                           figures[is_synced ? "raw_commit_us" : "raw_commit_beside_unsynced_us"]));
    }
    return figures;
}

}  // namespace swarmdesk::bench
