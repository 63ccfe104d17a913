#include "llm/simulation/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace swarmdesk::llm::simulation {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using namespace literals;

std::string grouped(std::uint64_t number)
{
    std::string text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), 1, ',');
    return text;
}

double share(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

std::uint64_t answered(const Paths& paths) { return paths.calls() - paths.of(Path::refused); }

double milliseconds(nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

std::string text_of(const std::optional<nanoseconds>& time)
{
    if (!time) return "-";
    const double ms = milliseconds(*time);
    if (ms < 1) return "0";
    return ms < 1000 ? fmt::format("{:.0f} ms", ms) : fmt::format("{:.1f} s", ms / 1000);
}

std::string text_of(nanoseconds length)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(length).count();
    return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} min", minutes);
}

std::string dollars(Decimal usd, std::size_t decimals)
{
    const Decimal step = Decimal::from_mantissa([&] {
        Int128 mantissa = Decimal::unit;
        for (std::size_t i = 0; i < decimals; ++i) mantissa /= 10;
        return mantissa;
    }());
    std::string text = round_to_step(usd, step, Rounding::half_even).to_string();
    if (text.find('.') == text.npos) text += '.';
    const std::size_t shown = text.size() - text.find('.') - 1;
    return "$" + text.append(decimals - shown, '0');
}
std::string cents(Decimal usd) { return dollars(usd, 2); }  ///< of a month
std::string small(Decimal usd) { return dollars(usd, 5); }  ///< of a user

std::string_view meaning_of(Path path)
{
    switch (path) {
        case Path::exact: return "remembered for the same tenant";
        case Path::canonical: return "remembered for everybody";
        case Path::coalesced: return "joined an equal call under way";
        case Path::model: return "a model answered";
        case Path::stale: return "an old answer, labelled, as no model could";
        case Path::refused: return "no answer";
    }
    return {};
}

std::string list(const std::map<std::string, std::uint64_t>& counts)
{
    std::string text;
    for (const auto& [word, count] : counts) text += (text.empty() ? "" : ", ") + word + ' ' + grouped(count);
    return text;
}

