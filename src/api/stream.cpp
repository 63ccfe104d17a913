#include "api/stream.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "api/json_input.hpp"
#include "api/rate_limiter.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"
#include "runtime/deadline.hpp"

namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr nanoseconds tick_interval = 250ms;
constexpr std::uint16_t close_policy = 1008;

enum class Topic : std::size_t { ledger = 1, quotes, agents, candles, analyses };
constexpr auto enum_table(Topic)
{
    return std::to_array<EnumName<Topic>>({{Topic::ledger, "ledger"},
                                           {Topic::quotes, "quotes"},
                                           {Topic::agents, "agents"},
                                           {Topic::candles, "candles"},
                                           {Topic::analyses, "analyses"}});
}

std::shared_ptr<const std::string> text_of(std::string_view type, json::object fields)
{
    fields["type"] = type;
    return std::make_shared<const std::string>(json::serialize(fields));
}

void say_error(net::WebSocketSession& session, const Problem& problem)
{
    json::object fields;
    fields["code"] = problem.code;
    fields["detail"] = problem.violations.empty()
                           ? problem.detail
                           : problem.violations.front().pointer + ": " + problem.violations.front().detail;
    session.send(text_of("error", std::move(fields)));
}

Problem token_ended() { return {.code = "token_ended", .detail = "The token was revoked or has expired."}; }

OrProblem<json::object> parse_message(const std::string& message)
{
    auto value = parse_json(message);
    if (!value) return Problem{.code = "malformed_json", .detail = value.error().detail};
    json::object* object = value->if_object();
    if (object == nullptr) return invalid_request({{"", "must be a JSON object"}});
    return std::move(*object);
}

}  // namespace

struct Stream::Client {
    net::WebSocketSession& session;
    Caller caller;
    std::set<Topic> topics;

    bool wants(Topic topic) const { return topics.contains(topic); }
};

Stream::Stream(asio::any_io_executor executor, Backend& backend, Api& api, RequestGuard& request_guard,
               const Users& users, const Settings& settings)
    : backend_(backend),
      api_(api),
      guard_(request_guard),
      users_(users),
      settings_(settings),
      tasks_(std::move(executor), [&log = backend.log](const std::string& task, std::exception_ptr) {
          log.error("a task of the stream failed", {{"task", task}});
      })
{}

Stream::~Stream() = default;

asio::awaitable<void> Stream::stop() { co_await tasks_.stop(); }

Problem Stream::too_many()
{
    return {.status = 503,
            .code = "too_many_streams",
            .title = "Too many watch already",
            .detail = "Close another one, or try again later."};
}

asio::awaitable<void> Stream::converse(const net::Request& request, net::WebSocketSession& session,
                                       std::optional<Caller> caller, const SignIn& sign_in)
{
    if (!caller) {
        caller = co_await authenticate(request, session);
        if (caller && (is_full() || !sign_in(*caller))) {
            say_error(session, too_many());
            caller.reset();
        }
    }
    if (caller && !users_.is_valid(caller->token_id(), backend_.clock.now().utc)) {
        // It ended while the connection was made, when there was no stream yet to end with it.
        say_error(session, token_ended());
        caller.reset();
    }
    if (!caller) {
        co_await session.close(close_policy);
        co_return;
    }

    Client client{session, *caller, {}};
    clients_.push_back(&client);
    const std::shared_ptr<void> listed{nullptr, [this, &client](void*) { clients_.remove(&client); }};
    json::object welcome = api_.me(*caller);
    welcome["last_seq"] = backend_.view.seq();
    session.send(text_of("welcome", std::move(welcome)));
    session.send(text_of("status", api_.status(*caller)));
    if (!is_ticking_) {
        is_ticking_ = true;
        tasks_.spawn(tick(), "stream tick");
    }
    co_await listen(client);
}

asio::awaitable<std::optional<Caller>> Stream::authenticate(const net::Request& request, net::WebSocketSession& session)
{
    auto receiving = session.receive();
    const auto message =
        co_await runtime::with_deadline(std::move(receiving), backend_.machine_clock, settings_.stream_auth_timeout);
    if (!message) {
        if (message.error().code == Errc::timed_out)
            say_error(session, {.code = "auth_timeout", .detail = "Sign in with the first message, in time."});
        co_return std::nullopt;
    }
    const auto object = parse_message(*message);
    if (!object) {
        say_error(session, object.error());
        co_return std::nullopt;
    }
    JsonReader in{*object};
    const auto type = in.text("type", Need::required);
    const auto token = in.text("token", Need::required);
    auto problem = in.finish();
    if (!problem && *type != "auth") problem = invalid_request({{"/type", "the first message must be auth"}});
    if (problem) {
        say_error(session, *problem);
        co_return std::nullopt;
    }
    auto caller = guard_.identify(*token, request, backend_.clock.now());
    if (caller) co_return std::move(*caller);
    say_error(session, caller.error());
    co_return std::nullopt;
}

