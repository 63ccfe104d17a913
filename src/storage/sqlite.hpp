#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "base/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace swarmdesk::storage {

/// Bytes bound as a BLOB rather than as TEXT.
struct Blob {
    std::string_view bytes;
};

enum class ColumnType { integer = 1, real, text, blob, null };

/// One prepared statement. Belongs to its Database and must die before it; used by one thread at a time.
///
///     auto select = database.prepare("SELECT name FROM users WHERE id = ?1");
///     select->bind(id);
///     while (*(row = select->step())) use(select->text(0));
class Statement {
public:
    /// Binds every parameter in order and starts over. Copies the bytes, so that they need not live on.
    template <class... Values>
    void bind(const Values&... values)
    {
        start(sizeof...(values));
        int index = 0;
        (bind_one(++index, values, Lifetime::copied), ...);
    }

    /// The next row: true if there is one. After false or an error the statement has been reset.
    Result<bool> step();

    /// Binds, steps to the end and resets: for what returns no rows. Copies nothing.
    template <class... Values>
    Result<void> run(const Values&... values)
    {
        start(sizeof...(values));
        int index = 0;
        (bind_one(++index, values, Lifetime::borrowed), ...);
        return finish();
    }

    /// Ends a walk early, releasing its read lock. Harmless otherwise.
    void reset();

    // The columns of the current row, from 0. Views live until the next step, bind or reset. SQLite converts where the
    // type differs; `type` tells what is really there.
    ColumnType type(int column) const;
    bool is_null(int column) const { return type(column) == ColumnType::null; }
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    std::string_view blob(int column) const;

private:
    friend class Database;
    enum class Lifetime { borrowed, copied };
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

    void start(std::size_t parameter_count);
    Result<void> finish();
    void bind_integer(int index, std::int64_t value);
    void bind_bytes(int index, std::string_view value, bool is_text, Lifetime lifetime);
    void bind_null(int index);

    template <std::integral T>
    void bind_one(int index, T value, Lifetime)
    {
        SWARMDESK_ASSERT(std::in_range<std::int64_t>(value));
        bind_integer(index, static_cast<std::int64_t>(value));
    }
    void bind_one(int index, std::string_view value, Lifetime lifetime) { bind_bytes(index, value, true, lifetime); }
    void bind_one(int index, Blob value, Lifetime lifetime) { bind_bytes(index, value.bytes, false, lifetime); }
    void bind_one(int index, std::nullopt_t, Lifetime) { bind_null(index); }
    template <class T>
    void bind_one(int index, const std::optional<T>& value, Lifetime lifetime)
    {
        if (value)
            bind_one(index, *value, lifetime);
        else
            bind_null(index);
    }

    struct Finalize {
        void operator()(sqlite3_stmt* handle) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    int bind_failure_ = 0;  ///< the first SQLite code a bind ended with; reported by the next step
};

enum class Synchronous {
    full = 1,  ///< a commit returns when it is on the disk
    off,       ///< a commit returns when the kernel has it
};

/// Who moves what was committed from the log into the file, once it has grown to a thousand pages.
enum class Checkpointing {
    on_commit = 1,  ///< the commit that finds it so
    by_caller,      ///< `checkpoint_if_due`, for callers who would not let others wait for it
};

constexpr std::uint64_t page_bytes = 4096;  ///< of the files we make

enum class Access { read_write = 1, read_only };

struct OpenOptions {
    std::filesystem::path path;  ///< made if missing, with permissions 0600, unless read-only
    Access access = Access::read_write;
    Synchronous synchronous = Synchronous::full;
    Checkpointing checkpointing = Checkpointing::on_commit;
    std::chrono::milliseconds busy_timeout{5000};
    std::uint64_t file_bytes_max = 0;  ///< growing beyond it fails with limit_exceeded; 0: no bound of ours
};

/// One connection to a SQLite file in WAL mode. Used by one thread at a time; another thread opens another one.
///
/// Errors: `corrupt` (the file is damaged or no database), `limit_exceeded` (disk full before anything was synced),
/// `timed_out` (another connection held the lock for longer than the busy timeout), `conflict` (a constraint), `io`
/// (the system refused), else `internal`: our own SQL is wrong.
class Database {
public:
    static Result<Database> open(const OpenOptions& options);
    /// A private one that dies with this object.
    static Result<Database> in_memory();

    Result<Statement> prepare(std::string_view sql) const;
    /// Runs one or several statements that need no parameters and whose rows nobody wants.
    Result<void> execute(const std::string& sql);
    /// Rows the last INSERT, UPDATE or DELETE changed.
    std::int64_t changes() const;
    std::int64_t last_insert_rowid() const;
    /// Where that is the caller's. One that readers or a full disk keep from its end is none that failed: it is due
    /// again with the next commit. After an error the disk is not to be believed any more.
    Result<void> checkpoint_if_due();

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    friend class Transaction;
    explicit Database(sqlite3* handle) : handle_(handle) {}
    void watch_log();
    /// Runs a statement that is kept prepared in `kept`: parsing costs more than most transactions' own work.
    Result<void> run_kept(std::optional<Statement>& kept, std::string_view sql);

    std::unique_ptr<int> log_pages_;  ///< after the last commit, where the caller looks after them
    std::unique_ptr<sqlite3, Close> handle_;
    std::optional<Statement> begin_;
    std::optional<Statement> commit_;
};

/// A write transaction: takes the write lock at once, and rolls back unless committed.
class Transaction {
public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

/// Brings a database up to date: runs the steps it has not seen yet, each in its own transaction, and counts them in
/// `PRAGMA user_version`. A step, once released, is never edited: a change is a new step at the end. A file made by a
/// newer program (more steps than we know) is a conflict and stays untouched.
Result<void> migrate(Database& database, std::span<const std::string_view> steps);

}  // namespace swarmdesk::storage
