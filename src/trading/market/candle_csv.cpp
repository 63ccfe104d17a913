#include "trading/market/candle_csv.hpp"

#include <algorithm>
#include <array>

namespace swarmdesk::trading::market {
namespace {

// Files without a header: ours and most others, Kraken's (with a count of trades), Binance's. The first six are the
// same.
constexpr auto columns_without_header = std::to_array<std::size_t>({6, 7, 12});
constexpr CandlePlaces usual_places{0, 1, 2, 3, 4, 5};
constexpr auto column_names = std::to_array<std::string_view>({"time", "open", "high", "low", "close", "volume"});
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t columns_max = 32;

// Generous, and small enough that no arithmetic on a candle leaves the range of a Decimal.
constexpr Price price_max{Decimal::from_integer(10'000'000'000)};
constexpr Quantity volume_max{Decimal::from_integer(1'000'000'000'000'000)};

using Fields = std::array<std::string_view, columns_max>;

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

std::string quoted(std::string_view field)
{
    constexpr std::size_t shown_max = 40;
    std::string result = "\"";
    for (const char c : field.substr(0, shown_max)) result.push_back(c >= ' ' && c <= '~' ? c : '?');
    return result + (field.size() > shown_max ? "…\"" : "\"");
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
        if (line.empty()) {
            // Compressed, a gigabyte of them is nothing.
            constexpr std::size_t blank_lines_max = 1'000;
            // Blank lines are fine where nothing follows them.
            if (blank_line_ == 0) blank_line_ = line_number_;
            if (line_number_ - blank_line_ < blank_lines_max) continue;
            return fail("blank, as are " + std::to_string(blank_lines_max) + " before it");
        }
        if (blank_line_ != 0) {
            line_number_ = blank_line_;
            return fail("blank");
        }
        if (columns_ == 0) {
            auto begun = begin(line);
            if (!begun) return begun.error();
            if (*begun == Begun::by_header) continue;
        }
        auto row = parse(line);
        if (!row) {
            is_error_of_row_ = true;
            return row.error();
        }
        return Answer{*row};
    }
}

bool CandleCsv::skip_bad_row()
{
    if (!error_ || !is_error_of_row_) return false;
    error_.reset();
    is_error_of_row_ = false;
    return true;
}

/// Finds out from the first line where what stands.
Result<CandleCsv::Begun> CandleCsv::begin(std::string_view line)
{
    Fields fields;
    const std::size_t count = split(line, fields);
    if (count > columns_max) return fail("has " + std::to_string(count) + " columns, and at most 32 are read");
    const std::span<const std::string_view> found{fields.data(), count};
    if (is_candle_header(found)) {
        const auto places = find_candle_columns(found);
        if (!places) return fail(places.error().detail);
        columns_ = count;
        places_ = *places;
        has_header_ = true;
        return Begun::by_header;
    }
    if (std::find(columns_without_header.begin(), columns_without_header.end(), count) == columns_without_header.end())
        return fail("has " + std::to_string(count) +
                    " columns where 6, 7 or 12 are expected: time, open, high, low, close, volume; "
                    "where there are others, name them in a first line");
    columns_ = count;
    places_ = usual_places;
    return Begun::by_row;
}

Result<CandleRow> CandleCsv::parse(std::string_view line)
{
    Fields fields;
    const auto count = split(line, fields);
    if (count != columns_)
        return fail("has " + std::to_string(count) + " columns where " + std::to_string(columns_) + " are expected");

    const std::string_view time_field = fields[places_[0]];
    const auto time = parse_candle_time(time_field);
    if (!time) return fail(quoted(time_field) + " " + time.error().detail);
    if (time_form_.empty()) time_form_ = candle_time_form(time_field);

    std::array<Decimal, candle_columns> numbers{};
    for (std::size_t i = 1; i < candle_columns; ++i) {
        const std::string_view field = fields[places_[i]];
        const bool is_volume = i + 1 == candle_columns;
        const auto number = parse_candle_number(field);
        if (!number) return fail(std::string{column_names[i]} + " is " + quoted(field) + ": " + number.error().detail);
        numbers[i] = *number;
        int& decimals = is_volume ? volume_decimals_ : price_decimals_;
        const bool is_plain = field.find_first_of("eE") == std::string_view::npos;
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
