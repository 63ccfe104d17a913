#include "run.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "chosen_strategy.hpp"
#include "desk_models.hpp"
#include "exit_code.hpp"
#include "front_cell.hpp"
#include "money_gaps.hpp"
#include "replay.hpp"
#include "runtime/background_writer.hpp"
#include "runtime/cell_thread.hpp"
#include "runtime/file_limit.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/run_on.hpp"
#include "runtime/scaled_clock.hpp"
#include "runtime/signals.hpp"
#include "runtime/slices.hpp"
#include "version.hpp"

namespace swarmdesk::app {

using boost::asio::awaitable;

namespace {

constexpr nanoseconds execution_slice = std::chrono::microseconds{300};
constexpr nanoseconds front_slice = std::chrono::milliseconds{1};

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

/// The live desk: what `run_desk` keeps while it runs, in the order it is built. It lives in the front cell, on the
/// program's first thread; execution and swarm have threads of their own. A recorded market played at its own pace has
/// one clock for all, and so one thread.
class LiveDesk {
public:
    LiveDesk(boost::asio::any_io_executor executor, const Settings& settings, RunOptions options)
        : executor_(executor),
          settings_(settings),
          options_(std::move(options)),
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
            if (!is_ended_) co_await ended_.wait();
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
        if (!replay_clock_) {
            // Orders before lists, and halts, which come through this thread, before other programs.
            swarm_thread_.emplace("swarm");
            runtime::ask_for_slices(execution_slice);
            execution_thread_.emplace("execution");
            runtime::ask_for_slices(front_slice);
        }
        auto executing = runtime::run_on(execution_executor(), open_execution());
        if (auto opened = co_await std::move(executing); !opened) co_return opened.error();
        auto opening = runtime::run_on(swarm_executor(), open_swarm());
        if (auto opened = co_await std::move(opening); !opened) co_return opened.error();
        const FrontCell::Borrowed lent{*clock_, metrics_,         log_,    *execution_,
                                       *swarm_, swarm_executor(), source_, real_clock_};
        auto front = FrontCell::open(executor_, settings_, lent);
        if (!front) co_return front.error();
        front_ = std::move(*front);

        auto starting = runtime::run_on(execution_executor(), start_execution());
        if (auto started = co_await std::move(starting); !started) co_return started.error();
        auto beginning = runtime::run_on(swarm_executor(), start_swarm());
        if (auto started = co_await std::move(beginning); !started) co_return started.error();
        if (auto started = front_->start(); !started) co_return started.error();
        tasks_.spawn(watch_signals(), "signals");
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);  // it has begun
        // From here on somebody knows where we are, and may ask us to stop.
        say_hello();
        auto watching = runtime::run_on(execution_executor(), start_market());
        static_cast<void>(co_await std::move(watching));
        if (replay_clock_) tasks_.spawn(watch_speed(), "speed");
        co_return Result<void>{};
    }

    awaitable<void> stop()
    {
        co_await tasks_.stop();
        if (front_ && is_started_) co_await front_->stop();
        auto stopping_swarm = runtime::run_on(swarm_executor(), stop_swarm());
        static_cast<void>(co_await std::move(stopping_swarm));
        auto stopping = runtime::run_on(execution_executor(), stop_execution());
        static_cast<void>(co_await std::move(stopping));
        auto dropping_swarm = runtime::run_on(swarm_executor(), drop_swarm());
        static_cast<void>(co_await std::move(dropping_swarm));
        // Nobody calls into another cell any more: the threads end before what they worked on.
        if (swarm_thread_) swarm_thread_->stop();
        if (execution_thread_) execution_thread_->stop();
    }

    const boost::asio::any_io_executor& execution_executor() const
    {
        return execution_thread_ ? execution_thread_->executor() : executor_;
    }
    const boost::asio::any_io_executor& swarm_executor() const
    {
        return swarm_thread_ ? swarm_thread_->executor() : executor_;
    }

    // ------------------------------------------------------------------------------------------ in the execution cell

    awaitable<Result<void>> open_execution()
    {
        trading::market::Settings market = settings_.market.to_module();
        market.replay.speed = 1;  // the clock runs faster instead, for everybody
        auto opening = trading::market::open_source(std::move(market), *clock_);
        auto source = co_await std::move(opening);
        if (!source) co_return source.error();
        source_ = std::move(*source);
        if (auto fit = check_intervals(settings_, source_.source->candle_intervals()); !fit) co_return fit.error();

        ExecutionCell::Options options;
        if (replay_clock_) {
            constexpr nanoseconds tick_max = std::chrono::seconds{1};
            options.tick_interval = std::min(options.tick_interval * replay_clock_->speed(), tick_max);
        }
        options.seed = runtime::os_seed();
        options.crash_point = crash_point_from_environment();
        options.start.price_source = to_text(source_.kind);
        const trading::Actor operator_actor{trading::ActorKind::human, "command line"};
        if (options_.accepts_clock) options.start.accepts_clock = operator_actor;
        if (options_.accepts_prices) options.start.accepts_new_prices = operator_actor;
        if (options_.loosens_limits) options.start.loosens_limits = operator_actor;
        options.may_begin_anew = options_.may_begin_anew;
        auto cell = ExecutionCell::open(execution_executor(), *clock_, log_, settings_, std::move(options),
                                        source_.source->instruments());
        if (!cell) co_return cell.error();
        execution_ = std::move(*cell);
        co_return Result<void>{};
    }

