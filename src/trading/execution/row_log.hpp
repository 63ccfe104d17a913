#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/codec.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading::execution {

/// Rows in the order of the events they come from, of all accounts and of each. An account keeps its newest rows, so
/// that what one of them does takes nothing of another's. A row has the `seq` of its event, no two the same.
template <class Row>
class RowLog {
public:
    explicit RowLog(std::size_t account_max) : account_max_(account_max) {}

    /// Returns the row the account no longer keeps, if this one took its place.
    std::optional<Row> add(const AccountId& account, Row row)
    {
        const std::uint64_t seq = row.seq;
        Account& kept = accounts_[account];
        kept.seqs.insert(seq);
        rows_.insert_or_assign(seq, Entry{account, std::move(row)});
        if (kept.seqs.size() <= account_max_) return std::nullopt;
        kept.is_whole = false;
        is_whole_ = false;
        auto oldest = rows_.extract(*kept.seqs.begin());
        kept.seqs.erase(kept.seqs.begin());
        return std::move(oldest.mapped().row);
    }
    void erase(std::uint64_t seq)
    {
        const auto found = rows_.find(seq);
        if (found == rows_.end()) return;
        accounts_.at(found->second.account).seqs.erase(seq);
        rows_.erase(found);
    }
    /// Like `erase`; the row is not gone, it is only no longer kept here.
    void forget(std::uint64_t seq)
    {
        const auto found = rows_.find(seq);
        if (found == rows_.end()) return;
        accounts_.at(found->second.account).is_whole = false;
        is_whole_ = false;
        erase(seq);
    }

    Row* find(std::uint64_t seq)
    {
        const auto found = rows_.find(seq);
        return found == rows_.end() ? nullptr : &found->second.row;
    }
    const Row* find(std::uint64_t seq) const { return const_cast<RowLog&>(*this).find(seq); }

    std::size_t size() const { return rows_.size(); }
    std::size_t size(const AccountId& account) const
    {
        const auto found = accounts_.find(account);
        return found == accounts_.end() ? 0 : found->second.seqs.size();
    }
    /// Whether everything of these accounts (null: of all) is still here; else the ledger has older rows.
    bool is_whole(const std::vector<AccountId>* accounts) const
    {
        if (accounts == nullptr) return is_whole_;
        return std::ranges::all_of(*accounts, [this](const AccountId& account) {
            const auto found = accounts_.find(account);
            return found == accounts_.end() || found->second.is_whole;
        });
    }

    /// Calls `visit(row)` for the rows of these accounts (null: of all) with a smaller seq than `before`, newest first,
    /// until it returns false. Costs what it visits.
    template <class Visit>
    void walk(const std::vector<AccountId>* accounts, std::uint64_t before, Visit visit) const
    {
        if (accounts == nullptr) {
            for (auto at = rows_.lower_bound(before); at != rows_.begin();)
                if (!visit(std::as_const((--at)->second.row))) return;
            return;
        }
        using Place = std::pair<std::set<std::uint64_t>::const_iterator, const std::set<std::uint64_t>*>;
        const auto is_older = [](const Place& a, const Place& b) { return *a.first < *b.first; };
        std::priority_queue<Place, std::vector<Place>, decltype(is_older)> newest{is_older};
        for (const AccountId& account : *accounts) {
            const auto found = accounts_.find(account);
            if (found == accounts_.end()) continue;
            const auto& seqs = found->second.seqs;
            if (const auto end = seqs.lower_bound(before); end != seqs.begin()) newest.emplace(std::prev(end), &seqs);
        }
        while (!newest.empty()) {
            auto [at, seqs] = newest.top();
            newest.pop();
            if (!visit(rows_.at(*at).row)) return;
            if (at != seqs->begin()) newest.emplace(std::prev(at), seqs);
        }
    }

    void encode(Encoder& encoder) const
    {
        std::set<AccountId> cut;  // of which older rows are gone
        for (const auto& [id, account] : accounts_)
            if (!account.is_whole) cut.insert(id);
        encoder.put(cut);
        encoder.put(std::uint64_t{rows_.size()});
        for (const auto& [seq, entry] : rows_) {
            encoder.put(entry.account);
            encoder.put(entry.row);
        }
    }
    /// What is no encoding of a log makes the decoder fail.
    void decode(Decoder& decoder)
    {
        rows_.clear();
        accounts_.clear();
        std::set<AccountId> cut;
        std::uint64_t rows = 0;
        decoder.get(cut);
        decoder.get(rows);
        while (rows-- > 0 && !decoder.failed()) {
            AccountId account;
            Row row;
            decoder.get(account);
            decoder.get(row);
            if (!rows_.empty() && row.seq <= rows_.rbegin()->first) return decoder.fail();
            add(account, std::move(row));
        }
        is_whole_ = cut.empty();
        for (const AccountId& account : cut) accounts_[account].is_whole = false;
    }

private:
    struct Entry {
        AccountId account;
        Row row;
    };
    struct Account {
        std::set<std::uint64_t> seqs;
        bool is_whole = true;
    };

    std::size_t account_max_;
    std::map<std::uint64_t, Entry> rows_;
    std::unordered_map<AccountId, Account> accounts_;
    bool is_whole_ = true;
};

}  // namespace swarmdesk::trading::execution
