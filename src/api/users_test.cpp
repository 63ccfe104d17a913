#include "api/users.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::api {
namespace {

using trading::AccountId;
using trading::UserId;

std::string read(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class UsersTest : public ::testing::Test {
protected:
    std::unique_ptr<Users> open()
    {
        Users::Options options;
        options.folder = folder.path() / "state";
        options.users_max = 3;
        return Users::open(options, utc_from_ms(1000)).value();
    }
    storage::TemporaryFolder folder;
};

TEST_F(UsersTest, TheFirstStartMakesTheOperatorAndGivesHisTokenOnce)
{
    auto users = open();
    const auto token = users->take_first_token();
    ASSERT_TRUE(token);
    EXPECT_FALSE(users->take_first_token());
    const auto caller = users->authenticate(token->expose());
    ASSERT_TRUE(caller);
    EXPECT_TRUE(caller->is_operator());
    EXPECT_EQ(caller->user(), (User{UserId{"operator"}, Role::operator_, AccountId{"paper"}, utc_from_ms(1000)}));

    const auto path = folder.path() / "state" / "operator.token";
    EXPECT_EQ(read(path), std::string{token->expose()} + "\n");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);

    users = open();
    EXPECT_FALSE(users->take_first_token());
    EXPECT_TRUE(users->authenticate(token->expose()));
}

TEST_F(UsersTest, NoTokenLiesInTheDatabase)
{
    auto users = open();
    const auto created = users->create(UserId{"alice"}, Role::trader, AccountId{"alice"}, {}).value();
    const std::string secret = std::string{created.token.expose()};
    users.reset();
    for (const char* name : {"records.db", "records.db-wal"})
        EXPECT_EQ(read(folder.path() / "state" / name).find(secret.substr(3, 16)), std::string::npos) << name;
}

TEST_F(UsersTest, OnlyTheExactTokenOpens)
{
    auto users = open();
    const std::string token{users->take_first_token()->expose()};
    EXPECT_EQ(token.size(), 67u);
    EXPECT_TRUE(users->authenticate(token));
    EXPECT_FALSE(users->authenticate(""));
    EXPECT_FALSE(users->authenticate(token + "0"));
    EXPECT_FALSE(users->authenticate(token.substr(0, token.size() - 1)));
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string other = token;
        other[i] = static_cast<char>(other[i] ^ 1);
        EXPECT_FALSE(users->authenticate(other)) << i;
    }
}

TEST_F(UsersTest, UsersSurviveARestartAndTheirNamesAreTheirs)
{
    auto users = open();
    const auto alice = users->create(UserId{"alice"}, Role::viewer, AccountId{"paper"}, utc_from_ms(7)).value();
    EXPECT_EQ(users->create(UserId{"alice"}, Role::trader, AccountId{"x"}, {}).error().code, Errc::conflict);
    users = open();
    EXPECT_EQ(users->authenticate(alice.token.expose())->user(), alice.user);
    EXPECT_EQ(users->list().size(), 2u);
}

TEST_F(UsersTest, ThereAreOnlySoMany)
{
    auto users = open();
    EXPECT_TRUE(users->create(UserId{"a"}, Role::viewer, AccountId{"a"}, {}));
    EXPECT_TRUE(users->create(UserId{"b"}, Role::viewer, AccountId{"b"}, {}));
    EXPECT_EQ(users->create(UserId{"c"}, Role::viewer, AccountId{"c"}, {}).error().code, Errc::limit_exceeded);
}

TEST_F(UsersTest, ACallerSeesHisOwnAccountAndTheOperatorAll)
{
    auto users = open();
    const auto alice = users->create(UserId{"alice"}, Role::trader, AccountId{"alice"}, {}).value();
    const Caller caller = users->authenticate(alice.token.expose()).value();
    EXPECT_TRUE(caller.sees(AccountId{"alice"}));
    EXPECT_FALSE(caller.sees(AccountId{"paper"}));
    EXPECT_TRUE(users->authenticate(users->take_first_token()->expose())->sees(AccountId{"alice"}));
}

}  // namespace
}  // namespace swarmdesk::api
