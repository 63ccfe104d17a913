#include "storage/sqlite.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <vector>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::storage {
namespace {

using ::testing::ElementsAre;

Database open_file(const TemporaryFolder& folder, OpenOptions options = {})
{
    options.path = folder.path() / "test.db";
    return Database::open(options).value();
}

std::int64_t count(const Database& database, const std::string& table)
{
    auto select = database.prepare("SELECT count(*) FROM " + table).value();
    EXPECT_TRUE(select.step().value());
    return select.integer(0);
}

TEST(Database, GivesBackEveryTypeAsItWasBound)
{
    const TemporaryFolder folder;
    auto database = open_file(folder);
    database.execute("CREATE TABLE t (a, b, c, d, e)").value();
    using namespace std::string_view_literals;
    auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)").value();
    insert.run(INT64_MIN, "grüße\0end"sv, Blob{"\0\xFF\0"sv}, std::nullopt, std::optional<std::int64_t>{7}).value();
    EXPECT_EQ(database.changes(), 1);
    EXPECT_EQ(database.last_insert_rowid(), 1);

    auto select = database.prepare("SELECT a, b, c, d, e FROM t").value();
    ASSERT_TRUE(select.step().value());
    EXPECT_EQ(select.integer(0), INT64_MIN);
    EXPECT_EQ(select.type(1), ColumnType::text);
    EXPECT_EQ(select.text(1), "grüße\0end"sv);
    EXPECT_EQ(select.type(2), ColumnType::blob);
    EXPECT_EQ(select.blob(2), "\0\xFF\0"sv);
    EXPECT_TRUE(select.is_null(3));
    EXPECT_EQ(select.integer(4), 7);
    EXPECT_FALSE(select.step().value());
}

TEST(Database, TellsEmptyBytesFromAbsentOnes)
{
    auto database = Database::in_memory().value();
    database.execute("CREATE TABLE t (a BLOB NOT NULL, b TEXT NOT NULL)").value();
    auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2)").value();
    EXPECT_TRUE(insert.run(Blob{}, std::string_view{}));
    EXPECT_EQ(insert.run(std::nullopt, "").error().code, Errc::conflict);
}

TEST(Database, RunsAStatementAgainWithOtherValues)
{
    auto database = Database::in_memory().value();
    database.execute("CREATE TABLE t (a TEXT)").value();
    auto insert = database.prepare("INSERT INTO t VALUES (?1)").value();
    for (const auto* name : {"one", "two", "three"}) insert.run(std::string{name}).value();

    auto select = database.prepare("SELECT a FROM t WHERE a < ?1 ORDER BY a").value();
    std::vector<std::string> names;
    select.bind(std::string{"two"});
    while (select.step().value()) names.emplace_back(select.text(0));
    EXPECT_THAT(names, ElementsAre("one", "three"));
    select.bind("p");
    ASSERT_TRUE(select.step().value());
    EXPECT_EQ(select.text(0), "one");
}

TEST(Database, IsReadableByItsOwnerOnly)
{
    const TemporaryFolder folder;
    auto database = open_file(folder);
    database.execute("CREATE TABLE t (a)").value();
    for (const auto* name : {"test.db", "test.db-wal", "test.db-shm"}) {
        SCOPED_TRACE(name);
        struct stat status {};
        ASSERT_EQ(::stat((folder.path() / name).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600u);
    }
}

TEST(Database, NamesTheKindOfEachFailure)
{
    const TemporaryFolder folder;
    auto database = open_file(folder, {.file_bytes_max = 8 * page_bytes});
    database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)").value();
    auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2)").value();
    insert.run(1, Blob{"x"}).value();

    EXPECT_EQ(insert.run(1, Blob{"y"}).error().code, Errc::conflict);
    EXPECT_EQ(insert.run(2, Blob{std::string(8 * page_bytes, 'x')}).error().code, Errc::limit_exceeded);
    EXPECT_EQ(database.prepare("SELECT nothing FROM nowhere").error().code, Errc::internal);
    EXPECT_EQ(Database::open({.path = folder.path() / "no" / "such.db"}).error().code, Errc::io);
    EXPECT_EQ(Database::open({.path = folder.path() / "absent.db", .access = Access::read_only}).error().code,
              Errc::io);

    std::ofstream{folder.path() / "noise.db"} << std::string(5000, 'z');
    EXPECT_EQ(Database::open({.path = folder.path() / "noise.db"}).error().code, Errc::corrupt);
}

TEST(Database, FillsUpToItsBoundAndNotOnePageBeyond)
{
    const TemporaryFolder folder;
    auto database = open_file(folder, {.file_bytes_max = 4 * page_bytes});
    database.execute("CREATE TABLE t (a BLOB)").value();  // two pages: the schema, the table
    auto insert = database.prepare("INSERT INTO t VALUES (?1)").value();
    const std::string whole_page(page_bytes - 4 - 8, 'x');  // one overflow page holds 4 bytes less than a page
    EXPECT_EQ(insert.run(Blob{whole_page + whole_page + whole_page}).error().code, Errc::limit_exceeded);
    EXPECT_TRUE(insert.run(Blob{whole_page + whole_page}));
}

