#include "llm/keys/budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <limits>
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
