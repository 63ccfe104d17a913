#include "ledger/ledger.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/assert.hpp"
#include "ledger/chain.hpp"
#include "ledger/folder_lock.hpp"
#include "ledger/keys.hpp"
#include "ledger/schema.hpp"
#include "storage/sqlite.hpp"

namespace swarmdesk::ledger {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using storage::Blob;
using storage::Database;
using storage::Statement;

namespace {

/// Everything queued since the last commit. Of checkpoints and snapshots only the newest matters, so it is bounded by
/// its events.
struct Batch {
    std::vector<Entry> entries;
    std::optional<UtcTime> checkpoint;
    std::optional<Snapshot> snapshot;

    bool is_empty() const { return entries.empty() && !checkpoint && !snapshot; }
    void clear()
    {
        entries.clear();
        checkpoint.reset();
        snapshot.reset();
    }
};

/// What the head row says.
struct HeadRow {
    Head head;
    std::uint64_t checkpoint_count = 0;
};

Result<HeadRow> read_head(const Database& database, const Keys& keys)
{
    auto select = database.prepare("SELECT seq, hash, checkpoints, mac FROM head");
    if (!select) return select.error();
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) return Error{Errc::not_found, "no head"};
    HeadRow result;
    Hash mac;
    const auto seq = select->integer(0);
    const auto checkpoint_count = select->integer(2);
    if (seq < 0 || checkpoint_count < 0 || !read_hash(*select, 1, result.head.hash) || !read_hash(*select, 3, mac))
        return damaged("the head is no head");
    result.head.seq = static_cast<std::uint64_t>(seq);
    result.checkpoint_count = static_cast<std::uint64_t>(checkpoint_count);
    const auto expected = keys.mac(encode_head(result.head.seq, result.head.hash, result.checkpoint_count));
    if (!equal_in_constant_time(as_bytes(mac), as_bytes(expected)))
        return damaged("the head was not written by this desk");
    return result;
}

/// That the last event is the one the head names, with the hash it should have. The rest is the verifier's work.
Result<void> check_end(const Database& database, const Head& head)
{
    auto select = database.prepare("SELECT " + std::string{event_columns} + " FROM events ORDER BY seq DESC LIMIT 1");
    if (!select) return select.error();
    const auto row = select->step();
    if (!row) return row.error();
    if (!*row) {
        if (head == Head{0, genesis_hash()}) return {};
        return damaged("the head is at " + event_name(head.seq) + ", and there are no events");
    }
    Record last;
    if (!read_record(*select, last)) return damaged("the last event is no event");
    if (last.seq != head.seq)
        return damaged("the head is at " + event_name(head.seq) + ", and the last event is " +
                       std::to_string(last.seq));
    const auto previous = hash_at(database, last.seq - 1);
    if (!previous) return previous.error();
    Bytes scratch;
    const auto& entry = last.entry;
    const auto hash =
        hash_event(*previous, {last.seq, entry.kind, entry.subject, entry.time.ns, entry.payload}, scratch);
    if (hash != last.hash || hash != head.hash) return damaged(event_name(last.seq) + " does not have its hash");
    return {};
}

/// Writes batches: everything that touches the writing connection. Lives on whichever thread commits.
class Writer {
public:
    static Result<std::unique_ptr<Writer>> open(const Options& options, Keys keys)
    {
        const bool durable = options.durability == Durability::fsync;
        auto database = Database::open({.path = options.folder / "ledger.db",
                                        .synchronous = durable ? storage::Synchronous::full : storage::Synchronous::off,
                                        .file_bytes_max = options.file_bytes_max});
        if (!database) return database.error();
        std::unique_ptr<Writer> writer{new Writer(options, std::move(keys), std::move(*database))};
        if (auto prepared = writer->prepare(); !prepared) return prepared.error();
        return writer;
    }

    const Head& head() const { return head_; }
    bool has_room() const { return has_room_; }
    std::optional<UtcTime> last_checkpoint_time() const { return last_checkpoint_time_; }

