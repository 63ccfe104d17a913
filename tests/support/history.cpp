#include "support/history.hpp"

#include "ledger/reader.hpp"
#include "storage/sqlite.hpp"
#include "trading/venues/paper_dump.hpp"

namespace swarmdesk::testing {
namespace {

std::vector<SavedState> read_saved(const std::filesystem::path& path)
{
    const auto database = storage::Database::open({.path = path, .access = storage::Access::read_only}).value();
    auto select = database.prepare("SELECT seq, bytes FROM snapshots ORDER BY seq").value();
    std::vector<SavedState> saved;
    while (select.step().value())
        saved.push_back({static_cast<std::uint64_t>(select.integer(0)), Bytes{select.blob(1)}});
    return saved;
}

}  // namespace

History History::read(const std::filesystem::path& state_folder)
{
    History history;
    const auto path = state_folder / "ledger.db";
    const auto reader = ledger::Reader::open(path).value();
    ledger::Query query;
    query.limit = ledger::read_limit_max;
    for (;;) {
        const auto records = reader.read(query).value();
        for (const ledger::Record& record : records)
            history.facts.push_back(
                {record.seq, record.entry.time, trading::execution::from_entry(record.entry).value()});
        if (records.size() < query.limit) break;
        query.after_seq = records.back().seq;
    }
    history.saved = read_saved(path);
    history.verdict = ledger::verify(path, ledger::Keys::load(state_folder).value()).value();
    const auto journal = state_folder / "paper-exchange.journal";
    if (std::filesystem::exists(journal)) history.venue = trading::venues::read_paper_journal(journal.string()).value();
    return history;
}

}  // namespace swarmdesk::testing
