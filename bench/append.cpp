#include <boost/asio/io_context.hpp>
#include <optional>

#include "base/assert.hpp"
#include "harness.hpp"
#include "history.hpp"
#include "ledger/ledger.hpp"
#include "ledger/schema.hpp"
#include "storage/sqlite.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::bench {
namespace {

using namespace ledger;

/// The peer: the ledger's own schema with its index on subjects, one transaction a batch, and nothing else: no chain,
/// no head, no other thread.
class RawTable {
public:
    explicit RawTable(const std::filesystem::path& folder)
        : database_(storage::Database::open({.path = folder / "raw.db"}).value())
    {
        storage::migrate(database_, schema_steps).value();
        insert_.emplace(database_
                            .prepare("INSERT INTO events (seq, kind, subject, time_ns, payload, hash) "
                                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                            .value());
    }

    void append(const std::vector<Entry>& entries)
    {
        auto transaction = storage::Transaction::begin(database_).value();
        for (const Entry& entry : entries)
            insert_
                ->run(++seq_, entry.kind, entry.subject, entry.time.ns, storage::Blob{entry.payload},
                      storage::Blob{hash_})
                .value();
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
    Race()
    {
        Options options;
        options.folder = folder_.path();
        options.executor = context_.get_executor();
        ledger_ = Ledger::open(std::move(options)).value();
    }

    Speeds run(std::uint64_t batches, std::size_t batch_size)
    {
        nanoseconds by_raw{0};
        nanoseconds by_ledger{0};
        Stopwatch watch;
        for (std::uint64_t i = 0; i < batches; ++i) {
            auto entries = history_.next(batch_size);
            entries.resize(batch_size);
            watch.lap();
            raw_.append(entries);
            by_raw += watch.lap();
            ledger_->append(std::move(entries));
            context_.restart();
            context_.run();
            by_ledger += watch.lap();
        }
        SWARMDESK_ASSERT(ledger_->backlog() == 0 && !ledger_->has_failed());
        return {per_second(batches * batch_size, by_ledger), per_second(batches * batch_size, by_raw)};
    }

private:
    const storage::TemporaryFolder folder_;
    boost::asio::io_context context_;
    History history_;
    std::unique_ptr<Ledger> ledger_;
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
