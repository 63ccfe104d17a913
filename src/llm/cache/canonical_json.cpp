#include "llm/cache/canonical_json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/assert.hpp"

namespace swarmdesk::llm::cache {

namespace json = boost::json;

namespace {

class Writer {
public:
    explicit Writer(std::size_t depth_max) : depth_max_(depth_max) {}

    bool put(const json::value& value, std::size_t depth)
    {
        switch (value.kind()) {
            case json::kind::null: return put("null");
            case json::kind::bool_: return put(value.get_bool() ? "true" : "false");
            case json::kind::int64: return put_number(value.get_int64());
            case json::kind::uint64: return put_number(value.get_uint64());
            case json::kind::double_: return put_double(value.get_double());
            case json::kind::string: return put(json::serialize(value.get_string()));
            case json::kind::array: return put_array(value.get_array(), depth + 1);
            case json::kind::object: return put_object(value.get_object(), nullptr, depth + 1);
        }
        return false;
    }

    bool put_object(const json::object& object, bool (*leaves_out)(std::string_view), std::size_t depth)
    {
        if (depth > depth_max_) return false;
        std::vector<const json::key_value_pair*> members;
        members.reserve(object.size());
        for (const auto& member : object)
            if (leaves_out == nullptr || !leaves_out(std::string_view{member.key().data(), member.key().size()}))
                members.push_back(&member);
        std::ranges::sort(members, [](const auto* a, const auto* b) { return a->key() < b->key(); });
        text_ += '{';
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (i > 0) text_ += ',';
            put(json::serialize(members[i]->key()));
            text_ += ':';
            if (!put(members[i]->value(), depth)) return false;
        }
        text_ += '}';
        return true;
    }

    std::string take() { return std::move(text_); }

private:
    bool put(std::string_view text)
    {
        text_ += text;
        return true;
    }

    bool put_array(const json::array& array, std::size_t depth)
    {
        if (depth > depth_max_) return false;
        text_ += '[';
        for (std::size_t i = 0; i < array.size(); ++i) {
            if (i > 0) text_ += ',';
            if (!put(array[i], depth)) return false;
        }
        text_ += ']';
        return true;
    }

    template <class Number>
    bool put_number(Number number)
    {
        std::array<char, 40> buffer;
        const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
        SWARMDESK_ASSERT(error == std::errc{});
        text_.append(buffer.data(), end);
        return true;
    }

    /// Whole numbers as integers while they fit: a client may write 1.0 where another writes 1.
    bool put_double(double number)
    {
        constexpr double two_to_63 = 9223372036854775808.0;
        if (!std::isfinite(number)) return false;
        if (std::trunc(number) != number) return put_number(number);
        if (number >= -two_to_63 && number < two_to_63) return put_number(static_cast<std::int64_t>(number));
        if (number > 0 && number < 2 * two_to_63) return put_number(static_cast<std::uint64_t>(number));
        return put_number(number);
    }

    std::size_t depth_max_;
    std::string text_;
};

Error refusal() { return {Errc::out_of_range, "nested too deeply, or a number that is not finite"}; }

}  // namespace

Result<std::string> canonical_json(const json::value& value, std::size_t depth_max)
{
    Writer writer{depth_max};
    if (!writer.put(value, 0)) return refusal();
    return writer.take();
}

Result<std::string> canonical_json(const json::object& object, bool (*leaves_out)(std::string_view),
                                   std::size_t depth_max)
{
    Writer writer{depth_max};
    if (!writer.put_object(object, leaves_out, 1)) return refusal();
    return writer.take();
}

}  // namespace swarmdesk::llm::cache
