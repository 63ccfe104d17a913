#include "llm/providers/sse_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace swarmdesk::llm::providers {
namespace {

/// "type|data|id" of each event.
std::vector<std::string> read(SseReader& reader, std::string_view bytes)
{
    std::vector<std::string> events;
    reader.feed(bytes);
    while (const auto event = reader.next())
        events.push_back(std::string{event->type} + '|' + std::string{event->data} + '|' + std::string{event->id});
    return events;
}

std::vector<std::string> read_whole(std::string_view bytes)
{
    SseReader reader{{}};
    return read(reader, bytes);
}

struct Case {
    const char* name;
    std::string_view bytes;
    std::vector<std::string> events;
};

const std::vector<Case>& cases()
{
    using namespace std::string_view_literals;
    static const std::vector<Case> all{
        {"one event", "data: a\n\n", {"|a|"}},
        {"carriage returns alone", "data: a\r\rdata: b\r\r", {"|a|", "|b|"}},
        {"both", "data: a\r\n\r\ndata: b\r\n\r\n", {"|a|", "|b|"}},
        {"mixed", "data: a\r\n\ndata: b\n\r\n", {"|a|", "|b|"}},
        {"several lines of data", "data: a\ndata\ndata:b\n\n", {"|a\n\nb|"}},
        {"one space only is taken off", "data:  a \n\n", {"| a |"}},
        {"type and id", "event: x\nid: 7\ndata: a\n\ndata: b\n\n", {"x|a|7", "|b|7"}},
        {"an id may be cleared", "id: 7\ndata: a\n\nid\ndata: b\n\n", {"|a|7", "|b|"}},
        {"an id with a NUL is none", "id: a\0b\ndata: a\n\n"sv, {"|a|"}},
        {"comments", ": OPENROUTER PROCESSING\n\n:\ndata: a\n\n", {"|a|"}},
        {"unknown fields", "retry: 10\nfoo: bar\nDATA: no\ndata: a\n\n", {"|a|"}},
        {"an event without data is none", "event: x\n\ndata: a\n\n", {"|a|"}},
        {"empty data is an event", "data\n\n", {"||"}},
        {"byte order mark",
         "\xEF\xBB\xBF"
         "data: a\n\n",
         {"|a|"}},
        {"only one byte order mark",
         "\xEF\xBB\xBF\xEF\xBB\xBF"
         "data: a\n\n",
         {}},
        {"blank lines", "\n\n\r\n\rdata: a\n\n\n\n", {"|a|"}},
        {"no blank line at the end", "data: a\n\ndata: b\n", {"|a|"}},
        {"a colon in the value", "data: {\"a\":1}\n\n", {"|{\"a\":1}|"}},
        {"nothing", "", {}},
    };
    return all;
}

TEST(SseReader, ReadsEventsAsTheStandardSays)
{
    for (const auto& c : cases()) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(read_whole(c.bytes), c.events);
    }
}

TEST(SseReader, ReadsTheSameWhereverTheBytesAreCut)
{
    for (const auto& c : cases()) {
        SCOPED_TRACE(c.name);
        for (std::size_t cut = 0; cut <= c.bytes.size(); ++cut) {
            SseReader reader{{}};
            auto events = read(reader, c.bytes.substr(0, cut));
            for (auto& event : read(reader, c.bytes.substr(cut))) events.push_back(std::move(event));
            EXPECT_EQ(events, c.events) << "cut at " << cut;
        }
        SseReader reader{{}};
        std::vector<std::string> events;
        for (const char byte : c.bytes)
            for (auto& event : read(reader, {&byte, 1})) events.push_back(std::move(event));
        EXPECT_EQ(events, c.events) << "byte by byte";
    }
}

TEST(SseReader, GivesAnEventBeforeTheLineFeedAfterItsLastCarriageReturn)
{
    SseReader reader{{}};
    EXPECT_EQ(read(reader, "data: a\r\n\r"), (std::vector<std::string>{"|a|"}));
    EXPECT_EQ(read(reader, "\ndata: b\n\n"), (std::vector<std::string>{"|b|"}));
}

TEST(SseReader, TakesALineOfTheLargestSizeAndNotOneByteMore)
{
    const std::string line = "data:" + std::string(11, 'x');
    SseReader fits{{.event_bytes_max = line.size()}};
    EXPECT_EQ(read(fits, line + "\n\n").size(), 1u);
    EXPECT_FALSE(fits.has_failed());

    SseReader tight{{.event_bytes_max = line.size() - 1}};
    EXPECT_TRUE(read(tight, line).empty());
    EXPECT_TRUE(tight.has_failed());
    EXPECT_TRUE(read(tight, "\n\ndata: a\n\n").empty());
}

TEST(SseReader, BoundsTheDataOfAnEventOfManyLines)
{
    SseReader fits{{.event_bytes_max = 9}};
    EXPECT_EQ(read(fits, "data:1234\ndata:5678\n\n"), (std::vector<std::string>{"|1234\n5678|"}));
    SseReader tight{{.event_bytes_max = 9}};
    EXPECT_TRUE(read(tight, "data:1234\ndata:5678\ndata:\n\n").empty());
    EXPECT_TRUE(tight.has_failed());
}

}  // namespace
}  // namespace swarmdesk::llm::providers
