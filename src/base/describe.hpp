#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <type_traits>

/// \file
/// A struct's list of fields, declared once, behind the struct and in its namespace:
///
///     struct Fill { FillId id; Price price; };
///     SWARMDESK_DESCRIBE(Fill, id, price)
///
/// The order is the order of the bytes (base/codec.hpp) and of the JSON (base/json_fields.hpp).
#define SWARMDESK_DESCRIBE(Type, ...) BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))

namespace swarmdesk {

/// A struct whose fields are described.
template <class T>
concept Described = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

/// Calls `visit(name, field)` for each field, in the order of their description.
template <class T, class Visitor>
constexpr void for_each_field(T& value, Visitor&& visit)
{
    using Fields = boost::describe::describe_members<std::remove_const_t<T>, boost::describe::mod_any_access>;
    boost::mp11::mp_for_each<Fields>([&](auto field) { visit(field.name, value.*field.pointer); });
}

}  // namespace swarmdesk
