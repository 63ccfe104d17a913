#include <functional>
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

/// One intent after the other, each when the last has left nothing to write; before each, `prepare`.
awaitable<void> send_each(BusyDesk& desk, std::uint64_t intents, std::vector<double>& sends,
                          std::function<void()> prepare)
{
    Stopwatch watch;
    nanoseconds until_sent{0};
    desk.venue().on_submit = [&] { until_sent = watch.lap(); };
    const std::uint64_t warm_up = intents / 10;
    for (std::uint64_t number = 0; number < intents; ++number) {
        if (prepare) prepare();
        watch.lap();
        co_await desk.propose(number);
        // What the venue answers comes in turns of its own, and is written too.
        co_await desk.clock().sleep(std::chrono::microseconds{200});
        const auto settled = co_await desk.desk().settled();
        settled.value();
        if (number < warm_up) continue;
        sends.push_back(microseconds(until_sent));
    }
    desk.venue().on_submit = {};
}

}  // namespace

Figures measure_sends(Scale scale)
{
    const std::uint64_t intents = pick(scale, 2'000, 20);
    Figures figures;
    {
        BusyDesk desk{ledger::Durability::fsync, intents};
        RawCommit raw{desk.folder()};
        Stopwatch watch;
        const auto commit = [&] {
            watch.lap();
            raw.commit();
            figures["raw_commit_us"].push_back(microseconds(watch.lap()));
        };
        desk.run(send_each(desk, intents, figures["send_us"], commit));
    }
    {
        BusyDesk desk{ledger::Durability::none, intents};
        desk.run(send_each(desk, intents, figures["handed_over_send_us"], {}));
    }
    BusyDesk desk{ledger::Durability::behind, intents};
    desk.run(send_each(desk, intents, figures["unsynced_send_us"], {}));
    return figures;
}

}  // namespace swarmdesk::bench
