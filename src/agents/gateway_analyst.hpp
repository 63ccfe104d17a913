#pragma once

#include "agents/analyst.hpp"
#include "agents/manifest.hpp"
#include "base/secret.hpp"
#include "llm/gateway.hpp"

namespace swarmdesk::agents {

/// What an agent shows the model gateway, and what it may spend there in a day.
struct ModelAccess {
    Secret key;
    Decimal budget_usd;
};
using ModelAccesses = std::map<AgentId, ModelAccess>;

/// Makes a key for every working agent whose manifest grants it a budget, with that budget a day and that priority, and
/// leaves no other caller in the settings: the gateway of a desk is its agents'.
ModelAccesses admit_agents(llm::settings::GatewaySettings& settings, const std::vector<Manifest>& manifests,
                           const trading::UserId& user);

/// Asks through the model gateway in this process. What it borrows must outlive every question.
class GatewayAnalyst final : public Analyst {
public:
    /// `group` is the name of the models to ask, as in the gateway's settings.
    GatewayAnalyst(llm::Gateway& gateway, runtime::Clock& clock, ModelAccesses accesses, std::string group);

    boost::asio::awaitable<Analysis> ask(AgentId asker, Question question, Wanted wanted,
                                         nanoseconds patience) override;
    ModelOverview overview() const override;
    bool is_off() const override { return false; }

private:
    boost::asio::awaitable<Result<llm::Reply>> reach(llm::Caller caller, llm::doors::Asked asked);
    void complete(Origin& origin, const std::string& id) const;
    void book(const llm::Particulars& said);

    llm::Gateway& gateway_;
    runtime::Clock& clock_;
    const ModelAccesses accesses_;
    const std::string group_;
    std::optional<NoAnalysis> last_trouble_;            ///< of a call that reached a model
    std::map<std::string, std::string> last_outcomes_;  ///< by deployment: of the last attempt there
};

/// The question as a call of the gateway; `patience` becomes its deadline.
llm::doors::Asked to_call(const Question& question, const std::string& group, const AgentId& asker, Wanted wanted,
                          nanoseconds patience);
/// What the gateway said, read strictly.
Analysis to_analysis(const llm::Reply& reply);

}  // namespace swarmdesk::agents
