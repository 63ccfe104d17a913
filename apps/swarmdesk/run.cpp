#include "run.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "api/server.hpp"
#include "backends.hpp"
#include "desk_metrics.hpp"
#include "desk_models.hpp"
#include "exit_code.hpp"
#include "paper_desk.hpp"
#include "runtime/background_writer.hpp"
#include "runtime/file_limit.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/scaled_clock.hpp"
#include "runtime/signals.hpp"
#include "version.hpp"

namespace swarmdesk::app {

using boost::asio::awaitable;

namespace {

/// `SWARMDESK_CRASH_AT=desk.durable:3` kills the process, as the kernel would, when it passes that point for the third
/// time. For the crash tests; it can only end the process, never make it do anything.
std::function<void(std::string_view)> crash_point_from_environment()
{
    const char* wish = std::getenv("SWARMDESK_CRASH_AT");
    if (wish == nullptr) return {};
    const std::string text{wish};
    const auto colon = text.find(':');
    const std::string point = text.substr(0, colon);
    auto left =
        std::make_shared<std::atomic<long>>(colon == std::string::npos ? 1 : std::atol(text.c_str() + colon + 1));
    return [point, left](std::string_view name) {
        if (name == point && --*left == 0) std::raise(SIGKILL);
    };
}

/// The built web app: beside the program as installed, or in the source tree it was built in.
std::filesystem::path find_web_app()
{
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return {};
    for (const char* place : {"../share/swarmdesk/web", "../../../web/dist"}) {
        const auto folder = (program.parent_path() / place).lexically_normal();
        if (std::filesystem::exists(folder / "index.html", error)) return folder;
    }
    return {};
}

/// The live desk: what `run_desk` keeps while it runs, in the order it is built.
class LiveDesk {
public:
    LiveDesk(boost::asio::any_io_executor executor, const Settings& settings, RunOptions options)
        : executor_(executor),
          settings_(settings),
          options_(options),
          log_(settings.log),
          tasks_(executor, [this](const std::string& task, std::exception_ptr) {
              log_.error("task failed", {{"task", task}});
          })
    {
        if (settings_.api.web_folder.empty()) settings_.api.web_folder = find_web_app();
    }

    awaitable<void> run()
    {
        const Result<void> started = co_await start();
        if (started) {
            co_await ended_.wait();
            std::cerr << "stopping\n";
        } else {
            std::cerr << "swarmdesk: " << started.error().detail << '\n';
            code = exit_code(started.error());
        }
        co_await stop();
    }

    int code = exit_ok;

private:
    awaitable<Result<void>> start()
    {
        std::cout << "swarmdesk " << version << '\n';
        if (auto set = set_clock(); !set) co_return set.error();
        trading::market::Settings market = settings_.market.to_module();
        market.replay.speed = 1;  // the clock runs faster instead, for everybody
        auto opening = trading::market::open_source(std::move(market), *clock_);
        auto source = co_await std::move(opening);
        if (!source) co_return source.error();
        source_ = std::move(*source);

        auto models = DeskModels::open({executor_, metrics_}, settings_);
        if (!models) co_return models.error();
        models_ = std::move(*models);

        PaperDesk::Options options;
        options.analyst = &models_->analyst();
        options.health_clock = &real_clock_;
        if (replay_clock_) {
            constexpr nanoseconds tick_max = std::chrono::seconds{1};
            options.tick_interval = std::min(options.tick_interval * replay_clock_->speed(), tick_max);
        }
        options.seed = runtime::os_seed();
        options.crash_point = crash_point_from_environment();
        auto desk = PaperDesk::open(executor_, *clock_, log_, settings_, options, source_.source->instruments());
        if (!desk) co_return desk.error();
        desk_ = std::move(*desk);

        api::Users::Options users;
        users.folder = settings_.state_folder;
        auto opened = api::Users::open(users, writer_, clock_->now().utc);
        if (!opened) co_return opened.error();
        users_ = std::move(*opened);

        auto started = co_await desk_->start();
        if (!started) co_return started.error();

        numbers_.emplace(metrics_, *desk_);
        market_.emplace(source_, desk_->candles());
        swarm_.emplace(desk_->swarm());
        history_.emplace(desk_->ledger());
        api::Backend backend{desk_->desk(),       *clock_, *history_, *market_, *swarm_, metrics_, log_, {}, {},
                             desk_->venue().id(), version};
        backend.open_account = [this](trading::AccountId account, trading::UserId user) {
            return desk_->open_account(std::move(account), std::move(user));
        };
        backend.why_not_ready = [this] { return why_not_ready(); };
        backend.socket_file = settings_.state_folder / "desk.sock";
        server_.emplace(executor_, settings_.api, std::move(backend), *users_);
        if (auto listening = server_->start(); !listening) co_return listening.error();

        desk_->swarm().on_analysis([this](const agents::ShownAnalysis* shown) {
            const auto analysis = shown != nullptr ? std::optional{to_api(*shown)} : std::nullopt;
            server_->on_analysis(analysis ? &*analysis : nullptr);
        });
        say_hello();
        tasks_.spawn(watch_market(), "market");
        tasks_.spawn(watch_signals(), "signals");
        tasks_.spawn(refresh_numbers(), "metrics");
        if (replay_clock_) tasks_.spawn(watch_speed(), "speed");
        co_return Result<void>{};
    }

    awaitable<void> stop()
    {
        co_await tasks_.stop();
        if (server_) co_await server_->stop();
        if (desk_) co_await desk_->stop();
        if (models_) co_await models_->stop();
    }

