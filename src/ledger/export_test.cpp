#include "ledger/export.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "ledger/test_desk.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {
namespace {

const Describer describer{
    .data =
        [](const Entry& entry) {
            return boost::json::value{{"size", entry.payload.size()}};
        },
    .kind_name = [](std::uint32_t kind) -> std::string_view { return kind == 1 ? "opened" : "closed"; },
};

TEST(Export, WritesOneLineAnEvent)
{
    TestDesk desk;
    desk.open();
    desk.append({{.kind = 1, .subject = "i-1", .time = utc_from_ms(1'743'699'900'000), .payload = "abc"},
                 {.kind = 2, .subject = "quote\"\n", .time = {}, .payload = {}},
                 {.kind = 2, .subject = "\xFF", .time = {}, .payload = {}}},
                {"account.a", "budgets"});
    const auto records = desk.read();
    auto reader = LedgerReader::open(desk.database()).value();
    std::ostringstream out;
    export_json_lines(reader, 0, describer, out).value();
    const auto line = [&](std::size_t i) { return "\"hash\":\"" + to_hex(records[i].hash) + "\"}\n"; };
    EXPECT_EQ(out.str(), R"({"seq":1,"chain":"account.a","number":1,"time":"2025-04-03T17:05:00.000Z",)"
                         R"("kind":"opened","subject":"i-1","data":{"size":3},)" +
                             line(0) +
                             R"({"seq":2,"chain":"budgets","number":1,"time":"1970-01-01T00:00:00.000Z",)"
                             R"("kind":"closed","subject":"quote\"\n","data":{"size":0},)" +
                             line(1) +
                             R"({"seq":3,"chain":"account.a","number":2,"time":"1970-01-01T00:00:00.000Z",)"
                             R"("kind":"closed","subject":"hex:ff","data":{"size":0},)" +
                             line(2));

    std::ostringstream rest;
    export_json_lines(reader, 2, describer, rest).value();
    EXPECT_EQ(boost::json::parse(rest.str()).at("seq").as_int64(), 3);
}

TEST(Export, StopsAtAChangedEvent)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 5));
    storage::Database::open({.path = desk.database()})
        .value()
        .execute("UPDATE events SET subject = 'x' WHERE seq = 3")
        .value();
    auto reader = LedgerReader::open(desk.database()).value();
    std::ostringstream out;
    EXPECT_EQ(export_json_lines(reader, 0, describer, out).error().code, Errc::corrupt);
    const auto text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(Export, SaysWhenTheStreamTakesNoMore)
{
    TestDesk desk;
    desk.open();
    desk.append(make_entries(1, 5));
    auto reader = LedgerReader::open(desk.database()).value();
    std::ostringstream out;
    out.setstate(std::ios::badbit);
    EXPECT_EQ(export_json_lines(reader, 0, describer, out).error().code, Errc::io);
}

}  // namespace
}  // namespace swarmdesk::ledger
