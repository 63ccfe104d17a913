#include "llm/keys/budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <tuple>
#include <type_traits>

namespace swarmdesk::llm::keys {
namespace {

using namespace swarmdesk::literals;
using namespace std::chrono_literals;

constexpr UtcTime noon{1'700'000'000'000'000'000};
using Names = std::vector<std::string>;

Amount usd(Decimal money) { return {.money = money}; }
LedgerTerms terms(Decimal money, std::optional<nanoseconds> duration = std::nullopt)
{
    return {.limit = {.money = money}, .window = {.duration = duration}};
}

bool is_reserved(const std::variant<Reservation, Refusal>& made) { return std::holds_alternative<Reservation>(made); }
Reservation reserve(BudgetBook& book, const Names& names, const Amount& estimate, UtcTime now = noon)
{
    auto made = book.reserve(names, estimate, now);
    EXPECT_TRUE(is_reserved(made));
    return std::get<Reservation>(std::move(made));
}
Refusal refuse(BudgetBook& book, const Names& names, const Amount& estimate, UtcTime now = noon)
{
    auto made = book.reserve(names, estimate, now);
    EXPECT_FALSE(is_reserved(made));
    return is_reserved(made) ? Refusal{} : std::get<Refusal>(std::move(made));
}

TEST(Budget, ReservesUpToTheLimitAndNotAHairBeyond)
{
    struct Case {
        const char* name;
        AmountLimit limit;
        Amount most;
        Amount more;
        RefusalCode code;
    };
    for (const Case& c : {
             Case{"money", {.money = "1"_dec}, usd("1"_dec), usd("0.000000000000000001"_dec), RefusalCode::money},
             Case{"tokens", {.tokens = 100}, {.tokens = 100}, {.tokens = 1}, RefusalCode::tokens},
             Case{"requests", {.requests = 3}, {.requests = 3}, {.requests = 1}, RefusalCode::requests},
         }) {
        SCOPED_TRACE(c.name);
        BudgetBook book{{}};
        ASSERT_TRUE(book.open("key", {.limit = c.limit}, noon));
        const auto held = reserve(book, {"key"}, c.most);
        const Refusal no = refuse(book, {"key"}, c.more);
        EXPECT_EQ(no.code, c.code);
        EXPECT_EQ(no.ledger, "key");
        EXPECT_EQ(no.used, no.limit);
        EXPECT_EQ(no.resets_in, std::nullopt);
        EXPECT_TRUE(is_reserved(book.reserve(Names{"key"}, {}, noon))) << "nothing is always to be had";
    }
}

TEST(Budget, ChargesWhatACallCostAndGivesTheRestBack)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    book.settle(reserve(book, {"key"}, {"8"_dec, 100, 1}), {"3"_dec, 40, 1});
    auto standing = book.standing("key", noon).value();
    EXPECT_EQ(standing.used, (Amount{"3"_dec, 40, 1}));
    EXPECT_EQ(standing.reserved, Amount{});
    EXPECT_EQ(standing.total, standing.used);
    book.release(reserve(book, {"key"}, usd("7"_dec)));
    book.settle(reserve(book, {"key"}, usd("7"_dec)), usd("7"_dec));
    EXPECT_EQ(refuse(book, {"key"}, usd("0.01"_dec)).used, "10"_dec);
    EXPECT_EQ(book.reservations(), 0u);
}

TEST(Budget, ChargesACallThatCostMoreInFullAndThenRefuses)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    book.settle(reserve(book, {"key"}, usd("9"_dec)), usd("12"_dec));
    EXPECT_EQ(book.standing("key", noon)->used.money, "12"_dec);
    EXPECT_EQ(refuse(book, {"key"}, {}).used, "12"_dec);
}

TEST(Budget, ChargesTheEstimateOfAReservationThatWasDropped)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    {
        auto first = reserve(book, {"key"}, usd("2"_dec));
        const auto moved = std::move(first);
        EXPECT_EQ(moved.estimate(), usd("2"_dec));
        EXPECT_EQ(book.standing("key", noon)->reserved, usd("2"_dec));
    }
    EXPECT_EQ(book.standing("key", noon)->used, usd("2"_dec)) << "once";
    auto target = reserve(book, {"key"}, usd("1"_dec));
    target = reserve(book, {"key"}, usd("3"_dec));
    EXPECT_EQ(book.standing("key", noon)->used, usd("3"_dec)) << "what was in its place is charged";
    book.release(std::move(target));
    EXPECT_EQ(book.standing("key", noon)->reserved, Amount{});
}

