#include "telemetry/patient_sink.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace swarmdesk::telemetry {

void PatientSink::sink_it_(const spdlog::details::log_msg& message)
{
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (is_line_open_ && !write("\n")) {
        ++lost_;
        return;
    }
    is_line_open_ = false;
    if (!write({line.data(), line.size()})) ++lost_;
}

/// In pieces that a pipe with any room takes whole (POSIX: PIPE_BUF). The descriptor itself stays blocking, for it is
/// shared with whoever started us.
bool PatientSink::write(std::string_view text)
{
    while (!text.empty()) {
        pollfd room{file_, POLLOUT, 0};
        if (::poll(&room, 1, 0) != 1 || (room.revents & POLLOUT) == 0) return false;
        const ssize_t written = ::write(file_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
        is_line_open_ = !text.empty();
    }
    return true;
}

}  // namespace swarmdesk::telemetry
