#include "llm/decision_record.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <system_error>

#include "base/json_text.hpp"

namespace swarmdesk::llm {

namespace json = boost::json;

namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

std::int64_t microseconds(nanoseconds time) { return time.count() / 1000; }

}  // namespace

void append_json(std::string& out, const DecisionRecord& record)
{
    const Provenance& from = record.provenance;
    JsonText json{out};
    json.open('{').field("call_id", record.call_id).field("time", to_iso(record.time));
    json.field("key", record.key).field("tenant", record.tenant);
    json.field("team", record.team).field("agent", record.agent);
    json.field("prompt_version", record.prompt_version).field("data_version", record.data_version);
    json.field("asked_model", record.asked_model).field("body_sha256", record.body_hash);
    json.name("parameters").raw(record.parameters.empty() ? "{}" : json::serialize(record.parameters));
    json.field("priority", record.priority).field("streamed", record.is_streamed).field("cache", record.cache);
    json.field("deployment", from.deployment).field("provider", from.provider).field("model", from.model);
    if (!from.digest.empty()) json.field("digest", from.digest);
    json.field("tier", from.order).name("attempts").open('[');
    for (const auto& attempt : from.attempts) {
        json.open('{').field("group", attempt.group).field("deployment", attempt.deployment);
        json.field("tier", attempt.order).field("queued_us", microseconds(attempt.queued));
        json.field("took_us", microseconds(attempt.took)).field("outcome", attempt.outcome).close('}');
    }
    json.close(']').name("skipped").open('[');
    for (const auto& one : from.skipped) {
        json.open('{').field("deployment", one.id).field("tier", one.order);
        json.field("reason", to_text(one.reason)).close('}');
    }
    json.close(']').field("prompt_tokens", record.usage.prompt_tokens);
    json.field("completion_tokens", record.usage.completion_tokens);
    json.field("tokens_estimated", record.usage.is_estimated).field("cost_usd", record.cost.to_string());
    if (from.likeness) {
        json.name("similarity").raw(fmt::format("{:.4f}", from.likeness->similarity));
        json.field("age_us", microseconds(from.likeness->age));
    }
    if (const auto& embedding = record.embedding) {
        json.name("embedding").open('{').field("deployment", embedding->deployment);
        json.field("tokens", embedding->tokens).field("cost_usd", embedding->cost.to_string());
        json.field("took_us", microseconds(embedding->took)).field("outcome", embedding->outcome).close('}');
    }
    json.field("queued_us", microseconds(from.queued)).field("first_token_us", microseconds(from.first_token));
    json.field("overhead_us", microseconds(record.overhead)).field("total_us", microseconds(record.total));
    json.field("outcome", record.outcome);
    if (!record.body.empty()) json.name("body").raw(record.body);
    json.close('}');
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
    append_json(pending_, record);
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
