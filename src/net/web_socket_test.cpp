#include "net/web_socket.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "net/testing.hpp"
#include "net/web_socket_client.hpp"
#include "runtime/deadline.hpp"
#include "runtime/real_clock.hpp"

namespace swarmdesk::net {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::RawClient;
using testing::RunningServer;

std::shared_ptr<const std::string> shared(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

constexpr std::string_view opening =
    "GET /stream HTTP/1.1\r\nHost: desk\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

enum class Mask { yes = 1, no };

/// A frame as a client sends it; the mask is all zeroes, so the payload stays readable.
std::string frame(int first_byte, std::string_view payload, Mask mask = Mask::yes)
{
    std::string bytes(1, static_cast<char>(first_byte));
    const int mask_bit = mask == Mask::yes ? 0x80 : 0;
    if (payload.size() < 126) {
        bytes.push_back(static_cast<char>(mask_bit | static_cast<int>(payload.size())));
    } else if (payload.size() < 65536) {
        bytes.push_back(static_cast<char>(mask_bit | 126));
        bytes.push_back(static_cast<char>(payload.size() >> 8));
        bytes.push_back(static_cast<char>(payload.size()));
    } else {
        bytes.push_back(static_cast<char>(mask_bit | 127));
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift));
    }
    if (mask == Mask::yes) bytes.append(4, '\0');
    return bytes.append(payload);
}

constexpr int text = 0x81;
constexpr int text_unfinished = 0x01;
constexpr int continuation = 0x80;
constexpr int continuation_unfinished = 0x00;
constexpr int binary = 0x82;
constexpr int close_frame = 0x88;
constexpr int ping = 0x89;

class WebSockets : public ::testing::Test {
protected:
    runtime::RealClock clock;
    HttpServerSettings settings;
    HttpHandlers handlers{.serve = [](Request) -> asio::awaitable<Response> { co_return Response{}; },
                          .admit = [](const Request& request) -> asio::awaitable<Admission> {
                              Admission admission;
                              if (request.path == "/forbidden") {
                                  admission.refusal.emplace();
                                  admission.refusal->status = 403;
                              }
                              if (request.path == "/throw") throw std::runtime_error{"broken"};
                              if (request.headers.find("Sec-WebSocket-Protocol")) admission.protocol = "desk.v1";
                              co_return admission;
                          },
                          .converse = [this](Request, WebSocketSession& session) { return echo(session); }};
    std::optional<Error> ended_with;  ///< the server's thread writes it
    std::vector<std::string> received;

    asio::awaitable<void> echo(WebSocketSession& session)
    {
        while (true) {
            auto message = co_await session.receive();
            if (!message) {
                ended_with = message.error();
                co_return;
            }
            received.push_back(message->substr(0, 100));
            session.send(shared(std::move(*message)));
        }
    }
    std::optional<Error> wait_for_end(RunningServer& server)
    {
        while (true) {
            auto end = server.on_thread([this] { return ended_with; });
            if (end) return end;
            std::this_thread::yield();
        }
    }
    int open(RawClient& client, std::string_view bytes = opening)
    {
        client.send(bytes);
        std::string head;
        while (head.find("\r\n\r\n") == head.npos) {
            const std::string more = client.read(1);
            if (more.empty()) return 0;
            head += more;
        }
        last_head = head;
        return std::stoi(head.substr(9, 3));
    }
    std::string last_head;
};

TEST_F(WebSockets, EchoATextMessage)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    EXPECT_NE(last_head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
    EXPECT_EQ(last_head.find("permessage-deflate"), std::string::npos);
    client.send(frame(text, "hello"));
    EXPECT_EQ(client.read(7), "\x81\x05hello");
    client.send(frame(text_unfinished, "he") + frame(ping, "p") + frame(continuation, "llo"));
    EXPECT_EQ(client.read(3), "\x8A\x01p");
    EXPECT_EQ(client.read(7), "\x81\x05hello");
    client.send(frame(close_frame, std::string_view{"\x03\xE8", 2}));
    EXPECT_EQ(client.read(4), (std::string_view{"\x88\x02\x03\xE8", 4}));
    EXPECT_TRUE(client.is_closed());
    client.hang_up();
    EXPECT_EQ(wait_for_end(server)->code, Errc::cancelled);
}

TEST_F(WebSockets, AreOpenedOnlyIfAdmitted)
{
    RunningServer server{settings, handlers, clock};
    const auto opening_of = [](const std::string& path) {
        return "GET " + path + std::string{opening.substr(opening.find(" HTTP"))};
    };
    RawClient forbidden{server.port()};
    EXPECT_EQ(open(forbidden, opening_of("/forbidden")), 403);
    RawClient broken{server.port()};
    EXPECT_EQ(open(broken, opening_of("/throw")), 500);
    RawClient impatient{server.port()};
    EXPECT_EQ(open(impatient, std::string{opening} + frame(text, "x")), 400);
    std::string old{opening};
    old.replace(old.find("13"), 2, "12");
    RawClient outdated{server.port()};
    EXPECT_GE(open(outdated, old), 400);
    std::string protocols{opening};
    protocols.insert(protocols.size() - 2, "Sec-WebSocket-Protocol: desk.v1, token.abc\r\n");
    RawClient client{server.port()};
    EXPECT_EQ(open(client, protocols), 101);
    EXPECT_NE(last_head.find("Sec-WebSocket-Protocol: desk.v1\r\n"), std::string::npos);
}

