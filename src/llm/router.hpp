#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "llm/routing/retry_budget.hpp"
#include "llm/upstream.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::llm {

class Hedging;
struct Turn;

/// The outcome of a try whose answer came too late beside another's: nobody's failure.
constexpr std::string_view hedged_away = "hedged away";

/// One try, as it went.
struct AttemptRecord {
    std::string group;
    std::string deployment;
    std::int32_t order = 1;
    nanoseconds queued{};  ///< in front of a local engine
    nanoseconds took{};    ///< from its start to its first word, its answer or its failure
    std::string outcome;   ///< "answered", `hedged_away`, or the failure's or the shedding's word
    nanoseconds beside{};  ///< of `took`, while the one that was heard was asked too
};

/// Of an answer that was made for another wording of the question.
struct Likeness {
    double similarity = 0;  ///< cosine
    nanoseconds age{};
};

/// Where an answer came from, and what was tried before.
struct Provenance {
    std::string group;
    std::string deployment;
    std::string provider;
    std::string model;
    std::string digest;  ///< of the model, where it is known
    std::int32_t order = 0;
    bool is_local = false;
    nanoseconds queued{};
    nanoseconds first_token{};  ///< of a whole answer, all of it
    std::vector<AttemptRecord> attempts;
    std::vector<routing::Skipped> skipped;  ///< what was not even tried
    std::optional<Likeness> likeness;       ///< absent: it answers these very words
};

/// An answer that has begun. Its first words were there before anybody was told, so up to then another tier could step
/// in; from here on what happens is told as it is. Dropping it ends the upstream's work. Borrows the router.
class AnswerStream {
public:
    AnswerStream(Upstream& upstream, Upstream::Visit visit, std::vector<Event> begun, nanoseconds first_token);

    /// `Chunk`s, then `Finished` or `Failure`; nothing after those.
    boost::asio::awaitable<Event> next();
    /// The next of them if it has come already.
    std::optional<Event> ready();

private:
    void settle(const Event& event);

    Upstream& upstream_;
    Upstream::Visit visit_;
    std::vector<Event> begun_;
    std::size_t told_ = 0;
    nanoseconds first_token_;
};

/// What became of an errand.
struct Routed {
    std::variant<Failure, Answer, std::unique_ptr<AnswerStream>> outcome;
    Provenance provenance;
    Upstream* upstream = nullptr;  ///< that answers; none for a failure
};

/// Errands for which a second deployment was asked beside a slow one.
struct Hedges {
    std::uint64_t made = 0;
    std::uint64_t won = 0;  ///< by the second
};

/// Sends each errand to the first tier that can answer in time, and on to the next where that fails: inside a tier with
/// the one retry layer there is, then tier by tier, then through the group's fallbacks. One executor; await `stop()`
/// before it dies, after every stream it gave out has gone.
class Router {
public:
    Router(boost::asio::any_io_executor executor, runtime::Clock& clock, runtime::Random& random,
           net::HttpClient& client, const settings::GatewaySettings& settings);
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;
    ~Router();

    boost::asio::awaitable<Routed> route(const Errand& errand);
    boost::asio::awaitable<void> stop();

    /// Every deployment at work, by group and tier, for status and metrics.
    const std::vector<std::unique_ptr<Upstream>>& upstreams() const { return upstreams_; }
    /// Since it began; nothing where hedging is off.
    std::optional<Hedges> hedges() const;

private:
    struct Group {
        std::string name;
        std::vector<std::vector<Upstream*>> tiers;
    };
    struct Journey;

    boost::asio::awaitable<std::optional<Routed>> visit_group(const Group& group, const Errand& errand,
                                                              Journey& journey);
    boost::asio::awaitable<std::optional<Routed>> try_one(Upstream& first, const Errand& errand, Journey& journey,
                                                          const std::string& group);
    bool may_hedge(const Errand& errand, const Journey& journey) const;
    boost::asio::awaitable<Beginning> hedge(Upstream*& asked, std::optional<Upstream::Visit>& visit,
                                            AttemptRecord& record, const Errand& errand, Journey& journey);
    std::optional<Turn> another(const Upstream& first, const Group& group, const Errand& errand, Journey& journey);
    routing::Plan plan(const Group& group, const Errand& errand, const Journey& journey);
    boost::asio::awaitable<bool> may_retry(const Failure& failure, const Errand& errand, Journey& journey,
                                           std::int32_t order);
    std::vector<std::string> groups_after(const std::string& group, FailureKind kind) const;
    Routed give_up(Journey journey) const;

    runtime::Clock& clock_;
    runtime::Random& random_;
    const settings::RouterSettings settings_;
    routing::RetryBudget retries_;
    const std::unique_ptr<Hedging> hedging_;  ///< null: off
    std::vector<std::unique_ptr<Upstream>> upstreams_;
    std::map<std::string, Group> groups_;
};

}  // namespace swarmdesk::llm
