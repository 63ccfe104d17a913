#include "trading/venues/paper/paper_journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/crc.hpp>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "base/assert.hpp"

namespace swarmdesk::trading::venues {

namespace asio = boost::asio;

namespace {

constexpr std::string_view magic = "swdpapr3";
constexpr std::string_view magic_before = "swdpapr2";  ///< knew neither fees in a third asset nor volumes
/// Size of the payload, checksum of that size, checksum of the payload; each four bytes, low first. The size has its
/// own checksum so that a damaged one cannot pass for a torn tail.
constexpr std::size_t frame_header_size = 12;
constexpr char snapshot_kind = 1;
constexpr char events_kind = 2;

std::uint32_t crc32(std::string_view bytes)
{
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

void put_u32(Bytes& out, std::uint32_t value)
{
    for (int i = 0; i < 4; ++i, value >>= 8) out.push_back(static_cast<char>(value & 0xFF));
}
std::uint32_t get_u32(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
    return value;
}

Bytes frame(char kind, std::string_view content)
{
    Bytes payload(1, kind);
    payload += content;
    Bytes size;
    put_u32(size, static_cast<std::uint32_t>(payload.size()));
    Bytes result = size;
    put_u32(result, crc32(size));
    put_u32(result, crc32(payload));
    return result + payload;
}

Error corrupt_at(std::uint64_t offset, const std::string& what)
{
    return {Errc::corrupt, "the paper journal is damaged at byte " + std::to_string(offset) + ": " + what};
}

Result<void> fold_frame(FoldedJournal& folded, std::string_view payload)
{
    const char kind = payload.empty() ? '\0' : payload.front();
    if (kind == snapshot_kind) {
        auto state = PaperState::decode(payload.substr(1));
        if (!state) return state.error();
        folded.state = std::move(*state);
        return {};
    }
    if (kind != events_kind) return Error{Errc::corrupt, "a frame of unknown kind"};
    const auto events = decode_events(payload.substr(1));
    if (!events) return events.error();
    for (const PaperEvent& event : *events)
        if (auto applied = folded.state.apply(event); !applied) return applied.error();
    return {};
}

Error io_error(const std::string& what)
{
    return {Errc::io, what + ": " + std::error_code{errno, std::generic_category()}.message()};
}

/// A file descriptor until it is released.
class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int get() const { return descriptor_; }
    int release() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_;
};

Result<void> write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return io_error("writing the paper journal");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> sync(int file)
{
    if (::fdatasync(file) != 0) return io_error("syncing the paper journal");
    return {};
}

/// So that a new or renamed file is found again after the machine has died.
Result<void> sync_folder_of(const std::string& path)
{
    const auto folder = std::filesystem::path{path}.parent_path();
    const File file{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (file.get() < 0 || ::fsync(file.get()) != 0) return io_error("syncing the folder of " + path);
    return {};
}

Result<Bytes> read_all(int file)
{
    struct stat status {};
    if (::fstat(file, &status) != 0) return io_error("reading the paper journal");
    Bytes bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
        const auto got = ::pread(file, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return io_error("reading the paper journal");
        at += static_cast<std::size_t>(got);
    }
    return bytes;
}

Result<int> open_locked(const std::string& path, int flags)
{
    File file{::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | flags, 0600)};
    if (file.get() < 0) return io_error("opening " + path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
        return Error{Errc::conflict, path + " is in use by another process"};
    return file.release();
}

}  // namespace

Bytes journal_header() { return Bytes{magic}; }
Bytes events_frame(const PaperEvents& events) { return frame(events_kind, encode_events(events)); }
Bytes snapshot_frame(const PaperState& state) { return frame(snapshot_kind, encode(state)); }

Result<FoldedJournal> fold_paper_journal(std::string_view bytes)
{
    FoldedJournal folded;
    if (bytes.size() < magic.size()) {
        if (bytes != magic.substr(0, bytes.size())) return corrupt_at(0, "not a paper journal");
        return folded;
    }
    if (bytes.starts_with(magic_before))
        return Error{Errc::corrupt, "the paper journal was written by an earlier build: begin with a new state folder"};
    if (!bytes.starts_with(magic)) return corrupt_at(0, "not a paper journal");
    std::uint64_t at = magic.size();
    while (at + frame_header_size <= bytes.size()) {
        const auto header = bytes.substr(at, frame_header_size);
        if (crc32(header.substr(0, 4)) != get_u32(header.substr(4))) return corrupt_at(at, "a wrong frame size");
        const std::uint64_t size = get_u32(header);
        if (size > bytes.size() - at - frame_header_size) break;
        const auto payload = bytes.substr(at + frame_header_size, size);
        if (crc32(payload) != get_u32(header.substr(8))) return corrupt_at(at, "a wrong checksum");
        if (auto done = fold_frame(folded, payload); !done) return corrupt_at(at, done.error().detail);
        at += frame_header_size + size;
        folded.since_snapshot = payload.front() == snapshot_kind ? 0 : folded.since_snapshot + frame_header_size + size;
    }
    folded.size = at;
    return folded;
}

Result<std::unique_ptr<PaperJournal>> PaperJournal::open(const Settings& settings, PaperState& state)
{
    auto opened = open_locked(settings.path, 0);
    if (!opened) return opened.error();
    File file{*opened};
    const auto bytes = read_all(file.get());
    if (!bytes) return bytes.error();
    auto folded = fold_paper_journal(*bytes);
    if (!folded) return folded.error();

    if (folded->size == 0) {
        if (::ftruncate(file.get(), 0) != 0) return io_error("making " + settings.path);
        if (auto written = write_all(file.get(), magic); !written) return written.error();
        if (auto synced = sync(file.get()); !synced) return synced.error();
        if (auto synced = sync_folder_of(settings.path); !synced) return synced.error();
    } else if (folded->size < bytes->size() && ::ftruncate(file.get(), static_cast<off_t>(folded->size)) != 0) {
        return io_error("cutting the torn tail of " + settings.path);
    }
    state = std::move(folded->state);
    if (folded->since_snapshot <= settings.compact_size)
        return std::unique_ptr<PaperJournal>{new PaperJournal{file.release(), settings}};

    // Written beside, then moved over: whenever the process dies, one of the two is whole and in place.
    const std::string beside = settings.path + ".new";
    auto made = open_locked(beside, O_TRUNC);
    if (!made) return made.error();
    File compacted{*made};
    if (auto written = write_all(compacted.get(), journal_header() + snapshot_frame(state)); !written)
        return written.error();
    if (auto synced = sync(compacted.get()); !synced) return synced.error();
    if (std::rename(beside.c_str(), settings.path.c_str()) != 0) return io_error("compacting " + settings.path);
    if (auto synced = sync_folder_of(settings.path); !synced) return synced.error();
    return std::unique_ptr<PaperJournal>{new PaperJournal{compacted.release(), settings}};
}

/// The file and the thread that writes it.
class PaperJournal::Writer {
public:
    Writer(int file, std::function<void(std::string_view)> crash_point)
        : file_(file), crash_point_(std::move(crash_point))
    {}
    ~Writer()
    {
        if (thread_.joinable()) {
            {
                const std::lock_guard guard{mutex_};
                is_stopping_ = true;
            }
            wake_.notify_one();
            thread_.join();
        }
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Result<void> write(std::string_view frames)
    {
        auto written = write_all(file_.get(), frames);
        if (written) written = sync(file_.get());
        return written;
    }

    void start(asio::any_io_executor executor, Listener listener)
    {
        SWARMDESK_ASSERT(!thread_.joinable());
        executor_ = std::move(executor);
        listener_ = std::move(listener);
        thread_ = std::thread{[this] { run(); }};
    }

    void append(const PaperEvents& events)
    {
        ++last_appended;
        if (has_failed) return;
        if (!work_) work_.emplace(executor_);
        {
            const std::lock_guard guard{mutex_};
            queue_ += events_frame(events);
            queued_ = last_appended;
        }
        wake_.notify_one();
    }

    bool is_started() const { return thread_.joinable(); }

    // The executor's.
    std::uint64_t last_appended = 0;
    std::uint64_t last_durable = 0;
    bool has_failed = false;

private:
    void run()
    {
        Bytes frames;
        while (true) {
            std::uint64_t number = 0;
            {
                std::unique_lock guard{mutex_};
                wake_.wait(guard, [this] { return is_stopping_ || !queue_.empty(); });
                if (queue_.empty()) return;
                frames.clear();
                frames.swap(queue_);
                number = queued_;
            }
            if (crash_point_) crash_point_("venue.before_write");
            auto written = write(frames);
            if (written && crash_point_) crash_point_("venue.written");
            if (!written) {
                post([error = std::move(written.error())](Writer& self) { self.on_failure(error); });
                return;
            }
            post([number](Writer& self) { self.on_durable(number); });
        }
    }

    /// Runs on the executor, unless the journal is gone by then.
    template <class Work>
    void post(Work work)
    {
        asio::post(executor_, [alive = std::weak_ptr{alive_}, this, work = std::move(work)] {
            if (alive.lock() != nullptr) work(*this);
        });
    }

    void on_durable(std::uint64_t number)
    {
        last_durable = number;
        if (last_durable == last_appended) work_.reset();
        if (listener_.on_durable) listener_.on_durable(number);
    }
    void on_failure(const Error& error)
    {
        has_failed = true;
        work_.reset();
        if (listener_.on_failure) listener_.on_failure(error);
    }

    File file_;
    const std::function<void(std::string_view)> crash_point_;
    asio::any_io_executor executor_;
    Listener listener_;
    std::optional<asio::executor_work_guard<asio::any_io_executor>> work_;  ///< while something is on its way
    const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);

