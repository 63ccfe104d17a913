#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace swarmdesk {

/// Text that must not be seen: keys, tokens, passwords. Prints as `[secret]`, cannot be compared by accident and is
/// wiped when it dies. `expose()` is the one word to grep for.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(); }

    std::string_view expose() const { return text_; }
    bool is_empty() const { return text_.empty(); }

private:
    void wipe() noexcept;
    std::string text_;
};

inline std::string to_string(const Secret&) { return "[secret]"; }

/// Takes the same time whatever the difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace swarmdesk
