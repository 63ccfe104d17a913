#pragma once

#include <map>
#include <span>

#include "api/backend.hpp"
#include "api/intent_history.hpp"
#include "api/page.hpp"
#include "api/query_reader.hpp"
#include "api/route.hpp"
#include "api/sign_in_links.hpp"
#include "api/users.hpp"
#include "api/visibility.hpp"
#include "trading/execution/close_plan.hpp"

namespace swarmdesk::api {

/// What every route does. Each handler is given a caller whose role already suffices for its route; it judges whose
/// things they ask for, and what is not theirs is not there. Reads come from the view, writes go through the commands;
/// whoever wrote finds it in the view before the answer leaves. One thread: the front's.
class Api {
public:
    Api(Backend& backend, Users& users, UtcTime started);

    /// Runs the route's handler. A GET waits until the view is as far as its `min_seq`, and gives nothing to a caller
    /// whose token ends before its answer is there; every answer says in `X-Desk-Seq` how far the view is, and at least
    /// as far as what the request wrote.
    boost::asio::awaitable<Reply> answer(const Route& route, Call& call);

    /// \name What the routes answer
    /// @{
    boost::asio::awaitable<Reply> propose_intent(Call& call);
    boost::asio::awaitable<Reply> preview_intent(Call& call);
    boost::asio::awaitable<Reply> list_intents(Call& call);
    boost::asio::awaitable<Reply> get_intent(Call& call);
    boost::asio::awaitable<Reply> cancel_intent(Call& call);
    boost::asio::awaitable<Reply> settle_intent(Call& call);
    boost::asio::awaitable<Reply> close(Call& call);
    boost::asio::awaitable<Reply> list_orders(Call& call);
    boost::asio::awaitable<Reply> list_fills(Call& call);
    boost::asio::awaitable<Reply> trace_fill(Call& call);
    boost::asio::awaitable<Reply> list_trades(Call& call);
    Reply get_profit(Call& call);
    Reply get_equity(Call& call);
    Reply list_positions(Call& call);
    boost::asio::awaitable<Reply> set_protection(Call& call);
    boost::asio::awaitable<Reply> list_strategies(Call& call);
    boost::asio::awaitable<Reply> preview_strategy(Call& call);
    boost::asio::awaitable<Reply> apply_strategy(Call& call);
    Reply get_portfolio(Call& call);
    Reply list_rails(Call& call);
    Reply list_limits(Call& call);
    boost::asio::awaitable<Reply> tighten_limit(Call& call);

    boost::asio::awaitable<Reply> list_approvals(Call& call);
    boost::asio::awaitable<Reply> approve(Call& call);
    boost::asio::awaitable<Reply> decline(Call& call);
    boost::asio::awaitable<Reply> modify(Call& call);

    boost::asio::awaitable<Reply> halt_desk(Call& call);
    boost::asio::awaitable<Reply> reduce_desk(Call& call);
    boost::asio::awaitable<Reply> resume_desk(Call& call);
    boost::asio::awaitable<Reply> halt_account(Call& call);
    boost::asio::awaitable<Reply> resume_account(Call& call);
    boost::asio::awaitable<Reply> rearm_account(Call& call);
    boost::asio::awaitable<Reply> rearm(Call& call);
    boost::asio::awaitable<Reply> adjust_account(Call& call);
    Reply get_reconciliation(Call& call);

    Reply list_agents(Call& call);
    boost::asio::awaitable<Reply> list_signals(Call& call);
    boost::asio::awaitable<Reply> list_series(Call& call);
    boost::asio::awaitable<Reply> list_alerts(Call& call);
    Reply list_analyses(Call& call);
    Reply get_models(Call& call);
    boost::asio::awaitable<Reply> get_report(Call& call);

    Reply get_market(Call& call);
    Reply list_candles(Call& call);
    boost::asio::awaitable<Reply> set_quote(Call& call);

    boost::asio::awaitable<Reply> list_ledger(Call& call);
    Reply list_users(Call& call);
    boost::asio::awaitable<Reply> create_user(Call& call);
    boost::asio::awaitable<Reply> disable_user(Call& call);
    boost::asio::awaitable<Reply> enable_user(Call& call);
    Reply get_me(Call& call);

    Reply list_tokens(Call& call);
    boost::asio::awaitable<Reply> create_token(Call& call);
    boost::asio::awaitable<Reply> rotate_token(Call& call);
    boost::asio::awaitable<Reply> revoke_token(Call& call);
    Reply create_sign_in_link(Call& call);
    boost::asio::awaitable<Reply> create_session(Call& call);

    Reply list_notifications(Call& call);
    Reply get_notification_settings(Call& call);
    boost::asio::awaitable<Reply> set_notification_settings(Call& call);
    Reply get_push_key(Call& call);
    boost::asio::awaitable<Reply> create_push_subscription(Call& call);
    boost::asio::awaitable<Reply> remove_push_subscription(Call& call);
    Reply test_notifications(Call& call);

    Reply get_status(Call& call);
    Reply explain_stream(Call& call);
    Reply get_openapi(Call& call);
    Reply healthz(Call& call);
    Reply readyz(Call& call);
    /// @}

    boost::json::object status(const Caller& caller) const;
    boost::json::object me(const Caller& caller) const;
    boost::json::array agents(const Caller& caller) const;
    boost::json::object models(const Caller& caller) const;
    /// Whether the settings name them as one who may decide approvals.
    bool is_approver(const Caller& caller) const;
    Visibility visibility(const Caller& caller) const { return {backend_.view, caller}; }

    /// "#link=sl_…": opens the web app for that user, once and soon.
    std::string make_sign_in_fragment(SignInLinks::Holder holder);