TEST(Database, SaysTimedOutWhenAnotherConnectionHoldsTheLock)
{
    const TemporaryFolder folder;
    auto first = open_file(folder);
    auto second = open_file(folder, {.busy_timeout = std::chrono::milliseconds{1}});
    first.execute("CREATE TABLE t (a)").value();
    const auto held = Transaction::begin(first);
    ASSERT_TRUE(held);
    EXPECT_EQ(Transaction::begin(second).error().code, Errc::timed_out);
}

TEST(Database, LeavesTheLogToACallerWhoLooksAfterItAndLosesNothing)
{
    const TemporaryFolder folder;
    const auto log_bytes = [&] { return std::filesystem::file_size(folder.path() / "test.db-wal"); };
    const auto file_bytes = [&] { return std::filesystem::file_size(folder.path() / "test.db"); };
    auto database = open_file(folder, {.checkpointing = Checkpointing::by_caller});
    database.execute("CREATE TABLE t (a BLOB)").value();
    auto insert = database.prepare("INSERT INTO t VALUES (?1)").value();
    database.checkpoint_if_due();  // a few pages: not yet
    const auto begun = file_bytes();
    const std::string megabyte(1 << 20, 'x');
    for (int i = 0; i < 8; ++i) insert.run(Blob{megabyte}).value();
    EXPECT_GT(log_bytes(), 8u << 20);  // no commit has moved anything
    EXPECT_EQ(file_bytes(), begun);
    database.checkpoint_if_due();
    EXPECT_GT(file_bytes(), 8u << 20);
    const auto grown = log_bytes();
    insert.run(Blob{megabyte}).value();
    EXPECT_EQ(log_bytes(), grown);  // the log begins again at its start
    auto other = open_file(folder);
    auto count = other.prepare("SELECT count(*), sum(length(a)) FROM t").value();
    EXPECT_TRUE(count.step().value());
    EXPECT_EQ(count.integer(0), 9);
    EXPECT_EQ(count.integer(1), 9 << 20);
}

// RAILS 28: what the file cannot take is not tried again and again over a disk that fails.
TEST(Database, SaysThatTheLogCannotBeMovedIntoTheFile)
{
    const TemporaryFolder folder;
    auto database = open_file(folder, {.checkpointing = Checkpointing::by_caller});
    database.execute("CREATE TABLE t (a BLOB)").value();
    auto insert = database.prepare("INSERT INTO t VALUES (?1)").value();
    insert.run(Blob{std::string(8 << 20, 'x')}).value();
    rlimit usual{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &usual), 0);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1 << 20, usual.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto done = database.checkpoint_if_due();
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &usual), 0);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::io);
}

TEST(Transaction, KeepsWhatWasCommittedAndNothingElse)
{
    auto database = Database::in_memory().value();
    database.execute("CREATE TABLE t (a)").value();
    {
        auto transaction = Transaction::begin(database).value();
        database.execute("INSERT INTO t VALUES (1)").value();
        transaction.commit().value();
    }
    {
        const auto transaction = Transaction::begin(database).value();
        database.execute("INSERT INTO t VALUES (2)").value();
    }
    EXPECT_EQ(count(database, "t"), 1);
}

TEST(Migrate, RunsEachStepOnceAndInOrder)
{
    const TemporaryFolder folder;
    const std::vector<std::string_view> steps{"CREATE TABLE a (x); INSERT INTO a VALUES (1)",
                                              "CREATE TABLE b AS SELECT x FROM a", "INSERT INTO b VALUES (2)"};
    {
        auto database = open_file(folder);
        migrate(database, std::span{steps}.first(2)).value();
        EXPECT_EQ(count(database, "b"), 1);
    }
    auto database = open_file(folder);
    for (int again = 0; again < 2; ++again) {
        migrate(database, steps).value();
        EXPECT_EQ(count(database, "a"), 1);
        EXPECT_EQ(count(database, "b"), 2);
    }
}

TEST(Migrate, LeavesNothingBehindOfAStepThatFails)
{
    auto database = Database::in_memory().value();
    const std::vector<std::string_view> steps{"CREATE TABLE a (x)",
                                              "INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1)"};
    EXPECT_EQ(migrate(database, steps).error().code, Errc::internal);
    EXPECT_EQ(count(database, "a"), 0);
    const std::vector<std::string_view> mended{steps[0], "INSERT INTO a VALUES (1)"};
    migrate(database, mended).value();
    EXPECT_EQ(count(database, "a"), 1);
}

TEST(Migrate, RefusesAFileOfANewerProgram)
{
    auto database = Database::in_memory().value();
    const std::vector<std::string_view> steps{"CREATE TABLE a (x)", "CREATE TABLE b (x)"};
    migrate(database, steps).value();
    EXPECT_EQ(migrate(database, std::span{steps}.first(1)).error().code, Errc::conflict);
}

}  // namespace
}  // namespace swarmdesk::storage
