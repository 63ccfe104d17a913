#include "llm/providers/ndjson_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace swarmdesk::llm::providers {
namespace {

void read(NdjsonReader& reader, std::string_view bytes, std::vector<std::string>& lines)
{
    reader.feed(bytes);
    while (const auto line = reader.next()) lines.emplace_back(*line);
}

TEST(NdjsonReader, ReadsLinesWhereverTheBytesAreCut)
{
    const std::string_view bytes = "{\"a\":1}\n\r\n  {\"b\":2}\r\n\n{\"c\":3}";
    const std::vector<std::string> expected{"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"};
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        NdjsonReader reader{{}};
        std::vector<std::string> lines;
        read(reader, bytes.substr(0, cut), lines);
        read(reader, bytes.substr(cut), lines);
        EXPECT_EQ(lines.size(), 2u) << "the last line is not closed";
        if (const auto rest = reader.rest()) lines.emplace_back(*rest);
        EXPECT_EQ(lines, expected) << "cut at " << cut;
        EXPECT_FALSE(reader.rest());
    }
}

TEST(NdjsonReader, TakesALineOfTheLargestSizeAndNotOneByteMore)
{
    for (const std::size_t size : {8u, 9u}) {
        NdjsonReader reader{{.line_bytes_max = 8}};
        std::vector<std::string> lines;
        read(reader, std::string(size, 'x'), lines);
        EXPECT_EQ(reader.has_failed(), size == 9);
        read(reader, "\ny\n", lines);
        EXPECT_EQ(lines.size(), size == 8 ? 2u : 0u);
        EXPECT_FALSE(reader.rest());
    }
}

}  // namespace
}  // namespace swarmdesk::llm::providers
