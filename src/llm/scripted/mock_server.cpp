#include "llm/scripted/mock_server.hpp"

#include <list>
#include <utility>

#include "base/hash.hpp"
#include "llm/chat.hpp"
#include "llm/scripted/answer_text.hpp"
#include "llm/scripted/script.hpp"
#include "llm/scripted/wire.hpp"
#include "net/http_server.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::llm::scripted {

namespace asio = boost::asio;
namespace json = boost::json;
using net::Request;
using net::Response;

namespace {

constexpr std::size_t body_bytes_max = 16 * 1024 * 1024;
constexpr nanoseconds patience = std::chrono::hours{1};  // a hang is the client's to end

Response answer(std::uint16_t status, std::string body, std::string_view type = "application/json")
{
    Response response;
    response.status = status;
    response.content_type = type;
    response.body = std::move(body);
    return response;
}

Response failure(const Wire& wire, const Script& script)
{
    Response response = answer(script.status, wire.error(script.status, "scripted to fail"));
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(script.retry_after).count();
    if (seconds > 0) response.headers.add("Retry-After", std::to_string(seconds));
    return response;
}

/// One call of a model, understood.
struct Call {
    const Wire* wire = nullptr;
    std::string model;
    Script script;
    bool is_streamed = false;
    std::uint64_t prompt_tokens = 0;
    std::string text;  ///< of an answer that comes whole

    std::string whole() const { return wire->whole(model, text, script.tokens, prompt_tokens); }
};

}  // namespace

class MockServer::Impl {
public:
    Impl(asio::any_io_executor executor, runtime::Clock& clock, MockSettings settings)
        : clock_(clock), settings_(settings), server_(std::move(executor), clock, server_settings(settings), handlers())
    {}

    Result<void> start() { return server_.start(); }
    std::uint16_t port() const { return server_.port(); }
    asio::awaitable<void> stop() { co_await server_.stop(); }
    const Counts& counts() const { return counts_; }
    std::size_t connections() const { return server_.connections(); }

private:
    static net::HttpServerSettings server_settings(const MockSettings& settings)
    {
        net::HttpServerSettings server;
        server.address = settings.address;
        server.port = settings.port;
        server.connections_max = 4096;
        server.body_bytes_max = body_bytes_max;
        server.handler_timeout = patience;
        server.cancels_for_peer = true;
        server.drain_timeout = std::chrono::milliseconds{200};
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
        if (request.path == "/") co_return answer(200, "Ollama is running", "text/plain");
        if (request.path == "/v1/models") co_return answer(200, models("data"));
        if (request.path == "/api/tags" || request.path == "/api/ps") co_return answer(200, models("models"));
        if (request.path == "/api/version") co_return answer(200, R"({"version":"0.0.0-scripted"})");
        const Wire* wire = wire_of(request.path);
        if (wire == nullptr) co_return answer(404, R"({"error":"no such path"})");
        boost::system::error_code malformed;
        const json::value body = json::parse(request.body, malformed);
        if (malformed || !body.is_object()) co_return answer(400, wire->error(400, "the body is no JSON object"));
        auto understood = understand(*wire, body.get_object());
        if (!understood) co_return answer(400, wire->error(400, understood.error().detail));
        if (request.path.ends_with("embeddings") || request.path == "/api/embed")
            co_return embed(*understood, request.path == "/api/embed", body.get_object());
        auto reply = converse(std::move(*understood));
        co_return co_await std::move(reply);
    }

    static const Wire* wire_of(std::string_view path)
    {
        if (path == "/v1/chat/completions" || path == "/v1/embeddings") return &openai_wire();
        if (path == "/api/chat" || path == "/api/embed") return &ollama_wire();
        if (path == "/v1/messages") return &anthropic_wire();
        return nullptr;
    }

    static Result<Call> understand(const Wire& wire, const json::object& body)
    {
        Call call;
        call.wire = &wire;
        const json::value* model = body.if_contains("model");
        if (model == nullptr || !model->is_string()) return Error{Errc::malformed, "`model` is missing"};
        call.model = model->get_string();
        auto script = Script::parse(call.model);
        if (!script) return script.error();
        call.script = *script;
        call.text = answer_text(call.script, body);
        const json::value* stream = body.if_contains("stream");
        const bool streams_unasked = &wire == &ollama_wire();
        call.is_streamed = stream != nullptr && stream->is_bool() ? stream->get_bool() : streams_unasked;
        ModelCall asked;
        asked.body = body;
        call.prompt_tokens = estimate_tokens(prompt_bytes(asked));
        return call;
    }

