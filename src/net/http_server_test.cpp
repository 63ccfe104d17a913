#include "net/http_server.hpp"

#include <gtest/gtest.h>

#include <list>
#include <stdexcept>

#include "net/testing.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/virtual_clock.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::net {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::RawClient;
using testing::RunningServer;

constexpr std::string_view get = "GET /echo HTTP/1.1\r\nHost: desk\r\n\r\n";

Response echo(const Request& request)
{
    Response response;
    response.content_type = "text/plain";
    response.body = std::string{to_text(request.method)} + ' ' + request.target + ' ' + request.body;
    return response;
}

asio::awaitable<Response> serve(Request request)
{
    if (request.path == "/throw") throw std::runtime_error{"a secret detail"};
    if (request.path == "/bad-header") {
        Response response;
        response.content_type = "text/plain\r\nX: y";
        co_return response;
    }
    if (request.path == "/large") {
        Response response;
        response.shared_body = std::make_shared<const std::string>(20 * 1024 * 1024, 'x');
        co_return response;
    }
    if (request.path == "/peer") {
        Response response;
        response.body = request.peer;
        co_return response;
    }
    co_return echo(request);
}

class HttpServerTest : public ::testing::Test {
protected:
    runtime::RealClock clock;
    HttpServerSettings settings;
    HttpHandlers handlers{.serve = serve};
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnection)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    for (int i = 0; i < 3; ++i) {
        const auto response = client.ask("POST /a?b=c HTTP/1.1\r\nHost: desk\r\nContent-Length: 4\r\n\r\nbody");
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.body, "POST /a?b=c body");
        EXPECT_EQ(response.headers.find("Content-Type"), "text/plain");
        EXPECT_TRUE(response.headers.find("Date"));
        EXPECT_FALSE(response.headers.find("Connection"));
    }
    EXPECT_EQ(client.ask("GET /peer HTTP/1.1\r\nHost: desk\r\n\r\n").body, "127.0.0.1");
}

TEST_F(HttpServerTest, ClosesWhenThePeerAsksForIt)
{
    RunningServer server{settings, handlers, clock};
    for (const char* request : {"GET / HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
        SCOPED_TRACE(request);
        RawClient client{server.port()};
        const auto response = client.ask(request);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.headers.find("Connection"), "close");
        EXPECT_TRUE(client.is_closed());
    }
}

TEST_F(HttpServerTest, HeadGetsTheLengthWithoutTheBody)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    const auto response = client.ask("HEAD /a HTTP/1.1\r\nHost: desk\r\n\r\n", Method::head);
    EXPECT_EQ(response.headers.find("Content-Length"), "8");
    // The next answer follows at once: no body was in between.
    EXPECT_EQ(client.ask(get).body, "GET /echo ");
}

TEST_F(HttpServerTest, AFloodOfPipelinedRequestsIsAnsweredInOrder)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    std::string flood;
    for (int i = 0; i < 500; ++i) flood += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: desk\r\n\r\n";
    client.send(flood);
    for (int i = 0; i < 500; ++i) ASSERT_EQ(client.read_response().body, "GET /" + std::to_string(i) + ' ');
}

TEST_F(HttpServerTest, SaysGoOnToAPeerThatWaitsForIt)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: desk\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.read(25), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client.ask("body").body, "POST / body");
}

TEST_F(HttpServerTest, ALargeSharedBodyArrivesWhole)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    client.send("GET /large HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
    const std::string all = client.read_to_end();
    const auto body = all.find("\r\n\r\n") + 4;
    EXPECT_EQ(all.size() - body, 20u * 1024 * 1024);
    EXPECT_EQ(all.find_first_not_of('x', body), all.npos);
}

