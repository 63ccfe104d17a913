#include "ledger/chain.hpp"

#include <concepts>

namespace swarmdesk::ledger {

namespace {

template <std::unsigned_integral T>
char* store(T value, char* out)
{
    for (std::size_t i = 0; i < sizeof(T); ++i) out[i] = static_cast<char>((value >> (8 * i)) & 0xFF);
    return out + sizeof(T);
}

void put(std::uint64_t value, Bytes& out)
{
    char bytes[sizeof value];
    store(value, bytes);
    out.append(bytes, sizeof bytes);
}

}  // namespace

const Hash& genesis_hash()
{
    static const Hash hash = sha256("swarmdesk ledger 1");
    return hash;
}

void encode_event(std::string_view previous_hash, const EventView& event, Bytes& out)
{
    out.append(previous_hash);
    char numbers[8 + 4 + 8 + 8 + 8];
    char* next = numbers;
    next = store(event.seq, next);
    next = store(event.kind, next);
    next = store(static_cast<std::uint64_t>(event.time_ns), next);
    next = store(std::uint64_t{event.subject.size()}, next);
    store(std::uint64_t{event.payload.size()}, next);
    out.append(numbers, sizeof numbers);
    out.append(event.subject);
    out.append(event.payload);
}

Hash hash_event(const Hash& previous, const EventView& event, Bytes& scratch)
{
    scratch.clear();
    encode_event(as_bytes(previous), event, scratch);
    return sha256(scratch);
}

Bytes encode_checkpoint(const Checkpoint& checkpoint)
{
    Bytes out = "swarmdesk checkpoint 1";
    put(checkpoint.number, out);
    put(checkpoint.seq, out);
    out.append(as_bytes(checkpoint.hash));
    put(static_cast<std::uint64_t>(checkpoint.time.ns), out);
    return out;
}

Bytes encode_head(std::uint64_t seq, const Hash& hash, std::uint64_t checkpoint_count)
{
    Bytes out = "swarmdesk head 1";
    put(seq, out);
    out.append(as_bytes(hash));
    put(checkpoint_count, out);
    return out;
}

Bytes encode_snapshot(std::uint64_t seq, const Hash& event_hash, std::string_view bytes)
{
    Bytes out = "swarmdesk snapshot 1";
    put(seq, out);
    out.append(as_bytes(event_hash));
    out.append(as_bytes(sha256(bytes)));
    return out;
}

}  // namespace swarmdesk::ledger