    static std::string models(std::string_view list)
    {
        const json::object model{{"id", "demo"},   {"object", "model"},      {"owned_by", "scripted"},
                                 {"name", "demo"}, {"model", "demo"},        {"size", 1},
                                 {"created", 0},   {"context_length", 4096}, {"digest", to_hex(sha256("demo"))}};
        return json::serialize(json::object{{"object", "list"}, {list, json::array{model}}});
    }

    static Response embed(const Call& call, bool is_ollama, const json::object& body)
    {
        if (call.script.status != 200) return failure(*call.wire, call.script);
        const json::value* input = body.if_contains("input");
        const std::size_t count = input != nullptr && input->is_array() ? input->get_array().size() : 1;
        json::array embeddings;
        for (std::size_t number = 0; number < count; ++number) {
            json::array vector;
            for (std::size_t axis = 0; axis < 8; ++axis) vector.push_back(axis == number % 8 ? 1.0 : 0.0);
            if (is_ollama)
                embeddings.push_back(std::move(vector));
            else
                embeddings.push_back(
                    json::object{{"object", "embedding"}, {"index", number}, {"embedding", std::move(vector)}});
        }
        json::object answered{{"model", call.model}};
        if (is_ollama) {
            answered["embeddings"] = std::move(embeddings);
            answered["prompt_eval_count"] = call.prompt_tokens;
        } else {
            answered["object"] = "list";
            answered["data"] = std::move(embeddings);
            answered["usage"] = {{"prompt_tokens", call.prompt_tokens}, {"total_tokens", call.prompt_tokens}};
        }
        return answer(200, json::serialize(answered));
    }

    /// A place among those worked on; handed on, oldest first, when it is given up.
    class Slot {
    public:
        explicit Slot(Impl& server) : server_(&server) {}
        Slot(Slot&& other) noexcept
            : server_(std::exchange(other.server_, nullptr)), is_done_(std::exchange(other.is_done_, false))
        {}
        Slot& operator=(Slot&&) = delete;
        ~Slot()
        {
            if (server_ != nullptr) server_->leave(is_done_);
        }
        void done() { is_done_ = true; }

    private:
        Impl* server_;
        bool is_done_ = false;
    };

    /// Waits in line; a slot that was handed over to somebody who has left goes on to the next.
    struct Waiter {
        explicit Waiter(Impl& impl) : server(impl), place(impl.waiting_.insert(impl.waiting_.end(), this)) {}
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;
        ~Waiter()
        {
            if (!has_slot)
                server.waiting_.erase(place);
            else if (!is_taken)
                server.leave(false);
        }
        Impl& server;
        std::list<Waiter*>::iterator place;
        runtime::Wakeup wakeup;
        bool has_slot = false;
        bool is_taken = false;
    };

    asio::awaitable<Slot> enter()
    {
        ++counts_.requests;
        if (settings_.slots == 0 || counts_.in_flight < settings_.slots) {
            ++counts_.in_flight;
        } else {
            Waiter waiter{*this};
            while (!waiter.has_slot) co_await waiter.wakeup.wait();
            waiter.is_taken = true;
        }
        counts_.in_flight_max = std::max(counts_.in_flight_max, counts_.in_flight);
        co_return Slot{*this};
    }

    void leave(bool is_done)
    {
        ++(is_done ? counts_.completed : counts_.abandoned);
        if (waiting_.empty()) {
            --counts_.in_flight;
            return;
        }
        Waiter& next = *waiting_.front();
        waiting_.pop_front();
        next.has_slot = true;
        next.wakeup.wake();
    }

