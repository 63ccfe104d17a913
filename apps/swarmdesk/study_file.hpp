#pragma once

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>

#include "trading/optimize/study.hpp"

namespace swarmdesk::app {

/// The runs of a study on disk, a line of JSON each, so that what was stopped goes on where it was. The first line says
/// which study it is: another one's file is refused.
class StudyFile final : public trading::optimize::Memory {
public:
    /// Makes the folder and the file where there is none. A last line that was cut off is run again. `conflict` where
    /// it is another study's, not a study's at all, or another search is at work in it; `io` where it cannot be used.
    static Result<std::unique_ptr<StudyFile>> open(const std::filesystem::path& folder, const std::string& fingerprint);

    std::optional<trading::optimize::Outcome> find(std::uint64_t choice, UtcTime begin, UtcTime end) const override;
    Result<void> keep(std::uint64_t choice, UtcTime begin, UtcTime end,
                      const trading::optimize::Outcome& outcome) override;

private:
    using Key = std::tuple<std::uint64_t, UtcTime, UtcTime>;
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::map<Key, trading::optimize::Outcome> outcomes_;
    std::unique_ptr<std::FILE, Close> file_;
};

/// Nothing is kept.
class NoMemory final : public trading::optimize::Memory {
public:
    std::optional<trading::optimize::Outcome> find(std::uint64_t, UtcTime, UtcTime) const override { return {}; }
    Result<void> keep(std::uint64_t, UtcTime, UtcTime, const trading::optimize::Outcome&) override { return {}; }
};

}  // namespace swarmdesk::app
