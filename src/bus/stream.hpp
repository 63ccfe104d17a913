#pragma once

#include <vector>

#include "bus/subject.hpp"

namespace swarmdesk::bus {

/// Where a message is kept. Every subject belongs to exactly one.
enum class Stream { trading_critical = 1, trading_high, system_low, journal, dead_letter };
constexpr auto enum_table(Stream)
{
    using enum Stream;
    return std::to_array<EnumName<Stream>>({{trading_critical, "TRADING_CRITICAL"},
                                            {trading_high, "TRADING_HIGH"},
                                            {system_low, "SYSTEM_LOW"},
                                            {journal, "JOURNAL"},
                                            {dead_letter, "DEAD_LETTER"}});
}

struct StreamFilter {
    Stream stream;
    Pattern pattern;
};

/// The filters of all streams.
const std::vector<StreamFilter>& stream_filters();

/// The stream of a four-token subject.
Stream stream_of(const Subject& subject);
/// Where a message that could not be delivered is put: "dlq.trading.buy_bot.signal.high".
std::string dead_letter_subject(const Subject& subject);

/// Proves that every subject this code can build lies in exactly one stream: run at start, before anything is
/// published. Agents and actions are free tokens, so one that no filter names stands for all of them, beside each that
/// a filter does.
Result<void> self_test(const std::vector<StreamFilter>& filters = stream_filters());

}  // namespace swarmdesk::bus
