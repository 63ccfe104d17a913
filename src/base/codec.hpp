#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/decimal.hpp"
#include "base/describe.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/instant.hpp"
#include "base/names.hpp"

/// \file
/// The canonical encoding of a struct. A struct lists its fields once, behind its definition,
///
///     SWARMDESK_DESCRIBE(Fill, id, side, price)
///
/// (or, where a name differs from its member's, in a static `fields(self, visit)`) and is thereby written, read and
/// shown as JSON (json_fields.hpp). Equal values have equal bytes, so bytes can be hashed: integers are zigzag LEB128,
/// decimals 16 bytes little-endian, text and lists carry their length first, an optional is 0 or 1 then the value.
/// Fields are positional: a new field goes last and makes a new event kind.

namespace swarmdesk {

/// std::unordered_map, FlatTable and the like.
template <class T>
concept HashTable = requires
{
    typename T::hasher;
    typename T::mapped_type;
};

class Encoder {
public:
    /// `expected`: about how many bytes it will be.
    explicit Encoder(std::size_t expected = 0) { bytes_.reserve(expected); }

    template <class T>
    void operator()(std::string_view /*name*/, const T& value)
    {
        put(value);
    }

    void put(bool value) { bytes_.push_back(value ? '\1' : '\0'); }
    void put_varint(std::uint64_t value)
    {
        while (value >= 0x80) {
            bytes_.push_back(static_cast<char>(value | 0x80));
            value >>= 7;
        }
        bytes_.push_back(static_cast<char>(value));
    }
    void put(std::uint64_t value) { put_varint(value); }
    void put(std::uint32_t value) { put_varint(value); }
    void put(std::int64_t value)
    {
        put_varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void put(std::int32_t value) { put(std::int64_t{value}); }
    void put(std::string_view value)
    {
        put_varint(value.size());
        bytes_.append(value);
    }
    void put(const std::string& value) { put(std::string_view{value}); }
    void put(const char*) = delete;
    void put(Decimal value)
    {
        auto rest = static_cast<Uint128>(value.mantissa());
        for (int i = 0; i < 16; ++i, rest >>= 8) bytes_.push_back(static_cast<char>(rest & 0xFF));
    }
    template <class Tag>
    void put(Exact<Tag> value)
    {
        put(value.value());
    }
    void put(UtcTime value) { put(value.ns); }
    void put(nanoseconds value) { put(std::int64_t{value.count()}); }
    void put(const Hash& value) { bytes_.append(as_bytes(value)); }
    template <class Tag>
    void put(const Uuid<Tag>& value)
    {
        bytes_.append(reinterpret_cast<const char*>(value.raw().data()), value.raw().size());
    }
    template <class Tag>
    void put(const Name<Tag>& value)
    {
        put(std::string_view{value.to_string()});
    }
    template <NamedEnum E>
    void put(E value)
    {
        put_varint(static_cast<std::uint64_t>(value));
    }
    template <class T>
    void put(const std::optional<T>& value)
    {
        put(value.has_value());
        if (value) put(*value);
    }
    template <class T>
    void put(const std::vector<T>& values)
    {
        put_varint(values.size());
        for (const T& value : values) put(value);
    }
    template <class T>
    void put(const std::set<T>& values)
    {
        put_varint(values.size());
        for (const T& value : values) put(value);
    }
    template <class K, class V>
    void put(const std::map<K, V>& values)
    {
        put_varint(values.size());
        for (const auto& [key, value] : values) {
            put(key);
            put(value);
        }
    }
    /// In the order of the keys, as a map: how a table hashes is nobody's business.
    template <HashTable T>
    void put(const T& values)
    {
        std::vector<const typename T::value_type*> sorted;
        sorted.reserve(values.size());
        for (const auto& entry : values) sorted.push_back(&entry);
        std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
        put_varint(values.size());
        for (const auto* entry : sorted) {
            put(entry->first);
            put(entry->second);
        }
    }
    template <class T>
    requires requires(const T& value, Encoder& e) { T::fields(value, e); }
    void put(const T& value) { T::fields(value, *this); }
    template <Described T>
    void put(const T& value)
    {
        for_each_field(value, *this);
    }

    const Bytes& bytes() const { return bytes_; }
    Bytes take() { return std::move(bytes_); }

private:
    Bytes bytes_;
};

/// Reads what Encoder wrote. Foreign bytes are fine: the first thing that does not fit sets `failed()`, everything
/// after it reads as empty, and no length is believed beyond the bytes that are there.
class Decoder {
public:
    explicit Decoder(std::string_view bytes) : rest_(bytes) {}

    template <class T>
    void operator()(std::string_view /*name*/, T& value)
    {
        get(value);
    }

    bool failed() const { return failed_; }
    bool is_at_end() const { return rest_.empty(); }
    void fail()
    {
        failed_ = true;
        rest_ = {};
    }

