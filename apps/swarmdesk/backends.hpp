#pragma once

#include "agents/swarm.hpp"
#include "api/backend.hpp"
#include "trading/market/candle_store.hpp"
#include "trading/market/open_source.hpp"

/// \file
/// What the API looks through, laid over what the desk is made of.

namespace swarmdesk::app {

class MarketBackend final : public api::Market {
public:
    MarketBackend(const trading::market::OpenedSource& source, const trading::market::CandleStore& candles)
        : source_(source), candles_(candles)
    {}
    void set_health(bool is_healthy) { is_healthy_ = is_healthy; }

    api::MarketSource source() const override;
    std::vector<trading::Instrument> instruments() const override { return source_.source->instruments(); }
    std::vector<trading::Candle> candles(const trading::InstrumentId& instrument, nanoseconds interval,
                                         std::size_t limit) const override
    {
        return candles_.candles(instrument, interval, limit);
    }
    Result<void> set_quote(const trading::InstrumentId& instrument, trading::Price bid, trading::Price ask) override;

private:
    const trading::market::OpenedSource& source_;
    const trading::market::CandleStore& candles_;
    bool is_healthy_ = true;
};

class SwarmBackend final : public api::Swarm {
public:
    explicit SwarmBackend(const agents::Swarm& swarm) : swarm_(swarm) {}

    std::vector<api::AgentStatus> agents() const override;
    std::vector<api::SignalStatus> signals(std::size_t limit) const override;
    std::vector<api::Alert> alerts(std::size_t limit) const override;
    std::optional<std::string> report(std::int64_t day, const trading::AccountId& account) const override;
    std::vector<api::Analysis> analyses(std::size_t limit) const override;
    std::vector<api::Analysis> latest_analyses() const override;
    api::Models models() const override;

private:
    const agents::Swarm& swarm_;
};

/// As the API shows it.
api::Analysis to_api(const agents::ShownAnalysis& shown);

}  // namespace swarmdesk::app
