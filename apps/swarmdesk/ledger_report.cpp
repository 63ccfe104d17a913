#include "ledger_report.hpp"

#include <sstream>

#include "base/json_fields.hpp"
#include "ledger/reader.hpp"
#include "row_queue.hpp"
#include "runtime/parallel.hpp"
#include "trading/market/whole_file.hpp"
#include "trading/report/fold.hpp"
#include "trading/report/report_html.hpp"

namespace swarmdesk::app {

namespace fs = std::filesystem;
namespace report = trading::report;

namespace {

enum class Empty { refused = 1, taken };

constexpr std::size_t batch_size = 256;

struct EndsQueue {
    ~EndsQueue() { queue.end(); }
    RowQueue& queue;
};

Error no_such_account(const trading::AccountId& account, const trading::execution::Books& books)
{
    std::string known;
    for (const auto& [id, of_one] : books.rails().state().accounts) {
        if (known.size() > 200) {
            known += ", …";
            break;
        }
        known += (known.empty() ? "" : ", ") + id.to_string();
    }
    return {Errc::malformed,
            "this ledger has no account " + account.to_string() + "; it has " + (known.empty() ? "none" : known)};
}

Result<void> read_facts(const fs::path& state_folder, const trading::AccountId& account, report::Observer& observer,
                        Empty empty)
{
    const fs::path database = state_folder / "ledger.db";
    std::error_code error;
    if (!fs::exists(database, error))
        return Error{Errc::not_found, "there is no ledger in " + state_folder.string() +
                                          "; name the --state-folder of a desk that has run"};
    auto reader = ledger::LedgerReader::open(database);
    if (!reader) return reader.error();
    report::Fold fold{account, observer};
    // To read, hash and sieve takes about as long as to fold: each has a thread.
    RowQueue queue;
    Result<void> read;
    Result<void> folded;
    const auto reading = [&] {
        report::Sieve sieve;
        RowQueue::Batch batch;
        read = reader->for_each(0, ledger::Check::chain, [&](const ledger::Record& record) -> Result<void> {
            if (!report::Sieve::needs(record.entry.kind)) return {};
            const ledger::Entry& entry = record.entry;
            if (batch.empty()) batch.reserve(batch_size + 2);  // a fill brings what was said of it before
            auto sieved = sieve.add(
                {record.seq, record.chain.to_string(), {entry.kind, entry.subject, entry.time, entry.payload}, nullptr},
                batch);
            if (!sieved) return sieved;
            if (batch.size() < batch_size || queue.put(std::exchange(batch, {}))) return {};
            return Error{Errc::internal, "nobody folds any more"};
        });
        if (!batch.empty()) static_cast<void>(queue.put(std::move(batch)));
    };
    const auto folding = [&] {
        while (auto batch = queue.take())
            for (report::Input& row : *batch)
                if (folded = fold.add_sieved(std::move(row)); !folded) return;
    };
    runtime::parallel_for(2, 2, [&](std::size_t side) {
        const EndsQueue ends{queue};  // also where one throws: the other must not wait for ever
        side == 0 ? reading() : folding();
    });
    if (!folded) return folded;
    if (!read) return read;
    if (!account.is_empty() && fold.books().rails().find(account) == nullptr)
        return no_such_account(account, fold.books());
    if (empty == Empty::refused && !fold.has_fills())
        return Error{Errc::not_found, "nothing was filled yet on " +
                                          (account.is_empty() ? "any account" : "account " + account.to_string()) +
                                          ", so there is nothing to report"};
    return {};
}

Result<report::Report> read_report(const fs::path& state_folder, const ReportScope& scope, Empty empty)
{
    report::ReportBuilder builder{scope.range};
    if (auto read = read_facts(state_folder, scope.account, builder, empty); !read) return read.error();
    return builder.finish();
}

}  // namespace

Result<void> read_facts(const fs::path& state_folder, const trading::AccountId& account, report::Observer& observer)
{
    return read_facts(state_folder, account, observer, Empty::refused);
}

Result<report::Report> read_report(const fs::path& state_folder, const ReportScope& scope)
{
    return read_report(state_folder, scope, Empty::refused);
}

Result<report::Report> read_replay_report(const fs::path& state_folder)
{
    return read_report(state_folder, {}, Empty::taken);
}

Result<ReportForm> report_form(const fs::path& file)
{
    const std::string suffix = file.extension().string();
    if (suffix == ".html" || suffix == ".htm") return ReportForm::html;
    if (suffix == ".json") return ReportForm::json;
    return Error{Errc::malformed,
                 "a report is written to a file that ends with .html or .json, not to " + file.string()};
}

Result<void> write_report(const report::Report& made, ReportForm form, const fs::path& file)
{
    std::ostringstream out;
    if (form == ReportForm::html)
        report::write_html(made, out);
    else
        out << boost::json::serialize(to_json(made)) << '\n';
    return trading::market::write_whole_file(file, out.str());
}

}  // namespace swarmdesk::app
