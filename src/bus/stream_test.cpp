#include "bus/stream.hpp"

#include <gtest/gtest.h>

#include <set>

namespace swarmdesk::bus {
namespace {

TEST(Streams, HoldEverySubjectExactlyOnce)
{
    EXPECT_TRUE(self_test());
    for (const auto& domain : enum_table(Domain{}))
        for (int level = 0; level < Priority::count; ++level) {
            const auto subject = Subject::make(domain.value, "any_agent", "any_action", Priority{level});
            ASSERT_TRUE(subject);
            std::set<Stream> streams;
            int filters = 0;
            for (const auto& filter : stream_filters())
                if (filter.pattern.matches(subject->to_string())) {
                    streams.insert(filter.stream);
                    ++filters;
                }
            EXPECT_EQ(filters, 1) << subject->to_string();
            EXPECT_EQ(streams, std::set<Stream>{stream_of(*subject)}) << subject->to_string();
        }
}

TEST(Streams, KeepCriticalTradingApart)
{
    struct Case {
        Domain domain;
        int priority;
        Stream stream;
    };
    for (const Case& c :
         {Case{Domain::trading, 9, Stream::trading_critical}, Case{Domain::trading, 8, Stream::trading_critical},
          Case{Domain::trading, 7, Stream::trading_high}, Case{Domain::trading, 0, Stream::trading_high},
          Case{Domain::system, 9, Stream::system_low}, Case{Domain::social, 5, Stream::system_low},
          Case{Domain::monitoring, 7, Stream::system_low}})
        EXPECT_EQ(stream_of(Subject::make(c.domain, "a", "b", Priority{c.priority}).value()), c.stream);
}

std::vector<StreamFilter> filters_without(std::size_t left_out)
{
    auto filters = stream_filters();
    filters.erase(filters.begin() + static_cast<std::ptrdiff_t>(left_out));
    return filters;
}

TEST(StreamSelfTest, FindsAHoleWhicheverFilterIsMissing)
{
    for (std::size_t i = 0; i < stream_filters().size(); ++i)
        EXPECT_FALSE(self_test(filters_without(i))) << stream_filters()[i].pattern.to_string();
}

TEST(StreamSelfTest, FindsAnOverlapEvenForOneAgentOnly)
{
    auto filters = stream_filters();
    filters.push_back({Stream::trading_critical, Pattern{"trading.dexter.*.high"}});
    EXPECT_FALSE(self_test(filters));
    filters = stream_filters();
    filters.push_back({Stream::system_low, Pattern{"trading.*.swap.critical"}});
    EXPECT_FALSE(self_test(filters));
}

TEST(StreamSelfTest, FindsTheBriefsOwnFiltersWanting)
{
    // Three and two tokens where subjects have four.
    const std::vector<StreamFilter> filters{{Stream::trading_critical, Pattern{"trading.*.critical"}},
                                            {Stream::trading_high, Pattern{"trading.*.high"}},
                                            {Stream::system_low, Pattern{"system.*"}}};
    EXPECT_FALSE(self_test(filters));
}

}  // namespace
}  // namespace swarmdesk::bus
