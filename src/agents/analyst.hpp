#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include "agents/market_facts.hpp"
#include "agents/opinion.hpp"
#include "llm/degraded/labelled.hpp"
#include "trading/model/intent.hpp"

/// \file
/// How an agent asks a language model about a market. What comes back is told apart by type: only an answer made for
/// this very call can become a decision, and a desk without a model goes on, saying so.

namespace swarmdesk::agents {

using NoAnswerReason = llm::degraded::Reason;  ///< why there is no answer
using OpinionDecision = llm::degraded::Decision<Opinion>;

/// One candle, asked about. Identifiers, times and numbers: there is no field that would hold anybody's text, so the
/// same question is everybody's, and nobody can write into it.
struct Question {
    trading::InstrumentId instrument;
    Timeframe timeframe = Timeframe::h1;
    UtcTime candle_open_time;
    MarketFacts facts;
};

/// Whether an answer from before will do. It does for showing, never for deciding.
enum class Wanted { fresh = 1, any };

/// Which model answered, and what that cost.
struct Origin {
    std::string call;  ///< the id of its record
    std::int32_t tier = 0;
    std::string provider;  ///< "ollama"
    std::string model;     ///< its name there
    bool is_local = false;
    std::optional<Decimal> cost_usd;
};

struct FreshAnalysis {
    llm::degraded::Fresh<Opinion> opinion;
    Origin origin;
};
struct CachedAnalysis {
    llm::degraded::Cached<Opinion> opinion;
    Origin origin;
};
struct NoAnalysis {
    NoAnswerReason reason = NoAnswerReason::all_tiers_failed;
    std::string message;  ///< a sentence for a person
};
using Analysis = std::variant<FreshAnalysis, CachedAnalysis, NoAnalysis>;

/// One model that may be asked, as a person sees it.
struct ModelStatus {
    std::int32_t tier = 0;
    std::string provider;
    std::string model;
    bool is_local = false;
    std::string state;    ///< untried, answering, failing, resting, left_out
    std::string message;  ///< of one that does not answer: why
};
/// What an agent has spent on models in the 24 hours its budget counts now.
struct ModelSpending {
    trading::AgentId agent;
    Decimal spent_usd;
    Decimal budget_usd;
};
struct ModelOverview {
    std::vector<ModelStatus> models;
    std::vector<ModelSpending> spending;
};

/// Whom agents ask. One executor, single-threaded.
class Analyst {
public:
    virtual ~Analyst() = default;
    /// Ends within `patience`, come what may. With `Wanted::fresh` a `CachedAnalysis` never comes.
    virtual boost::asio::awaitable<Analysis> ask(trading::AgentId asker, Question question, Wanted wanted,
                                                 nanoseconds patience) = 0;
    virtual ModelOverview overview() const = 0;
    /// Whether there is none to ask, by the settings.
    virtual bool is_off() const = 0;
};

/// Nobody: for a desk told to use no model, and for replays.
class NoAnalyst final : public Analyst {
public:
    explicit NoAnalyst(std::string why = "models are switched off") : why_(std::move(why)) {}
    boost::asio::awaitable<Analysis> ask(trading::AgentId, Question, Wanted, nanoseconds) override
    {
        co_return NoAnalysis{NoAnswerReason::switched_off, why_};
    }
    ModelOverview overview() const override { return {}; }
    bool is_off() const override { return true; }

private:
    std::string why_;
};

}  // namespace swarmdesk::agents
