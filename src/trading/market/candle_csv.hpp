#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "trading/market/candle_fields.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading::market {

/// One line of a candle file.
struct CandleRow {
    UtcTime open_time;
    Price open;
    Price high;
    Price low;
    Price close;
    Quantity volume;

    friend bool operator==(const CandleRow&, const CandleRow&) = default;
};

/// A strict, streaming reader of candle files: text in, rows out. Does no I/O: the caller feeds chunks of any size and
/// takes rows until there is none.
///
/// With a header its columns may stand in any order, beside others, under the names of candle_fields.hpp; without one
/// there are six, `time,open,high,low,close,volume`, seven (Kraken's) or the twelve of Binance's public kline files.
/// Rows must ascend. A byte-order mark, CRLF line ends and blank lines at the end are accepted; quotes, spaces, and
/// anything but numbers are refused. After an error the reader stays failed.
class CandleCsv {
public:
    static constexpr std::size_t line_size_max = 512;

    /// Adds bytes. Take all rows with `next` before feeding more: that bounds the memory.
    void feed(std::string_view chunk);
    /// There are no more bytes: the last line may lack its line end.
    void finish() { is_finished_ = true; }
    bool is_finished() const { return is_finished_; }

    /// The next row; none when more bytes are needed or the file has ended. Errors name the line.
    Result<std::optional<CandleRow>> next();
    /// After an error of `next` that is about one row alone: reads on behind that row. False: the error stays.
    bool skip_bad_row();

    std::size_t line_number() const { return line_number_; }  ///< of the row last returned, from 1
    /// The most decimals seen in a price, and in a volume; trailing zeros do not count.
    int price_decimals() const { return price_decimals_; }
    int volume_decimals() const { return volume_decimals_; }
    std::size_t columns() const { return columns_; }  ///< of every row; 0: not known yet
    bool has_header() const { return has_header_; }
    std::string_view time_form() const { return time_form_; }  ///< of the first row (candle_fields.hpp)

private:
    enum class Begun { by_header = 1, by_row };
    Result<Begun> begin(std::string_view line);
    Result<CandleRow> parse(std::string_view line);
    Error fail(std::string words);

    std::string buffer_;
    std::size_t at_ = 0;        // of the first byte not yet taken
    std::size_t searched_ = 0;  // up to here there is no line end
    bool is_finished_ = false;
    std::optional<Error> error_;
    bool is_error_of_row_ = false;
    std::size_t line_number_ = 0;
    std::size_t blank_line_ = 0;  // the first of those behind the rows
    std::size_t columns_ = 0;     // of this file, once known
    CandlePlaces places_{};
    bool has_header_ = false;
    std::string_view time_form_;
    std::optional<UtcTime> last_time_;
    int price_decimals_ = 0;
    int volume_decimals_ = 0;
};

}  // namespace swarmdesk::trading::market
