#include "storage/private_file.hpp"

#include <gtest/gtest.h>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::storage {
namespace {

namespace fs = std::filesystem;

TEST(PrivateFile, IsItsOwnersAloneAndReadBackWhole)
{
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "a.key";
    ASSERT_TRUE(write_private_file(path, "one two\n"));
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(read_private_file(path).value(), "one two\n");
    EXPECT_EQ(read_first_word(path), "one");
    ASSERT_TRUE(write_private_file(path, "three"));
    EXPECT_EQ(read_private_file(path).value(), "three");
}

TEST(PrivateFile, IsNotReadWhereOthersCanReadItOrItIsALink)
{
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "a.key";
    EXPECT_EQ(read_private_file(path).error().code, Errc::not_found);
    ASSERT_TRUE(write_private_file(path, "secret"));
    fs::create_symlink(path, folder.path() / "link");
    EXPECT_EQ(read_private_file(folder.path() / "link").error().code, Errc::io);
    fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
    EXPECT_EQ(read_private_file(path).error().code, Errc::forbidden);
}

}  // namespace
}  // namespace swarmdesk::storage
