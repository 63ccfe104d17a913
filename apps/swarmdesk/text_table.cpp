#include "text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "base/decimal.hpp"

namespace swarmdesk::app {

namespace json = boost::json;

std::string rounded(const std::string& text, int decimals)
{
    const auto value = Decimal::parse(text);
    if (decimals < 0 || !value) return text;
    Int128 step = Decimal::unit;
    for (int i = 0; i < decimals; ++i) step /= 10;
    return round_to_step(*value, Decimal::from_mantissa(step), Rounding::half_even).to_string();
}

std::string text_of(const json::value& value)
{
    if (const auto* text = value.if_string()) return std::string{*text};
    if (value.is_null()) return "-";
    return json::serialize(value);
}

std::string field_of(const json::object& row, std::string_view path)
{
    const auto dot = path.find('.');
    const json::value* found = row.if_contains(path.substr(0, dot));
    if (found == nullptr) return "-";
    if (dot == std::string_view::npos) return text_of(*found);
    const auto* inner = found->if_object();
    return inner == nullptr ? "-" : field_of(*inner, path.substr(dot + 1));
}

std::string joined(const json::array& values)
{
    std::string text;
    for (const json::value& value : values) text += (text.empty() ? "" : ", ") + text_of(value);
    return text.empty() ? "-" : text;
}

void print_table(const json::array& rows, const std::vector<Column>& columns, std::string_view if_none)
{
    if (rows.empty()) {
        std::cout << if_none << '\n';
        return;
    }
    std::vector<std::vector<std::string>> cells{{}};
    for (const Column& column : columns) cells[0].emplace_back(column.head);
    for (const json::value& row : rows) {
        cells.emplace_back();
        for (const Column& column : columns)
            cells.back().push_back(rounded(field_of(row.as_object(), column.field), column.decimals));
    }
    std::vector<std::size_t> widths(columns.size());
    for (const auto& line : cells)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    for (const auto& line : cells) {
        std::string out;
        for (std::size_t i = 0; i < line.size(); ++i)
            out += i + 1 == line.size() ? line[i] : fmt::format("{:<{}}  ", line[i], widths[i]);
        std::cout << out << '\n';
    }
}

}  // namespace swarmdesk::app
