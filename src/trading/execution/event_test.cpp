#include "trading/execution/event.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>
#include <set>

#include "trading/execution/event_samples.hpp"
#include "trading/execution/intent_record.hpp"

namespace swarmdesk::trading::execution {
namespace {

using testing::event_samples;
using namespace literals;

constexpr UtcTime some_time = utc_from_ms(1'750'032'000'000);
constexpr DeskTime some_desk{some_time.ns + 2'592'000'000'000'000};  // a month ahead
const AccountId account{"paper"};

Stamped stamped(const Event& event) { return {event, some_time, some_desk, account}; }
Row row_of(const Event& event) { return to_row(stamped(event)); }
Result<Stamped> read(const Row& row) { return from_row("account.paper", row); }

/// What stands in ledgers stays readable: neither number nor name changes its meaning, ever.
TEST(Events, HaveTheNumbersAndNamesTheyAlwaysHad)
{
    const std::map<std::uint32_t, std::string_view> names{
        {1, "InstrumentListed"},    {8, "InstrumentListed"},   {2, "AccountOpened"},        {3, "FundsMoved"},
        {4, "SignalRaised"},        {9, "SignalRaised"},       {5, "AssetLeftOut"},         {6, "AssetCountedIn"},
        {10, "IntentProposed"},     {14, "IntentProposed"},    {11, "IntentDenied"},        {12, "ExposureReserved"},
        {13, "DenialsCounted"},     {20, "ApprovalRequested"}, {21, "ApprovalGranted"},     {22, "ApprovalDeclined"},
        {23, "ApprovalExpired"},    {30, "OrderSubmitted"},    {31, "OrderAccepted"},       {32, "OrderRejected"},
        {33, "OrderUnknown"},       {34, "OrderFilled"},       {35, "CancelRequested"},     {36, "OrderClosed"},
        {37, "SettlementProposed"}, {38, "OrderSettled"},      {39, "SettledFillReported"}, {40, "DeskStateSet"},
        {41, "AccountStateSet"},    {42, "DayStarted"},        {43, "DailyLossTripped"},    {44, "RoundTripClosed"},
        {45, "LossStreakTripped"},  {46, "LossStreakRearmed"}, {47, "ReconcileStarted"},    {48, "ReconcileFinished"},
        {49, "LimitsSet"},          {57, "LimitsSet"},         {50, "AlertRaised"},         {51, "AdjustmentProposed"},
        {52, "AdjustmentMade"},     {53, "PriceSourceSet"},    {54, "ClockAcknowledged"},   {55, "PricesMarked"},
        {58, "ProtectionSet"},      {59, "SettingChanged"},    {60, "LimitTightened"},      {61, "LimitsLoosened"},
    };
    std::map<std::uint32_t, std::string_view> actual;
    for (std::uint32_t kind = 0; kind < 1'000; ++kind)
        if (event_name(kind) != "?") actual[kind] = event_name(kind);
    EXPECT_EQ(actual, names);
}

TEST(Events, TheSamplesHoldEveryKindOnce)
{
    std::set<std::size_t> alternatives;
    for (const Event& event : event_samples()) EXPECT_TRUE(alternatives.insert(event.index()).second);
    EXPECT_EQ(alternatives.size(), std::variant_size_v<Event>);
}

TEST(Events, GoToTheLedgerAndComeBackTheSame)
{
    for (const Event& event : event_samples()) {
        const Row row = row_of(event);
        SCOPED_TRACE(event_name(row.kind));
        EXPECT_EQ(row.time, some_time);
        EXPECT_FALSE(row.subject.empty());
        const auto again = read(row);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->event.index(), event.index());
        EXPECT_EQ(again->time, some_time);
        EXPECT_EQ(again->desk, some_desk);
        EXPECT_EQ(again->account, account);
        const Row second = to_row(*again);
        EXPECT_EQ(to_hex(second.payload), to_hex(row.payload));
        EXPECT_EQ(second.subject, row.subject);
    }
}

/// The payload of every sample, as it was when its kind was made.
TEST(Events, KeepTheirBytes)
{
    Encoder all;
    for (const Event& event : event_samples()) all.put(row_of(event).payload);
    EXPECT_EQ(to_hex(sha256(all.bytes())), "e0db9bc20ddb3bf4c9cee4e689369f8dfe8a45bc9cd78d75b3559bd53dba663e");
}

/// What the last fields of these kinds stand for in the bytes of before they had them.
TEST(Events, OfAFormerKindReadAsWhatTheyMeant)
{
    Instrument instrument = std::get<InstrumentListed>(event_samples().at(0)).instrument;
    Signal signal = std::get<SignalRaised>(event_samples().at(3)).signal;
    signal.take_profit_price.reset();
    signal.trailing_bp.reset();
    signal.is_hold = false;
    const Intent intent = std::get<IntentProposed>(event_samples().at(4)).intent;
    struct Former {
        std::uint32_t kind;
        Event event;
        std::size_t bytes;  ///< that were not there
    };
    for (const auto& [kind, event, bytes] :
         {Former{1, InstrumentListed{instrument}, 1}, Former{4, SignalRaised{signal}, 3},
          Former{10, IntentProposed{intent}, 4}, Former{49, LimitsSet{4, {}}, 1}}) {
        Row row = row_of(event);
        EXPECT_EQ(current_kind(kind), row.kind);
        EXPECT_EQ(kinds_of(row.kind), (std::vector{row.kind, kind}));
        row.kind = kind;
        row.payload.resize(row.payload.size() - bytes);
        const auto former = read(row);
        ASSERT_TRUE(former) << former.error().detail;
        EXPECT_EQ(row_of(former->event).payload, row_of(event).payload);
    }
}

TEST(Events, AreFoundByTheIntentTheAccountOrTheUserTheyAreAbout)
{
    const std::string intent = std::get<IntentProposed>(event_samples().at(4)).intent.id.to_string();
    for (const Event& event : event_samples()) {
        const Row row = row_of(event);
        SCOPED_TRACE(event_name(row.kind));
        const bool is_of_intent = (row.kind >= IntentDenied::kind && row.kind <= SettledFillReported::kind &&
                                   row.kind != DenialsCounted::kind) ||
                                  row.kind == RoundTripClosed::kind || row.kind == AlertRaised::kind;
        if (is_of_intent) {
            EXPECT_EQ(row.subject, intent);
        } else if (std::visit(
                       []<class E>(const E& e) {
                           return requires { e.account.is_empty(); };
                       },
                       event)) {
            EXPECT_EQ(row.subject, "paper");
        }
    }
    EXPECT_EQ(row_of(DenialsCounted{UserId{"bob"}, {}, 1}).subject, "bob");
    EXPECT_EQ(row_of(DailyLossTripped{risk::Scope::of(UserId{"bob"}), {}, 1, {}, {}}).subject, "user bob");
    EXPECT_EQ(row_of(LossStreakTripped{risk::Scope::of(UserId{"bob"}), 3}).subject, "user bob");
    EXPECT_EQ(row_of(DailyLossTripped{risk::Scope::desk(), {}, 1, {}, {}}).subject, "desk");
    AlertRaised alert;
    EXPECT_EQ(row_of(alert).subject, "desk");
    alert.account = account;
    EXPECT_EQ(row_of(alert).subject, "paper");
    EXPECT_EQ(row_of(SettingChanged{"strategy a/b", {}, "1", {}, {}, {}}).subject, "strategy a/b");
    EXPECT_EQ(row_of(SettingChanged{}).subject, "desk");
}

TEST(Events, AreOnTheChainOfTheirAccountOrOfWhatIsSummedOrOfTheDesk)
{
    for (const Event& event : event_samples()) EXPECT_EQ(chain_of(stamped(event)), "account.paper");
    const auto without = [](const Event& event) { return chain_of(Stamped{event, some_time, some_desk, {}}); };
    EXPECT_EQ(without(LimitsSet{}), "budgets");
    EXPECT_EQ(without(DailyLossTripped{}), "budgets");
    EXPECT_EQ(without(LossStreakTripped{}), "budgets");
    EXPECT_EQ(without(LossStreakRearmed{}), "budgets");
    EXPECT_EQ(without(DenialsCounted{}), "budgets");
    EXPECT_EQ(without(DeskStateSet{}), "desk");
    EXPECT_EQ(without(AlertRaised{}), "desk");
    EXPECT_EQ(without(InstrumentListed{}), "desk");
    EXPECT_EQ(without(SettingChanged{}), "desk");
    EXPECT_EQ(account_of_chain("account.paper"), account);
    for (const std::string_view chain : {"desk", "budgets", "account.", "account", "accounts.x", "account.a b", ""})
        EXPECT_TRUE(account_of_chain(chain).is_empty()) << chain;
}

TEST(Events, AreEventsOfAnIntentExactlyWhereItsRecordIsFoldedFromThem)
{
    for (const Event& event : event_samples()) {
        const Row row = row_of(event);
        SCOPED_TRACE(event_name(row.kind));
        const bool is_folded =
            row.kind >= IntentDenied::kind && row.kind <= SettledFillReported::kind && row.kind != DenialsCounted::kind;
        EXPECT_EQ(!intent_of(event).is_nil(), is_folded);
    }
}

TEST(Events, CutShortAnywhereOrMadeLongerAreCorrupt)
{
    for (const Event& event : event_samples()) {
        Row row = row_of(event);
        SCOPED_TRACE(event_name(row.kind));
        const Bytes whole = row.payload;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            row.payload = whole.substr(0, size);
            const auto result = read(row);
            ASSERT_FALSE(result) << size;
            EXPECT_EQ(result.error().code, Errc::corrupt);
        }
        row.payload = whole + '\0';
        EXPECT_EQ(read(row).error().code, Errc::corrupt);
    }
}

TEST(Events, WithAnyByteChangedAreCorruptOrExactlyWhatTheirBytesSay)
{
    for (const Event& event : event_samples()) {
        const Row row = row_of(event);
        SCOPED_TRACE(event_name(row.kind));
        for (std::size_t at = 0; at < row.payload.size(); ++at)
            for (const char mask : {'\x01', '\x40', '\x7f', '\xff'}) {
                Row changed = row;
                changed.payload[at] = static_cast<char>(changed.payload[at] ^ mask);
                const auto result = read(changed);
                if (!result) continue;
                EXPECT_EQ(to_hex(to_row(*result).payload), to_hex(changed.payload)) << at;
                EXPECT_FALSE(describe(result->event).empty());
                EXPECT_FALSE(boost::json::serialize(event_json(result->event)).empty());
            }
    }
}

TEST(Events, WithATimeThatDoesNotFitAreCorrupt)
{
    for (const std::int64_t ahead :
         {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()})
        for (const std::int64_t time : {std::int64_t{1}, std::int64_t{-2}}) {
            const bool fits = (ahead > 0) == (time < 0);
            Encoder encoder;
            encoder.put(ahead);
            encoder.put(ApprovalExpired{});
            const auto result = read(Row{ApprovalExpired::kind, "x", UtcTime{time}, encoder.take()});
            EXPECT_EQ(result.has_value(), fits) << ahead << " after " << time;
        }
}

TEST(Events, OfANumberNobodyHasAreCorrupt)
{
    for (const std::uint32_t kind : {0u, 7u, 15u, 19u, 24u, 29u, 56u, 999u, UINT32_MAX}) {
        SCOPED_TRACE(kind);
        EXPECT_EQ(read(Row{kind, "x", some_time, "abc"}).error().code, Errc::corrupt);
        EXPECT_EQ(event_name(kind), "?");
    }
}

TEST(Events, ShowThemselvesToPeopleAndPrograms)
{
    std::set<std::string> sentences;
    for (const Event& event : event_samples()) {
        SCOPED_TRACE(event_name(row_of(event).kind));
        EXPECT_TRUE(sentences.insert(describe(event)).second) << "no two kinds read alike";
        const boost::json::value json = event_json(event);
        ASSERT_TRUE(json.is_object());
        EXPECT_FALSE(json.as_object().empty());
    }
    const Event denied = event_samples().at(5);
    EXPECT_EQ(describe(denied), "denied, POSITION_LIMIT: worst_case=10250.1 limit=10000");
    EXPECT_EQ(event_json(denied).at("denial").at("code").as_string(), "POSITION_LIMIT");
}

TEST(Events, TellWhatASettingIsAndWas)
{
    SettingChanged change{"strategy a/b", "11", "22", {"entry: x -> y"}, {ActorKind::human, "ann"}, "slower"};
    EXPECT_EQ(describe(change), "strategy a/b is 22 and was 11, by human ann: slower; entry: x -> y");
    change.changes.push_back("stop: none -> 3 %");
    change.reason.clear();
    change.from.clear();
    EXPECT_EQ(describe(change), "strategy a/b is 22, by human ann; entry: x -> y; and 1 more");
    change.to.clear();
    change.changes.clear();
    EXPECT_EQ(describe(change), "strategy a/b is nothing, by human ann");
    EXPECT_EQ(event_json(change).at("changes").as_array().size(), 0u);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
