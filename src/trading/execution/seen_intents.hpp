#pragma once

#include <vector>

#include "base/codec.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading::execution {

/// Which intents were ever proposed, in two bytes each: it knows for certain that an id is new, so that the ledger is
/// asked only about those that may be old (RAILS 19). Of new ids fewer than one in a thousand look old.
///
/// A Bloom filter (B. H. Bloom, 1970) in parts, each twice as large as the one before. Past `ids_max` it takes no more
/// and every id may be an old one: memory ends, correctness does not. A fold: equal ids in equal order, equal bytes.
class SeenIntents {
public:
    static constexpr std::size_t first_part_ids = std::size_t{1} << 12;
    static constexpr std::size_t ids_max = std::size_t{1} << 24;  ///< 32 MiB at most

    void add(const IntentId& id);
    /// False: certainly never added.
    bool may_have(const IntentId& id) const;

    void encode(Encoder& encoder) const;
    /// Whatever is no encoding of a filter makes the decoder fail.
    void decode(Decoder& decoder);

private:
    using Words = std::vector<std::uint64_t>;

    std::vector<Words> parts_;  ///< part n has room for first_part_ids << n
    std::size_t ids_ = 0;       ///< in the last part
    bool is_full_ = false;
};

}  // namespace swarmdesk::trading::execution
