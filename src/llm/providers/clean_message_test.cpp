#include "llm/providers/clean_message.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace swarmdesk::llm::providers {
namespace {

TEST(CleanMessage, NeverHoldsAKey)
{
    const Secret key{"the-key-of-this-deployment"};
    struct Case {
        const char* text;
        const char* clean;
    };
    for (const Case& c :
         {Case{"Incorrect API key: the-key-of-this-deployment!", "Incorrect API key: [secret]!"},
          Case{"Incorrect key provided: sk-ab12***yz.", "Incorrect key provided: [secret]"},
          Case{"(gsk_0123456789)", "([secret])"}, Case{"sent Bearer abcdefghij to", "sent Bearer [secret] to"},
          Case{"the sk-8 model", "the sk-8 model"}, Case{"task-12345678 failed", "task-12345678 failed"},
          Case{"model gpt-4o not found", "model gpt-4o not found"},
          Case{"two\nlines\tand\x01more", "two lines and more"}}) {
        EXPECT_EQ(clean_message(c.text, key), c.clean);
    }
    EXPECT_EQ(clean_message("none of them", Secret{"none"}), "none of them");
}

TEST(CleanMessage, IsCutBetweenCodePoints)
{
    EXPECT_EQ(clean_message(std::string(500, 'x'), Secret{}).size(), 500u);
    EXPECT_EQ(clean_message(std::string(501, 'x'), Secret{}).size(), 500u);
    std::string euros;
    for (int i = 0; i < 200; ++i) euros += "€";
    for (std::size_t size = 0; size < 12; ++size) {
        const auto clean = clean_message(euros, Secret{}, size);
        EXPECT_EQ(clean.size(), size / 3 * 3);
        EXPECT_TRUE(is_utf8(clean));
    }
}

}  // namespace
}  // namespace swarmdesk::llm::providers
