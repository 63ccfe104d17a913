#include "api/route.hpp"

#include <array>

#include "api/api.hpp"

namespace swarmdesk::api {
namespace {

using enum Access;
using enum RequestClass;
constexpr auto get = net::Method::get;
constexpr auto post = net::Method::post;

constexpr auto table = std::to_array<Route>({
    {post, "/intents", trader, "Propose a trade.", &Api::propose_intent, order},
    {post, "/intents/preview", trader, "What a trade would come to.", &Api::preview_intent, order},
    {get, "/intents", viewer, "The newest intents.", &Api::list_intents},
    {get, "/intents/{id}", viewer, "One intent with its full history.", &Api::get_intent},
    {post, "/intents/{id}/cancel", trader, "Cancel what is left of it.", &Api::cancel_intent, stop},
    {post, "/intents/{id}/settle", approver, "Say what became of an unknown order.", &Api::settle_intent, order},
    {post, "/protection", trader, "What is to stand at the venue for a lot.", &Api::set_protection, order},
    {post, "/close", trader, "Close positions, with a preview.", &Api::close, stop},
    {get, "/orders", viewer, "Open orders.", &Api::list_orders},
    {get, "/fills", viewer, "The newest fills.", &Api::list_fills},
    {get, "/fills/{id}/trace", viewer, "Where a fill comes from.", &Api::trace_fill},
    {get, "/trades", viewer, "The newest closed round trips.", &Api::list_trades},
    {get, "/profit", viewer, "What round trips came to, by day or name.", &Api::get_profit},
    {get, "/equity", viewer, "Equity and drawdown over time.", &Api::get_equity},
    {get, "/positions", viewer, "What is held.", &Api::list_positions},
    {get, "/portfolio", viewer, "Cash, equity and profit.", &Api::get_portfolio},
    {get, "/rails", viewer, "Every rail as a gauge.", &Api::list_rails},
    {get, "/limits", viewer, "The limits in force.", &Api::list_limits},
    {post, "/limits", operator_, "Make a limit tighter, at once.", &Api::tighten_limit},

    {get, "/approvals", viewer, "What waits for a human.", &Api::list_approvals},
    {post, "/approvals/{id}/approve", approver, "Let a waiting intent go ahead.", &Api::approve, order},
    {post, "/approvals/{id}/decline", approver, "Decline a waiting intent.", &Api::decline, stop},
    {post, "/approvals/{id}/modify", approver, "Replace it by a tighter one.", &Api::modify, order},

    {post, "/desk/halt", operator_, "Stop everything that adds exposure.", &Api::halt_desk, stop},
    {post, "/desk/reduce", operator_, "Allow only reductions.", &Api::reduce_desk, stop},
    {post, "/desk/resume", operator_, "Trade again.", &Api::resume_desk},
    {post, "/accounts/{id}/halt", trader, "Halt one account.", &Api::halt_account, stop},
    {post, "/accounts/{id}/resume", operator_, "Let an account trade again.", &Api::resume_account},
    {post, "/accounts/{id}/rearm", operator_, "Clear a loss streak.", &Api::rearm_account},
    {post, "/accounts/{id}/adjust", approver, "Bring a balance in line with the venue's.", &Api::adjust_account},
    {get, "/accounts/{id}/reconciliation", viewer, "How books and venue compare.", &Api::get_reconciliation},
    {post, "/rearm", operator_, "Clear a loss streak at any level.", &Api::rearm},

    {get, "/agents", viewer, "Every agent and how it is.", &Api::list_agents},
    {get, "/strategies", operator_, "The rules agents run, and their files.", &Api::list_strategies},
    {post, "/strategies/{agent}/{name}/preview", operator_, "What its file would change.", &Api::preview_strategy},
    {post, "/strategies/{agent}/{name}/apply", operator_, "Take the file as it was previewed.", &Api::apply_strategy},
    {get, "/signals", viewer, "The newest signals.", &Api::list_signals},
    {get, "/series", viewer, "Indicators and levels of running strategies.", &Api::list_series},
    {get, "/alerts", viewer, "The newest alerts.", &Api::list_alerts},
    {get, "/analyses", viewer, "What models said of the markets.", &Api::list_analyses},
    {get, "/models", viewer, "Which models answer, and at what cost.", &Api::get_models},
    {get, "/reports/{day}", viewer, "The report of one day.", &Api::get_report},

    {get, "/market", viewer, "The source, instruments and quotes.", &Api::get_market},
    {get, "/market/{instrument}/candles", viewer, "The newest candles.", &Api::list_candles},
    {post, "/market/{instrument}/quote", operator_, "Move a manual market.", &Api::set_quote},

    {get, "/ledger", viewer, "Ledger rows in order.", &Api::list_ledger},
    {get, "/users", operator_, "Who may come in.", &Api::list_users},
    {post, "/users", operator_, "Let somebody in.", &Api::create_user},
    {post, "/users/{id}/disable", operator_, "Shut somebody out.", &Api::disable_user},
    {post, "/users/{id}/enable", operator_, "Let them in again.", &Api::enable_user},
    {get, "/tokens", viewer, "One's own tokens; an operator's view of all.", &Api::list_tokens},
    {post, "/tokens", viewer, "Make a token.", &Api::create_token},
    {post, "/tokens/{id}/rotate", viewer, "Replace a token by a new one.", &Api::rotate_token},
    {post, "/tokens/{id}/revoke", viewer, "End a token.", &Api::revoke_token},
    {post, "/sign-in-links", viewer, "Make a link that signs in once.", &Api::create_sign_in_link},
    {post, "/session", anyone, "Exchange such a link for a token.", &Api::create_session},
    {get, "/me", viewer, "Who the token says I am.", &Api::get_me},

    {get, "/notifications", viewer, "What was sent to me, and what became of it.", &Api::list_notifications},
    {get, "/notifications/settings", viewer, "What I am told of, and how.", &Api::get_notification_settings},
    {post, "/notifications/settings", viewer, "Choose it.", &Api::set_notification_settings},
    {get, "/notifications/push-key", viewer, "The key browsers subscribe with.", &Api::get_push_key},
    {post, "/notifications/push-subscriptions", viewer, "Have a browser told.", &Api::create_push_subscription},
    {post, "/notifications/push-subscriptions/{id}/remove", viewer, "Have it told no more.",
     &Api::remove_push_subscription},
    {post, "/notifications/test", viewer, "Send me a test.", &Api::test_notifications},

    {get, "/status", viewer, "How the desk is.", &Api::get_status},
    {get, "/stream", anyone, "The WebSocket.", &Api::explain_stream},
    {get, "/openapi.yaml", anyone, "The API's description.", &Api::get_openapi},
    {get, "/healthz", anyone, "Whether the process answers.", &Api::healthz},
    {get, "/readyz", anyone, "Whether orders are taken.", &Api::readyz},
});

std::string_view take_segment(std::string_view& path)
{
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& arguments)
{
    arguments.clear();
    while (!pattern.empty() && !path.empty()) {
        const auto expected = take_segment(pattern);
        const auto given = take_segment(path);
        if (expected.starts_with('{'))
            arguments.emplace_back(given);
        else if (expected != given)
            return false;
    }
    return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() { return table; }

OrProblem<Match> find_route(net::Method method, std::string_view path)
{
    if (method == net::Method::head) method = get;
    std::string allowed;
    std::vector<std::string> arguments;
    if (path.starts_with('/')) {
        for (const Route& route : table) {
            if (!matches(route.pattern, path, arguments)) continue;
            if (route.method == method) return Match{&route, std::move(arguments)};
            if (!allowed.empty()) allowed += ", ";
            allowed += route.method == get ? "GET, HEAD" : to_text(route.method);
        }
    }
    if (allowed.empty())
        return Problem{.status = 404,
                       .code = "no_such_route",
                       .title = "There is no such route",
                       .detail = "See /api/v1/openapi.yaml for those there are."};
    Problem problem{.status = 405,
                    .code = "method_not_allowed",
                    .title = "This route does not take that method",
                    .detail = "Use " + allowed + "."};
    problem.headers.add("Allow", allowed);
    return problem;
}

}  // namespace swarmdesk::api
