#include "llm/litellm/scalars.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "config/value.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;

Error must(std::string words) { return {Errc::malformed, "must be " + std::move(words)}; }

std::string range(const std::string& min, const std::string& max) { return min + " to " + max; }

/// The digits of a number in scientific form with the point moved to where the exponent says.
std::string plain(std::string_view mantissa, int exponent)
{
    std::string sign;
    if (!mantissa.empty() && (mantissa[0] == '-' || mantissa[0] == '+')) {
        if (mantissa[0] == '-') sign = "-";
        mantissa.remove_prefix(1);
    }
    const std::size_t point = mantissa.find('.');
    std::string digits{mantissa.substr(0, point)};
    const std::string decimals{point == mantissa.npos ? std::string_view{} : mantissa.substr(point + 1)};
    if (digits.empty() && decimals.empty()) return {};
    auto left = static_cast<std::ptrdiff_t>(digits.size()) + exponent;
    digits += decimals;
    if (left <= 0) {
        digits.insert(0, static_cast<std::size_t>(1 - left), '0');
        left = 1;
    }
    if (left > static_cast<std::ptrdiff_t>(digits.size()))
        digits.append(static_cast<std::size_t>(left) - digits.size(), '0');
    std::string tail = digits.substr(static_cast<std::size_t>(left));
    while (!tail.empty() && tail.back() == '0') tail.pop_back();
    return sign + digits.substr(0, static_cast<std::size_t>(left)) + (tail.empty() ? "" : "." + tail);
}

}  // namespace

Result<Read<bool>> read_bool(std::string_view text)
{
    for (const std::string_view word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
        if (text == word) return Read<bool>{true, {}};
    for (const std::string_view word : {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
        if (text == word) return Read<bool>{false, {}};
    return must("true or false");
}

Result<Decimal> read_decimal(std::string_view text)
{
    constexpr std::size_t size_max = 64;
    constexpr int exponent_max = 40;
    const Error wrong = must("a number");
    if (text.empty() || text.size() > size_max) return wrong;
    std::string digits;
    for (const char c : text)
        if (c != '_') digits += c;
    const std::size_t mark = digits.find_first_of("eE");
    int exponent = 0;
    if (mark != digits.npos) {
        std::string_view power{digits};
        power.remove_prefix(mark + 1);
        if (power.starts_with('+')) power.remove_prefix(1);
        const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), exponent);
        if (error != std::errc{} || end != power.data() + power.size() || std::abs(exponent) > exponent_max)
            return wrong;
    }
    const std::string_view mantissa = std::string_view{digits}.substr(0, mark);
    if (mantissa.find_first_not_of("+-.0123456789") != mantissa.npos) return wrong;
    const auto value = Decimal::parse(plain(mantissa, exponent));
    return value ? value : Result<Decimal>{wrong};
}

Result<Read<std::int64_t>> read_whole(std::string_view text, std::int64_t min, std::int64_t max)
{
    const auto value = read_decimal(text);
    const auto wrong = must("a whole number, " + range(std::to_string(min), std::to_string(max)));
    if (!value || value->mantissa() % Decimal::unit != 0) return wrong;
    const Int128 whole = value->mantissa() / Decimal::unit;
    if (whole < min || whole > max) return wrong;
    return Read<std::int64_t>{static_cast<std::int64_t>(whole), {}};
}

Result<Read<Decimal>> read_usd(std::string_view text)
{
    const auto value = read_decimal(text);
    if (!value || value->is_negative()) return must("an amount in USD, not negative");
    return Read<Decimal>{*value, {}};
}

Result<Read<double>> read_number(std::string_view text, double min, double max)
{
    const auto exact = read_decimal(text);
    // Through the shortest text, not the mantissa: 0.7 becomes the double everybody else reads as 0.7.
    const double value = exact ? std::strtod(exact->to_string().c_str(), nullptr) : 0;
    if (!exact || value < min || value > max)
        return must("a number, " + range(fmt::format("{:g}", min), fmt::format("{:g}", max)));
    return Read<double>{value, {}};
}

Result<Read<std::uint32_t>> read_share(std::string_view text, std::uint32_t permille_min, std::uint32_t permille_max)
{
    const Error wrong =
        must(fmt::format("a share of the calls such as 5%, {:g}% to {:g}%", permille_min / 10.0, permille_max / 10.0));
    if (!text.ends_with('%')) return wrong;
    text.remove_suffix(1);
    const auto percent = read_decimal(text);
    if (!percent || percent->mantissa() % (Decimal::unit / 10) != 0) return wrong;
    const Int128 permille = percent->mantissa() / (Decimal::unit / 10);
    if (permille < permille_min || permille > permille_max) return wrong;
    return Read<std::uint32_t>{static_cast<std::uint32_t>(permille), {}};
}

Result<Read<nanoseconds>> read_seconds(std::string_view text, nanoseconds min, nanoseconds max)
{
    Read<nanoseconds> read;
    const Error wrong = must("seconds, " + range(config::show_duration(min), config::show_duration(max)));
    if (const auto seconds = read_decimal(text)) {
        constexpr std::int64_t ns_per_unit = Decimal::unit / 1'000'000'000;
        const Int128 ns = seconds->mantissa() / ns_per_unit;
        if (ns < min.count() || ns > max.count()) return wrong;
        read.value = nanoseconds{static_cast<std::int64_t>(ns)};
        return read;
    }
    const auto duration = config::parse_duration(text);
    if (!duration || *duration < min || *duration > max) return wrong;
    read.value = *duration;
    read.repair = "LiteLLM writes seconds as a bare number; the unit is understood.";
    return read;
}

Result<Read<nanoseconds>> read_period(std::string_view text)
{
    constexpr nanoseconds day = 24h;
    constexpr auto most = 366 * day;
    if (text == "daily") return Read<nanoseconds>{day, {}};
    if (text == "weekly") return Read<nanoseconds>{7 * day, {}};
    if (text == "monthly") return Read<nanoseconds>{30 * day, "A month is taken as 30 days."};
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
    Read<nanoseconds> read;
    if (error == std::errc{} && count > 0 && count <= 366 && (unit == "mo" || unit == "w")) {
        read.value = count * (unit == "mo" ? 30 : 7) * day;
        if (unit == "mo") read.repair = "A month is taken as 30 days.";
    } else if (const auto duration = config::parse_duration(text)) {
        read.value = *duration;
    }
    if (read.value <= nanoseconds{} || read.value > most) return must("a period such as 30s, 24h, 30d or 1mo");
    return read;
}

}  // namespace swarmdesk::llm::litellm
