#include "net/http_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "net/testing.hpp"
#include "runtime/deadline.hpp"
#include "runtime/real_clock.hpp"

namespace swarmdesk::net {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::RunningServer;
using testing::tcp;

using Work = std::function<asio::awaitable<void>()>;

void run(asio::io_context& context, const std::vector<Work>& works)
{
    runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr error) {
                                 try {
                                     std::rethrow_exception(error);
                                 } catch (const std::exception& e) {
                                     ADD_FAILURE() << e.what();
                                 }
                             }};
    for (const auto& work : works) scope.spawn(work(), "work");
    context.run();
}

void run(const Work& work)
{
    asio::io_context context;
    run(context, {work});
}

/// A server that plays a script: for each connection, how many bytes to read before each thing said.
class ScriptedServer {
public:
    struct Line {
        std::string after;  ///< reads until this has come
        std::string say;
    };
    using Script = std::vector<std::vector<Line>>;  ///< one list a connection; after its lines, it closes

    explicit ScriptedServer(Script script) : acceptor_(context_, {asio::ip::address_v4::loopback(), 0})
    {
        port_ = acceptor_.local_endpoint().port();
        thread_ = std::thread{[this, script = std::move(script)] { play(script); }};
    }
    ~ScriptedServer() { thread_.join(); }
    std::string url(std::string_view target) const
    {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string{target};
    }
    std::uint16_t port() const { return port_; }
    bool has_heard() const { return has_heard_; }
    int closed() const { return closed_; }  ///< connections

private:
    void play(const Script& script)
    {
        for (const auto& lines : script) {
            tcp::socket socket = acceptor_.accept();
            for (const auto& line : lines) {
                std::string heard;
                std::array<char, 4096> bytes{};
                boost::system::error_code error;
                while (!error && heard.find(line.after) == heard.npos) {
                    heard.append(bytes.data(), socket.read_some(asio::buffer(bytes), error));
                    has_heard_ = true;
                }
                asio::write(socket, asio::buffer(line.say), error);
            }
            socket.close();
            ++closed_;
        }
    }

    asio::io_context context_;
    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    std::atomic<bool> has_heard_ = false;
    std::atomic<int> closed_ = 0;
    std::thread thread_;
};

constexpr const char* ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class HttpClientTest : public ::testing::Test {
protected:
    runtime::RealClock clock;
    HttpClientSettings settings;

    std::optional<ClientResult> ask(ClientRequest request)
    {
        std::optional<ClientResult> outcome;
        run([&]() -> asio::awaitable<void> {
            HttpClient client{clock, settings};
            outcome = co_await client.request(std::move(request));
        });
        return outcome;
    }
    static ClientRequest get(std::string url)
    {
        ClientRequest request;
        request.url = std::move(url);
        return request;
    }
    static ClientRequest post(std::string url)
    {
        ClientRequest request;
        request.method = Method::post;
        request.url = std::move(url);
        request.content_type = "application/json";
        request.body = "{}";
        return request;
    }
};

TEST_F(HttpClientTest, TalksToOurServer)
{
    HttpHandlers handlers{.serve = [](Request request) -> asio::awaitable<Response> {
        Response response;
        response.status = 201;
        response.body = std::string{to_text(request.method)} + ' ' + request.target + ' ' + request.body + ' ' +
                        std::string{request.headers.find("X-Key").value_or("none")} + ' ' +
                        std::string{request.headers.find("Content-Type").value_or("none")};
        response.headers.add("X-Answer", "42");
        co_return response;
    }};
    RunningServer server{{}, handlers, clock};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        for (int i = 0; i < 3; ++i) {
            auto request = post(server.url("/a?b=c"));
            request.headers.add("X-Key", "secret");
            const auto response = co_await client.request(std::move(request));
            EXPECT_EQ(response->status, 201);
            EXPECT_EQ(response->body, "POST /a?b=c {} secret application/json");
            EXPECT_EQ(response->headers.find("x-answer"), "42");
        }
        // One connection was enough for all of them.
        EXPECT_EQ(server.connections(), 1u);
        auto head = get(server.url("/h"));
        head.method = Method::head;
        const auto response = co_await client.request(std::move(head));
        EXPECT_EQ(response->body, "");
    });
}