    awaitable<Result<void>> start_execution()
    {
        // The other cells begin after this: their views are nobody's yet.
        auto restoring_front = front_->restore_views();
        if (auto restored = co_await std::move(restoring_front); !restored) co_return restored.error();
        auto restoring_swarm = swarm_->restore_view();
        if (auto restored = co_await std::move(restoring_swarm); !restored) co_return restored.error();
        trading::execution::Followers views;
        views.after_seq = std::min(front_->seq(), swarm_->view().seq());
        views.on_event = [this](const trading::execution::StreamedEvent& event) {
            front_->apply(event);
            swarm_->apply(event);
        };
        auto recovering = execution_->recover(std::move(views));
        if (auto recovered = co_await std::move(recovering); !recovered) co_return recovered.error();
        execution_->desk().on_failed = [this](const Error& error) {
            log_.error("the ledger failed", {{"why", error}});
            boost::asio::post(executor_, [this, error] { front_->set_failure(error); });
        };
        execution_->add_feed(front_->feed());
        execution_->add_feed(swarm_->feed());
        is_started_ = true;
        auto starting = execution_->start();
        auto started = co_await std::move(starting);
        if (!started) co_return started.error();
        const MoneyGaps gaps = MoneyGaps::find(execution_->desk().gate().books().rails(), settings_.paper);
        for (const std::string& sentence : gaps.sentences()) log_.warning("money", {{"message", sentence}});
        co_return Result<void>{};
    }

    awaitable<bool> start_market()
    {
        market_tasks_.emplace(execution_executor(), [this](const std::string& task, std::exception_ptr) {
            log_.error("task failed", {{"task", task}});
        });
        market_tasks_->spawn(watch_market(), "market");
        co_return true;
    }

    awaitable<void> watch_market()
    {
        const auto set_health = [this](bool is_healthy) {
            boost::asio::post(executor_, [this, is_healthy] { front_->set_market_health(is_healthy); });
        };
        trading::market::Feed feed;
        feed.on_quote = [this](const trading::Quote& quote) { execution_->on_quote(quote); };
        feed.on_candle = [this](const trading::Candle& candle) { execution_->on_candle(candle); };
        feed.on_history = [this](const trading::Candle& candle) { execution_->on_history(candle); };
        feed.on_status = [this, set_health](bool is_healthy, const std::string& message) {
            set_health(is_healthy);
            log_.log(is_healthy ? telemetry::LogLevel::info : telemetry::LogLevel::warning, "market",
                     {{"message", message}});
        };
        feed.next_awaited = [this](const trading::InstrumentId& instrument, trading::Price from, trading::Price to) {
            return execution_->next_awaited(instrument, from, to);
        };
        auto running = source_.source->run(std::move(feed));
        const Result<void> ended = co_await std::move(running);
        set_health(false);
        if (!ended) log_.error("the market ended", {{"why", ended.error()}});
        boost::asio::post(executor_, [this, is_good = ended.has_value()] { on_market_ended(is_good); });
    }

    /// The answer goes back to the swarm.
    void ask_market(trading::market::HistoryRequest request, trading::market::HistoryAnswer answer)
    {
        if (!source_.source) return;  // it stops
        source_.source->ask_history(
            std::move(request), [swarm = swarm_executor(), answer = std::move(answer)](auto candles) {
                boost::asio::post(swarm, [answer, candles = std::move(candles)] { answer(candles); });
            });
    }

    awaitable<bool> stop_execution()
    {
        if (market_tasks_) co_await market_tasks_->stop();
        market_tasks_.reset();
        if (execution_) co_await execution_->stop();
        execution_.reset();
        source_ = {};
        co_return true;
    }

    // ---------------------------------------------------------------------------------------------- in the swarm cell

    awaitable<Result<void>> open_swarm()
    {
        auto models = DeskModels::open({swarm_executor(), metrics_}, settings_);
        if (!models) co_return models.error();
        models_ = std::move(*models);
        SwarmCell::Options options;
        options.seed = runtime::os_seed();
        options.health_clock = &real_clock_;
        options.analyst = &models_->analyst();
        options.keep_series = agents::SeriesLog::Keep::newest;
        options.candle_intervals = source_.source->candle_intervals();
        options.ask_history = [this](trading::market::HistoryRequest request, trading::market::HistoryAnswer answer) {
            boost::asio::post(execution_executor(),
                              [this, request = std::move(request), answer = std::move(answer)]() mutable {
                                  ask_market(std::move(request), std::move(answer));
                              });
        };
        auto cell = SwarmCell::open(swarm_executor(), *clock_, settings_, options, *execution_);
        if (!cell) co_return cell.error();
        swarm_ = std::move(*cell);
        co_return Result<void>{};
    }

