#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <list>
#include <vector>

#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "net/testing.hpp"
#include "runtime/random.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/wakeup.hpp"

/// \file
/// What a server does with callers who want more than their share: of connections, memory and turns.
namespace swarmdesk::net {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::RawClient;
using testing::RunningServer;

std::string request(std::string_view target, std::string_view user = {}, std::string_view more = {})
{
    std::string text = "GET " + std::string{target} + " HTTP/1.1\r\nHost: desk\r\n";
    if (!user.empty()) text += "User: " + std::string{user} + "\r\n";
    return text.append(more).append("\r\n");
}

std::string post(std::string_view target, std::size_t announced, std::string_view body, std::string_view user = {})
{
    std::string text = "POST " + std::string{target} + " HTTP/1.1\r\nHost: desk\r\n";
    if (!user.empty()) text += "User: " + std::string{user} + "\r\n";
    return text.append("Content-Length: " + std::to_string(announced) + "\r\n\r\n").append(body);
}

/// A server that takes a caller at their word: the field User says who they are.
class ServerLimits : public ::testing::Test {
protected:
    ServerLimits()
    {
        handlers.serve = [this](Request asked) { return serve(std::move(asked)); };
        handlers.screen = [](const Request& head) {
            Screening screening;
            screening.user = head.headers.find("User").value_or("");
            if (screening.user == "operator") screening.rights = Rights::privileged;
            if (screening.user.empty()) screening.body_bytes_max = 4096;
            if (head.path == "/private" && screening.user.empty()) {
                screening.rejection.emplace();
                screening.rejection->status = 401;
            }
            return screening;
        };
        handlers.prioritize = [](const Request& asked) {
            return asked.path == "/halt" ? Priority::urgent : Priority::ordinary;
        };
    }
    asio::awaitable<Response> serve(Request asked)
    {
        served.push_back(asked.path);
        if (asked.path == "/hold") co_await held.emplace_back().wait();
        Response response;
        response.body = asked.path;
        co_return response;
    }

    runtime::RealClock clock;
    HttpServerSettings settings;
    HttpHandlers handlers;
    std::vector<std::string> served;
    std::list<runtime::Wakeup> held;
};

/// As many as the limit on descriptors allows, both ends being ours.
std::size_t silent_connections()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return std::min<std::size_t>(limit.rlim_cur / 2, 1300);
}

TEST_F(ServerLimits, SilentConnectionsKeepNobodyOut)
{
    const std::size_t count = silent_connections();
    settings.strangers_max = 64;
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> silent;
    for (std::size_t i = 0; i < count; ++i) {
        silent.emplace_back(server.port());
        if (i % 100 != 99) continue;
        RawClient caller{server.port()};
        EXPECT_EQ(caller.ask(request("/halt", "operator")).status, 200) << i;
    }
    EXPECT_LE(server.connections(), 64u + 20u);
    EXPECT_GE(server.on_thread([&] { return server.server().counts().evicted; }), count - 64);
    EXPECT_TRUE(silent.front().is_closed());
}

TEST_F(ServerLimits, WhoHasSignedInStaysHoweverManyStrangersCome)
{
    settings.strangers_max = 8;
    RunningServer server{settings, handlers, clock};
    RawClient reader{server.port()};
    EXPECT_EQ(reader.ask(request("/private", "alice")).status, 200);
    std::list<RawClient> silent;
    for (int i = 0; i < 50; ++i) silent.emplace_back(server.port());
    EXPECT_EQ(RawClient{server.port()}.ask(request("/a")).status, 200);
    EXPECT_EQ(reader.ask(request("/private", "alice")).status, 200);
}

