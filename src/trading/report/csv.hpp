#pragma once

#include <iosfwd>

#include "trading/report/report.hpp"

namespace swarmdesk::trading::report {

/// Rows of RFC 4180: commas, CRLF, quotes where they are needed. A text of others that a spreadsheet would take for a
/// formula gets an apostrophe in front; numbers and times are never texts of others.
class CsvWriter {
public:
    explicit CsvWriter(std::ostream& out) : out_(out) {}

    CsvWriter& number(Decimal value) { return cell(value.to_string()); }
    CsvWriter& time(UtcTime value) { return cell(to_iso(value)); }
    /// One of our own words or names.
    CsvWriter& word(std::string_view value) { return cell(value); }
    /// Anything at all.
    CsvWriter& text(std::string_view value);
    CsvWriter& nothing() { return cell({}); }
    CsvWriter& number_or_nothing(const std::optional<Decimal>& value) { return value ? number(*value) : nothing(); }
    void end_row();
    /// All columns at once.
    void header(std::initializer_list<std::string_view> names);

private:
    CsvWriter& cell(std::string_view value);

    std::ostream& out_;
    bool is_first_ = true;
};

/// \name Exports, written while the ledger is folded
/// Each writes its header when made. What lies outside the range is left out.
/// @{
class TradesCsv : public Observer {
public:
    TradesCsv(Range range, std::ostream& out);
    void on_trade(const TradeFact& trade) override;

private:
    Range range_;
    CsvWriter csv_;
};

class FillsCsv : public Observer {
public:
    FillsCsv(Range range, std::ostream& out);
    void on_fill(const FillFact& fill) override;

private:
    Range range_;
    CsvWriter csv_;
};

class EquityCsv : public Observer {
public:
    EquityCsv(Range range, std::ostream& out);
    void on_point(const EquityPoint& point) override;

private:
    Range range_;
    CsvWriter csv_;
    Curve curve_;
};
/// @}

}  // namespace swarmdesk::trading::report
