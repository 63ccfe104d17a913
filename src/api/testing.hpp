#pragma once

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include "api/event_notices.hpp"
#include "api/fake_desk.hpp"
#include "api/json_input.hpp"
#include "api/server.hpp"
#include "net/http_client.hpp"
#include "net/web_socket_client.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"
#include "storage/private_file.hpp"
#include "storage/temporary_folder.hpp"

/// \file
/// A desk behind its real door, for the tests of this module: real HTTP server, users, view and rails; a fake of the
/// execution cell; a manual market; a swarm of one. Time stands still until a test moves it.
namespace swarmdesk::api::testing {

namespace asio = boost::asio;
namespace json = boost::json;
using namespace literals;
using namespace std::chrono_literals;

inline const trading::InstrumentId btc{"paper:BTCUSDT"};
inline const trading::AccountId paper{"paper"};

class FakeMarket final : public Market {
public:
    MarketSource source() const override { return source_; }
    std::vector<trading::Candle> candles(const trading::InstrumentId& instrument, nanoseconds interval,
                                         std::size_t limit) const override
    {
        std::vector<trading::Candle> candles;
        for (std::size_t i = 0; i < std::min<std::size_t>(limit, 3); ++i) {
            trading::Candle candle{.instrument = instrument, .interval = interval};
            candle.open_time = UtcTime{} + interval * static_cast<std::int64_t>(i);
            candle.close = trading::Price{"100000"_dec};
            candles.push_back(candle);
        }
        return candles;
    }
    boost::asio::awaitable<Result<void>> set_quote(trading::InstrumentId instrument, trading::Price bid,
                                                   trading::Price ask) override
    {
        if (ask < bid) co_return Error{Errc::out_of_range, "the bid must be below the ask"};
        on_set(instrument, bid, ask);
        co_return Result<void>{};
    }

    MarketSource source_{.kind = MarketKind::manual, .message = "manual quotes"};
    std::function<void(const trading::InstrumentId&, trading::Price, trading::Price)> on_set;
};

class FakeSwarm final : public Swarm {
public:
    std::vector<AgentStatus> agents() const override { return agents_; }
    std::vector<SignalOutcome> signal_outcomes(std::size_t) const override { return outcomes_; }
    boost::asio::awaitable<std::optional<std::string>> report(std::int64_t day,
                                                              trading::AccountId account) const override
    {
        if (day != 20'181) co_return std::nullopt;  // 2025-04-03
        co_return "# " + account.to_string() + "\n";
    }

    std::vector<Analysis> analyses(std::size_t) const override { return analyses_; }
    std::vector<Analysis> latest_analyses() const override { return analyses_; }
    Models models() const override { return models_; }
    boost::asio::awaitable<SeriesAnswer> series(SeriesQuery query) const override
    {
        SeriesAnswer answer;
        for (StrategySeries one : series_) {
            if (!query.matches(one)) continue;
            const std::size_t surplus = one.points.size() - std::min(one.points.size(), query.candles);
            one.points.erase(one.points.begin(), one.points.begin() + static_cast<std::ptrdiff_t>(surplus));
            answer.series.push_back(std::move(one));
        }
        answer.left_out = series_left_out_;
        co_return answer;
    }

    std::vector<StrategySeries> series_;
    std::size_t series_left_out_ = 0;
    std::vector<SignalOutcome> outcomes_;
    std::vector<Analysis> analyses_;
    Models models_;
    std::vector<AgentStatus> agents_{
        {.name = trading::AgentId{"buy_bot"}, .title = "Accumulates", .capabilities = {"accumulate"}}};
};

/// One strategy of one agent, whose file is at revision 2222222222222222.
class FakeStrategies final : public Strategies {
public:
    Answer<std::vector<StrategyRules>> all() override
    {
        StrategyRules one{change_.agent, change_.name, change_.file, change_.from, change_.to, change_.changes, ""};
        std::vector<StrategyRules> rows;
        rows.push_back(std::move(one));
        co_return rows;
    }
    Answer<StrategyRulesChange> preview(trading::AgentId agent, std::string name) override
    {
        if (refusal_) co_return *refusal_;
        if (agent != change_.agent || name != change_.name) co_return Error{Errc::not_found, "no such strategy"};
        co_return change_;
    }
    Answer<StrategyRulesChange> apply(trading::AgentId agent, std::string name, std::string revision, trading::Actor by,
                                      std::string reason) override
    {
        auto previewing = preview(std::move(agent), std::move(name));
        auto change = co_await std::move(previewing);
        if (!change) co_return change;
        if (revision != change->to) co_return Error{Errc::conflict, "FILE_CHANGED: it is another one now"};
        applied_.push_back(by.name + ": " + reason);
        co_return change;
    }

