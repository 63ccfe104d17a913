#include "api/replies.hpp"

#include "api/view.hpp"

namespace swarmdesk::api {

namespace execution = trading::execution;

namespace {

/// The desk's own codes stand before its message, as the rails' do: "LEDGER_BUSY: 9 events wait for the disk".
std::optional<std::string> leading_code(std::string_view detail)
{
    const auto end = detail.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
    if (end == 0 || end == std::string_view::npos || detail[end] != ':') return std::nullopt;
    return std::string{detail.substr(0, end)};
}

}  // namespace

Reply intent_reply(const execution::IntentRecord& record, const Visibility& visibility)
{
    if (record.state == execution::IntentState::denied && record.denial) return denial_problem(record, visibility);
    return json_response(202, view(record, visibility));
}

Problem denial_problem(const execution::IntentRecord& record, const Visibility& visibility)
{
    const trading::risk::Denial& denial = *record.denial;
    Problem problem{
        .status = 422,
        .code = std::string{to_text(denial.code)},
        .title = "A rail said no",
        .detail = message_of(denial, visibility) + ". Nothing was sent. Use a fresh intent_id to try something else."};
    if (denial.retry_after) {
        constexpr nanoseconds second = std::chrono::seconds{1};
        problem.status = 429;
        problem.headers.add("Retry-After", std::to_string((*denial.retry_after + second - nanoseconds{1}) / second));
    }
    problem.members["denial"] = view(denial, visibility);
    problem.members["intent"] = view(record, visibility);
    return problem;
}

Problem coded_problem(const Error& error)
{
    Problem problem = problem_of(error);
    if (auto code = leading_code(error.detail)) problem.code = std::move(*code);
    return problem;
}

Problem proposal_problem(const Error& error)
{
    if (error.code != Errc::conflict) return coded_problem(error);
    Problem problem = problem_of(error);
    problem.code = "intent_conflict";
    problem.title = "The intent id is taken";
    problem.detail = error.detail + ". Use a fresh intent_id for a new intent.";
    return problem;
}

boost::json::object items_of(boost::json::array items)
{
    boost::json::object object;
    object["items"] = std::move(items);
    return object;
}

}  // namespace swarmdesk::api