TEST(Budget, CannotBeSettledTwice)
{
    static_assert(!std::is_copy_constructible_v<Reservation> && !std::is_copy_assignable_v<Reservation>);
    static_assert(!std::is_default_constructible_v<Reservation>);
    static_assert(!std::is_invocable_v<decltype(&BudgetBook::settle), BudgetBook&, Reservation&, const Amount&>);
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    auto held = reserve(book, {"key"}, usd("1"_dec));
    book.settle(std::move(held), usd("1"_dec));
    EXPECT_DEATH(book.settle(std::move(held), usd("1"_dec)), "book_ == this");
}

TEST(Budget, ReservesInAllLedgersOrInNone)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    ASSERT_TRUE(book.open("team", terms("5"_dec), noon));
    ASSERT_TRUE(book.open("global", terms("100"_dec), noon));
    EXPECT_EQ(refuse(book, {"key", "global", "team"}, usd("6"_dec)).ledger, "team");
    EXPECT_EQ(refuse(book, {"key", "nobody"}, usd("1"_dec)).code, RefusalCode::unknown_ledger);
    for (const char* name : {"key", "team", "global"}) EXPECT_EQ(book.standing(name, noon)->reserved, Amount{}) << name;
    auto held = reserve(book, {"key", "team", "global", "key"}, usd("5"_dec));
    for (const char* name : {"key", "team", "global"})
        EXPECT_EQ(book.standing(name, noon)->reserved, usd("5"_dec)) << name << ", once though named twice";
    EXPECT_EQ(refuse(book, {"team"}, usd("0.1"_dec)).code, RefusalCode::money);
    book.settle(std::move(held), usd("4"_dec));
    for (const char* name : {"key", "team", "global"}) EXPECT_EQ(book.standing(name, noon)->used, usd("4"_dec));
    EXPECT_TRUE(is_reserved(book.reserve(Names{}, usd("1000"_dec), noon))) << "no ledger, no limit";
}

TEST(Budget, StartsFromZeroInANewWindow)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec, 1h), noon));
    book.settle(reserve(book, {"key"}, usd("10"_dec)), usd("10"_dec));
    const Refusal no = refuse(book, {"key"}, usd("1"_dec), noon + (1h - 1ns));
    EXPECT_EQ(no.resets_in, 1ns);
    EXPECT_EQ(refuse(book, {"key"}, usd("1"_dec), noon).resets_in, 1h);
    book.release(reserve(book, {"key"}, usd("10"_dec), noon + 1h));
    EXPECT_EQ(book.standing("key", noon + 1h)->previous, usd("10"_dec));
    EXPECT_EQ(book.standing("key", noon + 1h)->resets_in, 1h);
    EXPECT_EQ(book.standing("key", noon + 2h)->previous, Amount{}) << "nothing was spent in the hour before";
    EXPECT_EQ(book.standing("key", noon + 2h)->total, usd("10"_dec));
}

TEST(Budget, SettlesIntoTheWindowItWasReservedIn)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec, 1h), noon));
    auto old = reserve(book, {"key"}, usd("6"_dec), noon + 59min);
    auto older = reserve(book, {"key"}, usd("4"_dec), noon + 59min);
    auto fresh = reserve(book, {"key"}, usd("10"_dec), noon + 61min);
    book.settle(std::move(old), usd("5"_dec));
    auto standing = book.standing("key", noon + 61min).value();
    EXPECT_EQ(standing.used, Amount{});
    EXPECT_EQ(standing.reserved, usd("10"_dec)) << "the old one frees nothing here";
    EXPECT_EQ(standing.previous, usd("5"_dec));
    book.settle(std::move(fresh), usd("1"_dec));
    EXPECT_TRUE(is_reserved(book.reserve(Names{"key"}, usd("1"_dec), noon + 3h)));
    book.settle(std::move(older), usd("4"_dec));
    standing = book.standing("key", noon + 3h).value();
    EXPECT_EQ(standing.previous, Amount{});
    EXPECT_EQ(standing.total, usd("11"_dec)) << "in the total everything is found";
}

TEST(Budget, BringsNoSpentWindowBackWhenTheCalendarSteps)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec, 1h), noon));
    book.settle(reserve(book, {"key"}, usd("10"_dec), noon + 1h), usd("10"_dec));
    EXPECT_EQ(refuse(book, {"key"}, usd("1"_dec), noon + 30min).resets_in, 90min);
}