double minutes(const Outcome& outcome) { return milliseconds(outcome.length) / 60'000; }

double local_per_minute(const Outcome& outcome)
{
    std::uint64_t calls = 0;
    for (const auto& one : outcome.deployments)
        if (one.is_local) calls += one.answered;
    return static_cast<double>(calls) / minutes(outcome);
}

double signals_in_time(const Outcome& outcome, nanoseconds most)
{
    const ByPriority& critical = outcome.by_priority[admission::priority_critical];
    return share(critical.answered.within(most), critical.paths.calls());
}

using Out = std::back_insert_iterator<std::string>;

void write_paths(Out out, const Outcome& outcome)
{
    fmt::format_to(out, "\nhow calls ended\n");
    for (const auto& [path, name] : enum_table(Path{}))
        fmt::format_to(out, "  {:<10} {:>11} {:>5.1f} %  {}\n", name, grouped(outcome.paths.of(path)),
                       share(outcome.paths.of(path), outcome.paths.calls()), meaning_of(path));
    fmt::format_to(out, "  hit rate: {:.1f} % of all calls, {:.1f} % of those answered\n", outcome.paths.hit_rate(),
                   share(outcome.paths.hits(), answered(outcome.paths)));
    fmt::format_to(out, "\nwhat they were about            of all    hits   refused\n");
    for (const auto& [kind, paths] : outcome.by_kind)
        fmt::format_to(out, "  {:<10} {:>11}      {:>5.1f} % {:>5.1f} %   {:>5.1f} %\n", to_text(kind),
                       grouped(paths.calls()), share(paths.calls(), outcome.paths.calls()), paths.hit_rate(),
                       share(paths.of(Path::refused), paths.calls()));
}

void write_deployments(Out out, const Outcome& outcome)
{
    fmt::format_to(out, "\nwho answered                 tier       calls     of those       tokens        USD\n");
    for (const auto& one : outcome.deployments) {
        fmt::format_to(out, "  {:<26} {:>4} {:>11}      {:>5.1f} % {:>13} {:>10}\n", one.id, one.order,
                       grouped(one.answered), share(one.answered, outcome.paths.of(Path::model)), grouped(one.tokens),
                       cents(one.cost));
        if (!one.failed.empty()) fmt::format_to(out, "    in vain: {}\n", list(one.failed));
    }
}

void write_waits(Out out, const Outcome& outcome)
{
    fmt::format_to(out,
                   "\npriority      calls   refused   a model began after             all of it came after\n"
                   "                                p50      p95      p99          p50      p95      p99\n");
    for (std::size_t at = admission::priorities; at-- > 0;) {
        const ByPriority& one = outcome.by_priority[at];
        if (one.paths.calls() == 0) continue;
        fmt::format_to(out, "  P{} {:>13}   {:>5.1f} % {:>8} {:>8} {:>8}     {:>8} {:>8} {:>8}\n", at,
                       grouped(one.paths.calls()), share(one.paths.of(Path::refused), one.paths.calls()),
                       text_of(one.wait.at(500)), text_of(one.wait.at(950)), text_of(one.wait.at(990)),
                       text_of(one.answered.at(500)), text_of(one.answered.at(950)), text_of(one.answered.at(990)));
    }
    if (!outcome.refused.empty()) fmt::format_to(out, "  refused: {}\n", list(outcome.refused));
}

void write_costs(Out out, const Outcome& outcome)
{
    fmt::format_to(out,
                   "\ncost of models            users   calls a day    hits   refused   USD a month    one user's\n");
    for (const auto& [tier, one] : outcome.by_tier)
        fmt::format_to(out, "  {:<10} {:>18} {:>13.1f} {:>5.1f} %   {:>5.1f} % {:>13} {:>13}\n", to_text(tier),
                       grouped(one.users), one.calls_per_user_day, one.paths.hit_rate(),
                       share(one.paths.of(Path::refused), one.paths.calls()), cents(one.cost_per_month),
                       small(one.cost_per_user_month()));
    fmt::format_to(out, "  {:<10} {:>18} {:>48} {:>13}\n", "all", grouped(outcome.users),
                   cents(outcome.cost_per_month()), small(outcome.cost_per_user_month()));
}

void write_verdict(Out out, const Outcome& outcome)
{
    const Claims claims = claims_for(outcome.users);
    fmt::format_to(out, "\nagainst the brief\n");
    fmt::format_to(out, "  hit rate            {:.0f} % claimed, {:.1f} % here", claims.hit_rate,
                   outcome.paths.hit_rate());
    const auto needed = analysis_share_needed(outcome, claims.hit_rate);
    const auto analysis = outcome.by_kind.find(Kind::analysis);
    const std::uint64_t asked = analysis == outcome.by_kind.end() ? 0 : analysis->second.calls();
    if (outcome.paths.hit_rate() >= claims.hit_rate)
        fmt::format_to(out, "\n");
    else if (needed)
        fmt::format_to(out, "; it would need {:.0f} % of the calls to be market questions, not {:.0f} %\n", *needed,
                       share(asked, outcome.paths.calls()));
    else
        fmt::format_to(out, "; not even market questions alone reach it\n");
    fmt::format_to(out, "  local calls         {:.0f}-{:.0f} a minute claimed, {:.0f} here\n",
                   claims.local_per_minute_least, claims.local_per_minute_most, local_per_minute(outcome));
    fmt::format_to(out, "  critical signals    within {} claimed; {:.1f} % of them are\n",
                   text_of(std::optional{claims.signal_most}), signals_in_time(outcome, claims.signal_most));
    fmt::format_to(out, "  cost of a user      {} a month claimed, servers and all; {} here for models alone\n",
                   small(claims.cost_per_user), small(outcome.cost_per_user_month()));
    if (claims.cloud_budget)
        fmt::format_to(out, "  cloud budget        {} a month claimed, {} here\n", cents(*claims.cloud_budget),
                       cents(outcome.cost_per_month()));
}

json::object to_json(const Paths& paths)
{
    json::object made{{"calls", paths.calls()}, {"hit_rate_percent", paths.hit_rate()}};
    for (const auto& [path, name] : enum_table(Path{})) made[name] = paths.of(path);
    return made;
}

json::object to_json(const std::map<std::string, std::uint64_t>& counts)
{
    json::object made;
    for (const auto& [word, count] : counts) made[word] = count;
    return made;
}

json::value to_json(const Quantiles& quantiles)
{
    if (quantiles.count() == 0) return nullptr;
    json::object made;
    for (const auto& [name, permille] : {std::pair{"p50", 500u}, {"p95", 950u}, {"p99", 990u}})
        made[name] = milliseconds(*quantiles.at(permille));
    return made;
}

}  // namespace

