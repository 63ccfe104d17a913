#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "ledger/sqlite_ledger.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::ledger {

/// Runs the context until the awaited call has returned.
template <class T>
T run(boost::asio::io_context& context, asio::awaitable<T> call)
{
    std::optional<T> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context, std::move(call), [&](std::exception_ptr error, T value) {
        thrown = error;
        if (!error) result.emplace(std::move(value));
    });
    context.restart();
    while (!result && !thrown && context.run_one() != 0) {
    }
    if (thrown) std::rethrow_exception(thrown);
    SWARMDESK_ASSERT(result.has_value());
    return std::move(*result);
}

/// Builds batches for leased chains, and knows the number each chain has by then.
class TestWriter {
public:
    explicit TestWriter(LedgerStore& store, boost::asio::io_context& context) : store_(store), context_(context) {}

    /// Leases a chain the first time it is named.
    Batch::Chain& chain(const std::string& name)
    {
        for (auto& known : chains_)
            if (known.id.to_string() == name) return known;
        std::vector<ChainId> leased{ChainId{name}};
        const auto epoch = run(context_, store_.acquire(std::move(leased))).value();
        std::uint64_t number = 0;
        for (const Head& head : run(context_, store_.heads()).value())
            if (head.chain.to_string() == name) number = head.number;
        return chains_.emplace_back(Batch::Chain{ChainId{name}, epoch, number});
    }

    /// The entries go to the chains in turn. The chains are taken to be as long as they are once this is durable.
    Batch batch(const std::vector<std::string>& chains, std::vector<Entry> entries)
    {
        Batch made;
        for (const auto& name : chains) made.chains.push_back(chain(name));
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto turn = i % chains.size();
            made.parts.push_back({static_cast<std::uint32_t>(turn), std::move(entries[i])});
            ++chain(chains[turn]).expected_number;
        }
        return made;
    }

    AppendResult append(const std::vector<std::string>& chains, std::vector<Entry> entries)
    {
        return run(context_, store_.append(batch(chains, std::move(entries))));
    }

private:
    LedgerStore& store_;
    boost::asio::io_context& context_;
    std::vector<Batch::Chain> chains_;
};

/// What a desk is to a ledger, for tests: a folder, an executor, and somebody who writes.
class TestDesk {
public:
    explicit TestDesk(Mode mode = Mode::same_thread)
    {
        options.folder = folder.path() / "state";
        options.durability = Durability::none;
        options.mode = mode;
        options.reserve_bytes = 64 * 1024;
    }

    Result<void> try_open()
    {
        close();
        auto opened = SqliteLedger::open(options);
        if (!opened) return opened.error();
        ledger = std::move(*opened);
        writer.emplace(*ledger, context);
        return {};
    }
    void open() { try_open().value(); }
    void close()
    {
        writer.reset();
        ledger.reset();
    }

    AppendResult try_append(std::vector<Entry> entries, const std::vector<std::string>& chains = {"account.paper"})
    {
        return writer->append(chains, std::move(entries));
    }
    Appended append(std::vector<Entry> entries, const std::vector<std::string>& chains = {"account.paper"})
    {
        return try_append(std::move(entries), chains).value();
    }
    void checkpoint(UtcTime now) { await(ledger->checkpoint(now)).value(); }
    void save_snapshot(const std::string& chain, std::uint64_t number, Bytes bytes)
    {
        await(ledger->save_snapshot({ChainId{chain}, {}, number, std::move(bytes)})).value();
    }
    std::vector<Record> read(Query query = {}) { return await(ledger->read(std::move(query))).value(); }

    template <class T>
    T await(asio::awaitable<T> call)
    {
        return run(context, std::move(call));
    }

    std::filesystem::path state() const { return options.folder; }
    std::filesystem::path database() const { return options.folder / "ledger.db"; }

    const storage::TemporaryFolder folder;
    boost::asio::io_context context;
    SqliteLedger::Options options;
    std::unique_ptr<SqliteLedger> ledger;
    std::optional<TestWriter> writer;
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
