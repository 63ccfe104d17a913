#include "trading/report/sieve.hpp"

#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace execution;
using namespace execution::testing;

/// What comes out of a sieve for the events of a gate, one name each; in brackets what was read on the way.
std::vector<std::string> names(const std::vector<Input>& passed)
{
    std::vector<std::string> names;
    for (const Input& input : passed) {
        const auto event = read_row(input.seq, input.chain, input.row).value();
        const auto name = std::visit([]<class E>(const E&) { return std::string{E::name}; }, event.event);
        names.push_back(input.event ? '(' + name + ')' : name);
    }
    return names;
}

struct Sieved {
    void add(const Harness& harness)
    {
        for (; taken < harness.events.size(); ++taken) {
            const Stamped& event = harness.events[taken];
            EXPECT_TRUE(sieve.add({taken + 1, chain_of(event), to_row(event), nullptr}, passed));
        }
    }
    /// Since the last call.
    std::vector<std::string> next() { return names(std::exchange(passed, {})); }

    Sieve sieve;
    std::vector<Input> passed;
    std::size_t taken = 0;
};

using Names = std::vector<std::string>;

TEST(Sieve, HoldsAnIntentBackUntilItFills)
{
    Harness harness;
    Sieved sieved;
    sieved.add(harness);
    static_cast<void>(sieved.next());
    const Intent bought = harness.buy("0.005"_dec, "100000"_dec);
    harness.propose(bought);
    harness.accept(bought);
    sieved.add(harness);
    EXPECT_EQ(sieved.next(), Names{});
    harness.fill(bought, "0.002"_dec, "100000"_dec);
    sieved.add(harness);
    EXPECT_EQ(sieved.next(), (Names{"(IntentProposed)", "(ExposureReserved)", "OrderFilled"}));
    harness.fill(bought, "0.003"_dec, "100000"_dec);
    sieved.add(harness);
    EXPECT_EQ(sieved.next().front(), "OrderFilled") << "what was said of it counts once";
}

TEST(Sieve, ForgetsWhatNeverFills)
{
    Harness harness;
    Sieved sieved;
    sieved.add(harness);
    static_cast<void>(sieved.next());
    const Intent canceled = harness.buy("0.005"_dec, "100000"_dec);
    harness.propose(canceled);
    harness.accept(canceled);
    harness.close(canceled, VenueOrderStatus::canceled);
    harness.propose(harness.buy("100"_dec, "100000"_dec));  // denied
    sieved.add(harness);
    EXPECT_EQ(sieved.next(), Names{});
}

TEST(Sieve, IsTheSameFromItsSnapshot)
{
    Harness harness;
    Sieved sieved;
    const Intent bought = harness.buy("0.005"_dec, "100000"_dec);
    harness.propose(bought);
    harness.accept(bought);
    sieved.add(harness);
    Encoder encoder;
    sieved.sieve.encode(encoder);
    const Bytes bytes = encoder.take();

    Sieved restored;
    Decoder decoder{bytes};
    restored.sieve.decode(decoder);
    EXPECT_FALSE(decoder.failed());
    restored.taken = sieved.taken;
    harness.fill(bought, "0.005"_dec, "100000"_dec);
    restored.add(harness);
    EXPECT_EQ(restored.next(), (Names{"(IntentProposed)", "(ExposureReserved)", "OrderFilled"}));
}

TEST(Sieve, SaysWhichRowIsNone)
{
    Harness harness;
    Sieve sieve;
    std::vector<Input> passed;
    const Intent bought = harness.buy("0.005"_dec, "100000"_dec);
    harness.propose(bought);
    harness.accept(bought);
    harness.fill(bought, "0.005"_dec, "100000"_dec);
    std::uint64_t seq = 0;
    for (const Stamped& event : harness.events) {
        Row row = to_row(event);
        const bool is_fill = row.kind == OrderFilled::kind;
        if (row.kind == IntentProposed::kind) row.payload.pop_back();
        const auto added = sieve.add({++seq, chain_of(event), std::move(row), nullptr}, passed);
        EXPECT_EQ(added.has_value(), !is_fill);
        if (is_fill) {
            EXPECT_EQ(added.error().code, Errc::corrupt);
            return;
        }
    }
    FAIL() << "nothing was filled";
}

}  // namespace
}  // namespace swarmdesk::trading::report