Claims claims_for(std::uint64_t users)
{
    Claims claims;
    claims.cost_per_user = users <= 10'000 ? "0.01"_dec : users <= 100'000 ? "0.005"_dec : "0.0015"_dec;
    if (users <= 10'000)
        claims.cloud_budget = "50"_dec;
    else if (users <= 200'000)
        claims.cloud_budget = "200"_dec;
    return claims;
}

std::optional<double> analysis_share_needed(const Outcome& outcome, double hit_rate)
{
    double analysis = 0;
    std::uint64_t calls = 0;
    std::uint64_t hits = 0;
    for (const auto& [kind, paths] : outcome.by_kind) {
        if (kind == Kind::analysis) {
            analysis = share(paths.hits(), answered(paths));
        } else {
            calls += answered(paths);
            hits += paths.hits();
        }
    }
    const double rest = share(hits, calls);
    if (analysis < hit_rate || analysis <= rest) return std::nullopt;
    return std::max(0.0, 100 * (hit_rate - rest) / (analysis - rest));
}

std::string render(const Outcome& outcome)
{
    std::string text;
    const Out out{text};
    const auto begin = std::chrono::duration_cast<std::chrono::minutes>(outcome.begin).count();
    fmt::format_to(out, "{} users and {} agents, {} from {:02}:{:02} UTC, seed {}\n", grouped(outcome.users),
                   outcome.agents, text_of(outcome.length), begin / 60, begin % 60, outcome.seed);
    fmt::format_to(out, "{} calls, after {} of warm-up; market questions {}\n", grouped(outcome.paths.calls()),
                   text_of(outcome.warm_up),
                   outcome.sharing == Sharing::canonical ? "shared by everybody" : "kept by each tenant");
    write_paths(out, outcome);
    write_deployments(out, outcome);
    write_waits(out, outcome);
    write_costs(out, outcome);
    write_verdict(out, outcome);
    return text;
}

json::object to_json(const Outcome& outcome)
{
    json::object kinds;
    for (const auto& [kind, paths] : outcome.by_kind) kinds[to_text(kind)] = to_json(paths);
    json::array deployments;
    for (const auto& one : outcome.deployments)
        deployments.push_back({{"id", one.id},
                               {"tier", one.order},
                               {"local", one.is_local},
                               {"answered", one.answered},
                               {"tokens", one.tokens},
                               {"cost_usd", one.cost.to_string()},
                               {"in_vain", to_json(one.failed)}});
    json::array priorities;
    for (std::size_t at = 0; at < admission::priorities; ++at) {
        const ByPriority& one = outcome.by_priority[at];
        if (one.paths.calls() == 0) continue;
        json::object made = to_json(one.paths);
        made["priority"] = at;
        made["wait_ms"] = to_json(one.wait);
        made["answered_ms"] = to_json(one.answered);
        priorities.push_back(std::move(made));
    }
    json::object tiers;
    for (const auto& [tier, one] : outcome.by_tier) {
        json::object made = to_json(one.paths);
        made["users"] = one.users;
        made["active"] = one.active;
        made["calls_per_user_day"] = one.calls_per_user_day;
        made["cost_usd"] = one.cost.to_string();
        made["cost_usd_per_month"] = one.cost_per_month.to_string();
        made["cost_usd_per_user_month"] = one.cost_per_user_month().to_string();
        tiers[to_text(tier)] = std::move(made);
    }
    const Claims claims = claims_for(outcome.users);
    json::object claimed{{"hit_rate_percent", claims.hit_rate},
                         {"cost_usd_per_user_month", claims.cost_per_user.to_string()},
                         {"local_per_minute", json::array{claims.local_per_minute_least, claims.local_per_minute_most}},
                         {"signal_ms", milliseconds(claims.signal_most)}};
    if (claims.cloud_budget) claimed["cloud_budget_usd_per_month"] = claims.cloud_budget->to_string();
    json::object made{{"users", outcome.users},
                      {"agents", outcome.agents},
                      {"seed", outcome.seed},
                      {"begin_minutes", milliseconds(outcome.begin) / 60'000},
                      {"minutes", minutes(outcome)},
                      {"warm_up_minutes", milliseconds(outcome.warm_up) / 60'000},
                      {"shares_analysis", outcome.sharing == Sharing::canonical},
                      {"paths", to_json(outcome.paths)},
                      {"hit_rate_percent_of_answered", share(outcome.paths.hits(), answered(outcome.paths))},
                      {"kinds", std::move(kinds)},
                      {"deployments", std::move(deployments)},
                      {"priorities", std::move(priorities)},
                      {"service_tiers", std::move(tiers)},
                      {"refused", to_json(outcome.refused)},
                      {"local_per_minute", local_per_minute(outcome)},
                      {"signals_in_time_percent", signals_in_time(outcome, claims.signal_most)},
                      {"cost_usd_per_month", outcome.cost_per_month().to_string()},
                      {"cost_usd_per_user_month", outcome.cost_per_user_month().to_string()},
                      {"cache_evicted", outcome.evicted},
                      {"cache_bytes_most", outcome.cached_bytes_most},
                      {"calls_in_flight_most", outcome.in_flight_most},
                      {"claimed", std::move(claimed)}};
    const auto needed = analysis_share_needed(outcome, claims.hit_rate);
    made["analysis_percent_needed_for_claim"] = needed ? json::value(*needed) : json::value(nullptr);
    return made;
}

}  // namespace swarmdesk::llm::simulation
