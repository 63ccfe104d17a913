#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/ids.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"
#include "config/setting.hpp"

namespace swarmdesk::telemetry {

enum class LogLevel { debug = 1, info, warning, error, off };
constexpr auto enum_table(LogLevel)
{
    return std::to_array<EnumName<LogLevel>>({{LogLevel::debug, "debug"},
                                              {LogLevel::info, "info"},
                                              {LogLevel::warning, "warning"},
                                              {LogLevel::error, "error"},
                                              {LogLevel::off, "off"}});
}

enum class LogFormat { text = 1, json };
constexpr auto enum_table(LogFormat)
{
    return std::to_array<EnumName<LogFormat>>({{LogFormat::text, "text"}, {LogFormat::json, "json"}});
}

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogFormat format = LogFormat::text;
    std::uint32_t repeats_per_minute_max = 20;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("level", "What is logged: this and worse."), self.level);
        visit(setting("format", "text for people, json (one object a line) for programs."), self.format);
        visit(setting("repeats_per_minute_max",
                      "The same event is logged this often in a minute; the rest is counted and said once.",
                      bounds(1, 100'000)),
              self.repeats_per_minute_max);
    }
};

/// One key and its value, already words: everything that can be logged converts to it. A Secret becomes [secret] by its
/// type, whatever the caller meant.
class LogField {
public:
    LogField(std::string_view key, std::string_view value) : key_(key), value_(value), is_quoted_(true) {}
    LogField(std::string_view key, const std::string& value) : LogField(key, std::string_view{value}) {}
    LogField(std::string_view key, const char* value) : LogField(key, std::string_view{value}) {}
    LogField(std::string_view key, bool value) : key_(key), value_(value ? "true" : "false") {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) LogField(std::string_view key, T value) : key_(key), value_(std::to_string(value))
    {}
    template <class T>
    requires requires(const T& value) { value.to_string(); }
    LogField(std::string_view key, const T& value) : LogField(key, std::string_view{value.to_string()}) {}
    template <NamedEnum E>
    LogField(std::string_view key, E value) : LogField(key, to_text(value))
    {}
    LogField(std::string_view key, const Secret& value) : LogField(key, std::string_view{swarmdesk::to_string(value)})
    {}
    LogField(std::string_view key, const Error& value) : LogField(key, std::string_view{swarmdesk::to_string(value)}) {}
    template <class Rep, class Period>
    LogField(std::string_view key, std::chrono::duration<Rep, Period> value)
        : LogField(std::string{key} + "_us", std::chrono::duration_cast<std::chrono::microseconds>(value).count())
    {}

    const std::string& key() const { return key_; }
    const std::string& value() const { return value_; }
    bool is_quoted() const { return is_quoted_; }  ///< text in JSON, not a number or a bool

private:
    std::string key_;
    std::string value_;
    bool is_quoted_ = false;
};

using LogFields = std::initializer_list<LogField>;

/// Structured log of one process: an event in a few constant words, and what varies as fields.
///
///     log.warning("venue refused", {{"intent", id}, {"code", code}});
///
/// Made in main and passed down by reference; safe from any thread. It writes to stderr, each line whole, at once: a
/// crash loses nothing. Events repeated beyond the settings' bound are held back and counted, and so are lines nobody
/// reads: it never waits, and never throws.
class Logger {
public:
    explicit Logger(const LogSettings& settings);
    Logger(const LogSettings& settings, int file);           ///< to this descriptor, which outlives it
    Logger(const LogSettings& settings, std::ostream& out);  ///< for tests; `out` outlives it
    ~Logger();
    Logger(const Logger&) = delete;
    Logger& operator=(const Logger&) = delete;

    bool is_on(LogLevel level) const;
    void log(LogLevel level, std::string_view event, LogFields fields = {});

    void debug(std::string_view event, LogFields fields = {}) { log(LogLevel::debug, event, fields); }
    void info(std::string_view event, LogFields fields = {}) { log(LogLevel::info, event, fields); }
    void warning(std::string_view event, LogFields fields = {}) { log(LogLevel::warning, event, fields); }
    void error(std::string_view event, LogFields fields = {}) { log(LogLevel::error, event, fields); }

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace swarmdesk::telemetry
