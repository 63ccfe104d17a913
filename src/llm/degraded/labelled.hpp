#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/instant.hpp"
#include "base/names.hpp"

/// \file
/// What may be acted upon, and what may only be shown. A desk that trades on an answer must know that it was made now
/// and for this question; the types see to it, not the memory of whoever writes the next function.
///
///     Fresh<T> -> Decision<T>      an upstream answered this very call; it may be decided on
///     Cached<T>, Degraded<T>       can be shown, with their label; nothing above can be made of them

namespace swarmdesk::llm::degraded {

/// Why the gateway says something else than a model's answer to this call.
enum class Reason {
    cached = 1,        ///< an answer to the same question, still fresh
    all_tiers_failed,  ///< nobody could be reached
    out_of_time,       ///< nobody could answer by the deadline
    overloaded,        ///< there was no room for a call of this priority
    out_of_budget,     ///< the key, its team or the desk has spent what it may
    stopping,          ///< the gateway is being shut down
    unusable,          ///< a model answered, and not in the form it was asked for
    switched_off,      ///< the desk was told to ask none
};
constexpr auto enum_table(Reason)
{
    return std::to_array<EnumName<Reason>>({{Reason::cached, "cached"},
                                            {Reason::all_tiers_failed, "all_tiers_failed"},
                                            {Reason::out_of_time, "out_of_time"},
                                            {Reason::overloaded, "overloaded"},
                                            {Reason::out_of_budget, "out_of_budget"},
                                            {Reason::stopping, "stopping"},
                                            {Reason::unusable, "unusable"},
                                            {Reason::switched_off, "switched_off"}});
}

/// What is said along with the value.
struct Label {
    Reason reason = Reason::all_tiers_failed;
    std::optional<nanoseconds> age;  ///< absent: it was not made by a model at all
    friend bool operator==(const Label&, const Label&) = default;
};
/// "[cached answer, 42 s old]", "[degraded: all_tiers_failed; no model answered]".
std::string text_of(const Label& label);

template <class T>
class Cached;
template <class T>
class Degraded;

template <class T>
inline constexpr bool is_labelled = false;
template <class T>
inline constexpr bool is_labelled<Cached<T>> = true;
template <class T>
inline constexpr bool is_labelled<Degraded<T>> = true;

/// A thing that is neither cached nor degraded as a whole.
template <class T>
concept Unlabelled = std::is_object_v<T> && !is_labelled<std::remove_cv_t<T>>;

/// Made by an upstream for this call. Made explicitly, by the code that read the upstream's answer.
template <Unlabelled T>
class Fresh {
public:
    template <class U>
    requires Unlabelled<std::remove_cvref_t<U>> && std::same_as<std::remove_cvref_t<U>, T>
    explicit Fresh(U&& value) : value_(std::forward<U>(value)) {}
    template <class U>
    Fresh(const Cached<U>&) = delete;
    template <class U>
    Fresh(const Degraded<U>&) = delete;

    const T& value() const { return value_; }

private:
    T value_;
};

/// Something to act upon. There is one way to it, and it begins with a fresh answer.
template <Unlabelled T>
class Decision {
public:
    explicit Decision(Fresh<T> answer) : answer_(std::move(answer)) {}
    template <class U>
    Decision(const Cached<U>&) = delete;
    template <class U>
    Decision(const Degraded<U>&) = delete;

    const T& value() const { return answer_.value(); }

private:
    Fresh<T> answer_;
};

/// An answer from before, to the same question. For showing: nobody gets the value without its label in the same hand,
/// and nothing is handed back.
template <class T>
class Cached {
public:
    Cached(T value, nanoseconds age) : value_(std::move(value)), label_{Reason::cached, age} {}

    const Label& label() const { return label_; }
    /// `view(value, label)`; what it returns is ignored.
    template <std::invocable<const T&, const Label&> View>
    void show(View&& view) const
    {
        static_cast<void>(std::forward<View>(view)(value_, label_));
    }

private:
    T value_;
    Label label_;
};

/// What is said when no model could answer: an old answer, or a text made of facts.
template <class T>
class Degraded {
public:
    Degraded(T value, Label label) : value_(std::move(value)), label_(label) {}

    const Label& label() const { return label_; }
    template <std::invocable<const T&, const Label&> View>
    void show(View&& view) const
    {
        static_cast<void>(std::forward<View>(view)(value_, label_));
    }

private:
    T value_;
    Label label_;
};

}  // namespace swarmdesk::llm::degraded
