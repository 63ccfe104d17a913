#include "trading/report/equity_history.hpp"

#include <algorithm>
#include <utility>

namespace swarmdesk::trading::report {

void EquityHistory::on_account(const AccountId& account) { accounts_[account].first_mark = marks_ + 1; }

void EquityHistory::on_mark() { ++marks_; }

void EquityHistory::on_account_point(const AccountId& account, const AccountPoint& point)
{
    add(accounts_[account], {marks_, point.time, point.equity, point.put_in});
}

void EquityHistory::on_point(const EquityPoint& point) { add(all_, {marks_, point.time, point.equity, point.put_in}); }

void EquityHistory::add(Series& series, const Point& point) const
{
    const std::size_t kept = marks_kept(&series == &all_);
    if (series.points.size() > kept + kept / 8) series.points.erase(series.points.begin(), begin_of(series));
    series.points.push_back(point);
}

std::vector<EquityHistory::Point>::const_iterator EquityHistory::begin_of(const Series& series) const
{
    const std::size_t kept = marks_kept(&series == &all_);
    const std::uint64_t gone = marks_ > kept ? marks_ - kept : 0;
    return std::upper_bound(series.points.begin(), series.points.end(), gone,
                            [](std::uint64_t mark, const Point& point) { return mark < point.mark; });
}

void EquityHistory::walk(const std::vector<AccountId>* accounts, const Range& range, const Visit& visit) const
{
    const auto show = [&](const AccountPoint& point) {
        if (range.contains_point(point.time)) visit(point);
    };
    const auto walk_one = [&](const Series& series) {
        for (auto at = begin_of(series); at != series.points.end(); ++at) show({at->time, at->equity, at->put_in});
    };
    if (accounts == nullptr) return walk_one(all_);
    struct Place {
        const Series* series;
        std::vector<Point>::const_iterator at;
    };
    std::vector<Place> places;
    for (const AccountId& account : *accounts)
        if (const auto found = accounts_.find(account); found != accounts_.end())
            places.push_back({&found->second, begin_of(found->second)});
    if (places.empty()) return;
    if (places.size() == 1) return walk_one(*places.front().series);

    Usd put_in;  // since the last point of all of them
    const std::size_t kept = marks_kept(false);
    for (std::uint64_t mark = marks_ > kept ? marks_ - kept + 1 : 1; mark <= marks_; ++mark) {
        AccountPoint sum;
        bool is_there = false;
        bool is_known = true;
        for (Place& place : places) {
            if (mark < place.series->first_mark) continue;
            is_there = true;
            if (place.at == place.series->points.end() || place.at->mark != mark) {
                is_known = false;
                continue;
            }
            sum.time = place.at->time;
            sum.equity += place.at->equity;
            put_in += place.at->put_in;
            ++place.at;
        }
        if (!is_there || !is_known) continue;
        sum.put_in = std::exchange(put_in, Usd{});
        show(sum);
    }
}

}  // namespace swarmdesk::trading::report
