#include "net/response_head.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace swarmdesk::net {

namespace {

void append_number(std::string& out, std::uint64_t number)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name);
    out.append(": ");
    out.append(value);
    out.append("\r\n");
}

bool may_have_body(std::uint16_t status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string_view HttpDate::text(UtcTime now)
{
    const std::int64_t second = now.ns / 1'000'000'000;
    if (second != second_) {
        constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const std::chrono::sys_seconds time{std::chrono::seconds{second}};
        const auto midnight = std::chrono::floor<std::chrono::days>(time);
        const std::chrono::year_month_day date{midnight};
        const std::chrono::hh_mm_ss clock{time - midnight};
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                      days[std::chrono::weekday{midnight}.c_encoding()], static_cast<unsigned>(date.day()),
                      months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                      static_cast<int>(clock.seconds().count()));
        text_ = text.data();
        second_ = second;
    }
    return text_;
}

std::string_view response_body(const Response& response)
{
    return response.shared_body ? std::string_view{*response.shared_body} : std::string_view{response.body};
}

void write_response_head(std::string& out, const Response& response, std::string_view date, After after,
                         Framing framing)
{
    if (response.content_type.find_first_of("\r\n") != std::string::npos)
        throw std::invalid_argument{"a content type with a line break"};
    out.append("HTTP/1.1 ");
    append_number(out, response.status);
    out.push_back(' ');
    out.append(reason_phrase(response.status));
    out.append("\r\n");
    append_field(out, "Date", date);
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    if (response.stream) {
        if (framing == Framing::chunked) append_field(out, "Transfer-Encoding", "chunked");
    } else if (may_have_body(response.status)) {
        out.append("Content-Length: ");
        append_number(out, response_body(response).size());
        out.append("\r\n");
    }
    if (after == After::close) append_field(out, "Connection", "close");
    for (std::size_t i = 0; i < response.headers.size(); ++i)
        append_field(out, response.headers[i].name, response.headers[i].value);
    out.append("\r\n");
}

Response to_response(const Refusal& refusal)
{
    Response response;
    response.status = refusal.status;
    response.content_type = "application/problem+json";
    response.body.append(R"({"type":"about:blank","title":")").append(reason_phrase(refusal.status));
    response.body.append(R"(","status":)").append(std::to_string(refusal.status));
    response.body.append(R"(,"code":")").append(refusal.code);
    response.body.append(R"(","detail":")").append(refusal.detail).append(R"("})");
    if (refusal.status == 405) response.headers.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return response;
}

}  // namespace swarmdesk::net
