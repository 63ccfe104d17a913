#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "runtime/deadline.hpp"

/// \file
/// What waits for a human, and what they decide.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;
using namespace trading;

namespace {

asio::awaitable<Result<void>> decided(execution::View& view, ApprovalId approval)
{
    const auto is_open = [&] {
        const execution::ApprovalRecord* record = view.books().find(approval);
        return record != nullptr && record->state == execution::ApprovalState::open;
    };
    while (is_open()) co_await view.reach(view.seq() + 1);
    co_return Result<void>{};
}

}  // namespace

asio::awaitable<void> Api::until_decided(ApprovalId approval)
{
    auto waiting = decided(backend_.view, approval);
    static_cast<void>(co_await runtime::with_deadline(std::move(waiting), backend_.machine_clock, catch_up_timeout));
}

asio::awaitable<Problem> Api::decision_problem(const Caller& caller, ApprovalId approval, Error error)
{
    if (error.code != Errc::conflict) co_return problem_of(error);
    // The gate's words say what it is; its event may still be on its way to us.
    const bool is_decided = error.detail.starts_with(execution::already_decided);
    if (is_decided) co_await until_decided(approval);
    if (auto ended = check_token(caller)) co_return std::move(*ended);
    const ApprovalRecord* record = view().books().find(approval);
    const bool is_open = record != nullptr && record->state == execution::ApprovalState::open && !is_decided;
    const bool is_expired = record != nullptr && (record->state == execution::ApprovalState::expired ||
                                                  (is_open && now().desk >= record->request.expires));
    if (is_open && !is_expired) co_return problem_of(error);
    Problem problem{.status = 409};
    if (is_expired) {
        problem.code = "approval_expired";
        problem.title = "Too late";
        problem.detail = "The approval has expired: not approved. Propose again if it is still wanted.";
    } else {
        problem.code = "approval_decided";
        problem.title = "Already decided";
        problem.detail = "Somebody decided this approval before. A decision is made once; see its record.";
    }
    const IntentRecord* intent = record == nullptr ? nullptr : view().books().find(record->request.intent);
    if (intent != nullptr) problem.members["approval"] = api::view(*record, *intent, is_approver(caller));
    co_return problem;
}

Reply Api::approval_reply(const Caller& caller, const ApprovalRecord& approval) const
{
    const IntentRecord* record = view().books().find(approval.request.intent);
    if (record == nullptr) return no_such("approval");
    return json_response(200, api::view(approval, *record, is_approver(caller)));
}

asio::awaitable<Reply> Api::list_approvals(Call& call)
{
    QueryReader query{call.request.query};
    const std::string word = query.text("state").value_or("open");
    std::optional<execution::ApprovalState> state;
    if (const auto parsed = from_text<execution::ApprovalState>(word))
        state = *parsed;
    else if (word != "all")
        query.refuse("state", "all or " + parsed.error().detail);
    const bool names_account = call.request.query.find("account").has_value();
    auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    const bool decides = is_approver(call.caller());
    if (decides && !names_account) list->accounts.reset();  // an approver decides for all

    const auto shown = [&](const ApprovalRecord& approval, const IntentRecord& record) -> std::optional<json::object> {
        if (state && approval.state != *state) return std::nullopt;
        return api::view(approval, record, decides);
    };
    Page page{*list};
    const auto& log = state == execution::ApprovalState::open ? view().open_approvals() : view().approvals();
    page.take(log, [&](const execution::View::ApprovalRow& row) {
        const ApprovalRecord& approval = *view().books().find(row.approval);
        return shown(approval, *view().books().find(approval.request.intent));
    });
    if (!page.wants_older()) co_return page.finish();
    const auto kinds = execution::kinds_of(execution::ApprovalRequested::kind);
    const auto older = co_await older_events(page, kinds);
    if (!older) co_return older.error();
    for (const execution::StreamedEvent& event : *older) {
        const auto history = co_await history_of(execution::intent_of(event.stamped.event));
        if (!history) co_return history.error();
        page.look_at(event.seq);
        if (*history && (*history)->approval) page.add(shown(*(*history)->approval, (*history)->record));
    }
    co_return page.finish();
}

asio::awaitable<Reply> Api::approve(Call& call)
{
    const auto body = read_optional_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto binding = in.text("binding", Need::optional);
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto id = visible_approval(call.caller(), call.arguments[0]);
    if (!id) co_return id.error();
    if (binding && *binding != to_hex(view().books().find(*id)->request.binding))
        co_return Problem{.status = 409,
                          .code = "approval_changed",
                          .title = "This is not what was shown",
                          .detail = "The binding is another one: not approved. Look at the approval again."};
    Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.approve(*id, std::move(by));
    if (!done) {
        auto explaining = decision_problem(call.caller(), *id, done.error());
        co_return co_await std::move(explaining);
    }
    co_await wrote(call, done->seq);
    const ApprovalRecord& approval = done->value;
    if (approval.state == execution::ApprovalState::granted) co_return approval_reply(call.caller(), approval);

    // The rails ran again and said no.
    const IntentRecord* record = view().books().find(approval.request.intent);
    if (record == nullptr || !record->denial) co_return approval_reply(call.caller(), approval);
    co_return denial_problem(*record, visibility(call.caller()));
}

asio::awaitable<Reply> Api::decline(Call& call)
{
    const auto body = read_optional_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    std::string reason = in.message("reason", Need::optional, reason_bytes_max).value_or("");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto id = visible_approval(call.caller(), call.arguments[0]);
    if (!id) co_return id.error();
    Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.decline(*id, std::move(by), std::move(reason));
    if (!done) {
        auto explaining = decision_problem(call.caller(), *id, done.error());
        co_return co_await std::move(explaining);
    }
    co_await wrote(call, done->seq);
    co_return approval_reply(call.caller(), done->value);
}

asio::awaitable<Reply> Api::modify(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    execution::Modification modification;
    modification.intent = in.uuid<IntentTag>("intent_id", Need::required).value_or(IntentId{});
    modification.quantity = in.decimal<Quantity>("quantity", Need::optional);
    modification.limit_price = in.decimal<Price>("limit_price", Need::optional);
    if (auto problem = in.finish()) co_return std::move(*problem);
    if (!modification.quantity && !modification.limit_price)
        co_return invalid_request({{"", "give quantity, limit_price or both"}});
    const auto id = visible_approval(call.caller(), call.arguments[0]);
    if (!id) co_return id.error();
    Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.modify(*id, std::move(modification), std::move(by));
    if (!done) {
        auto explaining = decision_problem(call.caller(), *id, done.error());
        co_return co_await std::move(explaining);
    }
    co_await wrote(call, done->seq);
    co_return intent_reply(done->value, visibility(call.caller()));
}

}  // namespace swarmdesk::api
