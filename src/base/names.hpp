#pragma once

#include <array>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/assert.hpp"
#include "base/error.hpp"

namespace swarmdesk {

/// One row of an enum's table: the value, and the one word it has everywhere (JSON, ledger, logs, metrics).
template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// An enum joins by declaring, beside itself: `constexpr auto enum_table(Side) { return std::to_array<…>({…}); }`
template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E e)
{
    enum_table(e)[0].name;
};

template <NamedEnum E>
constexpr std::string_view to_text(E value)
{
    for (const auto& row : enum_table(E{}))
        if (row.value == value) return row.name;
    return "?";
}

template <NamedEnum E>
Result<E> from_text(std::string_view text)
{
    std::string allowed;
    for (const auto& row : enum_table(E{})) {
        if (row.name == text) return row.value;
        if (!allowed.empty()) allowed += ", ";
        allowed += row.name;
    }
    return Error{Errc::out_of_range, "one of " + allowed};
}

/// Whether the number is one of the enum's declared values; zero never is.
template <NamedEnum E>
constexpr bool is_declared(E value)
{
    for (const auto& row : enum_table(E{}))
        if (row.value == value) return true;
    return false;
}

}  // namespace swarmdesk
