#include "notify/notice.hpp"

#include <gtest/gtest.h>

#include "base/hash.hpp"

namespace swarmdesk::notify {
namespace {

TEST(Notice, WordsAreBoundedAndUtf8WhateverTheyWere)
{
    Notice notice;
    notice.title =
        "ab\xFF"
        "c";
    for (int i = 0; i < 1'000; ++i) notice.body += "€";
    notice.body_discreet = std::string(1'000, 'x');
    notice.make_presentable();
    EXPECT_EQ(notice.title, "ab?c");
    EXPECT_TRUE(is_utf8(notice.body));
    EXPECT_EQ(notice.body.size(), 999u + 3u);
    EXPECT_EQ(notice.body_discreet.size(), 1'000u);
}

}  // namespace
}  // namespace swarmdesk::notify