asio::awaitable<void> Stream::listen(Client& client)
{
    RateLimiter messages{{.interval = 100ms, .burst = 20, .keys_max = 1}};
    while (true) {
        const auto message = co_await client.session.receive();
        if (!message) co_return;
        if (messages.take("", backend_.clock.now().monotonic)) {
            say_error(client.session, {.code = "too_many_messages", .detail = "Slow down: ten messages a second."});
            co_await client.session.close(close_policy);
            co_return;
        }
        subscribe(client, *message);
    }
}

void Stream::subscribe(Client& client, const std::string& message)
{
    const auto object = parse_message(message);
    if (!object) return say_error(client.session, object.error());
    JsonReader in{*object};
    const auto type = in.text("type", Need::required);
    const auto names = in.texts("topics", Need::required, enum_table(Topic{}).size());
    if (type && *type != "subscribe") in.refuse("type", "subscribe is all there is to say");
    if (auto problem = in.finish()) return say_error(client.session, *problem);
    std::set<Topic> topics;
    for (const std::string& name : *names) {
        const auto topic = from_text<Topic>(name);
        if (!topic) return say_error(client.session, {.code = "unknown_topic", .detail = topic.error().detail});
        topics.insert(*topic);
    }
    client.topics = std::move(topics);

    json::object subscribed;
    subscribed["topics"] = to_json(*names);
    client.session.send(text_of("subscribed", std::move(subscribed)));
    const MonotonicTime now = backend_.clock.now().monotonic;
    if (client.wants(Topic::quotes))
        for (const auto& [id, quote] : backend_.view.quotes()) client.session.send(text_of("quote", view(quote, now)));
}

void Stream::end(const std::string& token_id)
{
    // Nothing more reaches them; the closing itself may wait for the other side.
    std::list<Client*> ended;
    for (auto at = clients_.begin(); at != clients_.end();) {
        const auto client = at++;
        if ((*client)->caller.token_id() == token_id) ended.splice(ended.end(), clients_, client);
    }
    for (Client* client : ended) close(client->session);
}

void Stream::close(net::WebSocketSession& session)
{
    say_error(session, token_ended());
    tasks_.spawn_now(session.close(close_policy, "token_ended"), "stream close");
}

void Stream::on_events(std::span<const trading::execution::StreamedEvent> events)
{
    if (clients_.empty()) return;
    for (const trading::execution::StreamedEvent& event : events) {
        Text whole;
        Text without_numbers;
        for (const Client* client : clients_) {
            const Visibility visible = api_.visibility(client->caller);
            if (!client->wants(Topic::ledger) || !visible.sees(event.stamped)) continue;
            Text& text = visible.sees_numbers(event.stamped.event) ? whole : without_numbers;
            if (!text) text = text_of("event", view(event, visible));
            client->session.send(text);
        }
    }
}

void Stream::on_quote(const trading::Quote& quote)
{
    if (!clients_.empty()) fresh_quotes_.insert_or_assign(quote.instrument, quote);
}

void Stream::on_candle(const trading::Candle& candle)
{
    Text text;
    for (const Client* client : clients_) {
        if (!client->wants(Topic::candles)) continue;
        if (!text) text = text_of("candle", view(candle));
        client->session.send(text);
    }
}

void Stream::on_analysis(const Analysis* analysis)
{
    Text text;
    for (const Client* client : clients_) {
        if (!client->wants(Topic::analyses)) continue;
        if (analysis != nullptr && !text) text = text_of("analysis", view(*analysis));
        if (text) client->session.send(text);
        client->session.send(text_of("models", api_.models(client->caller)));
    }
}

asio::awaitable<void> Stream::tick()
{
    for (std::uint64_t turn = 1; !clients_.empty(); ++turn) {
        co_await backend_.machine_clock.sleep(tick_interval);
        push_quotes();
        if (turn % 4 != 0) continue;
        end_expired();
        push_statuses();
        push_agents();
    }
    is_ticking_ = false;
}

void Stream::end_expired()
{
    std::set<std::string> expired;
    const UtcTime now = backend_.clock.now().utc;
    for (const Client* client : clients_)
        if (!users_.is_valid(client->caller.token_id(), now)) expired.insert(client->caller.token_id());
    for (const std::string& token_id : expired) end(token_id);
}

void Stream::push_quotes()
{
    const MonotonicTime now = backend_.clock.now().monotonic;
    for (const auto& [id, quote] : fresh_quotes_) {
        const Text text = text_of("quote", view(quote, now));
        for (const Client* client : clients_)
            if (client->wants(Topic::quotes)) client->session.send(text);
    }
    fresh_quotes_.clear();
}

void Stream::push_statuses()
{
    for (const Client* client : clients_) client->session.send(text_of("status", api_.status(client->caller)));
}

void Stream::push_agents()
{
    for (const Client* client : clients_) {
        if (!client->wants(Topic::agents)) continue;
        json::object fields;
        fields["items"] = api_.agents(client->caller);
        client->session.send(text_of("agents", std::move(fields)));
    }
}

}  // namespace swarmdesk::api
