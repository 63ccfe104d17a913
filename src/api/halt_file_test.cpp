#include "api/halt_file.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::api {
namespace {

TEST(HaltFile, IsThereWhateverItIs)
{
    const storage::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / halt_file;
    EXPECT_EQ(look_for_halt_file(folder.path()).value(), HaltFile::absent);
    std::ofstream{file}.close();
    EXPECT_EQ(look_for_halt_file(folder.path()).value(), HaltFile::present) << "an empty file";
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    EXPECT_EQ(look_for_halt_file(folder.path()).value(), HaltFile::present) << "a folder";
    std::filesystem::remove(file);
    std::filesystem::create_symlink("/nowhere/at/all", file);
    EXPECT_EQ(look_for_halt_file(folder.path()).value(), HaltFile::present) << "a link to nothing";
    std::filesystem::remove(file);
    EXPECT_EQ(look_for_halt_file(folder.path()).value(), HaltFile::absent);
}

TEST(HaltFile, WhoCannotLookDoesNotSayThatItIsAway)
{
    const storage::TemporaryFolder folder;
    EXPECT_EQ(look_for_halt_file(folder.path() / std::string(300, 'x')).error().code, Errc::io);
}

}  // namespace
}  // namespace swarmdesk::api