TEST(Budget, AlignsWindowsToCreationOrCalendar)
{
    // 2023-11-14 22:13:20 UTC, a Tuesday.
    struct Case {
        const char* name;
        nanoseconds duration;
        Alignment alignment;
        nanoseconds resets_in;
    };
    for (const Case& c : {
             Case{"an hour from creation", 1h, Alignment::creation, 1h},
             Case{"a full hour", 1h, Alignment::calendar, 46min + 40s},
             Case{"midnight", 24h, Alignment::calendar, 1h + 46min + 40s},
             Case{"Monday", 7 * 24h, Alignment::calendar, 5 * 24h + 1h + 46min + 40s},
         }) {
        SCOPED_TRACE(c.name);
        BudgetBook book{{}};
        ASSERT_TRUE(book.open("key", {.window = {c.duration, c.alignment}}, noon));
        EXPECT_EQ(book.standing("key", noon)->resets_in, c.resets_in);
    }
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("old", {.window = {1h, Alignment::calendar}}, {-1}));
    EXPECT_EQ(book.standing("old", {-1})->resets_in, 1ns) << "before 1970 too";
}

TEST(Budget, ForgetsAClosedLedgerButNotItsReservationsElsewhere)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    ASSERT_TRUE(book.open("team", terms("10"_dec), noon));
    auto held = reserve(book, {"key", "team"}, usd("4"_dec));
    ASSERT_TRUE(book.close("key"));
    EXPECT_EQ(book.close("key").error().code, Errc::not_found);
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    book.settle(std::move(held), usd("3"_dec));
    EXPECT_EQ(book.standing("team", noon)->used, usd("3"_dec));
    EXPECT_EQ(book.standing("key", noon)->used, Amount{}) << "another ledger of the same name";
    EXPECT_EQ(book.standing("nobody", noon).has_value(), false);
}

TEST(Budget, ChangesALimitUnderWhatIsReserved)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    const auto held = reserve(book, {"key"}, usd("4"_dec));
    ASSERT_TRUE(book.set_limit("key", {.money = "3"_dec}));
    EXPECT_EQ(refuse(book, {"key"}, {}).limit, "3"_dec);
    ASSERT_TRUE(book.set_limit("key", {}));
    book.release(reserve(book, {"key"}, usd("1000"_dec)));
    EXPECT_EQ(book.set_limit("nobody", {}).error().code, Errc::not_found);
}

// ------------------------------------------------------------------------------------------------------ across
// restarts

/// The book of a process that starts at `now` with what another left.
BudgetBook& resumed(BudgetBook& book, const LedgerTerms& today, const Spending& left, UtcTime now)
{
    EXPECT_TRUE(book.open(left.ledger, today, now));
    EXPECT_TRUE(book.resume(left, now));
    return book;
}

TEST(Budget, TellsWhatWasChargedSinceOnceAndAsItStands)
{
    BudgetBook book{{.keeps_changes = true}};
    ASSERT_TRUE(book.open("key", terms("10"_dec, 1h), noon));
    ASSERT_TRUE(book.open("team", terms("10"_dec), noon));
    ASSERT_TRUE(book.open("idle", terms("10"_dec), noon));
    EXPECT_TRUE(book.take_changes().empty());
    auto under_way = reserve(book, {"key", "idle"}, usd("1"_dec));
    book.settle(reserve(book, {"key", "team"}, usd("2"_dec)), {"2"_dec, 30, 1});
    book.settle(reserve(book, {"key"}, usd("2"_dec)), {"1"_dec, 10, 1});
    EXPECT_EQ(book.take_changes(),
              (std::vector<Spending>{{"key", noon, {"3"_dec, 40, 2}}, {"team", noon, {"2"_dec, 30, 1}}}))
        << "what is only reserved is not spent";
    EXPECT_TRUE(book.take_changes().empty());
    book.release(std::move(under_way));
    EXPECT_TRUE(book.take_changes().empty()) << "nothing was charged";
    book.settle(reserve(book, {"key"}, usd("2"_dec), noon + 150min), usd("2"_dec));
    EXPECT_EQ(book.take_changes(), (std::vector<Spending>{{"key", noon + 2h, usd("2"_dec)}})) << "of its third hour";
    book.settle(reserve(book, {"key", "team"}, usd("1"_dec), noon + 150min), usd("1"_dec));
    ASSERT_TRUE(book.close("key"));
    EXPECT_EQ(book.take_changes(), (std::vector<Spending>{{"team", noon, {"3"_dec, 30, 1}}}));
}

TEST(Budget, NobodyWhoDoesNotAskPaysForBeingTold)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    book.settle(reserve(book, {"key"}, usd("2"_dec)), usd("2"_dec));
    EXPECT_TRUE(book.take_changes().empty());
}

