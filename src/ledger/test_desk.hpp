#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "ledger/ledger.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::ledger {

/// What a desk is to a ledger, for tests: a folder, an executor, and ears. `run` returns when all that was queued has
/// been heard of.
class TestDesk {
public:
    explicit TestDesk(Mode mode = Mode::same_thread)
    {
        options.folder = folder.path() / "state";
        options.executor = context.get_executor();
        options.durability = Durability::none;
        options.mode = mode;
    }

    Result<void> try_open()
    {
        ledger.reset();
        auto opened = Ledger::open(options);
        if (!opened) return opened.error();
        ledger = std::move(*opened);
        ledger->listen({.on_durable = [this](std::uint64_t seq) { durable.push_back(seq); },
                        .on_failure = [this](const Error& error) { failures.push_back(error); }});
        return {};
    }
    void open() { try_open().value(); }
    void close() { ledger.reset(); }
    void run()
    {
        context.restart();
        context.run();
    }
    void append(std::vector<Entry> entries)
    {
        ledger->append(std::move(entries));
        run();
    }

    std::filesystem::path state() const { return options.folder; }
    std::filesystem::path database() const { return options.folder / "ledger.db"; }

    const storage::TemporaryFolder folder;
    boost::asio::io_context context;
    Options options;
    std::unique_ptr<Ledger> ledger;
    std::vector<std::uint64_t> durable;
    std::vector<Error> failures;
};

/// Entries of several shapes: every seventh has no payload, every eleventh no subject, some bytes are zero.
inline std::vector<Entry> make_entries(std::uint64_t first, std::size_t count)
{
    std::vector<Entry> entries;
    for (auto number = first; number < first + count; ++number) {
        Entry entry;
        entry.kind = static_cast<std::uint32_t>(number % 5 + 1);
        if (number % 11 != 0) entry.subject = "intent-" + std::to_string(number % 13);
        entry.time = {static_cast<std::int64_t>(number) * 1'000'000'007 - 5'000'000'000};
        if (number % 7 != 0) entry.payload = std::string(number % 9, '\0') + std::to_string(number * number);
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace swarmdesk::ledger
