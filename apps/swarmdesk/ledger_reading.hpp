#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "ledger/store.hpp"
#include "trading/execution/view.hpp"

namespace swarmdesk::app {

/// Reads events for another cell: asks the store on its own executor, and resumes on the caller's.
boost::asio::awaitable<Result<std::vector<trading::execution::StreamedEvent>>> read_events(
    boost::asio::any_io_executor execution, ledger::LedgerStore& ledger, ledger::Query query);

/// What a feed of another cell reads when it has fallen behind: the next events after a number, as many as may be. Both
/// are borrowed for as long as the feed may read.
std::function<boost::asio::awaitable<Result<std::vector<trading::execution::StreamedEvent>>>(std::uint64_t after_seq)>
read_for_feed(boost::asio::any_io_executor execution, ledger::LedgerStore& ledger);

}  // namespace swarmdesk::app