    std::mutex mutex_;
    std::condition_variable wake_;
    Bytes queue_;
    std::uint64_t queued_ = 0;
    bool is_stopping_ = false;
    std::thread thread_;
};

PaperJournal::PaperJournal(int file, const Settings& settings)
    : writer_(std::make_unique<Writer>(file, settings.crash_point))
{}
PaperJournal::~PaperJournal() = default;

Result<void> PaperJournal::write(const PaperEvents& events)
{
    SWARMDESK_ASSERT(!writer_->is_started());
    if (writer_->has_failed) return Error{Errc::io, "the paper journal failed earlier"};
    if (events.empty()) return {};
    auto written = writer_->write(events_frame(events));
    writer_->has_failed = !written.has_value();
    return written;
}

void PaperJournal::start(asio::any_io_executor executor, Listener listener)
{
    writer_->start(std::move(executor), std::move(listener));
}

std::uint64_t PaperJournal::append(const PaperEvents& events)
{
    SWARMDESK_ASSERT(writer_->is_started());
    if (!events.empty()) writer_->append(events);
    return writer_->last_appended;
}

std::uint64_t PaperJournal::last_appended() const { return writer_->last_appended; }
std::uint64_t PaperJournal::last_durable() const { return writer_->last_durable; }
bool PaperJournal::has_failed() const { return writer_->has_failed; }

}  // namespace swarmdesk::trading::venues