TEST_F(HttpServerTest, ABadRequestGetsAProblemAndTheConnectionCloses)
{
    RunningServer server{settings, handlers, clock};
    std::string many_fields;
    for (int i = 0; i < 10'000; ++i) many_fields += "A: b\r\n";
    const std::string start = "GET / HTTP/1.1\r\nHost: desk\r\n";
    struct Case {
        const char* name;
        std::string bytes;
        std::uint16_t status;
        const char* code;
    };
    const Case cases[] = {
        {"smuggling", start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
         "malformed_request"},
        {"a folded field", start + "A: b\r\n c\r\n\r\n", 400, "malformed_request"},
        {"10 000 fields", start + many_fields + "\r\n", 431, "headers_too_large"},
        {"a long target", "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n\r\n", 414, "target_too_long"},
        {"a long body", start + "Content-Length: 1073741824\r\n\r\n" + std::string(100'000, 'b'), 413,
         "body_too_large"},
        {"a long body, asking first", start + "Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n", 413,
         "body_too_large"},
        {"a chunked bomb", start + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n" + std::string(100'000, 'b'), 413,
         "body_too_large"},
        {"a bad version", "GET / HTTP/3.0\r\nHost: desk\r\n\r\n", 400, "http_version_unsupported"},
        {"a bad method", "BREW / HTTP/1.1\r\nHost: desk\r\n\r\n", 405, "method_not_allowed"},
        {"garbage", "\x01\x02\x03\x04", 400, "malformed_request"},
        {"a climbing path", "GET /../../etc/passwd HTTP/1.1\r\nHost: desk\r\n\r\n", 400, "malformed_request"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        RawClient client{server.port()};
        const auto response = client.ask(c.bytes);
        EXPECT_EQ(response.status, c.status);
        EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
        EXPECT_EQ(response.headers.find("Connection"), "close");
        EXPECT_NE(response.body.find(std::string{"\"code\":\""} + c.code + '"'), std::string::npos) << response.body;
        client.end_sending();
        EXPECT_TRUE(client.is_closed());
    }
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(get).status, 200);
}

TEST_F(HttpServerTest, ARequestCutOffAtAnyByteIsRefusedAndNothingElse)
{
    RunningServer server{settings, handlers, clock};
    const std::string_view whole = "POST /a HTTP/1.1\r\nHost: desk\r\nContent-Length: 4\r\n\r\nbody";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        RawClient client{server.port()};
        client.send(whole.substr(0, size));
        client.end_sending();
        const auto response = client.read_response();
        EXPECT_EQ(response.status, size == 0 ? 0 : 400);
        EXPECT_TRUE(client.is_closed());
    }
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(whole).status, 200);
}

TEST_F(HttpServerTest, AnExceptionInAHandlerIsA500WithoutDetails)
{
    std::string told;
    handlers.on_error = [&](const std::string& what) { told = what; };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    const auto response = client.ask("GET /throw HTTP/1.1\r\nHost: desk\r\n\r\n");
    EXPECT_EQ(response.status, 500);
    EXPECT_NE(response.body.find("internal_error"), std::string::npos);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    EXPECT_EQ(client.ask(get).status, 200);
    EXPECT_EQ(server.on_thread([&] { return told; }), "a secret detail");
    EXPECT_EQ(client.ask("GET /bad-header HTTP/1.1\r\nHost: desk\r\n\r\n").status, 500);
    EXPECT_EQ(client.ask(get).status, 200);
}

TEST_F(HttpServerTest, OneConnectionTooManyIsToldSoWhereAllOthersAreServed)
{
    settings.connections_max = 2;
    std::list<runtime::Wakeup> held;
    handlers.serve = [&](Request request) -> asio::awaitable<Response> {
        if (request.path == "/hold") co_await held.emplace_back().wait();
        co_return echo(request);
    };
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> clients;
    for (int i = 0; i < 2; ++i) clients.emplace_back(server.port()).send("GET /hold HTTP/1.1\r\nHost: desk\r\n\r\n");
    while (server.on_thread([&] { return held.size(); }) < 2) {
    }
    RawClient third{server.port()};
    const auto response = third.ask(get);
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(response.body.find("too_many_connections"), std::string::npos);
    EXPECT_TRUE(third.is_closed());
    server.on_thread([&] {
        for (auto& one : held) one.wake();
    });
    for (auto& client : clients) EXPECT_EQ(client.read_response().status, 200);
}

