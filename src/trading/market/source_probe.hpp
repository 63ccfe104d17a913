#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/market/source.hpp"

/// \file
/// For tests only: runs a source in virtual time and keeps what it said.

namespace swarmdesk::trading::market {

class SourceProbe {
public:
    struct Status {
        bool healthy;
        std::string words;
    };

    explicit SourceProbe(UtcTime start) : clock(start), tasks_(context.get_executor(), {}) {}
    ~SourceProbe() { stop(); }
    SourceProbe(const SourceProbe&) = delete;
    SourceProbe& operator=(const SourceProbe&) = delete;

    void start(Source& source) { tasks_.spawn(keep(source), "source"); }
    void run_for(nanoseconds duration) { runtime::run_virtual(context, clock, clock.now().monotonic + duration); }
    /// Until the source has ended by itself.
    void run_to_end() { runtime::run_virtual(context, clock, {INT64_MAX}); }
    void stop()
    {
        tasks_.cancel_all();
        context.restart();
        context.poll();
    }

    boost::asio::io_context context;
    runtime::VirtualClock clock;
    std::vector<Quote> quotes;
    std::vector<Candle> candles;
    std::vector<Candle> history;
    std::vector<Status> statuses;
    std::optional<Result<void>> outcome;
    /// Set before `start`.
    std::function<std::optional<Price>(const InstrumentId&, Price from, Price to)> next_awaited;

private:
    boost::asio::awaitable<void> keep(Source& source)
    {
        Feed feed;
        feed.on_quote = [this](const Quote& quote) { quotes.push_back(quote); };
        feed.on_candle = [this](const Candle& candle) { candles.push_back(candle); };
        feed.on_history = [this](const Candle& candle) { history.push_back(candle); };
        feed.next_awaited = next_awaited;
        feed.on_status = [this](bool healthy, const std::string& words) { statuses.push_back({healthy, words}); };
        auto work = source.run(std::move(feed));
        outcome = co_await std::move(work);
    }

    runtime::TaskScope tasks_;
};

/// A folder of its own for one test, gone afterwards.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "swarmdesk-market-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path write(const std::string& name, std::string_view content) const
    {
        std::ofstream{path_ / name, std::ios::binary} << content;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace swarmdesk::trading::market