TEST_F(ServerLimits, OneUserCannotTakeWhatIsOthers)
{
    settings.connections_per_user_max = 2;
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> hers;
    for (int i = 0; i < 2; ++i) hers.emplace_back(server.port()).send(request("/hold", "alice"));
    while (server.on_thread([&] { return held.size(); }) < 2) {
    }
    const auto third = RawClient{server.port()}.ask(request("/a", "alice"));
    EXPECT_EQ(third.status, 503);
    EXPECT_NE(third.body.find("too_many_connections"), std::string::npos);
    EXPECT_EQ(RawClient{server.port()}.ask(request("/a", "bob")).status, 200);
    server.on_thread([&] {
        for (auto& one : held) one.wake();
    });
    for (auto& client : hers) EXPECT_EQ(client.read_response().status, 200);
}

TEST_F(ServerLimits, AFullServerHasRoomForAnOperator)
{
    settings.connections_max = 3;
    settings.connections_reserved = 1;
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> users;
    for (const char* name : {"alice", "bob"}) users.emplace_back(server.port()).send(request("/hold", name));
    while (server.on_thread([&] { return held.size(); }) < 2) {
    }
    EXPECT_EQ(RawClient{server.port()}.ask(request("/a", "carol")).status, 503);
    EXPECT_EQ(RawClient{server.port()}.ask(request("/halt", "operator")).status, 200);
    server.on_thread([&] {
        for (auto& one : held) one.wake();
    });
    for (auto& client : users) EXPECT_EQ(client.read_response().status, 200);
}

TEST_F(ServerLimits, AnUnwantedBodyIsRefusedFromItsHead)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(post("/private", 1'000'000, "x")).status, 401) << "nothing of the body was waited for";
    client.end_sending();
    EXPECT_TRUE(client.is_closed());
    RawClient whole{server.port()};
    EXPECT_EQ(whole.ask(post("/private", 1, "x")).status, 401);
    EXPECT_EQ(whole.ask(request("/a")).status, 200) << "a request that is whole does not end its connection";
    EXPECT_TRUE(served.size() == 1);
}

TEST_F(ServerLimits, AStrangersBodyIsAFewKilobytes)
{
    RunningServer server{settings, handlers, clock};
    EXPECT_EQ(RawClient{server.port()}.ask(post("/a", 4096, std::string(4096, 'x'))).status, 200);
    EXPECT_EQ(RawClient{server.port()}.ask(post("/a", 4097, "x")).status, 413);
    EXPECT_EQ(RawClient{server.port()}.ask(post("/a", 4097, std::string(4097, 'x'), "alice")).status, 200);
    const std::string chunked = "POST /a HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n1001\r\n" +
                                std::string(4097, 'x') + "\r\n";
    EXPECT_EQ(RawClient{server.port()}.ask(chunked).status, 413);
}

