#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// \file
/// Careful looks into JSON that others wrote.

namespace swarmdesk::llm::providers {

/// One JSON value in UTF-8, of bounded depth, and nothing after it; else nothing.
std::optional<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage = {});

inline std::string_view view(const boost::json::string& text) { return {text.data(), text.size()}; }
inline boost::json::value json_text(std::string_view text) { return boost::json::value(boost::json::string(text)); }

/// The member, if there is one and it is not null.
const boost::json::value* member(const boost::json::object& object, std::string_view name);
/// The member, if it is of that kind.
const boost::json::object* object_in(const boost::json::object& object, std::string_view name);
const boost::json::array* array_in(const boost::json::object& object, std::string_view name);
std::optional<std::string_view> text_in(const boost::json::object& object, std::string_view name);
/// A whole number that is not negative and of a sane size (at most 10^12), also where it is written 7.0.
std::optional<std::uint64_t> count_in(const boost::json::object& object, std::string_view name);
std::optional<std::uint64_t> as_count(const boost::json::value& value);

}  // namespace swarmdesk::llm::providers