    /// Whoever has waited asks again: the problem to answer with where the caller's token has ended meanwhile.
    std::optional<Problem> check_token(const Caller& caller) const;

    /// Tell it when the view has applied further events.
    void on_events();

private:
    using IntentRecord = trading::execution::IntentRecord;
    using ApprovalRecord = trading::execution::ApprovalRecord;
    using Events = std::vector<trading::execution::StreamedEvent>;

    /// A request to close, read and with every name in it resolved.
    struct CloseWish {
        trading::execution::CloseId id;  ///< nil for a preview
        trading::execution::CloseFilter filter;
        bool is_preview = false;
        std::string reason;
    };

    static constexpr nanoseconds catch_up_timeout = std::chrono::seconds{5};

    static trading::Actor actor(const Caller& caller);
    const trading::execution::View& view() const { return backend_.view; }
    trading::Moment now() const;

    /// Waits, in bounded time, for the view to come as far as that. False if it did not.
    boost::asio::awaitable<bool> catch_up(std::uint64_t seq);
    /// The same for what a handler wrote. Whether the view got there does not change what was done.
    boost::asio::awaitable<void> wrote(Call& call, std::uint64_t seq);

    /// \name Whose
    /// @{
    bool sees_approvals_of(const Caller& caller, const trading::AccountId& account) const;
    /// An account of the desk the caller may see; 404 otherwise.
    OrProblem<trading::AccountId> visible_account(const Caller& caller, std::string_view name) const;
    /// The same, where approvers may see every account.
    OrProblem<trading::AccountId> adjustable_account(const Caller& caller, std::string_view name) const;
    /// The `account` parameter. Without it the caller's only one; 400 where there is not one only.
    OrProblem<trading::AccountId> asked_account(const Caller& caller, const std::optional<std::string>& name) const;
    /// The `account` parameter; without it all the caller may see.
    OrProblem<std::optional<std::vector<trading::AccountId>>> asked_accounts(
        const Caller& caller, const std::optional<std::string>& name) const;
    /// `account`, `before` and `limit`, and whatever else the handler has read from the query.
    OrProblem<ListQuery> list_query(const Caller& caller, QueryReader& query) const;
    /// The record of an intent the caller may see, in the view or not; 404 otherwise.
    boost::asio::awaitable<OrProblem<IntentRecord>> visible_intent(const Caller& caller, std::string id,
                                                                   bool is_for_approvers = false);
    OrProblem<trading::ApprovalId> visible_approval(const Caller& caller, const std::string& id) const;
    /// `BTCUSDT` at the account's venue (without an account: at the only venue that has it), or `paper:BTCUSDT`.
    OrProblem<trading::InstrumentId> listed_instrument(const std::string& name,
                                                       const trading::AccountId* account = nullptr) const;
    /// @}

    /// \name What only the ledger remembers
    /// @{
    boost::asio::awaitable<OrProblem<Events>> events_of(std::string subject);
    boost::asio::awaitable<OrProblem<std::optional<IntentHistory>>> history_of(trading::IntentId intent);
    /// The events of these kinds that a page goes on with, newest first; tells the page how far they reach.
    boost::asio::awaitable<OrProblem<Events>> older_events(Page& page, std::vector<std::uint32_t> kinds);
    boost::asio::awaitable<OrProblem<std::optional<trading::execution::View::FillRow>>> old_fill(
        const trading::execution::StreamedEvent& event);
    /// @}

    Reply approval_reply(const Caller& caller, const ApprovalRecord& approval) const;
    /// Until the view knows what became of the approval, in bounded time.
    boost::asio::awaitable<void> until_decided(trading::ApprovalId approval);
    /// Why a decision was not taken. Where another was, the view may not have it yet: this waits for it.
    boost::asio::awaitable<Problem> decision_problem(const Caller& caller, trading::ApprovalId approval, Error error);
    /// The user a request is about, by name: the operators' business or one's own.
    OrProblem<trading::UserId> user_in_question(const Caller& caller, const std::optional<trading::UserId>& name) const;
    /// A token the caller may deal with; 404 otherwise.
    OrProblem<std::string> visible_token(const Caller& caller, const std::string& id) const;
    OrProblem<trading::UserId> listed_user(const std::string& name) const;
    boost::asio::awaitable<Reply> set_desk(Call& call, trading::risk::TradingState state);
    /// Why the caller may not lift a halt now; nothing where no file holds it.
    boost::asio::awaitable<std::optional<Problem>> halt_file_problem(const Caller& caller);
    boost::asio::awaitable<Reply> set_account(Call& call, trading::risk::TradingState state);
    OrProblem<trading::Intent> read_intent(const Caller& caller, const boost::json::object& body,
                                           bool is_preview) const;
    /// Where the caller may trade: the account of that name, or without one all that are their own.
    OrProblem<std::vector<trading::AccountId>> tradable_accounts(const Caller& caller,
                                                                 const std::optional<trading::AccountId>& name) const;
    OrProblem<CloseWish> read_close(const Caller& caller, const boost::json::object& body) const;
    /// What a close has proposed already, by number, however long ago.
    boost::asio::awaitable<OrProblem<std::map<std::size_t, IntentRecord>>> intents_of(trading::execution::CloseId close,
                                                                                      trading::UserId user);

    Backend& backend_;
    Users& users_;
    SignInLinks links_;
    UtcTime started_;
    MonotonicTime last_event_;  ///< when the view last moved: from here the desk's own time goes on
};

/// The whole of docs/openapi.yaml, compiled in.
std::string_view openapi_document();

}  // namespace swarmdesk::api
