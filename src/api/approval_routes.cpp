#include <algorithm>
#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"

/// \file
/// What waits for a human, and his word.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;
using namespace trading;

Problem Api::decision_problem(const ApprovalId& approval, const Error& error) const
{
    if (error.code != Errc::conflict) return problem_of(error);
    const ApprovalRecord* record = gate().find(approval);
    const bool is_expired = record != nullptr && record->state == execution::ApprovalState::expired;
    if (is_expired)
        return {.status = 409,
                .code = "approval_expired",
                .title = "Too late",
                .detail = "The approval has expired: not approved. Propose again if it is still wanted."};
    if (record != nullptr && record->state == execution::ApprovalState::open) return problem_of(error);
    return {.status = 409,
            .code = "approval_decided",
            .title = "Already decided",
            .detail = "Somebody decided this approval before. A decision is made once; see its record."};
}

Reply Api::approval_reply(const Caller& caller, const ApprovalRecord& approval) const
{
    const IntentRecord* record = gate().find(approval.request.intent);
    if (record == nullptr) return no_such("approval");
    return json_response(200, view(approval, *record, is_approver(caller)));
}

Reply Api::list_approvals(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    const std::string word = query.text("state").value_or("open");
    std::optional<execution::ApprovalState> state;
    if (const auto parsed = from_text<execution::ApprovalState>(word))
        state = *parsed;
    else if (word != "all")
        query.refuse("state", "all or " + parsed.error().detail);
    if (auto problem = query.finish()) return std::move(*problem);

    std::vector<std::pair<const ApprovalRecord*, const IntentRecord*>> found;
    for (const auto& [id, approval] : gate().state().approvals) {
        if (state && approval.state != *state) continue;
        const IntentRecord* record = gate().find(approval.request.intent);
        if (record == nullptr || !sees_approvals_of(call.caller(), record->intent.account)) continue;
        found.emplace_back(&approval, record);
    }
    const bool wants_open = state == execution::ApprovalState::open;
    std::ranges::sort(found, [wants_open](const auto& a, const auto& b) {
        const UtcTime left = a.first->request.expires;
        const UtcTime right = b.first->request.expires;
        return wants_open ? left < right : right < left;
    });
    json::array items;
    for (const auto& [approval, record] : found) {
        if (items.size() == limit) break;
        items.push_back(view(*approval, *record, is_approver(call.caller())));
    }
    return json_response(200, items_of(std::move(items)));
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
    if (binding && *binding != to_hex(gate().find(*id)->request.binding))
        co_return Problem{.status = 409,
                          .code = "approval_changed",
                          .title = "This is not what was shown",
                          .detail = "The binding is another one: not approved. Look at the approval again."};
    Actor by = actor(call.caller());
    const auto approval = co_await backend_.desk.approve(*id, std::move(by));
    if (!approval) co_return decision_problem(*id, approval.error());
    if (approval->state == execution::ApprovalState::granted) co_return approval_reply(call.caller(), *approval);

    // The rails ran again and said no.
    const IntentRecord* record = gate().find(approval->request.intent);
    if (record == nullptr || !record->denial) co_return approval_reply(call.caller(), *approval);
    co_return denial_problem(*record);
}

asio::awaitable<Reply> Api::reject(Call& call)
{
    const auto body = read_optional_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    std::string reason = in.words("reason", Need::optional, reason_bytes_max).value_or("");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto id = visible_approval(call.caller(), call.arguments[0]);
    if (!id) co_return id.error();
    Actor by = actor(call.caller());
    const auto approval = co_await backend_.desk.reject(*id, std::move(by), std::move(reason));
    if (!approval) co_return decision_problem(*id, approval.error());
    co_return approval_reply(call.caller(), *approval);
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
    const auto record = co_await backend_.desk.modify(*id, modification, std::move(by));
    if (!record) co_return decision_problem(*id, record.error());
    co_return intent_reply(*record);
}

}  // namespace swarmdesk::api