TEST(Budget, GoesOnAfterARestartInTheSameWindowAndInNoOther)
{
    const Spending left{"key", noon, {"6"_dec, 70, 3}};
    struct Case {
        const char* name;
        std::optional<nanoseconds> duration;
        nanoseconds later;
        Decimal used;
        std::optional<nanoseconds> resets_in;
    };
    for (const Case& c : {
             Case{"at once", 1h, 0s, "6"_dec, 1h},
             Case{"at the end of the window", 1h, 1h - 1ns, "6"_dec, 1ns},
             Case{"as the next begins", 1h, 1h, {}, 1h},
             Case{"in the third, whose beginning did not move", 1h, 150min, {}, 30min},
             Case{"without a window, years later", {}, 24h * 1000, "6"_dec, {}},
             Case{"the window is longer now", 2h, 90min, "6"_dec, 30min},
             Case{"the window is shorter now", 30min, 45min, {}, 15min},
         }) {
        SCOPED_TRACE(c.name);
        BudgetBook book{{}};
        const UtcTime now = noon + c.later;
        resumed(book, terms("10"_dec, c.duration), left, now);
        EXPECT_EQ(book.standing("key", now)->used.money, c.used);
        EXPECT_EQ(book.standing("key", now)->resets_in, c.resets_in);
        const Decimal rest = "10"_dec - c.used;
        EXPECT_EQ(refuse(book, {"key"}, usd(rest + "0.000000000000000001"_dec), now).code, RefusalCode::money);
        book.release(reserve(book, {"key"}, usd(rest), now));
    }
}

TEST(Budget, GoesOnInTheSameDayOfTheCalendar)
{
    // 22:13:20 UTC: midnight is 1 h 46 min 40 s away.
    const LedgerTerms daily{{.money = "10"_dec}, {24h, Alignment::calendar}};
    for (const auto& [later, used] : {std::pair{nanoseconds{1h + 46min + 40s - 1ns}, "6"_dec},
                                      std::pair{nanoseconds{1h + 46min + 40s}, Decimal{}}}) {
        BudgetBook book{{}};
        resumed(book, daily, {"key", noon, usd("6"_dec)}, noon + later);
        EXPECT_EQ(book.standing("key", noon + later)->used.money, used);
    }
}

TEST(Budget, AWindowThatBeganInTheFutureBeginsNow)
{
    BudgetBook book{{}};
    resumed(book, terms("10"_dec, 1h), {"key", noon + 1000h, usd("6"_dec)}, noon);
    EXPECT_EQ(book.standing("key", noon)->used, usd("6"_dec));
    EXPECT_EQ(book.standing("key", noon)->resets_in, 1h);
}

TEST(Budget, WhatNobodyHasAnyMoreIsNotTakenUp)
{
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("new", terms("10"_dec), noon));
    EXPECT_EQ(book.resume({"old", noon, usd("6"_dec)}, noon).error().code, Errc::not_found);
    EXPECT_EQ(book.standing("new", noon)->used, Amount{});
}

TEST(Budget, LosesNothingHoweverOftenItIsRestarted)
{
    rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& steps) {
        const LedgerTerms hourly = terms("100000"_dec, 1h);
        auto lasting = std::make_unique<BudgetBook>(BudgetBook::Settings{});
        auto restarted = std::make_unique<BudgetBook>(BudgetBook::Settings{.keeps_changes = true});
        static_cast<void>(lasting->open("key", hourly, noon));
        static_cast<void>(restarted->open("key", hourly, noon));
        Spending kept{"key", noon, {}};
        UtcTime now = noon;
        for (const auto& [much, what] : steps) {
            now = now + 1min * (what % 50);
            for (BudgetBook* book : {lasting.get(), restarted.get()})
                book->settle(reserve(*book, {"key"}, usd("300"_dec), now), {Decimal::from_integer(much), much, 1});
            for (const Spending& change : restarted->take_changes()) kept = change;
            if (what % 3 == 0) {
                restarted = std::make_unique<BudgetBook>(BudgetBook::Settings{.keeps_changes = true});
                resumed(*restarted, hourly, kept, now);
            }
            RC_ASSERT(restarted->standing("key", now)->used == lasting->standing("key", now)->used);
            RC_ASSERT(restarted->standing("key", now)->resets_in == lasting->standing("key", now)->resets_in);
        }
    });
}

