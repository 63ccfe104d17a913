#include "trading/execution/view_keeper.hpp"

#include "runtime/run_on.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::trading::execution {

using boost::asio::awaitable;

namespace {

awaitable<Result<void>> save_snapshot(ledger::LedgerStore& store, ledger::Snapshot snapshot)
{
    auto saving = store.save_snapshot(std::move(snapshot));
    co_return co_await std::move(saving);
}

}  // namespace

ViewKeeper::ViewKeeper(boost::asio::any_io_executor execution, ledger::LedgerStore& store, Snapshotted& view,
                       std::string fold, std::string told_of)
    : executor_(std::move(execution)), store_(store), view_(view), fold_(std::move(fold)), told_of_(std::move(told_of))
{}

awaitable<Result<void>> ViewKeeper::restore()
{
    ledger::ChainId all_chains;
    auto reading = store_.latest_snapshot(std::move(all_chains), fold_);
    const auto latest = co_await std::move(reading);
    if (!latest) co_return latest.error();
    if (!latest->snapshot) co_return Result<void>{};
    Decoder decoder{latest->snapshot->bytes};
    const bool is_ours = decoder.get_text() == told_of_;
    const std::string_view bytes = decoder.get_text();
    // One that does not fit any more, because another version wrote it or other accounts are served, costs time only.
    if (is_ours && decoder.is_at_end() && view_.restore(bytes)) kept_seq_ = latest->snapshot->number;
    co_return Result<void>{};
}

awaitable<void> ViewKeeper::keep() { return save(snapshot_after); }
awaitable<void> ViewKeeper::keep_last() { return save(snapshot_least); }

awaitable<void> ViewKeeper::save(std::uint64_t news_least)
{
    if (view_.seq() < kept_seq_ + news_least) co_return;
    kept_seq_ = view_.seq();
    Encoder encoder;
    encoder.put(told_of_);
    encoder.put(std::string_view{view_.snapshot()});
    auto saving = save_snapshot(store_, ledger::Snapshot{{}, fold_, kept_seq_, encoder.take()});
    auto crossing = runtime::run_on(executor_, std::move(saving));
    static_cast<void>(co_await std::move(crossing));  // where the disk fails, the desk says so
}

}  // namespace swarmdesk::trading::execution
