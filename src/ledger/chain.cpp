#include "ledger/chain.hpp"

#include <concepts>
#include <string>

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

/// Byte by byte with carry: one number of 256 bits, little-endian. Subtracting is adding the complement and one.
void add_to(Hash& sum, const Hash& value, std::uint8_t flip)
{
    unsigned carry = flip & 1;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        carry += sum[i] + static_cast<unsigned>(static_cast<std::uint8_t>(value[i] ^ flip));
        sum[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8;
    }
}

}  // namespace

Hash genesis_hash(std::string_view chain) { return sha256("swarmdesk chain 1", chain); }

EventView view_of(std::uint64_t seq, std::string_view chain, std::uint64_t number, const Entry& entry)
{
    return {seq, chain, number, entry.kind, entry.subject, entry.time.ns, entry.payload};
}

void encode_event(std::string_view previous_hash, const EventView& event, Bytes& out)
{
    out.append(previous_hash);
    char numbers[8 + 8 + 4 + 8 + 8 + 8 + 8];
    char* next = numbers;
    next = store(event.seq, next);
    next = store(event.number, next);
    next = store(event.kind, next);
    next = store(static_cast<std::uint64_t>(event.time_ns), next);
    next = store(std::uint64_t{event.chain.size()}, next);
    next = store(std::uint64_t{event.subject.size()}, next);
    store(std::uint64_t{event.payload.size()}, next);
    out.append(numbers, sizeof numbers);
    out.append(event.chain);
    out.append(event.subject);
    out.append(event.payload);
}

Hash hash_event(const Hash& previous, const EventView& event, Bytes& scratch)
{
    scratch.clear();
    encode_event(as_bytes(previous), event, scratch);
    return sha256(scratch);
}

HeadsRoot::HeadsRoot() : bytes_("swarmdesk heads 1") {}

void HeadsRoot::add(std::string_view chain, std::uint64_t number, const Hash& hash)
{
    put(chain.size(), bytes_);
    bytes_.append(chain);
    put(number, bytes_);
    bytes_.append(as_bytes(hash));
}

Bytes encode_checkpoint(const Checkpoint& checkpoint)
{
    Bytes out = "swarmdesk checkpoint 2";
    put(checkpoint.number, out);
    put(checkpoint.seq, out);
    out.append(as_bytes(checkpoint.root));
    out.append(as_bytes(checkpoint.previous));
    put(static_cast<std::uint64_t>(checkpoint.time.ns), out);
    return out;
}

Hash hash_checkpoint(const Checkpoint& checkpoint) { return sha256(encode_checkpoint(checkpoint)); }

void HeadsSum::add(const Hash& mac) { add_to(sum_, mac, 0); }
void HeadsSum::remove(const Hash& mac) { add_to(sum_, mac, 0xFF); }

Bytes encode_head(const Head& head)
{
    Bytes out = "swarmdesk head 2";
    put(head.epoch, out);
    put(head.number, out);
    put(head.seq, out);
    out.append(as_bytes(head.hash));
    out.append(head.chain.to_string());
    return out;
}

Bytes encode_ledger_head(const LedgerHead& head)
{
    Bytes out = "swarmdesk ledger 2";
    put(head.seq, out);
    out.append(as_bytes(head.heads.value()));
    put(head.checkpoints, out);
    out.append(as_bytes(head.last_checkpoint));
    return out;
}

Bytes encode_snapshot(const Snapshot& snapshot, const Hash& event_hash)
{
    Bytes out = "swarmdesk snapshot 3";
    put(snapshot.number, out);
    out.append(as_bytes(event_hash));
    out.append(as_bytes(sha256(snapshot.bytes)));
    out.append(as_bytes(sha256(snapshot.fold)));
    out.append(snapshot.chain.to_string());
    return out;
}

}  // namespace swarmdesk::ledger
