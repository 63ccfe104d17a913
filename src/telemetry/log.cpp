#include "telemetry/log.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <mutex>

#include "base/hash.hpp"
#include "telemetry/patient_sink.hpp"
#include "telemetry/repeats.hpp"

namespace swarmdesk::telemetry {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level)
{
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
        case LogLevel::off: return spdlog::level::off;
    }
    return spdlog::level::info;
}

/// As a JSON string. Control characters are escaped, so a log line stays one line whatever it carries.
void append_quoted(std::string& out, std::string_view text)
{
    constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

bool needs_quotes(std::string_view text)
{
    if (text.empty()) return true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F || c == '"' || c == '\\' || c == '=') return true;
    }
    return false;
}

std::string as_text(std::string_view event, LogFields fields)
{
    std::string line{event};
    for (const LogField& field : fields) {
        line += ' ';
        line += field.key();
        line += '=';
        if (needs_quotes(field.value()))
            append_quoted(line, field.value());
        else
            line += field.value();
    }
    return line;
}

/// The members after time and level.
std::string as_json(std::string_view event, LogFields fields)
{
    std::string line = "\"event\":";
    append_quoted(line, is_utf8(event) ? event : "(not UTF-8)");
    for (const LogField& field : fields) {
        line += ',';
        append_quoted(line, field.key());
        line += ':';
        if (!field.is_quoted())
            line += field.value();
        else
            append_quoted(line, is_utf8(field.value()) ? std::string_view{field.value()} : "(not UTF-8)");
    }
    return line;
}

}  // namespace

struct Logger::State {
    State(const LogSettings& settings, spdlog::sink_ptr sink)
        : format(settings.format),
          level(settings.level),
          logger("swarmdesk", std::move(sink)),
          repeats(settings.repeats_per_minute_max)
    {
        logger.set_level(to_spdlog(settings.level));
        logger.set_error_handler(
            [](const std::string&) {});  // a full disk or a closed pipe must not become our failure
        logger.flush_on(spdlog::level::trace);
        logger.set_pattern(format == LogFormat::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                                     : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v",
                           spdlog::pattern_time_type::utc);
    }

    void write(LogLevel line_level, std::string_view event, LogFields fields)
    {
        if (const auto lost = patient == nullptr ? 0 : patient->lost(); lost > 0) {
            put(LogLevel::warning, "log lines lost", {{"count", lost}});
            patient->forget(patient->lost() == lost ? lost : 1);  // told, or only this line lost as well
        }
        put(line_level, event, fields);
    }
    void put(LogLevel line_level, std::string_view event, LogFields fields)
    {
        logger.log(to_spdlog(line_level), format == LogFormat::json ? as_json(event, fields) : as_text(event, fields));
    }

    const LogFormat format;
    const LogLevel level;
    std::shared_ptr<PatientSink> patient;  ///< where lines may be lost
    spdlog::logger logger;
    std::mutex mutex;
    Repeats repeats;
};

Logger::Logger(const LogSettings& settings) : Logger(settings, STDERR_FILENO) {}

Logger::Logger(const LogSettings& settings, int file)
{
    auto sink = std::make_shared<PatientSink>(file);
    state_ = std::make_unique<State>(settings, sink);
    state_->patient = std::move(sink);
}

Logger::Logger(const LogSettings& settings, std::ostream& out)
    : state_(std::make_unique<State>(settings, std::make_shared<spdlog::sinks::ostream_sink_mt>(out)))
{}

Logger::~Logger() = default;

bool Logger::is_on(LogLevel level) const { return state_->level <= level && state_->level != LogLevel::off; }

void Logger::log(LogLevel level, std::string_view event, LogFields fields)
{
    if (!is_on(level)) return;
    try {
        Repeats::Answer answer;
        {
            const std::lock_guard lock{state_->mutex};
            answer = state_->repeats.admit(event, spdlog::log_clock::now().time_since_epoch());
        }
        if (answer.held_back > 0)
            state_->write(level, "held back repeats", {{"of", event}, {"count", answer.held_back}});
        if (answer.is_admitted) state_->write(level, event, fields);
    } catch (const std::exception&) {
        // Out of memory while logging: the line is lost, the caller is not.
    }
}

}  // namespace swarmdesk::telemetry
