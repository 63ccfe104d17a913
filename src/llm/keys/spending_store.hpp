#pragma once

#include <vector>

#include "llm/keys/budget.hpp"

namespace swarmdesk::llm::keys {

/// Where spending outlives the process.
class SpendingStore {
public:
    virtual ~SpendingStore() = default;
    /// What was there at the start; may name ledgers nobody has any more.
    virtual const std::vector<Spending>& kept() const = 0;
    /// Of a ledger the last word counts. Returns at once: the caller has calls to answer.
    virtual void save(std::vector<Spending> changed) = 0;
    /// Whether what was saved last could not be written. It is tried again with the next.
    virtual bool is_failing() const = 0;
};

}  // namespace swarmdesk::llm::keys
