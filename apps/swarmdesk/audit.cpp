#include "audit.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>
#include <set>

#include "failure.hpp"
#include "id_prefix.hpp"
#include "ledger/export.hpp"
#include "ledger/verifier.hpp"
#include "ledger_line.hpp"
#include "runtime/real_clock.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::app {
namespace {

boost::json::object to_json(const ledger::Record& record)
{
    const auto event = trading::execution::read_event(record);
    return {{"seq", record.seq},
            {"chain", record.chain.to_string()},
            {"number", record.number},
            {"time", to_iso(record.entry.time)},
            {"kind", trading::execution::event_name(record.entry.kind)},
            {"subject", record.entry.subject},
            {"message", event ? trading::execution::describe(event->event) : event.error().detail},
            {"data", event ? trading::execution::event_json(event->event) : boost::json::value{}},
            {"hash", to_hex(record.hash)}};
}

constexpr std::size_t listed_max = 100;  ///< of subjects that begin alike

/// The whole id of the beginning that was typed, by all that the ledger is about. An account's name may look like one.
Result<std::string> whole_subject(ledger::LedgerReader& reader, const std::string& typed)
{
    const auto digits = prefix_digits(typed);
    if (!digits) return typed;
    ledger::Query exact;
    exact.subject = typed;
    exact.limit = 1;
    const auto named = reader.read(exact);
    if (!named) return named.error();
    if (!named->empty()) return typed;
    std::set<std::string> ids;
    const auto collect = [&](const ledger::Record& record) -> Result<void> {
        if (ids.size() < listed_max && begins_with(record.entry.subject, *digits)) ids.insert(record.entry.subject);
        return {};
    };
    if (const auto read = reader.for_each(0, ledger::Check::order, collect); !read) return read.error();
    std::vector<Identified> candidates;
    for (const std::string& id : ids) candidates.push_back({id, {}});
    return resolve_prefix(typed, candidates, "subject");
}

}  // namespace

int audit_verify(const std::filesystem::path& state_folder, bool is_json, std::ostream& out)
{
    auto keys = ledger::Keys::load(state_folder);
    if (!keys) return fail(keys.error());
    const runtime::RealClock stopwatch;
    const MonotonicTime started = stopwatch.now().monotonic;
    const bool shows_progress = !is_json && isatty(STDERR_FILENO) == 1;
    const auto progress = [&](std::uint64_t done, std::uint64_t total) {
        if (shows_progress && total > 100'000) std::cerr << fmt::format("\r{} of {} events", done, total) << std::flush;
    };
    auto verdict = ledger::verify(state_folder / "ledger.db", *keys, progress);
    if (shows_progress) std::cerr << "\r\033[K";
    if (!verdict) return fail(verdict.error());
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(stopwatch.now().monotonic - started);
    const auto& problem = verdict->first_problem;
    if (is_json) {
        boost::json::object object{{"ok", verdict->is_ok()},
                                   {"events", verdict->events},
                                   {"chains", verdict->chains},
                                   {"checkpoints", verdict->checkpoints},
                                   {"took_ms", took.count()}};
        if (problem)
            object["problem"] = {{"seq", problem->seq}, {"table", problem->table}, {"message", problem->words}};
        out << boost::json::serialize(object) << '\n';
    } else if (problem) {
        out << fmt::format("NOT VERIFIED at {} {}: {}\n", problem->table, problem->seq, problem->words);
    } else {
        out << fmt::format(
            "verified: {} events in {} chains and {} signed checkpoints, nothing changed, missing or added "
            "({:.2f} s)\n",
            verdict->events, verdict->chains, verdict->checkpoints, static_cast<double>(took.count()) / 1000);
    }
    return verdict->is_ok() ? exit_ok : exit_corrupt;
}

int audit_show(const std::filesystem::path& state_folder, const AuditShow& show, std::ostream& out)
{
    auto reader = ledger::LedgerReader::open(state_folder / "ledger.db");
    if (!reader) return fail(reader.error());
    ledger::Query query;
    query.after_seq = show.after;
    query.limit = show.limit;
    if (!show.subject.empty()) {
        auto subject = whole_subject(*reader, show.subject);
        if (!subject) {
            fail(subject.error());
            return subject.error().code == Errc::not_found ? exit_usage : exit_code(subject.error());
        }
        query.subject = std::move(*subject);
    }
    const auto records = reader->read(query);
    if (!records) return fail(records.error());
    for (const ledger::Record& record : *records) {
        const boost::json::object object = to_json(record);
        if (show.is_json)
            out << boost::json::serialize(object) << '\n';
        else
            out << ledger_line(object, show.terminal) << '\n';
    }
    return exit_ok;
}

int audit_export(const std::filesystem::path& state_folder, std::uint64_t after, std::ostream& out)
{
    auto reader = ledger::LedgerReader::open(state_folder / "ledger.db");
    if (!reader) return fail(reader.error());
    const auto data = [](const ledger::Entry& entry) {
        const trading::execution::Row row{entry.kind, entry.subject, entry.time, entry.payload};
        const auto event = trading::execution::from_row({}, row);
        return event ? trading::execution::event_json(event->event) : boost::json::value{};
    };
    const ledger::Describer describer{data, &trading::execution::event_name};
    if (auto done = ledger::export_json_lines(*reader, after, describer, out); !done) return fail(done.error());
    return exit_ok;
}

}  // namespace swarmdesk::app
