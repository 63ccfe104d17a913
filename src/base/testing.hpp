#pragma once

#include <gtest/gtest-printers.h>

#include <array>
#include <boost/system/result.hpp>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

/// \file
/// How a failed test prints our values: what has fields or settings by those, all else by its text. Every test has it
/// without asking (testing/gtest/internal/custom). It finds what it needs by shape and includes nothing of ours, so
/// that an edit to a value type does not rebuild the headers precompiled for all tests.

namespace swarmdesk {

struct Error;
struct MonotonicTime;

namespace printing {

struct AnyVisitor {
    template <class Named, class T>
    void operator()(const Named&, const T&)
    {}
};

template <class T>
concept Text = std::convertible_to<T, std::string_view>;

template <class T>
concept ByFields = requires(const T& value, AnyVisitor& visitor)
{
    T::fields(value, visitor);
};
template <class T>
concept BySettings = requires(const T& value, AnyVisitor& visitor)
{
    T::settings(value, visitor);
};
template <class T>
concept ByTable = std::is_enum_v<T> && requires(T value)
{
    enum_table(value)[0].name;
};
template <class T>
concept ByMember = requires(const T& value)
{
    {
        value.to_string()
        } -> Text;
};
template <class T>
concept ByText = requires(const T& value)
{
    {
        to_text(value)
        } -> Text;
};
template <class T>
concept ByString = requires(const T& value)
{
    {
        to_string(value)
        } -> Text;
};
template <class T>
concept ByIso = requires(const T& value)
{
    {
        to_iso(value)
        } -> Text;
};

template <class T>
concept HasOwn = requires(const T& value, std::ostream& out)
{
    out << value;
}
|| requires(const T& value, std::ostream* out) { PrintTo(value, out); };

template <class T>
concept Ours = std::same_as<T, std::remove_cvref_t<T>> &&
    (std::is_class_v<T> || std::is_enum_v<T>)&&(ByFields<T> || BySettings<T> || ByTable<T> || ByMember<T> ||
                                                ByText<T> || ByString<T> || ByIso<T>)&&!HasOwn<T>;

/// `{side: buy, price: 12.5}`
struct FieldPrinter {
    template <class Named, class T>
    void operator()(const Named& named, const T& value)
    {
        out << (is_first ? "" : ", ");
        if constexpr (Text<Named>)
            out << std::string_view{named};
        else
            out << named.name;
        out << ": ";
        is_first = false;
        ::testing::internal::UniversalPrint(value, &out);
    }

    std::ostream& out;
    bool is_first = true;
};

template <class T>
void print_enum(T value, std::ostream& out)
{
    for (const auto& row : enum_table(T{}))
        if (row.value == value) {
            out << row.name;
            return;
        }
    out << "undeclared " << +static_cast<std::underlying_type_t<T>>(value);
}

inline void print_text(std::string_view text, std::ostream& out) { out << (text.empty() ? "(empty)" : text); }

template <Ours T>
void print(const T& value, std::ostream& out)
{
    if constexpr (ByTable<T>) {
        print_enum(value, out);
    } else if constexpr (ByFields<T> || BySettings<T>) {
        out << '{';
        FieldPrinter printer{out};
        if constexpr (ByFields<T>)
            T::fields(value, printer);
        else
            T::settings(value, printer);
        out << '}';
    } else if constexpr (ByMember<T>) {
        print_text(value.to_string(), out);
    } else if constexpr (ByText<T>) {
        print_text(to_text(value), out);
    } else if constexpr (ByString<T>) {
        print_text(to_string(value), out);
    } else {
        print_text(to_iso(value), out);
    }
}

template <class Period>
std::string_view unit_of()
{
    if constexpr (std::same_as<Period, std::nano>) return "ns";
    if constexpr (std::same_as<Period, std::micro>) return "us";
    if constexpr (std::same_as<Period, std::milli>) return "ms";
    if constexpr (std::same_as<Period, std::ratio<1>>) return "s";
    if constexpr (std::same_as<Period, std::ratio<60>>) return "m";
    if constexpr (std::same_as<Period, std::ratio<3600>>) return "h";
    return " ticks";
}

}  // namespace printing
}  // namespace swarmdesk

template <swarmdesk::printing::Ours T>
class testing::internal::UniversalPrinter<T> {
public:
    static void Print(const T& value, std::ostream* out) { swarmdesk::printing::print(value, *out); }
};

template <class T>
class testing::internal::UniversalPrinter<boost::system::result<T, swarmdesk::Error>> {
public:
    static void Print(const boost::system::result<T, swarmdesk::Error>& result, std::ostream* out)
    {
        if (!result)
            UniversalPrint(result.error(), out);
        else if constexpr (std::is_void_v<T>)
            *out << "success";
        else
            UniversalPrint(*result, out);
    }
};

/// A hash, in hexadecimal.
template <>
class testing::internal::UniversalPrinter<std::array<std::uint8_t, 32>> {
public:
    static void Print(const std::array<std::uint8_t, 32>& hash, std::ostream* out)
    {
        for (const unsigned byte : hash) *out << "0123456789abcdef"[byte >> 4] << "0123456789abcdef"[byte & 15];
    }
};

template <class Rep, class Period>
class testing::internal::UniversalPrinter<std::chrono::duration<Rep, Period>> {
public:
    static void Print(const std::chrono::duration<Rep, Period>& value, std::ostream* out)
    {
        *out << value.count() << swarmdesk::printing::unit_of<Period>();
    }
};

template <std::same_as<swarmdesk::MonotonicTime> T>
class testing::internal::UniversalPrinter<T> {
public:
    static void Print(const T& value, std::ostream* out) { *out << value.ns << "ns"; }
};
