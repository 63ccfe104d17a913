#include "ledger/sqlite_ledger.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <mutex>
#include <string>

#include "base/assert.hpp"
#include "ledger/reader.hpp"
#include "ledger/state_folder.hpp"
#include "ledger/writer.hpp"
#include "runtime/completion.hpp"

namespace swarmdesk::ledger {

namespace {

/// Something to write, and who waits for it.
class Operation {
public:
    virtual ~Operation() = default;
    /// An error is the disk's.
    virtual Result<void> perform(Writer& writer) = 0;
    /// Once, after the commit: what `perform` found, or why nothing was written.
    virtual void complete(const std::optional<Error>& failure) = 0;
};

/// `Work` writes: (Writer&, T& result) → the disk's error. T is what the caller gets.
template <class T, class Work>
class WriteOperation final : public Operation {
public:
    WriteOperation(Work work, std::unique_ptr<runtime::Completion<T>> completion)
        : work_(std::move(work)), completion_(std::move(completion))
    {}
    Result<void> perform(Writer& writer) override { return work_(writer, result_); }
    void complete(const std::optional<Error>& failure) override
    {
        if (failure) result_ = typename T::error_type{*failure};
        completion_->complete(std::move(result_));
    }

private:
    Work work_;
    std::unique_ptr<runtime::Completion<T>> completion_;
    T result_{};
};

/// What a call needs after it resumes: the ledger may be gone by then. The callers' thread only.
struct CallerState {
    std::uint64_t queued_events = 0;
    std::size_t pending_reads = 0;
    std::function<void(std::string_view name)> crash_point;

    void reach(std::string_view point) const
    {
        if (crash_point) crash_point(point);
    }
};

using Group = std::vector<std::unique_ptr<Operation>>;

Error failed_for_ever(const Error& reason)
{
    return Error{Errc::unavailable, "the ledger has failed and writes nothing more: " + to_string(reason)};
}

}  // namespace

class SqliteLedger::Impl {
public:
    explicit Impl(Options options) : options_(std::move(options)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> open()
    {
        SWARMDESK_ASSERT(options_.durability != Durability::behind || is_same_thread());
        caller_->crash_point = options_.crash_point;
        auto folder = StateFolder::take(options_.folder);
        if (!folder) return folder.error();
        auto keys = load_keys(*folder);
        if (!keys) return keys.error();
        auto writer = Writer::open(options_, std::move(*folder), std::move(*keys));
        if (!writer) return writer.error();
        writer_ = std::move(*writer);
        publish();
        auto reader = LedgerReader::open(database_path());
        if (!reader) return reader.error();
        reader_.emplace(std::move(*reader));
        if (!is_same_thread()) {
            write_thread_.emplace(1);
            read_thread_.emplace(1);
        }
        return {};
    }

    ~Impl()
    {
        is_stopping_ = true;
        if (read_thread_) read_thread_->join();
        if (write_thread_) write_thread_->join();
        flush();
    }

    const Options& options() const { return options_; }
    bool is_same_thread() const { return options_.mode == Mode::same_thread; }
    std::filesystem::path database_path() const { return options_.folder / "ledger.db"; }
    std::uint64_t last_seq() const { return last_seq_; }
    bool has_room() const { return has_room_; }
    const Keys& keys() const { return writer_->keys(); }

    std::optional<Error> failure() const
    {
        const std::lock_guard guard{mutex_};
        return failure_;
    }

    const std::shared_ptr<CallerState>& caller() const { return caller_; }

    template <class T, class Work>
    asio::awaitable<T> write(Work work)
    {
        if (is_same_thread()) {
            const auto executor = co_await asio::this_coro::executor;
            co_return write_here<T>(work, executor);
        }
        auto start = [this, &work](std::unique_ptr<runtime::Completion<T>> completion) {
            enqueue(std::make_unique<WriteOperation<T, Work>>(std::move(work), std::move(completion)));
        };
        auto suspended = runtime::suspend<T>(std::move(start));
        co_return co_await std::move(suspended);
    }

    template <class T, class Work>
    asio::awaitable<T> read(Work work)
    {
        if (is_same_thread()) {
            flush();
            co_return work(*reader_);
        }
        const auto caller = caller_;
        if (caller->pending_reads >= options_.pending_reads_max)
            co_return T{Error{Errc::limit_exceeded, "too many reads of the ledger wait"}};
        ++caller->pending_reads;
        auto start = [this, &work](std::unique_ptr<runtime::Completion<T>> completion) {
            auto job = [this, reading = std::move(work), waiting = std::move(completion)]() mutable {
                if (is_stopping_)
                    waiting->complete(T{Error{Errc::cancelled, "the ledger is closing"}});
                else
                    waiting->complete(reading(*reader_));
            };
            asio::post(*read_thread_, std::move(job));
        };
        auto suspended = runtime::suspend<T>(std::move(start));
        T result = co_await std::move(suspended);
        --caller->pending_reads;
        co_return result;
    }

    Result<void> for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback)
    {
        flush();
        // A connection of its own: the reading thread's is not this thread's.
        auto reader = LedgerReader::open(database_path());
        if (!reader) return reader.error();
        return reader->for_each(after_seq, check, callback);
    }

private:
    Result<Keys> load_keys(StateFolder& folder) const
    {
        if (folder.has_database() && !folder.has_key() && !folder.is_first_start())
            return Error{Errc::not_found,
                         "ledger.key is missing: without it nobody can say whether ledger.db is genuine"};
        const auto companions = folder.companions();
        if (!folder.has_database() && !folder.is_first_start()) {
            const std::string missing = "ledger.db is missing or empty in " + options_.folder.string();
            if (folder.has_log())
                return Error{Errc::not_found, missing +
                                                  ", and ledger.db-wal holds what was written last: put ledger.db "
                                                  "back beside it, or take ledger.db-wal away as well"};
            if (!companions.empty() && !options_.may_begin_anew) {
                std::string names;
                for (const auto& name : companions) names += (names.empty() ? "" : ", ") + name;
                return Error{Errc::not_found, missing + ", but " + names +
                                                  " are there: put it back, or begin a new one with --begin-anew"};
            }
            if (auto begun = folder.begin_first_start(); !begun) return begun.error();
        }
        return folder.has_key() ? Keys::load(options_.folder) : Keys::make(options_.folder);
    }

