#include "api/event_notices.hpp"

#include <gmock/gmock.h>

#include "trading/execution/event_samples.hpp"

namespace swarmdesk::api {
namespace {

namespace execution = trading::execution;
using namespace literals;
using notify::Kind;
using ::testing::HasSubstr;
using ::testing::Not;

class NoticeTest : public ::testing::Test {
protected:
    std::optional<notify::Notice> of(execution::Event event) const
    {
        execution::StreamedEvent streamed;
        streamed.seq = 7;
        streamed.stamped.event = std::move(event);
        streamed.stamped.time = utc_from_ms(1'743'700'000'000);
        return notice_of(streamed, view);
    }
    static execution::AlertRaised alert(const char* severity, const char* code)
    {
        execution::AlertRaised raised;
        raised.severity = severity;
        raised.source = "gate";
        raised.code = code;
        raised.message = "123.45 USDT are missing";
        return raised;
    }

    const execution::View view{execution::View::Settings{}};
};

TEST_F(NoticeTest, WhateverHappensANoticeHasWordsAPageAndItsPlace)
{
    std::set<Kind> kinds;
    for (const execution::Event& event : execution::testing::event_samples()) {
        const auto notice = of(event);
        if (!notice) continue;
        SCOPED_TRACE(notice->title);
        kinds.insert(notice->kind);
        EXPECT_FALSE(notice->title.empty());
        EXPECT_TRUE(notice->path.starts_with('/'));
        EXPECT_EQ(notice->seq, 7u);
        EXPECT_EQ(notice->time, utc_from_ms(1'743'700'000'000));
    }
    EXPECT_THAT(kinds, ::testing::IsSupersetOf({Kind::approval_waiting, Kind::approval_expired, Kind::trading_state,
                                                Kind::limit_tripped, Kind::unknown_outcome, Kind::fill}));
}

TEST_F(NoticeTest, CriticalAlertsAreToldByWhatTheyAreAbout)
{
    EXPECT_FALSE(of(alert("warning", "UNPROTECTED")));
    EXPECT_FALSE(of(alert("info", "AGENT")));
    EXPECT_EQ(of(alert("critical", "UNKNOWN_OUTCOME"))->kind, Kind::unknown_outcome);
    EXPECT_EQ(of(alert("critical", "UNPROTECTED"))->kind, Kind::unprotected);
    EXPECT_EQ(of(alert("critical", "AGENT"))->kind, Kind::agent);
    EXPECT_EQ(of(alert("critical", "BOOKS_DIFFER"))->kind, Kind::alert);
}

TEST_F(NoticeTest, TheDiscreetWordsNameNoAmount)
{
    execution::DailyLossTripped loss;
    loss.loss = trading::Usd{"512.34"_dec};
    execution::OrderFilled fill;
    fill.fill.instrument = trading::InstrumentId{"paper:BTCUSDT"};
    fill.fill.quantity = trading::Quantity{"0.0321"_dec};
    fill.fill.price = trading::Price{"97123.45"_dec};
    execution::DeskStateSet halted;
    halted.state = trading::risk::TradingState::halted;
    halted.reason = "lost 512.34 too fast";
    for (const execution::Event& event : {execution::Event{loss}, execution::Event{fill}, execution::Event{halted},
                                          execution::Event{alert("critical", "BOOKS_DIFFER")}}) {
        const auto notice = of(event);
        ASSERT_TRUE(notice);
        SCOPED_TRACE(notice->title);
        EXPECT_NE(notice->body, notice->body_discreet);
        for (const char* amount : {"512.34", "0.0321", "97123.45", "123.45"}) {
            EXPECT_THAT(notice->title, Not(HasSubstr(amount)));
            EXPECT_THAT(notice->body_discreet, Not(HasSubstr(amount)));
        }
    }
}

TEST_F(NoticeTest, ADecisionFollowsUpOnItsOwnApprovalAlone)
{
    execution::ApprovalRequested asked;
    asked.approval = trading::ApprovalId::make_v7(utc_from_ms(1), 1, 1);
    execution::ApprovalGranted granted;
    granted.approval = asked.approval;
    granted.by.name = "alice";
    EXPECT_FALSE(of(asked)->is_follow_up);
    const auto followed = of(granted);
    EXPECT_TRUE(followed->is_follow_up);
    EXPECT_EQ(followed->title, "Approved by alice");
    EXPECT_EQ(followed->topic, of(asked)->topic);
    EXPECT_TRUE(followed->approval.empty());
}

}  // namespace
}  // namespace swarmdesk::api
