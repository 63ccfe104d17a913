#include "notify/notice.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace swarmdesk::notify {
namespace {

constexpr std::size_t title_bytes_max = 200;
constexpr std::size_t body_bytes_max = 1'000;

void make_text_presentable(std::string& text, std::size_t bytes_max)
{
    if (!is_utf8(text))
        std::ranges::replace_if(
            text, [](char c) { return static_cast<unsigned char>(c) >= 0x80u; }, '?');
    if (text.size() <= bytes_max) return;
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    text.resize(end);
    text += "…";
}

}  // namespace

void Notice::make_presentable()
{
    make_text_presentable(title, title_bytes_max);
    make_text_presentable(body, body_bytes_max);
    make_text_presentable(body_discreet, body_bytes_max);
}

}  // namespace swarmdesk::notify
