#include "llm/keys/allotment.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>

namespace swarmdesk::llm::keys {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;
using settings::Allowance;
using AllotmentPtr = std::shared_ptr<Allotment>;

constexpr Now noon{{1'700'000'000'000'000'000}, {1'000'000'000'000}};
constexpr Decimal hair = "0.000000000000000001"_dec;

/// Two keys of one team, and one of none.
class Office {
public:
    Office(const Allowance& of_keys, const Allowance& of_team)
        : team(opened(Holder::team, "quants", of_team)),
          alice(opened(Holder::key, "alice", of_keys, team)),
          bob(opened(Holder::key, "bob", of_keys, team)),
          loner(opened(Holder::key, "loner", of_keys))
    {}

    /// A call that takes the limits, and keeps what it took until it is settled.
    Claim& take(const AllotmentPtr& by, Decimal money = {}, std::uint64_t tokens = 1, nanoseconds later = 0s)
    {
        Claim& claim = claims_.emplace_back();
        const auto denial = claim.take(by, book, {money, tokens, 1}, at(later));
        EXPECT_FALSE(denial) << denial->message;
        EXPECT_TRUE(claim.is_taken());
        return claim;
    }
    Denial deny(const AllotmentPtr& by, Decimal money = {}, std::uint64_t tokens = 1, nanoseconds later = 0s)
    {
        Claim claim;
        auto denial = claim.take(by, book, {money, tokens, 1}, at(later));
        EXPECT_TRUE(denial);
        EXPECT_FALSE(claim.is_taken());
        return denial ? std::move(*denial) : Denial{};
    }
    Decimal used(const AllotmentPtr& of) const { return book.standing(of->ledger(), noon.utc)->used.money; }
    Amount reserved(const AllotmentPtr& of) const { return book.standing(of->ledger(), noon.utc)->reserved; }
    static Now at(nanoseconds later) { return {noon.utc + later, noon.monotonic + later}; }