    /// All or nothing, in one transaction. After an error this must not be called again.
    Result<void> commit(const Batch& batch)
    {
        const bool checkpoint_due = batch.checkpoint && head_.seq + batch.entries.size() > last_checkpoint_seq_;
        if (batch.entries.empty() && !batch.snapshot && !checkpoint_due) return {};

        auto transaction = storage::Transaction::begin(database_);
        if (!transaction) return transaction.error();
        Head head = head_;
        for (const Entry& entry : batch.entries) {
            ++head.seq;
            head.hash =
                hash_event(head.hash, {head.seq, entry.kind, entry.subject, entry.time.ns, entry.payload}, scratch_);
            if (auto done = insert_event_->run(head.seq, entry.kind, entry.subject, entry.time.ns, Blob{entry.payload},
                                               Blob{as_bytes(head.hash)});
                !done)
                return done;
        }
        if (batch.snapshot)
            if (auto done = insert_snapshot(*batch.snapshot); !done) return done;
        const auto checkpoint_count = checkpoint_count_ + (checkpoint_due ? 1 : 0);
        if (checkpoint_due)
            if (auto done = insert_checkpoint({checkpoint_count, head.seq, head.hash, *batch.checkpoint}); !done)
                return done;
        if (auto done = write_head(head, checkpoint_count); !done) return done;

        if (options_.crash_point) options_.crash_point("ledger.appended");
        if (options_.before_commit)
            if (auto allowed = options_.before_commit(); !allowed) return allowed;
        if (auto done = transaction->commit(); !done) return done;

        head_ = head;
        if (checkpoint_due) {
            checkpoint_count_ = checkpoint_count;
            last_checkpoint_seq_ = head.seq;
        }
        has_room_ = measure_room();
        if (options_.crash_point) options_.crash_point("ledger.committed");
        return {};
    }

private:
    Writer(const Options& options, Keys keys, Database database)
        : options_(options), keys_(std::move(keys)), database_(std::move(database))
    {}