    awaitable<Result<void>> start_swarm()
    {
        auto starting = swarm_->start();
        if (auto started = co_await std::move(starting); !started) co_return started.error();
        swarm_->swarm().on_analysis([this](const agents::ShownAnalysis* shown) {
            const auto analysis = shown != nullptr ? std::optional{to_api(*shown)} : std::nullopt;
            tell_of_swarm();
            boost::asio::post(executor_, [this, analysis] { front_->on_analysis(analysis ? &*analysis : nullptr); });
        });
        swarm_tasks_.emplace(swarm_executor(), [this](const std::string& task, std::exception_ptr) {
            log_.error("task failed", {{"task", task}});
        });
        swarm_tasks_->spawn(report_swarm(), "report");
        swarm_tasks_->spawn(keep_swarms_view(), "snapshots");
        tell_of_swarm();
        co_return Result<void>{};
    }

    void tell_of_swarm()
    {
        auto report = std::make_shared<const SwarmReport>(make_report(swarm_->swarm()));
        boost::asio::post(executor_, [this, report = std::move(report)] { front_->set_swarm(report); });
    }

    awaitable<void> report_swarm()
    {
        constexpr nanoseconds interval = std::chrono::milliseconds{250};
        for (;;) {
            co_await real_clock_.sleep(interval);
            tell_of_swarm();
        }
    }

    awaitable<void> keep_swarms_view()
    {
        for (;;) {
            co_await real_clock_.sleep(trading::execution::ViewKeeper::interval);
            co_await swarm_->keep_view();
        }
    }

    awaitable<bool> stop_swarm()
    {
        if (swarm_tasks_) co_await swarm_tasks_->stop();
        swarm_tasks_.reset();
        if (swarm_) co_await swarm_->stop();
        if (models_) co_await models_->stop();
        co_return true;
    }

    /// Once the execution cell feeds nobody any more.
    awaitable<bool> drop_swarm()
    {
        swarm_.reset();
        models_.reset();
        co_return true;
    }

    // ---------------------------------------------------------------------------------------------- in the front cell

    void on_market_ended(bool is_good)
    {
        if (options_.exits_at_end) {
            code = is_good ? exit_ok : exit_failed;
            end();
        } else {
            std::cout << "the market data has ended; the desk stays up (Ctrl-C to stop)\n" << std::flush;
        }
    }

    /// A recorded market is lived through at its own time, and faster if asked.
    Result<void> set_clock()
    {
        if (settings_.market.source != trading::market::Kind::replay) return {};
        const auto plan = plan_replay(settings_);
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

    /// Remembered: the start may still be under way.
    void end()
    {
        is_ended_ = true;
        ended_.wake();
    }

    awaitable<void> watch_signals()
    {
        co_await runtime::stop_signal();
        end();
    }

    void say_hello()
    {
        std::cout << fmt::format("  market   {}\n", front_->market().message)
                  << fmt::format("  state    {} ({} events)\n",
                                 std::filesystem::absolute(settings_.state_folder).string(), front_->view().seq());
        if (settings_.api.web_folder.empty()) std::cout << "  web app  not built here; the API alone is served\n";
        std::cout << fmt::format("  open     {}\n", front_->server().sign_in_url())
                  << "           once, within 10 minutes; `swarmdesk open` makes another\n";
        if (front_->server().metrics_port() != 0)
            std::cout << fmt::format("  metrics  port {}, for this machine alone\n", front_->server().metrics_port());
        if (!front_->server().socket_problem().empty())
            std::cout << fmt::format("  socket   none, commands need --url: {}\n", front_->server().socket_problem());
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
    const std::uint64_t files_max_ = runtime::raise_file_limit();
    runtime::RealClock real_clock_;
    std::optional<runtime::ScaledClock> replay_clock_;
    runtime::Clock* clock_ = &real_clock_;  ///< the market's
    std::optional<runtime::CellThread> execution_thread_;
    std::optional<runtime::CellThread> swarm_thread_;
    // The execution cell's:
    trading::market::OpenedSource source_;
    std::unique_ptr<ExecutionCell> execution_;
    std::optional<runtime::TaskScope> market_tasks_;
    // The swarm cell's:
    std::unique_ptr<DeskModels> models_;
    std::unique_ptr<SwarmCell> swarm_;
    std::optional<runtime::TaskScope> swarm_tasks_;
    // The front cell's:
    std::unique_ptr<FrontCell> front_;
    runtime::TaskScope tasks_;
    runtime::Wakeup ended_;
    bool is_ended_ = false;
    bool is_started_ = false;
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
