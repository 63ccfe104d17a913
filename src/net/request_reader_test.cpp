#include "net/request_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace swarmdesk::net {
namespace {

using State = RequestReader::State;

/// Puts all of it in, `step` bytes at a time, and stops at the first request or refusal.
State put(RequestReader& reader, std::string_view bytes, std::size_t step = 4096)
{
    State state = reader.advance();
    while (!bytes.empty() && state != State::complete && state != State::refused) {
        const auto room = reader.prepare();
        const std::size_t count = std::min({step, room.size(), bytes.size()});
        std::memcpy(room.data(), bytes.data(), count);
        bytes.remove_prefix(count);
        reader.commit(count);
        state = reader.advance();
    }
    return state;
}

constexpr std::string_view post =
    "POST /api/v1/intents?dry=1&note=a%20b HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\n"
    "Content-Length: 12\r\n\r\n{\"a\":\"body\"}";
constexpr std::string_view chunked =
    "POST /x HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: ignored\r\n\r\n";

std::string with_fields(std::string_view fields)
{
    return "GET / HTTP/1.1\r\nHost: desk\r\n" + std::string{fields} + "\r\n";
}

TEST(RequestReader, TakesARequestApart)
{
    RequestReader reader{{}};
    ASSERT_EQ(put(reader, post), State::complete);
    EXPECT_TRUE(reader.keeps_alive());
    const Request request = reader.take();
    EXPECT_EQ(request.method, Method::post);
    EXPECT_EQ(request.target, "/api/v1/intents?dry=1&note=a%20b");
    EXPECT_EQ(request.path, "/api/v1/intents");
    EXPECT_EQ(request.query.find("note"), "a b");
    EXPECT_EQ(request.headers.find("CONTENT-type"), "application/json");
    EXPECT_EQ(request.body, "{\"a\":\"body\"}");
    EXPECT_EQ(reader.advance(), State::idle);
}

TEST(RequestReader, ReadsTheSameHoweverTheBytesAreCut)
{
    for (const std::string_view whole : {post, chunked}) {
        RequestReader at_once{{}};
        ASSERT_EQ(put(at_once, whole), State::complete);
        const Request expected = at_once.take();
        for (std::size_t step = 1; step <= whole.size(); ++step) {
            SCOPED_TRACE(step);
            RequestReader reader{{}};
            ASSERT_EQ(put(reader, whole, step), State::complete);
            const Request request = reader.take();
            EXPECT_EQ(request.body, expected.body);
            EXPECT_EQ(request.headers.size(), expected.headers.size());
            EXPECT_EQ(request.target, expected.target);
        }
    }
}

TEST(RequestReader, APrefixIsNeverARequestAndNeverRefused)
{
    for (const std::string_view whole : {post, chunked}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            SCOPED_TRACE(size);
            RequestReader reader{{}};
            const State state = put(reader, whole.substr(0, size));
            EXPECT_EQ(state, size == 0 ? State::idle : (size < whole.find("\r\n\r\n") + 4 ? State::head : State::body));
        }
    }
}

TEST(RequestReader, PutsAChunkedBodyTogetherAndDropsItsTrailer)
{
    RequestReader reader{{}};
    ASSERT_EQ(put(reader, chunked), State::complete);
    const Request request = reader.take();
    EXPECT_EQ(request.body, "hello world");
    EXPECT_FALSE(request.headers.find("Trailer"));
}

TEST(RequestReader, KeepsPipelinedRequestsApart)
{
    RequestReader reader{{}};
    const std::string both = std::string{post} + "\r\n" + std::string{chunked} + with_fields("");
    ASSERT_EQ(put(reader, both), State::complete);
    EXPECT_EQ(reader.take().path, "/api/v1/intents");
    ASSERT_EQ(reader.advance(), State::complete);
    EXPECT_EQ(reader.take().body, "hello world");
    ASSERT_EQ(reader.advance(), State::complete);
    EXPECT_EQ(reader.take().path, "/");
    EXPECT_EQ(reader.advance(), State::idle);
}

