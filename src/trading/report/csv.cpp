#include "trading/report/csv.hpp"

#include <ostream>

#include "trading/report/trade_figures.hpp"

namespace swarmdesk::trading::report {

CsvWriter& CsvWriter::cell(std::string_view value)
{
    if (!is_first_) out_ << ',';
    is_first_ = false;
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        out_ << value;
        return *this;
    }
    out_ << '"';
    for (const char c : value) {
        if (c == '"') out_ << '"';
        out_ << c;
    }
    out_ << '"';
    return *this;
}

CsvWriter& CsvWriter::text(std::string_view value)
{
    // Spreadsheets skip blanks in front of a formula, and some take a tab or a line's end for its beginning.
    const std::size_t first = value.find_first_not_of(" \t\r\n");
    const bool is_formula =
        first != std::string_view::npos && std::string_view{"=+-@|%"}.find(value[first]) != std::string_view::npos;
    if (!is_formula) return cell(value);
    return cell("'" + std::string{value});
}

void CsvWriter::end_row()
{
    out_ << "\r\n";
    is_first_ = true;
}

void CsvWriter::header(std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) cell(name);
    end_row();
}

TradesCsv::TradesCsv(Range range, std::ostream& out) : range_(range), csv_(out)
{
    csv_.header({"seq",         "opened",     "closed",      "account",        "owner",     "instrument", "side",
                 "entry_cost",  "result",     "quote_asset", "result_usd",     "exit",      "reason",     "quantity",
                 "entry_price", "exit_price", "fees",        "return_percent", "exit_type", "intent",     "signal"});
}

void TradesCsv::on_trade(const TradeFact& trade)
{
    if (!range_.contains(trade.closed)) return;
    csv_.word(std::to_string(trade.seq)).time(trade.opened).time(trade.closed).text(trade.account.to_string());
    csv_.text(trade.owner.to_string()).text(trade.instrument.to_string()).word(trade.is_long ? "long" : "short");
    csv_.number(trade.entry_cost.value()).number(trade.result.value()).text(trade.quote.to_string());
    csv_.number_or_nothing(result_usd(trade)).text(trade.exit).text(trade.reason);
    const auto value_of = [](const std::optional<Price>& price) {
        return price ? std::optional{price->value()} : std::nullopt;
    };
    // Without a price of its entry nothing is known of its beginning: neither how much it was.
    csv_.number_or_nothing(trade.entry_price ? std::optional{trade.quantity.value()} : std::nullopt);
    csv_.number_or_nothing(value_of(trade.entry_price)).number_or_nothing(value_of(trade.exit_price));
    csv_.number(trade.fees.value()).number_or_nothing(return_percent(trade.entry_cost, trade.result).value);
    csv_.word(to_text(trade.exit_type)).word(trade.intent.to_string());
    csv_.word(trade.signal ? trade.signal->to_string() : std::string{}).end_row();
}

FillsCsv::FillsCsv(Range range, std::ostream& out) : range_(range), csv_(out)
{
    csv_.header({"seq",        "time",      "account",      "owner",
                 "instrument", "side",      "type",         "liquidity",
                 "price",      "quantity",  "value",        "quote_asset",
                 "fee",        "fee_asset", "fee_in_quote", "fee_is_estimated",
                 "reference",  "intent",    "fill",         "reason"});
}

void FillsCsv::on_fill(const FillFact& fill)
{
    if (!range_.contains(fill.time)) return;
    csv_.word(std::to_string(fill.seq)).time(fill.time).text(fill.account.to_string()).text(fill.owner.to_string());
    csv_.text(fill.instrument.to_string()).word(to_text(fill.side)).word(to_text(fill.type));
    csv_.word(to_text(fill.liquidity)).number(fill.price.value()).number(fill.quantity.value());
    csv_.number(fill.value.value()).text(fill.quote.to_string()).number(fill.fee.value());
    csv_.text(fill.fee_asset.to_string()).number(fill.fee_quote.value()).word(fill.is_fee_estimated ? "yes" : "no");
    csv_.number_or_nothing(fill.reference ? std::optional{fill.reference->value()} : std::nullopt);
    csv_.word(fill.intent.to_string()).text(fill.id.to_string()).text(fill.reason).end_row();
}

EquityCsv::EquityCsv(Range range, std::ostream& out) : range_(range), csv_(out)
{
    csv_.header({"time", "equity_usd", "put_in_usd", "index", "drawdown_percent", "gross_exposure_usd"});
}

void EquityCsv::on_point(const EquityPoint& point)
{
    if (!range_.contains_point(point.time)) return;
    curve_.add(point);
    const Curve::Point& added = curve_.points().back();
    csv_.time(added.time).number(added.equity.value()).number(added.put_in.value()).number(added.index);
    csv_.number_or_nothing(percent_of(added.peak - added.index, added.peak, "nothing was left").value);
    csv_.number(added.gross.value()).end_row();
}

}  // namespace swarmdesk::trading::report
