#pragma once

#include <memory>

#include "agents/gateway_analyst.hpp"
#include "llm/decision_record.hpp"
#include "llm/spending_file.hpp"
#include "runtime/real_clock.hpp"
#include "settings.hpp"
#include "telemetry/metrics.hpp"

namespace swarmdesk::app {

/// The desk's own model gateway: no door, and its agents are all who may call. Built before the agents, stopped after
/// them.
class DeskModels {
public:
    struct Surroundings {
        boost::asio::any_io_executor executor;
        telemetry::Metrics& metrics;
    };
    /// Without models where the settings want none, or what was spent cannot be read: `words` tells. Fails where
    /// `models.file` cannot be used.
    static Result<std::unique_ptr<DeskModels>> open(const Surroundings& surroundings, const Settings& settings);
    DeskModels(const DeskModels&) = delete;
    DeskModels& operator=(const DeskModels&) = delete;

    agents::Analyst& analyst() { return *analyst_; }
    /// For a person: "Ollama at http://127.0.0.1:11434, qwen3:8b".
    const std::string& words() const { return words_; }
    boost::asio::awaitable<void> stop();

private:
    DeskModels() = default;

    /// Not the desk's: however fast a recording is played, a model takes its time.
    runtime::RealClock clock_;
    std::string words_ = "none: models are switched off";
    std::unique_ptr<runtime::Random> random_;
    std::unique_ptr<llm::DecisionLog> records_;
    std::unique_ptr<llm::SpendingFile> spending_;
    std::unique_ptr<llm::Gateway> gateway_;
    std::unique_ptr<agents::Analyst> analyst_ = std::make_unique<agents::NoAnalyst>();
};

/// What `models` in the settings come to, without the agents' keys yet.
struct ChosenModels {
    llm::settings::GatewaySettings gateway;
    std::string group;  ///< which the agents ask
    std::string words;
};
Result<ChosenModels> choose_models(const ModelSettings& settings);

}  // namespace swarmdesk::app
