#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "base/instant.hpp"
#include "llm/admission/ticket.hpp"
#include "llm/cache/shared_analysis.hpp"
#include "llm/chat.hpp"
#include "llm/settings/virtual_key.hpp"
#include "llm/simulation/zipf.hpp"
#include "runtime/random.hpp"

/// \file
/// Who asks what, and when. All of it is assumed: docs/models.md, "Simulation", says what each number rests on.

namespace swarmdesk::llm::simulation {

using settings::ServiceTier;

/// What a call is about, which decides with whom its answer may be shared.
enum class Kind {
    analysis = 1,  ///< a market question without anything personal: the same for everybody
    personal,      ///< about the asker's own holdings
    reasoning,     ///< an agent's own thought, over its own memory
    monitoring,    ///< an agent's idle work
    signal,        ///< an agent's critical one: P9, and worthless after two seconds
};
constexpr auto enum_table(Kind)
{
    return std::to_array<EnumName<Kind>>({{Kind::analysis, "analysis"},
                                          {Kind::personal, "personal"},
                                          {Kind::reasoning, "reasoning"},
                                          {Kind::monitoring, "monitoring"},
                                          {Kind::signal, "signal"}});
}

/// How the paying and the others live with the desk. Agents are not here: they keep to the candles.
struct Habits {
    ServiceTier tier = ServiceTier::free;
    double share = 0;                  ///< of all users
    double sessions_per_day = 0;       ///< of one user, the idle ones among them counted
    double questions_per_session = 1;  ///< at least 1
    double personal_share = 0;         ///< of the questions
};

struct Assumptions {
    std::array<Habits, 3> habits{{{ServiceTier::free, 0.90, 0.3, 3, 0.25},
                                  {ServiceTier::plus, 0.08, 1.0, 5, 0.35},
                                  {ServiceTier::pro, 0.02, 2.0, 8, 0.45}}};
    nanoseconds think_time = std::chrono::seconds{45};  ///< between two questions of a session, on average
    double again_share = 0.05;                          ///< questions asked once more, unchanged, within seconds
    double button_share = 0.5;                          ///< of the personal ones; the others are typed, each its own
    double stays_share = 0.5;                           ///< of questions about the instrument of the one before

    std::size_t instruments = 400;
    double instrument_exponent = 1.0;
    std::size_t questions = 24;  ///< that one may ask of any instrument
    double question_exponent = 0.9;
    std::size_t buttons = 12;  ///< personal questions that need no typing
    /// Of 1m, 5m, 15m, 30m, 1h, 4h and 1d candles.
    std::array<double, 7> timeframe_shares{0.02, 0.08, 0.15, 0.05, 0.35, 0.15, 0.20};

    double swing = 0.6;                                      ///< of the day's curve: 1 + swing at its peak, 1 - swing
    nanoseconds peak = std::chrono::hours{15};               ///< after midnight UTC
    nanoseconds event = std::chrono::minutes{14 * 60 + 30};  ///< each day's one market event, after midnight UTC
    double event_factor = 5;                                 ///< times as many sessions begin, at first
    nanoseconds event_half_life = std::chrono::minutes{10};
    double event_share = 0.7;  ///< of what is asked in its first hour that is about its instrument

    nanoseconds agent_interval = std::chrono::minutes{5};  ///< they work when a 5-minute candle closes
    std::uint32_t watched_by_agent = 5;
    nanoseconds agent_jitter = std::chrono::seconds{3};  ///< within which they start
    double signals_per_agent_day = 12;

    /// The brief's phases: 9-30 agents up to 10,000 users, 30-50 to 50,000, 50-100 to 200,000, 100 and more beyond.
    std::uint32_t agents(std::uint64_t users) const;
};

/// One call as it comes to the gateway.
struct Call {
    MonotonicTime at;  ///< since the simulated day began
    std::uint64_t user = 0;
    ServiceTier tier = ServiceTier::free;
    Kind kind = Kind::analysis;
    std::optional<admission::Priority> priority;
    Delivery delivery = Delivery::streamed;
    nanoseconds patience{};

    // An analysis:
    std::uint32_t instrument = 0;
    std::uint32_t question = 0;
    cache::Timeframe timeframe = cache::Timeframe::h1;
    // Anything else: equal texts of one user are equal questions.
    std::uint64_t text = 0;

    std::uint64_t prompt_tokens = 0;
    std::uint64_t answer_tokens = 0;      ///< what a model would say
    std::uint64_t answer_tokens_max = 0;  ///< `max_tokens`
};

/// Makes calls in the order of their time, for ever: an open loop, so what the gateway does changes nothing about what
/// is asked, and two gateways can be compared over the same calls. Keeps the sessions under way and no more.
class Workload {
public:
    struct Settings {
        std::uint64_t users = 10'000;
        std::uint64_t seed = 1;
        MonotonicTime begin;  ///< into the first day
        Assumptions assumptions;
    };
    explicit Workload(const Settings& settings);

    Call next();

    std::uint64_t users(ServiceTier tier) const;
    std::uint32_t agents() const { return agents_; }
    std::size_t sessions() const { return sessions_.size() - unused_.size(); }
    /// How many times as many user calls a day has as that stretch of it is expected to.
    double day_over(MonotonicTime begin, nanoseconds length) const;

private:
    struct Session {
        Call last;
        std::uint32_t left = 0;
        bool is_again = false;  ///< the next one is `last` once more
    };
    enum class Due { session = 1, question, agent, signal };
    struct Event {
        MonotonicTime at;
        std::uint64_t order = 0;
        Due due = Due::session;
        std::uint64_t who = 0;

        bool operator>(const Event& other) const { return at != other.at ? at > other.at : order > other.order; }
    };

    double rate_at(MonotonicTime time) const;  ///< of sessions, times the mean
    double excitement(MonotonicTime time) const;
    bool is_eventful(MonotonicTime time) const;
    MonotonicTime next_session(MonotonicTime after);
    void schedule(MonotonicTime at, Due due, std::uint64_t who);
    const Habits& habits_of_next();

    void begin_session(MonotonicTime now);
    Call ask_in_session(std::uint64_t place, MonotonicTime now);
    void work_of_agent(std::uint64_t agent, MonotonicTime close);
    Call signal_of(std::uint64_t agent, MonotonicTime now);
    Call analysis(MonotonicTime now);
    struct Length {
        double median = 0;
        std::uint64_t least = 0;
        std::uint64_t most = 0;
    };
    void give_length(Call& call, const Length& prompt, const Length& answer);
    std::uint64_t tokens(const Length& length);
    MonotonicTime after(MonotonicTime now, nanoseconds mean);

    Assumptions assumed_;
    std::uint64_t users_;
    std::uint32_t agents_;
    runtime::Random random_;
    Zipf instruments_;
    Zipf questions_;
    Zipf buttons_;
    double sessions_per_ns_ = 0;
    std::uint64_t last_text_ = 0;
    std::uint64_t order_ = 0;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> due_;
    std::vector<Session> sessions_;
    std::vector<std::uint64_t> unused_;  ///< their places
    std::vector<std::vector<std::uint32_t>> watched_;
    struct Later {
        bool operator()(const Call& a, const Call& b) const { return a.at > b.at; }
    };
    std::priority_queue<Call, std::vector<Call>, Later> of_agents_;  ///< of this candle
};

}  // namespace swarmdesk::llm::simulation
