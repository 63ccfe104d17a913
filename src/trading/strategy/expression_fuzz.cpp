#include "base/assert.hpp"
#include "trading/strategy/program.hpp"
#include "trading/strategy/testing.hpp"

/// Any text gives an expression or words about it. One that parses is written in a way that reads back as the same
/// tree where it is not too long for that, and compiles to a program that runs.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    using namespace swarmdesk::trading;
    using namespace swarmdesk::trading::strategy;
    static const KnownNames names{built_in_symbols(), {"n", "m"}};
    static const ProgramBuilder::Values values{{"n", "3"_dec}, {"m", "0.5"_dec}};
    const auto expression = parse_expression({reinterpret_cast<const char*>(data), size}, names);
    if (!expression) {
        SWARMDESK_ASSERT(!expression.error().detail.empty());
        return 0;
    }
    const std::string text = to_text(*expression);
    const auto again = parse_expression(text, names);
    if (again) SWARMDESK_ASSERT(*again == *expression && to_text(*again) == text);
    ProgramBuilder builder{values};
    const auto made = builder.add(*expression);
    if (!made) return 0;
    Program program = builder.finish();
    const Instrument instrument = strategy::testing::btc();
    for (std::int64_t i = 0; i < 10; ++i) {
        program.run(strategy::testing::candle_at(i, Decimal::from_integer(i * i * i - 100)),
                    strategy::testing::rich_view(instrument));
        if (expression->is_condition()) SWARMDESK_ASSERT(!program[*made] || *program[*made] <= "1"_dec);
    }
    return 0;
}
