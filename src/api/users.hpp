#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/tokens.hpp"
#include "base/hash.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"
#include "runtime/background_writer.hpp"
#include "storage/sqlite.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::api {

/// What somebody may do. Each may do what the ones before may.
enum class Role { viewer = 1, trader, operator_ };
constexpr auto enum_table(Role)
{
    return std::to_array<EnumName<Role>>(
        {{Role::viewer, "viewer"}, {Role::trader, "trader"}, {Role::operator_, "operator"}});
}

struct User {
    trading::UserId name;
    Role role = Role::viewer;
    trading::AccountId account;
    UtcTime created;
    bool is_disabled = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("name", self.name);
        visit("role", self.role);
        visit("account", self.account);
        visit("created", self.created);
        visit("is_disabled", self.is_disabled);
    }
    friend bool operator==(const User&, const User&) = default;
};

/// A user who has shown a token of theirs. Only Users can make one, so a handler cannot be given a name nobody proved.
class Caller {
public:
    const User& user() const { return *user_; }
    std::string name() const { return user_->name.to_string(); }
    bool is_operator() const { return user_->role == Role::operator_; }
    /// Whether what belongs to `account` is theirs to see.
    bool sees(const trading::AccountId& account) const { return is_operator() || user_->account == account; }
    /// The token they came with.
    const std::string& token_id() const { return token_id_; }

private:
    friend class Users;
    Caller(std::shared_ptr<const User> user, std::string token_id)
        : user_(std::move(user)), token_id_(std::move(token_id))
    {}
    std::shared_ptr<const User> user_;
    std::string token_id_;
};

/// Who may come in, and with which tokens, in SQLite. Of a token only its SHA-256 is kept: it has 256 random bits, so
/// that needs neither salt nor slowness. All of it is in memory too, so signing in touches no disk; changes are written
/// by the background writer. What lets somebody in is durable before it is told; what shuts somebody out holds at once.
/// One thread: the desk's.
class Users {
public:
    struct Options {
        std::filesystem::path folder;  ///< made if missing; holds records.db and operator.token (0600)
        trading::UserId operator_name{"operator"};
        trading::AccountId operator_account{"paper"};
        std::size_t users_max = 10'000;
        std::size_t tokens_per_user_max = 50;
    };

    /// The first start makes the operator and the token in operator.token. Blocks. The writer is borrowed.
    static Result<std::unique_ptr<Users>> open(Options options, runtime::BackgroundWriter& writer, UtcTime now);

    /// Nothing if no user has this token, or it has expired. Takes the same time however much of it is right.
    std::optional<Caller> authenticate(std::string_view token, UtcTime now);
    /// Whether a token that was right still is.
    bool is_valid(const std::string& token_id, UtcTime now) const;
    /// Called with the id of each token that is revoked.
    void on_revoked(std::function<void(const std::string& token_id)> handler) { on_revoked_ = std::move(handler); }

    struct Created {
        User user;
        Secret token;
        std::optional<UtcTime> token_expires;
    };
    struct UserRequest {
        trading::UserId name;
        Role role = Role::viewer;
        trading::AccountId account;
        std::optional<std::string> asked_by{};  ///< as of a token's
    };
    /// A user with a first token. `conflict` if the name is taken, `limit_exceeded` if there are `users_max` already.
    boost::asio::awaitable<Result<Created>> create(UserRequest request, UtcTime now);
    /// Revokes all their tokens, and none is made until they are enabled. `conflict` for an operator.
    boost::asio::awaitable<Result<void>> disable(trading::UserId name);
    boost::asio::awaitable<Result<void>> enable(trading::UserId name);
    std::vector<User> list() const;  ///< by name
    bool has(const trading::UserId& name) const { return by_name_.contains(name); }
    const User* find(const trading::UserId& name) const;  ///< null: there is none; good until the next change
    const trading::UserId& operator_name() const { return options_.operator_name; }

    struct TokenRequest {
        trading::UserId user;
        std::string name;
        TokenKind kind = TokenKind::named;
        std::optional<nanoseconds> lifetime;
        /// The id of the token that asks for this one, which does not outlive it; none: the desk itself asks.
        std::optional<std::string> asked_by{};
    };
    /// `not_found` without such a user, `conflict` for a disabled one, `unauthenticated` if the token that asks has
    /// ended, `limit_exceeded` for one who has too many: of sessions the one longest unused goes instead.
    boost::asio::awaitable<Result<IssuedToken>> issue(TokenRequest request, UtcTime now);
    struct Rotation {
        std::string id;
        nanoseconds grace{0};                   ///< how long the old one stays valid
        std::optional<std::string> asked_by{};  ///< as of a token's
    };
    /// A token of the same name in its place. Where the old one is in operator.token, so is the new one then.
    boost::asio::awaitable<Result<IssuedToken>> rotate(Rotation rotation, UtcTime now);
    /// `conflict` for the last token of an operator that does not expire: nobody could come in any more.
    boost::asio::awaitable<Result<void>> revoke(std::string id, UtcTime now);
    /// Of one user, or of all; oldest first.
    std::vector<Token> tokens(const std::optional<trading::UserId>& user, UtcTime now) const;
    const Token* find_token(const std::string& id) const;

private:
    struct Known {
        std::shared_ptr<const User> user;
        Token token;
        Hash hash{};
    };
    using Job = std::function<Result<void>(storage::Database&)>;

    Users(Options options, storage::Database database, runtime::BackgroundWriter& writer);
    Result<void> load();
    Result<void> make_operator(UtcTime now);
    void remember(User user);
    void remember(Token token, const Hash& hash);
    void forget(const std::string& token_id);
    void tell_revoked(const std::string& token_id) const;
    bool is_last_of_operators(const Token& token, UtcTime now) const;
    /// When what this token asks for has to end; `unauthenticated` if it has ended itself.
    Result<std::optional<UtcTime>> end_of(const std::optional<std::string>& token_id, UtcTime now) const;
    /// Makes room for one more token of theirs.
    Result<void> make_room(const TokenRequest& request, UtcTime now);
    /// Runs the job in one transaction on the writer's thread.
    boost::asio::awaitable<Result<void>> write(Job job);
    runtime::BackgroundWriter::Job in_transaction(Job job) const;
    static Job deletion(std::string token_id);

    Options options_;
    std::shared_ptr<storage::Database> database_;  ///< the writer's, once open: its jobs hold it
    runtime::BackgroundWriter& writer_;
    std::map<trading::UserId, std::shared_ptr<const User>> by_name_;
    std::map<std::string, Known> tokens_;                ///< by id
    std::multimap<std::uint64_t, std::string> by_hash_;  ///< ids by the first bytes of the token's hash
    std::map<trading::UserId, std::size_t> counts_;      ///< of tokens
    std::function<void(const std::string&)> on_revoked_;
};

}  // namespace swarmdesk::api
