#include "base/hash.hpp"

#include <gtest/gtest.h>

namespace swarmdesk {
namespace {

TEST(Hash, IsSha256)
{
    // FIPS 180-4 examples.
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("a", "bc"), sha256("abc"));
    EXPECT_EQ(sha256("abc", ""), sha256("abc"));
}

TEST(Hash, HmacIsThatOfRfc4231)
{
    EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hex, ComesBackAndRefusesTheRest)
{
    EXPECT_EQ(to_hex(std::string_view{"\x00\xFF\x10", 3}), "00ff10");
    EXPECT_EQ(from_hex("00FF10").value(), (Bytes{"\x00\xFF\x10", 3}));
    EXPECT_EQ(from_hex("").value(), Bytes{});
    for (const char* bad : {"0", "0g", "0x", " 0", "00 ", "000"}) EXPECT_FALSE(from_hex(bad).has_value()) << bad;
}

TEST(Utf8, AcceptsExactlyTheWellFormed)
{
    struct Case {
        const char* what;
        std::string text;
        bool is_good;
    };
    for (const Case& c : {
             Case{"nothing", "", true},
             Case{"ASCII", "desk", true},
             Case{"NUL", std::string("\0", 1), true},
             Case{"two bytes, first", "\xC2\x80", true},
             Case{"two bytes, last", "\xDF\xBF", true},
             Case{"three bytes, first", "\xE0\xA0\x80", true},
             Case{"last before the surrogates", "\xED\x9F\xBF", true},
             Case{"first after the surrogates", "\xEE\x80\x80", true},
             Case{"three bytes, last", "\xEF\xBF\xBF", true},
             Case{"four bytes, first", "\xF0\x90\x80\x80", true},
             Case{"U+10FFFF", "\xF4\x8F\xBF\xBF", true},
             Case{"U+110000", "\xF4\x90\x80\x80", false},
             Case{"a lead byte above all", "\xF5\x80\x80\x80", false},
             Case{"FF", "\xFF", false},
             Case{"a lone continuation", "\x80", false},
             Case{"overlong slash, two bytes", "\xC0\xAF", false},
             Case{"overlong C1", "\xC1\xBF", false},
             Case{"overlong, three bytes", "\xE0\x9F\xBF", false},
             Case{"overlong, four bytes", "\xF0\x8F\xBF\xBF", false},
             Case{"high surrogate", "\xED\xA0\x80", false},
             Case{"low surrogate", "\xED\xBF\xBF", false},
             Case{"cut after one of two", "\xC2", false},
             Case{"cut after one of three", "a\xE2", false},
             Case{"cut after two of three", "\xE2\x82", false},
             Case{"cut after three of four", "\xF0\x9F\x98", false},
             Case{"whole after text", "a\xE2\x82\xAC", true},
             Case{"a continuation that is not one", "\xE2\x28\xA1", false},
             Case{"a third byte that is not one", "\xE2\x82\x28", false},
         }) {
        SCOPED_TRACE(c.what);
        EXPECT_EQ(is_utf8(c.text), c.is_good);
    }
}

}  // namespace
}  // namespace swarmdesk
