#pragma once

#include <memory>
#include <span>

#include "trading/execution/snapshotted.hpp"
#include "trading/execution/view.hpp"
#include "trading/report/equity_history.hpp"
#include "trading/report/profit_table.hpp"

namespace swarmdesk::trading::report {

/// How good the desk was, kept up to date while it runs: the same fold of the ledger as a report's, fed with the
/// durable events as they come instead of with a file. So the figures are a report's, and a question costs what is kept
/// and not what was ever written. Bounded for each account; what is older the ledger has. Used on one executor only.
class Performance final : public execution::Snapshotted {
public:
    struct Settings {
        std::size_t marks_max = EquityHistory::marks_max_default;
        std::size_t trades_max = 10'000;  ///< of an account
        std::size_t cells_max = ProfitTable::cells_max_default;
    };
    explicit Performance(Settings settings);
    ~Performance() override;
    Performance(const Performance&) = delete;
    Performance& operator=(const Performance&) = delete;

    /// The next events, in their order, from the ledger's first.
    void apply(std::span<const execution::StreamedEvent> events);

    std::uint64_t seq() const override;
    Bytes snapshot() const override;
    Result<void> restore(std::string_view snapshot) override;
    /// Why it takes no events any more, where one could not follow those before it: the desk goes on without figures.
    const std::optional<Error>& failure() const;

    const EquityHistory& equity() const;
    /// Closed round trips, by the number of their event.
    const execution::RowLog<TradeFact>& trades() const;

    /// What was earned on these days, by name: of these accounts, with null of all. `since` is the first day where
    /// older ones are no longer kept.
    struct Profit {
        ProfitTable::Groups groups;
        std::optional<std::int64_t> since;
    };
    Profit profit(ProfitBy by, const std::vector<AccountId>* accounts, const DayRange& days) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::trading::report
