#include "text_table.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "base/decimal.hpp"
#include "base/display_width.hpp"
#include "short_ids.hpp"

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

Style style_of_state(std::string_view state)
{
    for (const char* bad : {"HALTED", "REJECTED", "DENIED", "UNKNOWN", "DECLINED", "tripped", "critical", "STOPPED"})
        if (state == bad) return Style::bad;
    for (const char* look : {"REDUCING", "PENDING_APPROVAL", "EXPIRED", "near", "open", "warning"})
        if (state == look) return Style::warning;
    return state == "ACTIVE" || state == "FILLED" ? Style::good : Style::plain;
}

namespace {

constexpr std::size_t gap = 2;         ///< between columns
constexpr std::size_t words_min = 16;  ///< words are cut to so much before a column is left out

struct Cell {
    std::string text;
    Style style = Style::plain;
};

/// One column's cells, the head first, and how wide they are shown.
struct Cells {
    const Column* column;
    std::vector<Cell> cells;
    std::size_t width = 0;
};

std::string without_milliseconds(const std::string& time)
{
    const auto point = time.find('.');
    return point == std::string::npos || !time.ends_with('Z') ? time : time.substr(0, point) + "Z";
}

Style style_of_gain(std::string number)
{
    std::erase(number, ',');  // between thousands
    const auto value = Decimal::parse(number);
    if (!value || value->is_zero()) return Style::plain;
    return value->is_positive() ? Style::good : Style::bad;
}

/// With its sign where it is a gain: a colour alone says nothing to whoever cannot see it.
std::string with_sign(const std::string& number, Style style) { return style == Style::good ? "+" + number : number; }

Cell cell_of(const Column& column, const json::object& row, const Terminal& terminal)
{
    const std::string whole = field_of(row, column.field);
    Cell cell{printable(rounded(whole, column.decimals))};
    switch (column.shown) {
        case Shown::gain:
            cell.style = style_of_gain(whole);
            cell.text = with_sign(cell.text, cell.style);
            break;
        case Shown::side:
            cell.style = cell.text == "BUY" ? Style::good : cell.text == "SELL" ? Style::bad : cell.style;
            break;
        case Shown::state: cell.style = style_of_state(cell.text); break;
        case Shown::time:
            if (terminal.width) cell.text = without_milliseconds(cell.text);
            break;
        default: break;
    }
    return cell;
}

Cells cells_of(const Column& column, const json::array& rows, const Terminal& terminal)
{
    Cells made{&column, {{column.head, Style::bold}}};
    for (const json::value& row : rows) made.cells.push_back(cell_of(column, row.as_object(), terminal));
    if (column.shown == Shown::id && terminal.width) {
        std::vector<std::string> ids;
        for (std::size_t i = 1; i < made.cells.size(); ++i) ids.push_back(made.cells[i].text);
        const std::vector<std::string> shown = short_ids(ids);
        for (std::size_t i = 0; i < shown.size(); ++i) made.cells[i + 1].text = shown[i];
    }
    for (const Cell& cell : made.cells) made.width = std::max(made.width, display_width(cell.text));
    return made;
}

std::size_t width_of(const std::vector<Cells>& columns)
{
    std::size_t width = columns.empty() ? 0 : gap * (columns.size() - 1);
    for (const Cells& one : columns) width += one.width;
    return width;
}

/// Cuts words, the widest first, until the table fits or none can be cut any more.
void cut_words(std::vector<Cells>& columns, std::size_t width)
{
    for (std::size_t now = width_of(columns); now > width; now = width_of(columns)) {
        Cells* widest = nullptr;
        for (Cells& one : columns)
            if (one.column->shown == Shown::words && one.width > words_min &&
                (widest == nullptr || one.width > widest->width))
                widest = &one;
        if (widest == nullptr) return;
        widest->width -= std::min(now - width, widest->width - words_min);
    }
}

/// Leaves columns out until the rest fits; gives their heads, in the order in which they would stand.
std::vector<std::string> leave_out(std::vector<Cells>& columns, std::size_t width)
{
    std::vector<const Column*> left;
    for (;;) {
        std::vector<Cells> fitted = columns;
        cut_words(fitted, width);
        const auto spared = std::ranges::max_element(columns, {}, [](const Cells& one) { return one.column->spare; });
        if (width_of(fitted) <= width || spared == columns.end() || spared->column->spare == 0) {
            columns = std::move(fitted);
            break;
        }
        left.push_back(spared->column);
        columns.erase(spared);
    }
    std::ranges::sort(left);
    std::vector<std::string> heads;
    for (const Column* column : left) heads.emplace_back(column->head);
    return heads;
}

std::string line_of(const std::vector<Cells>& columns, std::size_t row, const Terminal& terminal)
{
    std::string line;
    std::size_t used = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i != 0) used += gap;
        std::size_t room = columns[i].width;
        if (terminal.width) {
            if (used >= *terminal.width) break;
            room = std::min(room, *terminal.width - used);
        }
        if (i != 0) line.append(gap, ' ');
        const Cell& cell = columns[i].cells[row];
        const std::string text = shortened(cell.text, room);
        line += terminal.painted(text, cell.style);
        used += room;
        if (i + 1 != columns.size()) line.append(room - display_width(text), ' ');
    }
    return line;
}

}  // namespace

std::vector<std::string> table_lines(const json::array& rows, const std::vector<Column>& columns,
                                     const Terminal& terminal)
{
    std::vector<Cells> shown;
    for (const Column& column : columns) shown.push_back(cells_of(column, rows, terminal));
    std::vector<std::string> left;
    if (terminal.width) left = leave_out(shown, *terminal.width);
    std::vector<std::string> lines;
    for (std::size_t row = 0; row <= rows.size(); ++row) lines.push_back(line_of(shown, row, terminal));
    if (!left.empty()) {
        std::string names;
        for (const std::string& head : left) names += (names.empty() ? "" : ", ") + head;
        lines.push_back(terminal.painted(shortened("not shown here: " + names, *terminal.width), Style::faint));
    }
    return lines;
}

void print_table(const json::array& rows, const std::vector<Column>& columns, std::string_view if_none,
                 const Terminal& terminal)
{
    if (rows.empty())
        std::cout << if_none << '\n';
    else
        for (const std::string& line : table_lines(rows, columns, terminal)) std::cout << line << '\n';
}

}  // namespace swarmdesk::app
