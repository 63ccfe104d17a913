#include "trading/execution/seen_intents.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace swarmdesk::trading::execution {

namespace {

constexpr std::size_t bits_per_id = 16;
constexpr int probes = 6;
constexpr std::size_t parts_max = std::bit_width(SeenIntents::ids_max / SeenIntents::first_part_ids) - 1;

std::size_t room_of(std::size_t part) { return SeenIntents::first_part_ids << part; }
std::size_t words_of(std::size_t part) { return room_of(part) * bits_per_id / 64; }

/// The finalizer of MurmurHash3: ids in a row differ in few bits, these in half of them.
std::uint64_t mixed(std::uint64_t bits)
{
    bits = (bits ^ (bits >> 33)) * 0xFF51AFD7ED558CCDULL;
    bits = (bits ^ (bits >> 33)) * 0xC4CEB9FE1A85EC53ULL;
    return bits ^ (bits >> 33);
}

/// Calls `visit(word, bit)` for the places of an id among so many words, a power of two, until it returns false.
/// Places by two hashes (Kirsch and Mitzenmacher, 2006).
template <class Visit>
bool visit_places(const IntentId& id, std::size_t words, Visit visit)
{
    std::uint64_t halves[2];
    std::memcpy(halves, id.raw().data(), sizeof halves);
    const std::uint64_t first = mixed(halves[0] ^ mixed(halves[1]));
    const std::uint64_t stride = mixed(first) | 1;
    for (int probe = 0; probe < probes; ++probe) {
        const std::uint64_t place = (first + static_cast<std::uint64_t>(probe) * stride) & (words * 64 - 1);
        if (!visit(place / 64, std::uint64_t{1} << place % 64)) return false;
    }
    return true;
}

}  // namespace

void SeenIntents::add(const IntentId& id)
{
    if (is_full_) return;
    if (parts_.empty() || ids_ == room_of(parts_.size() - 1)) {
        if (parts_.size() == parts_max) {
            is_full_ = true;
            return;
        }
        parts_.emplace_back(words_of(parts_.size()));
        ids_ = 0;
    }
    Words& words = parts_.back();
    visit_places(id, words.size(), [&](std::size_t word, std::uint64_t bit) {
        words[word] |= bit;
        return true;
    });
    ++ids_;
}

bool SeenIntents::may_have(const IntentId& id) const
{
    return is_full_ || std::ranges::any_of(parts_, [&](const Words& words) {
               return visit_places(id, words.size(),
                                   [&](std::size_t word, std::uint64_t bit) { return (words[word] & bit) != 0; });
           });
}

void SeenIntents::encode(Encoder& encoder) const
{
    encoder.put(is_full_);
    encoder.put(std::uint64_t{parts_.size()});
    encoder.put(std::uint64_t{ids_});
    for (const Words& words : parts_)
        encoder.put(std::string_view{reinterpret_cast<const char*>(words.data()), words.size() * sizeof words[0]});
}

void SeenIntents::decode(Decoder& decoder)
{
    static_assert(std::endian::native == std::endian::little, "the words are kept as they lie");
    *this = {};
    std::uint64_t parts = 0;
    std::uint64_t ids = 0;
    decoder.get(is_full_);
    decoder.get(parts);
    decoder.get(ids);
    const bool is_possible = parts == 0 ? ids == 0 : parts <= parts_max && ids >= 1 && ids <= room_of(parts - 1);
    const bool is_end = parts == parts_max && ids == room_of(parts - 1);
    if (!is_possible || (is_full_ && !is_end)) return decoder.fail();
    for (std::size_t part = 0; part < parts; ++part) {
        const std::string_view bytes = decoder.get_text();
        if (bytes.size() != words_of(part) * sizeof(std::uint64_t)) return decoder.fail();
        Words& words = parts_.emplace_back(words_of(part));
        std::memcpy(words.data(), bytes.data(), bytes.size());
    }
    ids_ = static_cast<std::size_t>(ids);
}

}  // namespace swarmdesk::trading::execution