TEST_F(HttpClientTest, NothingIsSentWhereNobodyListens)
{
    std::uint16_t port = 0;
    {
        asio::io_context context;
        tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
        port = acceptor.local_endpoint().port();
    }
    const auto outcome = ask(post("http://127.0.0.1:" + std::to_string(port) + "/"));
    EXPECT_EQ(outcome->error().sent, Sent::nothing);
    EXPECT_EQ(outcome->error().error.code, Errc::unavailable);
}

TEST_F(HttpClientTest, NothingIsSentToThisMachineByAClientOfThePublicInternet)
{
    std::size_t asked = 0;
    HttpHandlers handlers{.serve = [&asked](Request) -> asio::awaitable<Response> {
        ++asked;
        co_return Response{};
    }};
    RunningServer server{{}, handlers, clock};
    settings.reach = Reach::public_internet;
    for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
        SCOPED_TRACE(host);
        const auto outcome = ask(get("http://" + std::string{host} + ':' + std::to_string(server.port()) + '/'));
        ASSERT_FALSE(outcome->has_value());
        EXPECT_EQ(outcome->error().sent, Sent::nothing);
        EXPECT_EQ(outcome->error().error.code, Errc::forbidden);
    }
    EXPECT_EQ(asked, 0u);
}

TEST_F(HttpClientTest, NothingIsSentToWhatIsNoUrl)
{
    for (const char* url : {"", "ftp://h/", "ws://h/", "http://user@h/"}) {
        SCOPED_TRACE(url);
        const auto outcome = ask(get(url));
        EXPECT_EQ(outcome->error().sent, Sent::nothing);
        EXPECT_EQ(outcome->error().error.code, Errc::malformed);
    }
}

