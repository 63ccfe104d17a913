#pragma once

#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace swarmdesk::telemetry {

/// Writes lines to a file descriptor and never waits for whoever reads it: a stopped terminal or a full pipe costs
/// lines, which are counted, and not the thread that had something to say. Everything else goes out at once.
class PatientSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    /// Does not own `file`.
    explicit PatientSink(int file) : file_(file) {}

    /// How many lines were lost and not yet forgotten.
    std::uint64_t lost() const { return lost_; }
    void forget(std::uint64_t lines) { lost_ -= lines; }

private:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override {}
    bool write(std::string_view text);

    const int file_;
    bool is_line_open_ = false;  ///< the last line went out in part
    std::atomic<std::uint64_t> lost_ = 0;
};

}  // namespace swarmdesk::telemetry
