#include <boost/asio/io_context.hpp>
#include <optional>

#include "base/assert.hpp"
#include "harness.hpp"
#include "history.hpp"
#include "ledger/schema.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "ledger/test_desk.hpp"
#include "storage/sqlite.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::bench {
namespace {

using namespace ledger;

/// The peer: the ledger's own schema with its indexes, one transaction a batch, and nothing else: no chain, no head, no
/// other thread.
class RawTable {
public:
    explicit RawTable(const std::filesystem::path& folder)
        : database_(storage::Database::open({.path = folder / "raw.db"}).value())
    {
        storage::migrate(database_, schema_steps).value();
        insert_.emplace(database_
                            .prepare("INSERT INTO events (seq, chain, number, kind, subject, time_ns, payload, hash) "
                                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
                            .value());
    }

    void append(const Batch& batch)
    {
        auto transaction = storage::Transaction::begin(database_).value();
        for (const auto& [chain, entry] : batch.parts) {
            ++seq_;
            insert_
                ->run(seq_, std::uint64_t{chain} + 1, seq_, entry.kind, entry.subject, entry.time.ns,
                      storage::Blob{entry.payload}, storage::Blob{hash_})
                .value();
        }
        transaction.commit().value();
    }

private:
    storage::Database database_;
    std::optional<storage::Statement> insert_;
    const std::string hash_ = std::string(32, 'h');
    std::uint64_t seq_ = 0;
};

struct Speeds {
    double ledger = 0;
    double raw = 0;
};

/// Both in turns on one disk, each waiting until its batch is on it.
class Race {
public:
    Speeds run(std::uint64_t batches, std::size_t batch_size)
    {
        nanoseconds by_raw{0};
        nanoseconds by_ledger{0};
        Stopwatch watch;
        for (std::uint64_t i = 0; i < batches; ++i) {
            auto events = history_.next(batch_size);
            while (events.size() > batch_size) events.pop_back();
            Batch batch = batches_.make(events);
            watch.lap();
            raw_.append(batch);
            by_raw += watch.lap();
            ledger::run(context_, ledger_->append(std::move(batch))).value();
            by_ledger += watch.lap();
        }
        SWARMDESK_ASSERT(!ledger_->failure());
        return {per_second(batches * batch_size, by_ledger), per_second(batches * batch_size, by_raw)};
    }

private:
    static std::unique_ptr<SqliteLedger> open(const std::filesystem::path& folder)
    {
        SqliteLedger::Options options;
        options.folder = folder;
        return SqliteLedger::open(std::move(options)).value();
    }

    const storage::TemporaryFolder folder_;
    boost::asio::io_context context_;
    History history_;
    const std::unique_ptr<SqliteLedger> ledger_ = open(folder_.path());
    Batches batches_{*ledger_, context_};
    RawTable raw_{folder_.path()};
};

}  // namespace

Figures measure_append(Scale scale)
{
    Figures figures;
    for (const std::size_t batch_size : {std::size_t{64}, std::size_t{256}}) {
        Race race;
        for (std::uint64_t run = 0; run <= repetitions(scale); ++run) {
            const Speeds speeds = race.run(pick(scale, 200, 3), batch_size);
            if (run == 0) continue;
            const std::string suffix = "_by_" + std::to_string(batch_size);
            figures["ledger" + suffix].push_back(speeds.ledger);
            figures["raw" + suffix].push_back(speeds.raw);
        }
    }
    return figures;
}

}  // namespace swarmdesk::bench