    StrategyRulesChange change_{trading::AgentId{"online_trading"},
                                "mine",
                                "mine.yaml",
                                "1111111111111111",
                                "2222222222222222",
                                {"stop: none -> 3 %"}};
    std::optional<Error> refusal_;
    std::vector<std::string> applied_;
};

/// As a browser writes it; nobody has the other half of its key, and nothing listens there.
inline constexpr const char* push_subscription =
    R"({"endpoint":"https://127.0.0.1:9/push","expirationTime":null,"name":"Pixel",)"
    R"("keys":{"auth":"BTBZMqHH6r4Tts7J_aSIgg",)"
    R"("p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"}})";

/// An answer as a test looks at it.
struct Answer {
    std::uint16_t status = 0;
    net::Headers headers;
    std::string text;
    json::value body;  ///< null where the text is no JSON

    std::string code() const { return string("code"); }
    std::string string(std::string_view field) const
    {
        const auto* object = body.if_object();
        const auto* value = object ? object->if_contains(field) : nullptr;
        return value && value->is_string() ? std::string{value->get_string().c_str()} : "";
    }
    json::array items() const { return body.at("items").as_array(); }
    std::string header(std::string_view name) const { return std::string{headers.find(name).value_or("")}; }
};

inline trading::risk::Limits plain_limits()
{
    trading::risk::Limits limits;
    limits.taker_fee_percent = "0"_dec;
    limits.slippage_percent = "0"_dec;
    return limits;
}
/// Stand-ins live on this machine.
inline notify::Settings told_on_this_machine()
{
    notify::Settings settings;
    settings.allowed_hosts = {"127.0.0.1"};
    return settings;
}
/// How a test desk differs from the plain one.
struct Options {
    std::vector<std::string> approvers{"operator"};  ///< two make four eyes
    trading::risk::Limits limits = plain_limits();
    trading::execution::View::Settings view{};
    trading::report::Performance::Settings performance{};
    notify::Settings notifications = told_on_this_machine();
    runtime::Clock* machine_clock = nullptr;  ///< one of its own; borrowed
};
inline Settings any_port()
{
    Settings settings;
    settings.port = 0;
    return settings;
}

class TestDesk {
public:
    explicit TestDesk(Settings settings = any_port(), Options options = {})
        : approvers_(std::move(options.approvers)),
          machine_clock_(options.machine_clock != nullptr ? *options.machine_clock : clock_),
          view_(options.view),
          performance_(options.performance),
          desk_(context_, clock_),
          users_(Users::open({.folder = folder_.path()}, writer_, clock_.now().utc).value()),
          log_({.level = telemetry::LogLevel::off}),
          notifier_(open_notifier(options.notifications)),
          server_(context_.get_executor(), std::move(settings), backend(), *users_),
          notices_(context_.get_executor(), {view_, *users_, swarm_, *notifier_, clock_}, approvers_),
          client_(clock_, {}),
          tasks_(context_.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); })
    {
        using namespace trading;
        operator_token_ = storage::read_first_word(folder_.path() / "operator.token");
        market_.on_set = [this](const InstrumentId&, Price bid, Price ask) { quote(bid, ask); };
        desk_.has_four_eyes = approvers_.size() > 1;
        desk_.on_events = [this](std::span<const execution::StreamedEvent> events) {
            performance_.apply(events);
            view_.apply(events);
            server_.on_events(events);
            notices_.on_events(events);
        };
        desk_.record(execution::LimitsSet{1, options.limits});
        list(btc.symbol.to_string(), btc.venue.to_string());
        quote(Price{"99999.99"_dec}, Price{"100000"_dec});
        open_account(paper, "operator");
        server_.start().value();
    }
    ~TestDesk()
    {
        wait(stop());
        run_ready();
    }

    /// Runs the desk until the work is done.
    template <class T>
    T wait(asio::awaitable<T> work)
    {
        std::optional<T> result;
        context_.restart();
        tasks_.spawn(keep(std::move(work), result), "test");
        while (!result && context_.run_one_for(20s) > 0) {
        }
        return std::move(result).value();
    }
    void wait(asio::awaitable<void> work) { wait(flag(std::move(work))); }
    /// Lets everything happen that needs no more time.
    void settle()
    {
        for (int quiet = 0; quiet < 3; ++quiet) run_ready();
    }
    void pass(nanoseconds duration)
    {
        clock_.advance_by(duration);
        run_ready();
    }

    /// Lets everything happen until then.
    template <class Condition>
    void until(Condition condition)
    {
        context_.restart();
        while (!condition() && context_.run_one_for(20s) > 0) {
        }
    }
    /// Begins a GET by the operator, or with that token; `answer` is there once it has come.
    void begin(const std::string& path, std::optional<Answer>& answer, const std::string& token = {})
    {
        tasks_.spawn(fetch(request_for(net::Method::get, path, token.empty() ? operator_token_ : token, ""), answer),
                     "request");
    }
    /// The same with a body.
    void begin(net::Method method, const std::string& path, const std::string& body, std::optional<Answer>& answer)
    {
        tasks_.spawn(fetch(request_for(method, "/api/v1" + path, operator_token_, body), answer), "request");
    }