TEST_F(WebSockets, BrokenFramesEndTheSession)
{
    const std::string long_length = std::string{"\x81\xFF"} + std::string(8, '\x7F') + std::string(4, '\0');
    const std::string negative_length = std::string{"\x81\xFF"} + std::string(8, '\xFF') + std::string(4, '\0');
    const std::string wide_length =
        std::string{"\x81\xFF"} + std::string(7, '\0') + '\x05' + std::string(4, '\0') + "hello";
    struct Case {
        const char* name;
        std::string bytes;
        Errc code;
    };
    const Case cases[] = {
        {"unmasked", frame(text, "hello", Mask::no), Errc::malformed},
        {"a reserved opcode", frame(0x83, "x"), Errc::malformed},
        {"a reserved control opcode", frame(0x8B, "x"), Errc::malformed},
        {"a reserved bit (compression is off)", frame(0xC1, "x"), Errc::malformed},
        {"a control frame of 126 bytes", frame(ping, std::string(126, 'p')), Errc::malformed},
        {"a fragmented control frame", frame(0x09, "p"), Errc::malformed},
        {"a continuation of nothing", frame(continuation, "x"), Errc::malformed},
        {"a new message inside another", frame(text_unfinished, "a") + frame(text, "b"), Errc::malformed},
        {"a close frame of one byte", frame(close_frame, "x"), Errc::malformed},
        {"a close code that is none", frame(close_frame, std::string_view{"\x03\xED", 2}), Errc::malformed},
        {"text that is not UTF-8", frame(text, "\xC0\xAF"), Errc::malformed},
        {"a binary message", frame(binary, "x"), Errc::malformed},
        {"one byte too long", frame(text, std::string(64 * 1024 + 1, 'x')), Errc::limit_exceeded},
        {"a length of 2^62", long_length, Errc::limit_exceeded},
        {"a length with the top bit", negative_length, Errc::limit_exceeded},
        {"a length in more bytes than it needs", wide_length, Errc::malformed},
        {"cut off", frame(text, "hello").substr(0, 8), Errc::unavailable},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        ended_with.reset();
        received.clear();
        RunningServer server{settings, handlers, clock};
        RawClient client{server.port()};
        ASSERT_EQ(open(client), 101);
        client.send(c.bytes);
        if (c.code == Errc::unavailable) client.end_sending();
        EXPECT_TRUE(client.is_closed());
        client.hang_up();
        const auto end = wait_for_end(server);
        EXPECT_EQ(end->code, c.code) << end->detail;
        EXPECT_TRUE(server.on_thread([this] { return received; }).empty());
    }
}

TEST_F(WebSockets, TheLongestMessagePassesWholeOrInOneByteFragments)
{
    settings.web_socket.message_bytes_max = 2000;
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    const std::string longest(2000, 'x');
    const std::string echoed = "\x81\x7E\x07\xD0" + longest;
    client.send(frame(text, longest));
    EXPECT_EQ(client.read(2004), echoed);
    std::string fragments = frame(text_unfinished, "x");
    for (int i = 0; i < 1998; ++i) fragments += frame(continuation_unfinished, "x");
    client.send(fragments + frame(continuation, "x"));
    EXPECT_EQ(client.read(2004), echoed);
    // One more byte in as many fragments ends it.
    client.send(fragments + frame(continuation_unfinished, "x") + frame(continuation, "x"));
    EXPECT_TRUE(client.is_closed());
    client.hang_up();
    EXPECT_EQ(wait_for_end(server)->code, Errc::limit_exceeded);
}