TEST(Budget, IsBounded)
{
    BudgetBook book{{.ledgers_max = 1, .reservations_max = 1}};
    ASSERT_TRUE(book.open("key", terms("10"_dec), noon));
    EXPECT_EQ(book.open("key", {}, noon).error().code, Errc::conflict);
    EXPECT_EQ(book.open("two", {}, noon).error().code, Errc::limit_exceeded);
    EXPECT_EQ(book.open("bad", {.window = {0ns}}, noon).error().code, Errc::out_of_range);
    auto held = reserve(book, {"key"}, usd("1"_dec));
    EXPECT_EQ(refuse(book, {"key"}, usd("1"_dec)).code, RefusalCode::too_many_reservations);
    book.release(std::move(held));
    book.release(reserve(book, {"key"}, usd("1"_dec)));
}

TEST(Budget, DoesNotRunOverAtTheLargestNumbers)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    BudgetBook book{{}};
    ASSERT_TRUE(book.open("key", {.limit = {.tokens = most - 1}}, noon));
    book.settle(reserve(book, {"key"}, {.tokens = 1}), {.tokens = most});
    EXPECT_EQ(refuse(book, {"key"}, {.tokens = most}).code, RefusalCode::tokens);
    ASSERT_TRUE(book.open("rich", {}, noon));
    const Amount huge = usd(Decimal::from_mantissa(std::numeric_limits<Int128>::max()));
    const auto held = reserve(book, {"rich"}, usd("1"_dec));
    EXPECT_THROW(static_cast<void>(book.reserve(Names{"rich"}, huge, noon)), ArithmeticError);
    EXPECT_EQ(book.standing("rich", noon)->reserved, usd("1"_dec));
    EXPECT_EQ(book.reservations(), 1u);
}

TEST(Budget, NeverReservesBeyondAnyLimitHoweverCallsInterleave)
{
    rc::check([](const std::vector<std::tuple<std::uint8_t, std::uint8_t, std::uint8_t>>& steps) {
        const Names all{"global", "key-1", "key-2", "team"};
        BudgetBook book{{.reservations_max = 6}};
        const auto limit = [&](std::size_t i) {
            return AmountLimit{Decimal::from_integer(20 + 10 * static_cast<std::int64_t>(i)), 200 + 50 * i, 8 + i};
        };
        const auto duration = [](std::size_t i) { return 60s * (1 + i); };
        for (std::size_t i = 0; i < all.size(); ++i)
            static_cast<void>(book.open(all[i], {limit(i), {duration(i)}}, noon));
        std::vector<std::pair<Reservation, Names>> open;
        UtcTime now = noon;
        Amount spent;
        for (const auto& [what, which, much] : steps) {
            now = now + 1s * (which % 20);
            const Amount amount{Decimal::from_integer(much % 16), much % 128u, 1};
            if (what % 3 != 0) {
                Names names;
                for (std::size_t i = 0; i < all.size(); ++i)
                    if ((which >> i & 1) != 0) names.push_back(all[i]);
                auto made = book.reserve(names, amount, now);
                if (auto* held = std::get_if<Reservation>(&made)) {
                    for (std::size_t i = 0; i < all.size(); ++i) {
                        if ((which >> i & 1) == 0) continue;
                        const auto standing = book.standing(all[i], now).value();
                        RC_ASSERT(standing.used.money + standing.reserved.money <= *limit(i).money);
                        RC_ASSERT(standing.used.tokens + standing.reserved.tokens <= *limit(i).tokens);
                        RC_ASSERT(standing.used.requests + standing.reserved.requests <= *limit(i).requests);
                    }
                    open.emplace_back(std::move(*held), names);
                }
            } else if (!open.empty()) {
                const std::size_t at = which % open.size();
                auto [reservation, names] = std::move(open[at]);
                open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
                Amount actual = reservation.estimate();
                if (much % 3 == 0) {
                    book.release(std::move(reservation));
                    continue;
                }
                if (much % 3 == 1) actual.tokens /= 2;
                if (std::ranges::find(names, "global") != names.end())
                    spent = {spent.money + actual.money, spent.tokens + actual.tokens, spent.requests + 1};
                book.settle(std::move(reservation), actual);
            }
            // As long as no call costs more than was set aside for it, the bound holds at every instant.
            for (std::size_t i = 0; i < all.size(); ++i) {
                const auto standing = book.standing(all[i], now).value();
                RC_ASSERT(standing.used.money + standing.reserved.money <= *limit(i).money);
                RC_ASSERT(standing.used.tokens + standing.reserved.tokens <= *limit(i).tokens);
                RC_ASSERT(standing.used.requests + standing.reserved.requests <= *limit(i).requests);
                RC_ASSERT(!standing.reserved.money.is_negative());
            }
            RC_ASSERT(book.standing("global", now)->total == spent);
            RC_ASSERT(book.reservations() == open.size());
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::keys
