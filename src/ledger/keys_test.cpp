#include "ledger/keys.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::ledger {
namespace {

TEST(Keys, AreTheSameAfterLoading)
{
    const storage::TemporaryFolder folder;
    const auto made = Keys::make(folder.path()).value();
    const auto loaded = Keys::load(folder.path()).value();
    EXPECT_EQ(made.public_key(), loaded.public_key());
    EXPECT_EQ(made.mac("x"), loaded.mac("x"));
    EXPECT_EQ(made.sign("x"), loaded.sign("x"));
    EXPECT_EQ(PublicKey::load(folder.path() / "ledger.pub").value(), made.public_key());
}

TEST(Keys, SignSoThatThePublicHalfVerifiesThatMessageOnly)
{
    const storage::TemporaryFolder folder;
    const storage::TemporaryFolder other_folder;
    const auto keys = Keys::make(folder.path()).value();
    const auto other = Keys::make(other_folder.path()).value();
    const auto signature = keys.sign("message");
    EXPECT_TRUE(keys.public_key().verifies("message", signature));
    EXPECT_FALSE(keys.public_key().verifies("massage", signature));
    EXPECT_FALSE(keys.public_key().verifies("message", signature.substr(1)));
    EXPECT_FALSE(keys.public_key().verifies("message", ""));
    EXPECT_FALSE(other.public_key().verifies("message", signature));
    EXPECT_FALSE(PublicKey{}.verifies("message", signature));
    EXPECT_NE(keys.mac("message"), other.mac("message"));
}

TEST(Keys, AreNeverWrittenOver)
{
    const storage::TemporaryFolder folder;
    const auto first = Keys::make(folder.path()).value();
    EXPECT_FALSE(Keys::make(folder.path()));
}

TEST(Keys, RefuseAFileThatIsNotOne)
{
    struct Case {
        const char* name;
        const char* file;
        std::string text;
        Errc code;
    };
    for (const Case& c : {
             Case{"empty", "ledger.key", "", Errc::malformed},
             Case{"one digit short", "ledger.key", std::string(63, 'a'), Errc::malformed},
             Case{"one digit more", "ledger.key", std::string(65, 'a'), Errc::malformed},
             Case{"much more", "ledger.key", std::string(200, 'a'), Errc::malformed},
             Case{"no digits", "ledger.key", std::string(64, 'z'), Errc::malformed},
             Case{"another key", "ledger.key", std::string(64, 'a'), Errc::corrupt},
             Case{"another public key", "ledger.pub", std::string(64, 'a'), Errc::corrupt},
         }) {
        SCOPED_TRACE(c.name);
        const storage::TemporaryFolder folder;
        Keys::make(folder.path()).value();
        std::ofstream{folder.path() / c.file, std::ios::trunc} << c.text;
        const auto loaded = Keys::load(folder.path());
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().code, c.code);
    }
}

}  // namespace
}  // namespace swarmdesk::ledger
