#include "ledger_reading.hpp"

#include "runtime/run_on.hpp"
#include "trading/execution/desk.hpp"

namespace swarmdesk::app {

using boost::asio::awaitable;
using trading::execution::StreamedEvent;

namespace {

awaitable<Result<std::vector<ledger::Record>>> read_records(ledger::LedgerStore& ledger, ledger::Query query)
{
    auto reading = ledger.read(std::move(query));
    co_return co_await std::move(reading);
}

}  // namespace

awaitable<Result<std::vector<StreamedEvent>>> read_events(boost::asio::any_io_executor execution,
                                                          ledger::LedgerStore& ledger, ledger::Query query)
{
    auto reading = read_records(ledger, std::move(query));
    auto crossing = runtime::run_on(std::move(execution), std::move(reading));
    const auto records = co_await std::move(crossing);
    if (!records) co_return records.error();
    std::vector<StreamedEvent> events;
    events.reserve(records->size());
    for (const ledger::Record& record : *records) {
        auto event = trading::execution::read_event(record);
        if (!event) co_return event.error();
        events.push_back({record.seq, std::move(*event), record.hash});
    }
    co_return events;
}

std::function<awaitable<Result<std::vector<StreamedEvent>>>(std::uint64_t after_seq)> read_for_feed(
    boost::asio::any_io_executor execution, ledger::LedgerStore& ledger)
{
    return [execution = std::move(execution), &ledger](std::uint64_t after_seq) {
        ledger::Query query;
        query.after_seq = after_seq;
        query.limit = ledger::read_limit_max;
        return read_events(execution, ledger, std::move(query));
    };
}

}  // namespace swarmdesk::app
