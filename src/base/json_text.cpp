#include "base/json_text.hpp"

#include "base/eight_bytes.hpp"

namespace swarmdesk {

namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// How many characters need no escape.
std::size_t count_plain(std::string_view text)
{
    std::size_t count = 0;
    while (text.size() - count >= EightBytes::size) {
        const EightBytes eight{text.data() + count};
        if (eight.has_below(0x20) || eight.has('"') || eight.has('\\')) break;
        count += EightBytes::size;
    }
    while (count < text.size() && is_plain(text[count])) ++count;
    return count;
}

void append_escaped(std::string& out, char c)
{
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
    }
}

}  // namespace

JsonText& JsonText::text(std::string_view text)
{
    separate();
    out_ += '"';
    while (!text.empty()) {
        const std::size_t plain = count_plain(text);
        out_.append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        append_escaped(out_, text.front());
        text.remove_prefix(1);
    }
    out_ += '"';
    return *this;
}

}  // namespace swarmdesk