TEST(RequestReader, RefusesWhatTwoParsersCouldReadDifferently)
{
    struct Case {
        const char* name;
        std::string bytes;
        std::uint16_t status;
        std::string_view code;
    };
    const std::string big(20'000, 'a');
    std::string many_fields;
    for (int i = 0; i < 10'000; ++i) many_fields += "A: b\r\n";
    std::string hundred_fields;
    for (int i = 0; i < 100; ++i) hundred_fields += "A: b\r\n";
    const Case cases[] = {
        {"length and coding", with_fields("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400,
         "malformed_request"},
        {"coding and length", with_fields("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"), 400,
         "malformed_request"},
        {"two lengths", with_fields("Content-Length: 1\r\nContent-Length: 2\r\n"), 400, "malformed_request"},
        {"the same length twice", with_fields("Content-Length: 1\r\nContent-Length: 1\r\n"), 400, "malformed_request"},
        {"a list of lengths", with_fields("Content-Length: 1, 1\r\n"), 400, "malformed_request"},
        {"a negative length", with_fields("Content-Length: -1\r\n"), 400, "malformed_request"},
        {"a signed length", with_fields("Content-Length: +1\r\n"), 400, "malformed_request"},
        {"a hexadecimal length", with_fields("Content-Length: 0x1\r\n"), 400, "malformed_request"},
        {"a length of 2^64", with_fields("Content-Length: 18446744073709551616\r\n"), 400, "malformed_request"},
        {"two codings", with_fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400,
         "malformed_request"},
        {"a coding we do not know", with_fields("Transfer-Encoding: gzip, chunked\r\n"), 400, "malformed_request"},
        {"a disguised coding", with_fields("Transfer-Encoding: xchunked\r\n"), 400, "malformed_request"},
        {"a blank before the colon", with_fields("Transfer-Encoding : chunked\r\n"), 400, "malformed_request"},
        {"a coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "malformed_request"},
        {"a folded field", with_fields("A: b\r\n c\r\n"), 400, "malformed_request"},
        {"a folded first field", "GET / HTTP/1.1\r\n Host: desk\r\n\r\n", 400, "malformed_request"},
        {"a field without a colon", with_fields("nonsense\r\n"), 400, "malformed_request"},
        {"a NUL in a field", with_fields(std::string{"A: b\0c\r\n", 8}), 400, "malformed_request"},
        {"a bare CR in a field", with_fields("A: b\rc\r\n"), 400, "malformed_request"},
        {"no Host", "GET / HTTP/1.1\r\n\r\n", 400, "malformed_request"},
        {"two Hosts", with_fields("Host: other\r\n"), 400, "malformed_request"},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "http_version_unsupported"},
        {"HTTP/9.9", "GET / HTTP/9.9\r\n\r\n", 400, "http_version_unsupported"},
        {"HTTP/0.9", "GET /\r\n\r\n", 400, "malformed_request"},
        {"TLS", std::string{"\x16\x03\x01\x02\x00", 5}, 400, "malformed_request"},
        {"a method of our own", "BREW / HTTP/1.1\r\nHost: desk\r\n\r\n", 405, "method_not_allowed"},
        {"CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: desk\r\n\r\n", 405, "method_not_allowed"},
        {"an absolute target", "GET http://desk/ HTTP/1.1\r\nHost: desk\r\n\r\n", 400, "malformed_request"},
        {"a climbing path", "GET /a/../b HTTP/1.1\r\nHost: desk\r\n\r\n", 400, "malformed_request"},
        {"a hidden climbing path", "GET /a/%2e%2E/b HTTP/1.1\r\nHost: desk\r\n\r\n", 400, "malformed_request"},
        {"a target without an end", "GET /" + big, 414, "target_too_long"},
        {"a long target", "GET /" + big.substr(0, 9000) + " HTTP/1.1\r\nHost: desk\r\n\r\n", 414, "target_too_long"},
        {"one long field", with_fields("A: " + big + "\r\n"), 431, "headers_too_large"},
        {"10 000 fields", with_fields(many_fields), 431, "headers_too_large"},
        {"101 fields", with_fields(hundred_fields), 431, "headers_too_large"},
        {"a long body", with_fields("Content-Length: 1048577\r\n"), 413, "body_too_large"},
        {"1 GB", with_fields("Content-Length: 1073741824\r\n"), 413, "body_too_large"},
        {"a chunk too large", with_fields("Transfer-Encoding: chunked\r\n") + "100001\r\n", 413, "body_too_large"},
        {"a chunk of 2^64 - 1", with_fields("Transfer-Encoding: chunked\r\n") + "ffffffffffffffff\r\n", 413,
         "body_too_large"},
        {"a chunk of 2^64", with_fields("Transfer-Encoding: chunked\r\n") + "10000000000000000\r\n", 400,
         "malformed_request"},
        {"a chunk without a size", with_fields("Transfer-Encoding: chunked\r\n") + "x\r\n", 400, "malformed_request"},
        {"a chunk longer than it says", with_fields("Transfer-Encoding: chunked\r\n") + "1\r\nabcdef\r\n", 400,
         "malformed_request"},
        {"an endless chunk extension", with_fields("Transfer-Encoding: chunked\r\n") + "1;" + big + big, 400,
         "malformed_request"},
        {"an unknown expectation", with_fields("Expect: tea\r\n"), 417, "expectation_failed"},
    };
    for (const Case& c : cases) {
        for (const std::size_t step : {std::size_t{7}, std::size_t{4096}}) {
            SCOPED_TRACE(c.name + std::string{" by "} + std::to_string(step));
            RequestReader reader{{}};
            ASSERT_EQ(put(reader, c.bytes, step), State::refused);
            EXPECT_EQ(reader.refusal().status, c.status);
            EXPECT_EQ(reader.refusal().code, c.code);
            EXPECT_FALSE(reader.refusal().detail.empty());
        }
    }
}

TEST(RequestReader, AcceptsEverythingUpToItsBounds)
{
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "A: b\r\n";
    const std::string start = "GET / HTTP/1.1\r\nHost: desk\r\nA: ";
    const std::string body(1024 * 1024, 'b');
    const std::string cases[] = {
        with_fields(fields),
        start + std::string(16 * 1024 - start.size() - 4, 'x') + "\r\n\r\n",
        "GET /" + std::string(8 * 1024 - 1, 'p') + " HTTP/1.1\r\nHost: desk\r\n\r\n",
        with_fields("Content-Length: 1048576\r\n") + body,
        with_fields("Transfer-Encoding: chunked\r\n") + "100000\r\n" + body + "\r\n0\r\n\r\n",
    };
    for (const auto& bytes : cases) {
        SCOPED_TRACE(bytes.substr(0, 60));
        RequestReader reader{{}};
        EXPECT_EQ(put(reader, bytes), State::complete);
    }
    RequestReader reader{{}};
    EXPECT_EQ(put(reader, start + std::string(16 * 1024 - start.size() - 3, 'x') + "\r\n\r\n"), State::refused);
}

TEST(RequestReader, ManySmallChunksCostNoMoreThanTheirBody)
{
    std::string bytes = with_fields("Transfer-Encoding: chunked\r\n");
    for (int i = 0; i < 100'000; ++i) bytes += "1\r\na\r\n";
    RequestReader reader{{.body_bytes_max = 50'000}};
    ASSERT_EQ(put(reader, bytes), State::refused);
    EXPECT_EQ(reader.refusal().code, "body_too_large");
    EXPECT_LE(reader.body_bytes_received(), 50'000u);
}

TEST(RequestReader, KnowsWhatHappensToTheConnection)
{
    struct Case {
        const char* bytes;
        bool keeps_alive;
        bool wants_web_socket;
    };
    const Case cases[] = {
        {"GET / HTTP/1.1\r\nHost: d\r\n\r\n", true, false},
        {"GET / HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n", false, false},
        {"GET / HTTP/1.0\r\n\r\n", false, false},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true, false},
        {"GET / HTTP/1.1\r\nHost: d\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n", true, true},
        {"GET / HTTP/1.1\r\nHost: d\r\nUpgrade: websocket\r\n\r\n", true, false},
        {"GET / HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", true, false},
        {"POST / HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", true, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.bytes);
        RequestReader reader{{}};
        ASSERT_EQ(put(reader, c.bytes), State::complete);
        EXPECT_EQ(reader.keeps_alive(), c.keeps_alive);
        EXPECT_EQ(reader.wants_web_socket(), c.wants_web_socket);
    }
}

}  // namespace
}  // namespace swarmdesk::net
