#include "trading/report/performance.hpp"

#include <algorithm>

#include "trading/report/fold.hpp"

namespace swarmdesk::trading::report {

namespace {

constexpr std::uint32_t layout = 1;  ///< of a snapshot

}  // namespace

struct Performance::Impl : Observer {
    explicit Impl(const Settings& kept)
        : settings(kept), equity(kept.marks_max), trades(kept.trades_max), all_profit(kept.cells_max)
    {}

    void on_account(const AccountId& account, UtcTime) override { equity.on_account(account); }
    void on_mark(UtcTime) override { equity.on_mark(); }
    void on_account_point(const AccountId& account, const AccountPoint& point) override
    {
        equity.on_account_point(account, point);
    }
    void on_point(const EquityPoint& point) override { equity.on_point(point); }
    void on_trade(const TradeFact& trade) override
    {
        trades.add(trade.account, trade);
        all_profit.add(trade);
        profit.try_emplace(trade.account, settings.cells_max).first->second.add(trade);
    }

    void apply(const execution::StreamedEvent& event)
    {
        if (failure) return;
        if (auto folded = fold.add(event.seq, event.stamped); !folded) {
            failure = folded.error();
            return;
        }
        seq = event.seq;
    }

    Bytes snapshot() const
    {
        Encoder encoder;
        encoder.put(layout);
        encoder.put(seq);
        encoder.put(std::string_view{fold.snapshot()});
        encoder.put(equity);
        trades.encode(encoder);
        encoder.put(all_profit);
        encoder.put(std::uint64_t{profit.size()});
        for (const auto& [account, table] : profit) {
            encoder.put(account);
            encoder.put(table);
        }
        return encoder.take();
    }

    /// Into a new one.
    Result<void> restore(std::string_view bytes)
    {
        Decoder decoder{bytes};
        std::uint32_t version = 0;
        decoder.get(version);
        if (version != layout) return Error{Errc::corrupt, "the snapshot of the desk's figures has another layout"};
        decoder.get(seq);
        if (auto restored = fold.restore(decoder.get_text()); !restored) return restored;
        decoder.get(equity);
        trades.decode(decoder);
        decoder.get(all_profit);
        std::uint64_t accounts = 0;
        decoder.get(accounts);
        while (accounts-- > 0 && !decoder.failed()) {
            AccountId account;
            decoder.get(account);
            decoder.get(profit.try_emplace(account, settings.cells_max).first->second);
        }
        if (decoder.failed() || !decoder.is_at_end())
            return Error{Errc::corrupt, "the snapshot of the desk's figures does not parse"};
        return {};
    }

    Settings settings;
    std::uint64_t seq = 0;
    std::optional<Error> failure;
    Fold fold{{}, *this};
    EquityHistory equity;
    execution::RowLog<TradeFact> trades;
    ProfitTable all_profit;
    std::map<AccountId, ProfitTable> profit;
};

Performance::Performance(Settings settings) : impl_(std::make_unique<Impl>(settings)) {}
Performance::~Performance() = default;

void Performance::apply(std::span<const execution::StreamedEvent> events)
{
    for (const execution::StreamedEvent& event : events) impl_->apply(event);
}

std::uint64_t Performance::seq() const { return impl_->seq; }
Bytes Performance::snapshot() const { return impl_->snapshot(); }

Result<void> Performance::restore(std::string_view snapshot)
{
    auto restored = std::make_unique<Impl>(impl_->settings);
    if (auto done = restored->restore(snapshot); !done) return done;
    impl_ = std::move(restored);
    return {};
}

const std::optional<Error>& Performance::failure() const { return impl_->failure; }
const EquityHistory& Performance::equity() const { return impl_->equity; }
const execution::RowLog<TradeFact>& Performance::trades() const { return impl_->trades; }

Performance::Profit Performance::profit(ProfitBy by, const std::vector<AccountId>* accounts, const DayRange& days) const
{
    Profit found;
    const auto collect = [&](const ProfitTable& table) {
        table.collect(by, days, found.groups);
        found.since = std::max(found.since, table.first_day(by));
    };
    if (accounts == nullptr) {
        collect(impl_->all_profit);
    } else {
        for (const AccountId& account : *accounts)
            if (const auto table = impl_->profit.find(account); table != impl_->profit.end()) collect(table->second);
    }
    return found;
}

}  // namespace swarmdesk::trading::report
