#include "api/users.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/hash.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::api {
namespace {

constexpr auto migrations = std::to_array<std::string_view>({
    "CREATE TABLE users (name TEXT PRIMARY KEY, role TEXT NOT NULL, account TEXT NOT NULL,"
    " token_hash BLOB NOT NULL UNIQUE, created INTEGER NOT NULL) STRICT, WITHOUT ROWID",
});

Secret make_token() { return Secret{"sd_" + to_hex(runtime::os_random(32))}; }

std::uint64_t beginning_of(const Hash& hash)
{
    std::uint64_t number = 0;
    std::memcpy(&number, hash.data(), sizeof number);
    return number;
}

Error system_error(const std::filesystem::path& path)
{
    return Error{Errc::io, path.string() + ": " + std::strerror(errno)};
}

/// Whole or not at all, readable by the owner alone from its first moment.
Result<void> write_private(const std::filesystem::path& path, std::string_view text)
{
    const std::filesystem::path fresh = path.string() + ".new";
    ::unlink(fresh.c_str());
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return system_error(fresh);
    const bool is_written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool is_synced = is_written && ::fsync(file) == 0;
    const bool is_closed = ::close(file) == 0;
    if (!is_synced || !is_closed || ::rename(fresh.c_str(), path.c_str()) != 0) return system_error(path);
    return {};
}

}  // namespace

Result<std::unique_ptr<Users>> Users::open(Options options, UtcTime now)
{
    std::error_code failure;
    std::filesystem::create_directories(options.folder, failure);
    if (failure) return Error{Errc::io, options.folder.string() + ": " + failure.message()};

    storage::OpenOptions where;
    where.path = options.folder / "records.db";
    auto database = storage::Database::open(where);
    if (!database) return database.error();
    if (auto migrated = storage::migrate(*database, migrations); !migrated) return migrated.error();

    std::unique_ptr<Users> users{new Users{std::move(options), std::move(*database)}};
    if (auto loaded = users->load(); !loaded) return loaded.error();
    if (!users->has(users->options_.operator_name)) {
        // The file first: should we die in between, the next start makes both again; the other way round nobody could
        // ever come in.
        Secret token = make_token();
        const auto path = users->options_.folder / "operator.token";
        if (auto written = write_private(path, std::string{token.expose()} + "\n"); !written) return written.error();
        const User user{.name = users->options_.operator_name,
                        .role = Role::operator_,
                        .account = users->options_.operator_account,
                        .created = now};
        const Hash hash = sha256(token.expose());
        if (auto inserted = users->insert(user, hash); !inserted) return inserted.error();
        users->first_token_ = std::move(token);
    }
    return users;
}

Result<void> Users::load()
{
    auto select = database_.prepare("SELECT name, role, account, token_hash, created FROM users");
    if (!select) return select.error();
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return {};
        const auto name = trading::UserId::parse(select->text(0));
        const auto role = from_text<Role>(select->text(1));
        const auto account = trading::AccountId::parse(select->text(2));
        Hash hash{};
        const auto blob = select->blob(3);
        if (!name || !role || !account || blob.size() != hash.size())
            return Error{Errc::corrupt, "records.db holds a user that is none"};
        std::memcpy(hash.data(), blob.data(), hash.size());
        remember({.name = *name, .role = *role, .account = *account, .created = UtcTime{select->integer(4)}}, hash);
    }
}

std::optional<Caller> Users::authenticate(std::string_view token) const
{
    const Hash hash = sha256(token);
    const auto [first, last] = by_hash_.equal_range(beginning_of(hash));
    for (auto at = first; at != last; ++at)
        if (equal_in_constant_time(as_bytes(at->second.token_hash), as_bytes(hash))) return Caller{at->second.user};
    return std::nullopt;
}

Result<Users::Created> Users::create(const trading::UserId& name, Role role, const trading::AccountId& account,
                                     UtcTime now)
{
    if (has(name)) return Error{Errc::conflict, "there is a user of that name already"};
    if (by_name_.size() >= options_.users_max) return Error{Errc::limit_exceeded, "there are too many users"};
    Created created{.user = {.name = name, .role = role, .account = account, .created = now}, .token = make_token()};
    if (auto inserted = insert(created.user, sha256(created.token.expose())); !inserted) return inserted.error();
    return created;
}

Result<void> Users::insert(const User& user, const Hash& token_hash)
{
    auto statement = database_.prepare("INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5)");
    if (!statement) return statement.error();
    auto done = statement->run(std::string_view{user.name.to_string()}, to_text(user.role),
                               std::string_view{user.account.to_string()}, storage::Blob{as_bytes(token_hash)},
                               user.created.ns);
    if (done) remember(user, token_hash);
    return done;
}

void Users::remember(User user, const Hash& token_hash)
{
    const auto shared = std::make_shared<const User>(std::move(user));
    by_name_.emplace(shared->name, shared);
    by_hash_.emplace(beginning_of(token_hash), Known{shared, token_hash});
}

std::vector<User> Users::list() const
{
    std::vector<User> users;
    for (const auto& [name, user] : by_name_) users.push_back(*user);
    return users;
}

}  // namespace swarmdesk::api
