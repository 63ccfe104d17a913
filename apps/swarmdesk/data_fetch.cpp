#include "data_fetch.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <iostream>
#include <optional>

#include "exit_code.hpp"
#include "runtime/random.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"
#include "trading/market/binance_stream.hpp"
#include "trading/market/candle_fetch.hpp"
#include "trading/market/candle_fields.hpp"

namespace swarmdesk::app {

using boost::asio::awaitable;
using trading::market::BinanceHistory;
using trading::market::CandleFetchReport;
using trading::market::CandleFetchRequest;

namespace {

Error wrong(std::string_view what, const std::string& typed, const std::string& why)
{
    return {Errc::malformed, fmt::format("{} \"{}\": {}", what, typed, why)};
}

Result<UtcTime> parse_time(std::string_view what, const std::string& typed)
{
    const auto time = trading::market::parse_candle_time(typed);
    if (!time) return wrong(what, typed, time.error().detail);
    return *time;
}

/// What was typed, one request for each symbol. Whatever is wrong with it is `malformed`.
Result<std::vector<CandleFetchRequest>> read(const DataFetchOptions& options)
{
    CandleFetchRequest request;
    const auto interval = trading::market::binance::interval_of(options.interval);
    if (!interval) return wrong("--interval", options.interval, interval.error().detail);
    request.interval = *interval;
    const auto from = parse_time("--from", options.from);
    if (!from) return from.error();
    request.from = *from;
    if (!options.to.empty()) {
        const auto to = parse_time("--to", options.to);
        if (!to) return to.error();
        request.to = *to;
    }
    request.folder = options.folder;
    std::vector<CandleFetchRequest> requests;
    for (const std::string& typed : options.symbols) {
        auto symbol = trading::Symbol::parse(typed);
        if (!symbol) return wrong("symbol", typed, symbol.error().detail);
        request.symbol = std::move(*symbol);
        requests.push_back(request);
    }
    return requests;
}

boost::json::object to_json(const CandleFetchRequest& request, const CandleFetchReport& report)
{
    boost::json::array files;
    for (const std::filesystem::path& file : report.files) files.push_back(boost::json::value(file.string()));
    return {{"symbol", request.symbol.to_string()},
            {"candles", report.candles},
            {"months_kept", report.months_kept},
            {"files", files},
            {"listed", report.listed ? boost::json::value(to_iso(*report.listed)) : boost::json::value{}}};
}

/// Shows on a terminal how far it is, and lets go of the line before anything else is said.
class Progress {
public:
    explicit Progress(bool is_shown) : is_shown_(is_shown) {}

    void show(const std::string& symbol, std::chrono::year_month month, std::size_t candles) const
    {
        if (!is_shown_) return;
        std::cerr << fmt::format("\r\033[K{} {}-{:02}  {} candles", symbol, static_cast<int>(month.year()),
                                 static_cast<unsigned>(month.month()), candles)
                  << std::flush;
    }
    void clear() const
    {
        if (is_shown_) std::cerr << "\r\033[K" << std::flush;
    }

private:
    bool is_shown_;
};

struct Outcome {
    std::vector<CandleFetchReport> reports;  ///< of the symbols that are done
    std::optional<Error> error;
    bool is_done = false;
};

awaitable<void> fetch_all(BinanceHistory& history, const runtime::Clock& clock,
                          std::vector<CandleFetchRequest> requests, const Progress& progress, Outcome& outcome)
{
    for (const CandleFetchRequest& request : requests) {
        const std::string symbol = request.symbol.to_string();
        auto fetching = trading::market::fetch_candles(
            history, clock, request, [&progress, symbol](std::chrono::year_month month, std::size_t candles) {
                progress.show(symbol, month, candles);
            });
        const auto report = co_await std::move(fetching);
        progress.clear();
        if (!report) {
            outcome.error = report.error();
            break;
        }
        outcome.reports.push_back(*report);
    }
    outcome.is_done = true;
}

void print(const CandleFetchRequest& request, const CandleFetchReport& report, std::ostream& out)
{
    out << fmt::format("{}  {} candles fetched into {} files, {} months kept\n", request.symbol.to_string(),
                       report.candles, report.files.size(), report.months_kept);
    if (report.listed) out << fmt::format("  there is nothing before {}\n", to_iso(*report.listed));
    for (const std::filesystem::path& file : report.files) out << "  " << file.string() << '\n';
}

}  // namespace

int fetch_data(const Settings& settings, const DataFetchOptions& options, std::ostream& out)
{
    const auto fail = [](const Error& error) {
        std::cerr << "swarmdesk: " << error.detail << '\n';
        return exit_code(error);
    };
    const auto requests = read(options);
    if (!requests) return fail(requests.error());

    std::signal(SIGPIPE, SIG_IGN);
    boost::asio::io_context context{1};
    runtime::RealClock clock;
    const Progress progress{!options.is_json && isatty(STDERR_FILENO) == 1};
    BinanceHistory::Settings history_settings;
    history_settings.rest_url = settings.market.binance_rest_url;
    BinanceHistory history{std::move(history_settings), clock, clock, runtime::os_seed()};
    history.on_wait = [&progress](const std::string& why, nanoseconds delay) {
        progress.clear();
        std::cerr << fmt::format(
            "{}; waiting {:.1f} s\n", why,
            static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(delay).count()) / 1000);
    };
    Outcome outcome;
    runtime::TaskScope root{context.get_executor(),
                            [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    root.spawn(fetch_all(history, clock, *requests, progress, outcome), "fetch");
    context.run();
    if (!outcome.is_done) return fail({Errc::internal, "the fetch stopped before its end"});

    boost::json::array all;
    for (std::size_t i = 0; i < outcome.reports.size(); ++i) {
        if (options.is_json)
            all.push_back(to_json((*requests)[i], outcome.reports[i]));
        else
            print((*requests)[i], outcome.reports[i], out);
    }
    if (options.is_json) out << boost::json::serialize(all) << '\n';
    return outcome.error ? fail(*outcome.error) : static_cast<int>(exit_ok);
}

}  // namespace swarmdesk::app