    template <class T, class Work>
    T write_here(Work& work, const asio::any_io_executor& executor)
    {
        T result{};
        if (failure_) return typename T::error_type{failed_for_ever(*failure_)};
        while (true) {
            Result<void> done = work(*writer_, result);
            if (done && options_.durability == Durability::behind)
                flush_later(executor);
            else if (done)
                done = writer_->commit();
            if (done) {
                publish();
                tidy();
                return result;
            }
            if (!recover(done.error())) return typename T::error_type{failed_for_ever(*failure_)};
        }
    }

    /// Commits what `behind` has let through, at the end of the executor's turn.
    void flush_later(const asio::any_io_executor& executor)
    {
        if (is_flush_posted_ || !writer_->has_changes()) return;
        is_flush_posted_ = true;
        asio::post(executor, [alive = std::weak_ptr{caller_}, this] {
            if (alive.lock() == nullptr) return;
            is_flush_posted_ = false;
            flush();
        });
    }

    void flush()
    {
        if (writer_ == nullptr || !writer_->has_changes() || failure_) return;
        if (auto done = writer_->commit(); !done) {
            writer_->roll_back();
            fail(done.error());
        }
        publish();
        tidy();
    }

    /// True if the disk was full and there is space again, so that the same may be written once more.
    bool recover(const Error& error)
    {
        writer_->roll_back();
        // What `behind` said and could not keep cannot be written again: only its last batch is still here.
        if (options_.durability != Durability::behind && error.code == Errc::limit_exceeded &&
            writer_->give_space_back())
            return true;
        fail(error);
        publish();
        return false;
    }

    void fail(const Error& error)
    {
        const std::lock_guard guard{mutex_};
        failure_ = error;
    }

    void tidy()
    {
        const auto done = writer_->tidy();
        if (done) return;
        fail(done.error());
        publish();
    }

    void publish()
    {
        has_room_ = writer_->has_room() && !failure_;
        last_seq_ = writer_->seq();
    }

    void enqueue(std::unique_ptr<Operation> operation)
    {
        bool is_first = false;
        {
            const std::lock_guard guard{mutex_};
            is_first = queue_.empty();
            queue_.push_back(std::move(operation));
        }
        if (is_first) asio::post(*write_thread_, [this] { write_group(); });
    }

    /// The writer's thread.
    void write_group()
    {
        group_.clear();
        std::optional<Error> failure;
        {
            const std::lock_guard guard{mutex_};
            std::swap(group_, queue_);
            failure = failure_;
        }
        while (!failure) {
            const auto done = perform(group_);
            if (done) break;
            if (!recover(done.error())) failure = done.error();
        }
        publish();
        if (failure) failure = failed_for_ever(*failure);
        for (const auto& operation : group_) operation->complete(failure);
        tidy();
    }

    Result<void> perform(const Group& group)
    {
        for (const auto& operation : group)
            if (auto done = operation->perform(*writer_); !done) return done;
        return writer_->commit();
    }

    const Options options_;
    std::atomic<bool> is_stopping_ = false;
    std::atomic<std::uint64_t> last_seq_ = 0;
    std::atomic<bool> has_room_ = false;

