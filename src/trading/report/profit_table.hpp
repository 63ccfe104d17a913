#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "trading/report/trade_figures.hpp"

namespace swarmdesk::trading::report {

/// By what closed round trips are added up.
enum class ProfitBy { day = 1, owner, instrument, reason };
constexpr auto enum_table(ProfitBy)
{
    return std::to_array<EnumName<ProfitBy>>({{ProfitBy::day, "day"},
                                              {ProfitBy::owner, "owner"},
                                              {ProfitBy::instrument, "instrument"},
                                              {ProfitBy::reason, "reason"}});
}

/// UTC days since 1970, the last one not included.
struct DayRange {
    std::optional<std::int64_t> from;
    std::optional<std::int64_t> to;
};

/// What the round trips that closed on each UTC day came to, by owner, by instrument, and by the kind of reason that
/// closed them. Bounded: a day has at most `names_max` names of a kind, what is beyond is "others"; and of each kind
/// `cells_max` sums are kept, the oldest days going first.
class ProfitTable {
public:
    static constexpr std::size_t names_max = 64;
    static constexpr std::size_t cells_max_default = 20'000;
    using Groups = std::map<std::string, TradeTotals>;

    explicit ProfitTable(std::size_t cells_max = cells_max_default) : cells_max_(cells_max) {}

    void add(const TradeFact& trade);
    /// Adds the sums of these days to `groups`, by name; of a day that is "2025-04-03".
    void collect(ProfitBy by, const DayRange& days, Groups& groups) const;
    /// The first day that is whole, where older ones are no longer kept.
    std::optional<std::int64_t> first_day(ProfitBy by) const { return kind(by).first_day; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        for (auto& kind : self.kinds_) visit("kind", kind);
    }

private:
    struct Key {
        std::int64_t day = 0;
        std::string name;
        friend auto operator<=>(const Key&, const Key&) = default;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("day", self.day);
            visit("name", self.name);
        }
    };
    struct Kind {
        std::map<Key, TradeTotals> cells;
        std::optional<std::int64_t> first_day;  ///< older ones were there

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("cells", self.cells);
            visit("first_day", self.first_day);
        }
    };
    const Kind& kind(ProfitBy by) const { return kinds_.at(static_cast<std::size_t>(by) - 1); }
    void add(Kind& kind, std::int64_t day, std::string name, const TradeFact& trade) const;

    std::size_t cells_max_;
    std::array<Kind, 4> kinds_;  ///< in the order of `ProfitBy`
};

/// What a group is called whose trades gave no reason.
inline constexpr std::string_view no_reason = "without a reason";
/// And one of those beyond the bound.
inline constexpr std::string_view other_names = "others";

}  // namespace swarmdesk::trading::report
