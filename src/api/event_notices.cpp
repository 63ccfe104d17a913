#include "api/event_notices.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/visibility.hpp"

namespace swarmdesk::api {

namespace asio = boost::asio;
namespace execution = trading::execution;
namespace risk = trading::risk;
using notify::Kind;
using notify::Notice;

namespace {

std::string symbol_of(const trading::InstrumentId& instrument) { return instrument.symbol.to_string(); }

std::string side_of(trading::Side side) { return side == trading::Side::buy ? "Buy" : "Sell"; }

/// Makes the notice of each kind of event that is worth one.
class Teller {
public:
    explicit Teller(const execution::View& view) : view_(view) {}

    template <class E>
    std::optional<Notice> operator()(const E&) const
    {
        return std::nullopt;
    }

    std::optional<Notice> operator()(const execution::ApprovalRequested& e) const
    {
        Notice notice = of_approval(Kind::approval_waiting, e.approval, "An approval waits");
        notice.approval = e.approval.to_string();
        notice.expires = e.expires_at;
        const execution::IntentRecord* record = view_.books().find(e.intent);
        if (record == nullptr) return notice;
        const trading::Intent& intent = record->intent;
        const std::string what = " " + symbol_of(intent.instrument) + " in " + intent.account.to_string() +
                                 ", proposed by " + intent.proposer.name;
        notice.body = side_of(intent.side) + " " + e.quantity_max.to_string() + what + ", at worst at " +
                      e.worst_price.to_string();
        notice.body_discreet = side_of(intent.side) + what;
        return notice;
    }
    std::optional<Notice> operator()(const execution::ApprovalGranted& e) const
    {
        return decided(e.approval, e.intent, "Approved by " + e.by.name);
    }
    std::optional<Notice> operator()(const execution::ApprovalDeclined& e) const
    {
        return decided(e.approval, e.intent, e.denial ? "Denied by a limit" : "Declined by " + e.by.name);
    }
    std::optional<Notice> operator()(const execution::ApprovalExpired& e) const
    {
        Notice notice = of_approval(Kind::approval_expired, e.approval, "An approval expired");
        notice.body = notice.body_discreet = words_of(e.intent) + ": nobody decided in time, and nothing was sent";
        return notice;
    }
    std::optional<Notice> operator()(const execution::DeskStateSet& e) const
    {
        return state(e.state, "The desk", e.by, e.reason, "desk");
    }
    std::optional<Notice> operator()(const execution::AccountStateSet& e) const
    {
        return state(e.state, "Account " + e.account.to_string(), e.by, e.reason, e.account.to_string());
    }
    std::optional<Notice> operator()(const execution::DailyLossTripped& e) const
    {
        Notice notice{.kind = Kind::limit_tripped};
        notice.title = "A day's loss limit was reached";
        const std::string which = e.scope.to_string() + " has lost ";
        notice.body = which + e.loss.to_string() + " USD today: until 00:00 UTC it only reduces";
        notice.body_discreet = which + "as much as it may today: until 00:00 UTC it only reduces";
        notice.topic = "loss " + e.scope.to_string();
        notice.path = "/";
        return notice;
    }
    std::optional<Notice> operator()(const execution::LossStreakTripped& e) const
    {
        Notice notice{.kind = Kind::limit_tripped};
        notice.title = "A loss streak stopped new exposure";
        notice.body = notice.body_discreet =
            fmt::format("{} lost {} times in a row: it waits for somebody to re-arm it", e.scope.to_string(), e.losses);
        notice.topic = "streak " + e.scope.to_string();
        notice.path = "/";
        return notice;
    }
    std::optional<Notice> operator()(const execution::OrderFilled& e) const
    {
        Notice notice{.kind = Kind::fill};
        const bool is_bought = e.fill.side == trading::Side::buy;
        notice.title = std::string{is_bought ? "Bought " : "Sold "} + symbol_of(e.fill.instrument);
        notice.body = e.fill.quantity.to_string() + " at " + e.fill.price.to_string();
        notice.path = "/portfolio";
        return notice;
    }
    std::optional<Notice> operator()(const execution::AlertRaised& e) const
    {
        if (e.severity != "critical") return std::nullopt;
        Notice notice{.kind = Kind::alert};
        notice.title = "Critical alert of " + e.source;
        if (e.code == "UNKNOWN_OUTCOME") {
            notice.kind = Kind::unknown_outcome;
            notice.title = "The outcome of an order is unknown";
        } else if (e.code == "UNPROTECTED") {
            notice.kind = Kind::unprotected;
            notice.title = "A position is not protected";
        } else if (e.code == "AGENT") {
            notice.kind = Kind::agent;
            notice.title = "Agent " + e.source + " needs somebody";
        }
        notice.body = e.message;
        // Its words may hold any number.
        notice.body_discreet = (e.instrument ? symbol_of(*e.instrument) + ": s" : "S") + std::string{"ee the desk"};
        notice.path = "/";
        return notice;
    }

private:
    static Notice of_approval(Kind kind, const trading::ApprovalId& approval, std::string title)
    {
        Notice notice{.kind = kind};
        notice.title = std::move(title);
        notice.topic = "approval " + approval.to_string();
        notice.path = "/approvals";
        return notice;
    }
    /// "Buy BTCUSDT in paper".
    std::string words_of(const trading::IntentId& intent) const
    {
        const execution::IntentRecord* record = view_.books().find(intent);
        if (record == nullptr) return "The trade";
        return side_of(record->intent.side) + " " + symbol_of(record->intent.instrument) + " in " +
               record->intent.account.to_string();
    }
    Notice decided(const trading::ApprovalId& approval, const trading::IntentId& intent, std::string title) const
    {
        Notice notice = of_approval(Kind::approval_waiting, approval, std::move(title));
        notice.body = notice.body_discreet = words_of(intent);
        notice.is_follow_up = true;
        return notice;
    }
    static std::optional<Notice> state(risk::TradingState state, const std::string& who, const trading::Actor& by,
                                       const std::string& reason, const std::string& topic)
    {
        Notice notice{.kind = Kind::trading_state};
        notice.title = who + (state == risk::TradingState::halted     ? " is halted"
                              : state == risk::TradingState::reducing ? " only reduces"
                                                                      : " trades again");
        notice.body_discreet = "By " + by.name;
        notice.body = notice.body_discreet + (reason.empty() ? "" : ": " + reason);
        notice.topic = "state " + topic;
        notice.path = "/";
        return notice;
    }

