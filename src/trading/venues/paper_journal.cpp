#include "trading/venues/paper_journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/crc.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace swarmdesk::trading::venues {
namespace {

constexpr std::string_view magic = "swdpapr1";
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
    return {Errc::io, what + ": " + std::strerror(errno)};  // NOLINT: the desk's thread is the only one that asks
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
    } else if (folded->size < bytes->size() && ::ftruncate(file.get(), static_cast<off_t>(folded->size)) != 0) {
        return io_error("cutting the torn tail of " + settings.path);
    }
    state = std::move(folded->state);
    if (folded->since_snapshot <= settings.compact_size)
        return std::unique_ptr<PaperJournal>{new PaperJournal{file.release()}};

    // Written beside, then moved over: whenever the process dies, one of the two is whole and in place.
    const std::string beside = settings.path + ".new";
    auto made = open_locked(beside, O_TRUNC);
    if (!made) return made.error();
    File compacted{*made};
    if (auto written = write_all(compacted.get(), journal_header() + snapshot_frame(state)); !written)
        return written.error();
    if (std::rename(beside.c_str(), settings.path.c_str()) != 0) return io_error("compacting " + settings.path);
    return std::unique_ptr<PaperJournal>{new PaperJournal{compacted.release()}};
}

PaperJournal::~PaperJournal() { ::close(file_); }

Result<void> PaperJournal::append(const PaperEvents& events)
{
    if (is_broken_) return Error{Errc::io, "the paper journal failed earlier"};
    if (events.empty()) return {};
    auto written = write_all(file_, events_frame(events));
    is_broken_ = !written.has_value();
    return written;
}

}  // namespace swarmdesk::trading::venues
