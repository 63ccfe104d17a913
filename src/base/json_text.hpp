#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace swarmdesk {

/// Writes JSON straight to the end of a text, for what is written at every call: no value is built first.
///
///     JsonText json{out};
///     json.open('{').field("id", id).name("tries").open('[').text("a").close(']').close('}');
///
/// Whoever writes sees to it that brackets match. Text is taken for UTF-8.
class JsonText {
public:
    explicit JsonText(std::string& out) : out_(out) {}

    JsonText& open(char bracket)
    {
        separate();
        out_ += bracket;
        is_first_ = true;
        return *this;
    }
    JsonText& close(char bracket)
    {
        out_ += bracket;
        is_first_ = false;
        return *this;
    }
    /// One that needs no escapes: names are our own.
    JsonText& name(std::string_view name)
    {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\":";
        is_first_ = true;
        return *this;
    }
    JsonText& text(std::string_view text);
    JsonText& number(std::integral auto number)
    {
        separate();
        std::array<char, 24> digits{};
        out_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
        return *this;
    }
    JsonText& truth(bool truth) { return raw(truth ? "true" : "false"); }
    /// Something that is JSON already.
    JsonText& raw(std::string_view json)
    {
        separate();
        out_ += json;
        return *this;
    }

    JsonText& field(std::string_view its_name, std::string_view value) { return name(its_name).text(value); }
    JsonText& field(std::string_view its_name, bool value) { return name(its_name).truth(value); }
    JsonText& field(std::string_view its_name, std::integral auto value) { return name(its_name).number(value); }

private:
    void separate()
    {
        if (!is_first_) out_ += ',';
        is_first_ = false;
    }

    std::string& out_;
    bool is_first_ = true;
};

}  // namespace swarmdesk
