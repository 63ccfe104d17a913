#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace swarmdesk::net {

/// Whether a user's connections may use the part that is kept free for operators.
enum class Rights { ordinary = 1, privileged };

/// Who may hold a connection, and whose is closed for a newcomer's sake. Strangers, on whose connections nobody has
/// signed in, share one bound; each user has one, and so have all users together, with a part reserved for the
/// privileged. Where a bound is reached, the connection that has been idle longest within it gives way; where none is
/// idle, the newcomer is turned away. Pure: the caller closes what it is told to.
class ConnectionSlots {
public:
    using Id = std::uint64_t;
    struct Limits {
        std::size_t strangers_max = 1024;
        std::size_t signed_in_max = 1024;  ///< the reserved ones included
        std::size_t reserved = 0;
        std::size_t per_user_max = 1024;
    };
    struct Outcome {
        bool is_admitted = false;
        std::optional<Id> evicted;  ///< has left already
    };

    explicit ConnectionSlots(Limits limits) : limits_(limits) {}

    /// A new connection, a stranger's. It is idle.
    Outcome add(Id id);
    /// Somebody has signed in on it. Where that is not admitted it stays a stranger's, or the former user's.
    Outcome assign(Id id, const std::string& user, Rights rights);
    void remove(Id id);
    /// Busy connections are not evicted.
    void set_busy(Id id);
    /// Idle from now on.
    void set_idle(Id id);

    std::size_t strangers() const { return strangers_.size; }
    std::size_t signed_in() const { return signed_in_; }
    bool is_stranger(Id id) const;

private:
    using Order = std::uint64_t;  ///< grows with every step: the smallest has been idle longest
    struct Group {
        std::size_t size = 0;
        std::map<Order, Id> idle;
    };
    struct Entry {
        std::string user;  ///< empty: a stranger's
        Rights rights = Rights::ordinary;
        Order idle_since = 0;  ///< 0: busy
    };

    Group& group_of(const Entry& entry);
    void join(Id id, Entry& entry);
    void leave(Id id, Entry& entry);
    void mark_idle(Id id, Entry& entry);
    void mark_busy(Entry& entry);
    /// Evicts the longest idle of them but `id`; false if there is none.
    bool evict(const std::map<Order, Id>& idle, Id id, Outcome& outcome);

    Limits limits_;
    std::unordered_map<Id, Entry> entries_;
    Group strangers_;
    std::map<std::string, Group> users_;
    std::map<Order, Id> idle_ordinary_;  ///< signed in, not privileged
    std::size_t signed_in_ = 0;
    std::size_t ordinary_ = 0;
    Order now_ = 0;
};

}  // namespace swarmdesk::net
