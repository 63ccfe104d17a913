#pragma once

#include "trading/model/intent.hpp"

namespace swarmdesk::trading::execution {

/// One owner's lot of an instrument in an account.
struct LotKey {
    AccountId account;
    InstrumentId instrument;
    LotOwner owner;
    std::string to_string() const
    {
        return instrument.symbol.to_string() + " of " + owner.to_string() + " on " + account.to_string();
    }
    friend bool operator==(const LotKey&, const LotKey&) = default;
    friend auto operator<=>(const LotKey&, const LotKey&) = default;
};
SWARMDESK_DESCRIBE(LotKey, account, instrument, owner)

/// The lot an intent enters into or takes from.
inline LotKey lot_of(const Intent& intent) { return {intent.account, intent.instrument, intent.lot_owner()}; }

/// What is to stand at the venue for a lot, and the entry that brought it.
struct LotProtection {
    Protection terms;
    std::optional<IntentId> entry;
    friend bool operator==(const LotProtection&, const LotProtection&) = default;
};
SWARMDESK_DESCRIBE(LotProtection, terms, entry)

}  // namespace swarmdesk::trading::execution
