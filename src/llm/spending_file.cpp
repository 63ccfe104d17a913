#include "llm/spending_file.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "storage/sqlite.hpp"

namespace swarmdesk::llm {

using keys::Spending;

namespace {

constexpr auto migrations = std::to_array<std::string_view>({
    "CREATE TABLE spending (ledger TEXT PRIMARY KEY, began INTEGER NOT NULL, money TEXT NOT NULL,"
    " tokens INTEGER NOT NULL, requests INTEGER NOT NULL) STRICT, WITHOUT ROWID",
});

/// No key has spent as much: sums with it stay far inside Decimal.
constexpr Decimal money_max = Decimal::from_integer(1'000'000'000'000'000);

Error explained(const std::filesystem::path& path, const Error& error)
{
    const std::string file = path.string();
    constexpr const char* anew = "; without it every budget starts anew";
    switch (error.code) {
        case Errc::corrupt:
            return {Errc::corrupt,
                    file + " is damaged (" + error.detail + "): put a copy of it back, or move it away" + anew};
        case Errc::conflict:
            return {Errc::conflict,
                    file + " cannot be read (" + error.detail + "): use that program, or move it away" + anew};
        case Errc::timed_out:
            return {Errc::conflict, file + " is in use by another desk or gateway: each needs a file of its own"};
        case Errc::internal:
            return {Errc::malformed, file + " holds something else than what keys have spent: name another file"};
        default: return {error.code, "what keys spend cannot be kept in " + file + ": " + error.detail};
    }
}

std::int64_t as_stored(std::uint64_t number)
{
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(std::min(number, most));
}

/// So that nobody else counts in the same file, and neither sees what the other charged.
Result<void> claim(storage::Database& database)
{
    if (auto set = database.execute("PRAGMA locking_mode = EXCLUSIVE"); !set) return set.error();
    auto transaction = storage::Transaction::begin(database);
    if (!transaction) return transaction.error();
    return transaction->commit();
}

Result<void> examine(const storage::Database& database)
{
    auto check = database.prepare("PRAGMA quick_check(1)");
    if (!check) return check.error();
    const auto row = check->step();
    if (!row) return row.error();
    if (!*row || check->text(0) != "ok") return Error{Errc::corrupt, std::string{check->text(0)}};
    // Ours counts its steps from the first table on; most of others' count nothing.
    auto foreign = database.prepare("SELECT 1 FROM sqlite_master, pragma_user_version WHERE user_version = 0");
    if (!foreign) return foreign.error();
    const auto is_foreign = foreign->step();
    if (!is_foreign) return is_foreign.error();
    if (*is_foreign) return Error{Errc::internal, "tables of another program"};
    return {};
}

Result<std::vector<Spending>> read_all(const storage::Database& database)
{
    auto select = database.prepare("SELECT ledger, began, money, tokens, requests FROM spending");
    if (!select) return select.error();
    std::vector<Spending> all;
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return all;
        const auto money = Decimal::parse(select->text(2));
        const auto began = select->integer(1);
        const auto tokens = select->integer(3);
        const auto requests = select->integer(4);
        if (!money || money->is_negative() || *money > money_max || began < 0 || tokens < 0 || requests < 0)
            return Error{Errc::corrupt, "it holds an amount that is none"};
        all.push_back({std::string{select->text(0)},
                       {began},
                       {*money, static_cast<std::uint64_t>(tokens), static_cast<std::uint64_t>(requests)}});
    }
}

}  // namespace

class SpendingFile::Writer {
public:
    explicit Writer(storage::Database database) : database_(std::move(database)), thread_([this] { run(); }) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer()
    {
        {
            const std::lock_guard lock{mutex_};
            is_stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    void save(std::vector<Spending> spent)
    {
        const std::lock_guard lock{mutex_};
        for (Spending& one : spent) {
            const std::string ledger = one.ledger;
            waiting_.insert_or_assign(ledger, std::move(one));
        }
        if (waiting_.empty()) return;
        is_due_ = true;
        changed_.notify_all();
    }

    bool is_failing() const
    {
        const std::lock_guard lock{mutex_};
        return trouble_.has_value();
    }

    Result<void> flush()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !is_due_ && !is_writing_; });
        if (trouble_) return *trouble_;
        return {};
    }

private:
    using Batch = std::map<std::string, Spending>;

    void run()
    {
        std::unique_lock lock{mutex_};
        while (true) {
            changed_.wait(lock, [this] { return is_due_ || is_stopping_; });
            if (!is_due_) return;
            is_due_ = false;
            is_writing_ = true;
            Batch batch = std::exchange(waiting_, {});
            lock.unlock();
            const auto written = write(batch);
            lock.lock();
            is_writing_ = false;
            trouble_.reset();
            if (!written) {
                trouble_ = written.error();
                waiting_.merge(batch);  // what came meanwhile is the later word, and stays
            }
            changed_.notify_all();
        }
    }

    Result<void> write(const Batch& batch)
    {
        auto transaction = storage::Transaction::begin(database_);
        if (!transaction) return transaction.error();
        if (!insert_) {
            auto prepared = database_.prepare("INSERT OR REPLACE INTO spending VALUES (?1, ?2, ?3, ?4, ?5)");
            if (!prepared) return prepared.error();
            insert_.emplace(std::move(*prepared));
        }
        for (const auto& [ledger, spent] : batch) {
            const std::string money = spent.used.money.to_string();
            const auto done = insert_->run(std::string_view{ledger}, spent.began.ns, std::string_view{money},
                                           as_stored(spent.used.tokens), as_stored(spent.used.requests));
            if (!done) return done.error();
        }
        return transaction->commit();
    }

    storage::Database database_;  ///< the thread's, once it runs
    std::optional<storage::Statement> insert_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Batch waiting_;
    std::optional<Error> trouble_;
    bool is_due_ = false;
    bool is_writing_ = false;
    bool is_stopping_ = false;
    std::thread thread_;
};

Result<std::unique_ptr<SpendingFile>> SpendingFile::open(const std::filesystem::path& path)
{
    std::error_code failure;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), failure);
    if (failure) return explained(path, {Errc::io, failure.message()});
    storage::OpenOptions where;
    where.path = path;
    where.busy_timeout = std::chrono::seconds{1};
    auto database = storage::Database::open(where);
    if (!database) return explained(path, database.error());
    if (auto mine = claim(*database); !mine) return explained(path, mine.error());
    if (auto sound = examine(*database); !sound) return explained(path, sound.error());
    if (auto migrated = storage::migrate(*database, migrations); !migrated) return explained(path, migrated.error());
    auto kept = read_all(*database);
    if (!kept) return explained(path, kept.error());
    return std::unique_ptr<SpendingFile>{
        new SpendingFile{std::move(*kept), std::make_unique<Writer>(std::move(*database))}};
}

SpendingFile::SpendingFile(std::vector<Spending> kept, std::unique_ptr<Writer> writer)
    : kept_(std::move(kept)), writer_(std::move(writer))
{}
SpendingFile::~SpendingFile() = default;

void SpendingFile::save(std::vector<Spending> changed) { writer_->save(std::move(changed)); }
bool SpendingFile::is_failing() const { return writer_->is_failing(); }
Result<void> SpendingFile::flush() { return writer_->flush(); }

}  // namespace swarmdesk::llm