TEST_F(HttpServerTest, TheLongestIdleConnectionGivesWayToANewOne)
{
    settings.connections_max = 2;
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> clients;
    for (int i = 0; i < 2; ++i) EXPECT_EQ(clients.emplace_back(server.port()).ask(get).status, 200);
    EXPECT_EQ(clients.front().ask(get).status, 200) << "the second has been idle for longer now";
    RawClient third{server.port()};
    EXPECT_EQ(third.ask(get).status, 200);
    EXPECT_TRUE(clients.back().is_closed());
    EXPECT_EQ(clients.front().ask(get).status, 200);
}

TEST_F(HttpServerTest, SaysWhyItCannotListen)
{
    RunningServer taken{settings, handlers, clock};
    asio::io_context context;
    settings.port = taken.port();
    HttpServer second{context.get_executor(), clock, settings, handlers};
    EXPECT_EQ(second.start().error().code, Errc::io);
    settings.address = "localhost?";
    HttpServer third{context.get_executor(), clock, settings, handlers};
    EXPECT_EQ(third.start().error().code, Errc::malformed);
}

/// The server's time is ours.
class SlowPeers : public HttpServerTest {
protected:
    runtime::VirtualClock time{utc_from_ms(1'743'700'000'000)};

    void pass(RunningServer& server, nanoseconds duration)
    {
        server.on_thread([this, duration] { time.advance_by(duration); });
        server.on_thread([] {});
    }
    /// Lets time pass until the client hears something; how much had to.
    nanoseconds pass_until_heard(RunningServer& server, RawClient& client, nanoseconds step = 250ms)
    {
        nanoseconds passed{0};
        while (!client.has_something() && passed < 1h) {
            pass(server, step);
            passed += step;
        }
        return passed;
    }
    /// Waits until the server has read what was sent so far: it answers another client afterwards.
    void let_server_read(RunningServer& server)
    {
        for (int i = 0; i < 3; ++i) {
            RawClient other{server.port()};
            other.ask(get);
        }
    }
};

TEST_F(SlowPeers, AHeadThatDoesNotEndTimesOut)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    client.send("GET / HTTP/1.1\r\nHost");
    let_server_read(server);
    const auto passed = pass_until_heard(server, client);
    EXPECT_GE(passed, 9s);
    EXPECT_LE(passed, 12s);
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 408);
    EXPECT_NE(response.body.find("request_timeout"), std::string::npos);
    client.end_sending();
    EXPECT_TRUE(client.is_closed());
}

TEST_F(SlowPeers, DrippingBytesDoNotBuyTimeForTheHead)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    client.send("GET / HTTP/1.1\r\nHost: ");
    let_server_read(server);
    int dripped = 0;
    for (; !client.has_something() && dripped < 100; ++dripped) {
        client.send("x");
        let_server_read(server);
        pass(server, 1s);
    }
    EXPECT_GE(dripped, 9);
    EXPECT_LE(dripped, 13);
    EXPECT_EQ(client.read_response().status, 408);
}

TEST_F(SlowPeers, ABodyBelowTheMinimumRateTimesOut)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 1000000\r\n\r\n" + std::string(2048, 'b'));
    let_server_read(server);
    const auto passed = pass_until_heard(server, client);
    EXPECT_GE(passed, 7s);
    EXPECT_LE(passed, 9s);
    EXPECT_EQ(client.read_response().status, 408);
}

TEST_F(SlowPeers, AConnectionThatNeverAsksIsClosedAfterTheTimeForAHead)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    let_server_read(server);
    const auto passed = pass_until_heard(server, client);
    EXPECT_GE(passed, 9s);
    EXPECT_LE(passed, 12s);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(SlowPeers, ABodyMayTakeOnlySoLongWhateverItsRate)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    client.send("POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 1000000\r\n\r\n");
    nanoseconds passed{0};
    for (; !client.has_something() && passed < 10min; passed += 1s) {
        client.send(std::string(2048, 'b'));
        let_server_read(server);
        pass(server, 1s);
    }
    EXPECT_GE(passed, 30s);
    EXPECT_LE(passed, 33s);
    EXPECT_EQ(client.read_response().status, 408);
}

