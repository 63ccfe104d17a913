#include "api/users.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "base/hash.hpp"
#include "runtime/random.hpp"
#include "storage/private_file.hpp"

namespace swarmdesk::api {
namespace {

namespace asio = boost::asio;

constexpr auto migrations = std::to_array<std::string_view>({
    "CREATE TABLE users (name TEXT PRIMARY KEY, role TEXT NOT NULL, account TEXT NOT NULL,"
    " token_hash BLOB NOT NULL UNIQUE, created INTEGER NOT NULL) STRICT, WITHOUT ROWID",

    "CREATE TABLE tokens (id TEXT PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
    " hash BLOB NOT NULL UNIQUE, created INTEGER NOT NULL, last_used INTEGER, expires INTEGER) STRICT, WITHOUT ROWID;"
    "INSERT INTO tokens SELECT lower(hex(substr(token_hash, 1, 8))), name, 'first', 'named', token_hash, created,"
    " NULL, NULL FROM users;"
    "CREATE TABLE users_new (name TEXT PRIMARY KEY, role TEXT NOT NULL, account TEXT NOT NULL,"
    " created INTEGER NOT NULL, is_disabled INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO users_new SELECT name, role, account, created, 0 FROM users;"
    "DROP TABLE users;"
    "ALTER TABLE users_new RENAME TO users",
});

/// A token's last use is written down this often; who looks at it wants to know the day.
constexpr nanoseconds last_use_step = std::chrono::minutes{1};

Secret make_secret() { return Secret{"sd_" + to_hex(runtime::os_random(32))}; }
std::string make_id() { return to_hex(runtime::os_random(8)); }

std::uint64_t beginning_of(const Hash& hash)
{
    std::uint64_t number = 0;
    std::memcpy(&number, hash.data(), sizeof number);
    return number;
}

std::optional<std::int64_t> stored(const std::optional<UtcTime>& time)
{
    return time ? std::optional{time->ns} : std::nullopt;
}

/// Of two ends, either of which may never come.
std::optional<UtcTime> earlier(const std::optional<UtcTime>& a, const std::optional<UtcTime>& b)
{
    return a && b ? std::min(*a, *b) : a ? a : b;
}

std::optional<UtcTime> loaded(const storage::Statement& row, int column)
{
    return row.is_null(column) ? std::nullopt : std::optional{UtcTime{row.integer(column)}};
}

Result<void> insert(storage::Database& database, const User& user)
{
    auto statement = database.prepare("INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5)");
    if (!statement) return statement.error();
    const std::string name = user.name.to_string();
    const std::string account = user.account.to_string();
    return statement->run(std::string_view{name}, to_text(user.role), std::string_view{account}, user.created.ns,
                          user.is_disabled ? 1 : 0);
}

Result<void> insert(storage::Database& database, const Token& token, const Hash& hash)
{
    auto statement = database.prepare("INSERT INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    if (!statement) return statement.error();
    const std::string user = token.user.to_string();
    return statement->run(std::string_view{token.id}, std::string_view{user}, std::string_view{token.name},
                          to_text(token.kind), storage::Blob{as_bytes(hash)}, token.created.ns, stored(token.last_used),
                          stored(token.expires));
}

Result<void> update(storage::Database& database, std::string_view sql, std::int64_t value, std::string_view key)
{
    auto statement = database.prepare(sql);
    if (!statement) return statement.error();
    return statement->run(value, key);
}

Result<void> remove(storage::Database& database, std::string_view sql, std::string_view key)
{
    auto statement = database.prepare(sql);
    if (!statement) return statement.error();
    return statement->run(key);
}

}  // namespace

Users::Users(Options options, storage::Database database, runtime::BackgroundWriter& writer)
    : options_(std::move(options)), database_(std::make_shared<storage::Database>(std::move(database))), writer_(writer)
{}

Result<std::unique_ptr<Users>> Users::open(Options options, runtime::BackgroundWriter& writer, UtcTime now)
{
    std::error_code failure;
    std::filesystem::create_directories(options.folder, failure);
    if (failure) return Error{Errc::io, options.folder.string() + ": " + failure.message()};

    storage::OpenOptions where;
    where.path = options.folder / "records.db";
    auto database = storage::Database::open(where);
    if (!database) return database.error();
    if (auto migrated = storage::migrate(*database, migrations); !migrated) return migrated.error();

    std::unique_ptr<Users> users{new Users{std::move(options), std::move(*database), writer}};
    if (auto loaded = users->load(); !loaded) return loaded.error();
    if (!users->has(users->options_.operator_name))
        if (auto made = users->make_operator(now); !made) return made.error();
    return users;
}

Result<void> Users::make_operator(UtcTime now)
{
    // The file first: should we die in between, the next start makes both again; the other way round nobody could ever
    // come in.
    const Secret secret = make_secret();
    const auto path = options_.folder / "operator.token";
    if (auto written = storage::write_private_file(path, std::string{secret.expose()} + "\n"); !written)
        return written.error();
    const User user{
        .name = options_.operator_name, .role = Role::operator_, .account = options_.operator_account, .created = now};
    const Token token{.id = make_id(), .user = user.name, .name = "operator.token", .created = now};
    const Hash hash = sha256(secret.expose());
    auto transaction = storage::Transaction::begin(*database_);
    if (!transaction) return transaction.error();
    if (auto inserted = insert(*database_, user); !inserted) return inserted.error();
    if (auto inserted = insert(*database_, token, hash); !inserted) return inserted.error();
    if (auto committed = transaction->commit(); !committed) return committed.error();
    remember(user);
    remember(token, hash);
    return {};
}

Result<void> Users::load()
{
    auto users = database_->prepare("SELECT name, role, account, created, is_disabled FROM users");
    if (!users) return users.error();
    while (true) {
        const auto row = users->step();
        if (!row) return row.error();
        if (!*row) break;
        const auto name = trading::UserId::parse(users->text(0));
        const auto role = from_text<Role>(users->text(1));
        const auto account = trading::AccountId::parse(users->text(2));
        if (!name || !role || !account) return Error{Errc::corrupt, "records.db holds a user that is none"};
        remember({.name = *name,
                  .role = *role,
                  .account = *account,
                  .created = UtcTime{users->integer(3)},
                  .is_disabled = users->integer(4) != 0});
    }
    auto tokens = database_->prepare("SELECT id, user, name, kind, hash, created, last_used, expires FROM tokens");
    if (!tokens) return tokens.error();
    while (true) {
        const auto row = tokens->step();
        if (!row) return row.error();
        if (!*row) return {};
        const auto user = trading::UserId::parse(tokens->text(1));
        const auto kind = from_text<TokenKind>(tokens->text(3));
        Hash hash{};
        const auto blob = tokens->blob(4);
        if (!user || !has(*user) || !kind || blob.size() != hash.size())
            return Error{Errc::corrupt, "records.db holds a token that is none"};
        std::memcpy(hash.data(), blob.data(), hash.size());
        remember({.id = std::string{tokens->text(0)},
                  .user = *user,
                  .name = std::string{tokens->text(2)},
                  .kind = *kind,
                  .created = UtcTime{tokens->integer(5)},
                  .last_used = loaded(*tokens, 6),
                  .expires = loaded(*tokens, 7)},
                 hash);
    }
}

std::optional<Caller> Users::authenticate(std::string_view token, UtcTime now)
{
    const Hash hash = sha256(token);
    const auto [first, last] = by_hash_.equal_range(beginning_of(hash));
    for (auto at = first; at != last; ++at) {
        Known& known = tokens_.at(at->second);
        if (!equal_in_constant_time(as_bytes(known.hash), as_bytes(hash))) continue;
        if (!known.token.is_valid(now)) return std::nullopt;
        if (!known.token.last_used || now - *known.token.last_used >= last_use_step) {
            known.token.last_used = now;
            const Job job = [id = at->second, now](storage::Database& database) {
                return update(database, "UPDATE tokens SET last_used = ?1 WHERE id = ?2", now.ns, id);
            };
            writer_.post(in_transaction(job));  // dropped under load: the next use is as good
        }
        return Caller{known.user, known.token.id};
    }
    return std::nullopt;
}

bool Users::is_valid(const std::string& token_id, UtcTime now) const
{
    const auto found = tokens_.find(token_id);
    return found != tokens_.end() && found->second.token.is_valid(now);
}

Result<std::optional<UtcTime>> Users::end_of(const std::optional<std::string>& token_id, UtcTime now) const
{
    if (!token_id) return std::optional<UtcTime>{};
    const Token* token = find_token(*token_id);
    if (token == nullptr || !token->is_valid(now)) return Error{Errc::unauthenticated, "the token has ended"};
    return token->expires;
}

asio::awaitable<Result<Users::Created>> Users::create(UserRequest request, UtcTime now)
{
    const trading::UserId& name = request.name;
    if (has(name)) co_return Error{Errc::conflict, "there is a user of that name already"};
    if (by_name_.size() >= options_.users_max) co_return Error{Errc::limit_exceeded, "there are too many users"};
    const auto end = end_of(request.asked_by, now);
    if (!end) co_return end.error();
    const User user{.name = name, .role = request.role, .account = request.account, .created = now};
    Token token{.id = make_id(), .user = name, .name = "first", .created = now};
    token.expires = *end;
    Secret secret = make_secret();
    const Hash hash = sha256(secret.expose());
    remember(user);
    remember(token, hash);
    Job job = [user, token, hash](storage::Database& database) -> Result<void> {
        if (auto inserted = insert(database, user); !inserted) return inserted;
        return insert(database, token, hash);
    };
    const auto written = co_await write(std::move(job));
    if (!written) {
        forget(token.id);
        by_name_.erase(name);
        co_return written.error();
    }
    co_return Created{user, std::move(secret), token.expires};
}

asio::awaitable<Result<void>> Users::disable(trading::UserId name)
{
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) co_return Error{Errc::not_found, "there is no such user"};
    if (found->second->role == Role::operator_) co_return Error{Errc::conflict, "an operator cannot be disabled"};
    User user = *found->second;
    user.is_disabled = true;
    remember(user);
    std::vector<std::string> revoked;
    for (const auto& [id, known] : tokens_)
        if (known.token.user == name) revoked.push_back(id);
    for (const std::string& id : revoked) {
        forget(id);
        tell_revoked(id);
    }
    Job job = [key = name.to_string()](storage::Database& database) -> Result<void> {
        auto done = update(database, "UPDATE users SET is_disabled = ?1 WHERE name = ?2", 1, key);
        if (!done) return done;
        return remove(database, "DELETE FROM tokens WHERE user = ?1", key);
    };
    co_return co_await write(std::move(job));
}

asio::awaitable<Result<void>> Users::enable(trading::UserId name)
{
    if (!has(name)) co_return Error{Errc::not_found, "there is no such user"};
    Job job = [key = name.to_string()](storage::Database& database) {
        return update(database, "UPDATE users SET is_disabled = ?1 WHERE name = ?2", 0, key);
    };
    const auto written = co_await write(std::move(job));
    if (!written) co_return written.error();
    User user = *by_name_.at(name);
    user.is_disabled = false;
    remember(user);
    co_return Result<void>{};
}

Result<void> Users::make_room(const TokenRequest& request, UtcTime now)
{
    if (counts_[request.user] < options_.tokens_per_user_max) return {};
    const Token* goes = nullptr;
    for (const auto& [id, known] : tokens_) {
        const Token& token = known.token;
        if (token.user != request.user) continue;
        const bool may_go = request.kind == TokenKind::session && token.kind == TokenKind::session;
        if (!token.is_valid(now)) {
            goes = &token;
            break;
        }
        const auto used = [](const Token& one) { return one.last_used.value_or(one.created); };
        if (may_go && (goes == nullptr || used(token) < used(*goes))) goes = &token;
    }
    if (goes == nullptr) return Error{Errc::limit_exceeded, "there are too many tokens of this user; revoke one"};
    const std::string id = goes->id;
    forget(id);
    tell_revoked(id);
    writer_.post(in_transaction(deletion(id)));
    return {};
}

asio::awaitable<Result<IssuedToken>> Users::issue(TokenRequest request, UtcTime now)
{
    const auto user = by_name_.find(request.user);
    if (user == by_name_.end()) co_return Error{Errc::not_found, "there is no such user"};
    if (user->second->is_disabled) co_return Error{Errc::conflict, "the user is disabled"};
    const auto end = end_of(request.asked_by, now);
    if (!end) co_return end.error();
    if (auto room = make_room(request, now); !room) co_return room.error();
    Token token{
        .id = make_id(), .user = request.user, .name = std::move(request.name), .kind = request.kind, .created = now};
    if (request.lifetime) token.expires = now + *request.lifetime;
    token.expires = earlier(token.expires, *end);
    Secret secret = make_secret();
    const Hash hash = sha256(secret.expose());
    remember(token, hash);
    Job job = [token, hash](storage::Database& database) { return insert(database, token, hash); };
    const auto written = co_await write(std::move(job));
    if (!written) {
        forget(token.id);
        co_return written.error();
    }
    if (!is_valid(token.id, now)) co_return Error{Errc::conflict, "it was revoked meanwhile"};
    co_return IssuedToken{std::move(token), std::move(secret)};
}

asio::awaitable<Result<IssuedToken>> Users::rotate(Rotation rotation, UtcTime now)
{
    const nanoseconds grace = rotation.grace;
    const auto found = tokens_.find(rotation.id);
    if (found == tokens_.end() || !found->second.token.is_valid(now))
        co_return Error{Errc::not_found, "there is no such token"};
    const Token old = found->second.token;
    const Hash old_hash = found->second.hash;
    const auto end = end_of(rotation.asked_by, now);
    if (!end) co_return end.error();
    if (grace > nanoseconds{0}) {
        // For a while there are both.
        const TokenRequest one_more{.user = old.user, .kind = old.kind};
        if (auto room = make_room(one_more, now); !room) co_return room.error();
    }
    Token token = old;
    token.id = make_id();
    token.created = now;
    token.last_used.reset();
    if (old.expires) token.expires = now + (*old.expires - old.created);
    token.expires = earlier(token.expires, *end);
    std::optional<UtcTime> old_expires;
    if (grace > nanoseconds{0}) old_expires = old.expires ? std::min(*old.expires, now + grace) : now + grace;
    const auto secret = std::make_shared<const Secret>(make_secret());
    const Hash hash = sha256(secret->expose());
    remember(token, hash);
    const auto path = options_.folder / "operator.token";
    Job job = [token, hash, old, old_hash, old_expires, secret, path](storage::Database& database) -> Result<void> {
        if (auto inserted = insert(database, token, hash); !inserted) return inserted;
        auto ended = old_expires
                         ? update(database, "UPDATE tokens SET expires = ?1 WHERE id = ?2", old_expires->ns, old.id)
                         : remove(database, "DELETE FROM tokens WHERE id = ?1", old.id);
        if (!ended) return ended;
        // Before the commit: a file that cannot be written leaves everything as it was.
        if (sha256(storage::read_first_word(path)) != old_hash) return {};
        return storage::write_private_file(path, std::string{secret->expose()} + "\n");
    };
    const auto written = co_await write(std::move(job));
    if (!written) {
        forget(token.id);
        co_return written.error();
    }
    const auto kept = tokens_.find(old.id);
    if (kept == tokens_.end()) {
        forget(token.id);
        Job undo = deletion(token.id);
        static_cast<void>(co_await write(std::move(undo)));
        co_return Error{Errc::conflict, "it was revoked meanwhile"};
    }
    if (old_expires) {
        kept->second.token.expires = old_expires;
    } else {
        forget(old.id);
        tell_revoked(old.id);
    }
    co_return IssuedToken{std::move(token), *secret};
}

asio::awaitable<Result<void>> Users::revoke(std::string id, UtcTime now)
{
    const Token* token = find_token(id);
    if (token == nullptr) co_return Error{Errc::not_found, "there is no such token"};
    if (is_last_of_operators(*token, now))
        co_return Error{Errc::conflict, "it is the last token of an operator that does not expire; make another first"};
    forget(id);
    tell_revoked(id);
    Job job = deletion(id);
    co_return co_await write(std::move(job));
}

bool Users::is_last_of_operators(const Token& token, UtcTime now) const
{
    const auto counts = [&](const Known& known) {
        return known.user->role == Role::operator_ && !known.token.expires && known.token.is_valid(now);
    };
    if (!counts(tokens_.at(token.id))) return false;
    return std::ranges::none_of(tokens_,
                                [&](const auto& entry) { return entry.first != token.id && counts(entry.second); });
}

Users::Job Users::deletion(std::string token_id)
{
    return [id = std::move(token_id)](storage::Database& database) {
        return remove(database, "DELETE FROM tokens WHERE id = ?1", id);
    };
}

runtime::BackgroundWriter::Job Users::in_transaction(Job job) const
{
    return [database = database_, job = std::move(job)]() -> Result<void> {
        auto transaction = storage::Transaction::begin(*database);
        if (!transaction) return transaction.error();
        if (auto done = job(*database); !done) return done;
        return transaction->commit();
    };
}

asio::awaitable<Result<void>> Users::write(Job job)
{
    auto work = in_transaction(std::move(job));
    co_return co_await writer_.run(std::move(work));
}

void Users::remember(User user)
{
    const auto shared = std::make_shared<const User>(std::move(user));
    by_name_.insert_or_assign(shared->name, shared);
}

void Users::remember(Token token, const Hash& hash)
{
    const std::string id = token.id;
    ++counts_[token.user];
    by_hash_.emplace(beginning_of(hash), id);
    const auto& user = by_name_.at(token.user);
    tokens_.emplace(id, Known{user, std::move(token), hash});
}

void Users::forget(const std::string& token_id)
{
    const auto found = tokens_.find(token_id);
    if (found == tokens_.end()) return;
    --counts_[found->second.token.user];
    const auto [first, last] = by_hash_.equal_range(beginning_of(found->second.hash));
    const auto at = std::find_if(first, last, [&](const auto& entry) { return entry.second == token_id; });
    if (at != last) by_hash_.erase(at);
    tokens_.erase(found);
}

void Users::tell_revoked(const std::string& token_id) const
{
    if (on_revoked_) on_revoked_(token_id);
}

const User* Users::find(const trading::UserId& name) const
{
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second.get();
}

std::vector<User> Users::list() const
{
    std::vector<User> users;
    for (const auto& [name, user] : by_name_) users.push_back(*user);
    return users;
}

std::vector<Token> Users::tokens(const std::optional<trading::UserId>& user, UtcTime now) const
{
    std::vector<Token> tokens;
    for (const auto& [id, known] : tokens_)
        if ((!user || known.token.user == *user) && known.token.is_valid(now)) tokens.push_back(known.token);
    std::ranges::sort(
        tokens, [](const Token& a, const Token& b) { return std::tie(a.created, a.id) < std::tie(b.created, b.id); });
    return tokens;
}

const Token* Users::find_token(const std::string& id) const
{
    const auto found = tokens_.find(id);
    return found == tokens_.end() ? nullptr : &found->second.token;
}

}  // namespace swarmdesk::api
