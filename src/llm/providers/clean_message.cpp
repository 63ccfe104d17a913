#include "llm/providers/clean_message.hpp"

#include <algorithm>
#include <array>

#include "base/hash.hpp"

namespace swarmdesk::llm::providers {

namespace {

constexpr std::string_view redacted = "[secret]";
/// A key shorter than this is a word like "none" or "EMPTY", and would tear holes into ordinary sentences.
constexpr std::size_t key_bytes_min = 8;
constexpr std::size_t lookalike_bytes_min = 8;
constexpr std::array<std::string_view, 6> key_beginnings{"sk-", "sk_", "gsk_", "xai-", "hf_", "AIza"};

bool is_key_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '*' || c == '.';
}

bool looks_like_key(std::string_view word, std::string_view before)
{
    if (word.size() < lookalike_bytes_min) return false;
    if (before.ends_with("Bearer ") || before.ends_with("bearer ")) return true;
    return std::ranges::any_of(key_beginnings, [&](std::string_view begin) { return word.starts_with(begin); });
}

std::string without_key(std::string_view text, std::string_view key)
{
    std::string kept;
    if (key.size() < key_bytes_min) return std::string{text};
    for (auto found = text.find(key); found != text.npos; found = text.find(key)) {
        kept += text.substr(0, found);
        kept += redacted;
        text.remove_prefix(found + key.size());
    }
    kept += text;
    return kept;
}

std::string without_lookalikes(std::string_view text)
{
    std::string kept;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_key_byte(text[end])) ++end;
        const auto word = text.substr(i, end - i);
        if (word.empty()) {
            kept += text[i++];
            continue;
        }
        kept += looks_like_key(word, text.substr(0, i)) ? redacted : word;
        i = end;
    }
    return kept;
}

}  // namespace

std::string clean_message(std::string_view text, const Secret& key, std::size_t bytes_max)
{
    std::string clean = without_lookalikes(without_key(text, key.expose()));
    if (clean.size() > bytes_max) {
        auto size = bytes_max;
        while (size > 0 && (static_cast<unsigned char>(clean[size]) & 0xC0) == 0x80) --size;
        clean.resize(size);
    }
    const bool is_text = is_utf8(clean);
    for (char& c : clean) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F || (byte > 0x7F && !is_text)) c = ' ';
    }
    return clean;
}

}  // namespace swarmdesk::llm::providers