    // The callers' thread only.
    const std::shared_ptr<CallerState> caller_ = std::make_shared<CallerState>();
    bool is_flush_posted_ = false;

    // Under the mutex. Without threads `failure_` needs none.
    mutable std::mutex mutex_;
    Group queue_;
    std::optional<Error> failure_;

    // Whoever commits, and whoever reads. The reader goes first: the last connection to close tidies the log away and
    // must be able to write.
    Group group_;
    std::unique_ptr<Writer> writer_;
    std::optional<LedgerReader> reader_;
    std::optional<asio::thread_pool> write_thread_;
    std::optional<asio::thread_pool> read_thread_;
};

Result<std::unique_ptr<SqliteLedger>> SqliteLedger::open(Options options)
{
    auto impl = std::make_unique<Impl>(std::move(options));
    if (auto opened = impl->open(); !opened) return opened.error();
    return std::unique_ptr<SqliteLedger>{new SqliteLedger(std::move(impl))};
}

SqliteLedger::SqliteLedger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteLedger::~SqliteLedger() = default;

asio::awaitable<AppendResult> SqliteLedger::append(Batch batch)
{
    const auto caller = impl_->caller();
    caller->reach("ledger.before_append");
    const std::size_t events = batch.parts.size();
    if (caller->queued_events + events > impl_->options().queued_events_max)
        co_return AppendError{{Errc::limit_exceeded, "too many events wait for the disk"}, std::nullopt};
    caller->queued_events += events;
    auto work = [parts = std::move(batch)](Writer& writer, AppendResult& result) {
        return writer.append(parts, result);
    };
    auto written = impl_->write<AppendResult>(std::move(work));
    AppendResult result = co_await std::move(written);
    caller->queued_events -= events;
    if (result) caller->reach("ledger.notified");
    co_return result;
}

asio::awaitable<Result<std::uint64_t>> SqliteLedger::acquire(std::vector<ChainId> chains)
{
    auto work = [leased = std::move(chains)](Writer& writer, Result<std::uint64_t>& epoch) {
        return writer.lease(leased, epoch);
    };
    return impl_->write<Result<std::uint64_t>>(std::move(work));
}

asio::awaitable<Result<void>> SqliteLedger::save_snapshot(Snapshot snapshot)
{
    auto work = [saved = std::move(snapshot)](Writer& writer, Result<void>& result) {
        return writer.save_snapshot(saved, result);
    };
    return impl_->write<Result<void>>(std::move(work));
}

asio::awaitable<Result<void>> SqliteLedger::checkpoint(UtcTime now)
{
    auto work = [now](Writer& writer, Result<void>&) { return writer.checkpoint(now); };
    return impl_->write<Result<void>>(std::move(work));
}

asio::awaitable<Result<std::vector<Record>>> SqliteLedger::read(Query query)
{
    auto work = [wanted = std::move(query)](LedgerReader& reader) { return reader.read(wanted); };
    return impl_->read<Result<std::vector<Record>>>(std::move(work));
}

asio::awaitable<Result<std::optional<Record>>> SqliteLedger::find_first(std::string subject, std::uint32_t kind)
{
    auto work = [subject = std::move(subject), kind](LedgerReader& reader) -> Result<std::optional<Record>> {
        Query query;
        query.limit = 1;
        query.subject = subject;
        query.kind = kind;
        auto records = reader.read(query);
        if (!records) return records.error();
        if (records->empty()) return std::optional<Record>{};
        return std::optional{std::move(records->front())};
    };
    return impl_->read<Result<std::optional<Record>>>(std::move(work));
}

asio::awaitable<Result<std::vector<Head>>> SqliteLedger::heads()
{
    auto work = [](LedgerReader& reader) { return reader.heads(); };
    return impl_->read<Result<std::vector<Head>>>(std::move(work));
}

asio::awaitable<Result<LatestSnapshot>> SqliteLedger::latest_snapshot(ChainId chain, std::string fold)
{
    auto work = [chain = std::move(chain), fold = std::move(fold), &keys = impl_->keys()](LedgerReader& reader) {
        return reader.latest_snapshot(chain, fold, keys);
    };
    return impl_->read<Result<LatestSnapshot>>(std::move(work));
}

Result<void> SqliteLedger::for_each(std::uint64_t after_seq, Check check, const RecordCallback& callback)
{
    return impl_->for_each(after_seq, check, callback);
}

std::uint64_t SqliteLedger::last_seq() const { return impl_->last_seq(); }
bool SqliteLedger::has_room() const { return impl_->has_room(); }
std::optional<Error> SqliteLedger::failure() const { return impl_->failure(); }

}  // namespace swarmdesk::ledger
