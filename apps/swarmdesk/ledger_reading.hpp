#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "ledger/store.hpp"
#include "trading/execution/view.hpp"

namespace swarmdesk::app {

/// Reads events for another cell: asks the store on its own executor, and resumes on the caller's.
boost::asio::awaitable<Result<std::vector<trading::execution::StreamedEvent>>> read_events(
    boost::asio::any_io_executor execution, ledger::LedgerStore& ledger, ledger::Query query);

}  // namespace swarmdesk::app
