#include "llm/cache/single_flight.hpp"

#include <algorithm>
#include <utility>

namespace swarmdesk::llm::cache {
namespace {

std::shared_ptr<const SingleFlight::Outcome> too_slow()
{
    static const auto outcome = std::make_shared<const SingleFlight::Outcome>(
        Failure{.kind = FailureKind::stalled, .message = "read too slowly to follow the answer"});
    return outcome;
}

}  // namespace

SingleFlight::Joined SingleFlight::join(const Key& key, Delivery delivery)
{
    if (const auto flight = open_flight(key); flight != flights_.end()) {
        ++counters_.coalesced;
        return Follows{flight->first, enter(flight), flight->second.delivery};
    }
    if (flights_.size() >= settings_.flights_max) {
        ++counters_.alone;
        return Alone{};
    }
    ++counters_.led;
    const FlightId id = ++last_id_;
    const auto flight = flights_.try_emplace(id, key, delivery).first;
    open_.insert_or_assign(key, id);
    return Leads{id, enter(flight)};
}

std::vector<SingleFlight::MemberId> SingleFlight::publish(FlightId id, Chunk chunk)
{
    const auto flight = flights_.find(id);
    if (flight == flights_.end() || flight->second.outcome) return {};
    flight->second.kept_bytes += chunk.json.size();
    flight->second.chunks.push_back(std::make_shared<const Chunk>(std::move(chunk)));
    auto woken = wake(flight->second);
    keep_within_bounds(flight);
    return woken;
}

std::vector<SingleFlight::MemberId> SingleFlight::complete(FlightId id, Outcome outcome)
{
    const auto flight = flights_.find(id);
    if (flight == flights_.end() || flight->second.outcome) return {};
    close(flight->second);
    flight->second.outcome = std::make_shared<const Outcome>(std::move(outcome));
    return wake(flight->second);
}

SingleFlight::Next SingleFlight::next(MemberId id)
{
    const auto member = members_.find(id);
    if (member == members_.end()) return too_slow();
    if (member->second.is_cut_off) {
        members_.erase(member);
        return too_slow();
    }
    const Flight& flight = flights_.at(member->second.flight);
    const std::uint64_t at = member->second.read - flight.dropped;
    if (at < flight.chunks.size()) {
        ++member->second.read;
        return flight.chunks[at];
    }
    if (auto outcome = flight.outcome) {
        remove(member);
        return outcome;
    }
    member->second.is_waiting = true;
    return Waiting{};
}

SingleFlight::Left SingleFlight::leave(MemberId id)
{
    const auto member = members_.find(id);
    return member == members_.end() ? Left::is_over : remove(member);
}

std::size_t SingleFlight::kept_bytes(FlightId id) const
{
    const auto flight = flights_.find(id);
    return flight == flights_.end() ? 0 : flight->second.kept_bytes;
}

SingleFlight::Flights::iterator SingleFlight::open_flight(const Key& key)
{
    const auto place = open_.find(key);
    if (place == open_.end()) return flights_.end();
    const auto flight = flights_.find(place->second);
    if (flight->second.members.size() < settings_.members_max) return flight;
    close(flight->second);
    return flights_.end();
}

SingleFlight::MemberId SingleFlight::enter(Flights::iterator flight)
{
    const MemberId id = ++last_id_;
    members_.emplace(id, Member{.flight = flight->first});
    flight->second.members.push_back(id);
    return id;
}

void SingleFlight::close(Flight& flight)
{
    if (!std::exchange(flight.is_open, false)) return;
    open_.erase(flight.key);
}

void SingleFlight::keep_within_bounds(Flights::iterator flight)
{
    Flight& it = flight->second;
    if (it.kept_bytes <= settings_.replay_bytes_max) return;
    close(it);
    drop_before(it, least_read(it));
    // The newest chunk stays whatever its size: nobody has had time to read it.
    while (it.kept_bytes > settings_.replay_bytes_max && it.chunks.size() > 1) {
        cut_off_at(it, least_read(it));
        if (it.members.empty()) {
            flights_.erase(flight);
            return;
        }
        drop_before(it, least_read(it));
    }
}

std::uint64_t SingleFlight::least_read(const Flight& flight) const
{
    std::uint64_t least = flight.dropped + flight.chunks.size();
    for (const MemberId id : flight.members) least = std::min(least, members_.at(id).read);
    return least;
}

void SingleFlight::drop_before(Flight& flight, std::uint64_t chunk)
{
    for (; flight.dropped < chunk; ++flight.dropped) {
        flight.kept_bytes -= flight.chunks.front()->json.size();
        flight.chunks.pop_front();
    }
}

void SingleFlight::cut_off_at(Flight& flight, std::uint64_t read)
{
    counters_.cut_off += std::erase_if(flight.members, [&](MemberId id) {
        Member& member = members_.at(id);
        if (member.read == read) member.is_cut_off = true;
        return member.is_cut_off;
    });
}

std::vector<SingleFlight::MemberId> SingleFlight::wake(const Flight& flight)
{
    std::vector<MemberId> woken;
    for (const MemberId id : flight.members)
        if (std::exchange(members_.at(id).is_waiting, false)) woken.push_back(id);
    return woken;
}

SingleFlight::Left SingleFlight::remove(std::map<MemberId, Member>::iterator member)
{
    const auto [id, was] = *member;
    members_.erase(member);
    const auto flight = flights_.find(was.flight);
    if (flight == flights_.end()) return Left::is_over;
    std::erase(flight->second.members, id);
    if (!flight->second.members.empty()) return Left::goes_on;
    close(flight->second);
    flights_.erase(flight);
    return Left::is_over;
}

}  // namespace swarmdesk::llm::cache
