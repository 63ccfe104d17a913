#include "api/users.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <sstream>

#include "runtime/task_scope.hpp"
#include "storage/private_file.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::api {
namespace {

using namespace std::chrono_literals;
using trading::AccountId;
using trading::UserId;
namespace asio = boost::asio;

std::string read(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class UsersTest : public ::testing::Test {
protected:
    UsersTest() { reopen(); }

    /// As after a restart.
    void reopen()
    {
        users.reset();
        writer.reset();
        Users::Options options;
        options.folder = state;
        options.users_max = 3;
        options.tokens_per_user_max = 4;
        writer.emplace();
        users = Users::open(options, *writer, now).value();
        users->on_revoked([this](const std::string& id) { revoked.push_back(id); });
    }
    template <class T>
    T wait(asio::awaitable<T> work)
    {
        std::optional<T> result;
        asio::io_context context;
        runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
        scope.spawn(keep(std::move(work), result), "test");
        context.run();
        return std::move(result).value();
    }
    Users::Created create(const std::string& name, Role role = Role::trader)
    {
        return wait(users->create({UserId{name}, role, AccountId{name}}, now)).value();
    }
    Result<IssuedToken> issue(const std::string& user, const std::string& name = "program",
                              std::optional<nanoseconds> lifetime = {}, TokenKind kind = TokenKind::named)
    {
        return wait(users->issue({.user = UserId{user}, .name = name, .kind = kind, .lifetime = lifetime}, now));
    }
    std::string operator_token() const { return storage::read_first_word(state / "operator.token"); }
    std::string id_of(std::string_view token) { return users->authenticate(token, now).value().token_id(); }
    bool is_known(const Secret& secret) { return users->authenticate(secret.expose(), now).has_value(); }

    const storage::TemporaryFolder folder;
    const std::filesystem::path state = folder.path() / "state";
    UtcTime now = utc_from_ms(1000);
    std::optional<runtime::BackgroundWriter> writer;
    std::unique_ptr<Users> users;
    std::vector<std::string> revoked;

private:
    template <class T>
    static asio::awaitable<void> keep(asio::awaitable<T> work, std::optional<T>& result)
    {
        result.emplace(co_await std::move(work));
    }
};

TEST_F(UsersTest, TheFirstStartMakesTheOperatorAndKeepsTheTokenInAFileOfItsOwnersAlone)
{
    const std::string token = operator_token();
    const auto caller = users->authenticate(token, now);
    ASSERT_TRUE(caller);
    EXPECT_TRUE(caller->is_operator());
    EXPECT_EQ(caller->user(), (User{UserId{"operator"}, Role::operator_, AccountId{"paper"}, utc_from_ms(1000)}));
    const auto path = state / "operator.token";
    EXPECT_EQ(read(path), token + "\n");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);

    reopen();
    EXPECT_EQ(operator_token(), token);
    EXPECT_TRUE(users->authenticate(token, now));
}

TEST_F(UsersTest, NoTokenLiesInTheDatabase)
{
    const auto created = create("alice");
    const auto issued = issue("alice").value();
    users.reset();
    writer.reset();
    for (const Secret& secret : {created.token, issued.secret}) {
        const std::string text{secret.expose()};
        for (const char* name : {"records.db", "records.db-wal"})
            EXPECT_EQ(read(state / name).find(text.substr(3, 16)), std::string::npos) << name;
    }
}

TEST_F(UsersTest, OnlyTheExactTokenOpens)
{
    const std::string token = operator_token();
    EXPECT_EQ(token.size(), 67u);
    EXPECT_TRUE(users->authenticate(token, now));
    EXPECT_FALSE(users->authenticate("", now));
    EXPECT_FALSE(users->authenticate(token + "0", now));
    EXPECT_FALSE(users->authenticate(token.substr(0, token.size() - 1), now));
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string other = token;
        other[i] = static_cast<char>(other[i] ^ 1);
        EXPECT_FALSE(users->authenticate(other, now)) << i;
    }
}

