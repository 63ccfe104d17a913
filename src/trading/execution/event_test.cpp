#include "trading/execution/event.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "trading/execution/event_samples.hpp"
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using testing::event_samples;
using namespace literals;

constexpr UtcTime some_time = utc_from_ms(1'750'032'000'000);

TEST(Events, TheSamplesHoldEveryKindAndNoNumberOrNameIsUsedTwice)
{
    std::set<std::size_t> alternatives;
    std::set<std::uint32_t> kinds;
    std::set<std::string_view> names;
    for (const Event& event : event_samples()) {
        alternatives.insert(event.index());
        std::visit(
            [&]<class E>(const E&) {
                EXPECT_TRUE(kinds.insert(E::kind).second) << E::name;
                EXPECT_TRUE(names.insert(E::name).second) << E::name;
                EXPECT_EQ(event_name(E::kind), E::name);
            },
            event);
    }
    EXPECT_EQ(alternatives.size(), std::variant_size_v<Event>);
    EXPECT_FALSE(kinds.contains(0)) << "zero is no kind";
}

TEST(Events, GoToTheLedgerAndComeBackTheSame)
{
    for (const Event& event : event_samples()) {
        const ledger::Entry entry = to_entry(event, some_time);
        SCOPED_TRACE(event_name(entry.kind));
        EXPECT_EQ(entry.time, some_time);
        EXPECT_FALSE(entry.subject.empty());
        const auto again = from_entry(entry);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->index(), event.index());
        const ledger::Entry second = to_entry(*again, some_time);
        EXPECT_EQ(to_hex(second.payload), to_hex(entry.payload));
        EXPECT_EQ(second.subject, entry.subject);
    }
}

TEST(Events, AreFoundByTheIntentOrTheAccountTheyAreAbout)
{
    const std::string intent = std::get<IntentProposed>(event_samples().at(4)).intent.id.to_string();
    for (const Event& event : event_samples()) {
        const ledger::Entry entry = to_entry(event, some_time);
        SCOPED_TRACE(event_name(entry.kind));
        if (entry.kind >= IntentProposed::kind && entry.kind <= OrderClosed::kind) {
            EXPECT_EQ(entry.subject, intent);
        } else if (entry.kind == AccountOpened::kind || entry.kind == FundsMoved::kind ||
                   (entry.kind >= AccountStateSet::kind && entry.kind <= ReconcileFinished::kind)) {
            EXPECT_EQ(entry.subject, "paper");
        }
    }
}

TEST(Events, CutShortAnywhereOrMadeLongerAreCorrupt)
{
    for (const Event& event : event_samples()) {
        ledger::Entry entry = to_entry(event, some_time);
        SCOPED_TRACE(event_name(entry.kind));
        const Bytes whole = entry.payload;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            entry.payload = whole.substr(0, size);
            const auto result = from_entry(entry);
            ASSERT_FALSE(result) << size;
            EXPECT_EQ(result.error().code, Errc::corrupt);
            EXPECT_TRUE(event_json(entry).is_null());
        }
        entry.payload = whole + '\0';
        EXPECT_EQ(from_entry(entry).error().code, Errc::corrupt);
    }
}

TEST(Events, WithAnyByteChangedAreCorruptOrExactlyWhatTheirBytesSay)
{
    for (const Event& event : event_samples()) {
        const ledger::Entry entry = to_entry(event, some_time);
        SCOPED_TRACE(event_name(entry.kind));
        for (std::size_t at = 0; at < entry.payload.size(); ++at)
            for (const char mask : {'\x01', '\x40', '\x7f', '\xff'}) {
                ledger::Entry changed = entry;
                changed.payload[at] = static_cast<char>(changed.payload[at] ^ mask);
                const auto result = from_entry(changed);
                if (!result) continue;
                EXPECT_EQ(to_hex(to_entry(*result, some_time).payload), to_hex(changed.payload)) << at;
                EXPECT_FALSE(describe(*result).empty());
                EXPECT_FALSE(boost::json::serialize(event_json(changed)).empty());
            }
    }
}

TEST(Events, OfANumberNobodyHasAreCorrupt)
{
    for (const std::uint32_t kind : {0u, 5u, 9u, 13u, 19u, 24u, 49u, 51u, 999u, UINT32_MAX}) {
        SCOPED_TRACE(kind);
        const ledger::Entry entry{.kind = kind, .subject = "x", .time = some_time, .payload = "abc"};
        EXPECT_EQ(from_entry(entry).error().code, Errc::corrupt);
        EXPECT_EQ(event_name(kind), "?");
        EXPECT_TRUE(event_json(entry).is_null());
    }
}

TEST(Events, ShowThemselvesToPeopleAndPrograms)
{
    for (const Event& event : event_samples()) {
        const ledger::Entry entry = to_entry(event, some_time);
        SCOPED_TRACE(event_name(entry.kind));
        EXPECT_FALSE(describe(event).empty());
        const boost::json::value json = event_json(entry);
        ASSERT_TRUE(json.is_object());
        EXPECT_FALSE(json.as_object().empty());
        EXPECT_FALSE(boost::json::serialize(json).empty());
    }
    const Event denied = event_samples().at(5);
    EXPECT_EQ(describe(denied), "denied, POSITION_LIMIT: worst_case=10250.1 limit=10000");
    EXPECT_EQ(event_json(to_entry(denied, some_time)).at("denial").at("code").as_string(), "POSITION_LIMIT");
}

TEST(Events, ASnapshotCutShortAnywhereIsCorruptAndChangesNothing)
{
    testing::Harness desk;
    desk.propose(desk.buy("0.02"_dec, "100000"_dec));
    desk.trade(desk.buy("0.001"_dec), "100000"_dec);
    const Bytes whole = desk.gate.snapshot();
    Gate other{testing::plain_settings()};
    const Bytes empty = other.snapshot();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ASSERT_FALSE(other.restore(std::string_view{whole}.substr(0, size))) << size;
        ASSERT_EQ(other.snapshot(), empty) << size;
    }
    EXPECT_FALSE(other.restore(whole + '\0'));
    ASSERT_TRUE(other.restore(whole));
    EXPECT_EQ(to_hex(other.snapshot()), to_hex(whole));
}

}  // namespace
}  // namespace swarmdesk::trading::execution
