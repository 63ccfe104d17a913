#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "terminal.hpp"

/// \file
/// What a person reads of the API's answers on a terminal.
namespace swarmdesk::app {

/// What a column shows, as far as it is shown in another way on a terminal than in a pipe.
enum class Shown {
    plain = 1,
    words,  ///< may be cut where the terminal is narrow
    id,     ///< on a terminal so much of it as is no other's in this table
    time,   ///< on a terminal without its milliseconds
    side,   ///< BUY or SELL
    state,  ///< of an order, an approval, an account, a rail, an alert
    gain,   ///< a number that says profit or loss: a sign always, and a colour
};

/// One column of a table: its head, the field it shows ("denial.code" looks inside), and how many decimals a person
/// wants of it (the JSON has them all).
struct Column {
    const char* head;
    const char* field;
    int decimals = -1;  ///< as it is
    Shown shown = Shown::plain;
    int spare = 0;  ///< where the terminal is narrow: 0 stays; else the higher the sooner it is left out

    constexpr Column as(Shown what) const
    {
        Column column = *this;
        column.shown = what;
        return column;
    }
    constexpr Column spared(int order) const
    {
        Column column = *this;
        column.spare = order;
        return column;
    }
};

/// The number with that many decimals, rounded half to even; what is none, or as it is for -1, unchanged.
std::string rounded(const std::string& text, int decimals);
/// A text without quotes, "-" for null, anything else as JSON.
std::string text_of(const boost::json::value& value);
/// The field of that path ("denial.code" looks inside); "-" where there is none.
std::string field_of(const boost::json::object& row, std::string_view path);
/// "a, b, c"; "-" for none.
std::string joined(const boost::json::array& values);

/// How a state reads at a glance: HALTED and REJECTED are bad, REDUCING and PENDING_APPROVAL are to be looked at.
Style style_of_state(std::string_view state);

/// A line for each row under the columns' heads. None is wider than the terminal: words are cut, columns left out (a
/// last line names them), and at the last what is at the right. Without a width everything is there.
std::vector<std::string> table_lines(const boost::json::array& rows, const std::vector<Column>& columns,
                                     const Terminal& terminal);
/// These, to standard output; with no rows the sentence.
void print_table(const boost::json::array& rows, const std::vector<Column>& columns, std::string_view if_none,
                 const Terminal& terminal);

}  // namespace swarmdesk::app