TEST_F(UsersTest, UsersAndTokensSurviveARestart)
{
    const auto alice = create("alice", Role::viewer);
    EXPECT_EQ(wait(users->create({UserId{"alice"}, Role::trader, AccountId{"x"}}, now)).error().code, Errc::conflict);
    const auto named = issue("alice", "laptop", 1h).value();
    ASSERT_TRUE(is_known(named.secret));
    const auto tokens = users->tokens(UserId{"alice"}, now);
    reopen();
    EXPECT_EQ(users->list().size(), 2u);
    EXPECT_EQ(users->tokens(UserId{"alice"}, now), tokens);
    EXPECT_EQ(users->authenticate(alice.token.expose(), now)->user(), alice.user);
    ASSERT_EQ(tokens.size(), 2u);
    EXPECT_EQ(users->find_token(named.token.id)->name, "laptop");
    EXPECT_EQ(users->find_token(named.token.id)->last_used, now);
}

TEST_F(UsersTest, ThereAreOnlySoManyUsers)
{
    create("a");
    create("b");
    EXPECT_EQ(wait(users->create({UserId{"c"}, Role::viewer, AccountId{"c"}}, now)).error().code, Errc::limit_exceeded);
}

TEST_F(UsersTest, ACallerSeesTheirOwnAccountAndTheOperatorAll)
{
    const auto alice = create("alice");
    const Caller caller = users->authenticate(alice.token.expose(), now).value();
    EXPECT_TRUE(caller.sees(AccountId{"alice"}));
    EXPECT_FALSE(caller.sees(AccountId{"paper"}));
    EXPECT_TRUE(users->authenticate(operator_token(), now)->sees(AccountId{"alice"}));
}

TEST_F(UsersTest, ATokenEndsWithItsTime)
{
    const auto issued = issue("operator", "program", 1min).value();
    now = now + (1min - 1ns);
    EXPECT_TRUE(is_known(issued.secret));
    now = now + 1ns;
    EXPECT_FALSE(is_known(issued.secret));
    EXPECT_FALSE(users->is_valid(issued.token.id, now));
    EXPECT_EQ(users->tokens({}, now).size(), 1u);
}

TEST_F(UsersTest, ARevokedTokenOpensNothingAlsoAfterARestart)
{
    create("alice");
    const auto issued = issue("alice").value();
    EXPECT_TRUE(wait(users->revoke(issued.token.id, now)));
    EXPECT_EQ(revoked, std::vector<std::string>{issued.token.id});
    EXPECT_FALSE(is_known(issued.secret));
    EXPECT_EQ(wait(users->revoke(issued.token.id, now)).error().code, Errc::not_found);
    reopen();
    EXPECT_FALSE(is_known(issued.secret));
}

TEST_F(UsersTest, TheLastLastingTokenOfAnOperatorStays)
{
    const std::string first = id_of(operator_token());
    const auto passing = issue("operator", "browser", 1h).value();
    EXPECT_EQ(wait(users->revoke(first, now)).error().code, Errc::conflict) << "what passes does not count";
    EXPECT_TRUE(wait(users->revoke(passing.token.id, now)));
    const auto second = issue("operator").value();
    EXPECT_TRUE(wait(users->revoke(first, now)));
    EXPECT_EQ(wait(users->revoke(second.token.id, now)).error().code, Errc::conflict);
}

TEST_F(UsersTest, RotatingReplacesATokenAtOnceOrAfterAGrace)
{
    create("alice");
    const auto old = issue("alice", "bot").value();
    const auto fresh = wait(users->rotate({old.token.id, 0ns}, now)).value();
    EXPECT_FALSE(is_known(old.secret));
    EXPECT_TRUE(is_known(fresh.secret));
    EXPECT_EQ(fresh.token.name, "bot");
    EXPECT_EQ(revoked, std::vector<std::string>{old.token.id});

    const auto next = wait(users->rotate({fresh.token.id, 1min}, now)).value();
    EXPECT_TRUE(is_known(fresh.secret));
    EXPECT_TRUE(is_known(next.secret));
    reopen();
    now = now + 1min;
    EXPECT_FALSE(is_known(fresh.secret));
    EXPECT_TRUE(is_known(next.secret));
    EXPECT_EQ(wait(users->rotate({fresh.token.id, 0ns}, now)).error().code, Errc::not_found);
}