    const execution::View& view_;
};

}  // namespace

std::optional<Notice> notice_of(const execution::StreamedEvent& event, const execution::View& view)
{
    auto notice = std::visit(Teller{view}, event.stamped.event);
    if (!notice) return std::nullopt;
    notice->seq = event.seq;
    notice->time = event.stamped.time;
    return notice;
}

EventNotices::EventNotices(asio::any_io_executor executor, Borrowed borrowed, std::vector<std::string> approvers)
    : borrowed_(borrowed),
      approvers_(std::move(approvers)),
      tasks_(std::move(executor), [](const std::string&, std::exception_ptr) {})
{}

bool EventNotices::is_news(const execution::StreamedEvent& event) const
{
    return event.seq > borrowed_.notifier.told_seq() && borrowed_.clock.now().utc - event.stamped.time < age_max;
}

void EventNotices::on_events(std::span<const execution::StreamedEvent> events)
{
    for (const execution::StreamedEvent& event : events)
        if (is_news(event)) take(event);
}

void EventNotices::on_restored(const execution::StreamedEvent& event)
{
    if (is_news(event) && restored_.size() < restored_max) restored_.push_back(event);
}

void EventNotices::begin()
{
    for (const execution::StreamedEvent& event : std::exchange(restored_, {})) take(event);
}

void EventNotices::take(const execution::StreamedEvent& event)
{
    const execution::Stamped& stamped = event.stamped;
    if (const auto* started = std::get_if<execution::DayStarted>(&stamped.event)) {
        tasks_.spawn(look_for_report(started->account, started->baseline.day - 1, event.seq), "report");
        return;
    }
    auto notice = notice_of(event, borrowed_.view);
    if (!notice || borrowed_.clock.now().utc >= notice->useful_until()) return;
    auto users = audience_of(*notice, stamped);
    borrowed_.notifier.tell(std::move(*notice), std::move(users));
}

std::set<std::string> EventNotices::audience(const std::function<bool(const User&)>& may_hear) const
{
    std::set<std::string> users;
    for (const std::string& name : borrowed_.notifier.recipients()) {
        const auto id = trading::UserId::parse(name);
        const User* user = id ? borrowed_.users.find(*id) : nullptr;
        if (user != nullptr && !user->is_disabled && may_hear(*user)) users.insert(name);
    }
    return users;
}

std::set<std::string> EventNotices::audience_of(const Notice& notice, const execution::Stamped& event) const
{
    const bool is_approval = notice.kind == Kind::approval_waiting || notice.kind == Kind::approval_expired;
    return audience([&](const User& user) {
        const bool decides = is_approval && std::ranges::count(approvers_, user.name.to_string()) > 0;
        return decides || Visibility{borrowed_.view, user}.sees(event);
    });
}

void EventNotices::on_market_health(bool is_healthy)
{
    if (std::exchange(is_healthy_, is_healthy) == is_healthy) return;
    if (!is_healthy)
        tasks_.spawn(watch_feed(++outages_), "feed");
    else if (std::exchange(is_outage_told_, false))
        tell_of_feed(true);
}

asio::awaitable<void> EventNotices::watch_feed(std::uint64_t outage)
{
    co_await borrowed_.clock.sleep(feed_patience);
    if (is_healthy_ || outage != outages_ || std::exchange(is_outage_told_, true)) co_return;
    tell_of_feed(false);
}

void EventNotices::tell_of_feed(bool is_healthy)
{
    Notice notice{.kind = Kind::feed};
    notice.time = borrowed_.clock.now().utc;
    notice.title = is_healthy ? "Prices are back" : "Prices are lost";
    notice.body = notice.body_discreet =
        is_healthy ? "The market's feed works again" : "The market's feed is down: nothing new is bought meanwhile";
    notice.topic = "feed";
    notice.path = "/markets";
    auto users = audience([](const User&) { return true; });
    borrowed_.notifier.tell(std::move(notice), std::move(users));
}

/// The treasury writes it when the day has begun for it as well.
asio::awaitable<void> EventNotices::look_for_report(trading::AccountId account, std::int64_t day, std::uint64_t seq)
{
    constexpr nanoseconds interval = std::chrono::seconds{30};
    for (int tries = 0; tries < 4; ++tries) {
        co_await borrowed_.clock.sleep(interval);
        auto looking = borrowed_.swarm.report(day, account);
        const auto report = co_await std::move(looking);
        if (!report) continue;
        Notice notice{.kind = Kind::daily_report, .seq = seq};
        notice.time = borrowed_.clock.now().utc;
        notice.title = "The day's report is there";
        notice.body = notice.body_discreet = "What account " + account.to_string() + " did yesterday";
        notice.topic = "report " + account.to_string();
        notice.path = "/replays";
        auto users = audience([&](const User& user) {
            const auto own = Visibility{borrowed_.view, user}.own_accounts();
            return std::ranges::find(own, account) != own.end();
        });
        borrowed_.notifier.tell(std::move(notice), std::move(users));
        co_return;
    }
}

}  // namespace swarmdesk::api
