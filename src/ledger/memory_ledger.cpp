#include "ledger/memory_ledger.hpp"

#include <algorithm>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/assert.hpp"

namespace swarmdesk::ledger {

class MemoryLedger::Turn {
public:
    explicit Turn(MemoryLedger& ledger) : ledger_(ledger) { ledger_.turns_.push_back(this); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn()
    {
        std::erase(ledger_.turns_, this);
        if (!ledger_.turns_.empty()) ledger_.turns_.front()->came_.wake();
    }

    asio::awaitable<void> come()
    {
        while (ledger_.turns_.front() != this) co_await came_.wait();
    }

private:
    MemoryLedger& ledger_;
    runtime::Wakeup came_;
};

Error MemoryLedger::failed_for_ever() const
{
    return Error{Errc::unavailable, "the ledger has failed and writes nothing more: " + to_string(*failure_)};
}

void MemoryLedger::release() { released_.wake(); }

asio::awaitable<AppendResult> MemoryLedger::append(Batch batch)
{
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    std::optional<Fault> fault;
    if (const auto planned = faults_.find(++appends_); planned != faults_.end()) fault = planned->second;
    Turn turn{*this};
    co_await turn.come();
    if (fault && fault->kind == Fault::Kind::hold) co_await released_.wait();
    if (fault && fault->kind == Fault::Kind::delay) {
        SWARMDESK_ASSERT(clock_ != nullptr);
        co_await clock_->sleep(fault->delay);
    }
    if (failure_) co_return AppendError{failed_for_ever(), std::nullopt};
    if (auto conflict = disk_.heads.check(batch)) co_return std::move(*conflict);
    const bool is_torn = fault && fault->kind == Fault::Kind::tear;
    if (is_torn || (fault && fault->kind == Fault::Kind::fail)) {
        if (is_torn) write(batch);
        failure_ = Error{Errc::io, is_torn ? "torn as planned" : "failed as planned"};
        co_return AppendError{failed_for_ever(), std::nullopt};
    }
    const Appended appended{last_seq() + 1, last_seq() + batch.parts.size()};
    write(batch);
    co_return appended;
}

void MemoryLedger::write(const Batch& batch)
{
    disk_.heads.place(batch, [this](const Heads::Chain& chain, const Entry& entry) {
        const Head& head = chain.head;
        disk_.places[entry.subject].push_back(disk_.records.size());
        disk_.records.push_back({head.seq, head.chain, head.number, entry, head.hash});
        return true;
    });
    disk_.heads.keep();
}

asio::awaitable<Result<std::uint64_t>> MemoryLedger::acquire(std::vector<ChainId> chains)
{
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    Turn turn{*this};
    co_await turn.come();
    if (failure_) co_return failed_for_ever();
    const auto epoch = disk_.heads.lease(chains);
    disk_.heads.keep();
    co_return epoch;
}

asio::awaitable<Result<std::vector<Record>>> MemoryLedger::read(Query query)
{
    const auto limit = std::min(query.limit, read_limit_max);
    std::vector<Record> found;
    const auto is_wanted = [&](const Record& record) {
        return record.seq > query.after_seq && record.seq < query.before_seq &&
               (!query.subject || record.entry.subject == *query.subject) &&
               (!query.kind || record.entry.kind == *query.kind) && (!query.chain || record.chain == *query.chain);
    };
    const bool is_forward = query.order == Order::oldest_first;
    const auto look = [&](std::size_t count, auto record_at) {
        for (std::size_t i = 0; i < count && found.size() < limit; ++i) {
            const Record& record = record_at(is_forward ? i : count - 1 - i);
            if (is_wanted(record)) found.push_back(record);
        }
    };
    if (query.subject) {
        const auto places = disk_.places.find(*query.subject);
        if (places != disk_.places.end())
            look(places->second.size(),
                 [&](std::size_t i) -> const Record& { return disk_.records[places->second[i]]; });
    } else {
        const auto first = static_cast<std::size_t>(std::min<std::uint64_t>(query.after_seq, last_seq()));
        look(disk_.records.size() - first, [&](std::size_t i) -> const Record& { return disk_.records[first + i]; });
    }
    co_return found;
}

asio::awaitable<Result<std::optional<Record>>> MemoryLedger::find_first(std::string subject, std::uint32_t kind)
{
    if (const auto places = disk_.places.find(subject); places != disk_.places.end())
        for (const auto place : places->second)
            if (disk_.records[place].entry.kind == kind) co_return disk_.records[place];
    co_return std::optional<Record>{};
}

asio::awaitable<Result<std::vector<Head>>> MemoryLedger::heads()
{
    std::vector<Head> heads;
    for (const auto& [name, chain] : disk_.heads.all()) heads.push_back(chain.head);
    co_return heads;
}

asio::awaitable<Result<void>> MemoryLedger::save_snapshot(Snapshot snapshot)
{
    if (failure_) co_return failed_for_ever();
    const auto& chains = disk_.heads.all();
    std::uint64_t last = last_seq();
    if (!snapshot.chain.is_empty()) {
        const auto chain = chains.find(snapshot.chain);
        if (chain == chains.end()) co_return Error{Errc::not_found, "there is no chain " + snapshot.chain.to_string()};
        last = chain->second.head.number;
    }
    if (snapshot.number > last) co_return Error{Errc::not_found, "there is no event with the snapshot's number"};
    auto& kept = disk_.snapshots[{snapshot.chain, snapshot.fold}];
    std::erase_if(kept, [&](const Snapshot& other) { return other.number == snapshot.number; });
    kept.push_back(std::move(snapshot));
    std::sort(kept.begin(), kept.end(), [](const Snapshot& a, const Snapshot& b) { return a.number < b.number; });
    if (kept.size() > 2) kept.erase(kept.begin());
    co_return Result<void>{};
}

asio::awaitable<Result<LatestSnapshot>> MemoryLedger::latest_snapshot(ChainId chain, std::string fold)
{
    LatestSnapshot latest;
    if (const auto kept = disk_.snapshots.find({chain, fold}); kept != disk_.snapshots.end())
        latest.snapshot = kept->second.back();
    co_return latest;
}

asio::awaitable<Result<void>> MemoryLedger::checkpoint(UtcTime now)
{
    if (failure_) co_return failed_for_ever();
    auto& made = disk_.checkpoints;
    if (last_seq() == (made.empty() ? 0 : made.back().seq)) co_return Result<void>{};
    const auto previous = made.empty() ? Hash{} : hash_checkpoint(made.back());
    made.push_back({made.size() + 1, last_seq(), disk_.heads.root(), previous, now});
    co_return Result<void>{};
}

Result<void> MemoryLedger::for_each(std::uint64_t after_seq, Check, const RecordCallback& callback)
{
    for (auto seq = after_seq; seq < last_seq(); ++seq)
        if (auto done = callback(disk_.records[static_cast<std::size_t>(seq)]); !done) return done;
    return {};
}

}  // namespace swarmdesk::ledger
