#include "bus/subject.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::bus {

namespace {

constexpr std::size_t token_size_max = 36;

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> tokens;
    for (;;) {
        const auto point = text.find('.');
        tokens.emplace_back(text.substr(0, point));
        if (point == std::string_view::npos) return tokens;
        text.remove_prefix(point + 1);
    }
}

}  // namespace

bool is_token(std::string_view text)
{
    const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= token_size_max && std::all_of(text.begin(), text.end(), is_allowed);
}

Priority::Priority(int level) : level_(level) { SWARMDESK_ASSERT(level >= 0 && level < count); }

Result<Priority> Priority::parse(std::int64_t level)
{
    if (level < 0 || level >= count) return Error{Errc::out_of_range, "a priority is 0 to 9"};
    return Priority{static_cast<int>(level)};
}

Class class_of(Priority priority)
{
    if (priority.level() >= 8) return Class::critical;
    if (priority.level() >= 6) return Class::high;
    if (priority.level() >= 4) return Class::normal;
    return Class::low;
}

Result<Subject> Subject::make(Domain domain, std::string_view agent, std::string_view action, Priority priority)
{
    if (!is_declared(domain)) return Error{Errc::out_of_range, "no such domain"};
    if (!is_token(agent) || !is_token(action))
        return Error{Errc::malformed, "an agent and an action are 1 to 36 of a-z 0-9 _"};
    return Subject{domain, std::string{agent}, std::string{action}, class_of(priority)};
}

Result<Subject> Subject::parse(std::string_view text)
{
    const auto tokens = split(text.substr(0, 4 * (token_size_max + 1)));
    if (tokens.size() != 4) return Error{Errc::malformed, "a subject has four tokens"};
    const auto domain = from_text<Domain>(tokens[0]);
    if (!domain) return domain.error();
    const auto urgency = from_text<Class>(tokens[3]);
    if (!urgency) return urgency.error();
    if (!is_token(tokens[1]) || !is_token(tokens[2]))
        return Error{Errc::malformed, "an agent and an action are 1 to 36 of a-z 0-9 _"};
    return Subject{*domain, tokens[1], tokens[2], *urgency};
}

std::string Subject::to_string() const
{
    std::string text{to_text(domain)};
    text += '.';
    text += agent;
    text += '.';
    text += action;
    text += '.';
    text += to_text(urgency);
    return text;
}

Pattern::Pattern(std::string_view text)
{
    auto parsed = parse(text);
    SWARMDESK_ASSERT(parsed.has_value());
    *this = std::move(*parsed);
}

Result<Pattern> Pattern::parse(std::string_view text)
{
    constexpr std::size_t tokens_max = 8;
    Pattern pattern;
    pattern.tokens_ = split(text);
    const auto& tokens = pattern.tokens_;
    if (tokens.size() > tokens_max) return Error{Errc::malformed, "a pattern has at most 8 tokens"};
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool is_tail = tokens[i] == ">" && i + 1 == tokens.size();
        if (!is_tail && tokens[i] != "*" && !is_token(tokens[i]))
            return Error{Errc::malformed, "a pattern is tokens, * for any one, and > at the end for the rest"};
    }
    return pattern;
}

bool Pattern::matches(std::string_view subject) const
{
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        if (tokens_[i] == ">") return !subject.empty();
        const auto point = subject.find('.');
        const auto token = subject.substr(0, point);
        if (token.empty() || (tokens_[i] != "*" && tokens_[i] != token)) return false;
        if (point == std::string_view::npos) return i + 1 == tokens_.size();
        subject.remove_prefix(point + 1);
    }
    return false;
}

bool Pattern::covers(const Pattern& other) const
{
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        if (i >= other.tokens_.size()) return false;
        if (tokens_[i] == ">") return true;
        if (other.tokens_[i] == ">") return false;
        if (tokens_[i] != "*" && tokens_[i] != other.tokens_[i]) return false;
    }
    return tokens_.size() == other.tokens_.size();
}

std::string Pattern::to_string() const
{
    std::string text;
    for (const auto& token : tokens_) text += (text.empty() ? "" : ".") + token;
    return text;
}

}  // namespace swarmdesk::bus
