#pragma once

#include "api/backend.hpp"
#include "api/fills.hpp"
#include "api/route.hpp"
#include "api/sign_in_links.hpp"
#include "api/tally.hpp"
#include "api/visibility.hpp"

namespace swarmdesk::api {

/// What every route does. Each handler is given a caller whose role already suffices for its route; it judges whose
/// things he asks for, and what is not his is not there. One thread: the desk's.
class Api {
public:
    Api(Backend& backend, Users& users, UtcTime started);

    /// \name What the routes answer
    /// @{
    boost::asio::awaitable<Reply> propose_intent(Call& call);
    Reply list_intents(Call& call);
    Reply get_intent(Call& call);
    boost::asio::awaitable<Reply> cancel_intent(Call& call);
    Reply list_orders(Call& call);
    Reply list_fills(Call& call);
    Reply list_positions(Call& call);
    Reply get_portfolio(Call& call);
    Reply list_rails(Call& call);

    Reply list_approvals(Call& call);
    boost::asio::awaitable<Reply> approve(Call& call);
    boost::asio::awaitable<Reply> reject(Call& call);
    boost::asio::awaitable<Reply> modify(Call& call);

    boost::asio::awaitable<Reply> halt_desk(Call& call);
    boost::asio::awaitable<Reply> reduce_desk(Call& call);
    boost::asio::awaitable<Reply> resume_desk(Call& call);
    boost::asio::awaitable<Reply> halt_account(Call& call);
    boost::asio::awaitable<Reply> resume_account(Call& call);
    boost::asio::awaitable<Reply> rearm_account(Call& call);

    Reply list_agents(Call& call);
    Reply list_signals(Call& call);
    Reply list_alerts(Call& call);
    Reply list_analyses(Call& call);
    Reply get_models(Call& call);
    Reply get_report(Call& call);

    Reply get_market(Call& call);
    Reply list_candles(Call& call);
    Reply set_quote(Call& call);

    Reply list_ledger(Call& call);
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

    Reply get_status(Call& call);
    Reply explain_stream(Call& call);
    Reply get_openapi(Call& call);
    Reply healthz(Call& call);
    Reply readyz(Call& call);
    /// @}

    boost::json::object status(const Caller& caller) const;
    boost::json::object me(const Caller& caller) const;
    boost::json::array agents() const;
    boost::json::object models(const Caller& caller) const;
    /// Whether the settings name him as one who may decide approvals.
    bool is_approver(const Caller& caller) const;
    const Visibilities& visibilities() const { return visibilities_; }

    /// "#link=sl_…": opens the web app for that user, once and soon.
    std::string make_sign_in_fragment(const trading::UserId& user);

    /// Tell it of every event, once durable.
    void on_event(std::uint64_t seq, const trading::execution::Event& event);

private:
    using Desk = trading::execution::Desk;
    using Gate = trading::execution::Gate;
    using IntentRecord = trading::execution::IntentRecord;
    using ApprovalRecord = trading::execution::ApprovalRecord;

    const Gate& gate() const { return backend_.desk.gate(); }
    static trading::Actor actor(const Caller& caller);
    /// The record of an intent the caller may see, in memory or not; 404 otherwise.
    OrProblem<IntentRecord> visible_intent(const Caller& caller, const std::string& id) const;
    OrProblem<std::vector<ledger::Record>> rows_of(const trading::IntentId& intent) const;
    OrProblem<trading::ApprovalId> visible_approval(const Caller& caller, const std::string& id) const;
    bool sees_approvals_of(const Caller& caller, const trading::AccountId& account) const;
    /// An account of the desk the caller may see; 404 otherwise.
    OrProblem<trading::AccountId> visible_account(const Caller& caller, std::string_view name) const;
    /// The `account` parameter: his own if there is none.
    OrProblem<trading::AccountId> asked_account(const Caller& caller, const std::optional<std::string>& name) const;
    OrProblem<trading::InstrumentId> listed_instrument(const std::string& name) const;
    Reply approval_reply(const Caller& caller, const ApprovalRecord& approval) const;
    Problem decision_problem(const trading::ApprovalId& approval, const Error& error) const;
    /// The user a request is about, by name: the operators' business or one's own.
    OrProblem<trading::UserId> user_in_question(const Caller& caller, const std::optional<trading::UserId>& name) const;
    /// A token the caller may deal with; 404 otherwise.
    OrProblem<std::string> visible_token(const Caller& caller, const std::string& id) const;
    OrProblem<trading::UserId> listed_user(const std::string& name) const;
    boost::asio::awaitable<Reply> set_desk(Call& call, trading::risk::TradingState state);
    boost::asio::awaitable<Reply> set_account(Call& call, trading::risk::TradingState state);
    Reply account_state(const trading::AccountId& account) const;

    Backend& backend_;
    Users& users_;
    SignInLinks links_;
    UtcTime started_;
    Visibilities visibilities_;
    Tally tally_;
    Fills fills_;
};

/// The whole of docs/openapi.yaml, compiled in.
std::string_view openapi_document();

}  // namespace swarmdesk::api
