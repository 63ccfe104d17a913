#include "support/history.hpp"

#include "base/codec.hpp"
#include "ledger/reader.hpp"
#include "storage/sqlite.hpp"
#include "trading/venues/paper/paper_dump.hpp"

namespace swarmdesk::testing {
namespace {

/// Those of the desk's own fold over all chains (chain 0); the views keep theirs beside it.
std::vector<SavedState> read_saved(const std::filesystem::path& path)
{
    const auto database = storage::Database::open({.path = path, .access = storage::Access::read_only}).value();
    auto select =
        database.prepare("SELECT number, bytes FROM snapshots WHERE chain = 0 AND fold = '' ORDER BY number").value();
    std::vector<SavedState> saved;
    while (select.step().value()) {
        Decoder state{select.blob(1)};  // of the gate: the books first
        saved.push_back({static_cast<std::uint64_t>(select.integer(0)), Bytes{state.get_text()}});
    }
    return saved;
}

}  // namespace

History History::read(const std::filesystem::path& state_folder)
{
    History history;
    const auto path = state_folder / "ledger.db";
    auto reader = ledger::LedgerReader::open(path).value();
    const auto take = [&history](const ledger::Record& record) -> Result<void> {
        const std::string chain = record.chain.to_string();
        const ledger::Entry& entry = record.entry;
        auto stamped = trading::execution::from_row(chain, {entry.kind, entry.subject, entry.time, entry.payload});
        if (!stamped) return stamped.error();
        history.facts.push_back(
            {record.seq, chain, record.number, stamped->time, stamped->desk, std::move(stamped->event)});
        return {};
    };
    reader.for_each(0, ledger::Check::order, take).value();
    history.saved = read_saved(path);
    history.verdict = ledger::verify(path, ledger::Keys::load(state_folder).value()).value();
    // A first start that was cut short leaves its mark, and nothing to judge: it has promised nothing yet.
    if (history.facts.empty() && std::filesystem::exists(state_folder / "ledger.new")) history.verdict = {};
    for (const auto& file : std::filesystem::directory_iterator{state_folder}) {
        const auto& path_of = file.path();
        if (path_of.extension() != ".journal") continue;
        const std::string name = path_of.stem() == "paper-exchange" ? "paper" : path_of.stem().string();
        history.venues.emplace(trading::VenueId{name}, trading::venues::read_paper_journal(path_of.string()).value());
    }
    return history;
}

}  // namespace swarmdesk::testing
