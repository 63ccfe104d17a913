#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "ledger/record.hpp"

namespace swarmdesk::ledger {

/// Where the gate writes what it decided, before anything happens because of it.
class Journal {
public:
    virtual ~Journal() = default;

    /// Gives the entries the next places in the chain and queues them to be made durable, in order. Never blocks and
    /// never fails: failure comes through `Listener::on_failure`. Returns the last place given.
    virtual std::uint64_t append(std::vector<Entry> entries) = 0;

    /// Events not yet known to be durable; the desk refuses new intents long before a bound is met.
    virtual std::uint64_t backlog() const = 0;
    /// Whether the disk has room beyond a reserve kept for cancels and outcomes.
    virtual bool has_room() const = 0;

    /// Called on the desk's executor.
    struct Listener {
        std::function<void(std::uint64_t seq)> on_durable;   ///< everything up to and including `seq` is on disk
        std::function<void(const Error& error)> on_failure;  ///< the disk failed us: nothing more will be written
    };
    virtual void listen(Listener listener) = 0;
};

}  // namespace swarmdesk::ledger
