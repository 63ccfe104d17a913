#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "base/assert.hpp"
#include "config/bind.hpp"

namespace swarmdesk::config {

/// A settings struct whose type only its owner knows. A whole that is made of such sections includes none of their
/// headers, so a change in one compiles its owner again and nothing else. A value: copies share nothing.
class Section {
public:
    template <SettingsStruct S>
    Section(std::string_view description, S settings)
        : description_(description), held_(std::make_unique<HeldAs<S>>(std::move(settings)))
    {}
    Section(const Section& other) : description_(other.description_), held_(other.held_->clone()) {}
    Section(Section&&) noexcept = default;
    Section& operator=(Section other) noexcept
    {
        std::swap(description_, other.description_);
        std::swap(held_, other.held_);
        return *this;
    }

    /// For its owner. Asserts that it is an S.
    template <class S>
    S& as()
    {
        auto* held = dynamic_cast<HeldAs<S>*>(held_.get());
        SWARMDESK_ASSERT(held != nullptr);
        return held->settings;
    }
    template <class S>
    const S& as() const
    {
        const auto* held = dynamic_cast<const HeldAs<S>*>(held_.get());
        SWARMDESK_ASSERT(held != nullptr);
        return held->settings;
    }
    const std::string& description() const { return description_; }
    Node bind() { return held_->bind(); }

private:
    struct Held {
        virtual ~Held() = default;
        virtual std::unique_ptr<Held> clone() const = 0;
        virtual Node bind() = 0;
    };
    template <class S>
    struct HeldAs final : Held {
        explicit HeldAs(S held) : settings(std::move(held)) {}
        std::unique_ptr<Held> clone() const override { return std::make_unique<HeldAs>(settings); }
        Node bind() override { return config::bind(settings); }
        S settings;
    };

    std::string description_;
    std::unique_ptr<Held> held_;
};

/// Sections by name, in the order in which they are shown.
using Sections = std::vector<std::pair<std::string, Section>>;

/// Declares each as a section of its name, within a `settings` function.
template <class SectionsOrConst, class Visitor>
void visit_sections(SectionsOrConst& sections, Visitor& visit)
{
    for (auto& [name, section] : sections) visit(setting(name, section.description()), section);
}

/// Asserts that there is one.
template <class SectionsOrConst>
auto& section_of(SectionsOrConst& sections, std::string_view name)
{
    const auto found =
        std::find_if(sections.begin(), sections.end(), [name](const auto& entry) { return entry.first == name; });
    SWARMDESK_ASSERT(found != sections.end());
    return found->second;
}

}  // namespace swarmdesk::config
