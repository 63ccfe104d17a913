#pragma once

#include "agents/swarm.hpp"
#include "gateway/backend.hpp"
#include "trading/market/candle_store.hpp"
#include "trading/market/open_source.hpp"

/// \file
/// What the gateway looks through, laid over what the desk is made of.

namespace swarmdesk::app {

class MarketDoor final : public gateway::Market {
public:
    MarketDoor(const trading::market::OpenedSource& source, const trading::market::CandleStore& candles)
        : source_(source), candles_(candles)
    {}
    void set_health(bool is_healthy) { is_healthy_ = is_healthy; }

    gateway::MarketSource source() const override;
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

class SwarmDoor final : public gateway::Swarm {
public:
    explicit SwarmDoor(const agents::Swarm& swarm) : swarm_(swarm) {}

    std::vector<gateway::AgentStatus> agents() const override;
    std::vector<gateway::SignalStatus> signals(std::size_t limit) const override;
    std::vector<gateway::Alert> alerts(std::size_t limit) const override;
    std::optional<std::string> report(std::int64_t day, const trading::AccountId& account) const override;
    std::vector<gateway::Analysis> analyses(std::size_t limit) const override;
    std::vector<gateway::Analysis> latest_analyses() const override;
    gateway::Models models() const override;

private:
    const agents::Swarm& swarm_;
};

/// As the gateway shows it.
gateway::Analysis to_gateway(const agents::ShownAnalysis& shown);

}  // namespace swarmdesk::app
