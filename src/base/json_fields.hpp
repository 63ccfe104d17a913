#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/codec.hpp"

namespace swarmdesk {

/// A struct that JSON shows as one text: `to_json_text()` gives it.
template <class T>
concept ShownAsText = requires(const T& value)
{
    value.to_json_text();
};

/// Shows a struct as JSON from the same `fields` the codec uses. Decimals, 64-bit counts of nanoseconds and ids become
/// strings or ISO times: nothing a JavaScript number would bend. Absent optionals are left out.
class JsonEncoder {
public:
    template <class T>
    void operator()(std::string_view name, const std::optional<T>& value)
    {
        if (value) object_[name] = to_value(*value);
    }
    template <class T>
    void operator()(std::string_view name, const T& value)
    {
        object_[name] = to_value(value);
    }

    /// A described duration is in milliseconds, and its name says so.
    void operator()(std::string_view name, nanoseconds value)
    {
        const bool is_named = name.ends_with("_ms");
        object_[is_named ? std::string{name} : std::string{name} + "_ms"] = to_value(value);
    }

    static boost::json::value to_value(bool value) { return value; }
    static boost::json::value to_value(std::uint64_t value) { return value; }
    static boost::json::value to_value(std::uint32_t value) { return value; }
    static boost::json::value to_value(std::int64_t value) { return value; }
    static boost::json::value to_value(std::int32_t value) { return value; }
    static boost::json::value to_value(const std::string& value) { return boost::json::string(value); }
    static boost::json::value to_value(Decimal value) { return boost::json::string(value.to_string()); }
    template <class Tag>
    static boost::json::value to_value(Exact<Tag> value)
    {
        return boost::json::string(value.to_string());
    }
    static boost::json::value to_value(UtcTime value) { return boost::json::string(to_iso(value)); }
    static boost::json::value to_value(nanoseconds value) { return value.count() / 1'000'000; }
    static boost::json::value to_value(const Hash& value) { return boost::json::string(to_hex(value)); }
    template <class Tag>
    static boost::json::value to_value(const Uuid<Tag>& value)
    {
        if (value.is_nil()) return nullptr;
        return boost::json::string(value.to_string());
    }
    template <class Tag>
    static boost::json::value to_value(const Name<Tag>& value)
    {
        if (value.is_empty()) return nullptr;
        return boost::json::string(value.to_string());
    }
    template <NamedEnum E>
    static boost::json::value to_value(E value)
    {
        return boost::json::string(to_text(value));
    }
    template <class T>
    static boost::json::value to_value(const std::vector<T>& values)
    {
        boost::json::array array;
        for (const T& value : values) array.push_back(to_value(value));
        return array;
    }
    template <class T>
    static boost::json::value to_value(const std::set<T>& values)
    {
        boost::json::array array;
        for (const T& value : values) array.push_back(to_value(value));
        return array;
    }
    template <class K, class V>
    static boost::json::value to_value(const std::map<K, V>& values)
    {
        boost::json::object object;
        for (const auto& [key, value] : values) object[key.to_string()] = to_value(value);
        return object;
    }
    template <Described T>
    requires(!ShownAsText<T>) static boost::json::value to_value(const T& value)
    {
        JsonEncoder inner;
        for_each_field(value, inner);
        return std::move(inner.object_);
    }
    /// A struct that is one text to people.
    template <ShownAsText T>
    static boost::json::value to_value(const T& value)
    {
        return boost::json::string(value.to_json_text());
    }
    template <class T>
    requires(!ShownAsText<T> && requires(const T& value, JsonEncoder& e) {
        T::fields(value, e);
    }) static boost::json::value to_value(const T& value)
    {
        JsonEncoder inner;
        T::fields(value, inner);
        return std::move(inner.object_);
    }

private:
    boost::json::object object_;
};

template <class T>
boost::json::value to_json(const T& value)
{
    return JsonEncoder::to_value(value);
}

}  // namespace swarmdesk
