#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "llm/cache/key.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::cache {

/// Lets one call do the work of all equal calls of the moment. Whoever asks first leads: his caller starts the work and
/// reports what comes of it; he and all who join read it, each at his own pace, from the beginning.
///
/// The work belongs to the flight, not to who started it. When the leader's client leaves while others wait, it goes
/// on; when the last one leaves, the flight is over and its work may be stopped. A failure is everybody's failure:
/// followers do not try again by themselves, or one sick upstream would be asked once for each of them.
///
/// What must not be shared (tenant, egress) belongs in the key. Holds no timer and wakes nobody: it says whom to wake.
/// Not for use from several threads.
class SingleFlight {
public:
    struct Settings {
        std::size_t flights_max = 1024;          ///< beyond: callers work alone
        std::size_t members_max = 1024;          ///< of one flight; the next one flies again
        std::size_t replay_bytes_max = 1 << 20;  ///< of chunks kept; beyond: nobody may join, read prefixes are dropped
    };
    using FlightId = std::uint64_t;
    using MemberId = std::uint64_t;

    /// Start the work, report it under `flight`, and read as `member`.
    struct Leads {
        FlightId flight = 0;
        MemberId member = 0;
    };
    /// Read as `member`. `delivery` is how the leader asked: what comes is chunks, or one whole answer.
    struct Follows {
        FlightId flight = 0;
        MemberId member = 0;
        Delivery delivery = Delivery::whole;
    };
    /// There are too many flights: work for yourself alone.
    struct Alone {};
    using Joined = std::variant<Leads, Follows, Alone>;

    /// How the work ended.
    using Outcome = std::variant<Answer, Finished, Failure>;

    struct Waiting {};
    /// What a member reads next. After an outcome he is a member no more.
    using Next = std::variant<Waiting, std::shared_ptr<const Chunk>, std::shared_ptr<const Outcome>>;

    enum class Left {
        goes_on = 1,  ///< others still read
        is_over,      ///< he was the last, or no member: if there is work, stop it
    };

    struct Counters {
        std::uint64_t led = 0;
        std::uint64_t coalesced = 0;  ///< calls saved
        std::uint64_t alone = 0;
        std::uint64_t cut_off = 0;  ///< members too slow for what is kept
        friend bool operator==(const Counters&, const Counters&) = default;
    };

    explicit SingleFlight(const Settings& settings) : settings_(settings) {}

    [[nodiscard]] Joined join(const Key& key, Delivery delivery);

    /// A piece has come. Returns who waits for one. Nothing happens where the flight is over.
    std::vector<MemberId> publish(FlightId flight, Chunk chunk);
    /// The work has ended. Returns who waits; from now on its key starts a new flight.
    std::vector<MemberId> complete(FlightId flight, Outcome outcome);

    /// What `member` has not read yet. Told to wait, he will be among the next to wake. A member cut off for being too
    /// slow reads a Failure, `stalled`; so does a stranger.
    Next next(MemberId member);
    /// His client has gone, or wants no more.
    Left leave(MemberId member);

    /// Whether anybody still reads: where not, work may stop.
    bool is_wanted(FlightId flight) const { return flights_.contains(flight); }
    std::size_t flights() const { return flights_.size(); }
    std::size_t members() const { return members_.size(); }
    /// What is kept of a flight, in bytes of JSON.
    std::size_t kept_bytes(FlightId flight) const;
    const Counters& counters() const { return counters_; }

private:
    struct Member {
        FlightId flight = 0;
        std::uint64_t read = 0;  ///< chunks, since the beginning
        bool is_waiting = false;
        bool is_cut_off = false;
    };
    struct Flight {
        Flight(const Key& its_key, Delivery its_delivery) : key(its_key), delivery(its_delivery) {}
        Key key;
        Delivery delivery;
        bool is_open = true;  ///< may be joined: everything since the beginning is kept
        std::vector<MemberId> members;
        std::deque<std::shared_ptr<const Chunk>> chunks;
        std::uint64_t dropped = 0;  ///< chunks, before the first kept one
        std::size_t kept_bytes = 0;
        std::shared_ptr<const Outcome> outcome;
    };
    using Flights = std::map<FlightId, Flight>;

    Flights::iterator open_flight(const Key& key);
    MemberId enter(Flights::iterator flight);
    void close(Flight& flight);
    void keep_within_bounds(Flights::iterator flight);
    std::uint64_t least_read(const Flight& flight) const;
    void drop_before(Flight& flight, std::uint64_t chunk);
    void cut_off_at(Flight& flight, std::uint64_t read);
    std::vector<MemberId> wake(const Flight& flight);
    Left remove(std::map<MemberId, Member>::iterator member);

    Settings settings_;
    Flights flights_;
    std::map<Key, FlightId> open_;
    std::map<MemberId, Member> members_;
    std::uint64_t last_id_ = 0;
    Counters counters_;
};

}  // namespace swarmdesk::llm::cache