TEST_F(UsersTest, WhatATokenAsksForDoesNotOutliveIt)
{
    create("alice");
    const auto passing = issue("operator", "passing", 1h).value();
    const UtcTime end = *passing.token.expires;
    const auto ask = [&](const std::string& user, std::optional<nanoseconds> lifetime) {
        Users::TokenRequest request{.user = UserId{user}, .name = "asked for", .lifetime = lifetime};
        request.asked_by = passing.token.id;
        return wait(users->issue(std::move(request), now));
    };
    EXPECT_EQ(ask("operator", {})->token.expires, end);
    EXPECT_EQ(ask("alice", 2h)->token.expires, end) << "for another neither";
    EXPECT_EQ(ask("alice", 1min)->token.expires, now + 1min);
    EXPECT_EQ(
        wait(users->create({UserId{"bob"}, Role::viewer, AccountId{"bob"}, passing.token.id}, now))->token_expires,
        end);

    now = now + 30min;
    const auto bot = issue("alice", "bot").value();
    const auto renewed = wait(users->rotate({bot.token.id, 0ns, passing.token.id}, now)).value();
    EXPECT_EQ(renewed.token.expires, end);
    const auto own = wait(users->rotate({passing.token.id, 0ns, passing.token.id}, now)).value();
    EXPECT_EQ(own.token.expires, end) << "it cannot renew itself for ever";
    EXPECT_EQ(ask("alice", {}).error().code, Errc::unauthenticated) << "it has ended";
    reopen();
    now = end;
    for (const Secret& secret : {renewed.secret, own.secret}) EXPECT_FALSE(is_known(secret));
}

TEST_F(UsersTest, RotatingTheTokenOfTheFileWritesTheNewOneThere)
{
    const std::string before = operator_token();
    const auto other = issue("operator").value();
    wait(users->rotate({other.token.id, 0ns}, now)).value();
    EXPECT_EQ(operator_token(), before);
    const auto fresh = wait(users->rotate({id_of(before), 0ns}, now)).value();
    EXPECT_EQ(operator_token(), fresh.secret.expose());
    EXPECT_TRUE(users->authenticate(operator_token(), now));
}

TEST_F(UsersTest, ADisabledUserHasNoTokenAndGetsNone)
{
    const auto alice = create("alice");
    const auto issued = issue("alice").value();
    EXPECT_TRUE(wait(users->disable(UserId{"alice"})));
    EXPECT_EQ(revoked.size(), 2u);
    EXPECT_FALSE(is_known(alice.token));
    EXPECT_EQ(issue("alice").error().code, Errc::conflict);
    reopen();
    EXPECT_FALSE(is_known(issued.secret));
    EXPECT_TRUE(users->list()[0].is_disabled);
    EXPECT_TRUE(wait(users->enable(UserId{"alice"})));
    EXPECT_TRUE(issue("alice"));
    EXPECT_FALSE(is_known(alice.token)) << "the old ones do not come back";
    EXPECT_EQ(wait(users->disable(UserId{"operator"})).error().code, Errc::conflict);
    EXPECT_EQ(wait(users->disable(UserId{"nobody"})).error().code, Errc::not_found);
}

TEST_F(UsersTest, ThereAreOnlySoManyTokensOfAUserAndTheOldestSessionGivesWay)
{
    create("alice");  // with a first token
    const auto oldest = issue("alice", "browser", 1h, TokenKind::session).value();
    now = now + 1s;
    const auto newer = issue("alice", "browser", 1h, TokenKind::session).value();
    issue("alice").value();
    EXPECT_EQ(issue("alice").error().code, Errc::limit_exceeded);
    EXPECT_TRUE(issue("alice", "browser", 1h, TokenKind::session));
    EXPECT_FALSE(is_known(oldest.secret));
    EXPECT_TRUE(is_known(newer.secret));
    now = now + 2h;
    EXPECT_TRUE(issue("alice")) << "what has expired takes no place";
}

}  // namespace
}  // namespace swarmdesk::api
