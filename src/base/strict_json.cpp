#include "base/strict_json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <set>
#include <vector>

#include "base/hash.hpp"

namespace swarmdesk {
namespace {

namespace json = boost::json;

/// Builds the value as the parser goes, and stops it at what Boost.JSON lets pass: a key twice, a NUL in a text, a
/// number beyond all bounds.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    using Code = json::error_code;

    Builder() { stack_.reset(); }
    json::value release() { return stack_.release(); }
    const std::string& objection() const { return objection_; }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t count, Code&) { return stack_.push_array(count), true; }
    bool on_object_begin(Code&) { return keys_.emplace_back(), true; }
    bool on_object_end(std::size_t count, Code&)
    {
        keys_.pop_back();
        return stack_.push_object(count), true;
    }
    bool on_key_part(json::string_view part, std::size_t, Code&)
    {
        key_.append(part.data(), part.size());
        return stack_.push_chars(part), true;
    }
    bool on_key(json::string_view part, std::size_t, Code& code)
    {
        key_.append(part.data(), part.size());
        if (key_.find('\0') != std::string::npos) return stop("a key holds a NUL character", code);
        if (!keys_.back().insert(key_).second) return stop("the key \"" + key_ + "\" comes twice", code);
        key_.clear();
        return stack_.push_key(part), true;
    }
    bool on_string_part(json::string_view part, std::size_t, Code& code)
    {
        if (part.find('\0') != json::string_view::npos) return stop("a text holds a NUL character", code);
        return stack_.push_chars(part), true;
    }
    bool on_string(json::string_view part, std::size_t, Code& code)
    {
        if (part.find('\0') != json::string_view::npos) return stop("a text holds a NUL character", code);
        return stack_.push_string(part), true;
    }
    bool on_number_part(json::string_view, Code&) { return true; }
    bool on_int64(std::int64_t value, json::string_view, Code&) { return stack_.push_int64(value), true; }
    bool on_uint64(std::uint64_t value, json::string_view, Code&) { return stack_.push_uint64(value), true; }
    bool on_double(double value, json::string_view, Code& code)
    {
        if (!std::isfinite(value)) return stop("a number is out of range", code);
        return stack_.push_double(value), true;
    }
    bool on_bool(bool value, Code&) { return stack_.push_bool(value), true; }
    bool on_null(Code&) { return stack_.push_null(), true; }
    bool on_comment_part(json::string_view, Code&) { return true; }
    bool on_comment(json::string_view, Code&) { return true; }

private:
    bool stop(std::string objection, Code& code)
    {
        objection_ = std::move(objection);
        code = json::error::syntax;
        return false;
    }

    json::value_stack stack_;
    std::vector<std::set<std::string>> keys_;
    std::string key_;
    std::string objection_;
};

/// Characters that are not seen, or that turn the rest of the line around.
bool is_invisible(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

bool has_invisible(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = size == 1 ? lead : lead & (0x7Fu >> size);
        for (std::size_t i = 1; i < size; ++i) c = (c << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
        if (is_invisible(c)) return true;
        at += size;
    }
    return false;
}

Result<json::value> parse_json(std::string_view text, JsonLimits limits)
{
    if (text.size() > limits.bytes_max) return Error{Errc::limit_exceeded, "the text is too long"};
    if (text.starts_with("\xEF\xBB\xBF"))
        return Error{Errc::malformed, "it begins with a byte order mark, which JSON has none of"};
    if (!is_utf8(text)) return Error{Errc::malformed, "it is not UTF-8"};

    json::parse_options options;
    options.max_depth = limits.depth_max;
    json::basic_parser<Builder> parser{options};
    json::error_code code;
    const std::size_t taken = parser.write_some(false, text.data(), text.size(), code);
    if (!parser.handler().objection().empty()) return Error{Errc::malformed, parser.handler().objection()};
    if (code == json::error::too_deep)
        return Error{Errc::limit_exceeded, "it is nested deeper than " + std::to_string(limits.depth_max) + " levels"};
    if (code) return Error{Errc::malformed, "it is not JSON: " + code.message()};
    if (taken < text.size()) return Error{Errc::malformed, "something follows the value"};
    return parser.handler().release();
}

}  // namespace swarmdesk