    Answer ask(net::Method method, const std::string& path, const std::string& token, const std::string& body = {},
               const std::vector<std::pair<std::string, std::string>>& headers = {})
    {
        net::ClientRequest request = request_for(method, path, token, body);
        for (const auto& [name, value] : headers) request.headers.add(name, value);
        return wait(answer_to(std::move(request)));
    }
    Answer get(const std::string& path) { return ask(net::Method::get, "/api/v1" + path, operator_token_); }
    Answer get(const std::string& path, const std::string& token)
    {
        return ask(net::Method::get, "/api/v1" + path, token);
    }
    Answer post(const std::string& path, const std::string& body) { return post(path, body, operator_token_); }
    Answer post(const std::string& path, const std::string& body, const std::string& token)
    {
        return ask(net::Method::post, "/api/v1" + path, token, body);
    }
    std::unique_ptr<net::WebSocketSession> open_stream(
        const std::string& token = {}, const std::vector<std::pair<std::string, std::string>>& headers = {})
    {
        net::WebSocketDial dial;
        dial.url = url("ws") + "/api/v1/stream";
        if (!token.empty()) dial.headers.add("Authorization", "Bearer " + token);
        for (const auto& [name, value] : headers) dial.headers.add(name, value);
        auto session = wait(net::connect_web_socket(clock_, std::move(dial)));
        return session ? std::move(*session) : nullptr;
    }
    /// The next message of that type, others being passed over; null once the stream has ended.
    json::value next(net::WebSocketSession& session, std::string_view type)
    {
        while (true) {
            const auto message = wait(session.receive());
            if (!message) return nullptr;
            json::value value = parse_json(*message).value();
            if (value.at("type").as_string() == type) return value;
        }
    }
    static void say(net::WebSocketSession& session, std::string text)
    {
        session.send(std::make_shared<const std::string>(std::move(text)));
    }

