#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string>

#include "ledger/store.hpp"
#include "trading/execution/snapshotted.hpp"

namespace swarmdesk::trading::execution {

/// Keeps the snapshot of a view, or of another fold, in the ledger, so that a start folds only what came after it. A
/// cache: without one, or with one that does not fit, the view is folded from the ledger's first event.
class ViewKeeper {
public:
    static constexpr nanoseconds interval = std::chrono::minutes{1};  ///< between two calls of `keep`

    /// View and store are borrowed; the store is used on `execution`. `fold` names the view; `told_of` says what it is
    /// told of: a snapshot of one that was told of something else is not taken.
    ViewKeeper(boost::asio::any_io_executor execution, ledger::LedgerStore& store, Snapshotted& view, std::string fold,
               std::string told_of);

    /// In the execution cell, before the view's own cell has begun.
    boost::asio::awaitable<Result<void>> restore();
    /// In the view's cell: saves one where there is news enough since the last.
    boost::asio::awaitable<void> keep();
    /// Likewise, at the end: there need be little news.
    boost::asio::awaitable<void> keep_last();

private:
    boost::asio::awaitable<void> save(std::uint64_t news_least);

    boost::asio::any_io_executor executor_;
    ledger::LedgerStore& store_;
    Snapshotted& view_;
    std::string fold_;
    std::string told_of_;
    std::uint64_t kept_seq_ = 0;
};

}  // namespace swarmdesk::trading::execution
