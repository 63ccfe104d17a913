#pragma once

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "api/list_body.hpp"
#include "trading/execution/row_log.hpp"

namespace swarmdesk::api {

/// Which part of a list is wanted: the newest `limit` rows before a place, of these accounts (none given: of all).
struct ListQuery {
    std::optional<std::vector<trading::AccountId>> accounts;
    std::uint64_t before = std::numeric_limits<std::int64_t>::max();
    std::size_t limit = 100;

    const std::vector<trading::AccountId>* filter() const { return accounts ? &*accounts : nullptr; }
};

/// One page of a list, newest first: filled from the view, and then from the ledger where the view remembers no more.
/// Places are numbers of events, so a page stays what it is however much comes after it. Looks at a bounded number of
/// rows: where a filter passes over many, the page is short and says where to go on.
class Page {
public:
    explicit Page(const ListQuery& query) : query_(query), cursor_(query.before) {}

    /// `show(row)` gives what the list shows of a row, or nothing where the row is not wanted.
    template <class Row, class Show>
    void take(const trading::execution::RowLog<Row>& log, Show show)
    {
        bool is_cut = false;
        log.walk(query_.filter(), cursor_, [&](const Row& row) {
            is_cut = is_full();
            if (is_cut) return false;
            look_at(row.seq);
            add(show(row));
            return true;
        });
        state_ = is_cut ? State::more : log.is_whole(query_.filter()) ? State::ended : State::older;
    }
    /// Whether the ledger has to be read for the rest: what is before `cursor`.
    bool wants_older() const { return state_ == State::older && !is_full(); }
    std::uint64_t cursor() const { return cursor_; }
    std::size_t missing() const { return query_.limit - body_.size(); }
    const ListQuery& query() const { return query_; }

    /// The row of this event was looked at.
    void look_at(std::uint64_t seq)
    {
        cursor_ = std::min(cursor_, seq);
        ++looked_at_;
    }
    void add(const std::optional<boost::json::object>& item)
    {
        if (item) body_.add(*item);
    }
    /// Nothing is older.
    void end() { state_ = State::ended; }
    /// Everything down to here was looked at.
    void pass(std::uint64_t seq) { cursor_ = std::min(cursor_, seq); }

    net::Response finish()
    {
        if (state_ != State::ended) body_.members()["next_before"] = cursor_;
        return body_.finish();
    }

private:
    enum class State { more = 1, older, ended };
    static constexpr std::size_t looked_at_max = 20'000;

    bool is_full() const { return body_.size() >= query_.limit || looked_at_ >= looked_at_max; }

    ListQuery query_;
    std::uint64_t cursor_;
    std::size_t looked_at_ = 0;
    State state_ = State::older;
    ListBody body_;
};

}  // namespace swarmdesk::api
