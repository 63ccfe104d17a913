#include "net/target.hpp"

#include <algorithm>
#include <utility>

#include "base/hash.hpp"

namespace swarmdesk::net {

namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum class Plus { literal = 1, space };

/// Percent-decoding; nothing if a '%' is not followed by two digits.
std::optional<std::string> decode(std::string_view text, Plus plus)
{
    if (text.find_first_of("%+") == text.npos) return std::string{text};
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (text.size() - i < 3) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else if (text[i] == '+' && plus == Plus::space) {
            decoded.push_back(' ');
        } else {
            decoded.push_back(text[i]);
        }
    }
    return decoded;
}

bool has_control(std::string_view text)
{
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
    return false;
}

Error malformed(std::string detail) { return {Errc::malformed, std::move(detail)}; }

/// Of what nearly all paths are made: it decodes to itself, and no check below could mind it.
bool is_simple(std::string_view path)
{
    char before = 0;
    for (const char c : path) {
        const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!is_word && !(c == '/' && before != '/')) return false;
        before = c;
    }
    return path.starts_with('/');
}

Result<std::string> parse_path(std::string_view text)
{
    if (is_simple(text)) return std::string{text};
    if (text.empty() || text.front() != '/') return malformed("the target must start with '/'");
    for (std::size_t begin = 1; begin <= text.size();) {
        const auto end = std::min(text.find('/', begin), text.size());
        const auto segment = decode(text.substr(begin, end - begin), Plus::literal);
        if (!segment) return malformed("a '%' in the path is not followed by two hexadecimal digits");
        if (segment->empty() && end != text.size()) return malformed("the path has an empty segment");
        if (*segment == "." || *segment == "..") return malformed("the path has a '.' or '..' segment");
        if (segment->find_first_of("/\\") != std::string::npos)
            return malformed("the path has an encoded slash or a backslash");
        begin = end + 1;
    }
    auto path = *decode(text, Plus::literal);
    if (has_control(path)) return malformed("the path has a control character");
    if (!is_utf8(path)) return malformed("the path is not UTF-8");
    return path;
}

Result<Query> parse_query(std::string_view text)
{
    Query query;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto parameter = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (parameter.empty()) continue;
        if (query.parameters().size() == Query::parameters_max)
            return Error{Errc::limit_exceeded, "the query has too many parameters"};
        const auto equals = std::min(parameter.find('='), parameter.size());
        auto name = decode(parameter.substr(0, equals), Plus::space);
        auto value = decode(parameter.substr(std::min(equals + 1, parameter.size())), Plus::space);
        if (!name || !value) return malformed("a '%' in the query is not followed by two hexadecimal digits");
        if (!is_utf8(*name) || !is_utf8(*value)) return malformed("the query is not UTF-8");
        query.add(std::move(*name), std::move(*value));
    }
    return query;
}

}  // namespace

void Query::add(std::string name, std::string value)
{
    parameters_.push_back({.name = std::move(name), .value = std::move(value)});
}

std::optional<std::string_view> Query::find(std::string_view name) const
{
    for (const auto& parameter : parameters_)
        if (parameter.name == name) return parameter.value;
    return std::nullopt;
}

Result<Target> parse_target(std::string_view target)
{
    if (target.find('#') != target.npos) return malformed("the target has a fragment");
    const auto question = std::min(target.find('?'), target.size());
    auto path = parse_path(target.substr(0, question));
    if (!path) return path.error();
    auto query = parse_query(target.substr(std::min(question + 1, target.size())));
    if (!query) return query.error();
    return Target{.path = std::move(*path), .query = std::move(*query)};
}

}  // namespace swarmdesk::net
