#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"
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

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("name", self.name);
        visit("role", self.role);
        visit("account", self.account);
        visit("created", self.created);
    }
    friend bool operator==(const User&, const User&) = default;
};

/// A user who has shown his token. Only Users can make one, so a handler cannot be given a name nobody proved.
class Caller {
public:
    const User& user() const { return *user_; }
    std::string name() const { return user_->name.to_string(); }
    bool is_operator() const { return user_->role == Role::operator_; }
    /// Whether what belongs to `account` is his to see.
    bool sees(const trading::AccountId& account) const { return is_operator() || user_->account == account; }

private:
    friend class Users;
    explicit Caller(std::shared_ptr<const User> user) : user_(std::move(user)) {}
    std::shared_ptr<const User> user_;
};

/// Who may come in, in SQLite. Of a token only its SHA-256 is kept: a token has 256 random bits, so that needs neither
/// salt nor slowness. One thread: the desk's. All of it is in memory too, so signing in touches no disk.
class Users {
public:
    struct Options {
        std::filesystem::path folder;  ///< made if missing; holds records.db and operator.token (0600)
        trading::UserId operator_name{"operator"};
        trading::AccountId operator_account{"paper"};
        std::size_t users_max = 10'000;
    };

    /// The first start makes the operator and his token.
    static Result<std::unique_ptr<Users>> open(Options options, UtcTime now);

    /// The operator's token if this was the first start, once: to be printed.
    std::optional<Secret> take_first_token() { return std::exchange(first_token_, std::nullopt); }

    /// Nothing if no user has this token. Takes the same time however much of it is right.
    std::optional<Caller> authenticate(std::string_view token) const;

    struct Created {
        User user;
        Secret token;
    };
    /// `conflict` if the name is taken, `limit_exceeded` if there are `users_max` already.
    Result<Created> create(const trading::UserId& name, Role role, const trading::AccountId& account, UtcTime now);
    std::vector<User> list() const;  ///< by name
    bool has(const trading::UserId& name) const { return by_name_.contains(name); }

private:
    struct Known {
        std::shared_ptr<const User> user;
        Hash token_hash;
    };

    Users(Options options, storage::Database database) : options_(std::move(options)), database_(std::move(database)) {}
    Result<void> load();
    Result<void> insert(const User& user, const Hash& token_hash);
    void remember(User user, const Hash& token_hash);

    Options options_;
    storage::Database database_;
    std::map<trading::UserId, std::shared_ptr<const User>> by_name_;
    std::multimap<std::uint64_t, Known> by_hash_;  ///< by the first bytes of the token's hash
    std::optional<Secret> first_token_;
};

}  // namespace swarmdesk::api
