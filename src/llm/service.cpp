#include "llm/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "llm/doors/openai.hpp"
#include "llm/doors/refusal.hpp"
#include "llm/providers/anthropic_door.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;
namespace json = boost::json;
using doors::Asked;
using doors::Refusal;
using net::Method;
using net::Request;
using net::Response;

namespace {

/// A stream may take long and is bounded by the gateway's own deadlines; this is for what those forgot.
constexpr nanoseconds handler_timeout = std::chrono::minutes{11};
/// Of a stream, passed on in one write.
constexpr std::size_t piece_bytes_most = 16 * 1024;

Response respond(std::string body, std::string_view type = "application/json")
{
    Response response;
    response.content_type = type;
    response.body = std::move(body);
    return response;
}

Refusal not_found(std::string message)
{
    return Refusal{404, "invalid_request_error", "not_found", {}, std::move(message), {}, false};
}

std::string milliseconds(nanoseconds time)
{
    const auto tenths = time.count() / 100'000;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

struct GaugeNames {
    std::string_view limit;
    std::string_view remaining;
    std::string_view reset;
};
constexpr GaugeNames of_requests{"x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
                                 "x-ratelimit-reset-requests"};
constexpr GaugeNames of_tokens{"x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"};

void add_gauge(net::Headers& headers, const GaugeNames& names, const std::optional<keys::RateLimit::Gauge>& gauge)
{
    if (!gauge) return;
    headers.add(names.limit, std::to_string(gauge->limit));
    headers.add(names.remaining, std::to_string(gauge->remaining));
    headers.add(names.reset, std::to_string(gauge->reset.count() / 1'000'000'000) + 's');
}

/// The names LiteLLM's users look for, and ours.
void add_headers(Response& response, const Particulars& said)
{
    net::Headers& headers = response.headers;
    const Provenance& from = said.provenance;
    headers.reserve(16, 1024);
    headers.add("x-litellm-call-id", said.call_id);
    headers.add("x-swarmdesk-cache", said.cache);
    if (said.age) headers.add("x-swarmdesk-age-seconds", std::to_string(said.age->count() / 1'000'000'000));
    if (from.likeness) {
        const std::string similarity = fmt::format("{:.4f}", from.likeness->similarity);
        headers.add("x-litellm-semantic-similarity", similarity);
        headers.add("x-swarmdesk-similarity", similarity);
    }
    if (said.is_degraded) headers.add("x-swarmdesk-degraded", "true");
    add_gauge(headers, of_requests, said.requests);
    add_gauge(headers, of_tokens, said.tokens);
    if (from.deployment.empty()) return;
    headers.add("x-litellm-model-id", from.deployment);
    headers.add("x-litellm-model-group", from.group);
    headers.add("x-litellm-attempted-retries", std::to_string(from.attempts.empty() ? 0 : from.attempts.size() - 1));
    headers.add("x-swarmdesk-provider", from.provider);
    headers.add("x-swarmdesk-tier", std::to_string(from.order));
    headers.add("x-swarmdesk-queued-ms", milliseconds(from.queued));
    if (said.cost) headers.add("x-litellm-response-cost", said.cost->to_string());
}

/// How a door says things.
class Dialect {
public:
    virtual ~Dialect() = default;
    virtual Response refuse(const Refusal& refusal, const std::string& call_id) const = 0;
    virtual Response whole(const Answer& answer, const std::string& call_id) const = 0;
    virtual std::string chunk(const Chunk& chunk) = 0;
    virtual std::string finish(const Usage& usage) = 0;
    virtual std::string fail(const Refusal& refusal) = 0;
};

class OpenAiDialect final : public Dialect {
public:
    OpenAiDialect(std::string model, bool includes_usage, bool is_completion)
        : model_(std::move(model)), includes_usage_(includes_usage), is_completion_(is_completion)
    {}
    Response refuse(const Refusal& refusal, const std::string&) const override
    {
        return doors::to_openai_response(refusal);
    }
    Response whole(const Answer& answer, const std::string&) const override
    {
        return respond(is_completion_ ? doors::to_completion(answer.json) : answer.json);
    }
    std::string chunk(const Chunk& chunk) override
    {
        return doors::sse(is_completion_ ? doors::to_completion(chunk.json) : chunk.json);
    }
    std::string finish(const Usage& usage) override
    {
        std::string said;
        if (includes_usage_) said = doors::sse(doors::usage_chunk(usage, model_));
        return said + doors::sse("[DONE]");
    }
    std::string fail(const Refusal& refusal) override { return doors::sse(doors::to_openai_json(refusal)); }

private:
    std::string model_;
    bool includes_usage_;
    bool is_completion_;
};

class AnthropicDialect final : public Dialect {
public:
    AnthropicDialect(const std::string& model, std::uint64_t prompt_tokens)
        : stream_("msg_" + model, model, prompt_tokens)
    {}
    Response refuse(const Refusal& refusal, const std::string& call_id) const override
    {
        return doors::to_anthropic_response(refusal, call_id);
    }
    Response whole(const Answer& answer, const std::string& call_id) const override
    {
        auto message = providers::message_from_answer(answer);
        if (message) return respond(std::move(*message));
        const Refusal refusal{502, "upstream_error", "garbled", {}, message.error().detail, {}, true};
        return doors::to_anthropic_response(refusal, call_id);
    }
    std::string chunk(const Chunk& chunk) override { return stream_.on_chunk(chunk); }
    std::string finish(const Usage& usage) override { return stream_.on_finished(usage); }
    std::string fail(const Refusal& refusal) override { return stream_.on_failure(refusal.status, refusal.message); }

private:
    providers::MessageStream stream_;
};

}  // namespace

class Service::Impl {
public:
    Impl(asio::any_io_executor executor, runtime::Clock& clock, Gateway& gateway, const telemetry::Metrics& metrics,
         const Service::Settings& settings)
        : gateway_(gateway),
          metrics_(metrics),
          server_(std::move(executor), clock, server_settings(settings, gateway.settings()), handlers())
    {}

    Result<void> start() { return server_.start(); }
    std::uint16_t port() const { return server_.port(); }
    asio::awaitable<void> stop() { co_await server_.stop(); }

private:
    static net::HttpServerSettings server_settings(const Service::Settings& settings,
                                                   const settings::GatewaySettings& gateway)
    {
        net::HttpServerSettings server;
        server.address = settings.address;
        server.port = settings.port;
        server.connections_max = settings.connections_max;
        server.body_bytes_max = gateway.request_bytes_max;
        server.handler_timeout = handler_timeout;
        server.cancels_for_peer = true;
        return server;
    }
    net::HttpHandlers handlers()
    {
        net::HttpHandlers handlers;
        handlers.serve = [this](Request request) { return serve(std::move(request)); };
        return handlers;
    }

    asio::awaitable<Response> serve(Request request)
    {
        std::string_view path = request.path;
        if (path.starts_with("/v1/")) path.remove_prefix(3);
        if (request.method == Method::get) {
            if (path == "/health/liveliness" || path == "/health/liveness") co_return respond(R"("I'm alive!")");
            if (path == "/health/readiness") co_return readiness();
            if (path == "/metrics") co_return respond(metrics_.render(), "text/plain; version=0.0.4");
        }
        const bool is_anthropic = path == "/messages";
        const auto caller = gateway_.recognise(presented_key(request));
        if (!caller) co_return refuse(is_anthropic, unknown_key(request, caller.error()));
        if (request.method == Method::get) co_return look_up(*caller, path);
        if (request.method != Method::post) co_return refuse(is_anthropic, not_found("no such path"));
        if (path == "/chat/completions") {
            auto answering = answer(*caller, doors::read_chat(std::string_view{request.body}));
            co_return co_await std::move(answering);
        }
        if (path == "/completions") {
            auto answering = answer(*caller, doors::read_completion(request.body));
            co_return co_await std::move(answering);
        }
        if (path == "/embeddings") {
            auto answering = answer(*caller, doors::read_embeddings(request.body));
            co_return co_await std::move(answering);
        }
        if (is_anthropic) {
            auto answering = answer_messages(*caller, request.body);
            co_return co_await std::move(answering);
        }
        co_return refuse(false, not_found("no such path; POST /v1/chat/completions is the usual one"));
    }

    static std::string_view presented_key(const Request& request)
    {
        if (const auto authorization = request.headers.find("Authorization")) {
            constexpr std::string_view scheme = "bearer ";
            if (authorization->size() > scheme.size() &&
                net::equal_ignoring_case(authorization->substr(0, scheme.size()), scheme))
                return authorization->substr(scheme.size());
            return {};
        }
        return request.headers.find("x-api-key").value_or(std::string_view{});
    }

    static Refusal unknown_key(const Request& request, const Error& error)
    {
        if (error.code == Errc::forbidden)
            return Refusal{403, "permission_error", "key_blocked", {}, error.detail, {}, false};
        const bool has_key = !presented_key(request).empty();
        return Refusal{401,
                       "authentication_error",
                       "invalid_api_key",
                       {},
                       has_key ? error.detail : "send a key: `Authorization: Bearer sk-…`",
                       {},
                       false};
    }

    static Response refuse(bool is_anthropic, const Refusal& refusal)
    {
        return is_anthropic ? doors::to_anthropic_response(refusal, {}) : doors::to_openai_response(refusal);
    }

    Response readiness() const
    {
        Response response = respond(json::serialize(gateway_.status()));
        if (!gateway_.is_ready()) response.status = 503;
        return response;
    }

    Response look_up(const Caller& caller, std::string_view path) const
    {
        const auto to_json = [](const std::string& name) {
            return json::object{{"id", name}, {"object", "model"}, {"created", 0}, {"owned_by", "swarmdesk"}};
        };
        const auto names = gateway_.models(caller);
        if (path == "/models") {
            json::array models;
            for (const auto& name : names) models.push_back(to_json(name));
            return respond(json::serialize(json::object{{"object", "list"}, {"data", std::move(models)}}));
        }
        constexpr std::string_view prefix = "/models/";
        if (path.starts_with(prefix)) {
            const std::string name{path.substr(prefix.size())};
            if (std::find(names.begin(), names.end(), name) != names.end())
                return respond(json::serialize(to_json(name)));
            Refusal refusal = not_found("no model is called `" + name + "` here");
            refusal.code = "model_not_found";
            return doors::to_openai_response(refusal);
        }
        return doors::to_openai_response(not_found("no such path"));
    }

    asio::awaitable<Response> answer(const Caller& caller, doors::Reading reading)
    {
        if (const auto* refusal = std::get_if<Refusal>(&reading)) co_return doors::to_openai_response(*refusal);
        Asked& asked = std::get<Asked>(reading);
        auto dialect = std::make_unique<OpenAiDialect>(asked.model, asked.includes_usage, asked.is_completion);
        auto saying = say(caller, std::move(asked), std::move(dialect));
        co_return co_await std::move(saying);
    }

    asio::awaitable<Response> answer_messages(const Caller& caller, const std::string& body)
    {
        auto translated = providers::openai_from_messages(body);
        if (!translated) {
            const Refusal refusal{400,  "invalid_request_error", "invalid_request", {}, translated.error().detail, {},
                                  false};
            co_return doors::to_anthropic_response(refusal, {});
        }
        auto reading = doors::read_chat(std::move(*translated));
        if (const auto* refusal = std::get_if<Refusal>(&reading)) co_return doors::to_anthropic_response(*refusal, {});
        Asked& asked = std::get<Asked>(reading);
        auto dialect = std::make_unique<AnthropicDialect>(asked.model, estimate_tokens(prompt_bytes(asked.call)));
        auto saying = say(caller, std::move(asked), std::move(dialect));
        co_return co_await std::move(saying);
    }

    asio::awaitable<Response> say(const Caller& caller, Asked asked, std::unique_ptr<Dialect> dialect)
    {
        auto asking = gateway_.ask(caller, std::move(asked));
        Reply reply = co_await std::move(asking);
        Response response;
        if (const auto* refusal = std::get_if<Refusal>(&reply.outcome)) {
            response = dialect->refuse(*refusal, reply.particulars.call_id);
        } else if (const auto* whole = std::get_if<Answer>(&reply.outcome)) {
            response = dialect->whole(*whole, reply.particulars.call_id);
        } else {
            response.content_type = "text/event-stream";
            response.headers.add("Cache-Control", "no-cache");
            // std::function wants to copy what it holds.
            const std::shared_ptr<Dialect> speaker = std::move(dialect);
            const std::shared_ptr<ReplyStream> stream =
                std::move(std::get<std::unique_ptr<ReplyStream>>(reply.outcome));
            response.stream = [speaker, stream](net::BodyWriter& writer) { return pass_on(writer, *speaker, *stream); };
        }
        add_headers(response, reply.particulars);
        co_return response;
    }

    /// A stream that breaks is told so in its own words, and has no `[DONE]`.
    static asio::awaitable<bool> pass_on(net::BodyWriter& writer, Dialect& dialect, ReplyStream& stream)
    {
        std::string said;
        while (true) {
            std::optional<Event> event = co_await stream.next();
            bool is_over = false;
            said.clear();
            // What came together is passed on together: whoever reads is woken once.
            while (event) {
                said += to_text(dialect, *event);
                is_over = !std::holds_alternative<Chunk>(*event);
                if (is_over || said.size() >= piece_bytes_most) break;
                event = stream.ready();
            }
            const bool is_heard = co_await writer.write(said);
            if (!is_heard) co_return false;
            if (is_over) co_return true;
        }
    }

    static std::string to_text(Dialect& dialect, const Event& event)
    {
        if (const auto* chunk = std::get_if<Chunk>(&event)) return dialect.chunk(*chunk);
        if (const auto* finished = std::get_if<Finished>(&event)) return dialect.finish(finished->usage);
        return dialect.fail(doors::to_refusal(std::get<Failure>(event)));
    }

    Gateway& gateway_;
    const telemetry::Metrics& metrics_;
    net::HttpServer server_;
};

Service::Service(asio::any_io_executor executor, runtime::Clock& clock, Gateway& gateway,
                 const telemetry::Metrics& metrics, const Settings& settings)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, gateway, metrics, settings))
{}
Service::~Service() = default;

Result<void> Service::start() { return impl_->start(); }
std::uint16_t Service::port() const { return impl_->port(); }
asio::awaitable<void> Service::stop() { return impl_->stop(); }

}  // namespace swarmdesk::llm
