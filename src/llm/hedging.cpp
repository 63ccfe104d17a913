#include "llm/hedging.hpp"

#include "base/assert.hpp"
#include "runtime/first_of.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;

namespace {

/// Hedges saved up for when everything is slow at once.
constexpr std::uint32_t saved_max = 10;

/// No reserve: a share of few calls is none.
routing::RetryBudget::Settings budget_settings(const settings::HedgingSettings& settings)
{
    routing::RetryBudget::Settings budget;
    budget.retry_permille = settings.share_permille;
    budget.retries_max = saved_max;
    budget.reserve_max = 0;
    return budget;
}

bool may_be_mended(const Beginning& beginning)
{
    const auto* failure = std::get_if<Failure>(&beginning);
    return failure != nullptr && may_fall_back(failure->kind);
}

}  // namespace

/// One of two that are asked.
struct Hedging::Side {
    explicit Side(Turn its_turn) : turn(std::move(its_turn)), began(turn.visit.began) {}

    Turn turn;
    const MonotonicTime began;
    std::optional<MonotonicTime> ended;
    std::optional<Upstream::Verdict> verdict;  ///< failed, while the other was still asked
};

/// On the frame of whoever waits for its end.
struct Hedging::Race {
    explicit Race(Turn turn) : first(std::move(turn)) {}

    /// Whether nobody but this side may still answer.
    bool is_up_to(const Side& side) const
    {
        if (&side == &first) return !second || second->verdict;
        return first.verdict.has_value();
    }

    Side first;
    std::optional<Side> second;
    Side* heard = nullptr;  ///< once it is over
    Beginning beginning;
    runtime::Wakeup over;  ///< nobody wakes it: the end of the race cancels who waits
};

Hedging::Hedging(runtime::Clock& clock, const settings::HedgingSettings& settings)
    : clock_(clock), after_(settings.after), budget_(budget_settings(settings))
{}

bool Hedging::suits(const ModelCall& call) { return !call.body.contains("tools") && !call.body.contains("functions"); }

asio::awaitable<Hedging::Heard> Hedging::race(Turn first, const Another& another)
{
    Race race{std::move(first)};
    auto racing = runtime::first_of(ask(race, race.first), join(race, another));
    co_await std::move(racing);

    Heard heard{std::move(race.heard->turn), std::move(race.beginning), {}};
    if (!race.second) co_return heard;
    const bool is_second = race.heard == &*race.second;
    if (is_second && !std::holds_alternative<Failure>(heard.beginning)) ++made_.won;
    Side& left = is_second ? race.first : *race.second;
    if (!left.ended) left.ended = clock_.now().monotonic;
    if (!left.verdict) left.turn.record.outcome = hedged_away;
    left.turn.record.took = *left.ended - left.began;
    left.turn.record.beside = *left.ended - race.second->began;
    heard.other = Other{left.turn.upstream, std::move(left.turn.record), left.verdict};
    co_return heard;
}

asio::awaitable<void> Hedging::ask(Race& race, Side& side)
{
    auto listening = listen(*side.turn.visit.attempt);
    auto beginning = co_await std::move(listening);
    if (race.heard != nullptr) co_return;  // the other was heard in the same moment
    side.ended = clock_.now().monotonic;
    if (may_be_mended(beginning) && !race.is_up_to(side)) {
        const auto& failure = std::get<Failure>(beginning);
        side.turn.record.outcome = to_text(failure.kind);
        side.turn.visit.attempt.reset();
        side.verdict = side.turn.upstream->on_failure(side.turn.visit, failure);
        co_await race.over.wait();
    }
    race.heard = &side;
    race.beginning = std::move(beginning);
}

asio::awaitable<void> Hedging::join(Race& race, const Another& another)
{
    co_await clock_.sleep(after_);
    const MonotonicTime now = clock_.now().monotonic;
    if (race.heard != nullptr) co_return;
    if (budget_.retries_left(now) > 0)
        if (auto turn = another()) race.second.emplace(std::move(*turn));
    if (!race.second) co_await race.over.wait();
    const bool is_paid = budget_.try_retry(now);
    SWARMDESK_ASSERT(is_paid);
    ++made_.made;
    auto asking = ask(race, *race.second);
    co_await std::move(asking);
}

}  // namespace swarmdesk::llm
