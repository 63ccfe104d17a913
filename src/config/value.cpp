#include "config/value.hpp"

#include <array>

#include "config/bind.hpp"

namespace swarmdesk::config {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t ns;
};
constexpr std::array units = {Unit{"d", 86'400'000'000'000},
                              Unit{"h", 3'600'000'000'000},
                              Unit{"m", 60'000'000'000},
                              Unit{"s", 1'000'000'000},
                              Unit{"ms", 1'000'000},
                              Unit{"us", 1'000},
                              Unit{"ns", 1}};

bool is_plain(std::string_view text)
{
    constexpr std::string_view words[] = {"true", "false", "yes", "no", "on", "off", "null"};
    for (const auto word : words)
        if (text == word) return false;
    if (text.empty() || text.back() == '.') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '/' || c == '.';
        const bool more = (c >= '0' && c <= '9') || c == '-';
        if (!letter && !(i > 0 && more)) return false;
    }
    return true;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text)
{
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    for (const Unit& known : units) {
        if (unit != known.name) continue;
        std::int64_t ns = 0;
        if (__builtin_mul_overflow(count, known.ns, &ns)) return std::nullopt;
        return std::chrono::nanoseconds{ns};
    }
    return std::nullopt;
}

std::string show_duration(std::chrono::nanoseconds duration)
{
    if (duration.count() == 0) return "0s";
    for (const Unit& unit : units)
        if (duration.count() % unit.ns == 0) return std::to_string(duration.count() / unit.ns) + std::string{unit.name};
    return {};
}

std::string quote(std::string_view text)
{
    if (is_plain(text)) return std::string{text};
    constexpr char digits[] = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            result += "\\x";
            result += digits[byte >> 4];
            result += digits[byte & 15];
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string detail::range_words(const std::optional<std::string>& min, const std::optional<std::string>& max)
{
    if (min && max) return *min + " to " + *max;
    if (min) return "at least " + *min;
    if (max) return "at most " + *max;
    return {};
}

}  // namespace swarmdesk::config
