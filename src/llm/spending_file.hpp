#pragma once

#include <filesystem>
#include <memory>

#include "llm/keys/spending_store.hpp"

namespace swarmdesk::llm {

/// What keys have spent, in a SQLite file of one process at a time. A thread of its own writes and syncs: a disk that
/// is slow holds up no call.
class SpendingFile final : public keys::SpendingStore {
public:
    /// Makes it where it is missing, its folder too. Errors say what to do: `corrupt`; `conflict` where a newer program
    /// made it or another process has it; `malformed` where it is another program's; `io`, `limit_exceeded`.
    static Result<std::unique_ptr<SpendingFile>> open(const std::filesystem::path& path);
    SpendingFile(const SpendingFile&) = delete;
    SpendingFile& operator=(const SpendingFile&) = delete;
    /// Writes what is left.
    ~SpendingFile() override;

    const std::vector<keys::Spending>& kept() const override { return kept_; }
    void save(std::vector<keys::Spending> changed) override;
    bool is_failing() const override;
    /// Waits until all that was saved is on the disk, or could not be written: for the end of a program.
    Result<void> flush();

private:
    class Writer;
    SpendingFile(std::vector<keys::Spending> kept, std::unique_ptr<Writer> writer);

    std::vector<keys::Spending> kept_;
    std::unique_ptr<Writer> writer_;
};

}  // namespace swarmdesk::llm