    Result<void> prepare()
    {
        // What a failed fsync left in the log may be in memory only. Written into the database anew, and synced, it is
        // either on the disk or an error, before anything is put on top of it.
        if (auto done = database_.execute("PRAGMA wal_checkpoint(TRUNCATE)"); !done) return done;
        if (auto done = storage::migrate(database_, schema_steps); !done) return done;
        const auto keep = [this](std::optional<Statement>& statement, std::string_view sql) -> Result<void> {
            auto prepared = database_.prepare(sql);
            if (!prepared) return prepared.error();
            statement.emplace(std::move(*prepared));
            return {};
        };
        struct Sql {
            std::optional<Statement>& statement;
            std::string_view text;
        };
        for (const Sql& sql : {
                 Sql{insert_event_,
                     "INSERT INTO events (seq, kind, subject, time_ns, payload, hash) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
                 Sql{insert_checkpoint_,
                     "INSERT INTO checkpoints (number, seq, hash, time_ns, signature) "
                     "VALUES (?1, ?2, ?3, ?4, ?5)"},
                 Sql{insert_snapshot_, "INSERT OR REPLACE INTO snapshots (seq, bytes, mac) VALUES (?1, ?2, ?3)"},
                 Sql{drop_snapshots_,
                     "DELETE FROM snapshots WHERE seq NOT IN "
                     "(SELECT seq FROM snapshots ORDER BY seq DESC LIMIT 2)"},
                 Sql{write_head_,
                     "INSERT OR REPLACE INTO head (id, seq, hash, checkpoints, mac) "
                     "VALUES (1, ?1, ?2, ?3, ?4)"},
                 Sql{page_count_, "PRAGMA page_count"},
             })
            if (auto done = keep(sql.statement, sql.text); !done) return done;

        const auto row = read_head(database_, keys_);
        if (row) {
            head_ = row->head;
            checkpoint_count_ = row->checkpoint_count;
        } else if (row.error().code == Errc::not_found) {
            // A ledger without any event is a new one; `check_end` refuses every other that has lost its head.
            head_ = {0, genesis_hash()};
            if (auto done = check_end(database_, head_); !done) return done;
            if (auto done = write_head(head_, 0); !done) return done;
        } else {
            return row.error();
        }
        if (auto done = check_end(database_, head_); !done) return done;
        if (auto done = read_last_checkpoint(); !done) return done;
        has_room_ = measure_room();
        return {};
    }

    Result<void> read_last_checkpoint()
    {
        auto select = database_.prepare("SELECT number, seq, time_ns FROM checkpoints ORDER BY number DESC LIMIT 1");
        if (!select) return select.error();
        const auto row = select->step();
        if (!row) return row.error();
        const auto number = *row ? select->integer(0) : 0;
        if (!std::cmp_equal(number, checkpoint_count_))
            return damaged("the head counts " + std::to_string(checkpoint_count_) +
                           " checkpoints, and the last one is number " + std::to_string(number));
        if (!*row) return {};
        const auto seq = select->integer(1);
        if (seq < 1 || std::cmp_greater(seq, head_.seq)) return damaged("the last checkpoint is beyond the head");
        last_checkpoint_seq_ = static_cast<std::uint64_t>(seq);
        last_checkpoint_time_ = UtcTime{select->integer(2)};
        return {};
    }

    Result<void> insert_checkpoint(const Checkpoint& checkpoint)
    {
        const auto signature = keys_.sign(encode_checkpoint(checkpoint));
        return insert_checkpoint_->run(checkpoint.number, checkpoint.seq, Blob{as_bytes(checkpoint.hash)},
                                       checkpoint.time.ns, Blob{signature});
    }

    Result<void> insert_snapshot(const Snapshot& snapshot)
    {
        const auto hash = hash_at(database_, snapshot.seq);
        if (!hash) return hash.error();
        const auto mac = keys_.mac(encode_snapshot(snapshot.seq, *hash, snapshot.bytes));
        if (auto done = insert_snapshot_->run(snapshot.seq, Blob{snapshot.bytes}, Blob{as_bytes(mac)}); !done)
            return done;
        return drop_snapshots_->run();
    }

    Result<void> write_head(const Head& head, std::uint64_t checkpoint_count)
    {
        const auto mac = keys_.mac(encode_head(head.seq, head.hash, checkpoint_count));
        return write_head_->run(head.seq, Blob{as_bytes(head.hash)}, checkpoint_count, Blob{as_bytes(mac)});
    }

    bool measure_room()
    {
        struct statvfs disk {};
        if (::statvfs(options_.folder.c_str(), &disk) != 0) return false;
        if (std::uint64_t{disk.f_bavail} * disk.f_frsize < options_.reserve_bytes) return false;
        if (options_.file_bytes_max == 0) return true;
        const auto row = page_count_->step();
        if (!row || !*row) return false;
        const auto used = static_cast<std::uint64_t>(page_count_->integer(0)) * storage::page_bytes;
        page_count_->reset();
        return used + options_.reserve_bytes <= options_.file_bytes_max;
    }

    const Options& options_;
    const Keys keys_;
    Database database_;
    std::optional<Statement> insert_event_;
    std::optional<Statement> insert_checkpoint_;
    std::optional<Statement> insert_snapshot_;
    std::optional<Statement> drop_snapshots_;
    std::optional<Statement> write_head_;
    std::optional<Statement> page_count_;
    Head head_;
    std::uint64_t checkpoint_count_ = 0;
    std::uint64_t last_checkpoint_seq_ = 0;
    std::optional<UtcTime> last_checkpoint_time_;
    bool has_room_ = false;
    Bytes scratch_;
};

}  // namespace

class Ledger::Impl {
public:
    Impl(Options options, FolderLock lock, Keys keys)
        : options_(std::move(options)), lock_(std::move(lock)), keys_(std::move(keys))
    {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> open()
    {
        SWARMDESK_ASSERT(options_.durability != Durability::behind || options_.mode == Mode::same_thread);
        auto writer = Writer::open(options_, keys_);
        if (!writer) return writer.error();
        writer_ = std::move(*writer);
        publish();
        last_seq_ = durable_seq_ = writer_->head().seq;
        last_checkpoint_asked_ = writer_->last_checkpoint_time();

        auto reader = Database::open({.path = options_.folder / "ledger.db", .access = storage::Access::read_only});
        if (!reader) return reader.error();
        reader_.emplace(std::move(*reader));
        if (options_.mode == Mode::writer_thread) thread_ = std::thread{[this] { run(); }};
        return {};
    }

    ~Impl()
    {
        if (thread_.joinable()) {
            {
                const std::lock_guard guard{mutex_};
                is_stopping_ = true;
            }
            wake_.notify_one();
            thread_.join();
        } else if (writer_ != nullptr && !has_failed_) {
            static_cast<void>(writer_->commit(queue_));
        }
    }

    std::uint64_t append(std::vector<Entry> entries)
    {
        for (const Entry& entry : entries) SWARMDESK_ASSERT(entry.kind != 0);
        if (options_.crash_point) options_.crash_point("ledger.before_append");
        last_seq_ += entries.size();
        if (has_failed_ || entries.empty()) return last_seq_;
        if (last_seq_ - durable_seq_ > options_.queued_events_max) {
            // These numbers are spent, and a gap must not be written: this is the end.
            has_failed_ = true;
            tell_later(Error{Errc::limit_exceeded,
                             "more than " + std::to_string(options_.queued_events_max) + " events wait for the disk"});
            return last_seq_;
        }
        enqueue([&](Batch& queue) {
            if (queue.entries.empty())
                queue.entries.swap(entries);
            else
                std::move(entries.begin(), entries.end(), std::back_inserter(queue.entries));
        });
        return last_seq_;
    }

    void listen(Listener listener) { listener_ = std::move(listener); }

    void checkpoint(UtcTime now)
    {
        if (has_failed_) return;
        last_checkpoint_asked_ = now;
        enqueue([&](Batch& queue) { queue.checkpoint = now; });
    }

    void checkpoint_if_due(UtcTime now)
    {
        const auto last = last_checkpoint_asked_;
        // A clock that was set back must not put checkpoints off.
        if (!last || now < *last || now - *last >= options_.checkpoint_interval) checkpoint(now);
    }

    void save_snapshot(std::uint64_t seq, Bytes bytes)
    {
        SWARMDESK_ASSERT(seq <= last_seq_);
        if (has_failed_) return;
        enqueue([&](Batch& queue) { queue.snapshot = Snapshot{seq, std::move(bytes)}; });
    }

    std::uint64_t last_seq() const { return last_seq_; }
    std::uint64_t durable_seq() const { return durable_seq_; }
    bool has_failed() const { return has_failed_; }
    bool has_room() const { return has_room_; }
    Head head() const
    {
        const std::lock_guard guard{mutex_};
        return head_;
    }
    const Database& reader() const { return *reader_; }
    const Keys& keys() const { return keys_; }

private:
    template <class Change>
    void enqueue(Change change)
    {
        if (!work_) work_.emplace(options_.executor);
        {
            const std::lock_guard guard{mutex_};
            change(queue_);
        }
        if (options_.mode == Mode::writer_thread) {
            wake_.notify_one();
        } else if (!is_flush_posted_) {
            is_flush_posted_ = true;
            post([](Impl& self) { self.flush(); });
        }
    }

    /// Runs on the executor, unless the ledger is gone by then.
    template <class Work>
    void post(Work work)
    {
        asio::post(options_.executor, [alive = std::weak_ptr{alive_}, this, work = std::move(work)] {
            if (alive.lock() != nullptr) work(*this);
        });
    }

    void flush()
    {
        is_flush_posted_ = false;
        if (has_failed_) return;
        batch_.clear();
        std::swap(batch_, queue_);
        if (options_.durability == Durability::behind) on_committed(last_seq_);
        if (auto done = commit(); done)
            on_committed(writer_->head().seq);
        else
            on_failed(done.error());
    }

    /// The writer's thread.
    void run()
    {
        while (true) {
            batch_.clear();
            {
                std::unique_lock guard{mutex_};
                wake_.wait(guard, [this] { return is_stopping_ || !queue_.is_empty(); });
                if (queue_.is_empty()) return;
                std::swap(batch_, queue_);
            }
            if (auto done = commit(); done) {
                post([seq = writer_->head().seq](Impl& self) { self.on_committed(seq); });
            } else {
                post([error = std::move(done.error())](Impl& self) { self.on_failed(error); });
                return;
            }
        }
    }

    Result<void> commit()
    {
        auto done = writer_->commit(batch_);
        if (done) publish();
        return done;
    }

    void publish()
    {
        has_room_ = writer_->has_room();
        const std::lock_guard guard{mutex_};
        head_ = writer_->head();
    }

    void on_committed(std::uint64_t seq)
    {
        {
            const std::lock_guard guard{mutex_};
            if (queue_.is_empty() && seq == last_seq_) work_.reset();
        }
        if (seq == durable_seq_) return;
        durable_seq_ = seq;
        if (listener_.on_durable) listener_.on_durable(seq);
        if (options_.crash_point) options_.crash_point("ledger.notified");
    }

    void tell_later(Error error)
    {
        post([error = std::move(error)](Impl& self) { self.tell(error); });
    }

    void on_failed(const Error& error)
    {
        const bool is_news = !has_failed_;
        has_failed_ = true;
        if (is_news) tell(error);
    }

    void tell(const Error& error)
    {
        work_.reset();
        {
            const std::lock_guard guard{mutex_};
            queue_.clear();
        }
        if (listener_.on_failure) listener_.on_failure(error);
    }

    const Options options_;
    const FolderLock lock_;
    const Keys keys_;

    // The desk's thread only.
    Listener listener_;
    std::uint64_t last_seq_ = 0;
    std::uint64_t durable_seq_ = 0;
    bool has_failed_ = false;
    bool is_flush_posted_ = false;
    std::optional<UtcTime> last_checkpoint_asked_;
    std::optional<asio::executor_work_guard<asio::any_io_executor>> work_;  ///< while something is on its way
    const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);

