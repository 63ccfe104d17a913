#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What a person reads of the API's answers on a terminal.
namespace swarmdesk::app {

/// One column of a table: its head, the field it shows ("denial.code" looks inside), and how many decimals a person
/// wants of it (the JSON has them all).
struct Column {
    const char* head;
    const char* field;
    int decimals = -1;  ///< as it is
};

/// The number with that many decimals, rounded half to even; what is none, or as it is for -1, unchanged.
std::string rounded(const std::string& text, int decimals);
/// A text without quotes, "-" for null, anything else as JSON.
std::string text_of(const boost::json::value& value);
/// The field of that path ("denial.code" looks inside); "-" where there is none.
std::string field_of(const boost::json::object& row, std::string_view path);
/// "a, b, c"; "-" for none.
std::string joined(const boost::json::array& values);
/// To standard output: a line for each row under the columns' heads; with no rows the sentence.
void print_table(const boost::json::array& rows, const std::vector<Column>& columns, std::string_view if_none);

}  // namespace swarmdesk::app