TEST_F(ServerLimits, UnfinishedBodiesHaveOneBoundTogetherWhichAHaltPasses)
{
    settings.bodies_bytes_max = 100'000;
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> slow;
    const std::string part(60'000, 'x');
    slow.emplace_back(server.port()).send(post("/a", 60'001, part, "alice"));
    // The server reads on while others ask.
    RawClient other{server.port()};
    for (int i = 0; i < 30; ++i) EXPECT_EQ(other.ask(request("/a")).status, 200);
    // Whoever passes the bound is turned away, and only they.
    RawClient second{server.port()};
    EXPECT_EQ(second.ask(post("/a", 60'001, part, "bob")).status, 503);
    EXPECT_EQ(RawClient{server.port()}.ask(post("/halt", 2, "{}", "operator")).status, 200);
    slow.front().send("x");
    EXPECT_EQ(slow.front().read_response().status, 200);
    EXPECT_EQ(RawClient{server.port()}.ask(post("/a", 60'000, part, "bob")).status, 200) << "and it is free again";
}

TEST_F(ServerLimits, PipelinedRequestsOfOneConnectionTakeOneTurnEach)
{
    RunningServer server{settings, handlers, clock};
    std::list<RawClient> floods;
    std::string flood;
    for (int i = 0; i < 200; ++i) flood += request("/flood");
    std::promise<void> blocked;
    auto blocker = blocked.get_future();
    // While the server's thread stands still, everybody sends.
    std::thread standing{[&] { server.on_thread([&] { blocker.wait(); }); }};
    for (int i = 0; i < 20; ++i) floods.emplace_back(server.port()).send(flood);
    RawClient caller{server.port()};
    caller.send(request("/halt", "operator"));
    blocked.set_value();
    standing.join();
    EXPECT_EQ(caller.read_response().status, 200);
    const auto before = server.on_thread([&] { return std::ranges::find(served, "/halt") - served.begin(); });
    EXPECT_LE(before, 60) << "of 4000 that were there";
}

class LocalSocket : public ServerLimits {
protected:
    LocalSocket() { settings.socket_path = folder / "desk.sock"; }
    ~LocalSocket() override { std::filesystem::remove_all(folder); }

    ClientResult ask(const std::string& target)
    {
        asio::io_context context;
        HttpClientSettings client_settings;
        client_settings.socket_path = settings.socket_path;
        HttpClient client{clock, client_settings};
        std::optional<ClientResult> result;
        runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
        scope.spawn(keep(client, target, result), "ask");
        context.run();
        return std::move(*result);
    }
    static asio::awaitable<void> keep(HttpClient& client, std::string target, std::optional<ClientResult>& result)
    {
        ClientRequest asked;
        asked.url = "http://localhost" + target;
        result.emplace(co_await client.request(std::move(asked)));
    }
    Result<void> start_another()
    {
        asio::io_context context;
        HttpServer other{context.get_executor(), clock, settings, handlers};
        return other.start();
    }

    const std::filesystem::path folder = make_folder();

private:
    static std::filesystem::path make_folder()
    {
        std::string name = std::filesystem::temp_directory_path() / "socket-XXXXXX";
        return ::mkdtemp(name.data());
    }
};

TEST_F(LocalSocket, AnswersAndIsItsOwnersAlone)
{
    {
        RunningServer server{settings, handlers, clock};
        EXPECT_EQ(ask("/a").value().body, "/a");
        struct stat status {};
        ASSERT_EQ(::stat(settings.socket_path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600u);
    }
    EXPECT_FALSE(std::filesystem::exists(settings.socket_path)) << "a server that stops takes it along";
    const auto gone = ask("/a");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().sent, Sent::nothing);
}

TEST_F(LocalSocket, ReplacesWhatADeadProcessLeftAndNothingElse)
{
    {
        asio::io_context context;
        asio::local::stream_protocol::acceptor left{context, {settings.socket_path.string()}};
    }
    ASSERT_TRUE(std::filesystem::exists(settings.socket_path)) << "closing does not unlink";
    {
        RunningServer server{settings, handlers, clock};
        EXPECT_EQ(ask("/a").value().status, 200);
        EXPECT_EQ(start_another().error().code, Errc::conflict) << "one that lives is not replaced";
        EXPECT_EQ(ask("/a").value().status, 200);
    }
    std::filesystem::create_directory(settings.socket_path);
    EXPECT_EQ(start_another().error().code, Errc::conflict);
    std::filesystem::remove(settings.socket_path);
    std::filesystem::create_symlink("elsewhere", settings.socket_path);
    EXPECT_EQ(start_another().error().code, Errc::conflict) << "no link is followed";
}

TEST_F(LocalSocket, SaysThatAPathIsTooLong)
{
    const std::string prefix = folder.string() + "/";
    settings.socket_path = prefix + std::string(107 - prefix.size(), 'x');
    {
        RunningServer server{settings, handlers, clock};
        EXPECT_EQ(ask("/a").value().status, 200);
    }
    settings.socket_path += "x";
    const auto error = start_another().error();
    EXPECT_EQ(error.code, Errc::out_of_range);
    EXPECT_NE(error.detail.find("108 bytes"), std::string::npos) << error.detail;
    EXPECT_FALSE(ask("/a"));
}

}  // namespace
}  // namespace swarmdesk::net
