#include "net/response_reader.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::net {
namespace {

using State = ResponseReader::State;

constexpr std::string_view plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";
constexpr std::string_view chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
constexpr std::string_view interim =
    "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

TEST(ResponseReader, ReadsTheSameHoweverTheBytesAreCut)
{
    for (const std::string_view whole : {plain, chunked, interim}) {
        for (std::size_t step = 1; step <= whole.size(); ++step) {
            SCOPED_TRACE(std::string{whole} + " by " + std::to_string(step));
            ResponseReader reader{{}, Method::get};
            State state = State::incomplete;
            for (std::size_t at = 0; at < whole.size(); at += step) {
                ASSERT_EQ(state, State::incomplete);
                state = reader.feed(whole.substr(at, step));
            }
            ASSERT_EQ(state, State::complete);
            EXPECT_TRUE(reader.keeps_alive());
            const ClientResponse response = reader.take();
            EXPECT_EQ(response.status, 200);
            EXPECT_EQ(response.body, "hello");
        }
    }
}

TEST(ResponseReader, ATruncatedAnswerIsNoAnswer)
{
    for (const std::string_view whole : {plain, chunked}) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            SCOPED_TRACE(size);
            ResponseReader reader{{}, Method::get};
            if (size > 0) {
                ASSERT_EQ(reader.feed(whole.substr(0, size)), State::incomplete);
            }
            EXPECT_EQ(reader.finish(), State::failed);
            EXPECT_EQ(reader.error().code, Errc::unavailable);
        }
    }
}

TEST(ResponseReader, ABodyWithoutALengthEndsWithTheConnection)
{
    ResponseReader reader{{}, Method::get};
    EXPECT_EQ(reader.feed("HTTP/1.1 200 OK\r\n\r\nhel"), State::incomplete);
    EXPECT_EQ(reader.feed("lo"), State::incomplete);
    EXPECT_EQ(reader.finish(), State::complete);
    EXPECT_FALSE(reader.keeps_alive());
    EXPECT_EQ(reader.take().body, "hello");
}

TEST(ResponseReader, TheAnswerToHeadHasNoBody)
{
    ResponseReader reader{{}, Method::head};
    EXPECT_EQ(reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), State::complete);
    EXPECT_EQ(reader.take().body, "");
}

TEST(ResponseReader, FailsOnWhatItCannotTrust)
{
    std::string endless_interim;
    for (int i = 0; i < 9; ++i) endless_interim += "HTTP/1.1 100 Continue\r\n\r\n";
    struct Case {
        const char* name;
        std::string bytes;
        Errc code;
    };
    const Case cases[] = {
        {"not HTTP", "SSH-2.0-OpenSSH\r\n\r\n", Errc::malformed},
        {"a long header", "HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'x'), Errc::limit_exceeded},
        {"a long body", "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", Errc::limit_exceeded},
        {"long chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n12345\r\n",
         Errc::limit_exceeded},
        {"a long body without a length", "HTTP/1.1 200 OK\r\n\r\n12345678901", Errc::limit_exceeded},
        {"a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Errc::malformed},
        {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", Errc::malformed},
        {"switching protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n", Errc::malformed},
        {"endless interim answers", endless_interim, Errc::malformed},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        ResponseReader reader{{.body_bytes_max = 10}, Method::get};
        EXPECT_EQ(reader.feed(c.bytes), State::failed);
        EXPECT_EQ(reader.error().code, c.code);
    }
}

TEST(ResponseReader, BytesBehindTheAnswerSpoilTheConnection)
{
    ResponseReader reader{{}, Method::get};
    EXPECT_EQ(reader.feed(std::string{plain} + "x"), State::complete);
    EXPECT_FALSE(reader.keeps_alive());
}

}  // namespace
}  // namespace swarmdesk::net