TEST_F(WebSockets, AFloodOfPingsIsCut)
{
    RunningServer server{settings, handlers, clock};
    std::string flood;
    for (int i = 0; i < 20'000; ++i) flood += frame(ping, "p");
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    client.send(flood);
    EXPECT_TRUE(client.is_closed());
    client.hang_up();
    const auto end = wait_for_end(server);
    EXPECT_EQ(end->code, Errc::limit_exceeded) << end->detail;
}

TEST_F(WebSockets, APeerThatDoesNotReadIsCutAndTheOthersAreNot)
{
    std::size_t accepted = 0;
    bool is_open = true;
    handlers.converse = [&](Request, WebSocketSession& session) -> asio::awaitable<void> {
        const auto news = shared(std::string(64 * 1024, 'n'));
        while (session.send(news)) {
            ++accepted;
            EXPECT_LE(session.backlog_bytes(), 1024u * 1024);
        }
        is_open = session.is_open();
        const auto message = co_await session.receive();
        ended_with = message.error();
    };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    const auto end = wait_for_end(server);
    EXPECT_EQ(end->code, Errc::limit_exceeded);
    EXPECT_EQ(server.on_thread([&] { return accepted; }), 16u);
    EXPECT_FALSE(server.on_thread([&] { return is_open; }));
    RawClient other{server.port()};
    EXPECT_EQ(other.ask("GET / HTTP/1.1\r\nHost: desk\r\n\r\n").status, 200);
}

TEST_F(WebSockets, MessagesQueuedBeforeACloseStillArrive)
{
    handlers.converse = [](Request, WebSocketSession& session) -> asio::awaitable<void> {
        for (const char* words : {"one", "two", "three"}) session.send(shared(words));
        co_await session.close(1008);
        EXPECT_FALSE(session.is_open());
        EXPECT_FALSE(session.send(shared("late")));
    };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    EXPECT_EQ(client.read(17), "\x81\x03one\x81\x03two\x81\x05three");
    EXPECT_EQ(client.read(4), (std::string_view{"\x88\x02\x03\xF0", 4}));
    client.send(frame(close_frame, std::string_view{"\x03\xF0", 2}));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(WebSockets, StoppingTheServerSaysGoingAway)
{
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    client.send(frame(text, "hi"));
    EXPECT_EQ(client.read(4), "\x81\x02hi");
    server.begin_stop();
    EXPECT_EQ(client.read(4), (std::string_view{"\x88\x02\x03\xE9", 4}));
    client.send(frame(close_frame, std::string_view{"\x03\xE9", 2}));
    EXPECT_TRUE(client.is_closed());
}

TEST_F(WebSockets, AnExceptionInTheConversationClosesItWith1011)
{
    std::string told;
    handlers.on_error = [&](const std::string& what) { told = what; };
    handlers.converse = [](Request, WebSocketSession&) -> asio::awaitable<void> {
        throw std::runtime_error{"broken"};
        co_return;
    };
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    EXPECT_EQ(client.read(4), (std::string_view{"\x88\x02\x03\xF3", 4}));
    EXPECT_EQ(server.on_thread([&] { return told; }), "broken");
}

TEST_F(WebSockets, ASilentPeerIsPingedAndThenCut)
{
    settings.web_socket.idle_timeout = 40ms;
    RunningServer server{settings, handlers, clock};
    RawClient client{server.port()};
    ASSERT_EQ(open(client), 101);
    EXPECT_EQ(client.read(2), (std::string_view{"\x89\x00", 2}));
    const auto end = wait_for_end(server);
    EXPECT_EQ(end->code, Errc::unavailable);
}

/// Runs one coroutine of a client to its end on a context of its own.
void run_client(const std::function<asio::awaitable<void>()>& work)
{
    asio::io_context context;
    runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr error) {
                                 try {
                                     std::rethrow_exception(error);
                                 } catch (const std::exception& e) {
                                     ADD_FAILURE() << e.what();
                                 }
                             }};
    scope.spawn(work(), "client");
    context.run();
}

TEST_F(WebSockets, OurClientTalksToOurServer)
{
    RunningServer server{settings, handlers, clock};
    run_client([&]() -> asio::awaitable<void> {
        WebSocketDial dial;
        dial.url = "ws" + server.url("/stream").substr(4);
        auto opened = co_await connect_web_socket(clock, std::move(dial));
        if (!opened) {
            ADD_FAILURE() << to_string(opened.error());
            co_return;
        }
        const auto session = std::move(*opened);
        for (int i = 0; i < 100; ++i) session->send(shared("message " + std::to_string(i)));
        for (int i = 0; i < 100; ++i) {
            const auto message = co_await session->receive();
            EXPECT_EQ(message.value(), "message " + std::to_string(i));
        }
        // A receive that is given up loses nothing.
        auto waiting = session->receive();
        const auto late = co_await runtime::with_deadline(std::move(waiting), clock, 1ms);
        EXPECT_EQ(late.error().code, Errc::timed_out);
        session->send(shared("after"));
        const auto message = co_await session->receive();
        EXPECT_EQ(message.value(), "after");
        co_await session->close(1000);
        EXPECT_FALSE(session->is_open());
        const auto end = co_await session->receive();
        EXPECT_EQ(end.error().code, Errc::cancelled);
    });
    EXPECT_EQ(wait_for_end(server)->code, Errc::cancelled);
}

TEST_F(WebSockets, OurClientSaysWhyItCouldNotConnect)
{
    RunningServer server{settings, handlers, clock};
    const std::string base = "ws" + server.url("").substr(4);
    struct Case {
        std::string url;
        Errc code;
    };
    const Case cases[] = {{base + "/forbidden", Errc::forbidden},
                          {"http" + base.substr(2) + "/stream", Errc::malformed},
                          {"wss" + base.substr(2) + "/stream", Errc::malformed},
                          {"nonsense", Errc::malformed}};
    for (const Case& c : cases) {
        SCOPED_TRACE(c.url);
        run_client([&]() -> asio::awaitable<void> {
            WebSocketDial dial;
            dial.url = c.url;
            const auto opened = co_await connect_web_socket(clock, std::move(dial));
            EXPECT_EQ(opened.error().code, c.code);
        });
    }
}

}  // namespace
}  // namespace swarmdesk::net