    awaitable<void> watch_market()
    {
        trading::market::Feed feed = desk_->feed([this](bool is_healthy, const std::string& words) {
            market_->set_health(is_healthy);
            log_.log(is_healthy ? telemetry::LogLevel::info : telemetry::LogLevel::warning, "market",
                     {{"words", words}});
        });
        const auto quoted = feed.on_quote;
        const auto candled = feed.on_candle;
        feed.on_quote = [this, quoted](const trading::Quote& quote) {
            quoted(quote);
            server_->on_quote(quote);
        };
        feed.on_candle = [this, candled](const trading::Candle& candle) {
            candled(candle);
            server_->on_candle(candle);
        };
        const Result<void> ended = co_await source_.source->run(std::move(feed));
        market_->set_health(false);
        if (!ended) log_.error("the market ended", {{"why", ended.error()}});
        if (options_.exits_at_end) {
            code = ended ? exit_ok : exit_failed;
            ended_.wake();
        } else {
            std::cout << "the market data has ended; the desk stays up (Ctrl-C to stop)\n" << std::flush;
        }
    }

    /// A recorded market is lived through at its own time, and faster if asked.
    Result<void> set_clock()
    {
        if (settings_.market.source != trading::market::Kind::replay) return {};
        auto plan = trading::market::ReplaySource::plan(settings_.market.to_module().replay);
        if (!plan) return plan.error();
        replay_clock_.emplace(real_clock_, plan->first_time(), settings_.market.speed);
        clock_ = &*replay_clock_;
        return {};
    }

    /// A speed that the machine cannot keep is slowed down, not skipped through, and a person is told.
    awaitable<void> watch_speed()
    {
        constexpr nanoseconds interval = std::chrono::seconds{5};
        bool is_slow = false;
        for (;;) {
            co_await real_clock_.sleep(interval);
            const std::uint32_t wanted = replay_clock_->speed();
            const std::uint32_t kept = replay_clock_->measure_speed();
            const bool was_slow = std::exchange(is_slow, kept < wanted - wanted / 10);
            if (is_slow == was_slow) continue;
            const auto words =
                is_slow ? fmt::format("the machine cannot keep speed {}: the replay runs at about {}", wanted, kept)
                        : fmt::format("the replay runs at speed {} again", wanted);
            std::cerr << words << '\n';
            log_.log(is_slow ? telemetry::LogLevel::warning : telemetry::LogLevel::info, "replay speed",
                     {{"wanted", wanted}, {"kept", kept}});
        }
    }

    awaitable<void> refresh_numbers()
    {
        for (;;) {
            numbers_->refresh();
            co_await real_clock_.sleep(std::chrono::seconds{1});
        }
    }

    awaitable<void> watch_signals()
    {
        co_await runtime::stop_signal();
        ended_.wake();
    }

    std::string why_not_ready() const
    {
        const auto& desk = desk_->desk();
        if (!desk.is_healthy()) return desk.failure()->detail;
        for (const auto& [id, account] : desk.gate().rails().state().accounts)
            if (account.is_reconciling)
                return fmt::format("account {} is comparing its books with the venue", id.to_string());
        return {};
    }

    void say_hello()
    {
        std::cout << fmt::format("  market   {}\n", market_->source().words)
                  << fmt::format("  state    {} ({} events)\n",
                                 std::filesystem::absolute(settings_.state_folder).string(),
                                 desk_->ledger().durable_seq());
        if (settings_.api.web_folder.empty()) std::cout << "  web app  not built here; the API alone is served\n";
        std::cout << fmt::format("  open     {}\n", server_->sign_in_url())
                  << "           once, within 10 minutes; `swarmdesk open` makes another\n";
        if (server_->metrics_port() != 0)
            std::cout << fmt::format("  metrics  port {}, for this machine alone\n", server_->metrics_port());
        if (!server_->socket_problem().empty())
            std::cout << fmt::format("  socket   none, commands need --url: {}\n", server_->socket_problem());
        const std::uint64_t connections = std::uint64_t{settings_.api.connections_max} + settings_.api.strangers_max;
        std::cout << fmt::format(
            "  files    {} may be open at once{}\n", files_max_,
            files_max_ < connections + 128
                ? fmt::format("; connections alone may take {}: raise it with ulimit -n", connections)
                : "");
        // After our own address: whoever looks for that takes the first one.
        std::cout << fmt::format("  models   {}\n", models_->words());
        std::cout << "  trading  on paper: no real money can move\n  stop     Ctrl-C\n" << std::flush;
    }

    boost::asio::any_io_executor executor_;
    Settings settings_;
    RunOptions options_;
    telemetry::Logger log_;
    telemetry::Metrics metrics_;
    runtime::RealClock real_clock_;
    std::optional<runtime::ScaledClock> replay_clock_;
    runtime::Clock* clock_ = &real_clock_;  ///< the market's
    runtime::TaskScope tasks_;
    runtime::Wakeup ended_;
    trading::market::OpenedSource source_;
    std::unique_ptr<DeskModels> models_;
    std::unique_ptr<PaperDesk> desk_;
    const std::uint64_t files_max_ = runtime::raise_file_limit();
    runtime::BackgroundWriter writer_;  ///< of the records
    std::unique_ptr<api::Users> users_;
    std::optional<DeskMetrics> numbers_;
    std::optional<MarketBackend> market_;
    std::optional<SwarmBackend> swarm_;
    std::optional<api::LedgerHistory> history_;
    std::optional<api::Server> server_;
};

}  // namespace

int run_desk(const Settings& settings, RunOptions options)
{
    std::signal(SIGPIPE, SIG_IGN);
    boost::asio::io_context context{1};
    LiveDesk desk{context.get_executor(), settings, options};
    runtime::TaskScope root{context.get_executor(),
                            [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
    root.spawn(desk.run(), "desk");
    context.run();
    return desk.code;
}

}  // namespace swarmdesk::app