TEST_F(SlowPeers, AnIdleConnectionIsClosedWithoutAWord)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(get).status, 200);
    const auto passed = pass_until_heard(server, client);
    EXPECT_GE(passed, 59s);
    EXPECT_LE(passed, 62s);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(client.is_closed());
}

TEST_F(SlowPeers, APeerThatDoesNotReadIsCut)
{
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    client.send("GET /large HTTP/1.1\r\nHost: desk\r\n\r\n");
    ASSERT_FALSE(client.read(1).empty());
    nanoseconds passed{0};
    while (server.connections() > 0 && passed < 10min) {
        pass(server, 1s);
        passed += 1s;
    }
    EXPECT_GE(passed, 30s);
    EXPECT_LE(passed, 35s);
}

TEST_F(SlowPeers, AHandlerThatTakesTooLongIsCancelledAndTheAnswerIs503)
{
    bool was_cancelled = false;
    handlers.serve = [&](Request request) -> asio::awaitable<Response> {
        if (request.path == "/slow") {
            try {
                co_await time.sleep(1h);
            } catch (...) {
                was_cancelled = true;
                throw;
            }
        }
        co_return echo(request);
    };
    RunningServer server{settings, handlers, time};
    RawClient client{server.port()};
    client.send("GET /slow HTTP/1.1\r\nHost: desk\r\n\r\n");
    let_server_read(server);
    EXPECT_GE(pass_until_heard(server, client), 30s);
    const auto response = client.read_response();
    EXPECT_EQ(response.status, 503);
    EXPECT_NE(response.body.find("deadline_exceeded"), std::string::npos);
    EXPECT_TRUE(server.on_thread([&] { return was_cancelled; }));
    EXPECT_EQ(client.ask(get).status, 200);
}

/// Serves a body of these pieces, and says afterwards whether it is whole.
HttpHandlers streaming(std::vector<std::string> pieces, bool is_whole)
{
    HttpHandlers handlers;
    handlers.serve = [=](Request) -> asio::awaitable<Response> {
        Response response;
        response.content_type = "text/event-stream";
        response.stream = [=](BodyWriter& body) -> asio::awaitable<bool> {
            for (const auto& piece : pieces) {
                const bool is_taken = co_await body.write(piece);
                if (!is_taken) co_return false;
            }
            co_return is_whole;
        };
        co_return response;
    };
    return handlers;
}

constexpr std::string_view head_of_stream = "HTTP/1.1 200 OK\r\n";

TEST_F(HttpServerTest, StreamsABodyInChunksAndKeepsTheConnection)
{
    RunningServer server{settings, streaming({"one,", "", std::string(300, 'x')}, true), clock};
    RawClient client{server.port()};
    for (int i = 0; i < 2; ++i) {
        const auto response = client.ask(get);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.headers.find("Transfer-Encoding"), "chunked");
        EXPECT_FALSE(response.headers.find("Content-Length"));
        EXPECT_EQ(response.body, "one," + std::string(300, 'x'));
    }
}

TEST_F(HttpServerTest, FramesEachPieceAsOneChunk)
{
    RunningServer server{settings, streaming({"data: a\n\n", std::string(16, 'b')}, true), clock};
    RawClient client{server.port()};
    client.send("GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n");
    const std::string said = client.read_to_end();
    EXPECT_TRUE(said.starts_with(head_of_stream));
    EXPECT_EQ(said.substr(said.find("\r\n\r\n") + 4), "9\r\ndata: a\n\n\r\n10\r\nbbbbbbbbbbbbbbbb\r\n0\r\n\r\n");
}

TEST_F(HttpServerTest, CutsAStreamThatIsNotWholeWithoutItsLastChunk)
{
    RunningServer server{settings, streaming({"half"}, false), clock};
    RawClient client{server.port()};
    client.send(get);
    const std::string said = client.read_to_end();
    EXPECT_TRUE(said.ends_with("4\r\nhalf\r\n"));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, CutsAStreamWhoseHandlerThrowsAndReportsIt)
{
    std::promise<std::string> told;
    handlers.serve = [](Request) -> asio::awaitable<Response> {
        Response response;
        response.stream = [](BodyWriter& body) -> asio::awaitable<bool> {
            static_cast<void>(co_await body.write("half"));
            throw std::runtime_error{"broken"};
        };
        co_return response;
    };
    handlers.on_error = [&](const std::string& what) { told.set_value(what); };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    client.send(get);
    EXPECT_TRUE(client.read_to_end().ends_with("4\r\nhalf\r\n"));
    EXPECT_EQ(told.get_future().get(), "broken");
}

