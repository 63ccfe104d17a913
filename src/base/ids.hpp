#pragma once

#include <array>
#include <boost/endian/conversion.hpp>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/keyed_hash.hpp"

namespace swarmdesk {

/// Sixteen bytes of identity (RFC 9562). Those we make are version 7: they sort by the time they were made.
template <class Tag>
class Uuid {
public:
    using Raw = std::array<std::uint8_t, 16>;

    constexpr Uuid() = default;  ///< the nil id: means "none"
    constexpr explicit Uuid(Raw raw) : raw_(raw) {}

    /// `random` gives the 74 random bits; `time` the 48 bits of milliseconds.
    static Uuid make_v7(UtcTime time, std::uint64_t random_high, std::uint64_t random_low);
    /// Canonical 36-character form, either case, any version but nil.
    static Result<Uuid> parse(std::string_view text);

    std::string to_string() const;
    constexpr const Raw& raw() const { return raw_; }
    constexpr bool is_nil() const { return raw_ == Raw{}; }

    friend constexpr bool operator==(const Uuid&, const Uuid&) = default;
    /// In the order of the bytes. Eight at a time, for maps of intents do little else.
    friend std::strong_ordering operator<=>(const Uuid& a, const Uuid& b)
    {
        const auto first = a.half(0) <=> b.half(0);
        return first != 0 ? first : a.half(8) <=> b.half(8);
    }

    /// Eight bytes as one number, the first the most significant.
    std::uint64_t half(std::size_t from) const { return boost::endian::load_big_u64(raw_.data() + from); }

private:
    Raw raw_{};
};

namespace detail {
std::array<std::uint8_t, 16> uuid_v7(UtcTime time, std::uint64_t random_high, std::uint64_t random_low);
Result<std::array<std::uint8_t, 16>> parse_uuid(std::string_view text);
std::string uuid_text(const std::array<std::uint8_t, 16>& raw);
/// 1 to `size_max` of `A-Z a-z 0-9 . _ -`, not starting with a point or dash.
bool is_name(std::string_view text, std::size_t size_max = 36);
/// The same in bytes, where letters and digits may be of any script, in UTF-8.
bool is_name_of_any_script(std::string_view text, std::size_t size_max = 36);
}  // namespace detail

template <class Tag>
Uuid<Tag> Uuid<Tag>::make_v7(UtcTime time, std::uint64_t random_high, std::uint64_t random_low)
{
    return Uuid{detail::uuid_v7(time, random_high, random_low)};
}
template <class Tag>
Result<Uuid<Tag>> Uuid<Tag>::parse(std::string_view text)
{
    auto raw = detail::parse_uuid(text);
    if (!raw) return raw.error();
    return Uuid{*raw};
}
template <class Tag>
std::string Uuid<Tag>::to_string() const
{
    return detail::uuid_text(raw_);
}

/// Kinds of names that others give and we only repeat, as a venue its symbols: their letters and digits may be of any
/// script. Specialise it beside the tag.
template <class Tag>
inline constexpr bool takes_any_script = false;

/// A short name people type: an account, an instrument, an agent. Safe in a file name and a log line; in a URL too, but
/// for those of any script, which are percent-encoded there.
template <class Tag, std::size_t size_max = 36>
class Name {
public:
    static bool is_valid(std::string_view text)
    {
        return takes_any_script<Tag> ? detail::is_name_of_any_script(text, size_max) : detail::is_name(text, size_max);
    }
    /// What one may be, for people.
    static std::string rule()
    {
        const std::string size = "a name: 1 to " + std::to_string(size_max);
        return takes_any_script<Tag> ? size + " bytes of letters, digits, . _ -" : size + " of A-Z a-z 0-9 . _ -";
    }
    Name() = default;  ///< empty: means "none"
    /// For names written in our own source. Asserts that it is one.
    explicit Name(std::string_view text);
    static Result<Name> parse(std::string_view text)
    {
        if (!is_valid(text)) return Error{Errc::malformed, rule()};
        Name name;
        name.text_ = text;
        return name;
    }

    const std::string& to_string() const { return text_; }
    bool is_empty() const { return text_.empty(); }

    friend bool operator==(const Name&, const Name&) = default;
    friend auto operator<=>(const Name&, const Name&) = default;

private:
    std::string text_;
};

}  // namespace swarmdesk

#include "base/assert.hpp"

template <class Tag, std::size_t size_max>
swarmdesk::Name<Tag, size_max>::Name(std::string_view text) : text_(text)
{
    SWARMDESK_ASSERT(text.empty() || is_valid(text));
}

template <class Tag>
struct std::hash<swarmdesk::Uuid<Tag>> {
    std::size_t operator()(const swarmdesk::Uuid<Tag>& id) const noexcept
    {
        return swarmdesk::keyed_hash(id.half(0), id.half(8));
    }
};

/// Not `noexcept`: by that the standard library knows that a table should keep the hashes of texts and not make them
/// again on its way along a bucket.
template <class Tag, std::size_t size_max>
struct std::hash<swarmdesk::Name<Tag, size_max>> {
    std::size_t operator()(const swarmdesk::Name<Tag, size_max>& name) const
    {
        return std::hash<std::string>{}(name.to_string());
    }
};
