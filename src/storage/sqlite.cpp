#include "storage/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <system_error>

namespace swarmdesk::storage {

namespace {

constexpr int log_pages_max = 1'000;  ///< as SQLite itself has it

Errc errc_of(sqlite3* handle, int code)
{
    switch (code & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return Errc::corrupt;
        case SQLITE_FULL:
        case SQLITE_TOOBIG: return Errc::limit_exceeded;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return Errc::timed_out;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH: return Errc::conflict;
        case SQLITE_IOERR: {
            // After a failed fsync nobody knows what is on the disk, whatever the reason: never "full", which may be
            // tried again.
            if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) return Errc::io;
            // The disk can fill up where SQLite has no word for it: growing the shared memory, a delayed allocation.
            const int reason = handle == nullptr ? 0 : sqlite3_system_errno(handle);
            return reason == ENOSPC || reason == EDQUOT ? Errc::limit_exceeded : Errc::io;
        }
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_PROTOCOL: return Errc::io;
        default: return Errc::internal;
    }
}

Error error_of(sqlite3* handle, int code, std::string_view doing)
{
    std::string detail{doing};
    detail += ": ";
    detail += sqlite3_errstr(code);
    if (handle != nullptr && sqlite3_errcode(handle) == (code & 0xFF)) {
        const std::string_view more = sqlite3_errmsg(handle);
        if (more != sqlite3_errstr(code)) detail.append(" (").append(more).append(")");
    }
    return Error{errc_of(handle, code), std::move(detail)};
}

/// Makes a missing file ourselves, so that nobody else can ever read it; SQLite gives its -wal and -shm the same
/// permissions. One that is there is not touched: closing it would drop the locks other connections of this process
/// hold.
Result<void> make_private_file(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0)
        ::close(file);
    else if (errno != EEXIST)
        return Error{errno == ENOSPC ? Errc::limit_exceeded : Errc::io,
                     "cannot make " + path.string() + ": " + std::generic_category().message(errno)};
    return {};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

void Statement::start(std::size_t parameter_count)
{
    SWARMDESK_ASSERT(static_cast<std::size_t>(sqlite3_bind_parameter_count(handle_.get())) == parameter_count);
    sqlite3_reset(handle_.get());
    bind_failure_ = SQLITE_OK;
}

Result<bool> Statement::step()
{
    auto* const database = sqlite3_db_handle(handle_.get());
    if (bind_failure_ != SQLITE_OK) return error_of(database, bind_failure_, "cannot bind a value");
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(handle_.get());
        return false;
    }
    auto error = error_of(database, code, sqlite3_sql(handle_.get()));
    sqlite3_reset(handle_.get());
    return error;
}

