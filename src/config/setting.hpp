#pragma once

#include <optional>
#include <string_view>
#include <type_traits>

#include "config/violations.hpp"

/// \file
/// How a module declares its settings. A struct holds the defaults and says once what each field is:
///
///     struct Pace {
///         std::uint32_t orders_per_hour_max = 20;
///         std::chrono::seconds pause{5};
///         Secret key;
///
///         template <class Self, class Visitor>
///         static void settings(Self& self, Visitor& visit)
///         {
///             using namespace config;
///             visit(setting("orders_per_hour_max", "Admissions in any sliding hour.", bounds(1, 20)),
///                   self.orders_per_hour_max);
///             visit(setting("pause", "Rest between two orders.", at_most(std::chrono::minutes{1})), self.pause);
///             visit(setting("key", "The venue's API key."), self.key);
///         }
///         void validate(config::Violations& violations) const;  // optional: rules between fields
///     };
///
/// From that it is loaded (load.hpp), shown (print.hpp) and documented (document.hpp). A field may be a bool, an
/// integer, a Decimal or Exact, a chrono duration, text, a Name, a NamedEnum, a Secret, a path, an optional or a list
/// of those, a struct with settings of its own, a list of such, or a std::map from a name to either.

namespace swarmdesk::config {

struct Unbounded {};

/// The values a setting may take, both ends included. Of a text or a list it bounds the size.
template <class T>
struct Bounds {
    std::optional<T> min;
    std::optional<T> max;
};

template <class T>
constexpr Bounds<T> bounds(T min, std::type_identity_t<T> max)
{
    return {min, max};
}
template <class T>
constexpr Bounds<T> at_least(T min)
{
    return {min, std::nullopt};
}
template <class T>
constexpr Bounds<T> at_most(T max)
{
    return {std::nullopt, max};
}

/// What a person needs to know of a setting besides its type and default. `name` is its key, in snake_case.
template <class B>
struct Setting {
    std::string_view name;
    std::string_view description;
    B bounds;
    std::string_view unit;  ///< "USD", "%", where the type does not say
};

constexpr Setting<Unbounded> setting(std::string_view name, std::string_view description, std::string_view unit = {})
{
    return {name, description, {}, unit};
}
template <class T>
constexpr Setting<Bounds<T>> setting(std::string_view name, std::string_view description, Bounds<T> bounds,
                                     std::string_view unit = {})
{
    return {name, description, bounds, unit};
}

/// A setting of an earlier build: whoever still gives it is told what took its place.
///
///     visit(retired("pause_ms", "pause: 250ms"));
struct Retired {
    std::string_view name;
    std::string_view now;  ///< as it is written today
};
constexpr Retired retired(std::string_view name, std::string_view now) { return {name, now}; }

}  // namespace swarmdesk::config