    // Shared, under the mutex.
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Batch queue_;
    Head head_;
    bool is_stopping_ = false;
    std::atomic<bool> has_room_ = false;

    // Whoever commits. The reader goes first: the last connection to close tidies the log away and must be able to
    // write.
    Batch batch_;
    std::unique_ptr<Writer> writer_;
    std::optional<Database> reader_;
    std::thread thread_;
};

Result<std::unique_ptr<Ledger>> Ledger::open(Options options)
{
    std::error_code failed;
    fs::create_directories(options.folder, failed);
    if (failed) return Error{Errc::io, "cannot make " + options.folder.string() + ": " + failed.message()};
    auto lock = FolderLock::take(options.folder);
    if (!lock) return lock.error();
    const auto is_there = [&](const char* name) { return fs::exists(options.folder / name, failed); };
    if (!is_there("ledger.key") && is_there("ledger.db"))
        return Error{Errc::not_found, "ledger.key is missing: without it nobody can say whether ledger.db is genuine"};
    auto keys = is_there("ledger.key") ? Keys::load(options.folder) : Keys::make(options.folder);
    if (!keys) return keys.error();
    auto impl = std::make_unique<Impl>(std::move(options), std::move(*lock), std::move(*keys));
    if (auto opened = impl->open(); !opened) return opened.error();
    return std::unique_ptr<Ledger>{new Ledger(std::move(impl))};
}

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

std::uint64_t Ledger::append(std::vector<Entry> entries) { return impl_->append(std::move(entries)); }
void Ledger::listen(Listener listener) { impl_->listen(std::move(listener)); }
std::uint64_t Ledger::last_seq() const { return impl_->last_seq(); }
std::uint64_t Ledger::durable_seq() const { return impl_->durable_seq(); }
bool Ledger::has_failed() const { return impl_->has_failed(); }
bool Ledger::has_room() const { return impl_->has_room(); }
Head Ledger::head() const { return impl_->head(); }
void Ledger::checkpoint(UtcTime now) { impl_->checkpoint(now); }
void Ledger::checkpoint_if_due(UtcTime now) { impl_->checkpoint_if_due(now); }
void Ledger::save_snapshot(std::uint64_t seq, Bytes bytes) { impl_->save_snapshot(seq, std::move(bytes)); }

Result<std::vector<Record>> Ledger::read(const Query& query) const { return read_records(impl_->reader(), query); }

Result<std::optional<Record>> Ledger::find_first(std::string_view subject, std::uint32_t kind) const
{
    auto records = read({.limit = 1, .subject = std::string{subject}, .kind = kind});
    if (!records) return records.error();
    if (records->empty()) return std::optional<Record>{};
    return std::optional{std::move(records->front())};
}

Result<void> Ledger::for_each(std::uint64_t after_seq, Check check,
                              const std::function<Result<void>(const Record&)>& callback) const
{
    return walk_records(impl_->reader(), after_seq, check, callback);
}

Result<std::optional<Snapshot>> Ledger::latest_snapshot(const std::function<void(const Error&)>& on_bad) const
{
    const auto head = impl_->head();
    auto select = impl_->reader().prepare("SELECT seq, bytes, mac FROM snapshots ORDER BY seq DESC");
    if (!select) return select.error();
    while (true) {
        const auto row = select->step();
        if (!row) return row.error();
        if (!*row) return std::optional<Snapshot>{};
        const auto seq = select->integer(0);
        Hash mac;
        if (seq >= 0 && std::cmp_less_equal(seq, head.seq) && read_hash(*select, 2, mac)) {
            Snapshot snapshot{static_cast<std::uint64_t>(seq), Bytes{select->blob(1)}};
            const auto hash = hash_at(impl_->reader(), snapshot.seq);
            if (!hash) return hash.error();
            const auto expected = impl_->keys().mac(encode_snapshot(snapshot.seq, *hash, snapshot.bytes));
            if (equal_in_constant_time(as_bytes(mac), as_bytes(expected))) return std::optional{std::move(snapshot)};
        }
        if (on_bad) on_bad(damaged("the snapshot at event " + std::to_string(seq) + " was changed"));
    }
}

}  // namespace swarmdesk::ledger
