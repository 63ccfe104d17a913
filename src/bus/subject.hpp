#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"

namespace swarmdesk::bus {

/// What a message is about, first token of its subject.
enum class Domain { trading = 1, social, monitoring, system };
constexpr auto enum_table(Domain)
{
    using enum Domain;
    return std::to_array<EnumName<Domain>>(
        {{trading, "trading"}, {social, "social"}, {monitoring, "monitoring"}, {system, "system"}});
}

/// How urgent a message is, last token of its subject.
enum class Class { critical = 1, high, normal, low };
constexpr auto enum_table(Class)
{
    using enum Class;
    return std::to_array<EnumName<Class>>({{critical, "critical"}, {high, "high"}, {normal, "normal"}, {low, "low"}});
}

/// 0 (background) to 9 (a critical trading signal). Nothing else can be built.
class Priority {
public:
    static constexpr int count = 10;

    /// Asserts the range: for priorities written in our own source.
    explicit Priority(int level);
    static Result<Priority> parse(std::int64_t level);

    int level() const { return level_; }
    friend auto operator<=>(Priority, Priority) = default;

private:
    int level_;
};

/// The one mapping: 8–9 critical, 6–7 high, 4–5 normal, 0–3 low. Total and monotone.
Class class_of(Priority priority);

/// A subject has exactly four tokens, `{domain}.{agent}.{action}.{class}`: "trading.buy_bot.signal.high".
struct Subject {
    Domain domain = Domain::system;
    std::string agent;   ///< lower-case letters, digits and underscores, 1 to 36 of them
    std::string action;  ///< likewise
    Class urgency = Class::low;

    static Result<Subject> make(Domain domain, std::string_view agent, std::string_view action, Priority priority);
    static Result<Subject> parse(std::string_view text);
    std::string to_string() const;
    friend bool operator==(const Subject&, const Subject&) = default;
};

/// Which subjects: tokens, `*` for any one token, and a last `>` for one or more of whatever follows.
class Pattern {
public:
    /// For patterns written in our own source. Asserts that it is one.
    explicit Pattern(std::string_view text);
    static Result<Pattern> parse(std::string_view text);

    /// Any dotted subject, also those outside the four-token grammar ("journal.order").
    bool matches(std::string_view subject) const;
    /// Whether every subject the other matches is matched by this one too.
    bool covers(const Pattern& other) const;
    const std::vector<std::string>& tokens() const { return tokens_; }
    std::string to_string() const;
    friend bool operator==(const Pattern&, const Pattern&) = default;

private:
    Pattern() = default;
    std::vector<std::string> tokens_;
};

/// 1 to 36 of `a-z 0-9 _`.
bool is_token(std::string_view text);

}  // namespace swarmdesk::bus
