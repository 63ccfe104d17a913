#include "llm/cache/single_flight.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

namespace swarmdesk::llm::cache {
namespace {

using Members = std::vector<SingleFlight::MemberId>;

Key key(int number)
{
    ModelCall call;
    call.body["n"] = number;
    return key_of({.scope = Scope::of_tenant("t")}, call).value();
}

Chunk chunk(std::string text) { return {.json = std::move(text)}; }

SingleFlight::Leads lead(SingleFlight& flights, int number, Delivery delivery = Delivery::streamed)
{
    return std::get<SingleFlight::Leads>(flights.join(key(number), delivery));
}
SingleFlight::Follows follow(SingleFlight& flights, int number, Delivery delivery = Delivery::streamed)
{
    return std::get<SingleFlight::Follows>(flights.join(key(number), delivery));
}

/// "-" when told to wait, "." for the end, "!" for a failure.
std::string read(SingleFlight& flights, SingleFlight::MemberId member)
{
    const auto next = flights.next(member);
    if (std::holds_alternative<SingleFlight::Waiting>(next)) return "-";
    if (const auto* piece = std::get_if<1>(&next)) return (*piece)->json;
    const SingleFlight::Outcome& outcome = *std::get<2>(next);
    if (const auto* answer = std::get_if<Answer>(&outcome)) return answer->json;
    if (const auto* failure = std::get_if<Failure>(&outcome)) return "!" + failure->message;
    return ".";
}

std::string read_two(SingleFlight& flights, SingleFlight::MemberId member)
{
    const std::string first = read(flights, member);
    return first + read(flights, member);
}

TEST(SingleFlight, LetsTheFirstWorkAndTheOthersFollow)
{
    SingleFlight flights{{}};
    const auto leader = lead(flights, 1, Delivery::whole);
    const auto follower = follow(flights, 1, Delivery::streamed);
    EXPECT_EQ(follower.flight, leader.flight);
    EXPECT_EQ(follower.delivery, Delivery::whole) << "as the leader asked";
    const auto other = lead(flights, 2);
    EXPECT_NE(other.flight, leader.flight);
    EXPECT_EQ(read(flights, leader.member), "-");
    EXPECT_EQ(read(flights, follower.member), "-");
    EXPECT_EQ(flights.complete(leader.flight, Answer{"{}", {}}), (Members{leader.member, follower.member}));
    EXPECT_EQ(read(flights, leader.member), "{}");
    EXPECT_EQ(read(flights, follower.member), "{}");
    EXPECT_EQ(flights.flights(), 1u) << "over when all have read it";
    EXPECT_EQ(flights.members(), 1u);
    EXPECT_EQ(flights.counters(), (SingleFlight::Counters{.led = 2, .coalesced = 1}));
}

TEST(SingleFlight, ReplaysThePrefixToWhoComesLate)
{
    SingleFlight flights{{}};
    const auto leader = lead(flights, 1);
    flights.publish(leader.flight, chunk("a"));
    EXPECT_EQ(read(flights, leader.member), "a");
    flights.publish(leader.flight, chunk("b"));
    const auto late = follow(flights, 1);
    EXPECT_EQ(read(flights, late.member), "a");
    EXPECT_EQ(read(flights, late.member), "b");
    EXPECT_EQ(read(flights, late.member), "-");
    EXPECT_EQ(flights.publish(leader.flight, chunk("c")), Members{late.member}) << "only who waits is woken";
    EXPECT_EQ(flights.publish(leader.flight, chunk("d")), Members{}) << "and once";
    EXPECT_EQ(flights.complete(leader.flight, Finished{}), Members{});
    for (const auto& [member, rest] : {std::pair{leader.member, "bcd."}, std::pair{late.member, "cd."}}) {
        std::string text;
        for (int i = 0; i < 4 && !text.ends_with('.'); ++i) text += read(flights, member);
        EXPECT_EQ(text, rest);
    }
    EXPECT_EQ(flights.flights(), 0u);
}

TEST(SingleFlight, StartsAnewOnceItsAnswerIsThere)
{
    SingleFlight flights{{}};
    const auto leader = lead(flights, 1);
    flights.complete(leader.flight, Finished{});
    const auto next = lead(flights, 1);
    EXPECT_EQ(read(flights, leader.member), ".");
    EXPECT_EQ(flights.complete(leader.flight, Finished{}), Members{}) << "the old flight says nothing to the new one";
    EXPECT_EQ(read(flights, next.member), "-");
    follow(flights, 1);
}

TEST(SingleFlight, GoesOnWithoutItsLeaderWhileSomebodyWaits)
{
    SingleFlight flights{{}};
    const auto leader = lead(flights, 1);
    const auto follower = follow(flights, 1);
    flights.publish(leader.flight, chunk("a"));
    EXPECT_EQ(flights.leave(leader.member), SingleFlight::Left::goes_on);
    EXPECT_TRUE(flights.is_wanted(leader.flight));
    const auto later = follow(flights, 1);
    flights.complete(leader.flight, Finished{});
    EXPECT_EQ(read_two(flights, follower.member), "a.");
    EXPECT_EQ(read_two(flights, later.member), "a.");
}

TEST(SingleFlight, IsOverWhenTheLastLeaves)
{
    SingleFlight flights{{}};
    const auto leader = lead(flights, 1);
    const auto follower = follow(flights, 1);
    EXPECT_EQ(flights.leave(follower.member), SingleFlight::Left::goes_on);
    EXPECT_EQ(flights.leave(leader.member), SingleFlight::Left::is_over);
    EXPECT_FALSE(flights.is_wanted(leader.flight));
    EXPECT_EQ(flights.leave(leader.member), SingleFlight::Left::is_over);
    const auto next = lead(flights, 1);
    EXPECT_EQ(flights.publish(leader.flight, chunk("late")), Members{});
    EXPECT_EQ(read(flights, next.member), "-") << "what the stopped work still said reaches nobody";
}

TEST(SingleFlight, GivesEverybodyTheSameFailure)
{
    SingleFlight flights{{}};
    const auto leader = lead(flights, 1);
    const auto follower = follow(flights, 1);
    flights.publish(leader.flight, chunk("a"));
    flights.complete(leader.flight, Failure{.kind = FailureKind::stalled, .message = "gone"});
    flights.publish(leader.flight, chunk("after the end"));
    for (const auto member : {leader.member, follower.member}) EXPECT_EQ(read_two(flights, member), "a!gone");
}

TEST(SingleFlight, AdmitsNobodyOnceItsBeginningIsTooLongToKeep)
{
    SingleFlight flights{{.replay_bytes_max = 4}};
    const auto leader = lead(flights, 1);
    flights.publish(leader.flight, chunk("aa"));
    flights.publish(leader.flight, chunk("bb"));
    const auto last = follow(flights, 1);
    EXPECT_EQ(flights.kept_bytes(leader.flight), 4u) << "exactly full";
    for (const auto member : {leader.member, last.member}) EXPECT_EQ(read(flights, member), "aa");
    flights.publish(leader.flight, chunk("c"));
    EXPECT_EQ(flights.kept_bytes(leader.flight), 3u) << "what all have read is dropped";
    const auto next = lead(flights, 1);
    EXPECT_NE(next.flight, leader.flight);
    EXPECT_EQ(flights.leave(leader.member), SingleFlight::Left::goes_on);
    EXPECT_EQ(read(flights, last.member), "bb");
    EXPECT_EQ(read(flights, last.member), "c");
    EXPECT_EQ(flights.counters().cut_off, 0u);
    EXPECT_EQ(flights.leave(last.member), SingleFlight::Left::is_over);
    follow(flights, 1);
}

TEST(SingleFlight, CutsOffWhoReadsTooSlowly)
{
    SingleFlight flights{{.replay_bytes_max = 4}};
    const auto fast = lead(flights, 1);
    const auto slow = follow(flights, 1);
    for (const char* text : {"aa", "bb"}) {
        flights.publish(fast.flight, chunk(text));
        EXPECT_EQ(read(flights, fast.member), text);
    }
    flights.publish(fast.flight, chunk("c"));
    EXPECT_EQ(flights.counters().cut_off, 1u);
    EXPECT_EQ(flights.kept_bytes(fast.flight), 1u);
    EXPECT_EQ(read(flights, fast.member), "c");
    EXPECT_EQ(read(flights, slow.member).front(), '!');
    EXPECT_EQ(flights.leave(slow.member), SingleFlight::Left::is_over);
    EXPECT_TRUE(flights.is_wanted(fast.flight));
    const auto alone = lead(flights, 2);
    for (const char* text : {"aa", "bb", "cc"}) flights.publish(alone.flight, chunk(text));
    EXPECT_FALSE(flights.is_wanted(alone.flight)) << "nobody left who could follow";
    EXPECT_EQ(read(flights, alone.member).front(), '!');
    EXPECT_EQ(flights.members(), 1u);
}

TEST(SingleFlight, KeepsTheNewestChunkHoweverLarge)
{
    SingleFlight flights{{.replay_bytes_max = 4}};
    const auto leader = lead(flights, 1);
    EXPECT_EQ(read(flights, leader.member), "-");
    EXPECT_EQ(flights.publish(leader.flight, chunk("abcdefgh")), Members{leader.member});
    EXPECT_EQ(read(flights, leader.member), "abcdefgh");
}

TEST(SingleFlight, IsBoundedInFlightsAndMembers)
{
    SingleFlight flights{{.flights_max = 2, .members_max = 2}};
    const auto first = lead(flights, 1);
    follow(flights, 1);
    const auto second = lead(flights, 1);
    EXPECT_NE(second.flight, first.flight) << "a full flight is followed by another";
    EXPECT_TRUE(std::holds_alternative<SingleFlight::Alone>(flights.join(key(2), Delivery::whole)));
    follow(flights, 1);
    EXPECT_EQ(flights.counters().alone, 1u);
}

TEST(SingleFlight, GivesEveryMemberTheWholeAnswerOrAFailure)
{
    rc::check([](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& steps) {
        const SingleFlight::Settings settings{.flights_max = 4, .members_max = 4, .replay_bytes_max = 12};
        SingleFlight flights{settings};
        std::map<SingleFlight::FlightId, std::string> said;
        struct Reader {
            SingleFlight::FlightId flight;
            std::string heard;
        };
        std::map<SingleFlight::MemberId, Reader> readers;
        for (const auto& [what, which] : steps) {
            const auto pick = [&](auto& from) { return std::next(from.begin(), which % from.size()); };
            switch (what % 6) {
                case 0: {
                    const auto joined = flights.join(key(which % 3), Delivery::streamed);
                    if (const auto* leads = std::get_if<SingleFlight::Leads>(&joined)) {
                        said[leads->flight] = "";
                        readers[leads->member] = {leads->flight, ""};
                    } else if (const auto* follows = std::get_if<SingleFlight::Follows>(&joined)) {
                        readers[follows->member] = {follows->flight, ""};
                    }
                    break;
                }
                case 1:
                    if (!said.empty()) {
                        const auto flight = pick(said);
                        const std::string text(1 + which % 3, static_cast<char>('a' + which % 26));
                        if (flights.is_wanted(flight->first) && !flight->second.ends_with('.')) flight->second += text;
                        flights.publish(flight->first, chunk(text));
                    }
                    break;
                case 2:
                    if (!said.empty()) {
                        const auto flight = pick(said);
                        if (flights.is_wanted(flight->first) && !flight->second.ends_with('.')) flight->second += '.';
                        flights.complete(flight->first, Finished{});
                    }
                    break;
                case 3:
                    if (!readers.empty()) {
                        const auto reader = pick(readers);
                        flights.leave(reader->first);
                        readers.erase(reader);
                    }
                    break;
                default:
                    if (!readers.empty()) {
                        const auto reader = pick(readers);
                        const std::string text = read(flights, reader->first);
                        if (text == "-") break;
                        if (text[0] != '!') reader->second.heard += text;
                        const std::string& whole = said.at(reader->second.flight);
                        RC_ASSERT(whole.starts_with(reader->second.heard));
                        if (text == ".") RC_ASSERT(reader->second.heard == whole);
                        if (text == "." || text[0] == '!') readers.erase(reader);
                    }
            }
            RC_ASSERT(flights.flights() <= settings.flights_max);
            RC_ASSERT(flights.members() == readers.size());
            for (const auto& [flight, text] : said) RC_ASSERT(flights.kept_bytes(flight) <= settings.replay_bytes_max);
        }
    });
}

}  // namespace
}  // namespace swarmdesk::llm::cache
