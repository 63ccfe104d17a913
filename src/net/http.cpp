#include "net/http.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/eight_bytes.hpp"

namespace swarmdesk::net {

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_break(char c) { return c == '\r' || c == '\n' || c == '\0'; }

/// Every field of every message comes by here.
bool stays_on_its_line(std::string_view text)
{
    if (text.size() < EightBytes::size) return std::none_of(text.begin(), text.end(), is_break);
    const char* const last = text.data() + text.size() - EightBytes::size;
    for (const char* at = text.data();; at = std::min(at + EightBytes::size, last)) {
        if (EightBytes{at}.has_below(0x20) && std::any_of(at, at + EightBytes::size, is_break)) return false;
        if (at == last) return true;
    }
}

std::string_view trim(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}
}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b)
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

bool has_token(std::string_view list, std::string_view token)
{
    while (!list.empty()) {
        const auto comma = list.find(',');
        if (equal_ignoring_case(trim(list.substr(0, comma)), token)) return true;
        if (comma == list.npos) break;
        list.remove_prefix(comma + 1);
    }
    return false;
}

void Headers::add(std::string_view name, std::string_view value)
{
    if (name.empty() || !stays_on_its_line(name) || !stays_on_its_line(value))
        throw std::invalid_argument{"a header field that is more than one line"};
    places_.push_back({.begin = static_cast<std::uint32_t>(text_.size()),
                       .name_size = static_cast<std::uint32_t>(name.size()),
                       .value_size = static_cast<std::uint32_t>(value.size())});
    text_.append(name);
    text_.append(value);
}

Headers::Field Headers::operator[](std::size_t index) const
{
    const Place& place = places_[index];
    const std::string_view text{text_};
    return {.name = text.substr(place.begin, place.name_size),
            .value = text.substr(place.begin + place.name_size, place.value_size)};
}

std::optional<std::string_view> Headers::find(std::string_view name) const
{
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const Field field = (*this)[i];
        if (equal_ignoring_case(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const
{
    std::size_t found = 0;
    for (std::size_t i = 0; i < places_.size(); ++i)
        if (equal_ignoring_case((*this)[i].name, name)) ++found;
    return found;
}

void Headers::reserve(std::size_t fields, std::size_t bytes)
{
    places_.reserve(fields);
    text_.reserve(bytes);
}

std::string_view reason_phrase(std::uint16_t status)
{
    switch (status) {
        case 100: return "Continue";
        case 101: return "Switching Protocols";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 425: return "Too Early";
        case 426: return "Upgrade Required";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        default: return "Unknown";
    }
}

}  // namespace swarmdesk::net