TEST_F(HttpClientTest, ALostAnswerMayHaveBeenSentAndIsNotRepeated)
{
    struct Case {
        const char* name;
        const char* said;
        Errc code;
    };
    for (const Case& c :
         {Case{"no byte", "", Errc::unavailable}, Case{"half a head", "HTTP/1.1 200 OK\r\nCont", Errc::unavailable},
          Case{"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Errc::unavailable},
          Case{"garbage", "what?\r\n\r\n", Errc::malformed}}) {
        SCOPED_TRACE(c.name);
        ScriptedServer server{{{{"{}", c.said}}}};
        const auto outcome = ask(post(server.url("/")));
        EXPECT_EQ(outcome->error().sent, Sent::maybe);
        EXPECT_EQ(outcome->error().error.code, c.code);
    }
}

TEST_F(HttpClientTest, AServerThatNeverAnswersTimesOutAsMaybeSent)
{
    // The script waits for words that never come, until the client hangs up.
    ScriptedServer server{{{{"never", ""}}}};
    auto request = post(server.url("/"));
    request.total_timeout = 50ms;
    const auto outcome = ask(request);
    EXPECT_EQ(outcome->error().sent, Sent::maybe);
    EXPECT_EQ(outcome->error().error.code, Errc::timed_out);
}

TEST_F(HttpClientTest, AStatusIsAnAnswerWhateverItSays)
{
    ScriptedServer server{{{{"{}", "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"}}}};
    const auto outcome = ask(post(server.url("/")));
    EXPECT_EQ((*outcome)->status, 500);
}

TEST_F(HttpClientTest, ABodyLongerThanAllowedIsAnError)
{
    ScriptedServer server{{{{"\r\n\r\n", ok}}}};
    auto request = get(server.url("/"));
    request.response_bytes_max = 1;
    const auto outcome = ask(request);
    EXPECT_EQ(outcome->error().error.code, Errc::limit_exceeded);
}

TEST_F(HttpClientTest, AKeptConnectionThatClosesUnderAGetIsReplaced)
{
    // The first connection answers once, reads the second request and closes without a word.
    ScriptedServer server{{{{"\r\n\r\n", ok}, {"\r\n\r\n", ""}}, {{"\r\n\r\n", ok}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        for (int i = 0; i < 2; ++i) {
            const auto response = co_await client.request(get(server.url("/")));
            EXPECT_EQ(response->body, "ok");
        }
    });
}

TEST_F(HttpClientTest, AKeptConnectionThatClosesUnderAPostIsReported)
{
    ScriptedServer server{{{{"{}", ok}, {"{}", ""}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        const auto first = co_await client.request(post(server.url("/")));
        EXPECT_EQ(first->body, "ok");
        const auto second = co_await client.request(post(server.url("/")));
        EXPECT_EQ(second.error().sent, Sent::maybe);
    });
}

/// Runs ahead of the machine's as far as one likes.
class HastyClock final : public runtime::RealClock {
public:
    nanoseconds ahead{0};

    Now now() const override
    {
        Now now = RealClock::now();
        now.monotonic = now.monotonic + ahead;
        return now;
    }
};

TEST_F(HttpClientTest, AConnectionThatWasClosedWhileItWasKeptIsNotPostedOn)
{
    // Closed after one answer, as some servers do with every connection; and after two, but not at once.
    for (const int answers : {1, 2}) {
        const std::vector<ScriptedServer::Line> lines(static_cast<std::size_t>(answers), {"{}", ok});
        ScriptedServer server{{lines, {{"{}", ok}}}};
        run([&]() -> asio::awaitable<void> {
            HastyClock hasty;
            HttpClient client{hasty, settings};
            for (int i = 0; i < answers; ++i) {
                const auto response = co_await client.request(post(server.url("/")));
                EXPECT_EQ(response->body, "ok");
            }
            while (server.closed() == 0) co_await asio::post(asio::use_awaitable);
            if (answers > 1) hasty.ahead = 1ms;
            const auto last = co_await client.request(post(server.url("/")));
            EXPECT_EQ(last->body, "ok");
        });
    }
}

/// What `open` and reading to the end give.
struct Streamed {
    std::uint16_t status = 0;
    std::string body;
    std::size_t pieces = 0;
    std::optional<Error> error;
};

asio::awaitable<Streamed> read_all(HttpClient& client, ClientRequest request, nanoseconds timeout)
{
    Streamed all;
    auto opened = co_await client.open(std::move(request));
    if (!opened) {
        all.error = opened.error().error;
        co_return all;
    }
    all.status = opened->status();
    while (true) {
        auto piece = co_await opened->read(timeout);
        if (!piece) {
            all.error = piece.error();
            const auto again = co_await opened->read(timeout);
            EXPECT_EQ(again.error().code, all.error->code);
            co_return all;
        }
        if (piece->empty()) co_return all;
        all.body += *piece;
        ++all.pieces;
    }
}

TEST_F(HttpClientTest, ReadsABodyAsItComesAndKeepsTheConnection)
{
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    ScriptedServer server{{{{"{}", head}, {"", "3\r\none\r\n"}, {"", "3\r\ntwo\r\n0\r\n\r\n"}, {"{}", ok}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        const auto streamed = co_await read_all(client, post(server.url("/")), 5s);
        EXPECT_EQ(streamed.status, 200);
        EXPECT_EQ(streamed.body, "onetwo");
        EXPECT_FALSE(streamed.error);
        const auto second = co_await read_all(client, post(server.url("/")), 5s);
        EXPECT_EQ(second.body, "ok");
    });
}

TEST_F(HttpClientTest, AStreamThatEndsInsideItsBodyIsAnError)
{
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n";
    ScriptedServer server{{{{"{}", head}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        const auto streamed = co_await read_all(client, post(server.url("/")), 5s);
        EXPECT_EQ(streamed.body, "one");
        EXPECT_EQ(streamed.error->code, Errc::unavailable);
    });
}

TEST_F(HttpClientTest, AStreamThatFallsSilentTimesOut)
{
    // It waits for words that never come, until we hang up.
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n";
    ScriptedServer server{{{{"{}", head}, {"more", ""}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        const auto streamed = co_await read_all(client, post(server.url("/")), 20ms);
        EXPECT_EQ(streamed.body, "one");
        EXPECT_EQ(streamed.error->code, Errc::timed_out);
    });
}

TEST_F(HttpClientTest, AStreamLongerThanAllowedIsAnError)
{
    ScriptedServer server{{{{"{}", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nonetwo"}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        auto request = post(server.url("/"));
        request.response_bytes_max = 5;
        const auto streamed = co_await read_all(client, std::move(request), 5s);
        EXPECT_EQ(streamed.error->code, Errc::limit_exceeded);
    });
}

TEST_F(HttpClientTest, AStreamThatIsDroppedWhenItsEndHasComeKeepsItsConnection)
{
    ScriptedServer server{{{{"{}", ok}, {"{}", ok}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        {
            auto opened = co_await client.open(post(server.url("/")));
            const auto piece = co_await opened->read(5s);
            EXPECT_EQ(*piece, "ok");
        }
        const auto second = co_await client.request(post(server.url("/")));
        EXPECT_EQ(second->body, "ok");
    });
}

TEST_F(HttpClientTest, AStreamThatIsLeftKeepsItsConnectionForWhenItsEndHasCome)
{
    asio::io_context context;
    tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    const auto hear = [](tcp::socket& socket, std::string_view target) -> asio::awaitable<void> {
        std::string heard(4096, '\0');
        heard.resize(co_await socket.async_read_some(asio::buffer(heard), asio::use_awaitable));
        EXPECT_TRUE(heard.starts_with("GET " + std::string{target})) << heard;
    };
    const auto say = [](tcp::socket& socket, std::string_view words) { asio::write(socket, asio::buffer(words)); };
    const auto serve = [&]() -> asio::awaitable<void> {
        tcp::socket first = co_await acceptor.async_accept(asio::use_awaitable);
        co_await hear(first, "/first");
        say(first, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n");
        tcp::socket second = co_await acceptor.async_accept(asio::use_awaitable);
        co_await hear(second, "/second");
        say(first, "0\r\n\r\n");
        say(second, ok);
        co_await hear(first, "/third");
        say(first, ok);
    };
    const auto ask_three = [&]() -> asio::awaitable<void> {
        const std::string url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
        HttpClient client{clock, settings};
        auto opened = co_await client.open(get(url + "/first"));
        const auto piece = co_await opened->read(5s);
        EXPECT_EQ(*piece, "words");
        opened->leave();
        for (const char* target : {"/second", "/third"}) {
            const auto response = co_await client.request(get(url + target));
            EXPECT_EQ(response->body, "ok");
        }
    };
    run(context, {serve, ask_three});
}

TEST_F(HttpClientTest, AStreamThatIsDroppedClosesItsConnection)
{
    // The script goes on to the next connection only when the first has been hung up.
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n";
    ScriptedServer server{{{{"{}", head}, {"more", ""}}, {{"{}", ok}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        {
            auto opened = co_await client.open(post(server.url("/")));
            const auto piece = co_await opened->read(5s);
            EXPECT_EQ(*piece, "one");
        }
        const auto second = co_await client.request(post(server.url("/")));
        EXPECT_EQ(second->body, "ok");
    });
}

TEST_F(HttpClientTest, OpeningWaitsNoLongerThanItMayForTheHead)
{
    ScriptedServer server{{{{"never", ""}}}};
    run([&]() -> asio::awaitable<void> {
        HttpClient client{clock, settings};
        auto request = post(server.url("/"));
        request.total_timeout = 20ms;
        const auto opened = co_await client.open(std::move(request));
        EXPECT_EQ(opened.error().sent, Sent::maybe);
        EXPECT_EQ(opened.error().error.code, Errc::timed_out);
    });
}

TEST_F(HttpClientTest, WhoeverLeavesHearsNoFailureOfTheOtherSide)
{
    ScriptedServer server{{{{"never", ""}}}};
    asio::io_context context;
    runtime::TaskScope scope{context.get_executor(), {}};
    HttpClient client{clock, settings};
    bool has_failed = false;
    const auto asking = [&]() -> asio::awaitable<void> {
        const auto outcome = co_await client.request(post(server.url("/")));
        has_failed = !outcome;
    };
    const auto task = scope.spawn(asking(), "client");
    while (!server.has_heard()) context.run_one_for(10ms);
    scope.cancel(task);
    context.run();
    EXPECT_TRUE(scope.is_empty());
    EXPECT_FALSE(has_failed);
}

TEST_F(HttpClientTest, PlainTextWhereTlsWasAskedForIsNotSent)
{
    ScriptedServer server{{{{"", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"}}}};
    const auto outcome = ask(post("https://127.0.0.1:" + std::to_string(server.port()) + "/"));
    EXPECT_EQ(outcome->error().sent, Sent::nothing);
    EXPECT_EQ(outcome->error().error.code, Errc::unavailable);
}

TEST_F(HttpClientTest, AMissingCertificateFileIsSaid)
{
    settings.tls.ca_file = "/nonexistent/ca.pem";
    const auto outcome = ask(get("https://127.0.0.1:1/"));
    EXPECT_EQ(outcome->error().sent, Sent::nothing);
    EXPECT_EQ(outcome->error().error.code, Errc::io);
}

}  // namespace
}  // namespace swarmdesk::net