    BudgetBook book{{}};

private:
    AllotmentPtr opened(Holder holder, const std::string& name, const Allowance& allowance, AllotmentPtr its_team = {})
    {
        auto made = std::make_shared<Allotment>(holder, name, allowance, std::move(its_team));
        EXPECT_TRUE(book.open(made->ledger(), made->terms, noon.utc));
        return made;
    }

public:
    const AllotmentPtr team;
    const AllotmentPtr alice;
    const AllotmentPtr bob;
    const AllotmentPtr loner;

private:
    std::deque<Claim> claims_;
};

TEST(Allotment, ACallMustFitTheBudgetOfItsKeyAndOfItsTeam)
{
    struct Case {
        const char* name;
        Decimal of_key;
        Decimal of_team;
        Holder holder;
        const char* words;
    };
    for (
        const Case& c : {
            Case{"the team has less", "10"_dec, "4"_dec, Holder::team,
                 "the budget of this key's team, quants, does not cover the call, which may take 4.000000000000000001 "
                 "USD: used 0 of 4"},
            Case{
                "the key has less", "4"_dec, "10"_dec, Holder::key,
                "the budget of this key does not cover the call, which may take 4.000000000000000001 USD: used 0 of 4"},
            Case{
                "both the same", "4"_dec, "4"_dec, Holder::key,
                "the budget of this key does not cover the call, which may take 4.000000000000000001 USD: used 0 of 4"},
        }) {
        SCOPED_TRACE(c.name);
        Office office{{.max_budget = c.of_key}, {.max_budget = c.of_team}};
        const Denial denial = office.deny(office.alice, "4"_dec + hair);
        EXPECT_EQ(denial.holder, c.holder);
        EXPECT_EQ(denial.code, "budget_exceeded");
        EXPECT_EQ(denial.message, c.words);
        EXPECT_TRUE(denial.is_budget);
        EXPECT_EQ(office.reserved(office.alice), Amount{}) << "all or none";
        EXPECT_EQ(office.reserved(office.team), Amount{});
        office.take(office.alice, "4"_dec).settle(office.book, "4"_dec, 1);
        EXPECT_EQ(office.used(office.alice), "4"_dec);
        EXPECT_EQ(office.used(office.team), "4"_dec);
    }
}

TEST(Allotment, TokensAndRequestsOfAWindowAreBudgetsToo)
{
    Office tokens{{.max_budget_tokens = 10, .budget_duration = 24h}, {}};
    EXPECT_EQ(tokens.deny(tokens.alice, {}, 11).code, "token_budget_exceeded");
    tokens.take(tokens.alice, {}, 10).settle(tokens.book, {}, 4);
    EXPECT_EQ(tokens.deny(tokens.alice, {}, 7).message,
              "the budget of this key does not cover the call, which may take 7 tokens: used 4 of 10");
    tokens.take(tokens.alice, {}, 6).settle(tokens.book, {}, 6);
    EXPECT_EQ(tokens.deny(tokens.alice, {}, 1).retry_after, 24h);
    tokens.take(tokens.bob, {}, 10).settle(tokens.book, {}, 10);
    tokens.take(tokens.alice, {}, 10, 24h).settle(tokens.book, {}, 10);

    Office requests{{}, {.max_budget_requests = 2}};
    requests.take(requests.alice).settle(requests.book, {}, 1);
    Claim& failed = requests.take(requests.bob);
    const Denial denial = requests.deny(requests.bob);
    EXPECT_EQ(denial.code, "request_budget_exceeded");
    EXPECT_EQ(denial.holder, Holder::team);
    failed.give_back(requests.book);
    requests.take(requests.bob).settle(requests.book, {}, 0);  // answered, whatever it counted
    EXPECT_EQ(requests.deny(requests.alice).code, "request_budget_exceeded");
}

TEST(Allotment, KeysOfATeamCannotSpendMoreTogetherAlsoNotAtOnce)
{
    Office office{{.max_budget = "8"_dec}, {.max_budget = "10"_dec}};
    Claim& first = office.take(office.alice, "6"_dec);
    EXPECT_EQ(office.deny(office.bob, "4"_dec + hair).holder, Holder::team) << "both are under way";
    Claim& second = office.take(office.bob, "4"_dec);
    EXPECT_EQ(office.deny(office.bob, hair).holder, Holder::team);
    office.take(office.loner, "8"_dec);
    first.settle(office.book, "5"_dec, 1);
    EXPECT_EQ(office.deny(office.bob, "1"_dec + hair).holder, Holder::team) << "what it did not cost is free again";
    Claim& third = office.take(office.bob, "1"_dec);
    second.settle(office.book, "4"_dec, 1);
    third.settle(office.book, "1"_dec, 1);
    EXPECT_EQ(office.used(office.team), "10"_dec);
    EXPECT_EQ(office.used(office.alice) + office.used(office.bob), "10"_dec);
    EXPECT_EQ(
        office.deny(office.alice, hair).message,
        "the budget of this key's team, quants, does not cover the call, which may take 0.000000000000000001 USD: used "
        "10 of 10");
}

TEST(Allotment, ACallThatWasNotMadeGivesBackToBoth)
{
    Office office{{.max_budget = "5"_dec, .tpm_limit = 100, .max_parallel_requests = 1},
                  {.max_budget = "5"_dec, .tpm_limit = 100, .max_parallel_requests = 1}};
    office.take(office.alice, "5"_dec, 100).give_back(office.book);
    EXPECT_EQ(office.used(office.alice), Decimal{});
    EXPECT_EQ(office.used(office.team), Decimal{});
    office.take(office.bob, "5"_dec, 100).give_back(office.book);
    office.take(office.alice, "5"_dec, 100);
}

TEST(Allotment, ATeamHasRatesAndPlacesAsKeysHave)
{
    struct Case {
        const char* name;
        Allowance of_team;
        std::uint64_t tokens;  ///< of each of two calls that fit
        const char* code;
        const char* words;
        nanoseconds retry_after;
    };
    for (const Case& c : {
             Case{"requests",
                  {.rpm_limit = 2},
                  1,
                  "rate_limit_exceeded",
                  "the limit of requests a minute of this key's team, quants, is reached",
                  61s},
             Case{"tokens",
                  {.tpm_limit = 100},
                  50,
                  "rate_limit_exceeded",
                  "the limit of tokens a minute of this key's team, quants, is reached",
                  61s},
             Case{"places",
                  {.max_parallel_requests = 2},
                  1,
                  "too_many_parallel_requests",
                  "this key's team, quants, has as many calls under way as it may",
                  1s},
         }) {
        SCOPED_TRACE(c.name);
        Office office{{}, c.of_team};
        Claim& first = office.take(office.alice, {}, c.tokens);
        office.take(office.bob, {}, c.tokens);
        for (const auto& by : {office.alice, office.bob}) {
            const Denial denial = office.deny(by);
            EXPECT_EQ(denial.holder, Holder::team);
            EXPECT_EQ(denial.code, c.code);
            EXPECT_EQ(denial.message, c.words);
            EXPECT_EQ(denial.retry_after, c.retry_after);
            EXPECT_FALSE(denial.is_budget);
        }
        office.take(office.loner);
        first.settle(office.book, {}, c.tokens);
        office.take(office.bob, {}, 1, 61s);
    }
}

TEST(Allotment, WhatTheTeamRefusesTakesNothingOfTheKey)
{
    Office office{{.rpm_limit = 1, .max_parallel_requests = 1}, {.max_budget = "1"_dec, .max_parallel_requests = 1}};
    EXPECT_EQ(office.deny(office.alice, "2"_dec).code, "budget_exceeded");
    Claim& held = office.take(office.bob);
    EXPECT_EQ(office.deny(office.alice).code, "too_many_parallel_requests");
    held.settle(office.book, {}, 1);
    office.take(office.alice);
    EXPECT_EQ(office.deny(office.alice, {}, 1, 1s).holder, Holder::key) << "its own limits are told first";
}

TEST(Allotment, TheGaugeShownIsTheTighterOne)
{
    struct Case {
        const char* name;
        Allowance of_keys;
        Allowance of_team;
        std::optional<std::uint64_t> limit;
        std::uint64_t remaining;
    };
    for (const Case& c : {
             Case{"the key's", {.rpm_limit = 3}, {.rpm_limit = 10}, 3, 2},
             Case{"the team's", {.rpm_limit = 9}, {.rpm_limit = 5}, 5, 3},
             Case{"the team's alone", {}, {.rpm_limit = 5}, 5, 3},
             Case{"the key's alone", {.rpm_limit = 3}, {}, 3, 2},
             Case{"none", {}, {}, {}, 0},
         }) {
        SCOPED_TRACE(c.name);
        Office office{c.of_keys, c.of_team};
        office.take(office.bob);
        const auto gauge = office.take(office.alice).gauge(Rate::requests, noon.monotonic);
        EXPECT_EQ(gauge.has_value(), c.limit.has_value());
        if (!gauge) continue;
        EXPECT_EQ(gauge->limit, c.limit);
        EXPECT_EQ(gauge->remaining, c.remaining);
    }
    EXPECT_EQ(Claim{}.gauge(Rate::requests, noon.monotonic), std::nullopt);
    // Of two alike the one that takes longer.
    Office office{{.rpm_limit = 2}, {.rpm_limit = 3}};
    office.take(office.alice, {}, 1, 0s);
    office.take(office.bob, {}, 1, 30s);
    EXPECT_EQ(office.take(office.alice, {}, 1, 40s).gauge(Rate::requests, noon.monotonic + 40s)->limit, 2u);
}

TEST(Allotment, ATeamIsNeverCarriedOverItsBudgetHoweverItsKeysInterleave)
{
    rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& steps) {
        Office office{{.max_budget = "60"_dec, .max_parallel_requests = 4},
                      {.max_budget = "100"_dec, .max_parallel_requests = 6}};
        std::deque<std::pair<Claim, Decimal>> open;
        Decimal spent;
        for (const auto& [what, much] : steps) {
            const Decimal most = Decimal::from_integer(much % 40);
            if (what % 3 != 0) {
                auto& [claim, estimate] = open.emplace_back();
                estimate = most;
                const auto& by = what % 2 == 0 ? office.alice : office.bob;
                if (claim.take(by, office.book, {most, 1, 1}, noon)) open.pop_back();
            } else if (!open.empty()) {
                auto& [claim, estimate] = open.front();
                const bool is_made = much % 4 != 0;
                const Decimal cost =
                    is_made ? estimate - Decimal::from_integer(much % 2 == 0 && estimate >= "1"_dec) : Decimal{};
                is_made ? claim.settle(office.book, cost, 1) : claim.give_back(office.book);
                spent += cost;
                open.pop_front();
            }
            RC_ASSERT(office.used(office.team) + office.reserved(office.team).money <= "100"_dec);
            RC_ASSERT(office.used(office.alice) + office.reserved(office.alice).money <= "60"_dec);
            RC_ASSERT(office.used(office.team) == spent);
            RC_ASSERT(office.used(office.alice) + office.used(office.bob) == spent);
            RC_ASSERT(open.size() <= 6u);
        }
        for (auto& [claim, estimate] : open) claim.give_back(office.book);
    });
}

}  // namespace
}  // namespace swarmdesk::llm::keys
