#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "trading/report/facts.hpp"
#include "trading/report/range.hpp"

namespace swarmdesk::trading::report {

/// What each account, and all of them together, were worth at the newest marks. Bounded: of `marks_max` marks, which
/// are two years of hours by default, and of single accounts of fewer where they would be more than `points_max` points
/// together; what is older a report of the ledger knows.
class EquityHistory {
public:
    static constexpr std::size_t marks_max_default = 20'000;
    static constexpr std::size_t points_max_default = 4'000'000;  // some 200 MB

    explicit EquityHistory(std::size_t marks_max = marks_max_default, std::size_t points_max = points_max_default)
        : marks_max_(marks_max), points_max_(points_max)
    {}

    /// \name As `Observer`
    /// @{
    void on_account(const AccountId& account);
    void on_mark();
    void on_account_point(const AccountId& account, const AccountPoint& point);
    void on_point(const EquityPoint& point);
    /// @}

    /// Calls `visit` with the points in this range, oldest first: of these accounts together, with null of all there
    /// are. There is one where every account that there was had a price; what was put in counts for the next one.
    /// Costs what is kept of these accounts.
    using Visit = std::function<void(const AccountPoint& point)>;
    void walk(const std::vector<AccountId>* accounts, const Range& range, const Visit& visit) const;
    /// Whether older points of them than are kept were there.
    bool is_cut(const std::vector<AccountId>* accounts) const { return marks_ > marks_kept(accounts == nullptr); }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("marks", self.marks_);
        visit("all", self.all_);
        visit("accounts", self.accounts_);
    }

private:
    struct Point {
        std::uint64_t mark = 0;  ///< its number, from one
        UtcTime time;
        Usd equity;
        Usd put_in;

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("mark", self.mark);
            visit("time", self.time);
            visit("equity", self.equity);
            visit("put_in", self.put_in);
        }
    };
    struct Series {
        std::uint64_t first_mark = 0;  ///< the first after the account was opened
        std::vector<Point> points;     ///< an eighth more than are kept: the oldest go at once

        template <class Self, class Visitor>
        static void fields(Self& self, Visitor& visit)
        {
            visit("first_mark", self.first_mark);
            visit("points", self.points);
        }
    };
    std::size_t marks_kept(bool is_of_all) const
    {
        return is_of_all ? marks_max_ : std::min(marks_max_, points_max_ / std::max<std::size_t>(accounts_.size(), 1));
    }
    void add(Series& series, const Point& point) const;
    /// The first point that is still kept.
    std::vector<Point>::const_iterator begin_of(const Series& series) const;

    std::size_t marks_max_;
    std::size_t points_max_;
    std::uint64_t marks_ = 0;  ///< so far
    Series all_;
    std::map<AccountId, Series> accounts_;
};

}  // namespace swarmdesk::trading::report