Result<void> Statement::finish()
{
    while (true) {
        const auto row = step();
        if (!row) return row.error();
        if (!*row) return {};
    }
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

void Statement::bind_integer(int index, std::int64_t value)
{
    const int code = sqlite3_bind_int64(handle_.get(), index, value);
    if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
}

void Statement::bind_bytes(int index, std::string_view value, bool is_text, Lifetime lifetime)
{
    // A null pointer would bind NULL; empty bytes are not absent bytes.
    const char* const data = value.data() == nullptr ? "" : value.data();
    auto* const destructor = lifetime == Lifetime::copied ? SQLITE_TRANSIENT : SQLITE_STATIC;
    const int code = is_text ? sqlite3_bind_text64(handle_.get(), index, data, value.size(), destructor, SQLITE_UTF8)
                             : sqlite3_bind_blob64(handle_.get(), index, data, value.size(), destructor);
    if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
}

void Statement::bind_null(int index)
{
    const int code = sqlite3_bind_null(handle_.get(), index);
    if (code != SQLITE_OK && bind_failure_ == SQLITE_OK) bind_failure_ = code;
}

ColumnType Statement::type(int column) const
{
    switch (sqlite3_column_type(handle_.get(), column)) {
        case SQLITE_INTEGER: return ColumnType::integer;
        case SQLITE_FLOAT: return ColumnType::real;
        case SQLITE_TEXT: return ColumnType::text;
        case SQLITE_BLOB: return ColumnType::blob;
        default: return ColumnType::null;
    }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }

std::string_view Statement::text(int column) const
{
    const auto* const data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string_view Statement::blob(int column) const
{
    const auto* const data = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

void Database::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

Result<Database> Database::open(const OpenOptions& options)
{
    if (options.access == Access::read_write)
        if (auto made = make_private_file(options.path); !made) return made.error();

    const int access = options.access == Access::read_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    sqlite3* handle = nullptr;
    // One thread per connection at a time is our rule, so SQLite need not lock for us.
    const int code =
        sqlite3_open_v2(options.path.c_str(), &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database{handle};
    if (code != SQLITE_OK) return error_of(handle, code, "cannot open " + options.path.string());

    sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
    // A file may have been tampered with: its schema gets no say in what runs, and cells are checked before use.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (auto set = database.execute("PRAGMA page_size = 4096; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
        !set)
        return set.error();
    if (options.access == Access::read_only) return database;

    auto journal = database.prepare("PRAGMA journal_mode = WAL");
    if (!journal) return journal.error();
    const auto row = journal->step();
    if (!row) return row.error();
    if (!*row || journal->text(0) != "wal")
        return Error{Errc::io, options.path.string() + " is on a file system without shared memory, which WAL needs"};
    journal->reset();

    std::string settings =
        options.synchronous == Synchronous::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF";
    if (options.file_bytes_max != 0) {
        settings += "; PRAGMA max_page_count = " + std::to_string(options.file_bytes_max / page_bytes);
    }
    if (auto set = database.execute(settings); !set) return set.error();
    if (options.checkpointing == Checkpointing::by_caller) database.watch_log();
    return database;
}

void Database::watch_log()
{
    log_pages_ = std::make_unique<int>(0);
    const auto note = [](void* pages, sqlite3*, const char*, int count) {
        *static_cast<int*>(pages) = count;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(handle_.get(), note, log_pages_.get());  // in the place of SQLite's own
}

Result<void> Database::checkpoint_if_due()
{
    if (log_pages_ == nullptr || *log_pages_ < log_pages_max) return {};
    *log_pages_ = 0;
    const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    const int kind = code & 0xFF;
    if (kind == SQLITE_OK || kind == SQLITE_BUSY || kind == SQLITE_LOCKED || kind == SQLITE_FULL) return {};
    return error_of(handle_.get(), code, "moving the log into the file");
}

Result<Database> Database::in_memory()
{
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(":memory:", &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database{handle};
    if (code != SQLITE_OK) return error_of(handle, code, "cannot open a database in memory");
    return database;
}

Result<Statement> Database::prepare(std::string_view sql) const
{
    SWARMDESK_ASSERT(sql.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return error_of(handle_.get(), code, sql);
    SWARMDESK_ASSERT(statement != nullptr);  // our SQL is never empty
    return Statement{statement};
}

Result<void> Database::execute(const std::string& sql)
{
    const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error_of(handle_.get(), code, sql);
    return {};
}

Result<void> Database::run_kept(std::optional<Statement>& kept, std::string_view sql)
{
    if (!kept) {
        auto prepared = prepare(sql);
        if (!prepared) return prepared.error();
        kept.emplace(std::move(*prepared));
    }
    return kept->run();
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_.get()); }

Result<Transaction> Transaction::begin(Database& database)
{
    if (auto begun = database.run_kept(database.begin_, "BEGIN IMMEDIATE"); !begun) return begun.error();
    return Transaction{database};
}

Transaction::~Transaction()
{
    // SQLite may have rolled back by itself, and then has nothing left to roll back: either way it is what we want.
    if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Result<void> Transaction::commit()
{
    if (auto committed = database_->run_kept(database_->commit_, "COMMIT"); !committed) return committed.error();
    database_ = nullptr;
    return {};
}

Result<void> migrate(Database& database, std::span<const std::string_view> steps)
{
    auto select = database.prepare("PRAGMA user_version");
    if (!select) return select.error();
    const auto row = select->step();
    if (!row) return row.error();
    const auto version = select->integer(0);
    select->reset();
    if (version < 0 || static_cast<std::uint64_t>(version) > steps.size())
        return Error{Errc::conflict, "the database was made by a newer program: version " + std::to_string(version) +
                                         ", and we know " + std::to_string(steps.size())};
    for (auto next = static_cast<std::size_t>(version); next < steps.size(); ++next) {
        auto transaction = Transaction::begin(database);
        if (!transaction) return transaction.error();
        if (auto done = database.execute(std::string{steps[next]}); !done) return done.error();
        // A pragma takes no parameters; the number is ours.
        if (auto done = database.execute("PRAGMA user_version = " + std::to_string(next + 1)); !done)
            return done.error();
        if (auto done = transaction->commit(); !done) return done.error();
    }
    return {};
}

}  // namespace swarmdesk::storage
