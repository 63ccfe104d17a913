#include "desk_models.hpp"

#include <fmt/format.h>

#include "model_gateway.hpp"

namespace swarmdesk::app {

namespace {

constexpr const char* records_file = "model-calls.jsonl";
constexpr const char* spending_file = "model-spending.db";
constexpr const char* built_in_group = "desk";

Result<ChosenModels> from_file(const ModelSettings& settings)
{
    auto imported = load_gateway_file(settings.file.string());
    if (!imported) return Error{imported.error().code, "models.file: " + imported.error().detail};
    if (llm::litellm::has_wrong(imported->findings))
        return Error{Errc::malformed, fmt::format("models.file: {} has mistakes; `swarmdesk llm check {}` tells which",
                                                  settings.file.string(), settings.file.string())};
    ChosenModels chosen;
    chosen.gateway = std::move(imported->settings);
    chosen.gateway.cache.semantic.reset();  // the desk acts on answers
    if (chosen.gateway.groups.empty())
        return Error{Errc::malformed, fmt::format("models.file: {} names no model", settings.file.string())};
    chosen.group = settings.model.empty() ? chosen.gateway.groups.front().name : settings.model;
    if (llm::settings::find_group(chosen.gateway, chosen.group) == nullptr)
        return Error{Errc::not_found,
                     fmt::format("models.model: {} has no model {}", settings.file.string(), chosen.group)};
    chosen.words = fmt::format("{} of {}", chosen.group, settings.file.string());
    return chosen;
}

/// Nobody asks whether an Ollama is there: a call that finds none fails at once, and one that is started later is used
/// from then on.
ChosenModels built_in(const ModelSettings& settings)
{
    using llm::settings::ProviderKind;
    auto deployment = llm::settings::default_deployment(ProviderKind::ollama);
    deployment.id = "ollama";
    deployment.model = settings.ollama_model;
    deployment.api_base = settings.ollama_url;
    while (deployment.api_base.ends_with('/')) deployment.api_base.pop_back();
    deployment.is_local = llm::settings::stays_local(ProviderKind::ollama, deployment.api_base, settings.ollama_model);
    llm::settings::ModelGroup group;
    group.name = built_in_group;
    group.tiers.push_back({1, {std::move(deployment)}});
    ChosenModels chosen;
    chosen.gateway.groups.push_back(std::move(group));
    chosen.gateway.cache.is_enabled = true;
    chosen.gateway.cache.ttl = std::chrono::hours{24};  // of a candle that is over the facts do not change
    chosen.group = built_in_group;
    chosen.words = fmt::format("Ollama at {}, {}", settings.ollama_url, settings.ollama_model);
    return chosen;
}

/// Whether any are to be used: a recorded market is lived through the same each time, and a model is not the same
/// twice.
bool is_wanted(const Settings& settings)
{
    if (settings.models.use == UseOfModels::automatic) return settings.market.source != trading::market::Kind::replay;
    return settings.models.use == UseOfModels::on;
}

}  // namespace

Result<ChosenModels> choose_models(const ModelSettings& settings)
{
    auto chosen = settings.file.empty() ? Result<ChosenModels>{built_in(settings)} : from_file(settings);
    if (!chosen) return chosen;
    const auto violations = llm::settings::check(chosen->gateway);
    if (!violations.is_empty()) return Error{Errc::malformed, "models: " + violations.to_string()};
    return chosen;
}

Result<std::unique_ptr<DeskModels>> DeskModels::open(const Surroundings& surroundings, const Settings& settings)
{
    std::unique_ptr<DeskModels> models{new DeskModels};
    if (!is_wanted(settings)) return models;
    auto chosen = choose_models(settings.models);
    if (!chosen) return chosen.error();
    auto manifests = agents::find_manifests(settings.agents.manifests);
    if (!manifests) return manifests.error();
    auto accesses = agents::admit_agents(chosen->gateway, *manifests, settings.agents.accounts.front().user);
    std::error_code error;
    std::filesystem::create_directories(settings.state_folder, error);  // what fails here fails again, and is told
    auto records = llm::DecisionLog::open({.file = settings.state_folder / records_file});
    if (!records) return records.error();
    auto spending = llm::SpendingFile::open(settings.state_folder / spending_file);
    if (!spending) {
        // Who may spend without being counted may spend anything; a desk without models still closes and cancels.
        models->words_ = "none: " + spending.error().detail;
        models->analyst_ = std::make_unique<agents::NoAnalyst>("models are off: " + spending.error().detail);
        return models;
    }

    models->words_ = std::move(chosen->words);
    models->random_ = std::make_unique<runtime::Random>(runtime::os_seed());
    models->records_ = std::move(*records);
    models->spending_ = std::move(*spending);
    models->gateway_ = std::make_unique<llm::Gateway>(
        llm::Gateway::Surroundings{surroundings.executor, models->clock_, *models->random_, surroundings.metrics,
                                   *models->records_, models->spending_.get()},
        std::move(chosen->gateway));
    models->analyst_ = std::make_unique<agents::GatewayAnalyst>(*models->gateway_, models->clock_, std::move(accesses),
                                                                std::move(chosen->group));
    return models;
}

boost::asio::awaitable<void> DeskModels::stop()
{
    if (gateway_) co_await gateway_->stop();
}

}  // namespace swarmdesk::app
