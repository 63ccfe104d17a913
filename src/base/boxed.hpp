#pragma once

#include <memory>
#include <utility>

namespace swarmdesk {

/// A value with an address of its own, so that a FlatTable may move it and whoever points to it does not notice. Copies
/// are of the value. One that was moved from may only be assigned to or destroyed.
template <class T>
class Boxed {
public:
    Boxed() : value_(std::make_unique<T>()) {}
    explicit Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Boxed(const Boxed& other) : value_(std::make_unique<T>(*other)) {}
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(const Boxed& other) { return *this = Boxed{other}; }
    Boxed& operator=(Boxed&&) noexcept = default;
    ~Boxed() = default;

    T& operator*() { return *value_; }
    const T& operator*() const { return *value_; }
    T* operator->() { return value_.get(); }
    const T* operator->() const { return value_.get(); }

    /// Encoded as the value itself.
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visitor)
    {
        visitor("", *self);
    }

private:
    std::unique_ptr<T> value_;
};

}  // namespace swarmdesk
