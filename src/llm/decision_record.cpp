#include "llm/decision_record.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace swarmdesk::llm {

namespace json = boost::json;

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

std::int64_t microseconds(nanoseconds time) { return time.count() / 1000; }

}  // namespace

json::object to_json(const DecisionRecord& record)
{
    json::array attempts;
    for (const auto& attempt : record.provenance.attempts)
        attempts.push_back(json::object{{"group", attempt.group},
                                        {"deployment", attempt.deployment},
                                        {"tier", attempt.order},
                                        {"queued_us", microseconds(attempt.queued)},
                                        {"took_us", microseconds(attempt.took)},
                                        {"outcome", attempt.outcome}});
    json::array skipped;
    for (const auto& one : record.provenance.skipped)
        skipped.push_back(json::object{{"deployment", one.id}, {"tier", one.order}, {"reason", to_text(one.reason)}});
    return {{"call_id", record.call_id},
            {"time", to_iso(record.time)},
            {"key", record.key},
            {"tenant", record.tenant},
            {"agent", record.agent},
            {"prompt_version", record.prompt_version},
            {"data_version", record.data_version},
            {"asked_model", record.asked_model},
            {"body_sha256", record.body_hash},
            {"parameters", record.parameters},
            {"priority", record.priority},
            {"streamed", record.is_streamed},
            {"cache", record.cache},
            {"deployment", record.provenance.deployment},
            {"provider", record.provenance.provider},
            {"model", record.provenance.model},
            {"tier", record.provenance.order},
            {"attempts", std::move(attempts)},
            {"skipped", std::move(skipped)},
            {"prompt_tokens", record.usage.prompt_tokens},
            {"completion_tokens", record.usage.completion_tokens},
            {"tokens_estimated", record.usage.is_estimated},
            {"cost_usd", record.cost.to_string()},
            {"queued_us", microseconds(record.provenance.queued)},
            {"first_token_us", microseconds(record.provenance.first_token)},
            {"overhead_us", microseconds(record.overhead)},
            {"total_us", microseconds(record.total)},
            {"outcome", record.outcome}};
}

Result<std::unique_ptr<DecisionLog>> DecisionLog::open(Settings settings)
{
    std::unique_ptr<DecisionLog> log{new DecisionLog(std::move(settings))};
    if (log->settings_.file.empty()) return log;
    if (auto opened = log->open_file(); !opened) return opened.error();
    return log;
}

DecisionLog::~DecisionLog()
{
    flush();
    if (file_ >= 0) ::close(file_);
}

Result<void> DecisionLog::open_file()
{
    file_ = ::open(settings_.file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file_ < 0)
        return Error{Errc::io,
                     "cannot write " + settings_.file.string() + ": " + std::generic_category().message(errno)};
    struct stat status {};
    bytes_ = ::fstat(file_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    return {};
}

void DecisionLog::write(const DecisionRecord& record)
{
    if (file_ < 0) return;
    pending_ += json::serialize(to_json(record));
    pending_ += '\n';
    if (pending_.size() >= piece_bytes) flush();
}

void DecisionLog::flush()
{
    if (file_ < 0 || pending_.empty()) return;
    std::string_view left = pending_;
    while (!left.empty()) {
        const auto count = ::write(file_, left.data(), left.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            lost_ += static_cast<std::uint64_t>(std::count(left.begin(), left.end(), '\n'));
            break;
        }
        left.remove_prefix(static_cast<std::size_t>(count));
    }
    bytes_ += pending_.size() - left.size();
    pending_.clear();
    if (bytes_ >= settings_.bytes_max) rotate();
}

void DecisionLog::rotate()
{
    ::close(file_);
    file_ = -1;
    auto older = settings_.file;
    older += ".1";
    std::error_code ignored;
    std::filesystem::rename(settings_.file, older, ignored);
    // Where it cannot be opened again there is nowhere to write; calls go on without.
    static_cast<void>(open_file());
}

}  // namespace swarmdesk::llm
