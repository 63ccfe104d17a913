#include "agents/gateway_analyst.hpp"

#include <boost/json.hpp>

#include "agents/number_text.hpp"
#include "base/hash.hpp"
#include "base/strict_json.hpp"
#include "llm/keys/virtual_key.hpp"
#include "runtime/deadline.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::agents {

namespace json = boost::json;
namespace asio = boost::asio;
using namespace llm::degraded;

namespace {

constexpr std::string_view prompt_name = "candle.1";
constexpr std::string_view instructions =
    "You are a market analyst. You are given the facts of one market at the close of one candle, as JSON, and nothing "
    "else is known. Say which way the price is more likely to go over the next few candles. Answer with one JSON "
    "object "
    "and nothing around it: \"stance\" (\"bullish\", \"neutral\" or \"bearish\"), \"confidence\" (a whole number from "
    "0 "
    "to 100) and \"words\" (your reason in plain text on one line, at most 300 characters, using only the facts "
    "given).";
constexpr std::int64_t answer_tokens_max = 400;

std::string_view text_at(const json::value& value, std::string_view pointer)
{
    json::error_code error;
    const json::value* found = value.find_pointer(pointer, error);
    return found != nullptr && found->is_string() ? std::string_view{found->get_string()} : std::string_view{};
}

/// Of foreign text, what may stand in a sentence for people.
std::string plain(std::string_view text)
{
    constexpr std::size_t bytes_max = 200;
    if (!is_utf8(text) || has_invisible(text)) return "it said why in words that cannot be shown";
    if (text.size() <= bytes_max) return std::string{text};
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string{text.substr(0, end)} + "…";
}

NoAnswerReason reason_of(std::string_view code)
{
    if (code.ends_with("budget_exceeded")) return NoAnswerReason::out_of_budget;
    if (code == "timed_out") return NoAnswerReason::out_of_time;
    if (code == "overloaded" || code == "rate_limit_exceeded" || code == "too_many_parallel_requests")
        return NoAnswerReason::overloaded;
    return NoAnswerReason::all_tiers_failed;
}

NoAnalysis no_answer_of(const llm::doors::Refusal& refusal)
{
    const NoAnswerReason reason = reason_of(refusal.code);
    std::string message = plain(refusal.message);
    return {reason, message.empty() ? std::string{refusal.code} : std::move(message)};
}

Origin origin_of(const llm::Particulars& said)
{
    const llm::Provenance& from = said.provenance;
    return {said.call_id, from.order, from.provider, from.model, from.is_local, said.cost};
}

}  // namespace

ModelAccesses admit_agents(llm::settings::GatewaySettings& settings, const std::vector<Manifest>& manifests,
                           const trading::UserId& user)
{
    constexpr std::size_t key_bytes = 32;
    ModelAccesses accesses;
    settings.keys.clear();
    settings.master_key = Secret{};
    for (const auto& manifest : manifests) {
        if (!manifest.model.budget_usd_per_day.is_positive() || !manifest.needs.empty()) continue;
        const auto priority = static_cast<std::uint8_t>(manifest.model.priority);
        Secret secret = llm::keys::make_key(runtime::os_random(key_bytes));
        llm::settings::VirtualKey key;
        key.name = "agent/" + manifest.name.to_string();
        key.hash = llm::keys::hash_of(secret);
        key.tenant = user.to_string();
        key.tier = llm::settings::ServiceTier::operator_;
        key.allowance.max_budget = manifest.model.budget_usd_per_day;
        key.allowance.budget_duration = std::chrono::hours{24};
        key.allowance.priority = key.allowance.priority_max = priority;
        settings.keys.push_back(std::move(key));
        accesses.emplace(manifest.name, ModelAccess{std::move(secret), manifest.model.budget_usd_per_day});
    }
    return accesses;
}

llm::doors::Asked to_call(const Question& question, const std::string& group, const AgentId& asker, Wanted wanted,
                          nanoseconds patience)
{
    const json::object facts{{"instrument", question.instrument.symbol.to_string()},
                             {"timeframe", to_text(question.timeframe)},
                             {"candle_opened", to_iso(question.candle_open_time)},
                             {"facts", to_json(question.facts)}};
    const std::string prompt = json::serialize(facts);
    llm::doors::Asked asked;
    asked.model = group;
    asked.call.body = {
        {"messages", {{{"role", "system"}, {"content", instructions}}, {{"role", "user"}, {"content", prompt}}}},
        {"response_format",
         {{"type", "json_schema"},
          {"json_schema", {{"name", "opinion"}, {"strict", true}, {"schema", opinion_schema()}}}}},
        {"temperature", 0},
        {"max_tokens", answer_tokens_max}};
    asked.timeout = patience;
    asked.agent = asker.to_string();
    // The hash keeps two answers apart where the same candle gave other facts, as after a gap in the history.
    asked.prompt_version = std::string{prompt_name} + '@' + to_hex(sha256(prompt)).substr(0, 16);
    llm::cache::AnalysisKey key{question.instrument.symbol.to_string(), question.timeframe, question.candle_open_time,
                                asked.prompt_version, group};
    // A name the shared key does not take is asked about for this desk alone.
    if (auto shared = llm::cache::SharedAnalysis::of(std::move(key))) asked.analysis = std::move(*shared);
    if (wanted == Wanted::fresh) asked.cache.reads = false;
    return asked;
}

