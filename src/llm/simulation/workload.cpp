#include "llm/simulation/workload.hpp"

#include <algorithm>
#include <cmath>

#include "base/assert.hpp"

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;

constexpr nanoseconds day = 24h;
constexpr nanoseconds event_length = 1h;

/// What stands in front of every typed or private text, so that none is the text of a button.
constexpr std::uint64_t first_text = 1'000'000;

constexpr std::array<cache::Timeframe, 7> timeframes{cache::Timeframe::m1,  cache::Timeframe::m5, cache::Timeframe::m15,
                                                     cache::Timeframe::m30, cache::Timeframe::h1, cache::Timeframe::h4,
                                                     cache::Timeframe::d1};

nanoseconds in_day(MonotonicTime time) { return nanoseconds{time.ns % day.count()}; }

nanoseconds times(nanoseconds time, double factor)
{
    return nanoseconds{static_cast<std::int64_t>(static_cast<double>(time.count()) * factor)};
}

}  // namespace

std::uint32_t Assumptions::agents(std::uint64_t users) const
{
    if (users <= 10'000) return 30;
    if (users <= 50'000) return 50;
    return 100;
}

Workload::Workload(const Settings& settings)
    : assumed_(settings.assumptions),
      users_(settings.users),
      agents_(assumed_.agents(settings.users)),
      random_(runtime::Random{settings.seed}.fork("workload")),
      instruments_(assumed_.instruments, assumed_.instrument_exponent),
      questions_(assumed_.questions, assumed_.question_exponent),
      buttons_(assumed_.buttons, 1)
{
    double sessions_per_day = 0;
    for (const Habits& habits : assumed_.habits)
        sessions_per_day += static_cast<double>(users(habits.tier)) * habits.sessions_per_day;
    sessions_per_ns_ = sessions_per_day / static_cast<double>(day.count());
    if (sessions_per_ns_ > 0) schedule(next_session(settings.begin), Due::session, 0);

    watched_.resize(agents_);
    for (std::uint64_t agent = 0; agent < agents_; ++agent) {
        for (std::uint32_t i = 0; i < assumed_.watched_by_agent; ++i)
            watched_[agent].push_back(static_cast<std::uint32_t>(instruments_.draw(random_)));
        const auto interval = assumed_.agent_interval.count();
        schedule({(settings.begin.ns + interval - 1) / interval * interval}, Due::agent, agent);
        schedule(after(settings.begin, times(day, 1 / assumed_.signals_per_agent_day)), Due::signal, agent);
    }
}

std::uint64_t Workload::users(ServiceTier tier) const
{
    if (tier == ServiceTier::operator_) return agents_;
    // The first of them takes what rounding leaves.
    std::uint64_t others = 0;
    for (const Habits& habits : assumed_.habits) {
        if (&habits == &assumed_.habits.front()) continue;
        const auto count = static_cast<std::uint64_t>(static_cast<double>(users_) * habits.share);
        if (habits.tier == tier) return count;
        others += count;
    }
    return users_ - others;
}

double Workload::day_over(MonotonicTime begin, nanoseconds length) const
{
    constexpr nanoseconds step = 1min;
    double whole = 0;
    double part = 0;
    for (MonotonicTime at; at.ns < day.count(); at = at + step) whole += rate_at(at);
    for (MonotonicTime at = begin; at < begin + length; at = at + step) {
        const nanoseconds left = begin + length - at;
        part += rate_at(at) * static_cast<double>(std::min(left, step).count()) / static_cast<double>(step.count());
    }
    return part > 0 ? whole / part : 0;
}

// ---------------------------------------------------------------------------------------------------------------- when

double Workload::excitement(MonotonicTime time) const
{
    const nanoseconds since = in_day(time) - assumed_.event;
    if (since < 0ns) return 0;
    return std::exp2(-static_cast<double>(since.count()) / static_cast<double>(assumed_.event_half_life.count()));
}

bool Workload::is_eventful(MonotonicTime time) const
{
    const nanoseconds since = in_day(time) - assumed_.event;
    return since >= 0ns && since < event_length;
}

double Workload::rate_at(MonotonicTime time) const
{
    constexpr double turn = 6.283185307179586;
    const nanoseconds from_peak = in_day(time) - assumed_.peak;
    const double angle = turn * static_cast<double>(from_peak.count()) / static_cast<double>(day.count());
    return (1 + assumed_.swing * std::cos(angle)) * (1 + (assumed_.event_factor - 1) * excitement(time));
}

/// By thinning (Lewis and Shedler, 1979): moments at the highest rate there is, of which so many are kept as the rate
/// of their time says.
MonotonicTime Workload::next_session(MonotonicTime after_this)
{
    const nanoseconds before = 5min;
    const nanoseconds aftermath = assumed_.event_half_life * 12;
    MonotonicTime time = after_this;
    while (true) {
        // Where no event is near, the curve's own peak bounds the rate, and few moments are drawn in vain.
        const nanoseconds since_event = in_day(time) - assumed_.event;
        const bool is_near = since_event >= -before && since_event < aftermath;
        const double most = (1 + assumed_.swing) * (is_near ? assumed_.event_factor : 1.1);
        const nanoseconds holds_for = is_near                 ? aftermath - since_event
                                      : since_event < -before ? -before - since_event
                                                              : day - before - since_event;
        const MonotonicTime candidate = after(time, times(1s, 1e-9 / (sessions_per_ns_ * most)));
        if (candidate - time >= holds_for) {
            time = time + holds_for;
            continue;
        }
        time = candidate;
        if (random_.unit() * most < rate_at(time)) return time;
    }
}

/// Memoryless: an exponential time later.
MonotonicTime Workload::after(MonotonicTime now, nanoseconds mean)
{
    return now + std::max<nanoseconds>(times(mean, -std::log(1 - random_.unit())), 1ns);
}

void Workload::schedule(MonotonicTime at, Due due, std::uint64_t who) { due_.push({at, ++order_, due, who}); }

// ---------------------------------------------------------------------------------------------------------------- what

Call Workload::next()
{
    while (true) {
        SWARMDESK_ASSERT(!due_.empty() || !of_agents_.empty());
        if (!of_agents_.empty() && (due_.empty() || of_agents_.top().at <= due_.top().at)) {
            const Call call = of_agents_.top();
            of_agents_.pop();
            return call;
        }
        const Event event = due_.top();
        due_.pop();
        switch (event.due) {
            case Due::session:
                schedule(next_session(event.at), Due::session, 0);
                begin_session(event.at);
                break;
            case Due::question: return ask_in_session(event.who, event.at);
            case Due::agent:
                schedule(event.at + assumed_.agent_interval, Due::agent, event.who);
                work_of_agent(event.who, event.at);
                break;
            case Due::signal: {
                // A market in motion is when signals are raised.
                const double rate = 1 + 20 * excitement(event.at);
                schedule(after(event.at, times(day, 1 / (assumed_.signals_per_agent_day * rate))), Due::signal,
                         event.who);
                return signal_of(event.who, event.at);
            }
        }
    }
}

const Habits& Workload::habits_of_next()
{
    double left = random_.unit() * sessions_per_ns_ * static_cast<double>(day.count());
    for (const Habits& habits : assumed_.habits) {
        const double sessions = static_cast<double>(users(habits.tier)) * habits.sessions_per_day;
        if (left < sessions) return habits;
        left -= sessions;
    }
    return assumed_.habits.front();
}

void Workload::begin_session(MonotonicTime now)
{
    const Habits& habits = habits_of_next();
    Session session;
    session.last.tier = habits.tier;
    // Users are numbered tier by tier.
    std::uint64_t first = 0;
    for (const Habits& other : assumed_.habits) {
        if (other.tier == habits.tier) break;
        first += users(other.tier);
    }
    session.last.user = first + random_.below(std::max<std::uint64_t>(users(habits.tier), 1));
    session.last.instrument = static_cast<std::uint32_t>(instruments_.draw(random_));
    // Geometric: each question is the last with the same chance.
    session.left = 1;
    const double goes_on = 1 - 1 / habits.questions_per_session;
    while (session.left < 100 && random_.unit() < goes_on) ++session.left;

    std::uint64_t place = sessions_.size();
    if (unused_.empty()) {
        sessions_.push_back(session);
    } else {
        place = unused_.back();
        unused_.pop_back();
        sessions_[place] = session;
    }
    schedule(now, Due::question, place);
}

Call Workload::ask_in_session(std::uint64_t place, MonotonicTime now)
{
    Session& session = sessions_[place];
    if (session.is_again) {
        session.last.at = now;
    } else {
        const auto habits = std::find_if(assumed_.habits.begin(), assumed_.habits.end(),
                                         [&](const Habits& one) { return one.tier == session.last.tier; });
        const bool stays = session.last.at.ns > 0 && random_.unit() < assumed_.stays_share;
        Call call = analysis(now);
        call.user = session.last.user;
        call.tier = session.last.tier;
        if (stays) call.instrument = session.last.instrument;
        if (random_.unit() < habits->personal_share) {
            call.kind = Kind::personal;
            const bool is_button = random_.unit() < assumed_.button_share;
            call.text = is_button ? buttons_.draw(random_) : first_text + ++last_text_;
            give_length(call, {900, 200, 3000}, {200, 30, 500});
        }
        session.last = call;
        --session.left;
    }
    const Call call = session.last;
    session.is_again = !session.is_again && random_.unit() < assumed_.again_share;
    if (session.is_again) {
        schedule(after(now + 2s, 8s), Due::question, place);
    } else if (session.left > 0) {
        schedule(after(now + 3s, assumed_.think_time - 3s), Due::question, place);
    } else {
        unused_.push_back(place);
    }
    return call;
}

Call Workload::analysis(MonotonicTime now)
{
    Call call;
    call.at = now;
    call.kind = Kind::analysis;
    call.patience = 20s;
    call.instrument = static_cast<std::uint32_t>(instruments_.draw(random_));
    // Each day's event is about another of the great ones.
    if (is_eventful(now) && random_.unit() < assumed_.event_share)
        call.instrument = static_cast<std::uint32_t>(now.ns / day.count() % 10);
    call.question = static_cast<std::uint32_t>(questions_.draw(random_));
    double left = random_.unit();
    call.timeframe = timeframes.back();
    for (std::size_t i = 0; i < timeframes.size(); ++i) {
        if (left < assumed_.timeframe_shares[i]) {
            call.timeframe = timeframes[i];
            break;
        }
        left -= assumed_.timeframe_shares[i];
    }
    give_length(call, {600, 200, 2000}, {150, 30, 400});
    return call;
}

void Workload::work_of_agent(std::uint64_t agent, MonotonicTime close)
{
    const auto begin = [&] { return close + times(assumed_.agent_jitter, random_.unit()); };
    Call call;
    call.user = users_ + agent;
    call.tier = ServiceTier::operator_;
    call.delivery = Delivery::whole;
    call.patience = 30s;
    for (const std::uint32_t instrument : watched_[agent]) {
        call.kind = Kind::analysis;
        call.at = begin();
        call.priority = admission::Priority{6};
        call.instrument = instrument;
        call.question = 0;
        call.timeframe = cache::Timeframe::m5;
        give_length(call, {600, 200, 2000}, {150, 30, 400});
        of_agents_.push(call);
    }
    call.kind = Kind::reasoning;
    call.at = begin();
    call.text = first_text + ++last_text_;
    give_length(call, {700, 200, 2500}, {120, 20, 400});
    of_agents_.push(call);

    call.kind = Kind::monitoring;
    call.at = begin();
    call.priority = admission::Priority{2};
    call.patience = 60s;
    call.text = first_text + ++last_text_;
    give_length(call, {800, 200, 2500}, {80, 20, 300});
    of_agents_.push(call);
}

Call Workload::signal_of(std::uint64_t agent, MonotonicTime now)
{
    Call call;
    call.at = now;
    call.user = users_ + agent;
    call.tier = ServiceTier::operator_;
    call.kind = Kind::signal;
    call.priority = admission::priority_critical;
    call.delivery = Delivery::whole;
    call.patience = 2s;
    call.text = first_text + ++last_text_;
    give_length(call, {350, 150, 800}, {35, 10, 60});
    return call;
}

void Workload::give_length(Call& call, const Length& prompt, const Length& answer)
{
    call.prompt_tokens = tokens(prompt);
    call.answer_tokens = tokens(answer);
    call.answer_tokens_max = answer.most;
}

/// Log-normal, as lengths of texts are.
std::uint64_t Workload::tokens(const Length& length)
{
    const double drawn = length.median * std::exp(0.4 * random_.normal());
    return std::clamp(static_cast<std::uint64_t>(drawn), length.least, length.most);
}

}  // namespace swarmdesk::llm::simulation
