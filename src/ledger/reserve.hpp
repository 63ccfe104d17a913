#pragma once

#include <cstdint>
#include <filesystem>
#include <utility>

#include "base/error.hpp"

namespace swarmdesk::ledger {

/// Disk blocks kept in `ledger.reserve` for the day the disk is full: nobody else can use them, and they are given back
/// part by part when a commit finds no space.
class Reserve {
public:
    static constexpr std::uint64_t part_count = 8;

    /// Allocates the file as far as the disk allows. Zero bytes: no file.
    static Result<Reserve> open(const std::filesystem::path& folder, std::uint64_t bytes);
    Reserve(Reserve&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), wanted_(other.wanted_), held_(other.held_)
    {}
    Reserve& operator=(Reserve&&) = delete;
    ~Reserve();

    std::uint64_t held() const { return held_; }
    std::uint64_t part() const { return wanted_ / part_count; }
    std::uint64_t missing() const { return wanted_ - held_; }

    /// False if there is nothing left to give.
    bool give_part_back();
    /// Allocates what is missing; leaves it if the disk refuses.
    void refill();

private:
    Reserve(int descriptor, std::uint64_t wanted) : descriptor_(descriptor), wanted_(wanted) {}

    int descriptor_;
    std::uint64_t wanted_;
    std::uint64_t held_ = 0;
};

}  // namespace swarmdesk::ledger