TEST_F(HttpServerTest, EndsAStreamToAnOldClientByClosing)
{
    RunningServer server{settings, streaming({"one", "two"}, true), clock};
    RawClient client{server.port()};
    client.send("GET / HTTP/1.0\r\nHost: desk\r\nConnection: keep-alive\r\n\r\n");
    const std::string said = client.read_to_end();
    EXPECT_EQ(said.find("Transfer-Encoding"), said.npos);
    EXPECT_TRUE(said.ends_with("\r\n\r\nonetwo"));
}

TEST_F(HttpServerTest, AHeadOfAStreamHasNoBody)
{
    RunningServer server{settings, streaming({"one"}, true), clock};
    RawClient client{server.port()};
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(client.ask("HEAD / HTTP/1.1\r\nHost: desk\r\n\r\n", Method::head).body.empty());
}

TEST_F(HttpServerTest, CancelsAHandlerWhosePeerHasHungUp)
{
    struct Ended {
        std::promise<void>& promise;
        ~Ended() { promise.set_value(); }
    };
    settings.cancels_for_peer = true;
    std::promise<void> begun;
    std::promise<void> ended;
    handlers.serve = [&](Request request) -> asio::awaitable<Response> {
        const Ended guard{ended};
        begun.set_value();
        co_await clock.sleep(1h);
        co_return echo(request);
    };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    client.send(get);
    begun.get_future().wait();
    client.hang_up();
    ended.get_future().wait();
}

TEST_F(HttpServerTest, CancelsAStreamWhosePeerHasHungUp)
{
    struct Ended {
        std::promise<void>& promise;
        ~Ended() { promise.set_value(); }
    };
    settings.cancels_for_peer = true;
    std::promise<void> ended;
    handlers.serve = [&](Request) -> asio::awaitable<Response> {
        Response response;
        response.stream = [&](BodyWriter& body) -> asio::awaitable<bool> {
            const Ended guard{ended};
            static_cast<void>(co_await body.write("first"));
            co_await clock.sleep(1h);
            co_return true;
        };
        co_return response;
    };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    client.send(get);
    EXPECT_TRUE(client.read(head_of_stream.size()).starts_with(head_of_stream));
    client.hang_up();
    ended.get_future().wait();
}

TEST_F(SlowPeers, StopLetsARequestUnderWayFinish)
{
    handlers.serve = [&](Request request) -> asio::awaitable<Response> {
        if (request.path == "/slow") co_await time.sleep(1s);
        co_return echo(request);
    };
    RunningServer server{settings, handlers, time};
    RawClient idle{server.port()};
    EXPECT_EQ(idle.ask(get).status, 200);
    RawClient busy{server.port()};
    busy.send("GET /slow HTTP/1.1\r\nHost: desk\r\n\r\n");
    let_server_read(server);
    server.begin_stop();
    EXPECT_TRUE(idle.is_closed());
    pass(server, 1s);
    const auto response = busy.read_response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.find("Connection"), "close");
}

TEST_F(SlowPeers, StopEndsWhatDoesNotFinish)
{
    handlers.serve = [&](Request request) -> asio::awaitable<Response> {
        if (request.path == "/slow") co_await time.sleep(1h);
        co_return echo(request);
    };
    RunningServer server{settings, handlers, time};
    RawClient busy{server.port()};
    busy.send("GET /slow HTTP/1.1\r\nHost: desk\r\n\r\n");
    let_server_read(server);
    server.begin_stop();
    EXPECT_GE(pass_until_heard(server, busy), 4s);
    EXPECT_TRUE(busy.is_closed());
}

}  // namespace
}  // namespace swarmdesk::net
