#include "audit.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>

#include "failure.hpp"
#include "ledger/export.hpp"
#include "ledger/verifier.hpp"
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
    if (!show.subject.empty()) query.subject = show.subject;
    const auto records = reader->read(query);
    if (!records) return fail(records.error());
    for (const ledger::Record& record : *records) {
        const boost::json::object object = to_json(record);
        if (show.is_json)
            out << boost::json::serialize(object) << '\n';
        else
            out << fmt::format("{:>8}  {}  {:<20}  {:<18}  {}\n", record.seq, to_iso(record.entry.time),
                               record.chain.to_string(), trading::execution::event_name(record.entry.kind),
                               std::string_view{object.at("message").as_string()});
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
