#include "llm/spending_file.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <limits>

#include "storage/sqlite.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::llm {
namespace {

using namespace swarmdesk::literals;
using keys::Spending;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr UtcTime noon{1'700'000'000'000'000'000};

class SpendingFileTest : public ::testing::Test {
protected:
    std::unique_ptr<SpendingFile> open() { return SpendingFile::open(path).value(); }
    Error open_in_vain()
    {
        auto opened = SpendingFile::open(path);
        EXPECT_FALSE(opened);
        return opened ? Error{} : opened.error();
    }
    /// Does to the file what another program might.
    void alter(const std::string& sql)
    {
        auto database = storage::Database::open({.path = path}).value();
        ASSERT_TRUE(database.execute(sql));
    }

    storage::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "deep" / "spending.db";
};

TEST_F(SpendingFileTest, KeepsTheLastWordAboutEachLedger)
{
    const Spending alice{"key/alice", noon, {"0.000000000000000001"_dec, 7, 1}};
    const Spending bob{"key/bob", {0}, {"12345.678"_dec, 8, 2}};
    const Spending later{"key/alice", noon, {"3"_dec, 9, 3}};
    {
        const auto file = open();
        EXPECT_TRUE(file->kept().empty());
        file->save({alice, bob});
        EXPECT_TRUE(file->flush());
        EXPECT_FALSE(file->is_failing());
    }
    {
        const auto file = open();
        EXPECT_THAT(file->kept(), UnorderedElementsAre(alice, bob));
        file->save({{"key/alice", noon, {"2"_dec, 9, 2}}});
        file->save({later});
        file->save({});
    }
    EXPECT_THAT(open()->kept(), UnorderedElementsAre(later, bob)) << "written at the end, though nobody waited";
}

TEST_F(SpendingFileTest, IsWholeInTheStateACrashLeaves)
{
    const Spending spent{"key/alice", noon, {"3"_dec, 9, 3}};
    const auto file = open();
    file->save({spent});
    ASSERT_TRUE(file->flush());
    // What is on the disk while the process lives, its log of writes included.
    const auto crashed = folder.path() / "crashed";
    std::filesystem::copy(path.parent_path(), crashed);
    EXPECT_THAT(SpendingFile::open(crashed / path.filename()).value()->kept(), UnorderedElementsAre(spent));
}

TEST_F(SpendingFileTest, CountsNoFurtherThanItsNumbersGo)
{
    open()->save({{"key/liar", noon, {{}, std::numeric_limits<std::uint64_t>::max(), 1}}});
    EXPECT_EQ(open()->kept().at(0).used.tokens, std::numeric_limits<std::int64_t>::max());
}

TEST_F(SpendingFileTest, BelongsToOneProcess)
{
    const auto file = open();
    const Error error = open_in_vain();
    EXPECT_EQ(error.code, Errc::conflict);
    EXPECT_THAT(error.detail, HasSubstr("in use by another"));
    file->save({{"key/alice", noon, {"1"_dec, 1, 1}}});
    EXPECT_TRUE(file->flush()) << "whoever has it is not disturbed";
}

TEST_F(SpendingFileTest, SaysWhatToDoAboutADamagedFile)
{
    open()->save({{"key/alice", noon, {"1"_dec, 1, 1}}});
    struct Case {
        const char* name;
        const char* sql;
    };
    for (const Case& c : {
             Case{"money that is none", "UPDATE spending SET money = '1e3'"},
             Case{"less than nothing", "UPDATE spending SET money = '-1'"},
             Case{"more than there is", "UPDATE spending SET money = '1000000000000000.000000000000000001'"},
             Case{"tokens", "UPDATE spending SET money = '1', tokens = -1"},
             Case{"requests", "UPDATE spending SET tokens = 1, requests = -1"},
             Case{"before 1970", "UPDATE spending SET requests = 1, began = -1"},
         }) {
        SCOPED_TRACE(c.name);
        alter(c.sql);
        const Error error = open_in_vain();
        EXPECT_EQ(error.code, Errc::corrupt);
        EXPECT_THAT(error.detail, HasSubstr(path.string() + " is damaged"));
        EXPECT_THAT(error.detail, HasSubstr("put a copy of it back, or move it away"));
    }
    alter("UPDATE spending SET began = 0");
    EXPECT_EQ(open()->kept().size(), 1u);

    std::filesystem::remove_all(path.parent_path());
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path} << std::string(8192, 'x');
    EXPECT_EQ(open_in_vain().code, Errc::corrupt) << "no database at all";
    EXPECT_EQ(std::filesystem::file_size(path), 8192u) << "and not touched";
}

TEST_F(SpendingFileTest, LeavesTheFileOfANewerProgramAlone)
{
    open()->save({{"key/alice", noon, {"1"_dec, 1, 1}}});
    alter("PRAGMA user_version = 2");
    const Error error = open_in_vain();
    EXPECT_EQ(error.code, Errc::conflict);
    EXPECT_THAT(error.detail, HasSubstr("made by a newer program"));
    EXPECT_THAT(error.detail, HasSubstr("use that program, or move it away"));
    alter("PRAGMA user_version = 1");
    EXPECT_EQ(open()->kept().size(), 1u);
}

TEST_F(SpendingFileTest, RefusesAFileOfSomethingElse)
{
    std::filesystem::create_directories(path.parent_path());
    alter("CREATE TABLE users (name TEXT)");
    for (const char* version : {"0", "1"}) {
        alter(std::string{"PRAGMA user_version = "} + version);
        const Error error = open_in_vain();
        EXPECT_EQ(error.code, Errc::malformed);
        EXPECT_THAT(error.detail, HasSubstr("name another file"));
    }
}

TEST_F(SpendingFileTest, SaysWhereNothingCanBeWritten)
{
    std::ofstream{folder.path() / "deep"} << "a file where a folder should be";
    const Error error = open_in_vain();
    EXPECT_EQ(error.code, Errc::io);
    EXPECT_THAT(error.detail, HasSubstr("what keys spend cannot be kept in " + path.string()));
}

TEST_F(SpendingFileTest, TriesAgainWithTheNextWhatCouldNotBeWritten)
{
    open()->save({});
    alter("CREATE TRIGGER full BEFORE INSERT ON spending WHEN NEW.tokens = 13 BEGIN SELECT RAISE(ABORT, 'no'); END");
    const Spending alice{"key/alice", noon, {"1"_dec, 1, 1}};
    const Spending bob{"key/bob", noon, {"2"_dec, 13, 1}};
    const Spending bob_later{"key/bob", noon, {"3"_dec, 14, 2}};
    {
        const auto file = open();
        file->save({alice, bob});
        EXPECT_FALSE(file->flush());
        EXPECT_TRUE(file->is_failing());
        file->save({bob_later});
        EXPECT_TRUE(file->flush());
        EXPECT_FALSE(file->is_failing());
    }
    EXPECT_THAT(open()->kept(), UnorderedElementsAre(alice, bob_later));
}

}  // namespace
}  // namespace swarmdesk::llm
