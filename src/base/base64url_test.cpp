#include "base/base64url.hpp"

#include <gtest/gtest.h>

namespace swarmdesk {
namespace {

TEST(Base64Url, WritesWhatRfc4648SaysWithoutPadding)
{
    struct Case {
        const char* bytes;
        const char* text;
    };
    for (const Case& c : {Case{"", ""}, Case{"f", "Zg"}, Case{"fo", "Zm8"}, Case{"foo", "Zm9v"}, Case{"foob", "Zm9vYg"},
                          Case{"fooba", "Zm9vYmE"}, Case{"foobar", "Zm9vYmFy"}, Case{"\xFB\xFF", "-_8"}}) {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(to_base64url(c.bytes), c.text);
        EXPECT_EQ(from_base64url(c.text).value(), c.bytes);
    }
}

TEST(Base64Url, ReadsEveryByteBackAsItWas)
{
    Bytes bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    EXPECT_EQ(from_base64url(to_base64url(bytes)).value(), bytes);
}

TEST(Base64Url, TakesNoPaddingNoOtherAlphabetNoSpaceAndNoStrayBits)
{
    for (const char* text : {"Zg==", "Zm8=", "+/8", "Z", "Zm 8", "Zm8\n", "Zh", "Zm9"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(from_base64url(text));
    }
}

}  // namespace
}  // namespace swarmdesk