    /// A user and his token; the account is opened with money.
    std::string add_user(const std::string& name, Role role, const std::string& account)
    {
        const Answer answer = post("/users", R"({"name":")" + name + R"(","role":")" + std::string{to_text(role)} +
                                                 R"(","account":")" + account + "\"}");
        EXPECT_EQ(answer.status, 201) << answer.text;
        return answer.string("token");
    }
    void open_account(const trading::AccountId& account, const std::string& user, const std::string& venue = "paper")
    {
        wait(desk_.open_account(account, trading::UserId{user}, trading::VenueId{venue})).value();
        settle();
    }
    void list(const std::string& symbol, const std::string& venue)
    {
        using namespace trading;
        Instrument instrument;
        instrument.id = InstrumentId{VenueId{venue}, Symbol{symbol}};
        instrument.base = AssetId{"BTC"};
        instrument.quote = AssetId{"USDT"};
        instrument.tick = Price{"0.01"_dec};
        instrument.lot = instrument.quantity_min = Quantity{"0.00001"_dec};
        instrument.quantity_max = Quantity{"100"_dec};
        instrument.notional_min = Amount{"5"_dec};
        desk_.record(execution::InstrumentListed{instrument});
    }
    void quote(trading::Price bid, trading::Price ask, const trading::InstrumentId& instrument = btc)
    {
        trading::Quote quote{.instrument = instrument, .bid = bid, .ask = ask};
        quote.time = clock_.now().utc;
        quote.received = clock_.now().monotonic;
        desk_.on_quote(quote);
        view_.on_quote(quote);
        server_.on_quote(quote);
    }
    static std::string new_id()
    {
        static std::uint64_t count = 0;
        return trading::IntentId::make_v7(utc_from_ms(1'743'700'000'000), 1, ++count).to_string();
    }
    /// A body for POST /intents; `more` is further fields, with a leading comma.
    static std::string intent(const std::string& id, const std::string& quantity, const std::string& more = {},
                              const std::string& account = "paper", const std::string& type = "MARKET")
    {
        return R"({"intent_id":")" + id + R"(","account":")" + account +
               R"(","instrument":"BTCUSDT","side":"BUY","type":")" + type + R"(","quantity":")" + quantity + "\"" +
               more + "}";
    }

    const std::string& token() const { return operator_token_; }
    std::filesystem::path socket_file() const { return folder_.path() / "desk.sock"; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    /// Asks at the metrics' own address.
    Answer ask_metrics(const std::string& path)
    {
        net::ClientRequest request;
        request.url = "http://127.0.0.1:" + std::to_string(server_.metrics_port()) + path;
        return wait(answer_to(std::move(request)));
    }
    std::string url(const std::string& scheme) const
    {
        return scheme + "://127.0.0.1:" + std::to_string(server_.port());
    }
    FakeDesk& desk() { return desk_; }
    const trading::execution::View& view() const { return view_; }
    Server& server() { return server_; }
    FakeMarket& market() { return market_; }
    FakeSwarm& swarm() { return swarm_; }
    FakeStrategies& strategies() { return strategies_; }
    Users& users() { return *users_; }
    notify::Notifier& notifier() { return *notifier_; }
    EventNotices& notices() { return notices_; }
    asio::io_context& context() { return context_; }
    runtime::VirtualClock& clock() { return clock_; }

    std::string not_ready;
    Result<HaltFile> halt_file = HaltFile::absent;
    std::string failure;

private:
    void run_ready()
    {
        context_.restart();
        context_.poll();
    }
    Backend backend()
    {
        return {.view = view_,
                .performance = performance_,
                .commands = desk_,
                .history = desk_,
                .clock = clock_,
                .machine_clock = machine_clock_,
                .market = market_,
                .swarm = swarm_,
                .strategies = strategies_,
                .metrics = metrics_,
                .log = log_,
                .notifier = *notifier_,
                .open_account =
                    [this](trading::AccountId account, trading::UserId user, trading::VenueId venue) {
                        if (venue.is_empty()) venue = btc.venue;
                        return desk_.open_account(std::move(account), std::move(user), std::move(venue));
                    },
                .why_not_ready = [this] { return not_ready; },
                .failure = [this] { return failure; },
                .look_for_halt_file = [this] { return look_for_halt_file(); },
                .approvers = approvers_,
                .version = "1.2.3",
                .public_url = {},
                .socket_file = socket_file()};
    }
    net::ClientRequest request_for(net::Method method, const std::string& path, const std::string& token,
                                   const std::string& body) const
    {
        net::ClientRequest request;
        request.method = method;
        request.url = url("http") + path;
        if (!token.empty()) request.headers.add("Authorization", "Bearer " + token);
        request.body = body;
        if (!body.empty()) request.content_type = "application/json";
        return request;
    }
    asio::awaitable<Answer> answer_to(net::ClientRequest request)
    {
        const std::string url = request.url;
        const auto response = co_await client_.request(std::move(request));
        if (!response) {
            ADD_FAILURE() << url << ": " << to_string(response.error().error);
            co_return Answer{};
        }
        Answer answer{.status = response->status, .headers = response->headers, .text = response->body};
        if (auto value = parse_json(response->body)) answer.body = std::move(*value);
        co_return answer;
    }
    asio::awaitable<void> fetch(net::ClientRequest request, std::optional<Answer>& answer)
    {
        answer.emplace(co_await answer_to(std::move(request)));
    }
    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<T> work, std::optional<T>& result)
    {
        result.emplace(co_await std::move(work));
    }
    static asio::awaitable<bool> flag(asio::awaitable<void> work)
    {
        co_await std::move(work);
        co_return true;
    }
    asio::awaitable<Result<HaltFile>> look_for_halt_file()
    {
        co_await asio::post(context_, asio::use_awaitable);
        co_return halt_file;
    }
    asio::awaitable<void> stop()
    {
        co_await server_.stop();
        co_await notices_.stop();
        co_await notifier_->stop();
    }
    std::unique_ptr<notify::Notifier> open_notifier(notify::Settings settings)
    {
        notify::Notifier::Options options;
        options.settings = std::move(settings);
        options.folder = folder_.path();
        options.is_token_valid = [this](const std::string& id) { return users_->is_valid(id, clock_.now().utc); };
        options.page_url = [this] { return server_.public_url(); };
        auto notifier = notify::Notifier::open(context_.get_executor(), clock_, std::move(options)).value();
        notifier->start();
        return notifier;
    }

    const storage::TemporaryFolder folder_;
    asio::io_context context_;
    runtime::VirtualClock clock_{utc_from_ms(1'743'700'000'000)};
    FakeMarket market_;
    FakeSwarm swarm_;
    FakeStrategies strategies_;
    telemetry::Metrics metrics_;
    const std::vector<std::string> approvers_;
    runtime::Clock& machine_clock_;
    trading::execution::View view_;
    trading::report::Performance performance_;
    FakeDesk desk_;
    runtime::BackgroundWriter writer_;
    std::unique_ptr<Users> users_;
    telemetry::Logger log_;
    std::unique_ptr<notify::Notifier> notifier_;
    Server server_;
    EventNotices notices_;
    net::HttpClient client_;
    runtime::TaskScope tasks_;
    std::string operator_token_;
};

}  // namespace swarmdesk::api::testing
