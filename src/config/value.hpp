#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"

namespace swarmdesk::config {

/// How a type is written in settings: `type()` for people, `parse` strictly (on failure, what was expected), `show`
/// such that `parse` reads it back.
template <class T>
struct Value;

template <class T>
concept ValueType = requires
{
    Value<T>::type();
};

/// Exact, with one unit: "250ms". Nothing for text that is not a duration, or does not fit 64 bits of nanoseconds.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);
/// In the largest unit that loses nothing.
std::string show_duration(std::chrono::nanoseconds duration);
/// As a YAML scalar: plain where that is unmistakable, else double-quoted.
std::string quote(std::string_view text);

template <>
struct Value<bool> {
    static std::string type() { return "bool"; }
    static Result<bool> parse(std::string_view text)
    {
        if (text == "true") return true;
        if (text == "false") return false;
        return Error{Errc::malformed, "true or false"};
    }
    static std::string show(bool value) { return value ? "true" : "false"; }
};

template <std::integral T>
requires(!std::same_as<T, bool>) struct Value<T> {
    static std::string type() { return "integer"; }
    static Result<T> parse(std::string_view text)
    {
        T value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc::result_out_of_range) return Error{Errc::out_of_range, "a smaller number"};
        if (error != std::errc{} || end != text.data() + text.size())
            return Error{Errc::malformed,
                         std::unsigned_integral<T> ? "a whole number, not negative" : "a whole number"};
        return value;
    }
    static std::string show(T value) { return std::to_string(value); }
};

template <>
struct Value<Decimal> {
    static std::string type() { return "decimal"; }
    static Result<Decimal> parse(std::string_view text)
    {
        auto value = Decimal::parse(text);
        if (value) return value;
        if (value.error().code == Errc::out_of_range)
            return Error{Errc::out_of_range, "a number of at most 20 digits and 18 decimals"};
        return Error{Errc::malformed, "a decimal number such as 12.5"};
    }
    static std::string show(Decimal value) { return value.to_string(); }
};

template <class Tag>
struct Value<Exact<Tag>> {
    static std::string type() { return "decimal"; }
    static Result<Exact<Tag>> parse(std::string_view text)
    {
        const auto value = Value<Decimal>::parse(text);
        if (!value) return value.error();
        return Exact<Tag>{*value};
    }
    static std::string show(Exact<Tag> value) { return value.to_string(); }
};

template <std::integral Rep, class Period>
struct Value<std::chrono::duration<Rep, Period>> {
    using Duration = std::chrono::duration<Rep, Period>;
    static std::string type() { return "duration"; }
    static Result<Duration> parse(std::string_view text)
    {
        const auto exact = parse_duration(text);
        if (!exact) return Error{Errc::malformed, "a number with a unit: 250ms, 60s, 5m, 2h or 1d"};
        const auto value = std::chrono::duration_cast<Duration>(*exact);
        if (std::chrono::nanoseconds{value} != *exact)
            return Error{Errc::malformed, "whole multiples of " + show_duration(std::chrono::nanoseconds{Duration{1}})};
        return value;
    }
    static std::string show(Duration value) { return show_duration(value); }
};

template <>
struct Value<std::string> {
    static std::string type() { return "text"; }
    static Result<std::string> parse(std::string_view text)
    {
        if (!is_utf8(text)) return Error{Errc::malformed, "UTF-8 text"};
        if (text.find('\0') != std::string_view::npos) return Error{Errc::malformed, "text without NUL"};
        return std::string{text};
    }
    static std::string show(const std::string& value) { return value; }
};

template <>
struct Value<std::filesystem::path> {
    static std::string type() { return "path"; }
    static Result<std::filesystem::path> parse(std::string_view text)
    {
        auto plain = Value<std::string>::parse(text);
        if (!plain) return plain.error();
        return std::filesystem::path{*plain};
    }
    static std::string show(const std::filesystem::path& value) { return value.string(); }
};

template <>
struct Value<Secret> {
    static std::string type() { return "secret"; }
    static Result<Secret> parse(std::string_view text) { return Secret{std::string{text}}; }
    static std::string show(const Secret& value) { return value.is_empty() ? "" : "[secret]"; }
};

template <class Tag>
struct Value<Name<Tag>> {
    static std::string type() { return "name"; }
    static Result<Name<Tag>> parse(std::string_view text)
    {
        auto value = Name<Tag>::parse(text);
        if (!value) return Error{Errc::malformed, Name<Tag>::rule()};
        return value;
    }
    static std::string show(const Name<Tag>& value) { return value.to_string(); }
};

template <NamedEnum E>
struct Value<E> {
    static std::string type()
    {
        std::string names;
        for (const auto& row : enum_table(E{})) names += (names.empty() ? "" : ", ") + std::string{row.name};
        return "one of " + names;
    }
    static Result<E> parse(std::string_view text) { return from_text<E>(text); }
    static std::string show(E value) { return std::string{to_text(value)}; }
};

}  // namespace swarmdesk::config