    void get(bool& value)
    {
        const auto byte = take(1);
        value = !byte.empty() && byte[0] == '\1';
        if (!byte.empty() && byte[0] != '\0' && byte[0] != '\1') fail();
    }
    std::uint64_t get_varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = take(1);
            if (byte.empty()) return 0;
            const auto bits = static_cast<std::uint64_t>(static_cast<unsigned char>(byte[0]));
            if (shift == 63 && bits > 1) break;
            value |= (bits & 0x7F) << shift;
            if ((bits & 0x80) == 0) {
                if (bits == 0 && shift > 0) break;  // one encoding per number
                return value;
            }
        }
        fail();
        return 0;
    }
    void get(std::uint64_t& value) { value = get_varint(); }
    void get(std::uint32_t& value)
    {
        const auto wide = get_varint();
        if (wide > UINT32_MAX) fail();
        value = failed_ ? 0 : static_cast<std::uint32_t>(wide);
    }
    void get(std::int64_t& value)
    {
        const auto raw = get_varint();
        value = static_cast<std::int64_t>((raw >> 1) ^ (~(raw & 1) + 1));
    }
    void get(std::int32_t& value)
    {
        std::int64_t wide = 0;
        get(wide);
        if (wide > INT32_MAX || wide < INT32_MIN) fail();
        value = failed_ ? 0 : static_cast<std::int32_t>(wide);
    }
    std::string_view get_text()
    {
        const auto size = get_varint();
        return size > rest_.size() ? (fail(), std::string_view{}) : take(static_cast<std::size_t>(size));
    }
    void get(std::string& value) { value = get_text(); }
    void get(Decimal& value)
    {
        const auto raw = take(16);
        Uint128 mantissa = 0;
        for (std::size_t i = raw.size(); i-- > 0;) mantissa = (mantissa << 8) | static_cast<unsigned char>(raw[i]);
        value = Decimal::from_mantissa(static_cast<Int128>(mantissa));
    }
    template <class Tag>
    void get(Exact<Tag>& value)
    {
        Decimal raw;
        get(raw);
        value = Exact<Tag>{raw};
    }
    void get(UtcTime& value) { get(value.ns); }
    void get(nanoseconds& value)
    {
        std::int64_t count = 0;
        get(count);
        value = nanoseconds{count};
    }
    void get(Hash& value)
    {
        const auto raw = take(value.size());
        for (std::size_t i = 0; i < raw.size(); ++i) value[i] = static_cast<std::uint8_t>(raw[i]);
    }
    template <class Tag>
    void get(Uuid<Tag>& value)
    {
        typename Uuid<Tag>::Raw raw{};
        const auto bytes = take(raw.size());
        for (std::size_t i = 0; i < bytes.size(); ++i) raw[i] = static_cast<std::uint8_t>(bytes[i]);
        value = Uuid<Tag>{raw};
    }
    template <class Tag>
    void get(Name<Tag>& value)
    {
        const auto text = get_text();
        value = {};
        if (text.empty()) return;
        if (auto name = Name<Tag>::parse(text))
            value = *name;
        else
            fail();
    }
    template <NamedEnum E>
    void get(E& value)
    {
        const auto raw = get_varint();
        value = static_cast<E>(raw);
        if (raw > 0xFFFF || !is_declared(value)) fail();
    }
    template <class T>
    void get(std::optional<T>& value)
    {
        bool present = false;
        get(present);
        value.reset();
        if (present) get(value.emplace());
    }
    template <class T>
    void get(std::vector<T>& values)
    {
        values.clear();
        for (auto count = get_varint(); count > 0 && !failed_; --count) {
            if (rest_.empty()) return fail();
            get(values.emplace_back());
        }
    }
    template <class T>
    void get(std::set<T>& values)
    {
        values.clear();
        for (auto count = get_varint(); count > 0 && !failed_; --count) {
            if (rest_.empty()) return fail();
            T value{};
            get(value);
            if (!values.empty() && !(*values.rbegin() < value)) return fail();  // one encoding per set
            values.insert(std::move(value));
        }
    }
    template <class K, class V>
    void get(std::map<K, V>& values)
    {
        values.clear();
        for (auto count = get_varint(); count > 0 && !failed_; --count) {
            if (rest_.empty()) return fail();
            K key{};
            get(key);
            if (!values.empty() && !(values.rbegin()->first < key)) return fail();  // one encoding per map
            get(values[std::move(key)]);
        }
    }
    template <HashTable T>
    void get(T& values)
    {
        values.clear();
        typename T::key_type last{};
        for (auto count = get_varint(); count > 0 && !failed_; --count) {
            if (rest_.empty()) return fail();
            typename T::key_type key{};
            get(key);
            if (!values.empty() && !(last < key)) return fail();  // one encoding per table
            last = key;
            get(values[std::move(key)]);
        }
    }
    template <class T>
    requires requires(T& value, Decoder& d) { T::fields(value, d); }
    void get(T& value) { T::fields(value, *this); }
    template <Described T>
    void get(T& value)
    {
        for_each_field(value, *this);
    }

private:
    std::string_view take(std::size_t size)
    {
        if (failed_ || size > rest_.size()) {
            fail();
            return {};
        }
        const auto result = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return result;
    }

    std::string_view rest_;
    bool failed_ = false;
};

template <class T>
Bytes encode(const T& value)
{
    Encoder encoder;
    encoder.put(value);
    return encoder.take();
}

/// The whole input must be one T.
template <class T>
Result<T> decode(std::string_view bytes)
{
    Decoder decoder{bytes};
    T value{};
    decoder.get(value);
    if (decoder.failed() || !decoder.is_at_end()) return Error{Errc::corrupt, "these bytes are not such a record"};
    return value;
}

}  // namespace swarmdesk