    asio::awaitable<Response> converse(Call call)
    {
        auto entering = enter();
        Slot slot = co_await std::move(entering);
        const Script& script = call.script;
        if (script.latency.count() > 0) co_await clock_.sleep(script.latency);
        if (script.status != 200) {
            slot.done();
            co_return failure(*call.wire, script);
        }
        switch (script.fault) {
            case Fault::hang: co_await clock_.sleep(patience); break;
            case Fault::garbage: co_return answer(200, "}{ not JSON");
            case Fault::wrong_type: co_return answer(200, "<html>Sign in to the hotel's network</html>", "text/html");
            case Fault::error_in_200: co_return answer(200, call.wire->error(502, "scripted to fail"));
            default: break;
        }
        const bool misbehaves_in_body = script.fault != Fault::none;
        if (!call.is_streamed && !misbehaves_in_body) {
            const auto duration =
                script.rate == 0 ? nanoseconds{0} : nanoseconds{1'000'000'000} * script.tokens / script.rate;
            if (duration.count() > 0) co_await clock_.sleep(duration);
            slot.done();
            co_return answer(200, call.whole());
        }
        Response response;
        response.content_type = call.is_streamed ? call.wire->stream_type() : "application/json";
        // std::function wants to copy what it holds.
        auto held = std::make_shared<Slot>(std::move(slot));
        response.stream = [this, call = std::move(call), held](net::BodyWriter& body) {
            return call.is_streamed ? stream(body, call, *held) : whole_with_fault(body, call);
        };
        co_return response;
    }

    asio::awaitable<bool> stream(net::BodyWriter& body, const Call& call, Slot& slot)
    {
        const Script& script = call.script;
        if (script.fault == Fault::hang_up) co_return false;
        if (script.fault == Fault::huge || script.fault == Fault::drip) {
            auto work = flood(body, call);
            co_return co_await std::move(work);
        }
        bool is_heard = co_await body.write(call.wire->begin(call.model, call.prompt_tokens));
        for (std::uint32_t number = 0; number < script.tokens && is_heard; ++number) {
            if (script.fault != Fault::none && number == script.after) break;
            if (script.rate > 0) co_await clock_.sleep(nanoseconds{1'000'000'000} / script.rate);
            const std::string said = call.wire->token(call.model, number);
            is_heard = co_await body.write(said);
        }
        if (!is_heard) co_return false;
        switch (script.fault) {
            case Fault::cut: co_return true;
            case Fault::drop: co_return false;
            case Fault::stall: co_await clock_.sleep(patience); co_return false;
            case Fault::error_later: {
                const std::string said = call.wire->error_in_stream("scripted to fail later");
                co_return co_await body.write(said);
            }
            default: break;
        }
        slot.done();
        const std::string said = call.wire->end(call.model, script.tokens, call.prompt_tokens);
        co_return co_await body.write(said);
    }

    asio::awaitable<bool> flood(net::BodyWriter& body, const Call& call)
    {
        const bool is_drip = call.script.fault == Fault::drip;
        const std::string text = is_drip ? call.whole() : std::string(1024 * 1024, ' ');
        for (std::size_t at = 0;; ++at) {
            const std::string_view piece = is_drip ? std::string_view{text}.substr(at % text.size(), 1) : text;
            const bool is_heard = co_await body.write(piece);
            if (!is_heard) co_return false;
            if (is_drip) co_await clock_.sleep(std::chrono::seconds{1});
        }
    }

    /// Of an answer in one piece, what the fault leaves.
    asio::awaitable<bool> whole_with_fault(net::BodyWriter& body, const Call& call)
    {
        const std::string text = call.whole();
        const std::string half = text.substr(0, text.size() / 2);
        switch (call.script.fault) {
            case Fault::hang_up: co_return false;
            case Fault::huge:
            case Fault::drip: {
                auto work = flood(body, call);
                co_return co_await std::move(work);
            }
            case Fault::error_later: {
                const std::string said = call.wire->error(502, "scripted to fail later");
                co_return co_await body.write(said);
            }
            case Fault::stall:
                static_cast<void>(co_await body.write(half));
                co_await clock_.sleep(patience);
                co_return false;
            default: break;
        }
        static_cast<void>(co_await body.write(half));
        co_return call.script.fault == Fault::cut;
    }

    runtime::Clock& clock_;
    const MockSettings settings_;
    Counts counts_;
    std::list<Waiter*> waiting_;  ///< for a slot, oldest first
    net::HttpServer server_;
};

MockServer::MockServer(asio::any_io_executor executor, runtime::Clock& clock, MockSettings settings)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, std::move(settings)))
{}
MockServer::~MockServer() = default;

Result<void> MockServer::start() { return impl_->start(); }
std::uint16_t MockServer::port() const { return impl_->port(); }
asio::awaitable<void> MockServer::stop() { return impl_->stop(); }
const MockServer::Counts& MockServer::counts() const { return impl_->counts(); }
std::size_t MockServer::connections() const { return impl_->connections(); }

}  // namespace swarmdesk::llm::scripted
