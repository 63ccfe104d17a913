#include "llm/cache/number_text.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::cache {
namespace {

TEST(NumberText, HasOneFormForEveryNumberAndLeavesTheDoubtfulAlone)
{
    struct Case {
        const char* digits;
        const char* text;
    };
    for (const Case& c : {
             Case{"1", "1"},
             Case{"1.50", "1.5"},
             Case{"1.0", "1"},
             Case{"007", "7"},
             Case{"0", "0"},
             Case{"0.0", "0"},
             Case{".5", "0.5"},
             Case{"50,000", "50000"},
             Case{"1,234,567.80", "1234567.8"},
             Case{"0.125", "0.125"},
             Case{"1234.500", "1234.5"},
             Case{"123.500", "123.500"},
             Case{"1.500", "1.500"},
             Case{"1.5000", "1.5"},
             Case{"1,5", "1,5"},
             Case{"1,50", "1,50"},
             Case{"12,34,567", "12,34,567"},
             Case{"1234,567", "1234,567"},
             Case{",500", ",500"},
             Case{"1,000,00", "1,000,00"},
             Case{"1.2.3", "1.2.3"},
             Case{"1.000,5", "1.000,5"},
             Case{"123456789012345", "123456789012345"},
             Case{"0123456789012345", "0123456789012345"},
         })
        EXPECT_EQ(number_text(c.digits, false, false), c.text) << c.digits;
    EXPECT_EQ(number_text("5", true, false), "-5");
    EXPECT_EQ(number_text("50", false, true), "50000");
    EXPECT_EQ(number_text("1.25", true, true), "-1250");
    EXPECT_EQ(number_text("1.250", false, true), "1.250k");
    EXPECT_EQ(number_text("999999999999999", false, true), "999999999999999000");
}

}  // namespace
}  // namespace swarmdesk::llm::cache
