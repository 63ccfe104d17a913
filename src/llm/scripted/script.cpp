#include "llm/scripted/script.hpp"

#include <charconv>
#include <string>

#include "config/value.hpp"

namespace swarmdesk::llm::scripted {

namespace {

constexpr std::uint32_t tokens_max = 1'000'000;

template <class Number>
Result<void> read_number(std::string_view text, Number least, Number most, Number& number)
{
    Number read{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    if (error != std::errc{} || end != text.data() + text.size() || read < least || read > most)
        return Error{Errc::out_of_range, "a number from " + std::to_string(least) + " to " + std::to_string(most)};
    number = read;
    return {};
}

Result<void> read_duration(std::string_view text, nanoseconds& duration)
{
    const auto read = config::Value<nanoseconds>::parse(text);
    if (!read || read->count() < 0) return Error{Errc::malformed, "a duration such as 200ms"};
    duration = *read;
    return {};
}

Result<void> read_text(std::string_view encoded, std::string& text)
{
    constexpr std::size_t text_bytes_max = 4096;
    std::string read;
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        unsigned value = static_cast<unsigned char>(encoded[at]);
        if (encoded[at] == '%') {
            const char* digits = encoded.data() + at + 1;
            if (encoded.size() < at + 3 || std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2)
                return Error{Errc::malformed, "percent-encoded text"};
            at += 2;
        }
        read += static_cast<char>(value);
    }
    if (read.size() > text_bytes_max) return Error{Errc::limit_exceeded, "at most 4096 bytes"};
    text = std::move(read);
    return {};
}

Result<void> set(Script& script, std::string_view key, std::string_view value)
{
    if (key == "latency") return read_duration(value, script.latency);
    if (key == "retry_after") return read_duration(value, script.retry_after);
    if (key == "tokens") return read_number<std::uint32_t>(value, 0, tokens_max, script.tokens);
    if (key == "rate") return read_number<std::uint32_t>(value, 0, tokens_max, script.rate);
    if (key == "after") return read_number<std::uint32_t>(value, 0, tokens_max, script.after);
    if (key == "pick") return read_number<std::uint32_t>(value, 0, tokens_max, script.pick);
    if (key == "text") return read_text(value, script.text);
    if (key == "status") return read_number<std::uint16_t>(value, 200, 599, script.status);
    if (key == "fault") {
        const auto fault = from_text<Fault>(value);
        if (!fault) return fault.error();
        script.fault = *fault;
        return {};
    }
    return Error{Errc::not_found, "one of latency, tokens, rate, status, retry_after, fault, after, pick, text"};
}

}  // namespace

Result<Script> Script::parse(std::string_view model)
{
    Script script;
    while (!model.empty()) {
        const auto comma = model.find(',');
        const std::string_view word = model.substr(0, comma);
        model = comma == model.npos ? std::string_view{} : model.substr(comma + 1);
        const auto equals = word.find('=');
        if (equals == word.npos) continue;
        const auto done = set(script, word.substr(0, equals), word.substr(equals + 1));
        if (!done) return Error{done.error().code, '`' + std::string{word} + "`: must be " + done.error().detail};
    }
    return script;
}

}  // namespace swarmdesk::llm::scripted
