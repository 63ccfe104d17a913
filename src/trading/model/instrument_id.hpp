#pragma once

#include <compare>
#include <string>

#include "trading/model/numbers.hpp"

namespace swarmdesk::trading {

/// Which instrument at which venue. Its text is `paper:BTCUSDT`; where the venue follows from an account, people see
/// and type the symbol alone.
struct InstrumentId {
    VenueId venue;
    Symbol symbol;

    InstrumentId() = default;  ///< empty: means "none"
    InstrumentId(VenueId at, Symbol name) : venue(std::move(at)), symbol(std::move(name)) {}
    /// For ids written in our own source. Asserts that it is one.
    explicit InstrumentId(std::string_view text);
    static Result<InstrumentId> parse(std::string_view text);

    std::string to_string() const { return venue.to_string() + ":" + symbol.to_string(); }
    std::string to_json_text() const { return is_empty() ? std::string{} : to_string(); }
    bool is_empty() const { return symbol.is_empty(); }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("venue", self.venue);
        visit("symbol", self.symbol);
    }
    friend bool operator==(const InstrumentId& a, const InstrumentId& b)
    {
        return a.symbol == b.symbol && a.venue == b.venue;
    }
    /// By symbol first: most of those that are compared are of one venue.
    friend std::strong_ordering operator<=>(const InstrumentId& a, const InstrumentId& b)
    {
        const auto by_symbol = a.symbol <=> b.symbol;
        return by_symbol != 0 ? by_symbol : a.venue <=> b.venue;
    }
};

}  // namespace swarmdesk::trading

template <>
struct std::hash<swarmdesk::trading::InstrumentId> {
    std::size_t operator()(const swarmdesk::trading::InstrumentId& id) const  // as for a Name
    {
        const std::hash<std::string> text;
        return text(id.symbol.to_string()) * 1099511628211u ^ text(id.venue.to_string());
    }
};