Analysis to_analysis(const llm::Reply& reply)
{
    if (const auto* refusal = std::get_if<llm::doors::Refusal>(&reply.outcome)) return no_answer_of(*refusal);
    const llm::Particulars& said = reply.particulars;
    const auto* answer = std::get_if<llm::Answer>(&reply.outcome);
    if (said.is_degraded || answer == nullptr)
        return NoAnalysis{NoAnswerReason::all_tiers_failed, "every model is out of reach"};

    json::error_code error;
    const json::value body = json::parse(answer->json, error);
    if (error) return NoAnalysis{NoAnswerReason::unusable, "the answer is no JSON"};
    auto opinion = parse_opinion(text_at(body, "/choices/0/message/content"));
    if (!opinion)
        return NoAnalysis{NoAnswerReason::unusable,
                          plain(said.provenance.model) + " answered, but " + opinion.error().detail};
    if (said.cache == "off" || said.cache == "miss")
        return FreshAnalysis{Fresh<Opinion>{std::move(*opinion)}, origin_of(said)};
    const nanoseconds age = said.age.value_or(nanoseconds{0});
    return CachedAnalysis{Cached<Opinion>{std::move(*opinion), age}, origin_of(said)};
}

GatewayAnalyst::GatewayAnalyst(llm::Gateway& gateway, runtime::Clock& clock, ModelAccesses accesses, std::string group)
    : gateway_(gateway), clock_(clock), accesses_(std::move(accesses)), group_(std::move(group))
{}

asio::awaitable<Analysis> GatewayAnalyst::ask(AgentId asker, Question question, Wanted wanted, nanoseconds patience)
{
    const auto access = accesses_.find(asker);
    if (access == accesses_.end())
        co_return NoAnalysis{NoAnswerReason::out_of_budget,
                             asker.to_string() + " has no budget for models in its manifest"};
    auto caller = gateway_.recognise(access->second.key.expose());
    if (!caller) co_return NoAnalysis{NoAnswerReason::all_tiers_failed, caller.error().detail};
    auto asked = to_call(question, group_, asker, wanted, patience);
    auto reaching = reach(std::move(*caller), std::move(asked));
    const Result<llm::Reply> reply = co_await runtime::with_deadline(std::move(reaching), clock_, patience);
    if (!reply) co_return NoAnalysis{NoAnswerReason::out_of_time, "no answer in time"};
    book(reply->particulars);
    Analysis analysis = to_analysis(*reply);
    if (auto* cached = std::get_if<CachedAnalysis>(&analysis))
        complete(cached->origin, reply->particulars.provenance.deployment);
    auto* no_answer = std::get_if<NoAnalysis>(&analysis);
    if (no_answer == nullptr) co_return analysis;
    // A model that is left alone for a while after it failed is said to be out for what it failed of.
    const bool was_tried = !reply->particulars.provenance.attempts.empty();
    if (was_tried) last_trouble_ = *no_answer;
    if (!was_tried && no_answer->reason == NoAnswerReason::overloaded && last_trouble_) *no_answer = *last_trouble_;
    if (no_answer->reason == NoAnswerReason::out_of_budget)
        no_answer->message = asker.to_string() +
                             " has spent what it may on models today: " + access->second.budget_usd.to_string() +
                             " USD";
    co_return analysis;
}

asio::awaitable<Result<llm::Reply>> GatewayAnalyst::reach(llm::Caller caller, llm::doors::Asked asked)
{
    auto asking = gateway_.ask(caller, std::move(asked));
    llm::Reply reply = co_await std::move(asking);
    co_return reply;
}

/// The gateway's memory knows the deployment an answer came from; what that is, the settings do.
void GatewayAnalyst::complete(Origin& origin, const std::string& id) const
{
    const auto* group = llm::settings::find_group(gateway_.settings(), group_);
    if (group == nullptr) return;
    for (const auto& tier : group->tiers)
        for (const auto& deployment : tier.deployments) {
            if (deployment.id != id) continue;
            origin.provider = to_text(deployment.provider);
            origin.is_local = deployment.is_local;
        }
}

void GatewayAnalyst::book(const llm::Particulars& said)
{
    for (const auto& attempt : said.provenance.attempts)
        if (attempt.outcome != llm::hedged_away) last_outcomes_[attempt.deployment] = attempt.outcome;
}

ModelOverview GatewayAnalyst::overview() const
{
    ModelOverview overview;
    const auto* group = llm::settings::find_group(gateway_.settings(), group_);
    const json::object status = gateway_.status();
    const auto breaker_of = [&](const std::string& id) -> std::string_view {
        for (const auto& shown : status.at("deployments").as_array())
            if (std::string_view{shown.at("id").as_string()} == id) return shown.at("breaker").as_string();
        return {};
    };
    if (group != nullptr)
        for (const auto& tier : group->tiers)
            for (const auto& deployment : tier.deployments) {
                ModelStatus model{tier.order,       std::string{to_text(deployment.provider)},
                                  deployment.model, deployment.is_local,
                                  "untried",        {}};
                if (const auto last = last_outcomes_.find(deployment.id); last != last_outcomes_.end()) {
                    const bool is_answering = last->second == "answered";
                    model.state = is_answering ? "answering" : "failing";
                    if (!is_answering) model.message = last->second;
                }
                if (breaker_of(deployment.id) == "open") model.state = "resting";
                overview.models.push_back(std::move(model));
            }
    for (const auto& one : gateway_.settings().left_out)
        if (one.group == group_) overview.models.push_back({one.order, {}, one.id, false, "left_out", one.reason});
    for (const auto& [agent, access] : accesses_) {
        const auto caller = gateway_.recognise(access.key.expose());
        overview.spending.push_back({agent, caller ? gateway_.spent(*caller) : Decimal{}, access.budget_usd});
    }
    return overview;
}

}  // namespace swarmdesk::agents
