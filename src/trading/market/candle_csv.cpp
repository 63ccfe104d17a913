#include "trading/market/candle_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace swarmdesk::trading::market {
namespace {

constexpr std::size_t columns_plain = 6;
constexpr std::size_t columns_binance = 12;
constexpr auto column_names = std::to_array<std::string_view>({"open_time", "open", "high", "low", "close", "volume"});
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Generous, and small enough that no arithmetic on a candle leaves the range of a Decimal.
constexpr Price price_max{Decimal::from_integer(10'000'000'000)};
constexpr Quantity volume_max{Decimal::from_integer(1'000'000'000'000'000)};

/// A volume may be written as programs print very small numbers, `9e-05`: those digits moved right, exactly. Nothing
/// else in scientific notation is read.
Result<Decimal> parse_volume(std::string_view field)
{
    const auto e = field.find("e-");
    if (e == std::string_view::npos) return Decimal::parse(field);
    const std::string_view digits = field.substr(e + 2);
    int exponent = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    const auto mantissa = Decimal::parse(field.substr(0, e));
    if (!mantissa || parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size() || exponent < 1 ||
        exponent > Decimal::scale)
        return Error{Errc::malformed, "scientific notation is not read; write the number out"};
    Int128 value = mantissa->mantissa();
    for (; exponent > 0; --exponent, value /= 10)
        if (value % 10 != 0) return Error{Errc::out_of_range, "a decimal has at most 18 decimals"};
    return Decimal::from_mantissa(value);
}

using Fields = std::array<std::string_view, columns_binance>;

/// Splits at commas; returns how many fields there are, also where they are more than fit.
std::size_t split(std::string_view line, Fields& fields)
{
    std::size_t count = 0;
    for (;;) {
        const auto comma = line.find(',');
        if (count < fields.size()) fields[count] = line.substr(0, comma);
        ++count;
        if (comma == std::string_view::npos) return count;
        line.remove_prefix(comma + 1);
    }
}

bool is_header(const Fields& fields)
{
    for (std::size_t i = 0; i < column_names.size(); ++i)
        if (fields[i] != column_names[i] && !(i == 0 && fields[0] == "open_time_ms")) return false;
    return true;
}

std::string quoted(std::string_view field)
{
    constexpr std::size_t shown_max = 40;
    std::string result = "\"";
    for (const char c : field.substr(0, shown_max)) result.push_back(c >= ' ' && c <= '~' ? c : '?');
    return result + (field.size() > shown_max ? "…\"" : "\"");
}

std::optional<UtcTime> parse_time(std::string_view field)
{
    // 1e14 ms is the year 5138, 1e14 us is March 1973: between them the unit is plain.
    constexpr std::int64_t microseconds_from = 100'000'000'000'000;
    constexpr std::int64_t microseconds_max = INT64_MAX / 1000;
    std::int64_t value = 0;
    if (field.empty() || field.front() == '-') return std::nullopt;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
    if (value >= microseconds_from)
        return value <= microseconds_max ? std::optional{UtcTime{value * 1000}} : std::nullopt;
    if (value > INT64_MAX / 1'000'000) return std::nullopt;
    return utc_from_ms(value);
}

int decimals_of(std::string_view field)
{
    const auto point = field.find('.');
    if (point == std::string_view::npos) return 0;
    const auto last = field.find_last_not_of('0');
    return last <= point ? 0 : static_cast<int>(last - point);
}

}  // namespace

void CandleCsv::feed(std::string_view chunk)
{
    buffer_.erase(0, at_);
    searched_ -= at_;
    at_ = 0;
    buffer_ += chunk;
}

Result<std::optional<CandleRow>> CandleCsv::next()
{
    using Answer = std::optional<CandleRow>;
    if (error_) return *error_;
    for (;;) {
        if (line_number_ == 0 && at_ == 0) {
            if (buffer_.size() < byte_order_mark.size() && !is_finished_) return Answer{};
            if (buffer_.starts_with(byte_order_mark)) at_ = searched_ = byte_order_mark.size();
        }
        const auto end = buffer_.find('\n', searched_);
        const bool has_end = end != std::string::npos;
        searched_ = has_end ? end + 1 : buffer_.size();
        const std::size_t size = (has_end ? end : buffer_.size()) - at_;
        if (size > line_size_max) {
            ++line_number_;
            return fail("longer than " + std::to_string(line_size_max) + " bytes");
        }
        if (!has_end && (!is_finished_ || size == 0)) return Answer{};

        std::string_view line{buffer_.data() + at_, size};
        at_ += size + (has_end ? 1 : 0);
        ++line_number_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line_number_ == 1) {
            Fields fields;
            const auto count = split(line, fields);
            if ((count == columns_plain || count == columns_binance) && is_header(fields)) {
                columns_ = count;
                continue;
            }
        }
        auto row = parse(line);
        if (!row) return row.error();
        return Answer{*row};
    }
}

Result<CandleRow> CandleCsv::parse(std::string_view line)
{
    Fields fields;
    const auto count = split(line, fields);
    if (columns_ == 0 && (count == columns_plain || count == columns_binance)) columns_ = count;
    if (line.empty()) return fail("blank");
    if (columns_ == 0) return fail("has " + std::to_string(count) + " columns where 6 or 12 are expected");
    if (count != columns_)
        return fail("has " + std::to_string(count) + " columns where " + std::to_string(columns_) + " are expected");

    const auto time = parse_time(fields[0]);
    if (!time) return fail(quoted(fields[0]) + " is not a time in milliseconds or microseconds since 1970");

    std::array<Decimal, columns_plain> numbers{};
    for (std::size_t i = 1; i < columns_plain; ++i) {
        const std::string_view field = fields[i];
        const bool is_volume = i + 1 == columns_plain;
        const auto number = is_volume ? parse_volume(field) : Decimal::parse(field);
        if (!number) {
            const bool scientific = field.find_first_of("eE") != std::string_view::npos &&
                                    field.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
            return fail(std::string{column_names[i]} + " is " + quoted(field) + ": " +
                        (scientific ? "scientific notation is not read; write the number out" : number.error().detail));
        }
        numbers[i] = *number;
        int& decimals = is_volume ? volume_decimals_ : price_decimals_;
        const bool is_plain = field.find('e') == std::string_view::npos;
        decimals = std::max(decimals, is_plain ? decimals_of(field) : decimals_of(number->to_string()));
    }
    const CandleRow row{
        *time, Price{numbers[1]}, Price{numbers[2]}, Price{numbers[3]}, Price{numbers[4]}, Quantity{numbers[5]}};
    if (!row.low.is_positive()) return fail("a price is not positive");
    if (row.high < std::max(row.open, row.close)) return fail("the high is below the open or the close");
    if (row.low > std::min(row.open, row.close)) return fail("the low is above the open or the close");
    if (row.volume.is_negative()) return fail("the volume is negative");
    if (row.high > price_max || row.volume > volume_max) return fail("a number is beyond any market");
    if (last_time_ && row.open_time == *last_time_) return fail("has the time of the line before, " + to_iso(*time));
    if (last_time_ && row.open_time < *last_time_) return fail("is earlier than the line before, " + to_iso(*time));
    last_time_ = row.open_time;
    return row;
}

Error CandleCsv::fail(std::string words)
{
    error_ = Error{Errc::malformed, "line " + std::to_string(line_number_) + ": " + std::move(words)};
    return *error_;
}

}  // namespace swarmdesk::trading::market
