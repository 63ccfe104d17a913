#include "net/public_address.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::net {
namespace {

TEST(PublicAddress, KnowsBothSidesOfEverySpecialBlock)
{
    struct Case {
        const char* address;
        bool is_public;
    };
    for (const Case& c : {Case{"0.255.255.255", false},  Case{"1.0.0.0", true},         Case{"9.255.255.255", true},
                          Case{"10.0.0.0", false},       Case{"10.255.255.255", false}, Case{"11.0.0.0", true},
                          Case{"100.63.255.255", true},  Case{"100.64.0.0", false},     Case{"100.127.255.255", false},
                          Case{"100.128.0.0", true},     Case{"126.255.255.255", true}, Case{"127.0.0.1", false},
                          Case{"128.0.0.0", true},       Case{"169.253.255.255", true}, Case{"169.254.169.254", false},
                          Case{"169.255.0.0", true},     Case{"172.15.255.255", true},  Case{"172.16.0.0", false},
                          Case{"172.31.255.255", false}, Case{"172.32.0.0", true},      Case{"192.0.0.255", false},
                          Case{"192.0.1.0", true},       Case{"192.0.2.1", false},      Case{"192.88.99.1", false},
                          Case{"192.167.255.255", true}, Case{"192.168.0.0", false},    Case{"192.169.0.0", true},
                          Case{"198.17.255.255", true},  Case{"198.18.0.0", false},     Case{"198.19.255.255", false},
                          Case{"198.20.0.0", true},      Case{"198.51.100.1", false},   Case{"203.0.113.9", false},
                          Case{"223.255.255.255", true}, Case{"224.0.0.1", false},      Case{"240.0.0.1", false},
                          Case{"255.255.255.255", false}}) {
        SCOPED_TRACE(c.address);
        EXPECT_EQ(is_public_address(c.address), c.is_public);
    }
}

TEST(PublicAddress, LooksIntoIPv6AndIntoWhatItCarries)
{
    struct Case {
        const char* address;
        bool is_public;
    };
    for (const Case& c :
         {Case{"::", false}, Case{"::1", false}, Case{"::ffff:127.0.0.1", false}, Case{"::ffff:8.8.8.8", true},
          Case{"::127.0.0.1", false}, Case{"64:ff9b::7f00:1", false}, Case{"fc00::1", false}, Case{"fd12::1", false},
          Case{"fe80::1", false}, Case{"ff02::1", false}, Case{"2001::1", false}, Case{"2001:db8::1", false},
          Case{"2001:200::1", true}, Case{"2001:4860:4860::8888", true}, Case{"2002:7f00:1::1", false},
          Case{"3fff:fff::1", false}, Case{"3fff:1000::1", true}, Case{"2606:4700::1", true}, Case{"4000::1", false}}) {
        SCOPED_TRACE(c.address);
        EXPECT_EQ(is_public_address(c.address), c.is_public);
    }
}

TEST(PublicAddress, ReadsWhatAResolverTakesForAnAddress)
{
    struct Case {
        const char* host;
        const char* address;
    };
    for (const Case& c :
         {Case{"127.1", "127.0.0.1"}, Case{"0x7f000001", "127.0.0.1"}, Case{"2130706433", "127.0.0.1"},
          Case{"017700000001", "127.0.0.1"}, Case{"0x7f.1", "127.0.0.1"}, Case{"0", "0.0.0.0"},
          Case{"127.0.0.1.", "127.0.0.1"}, Case{"10.1.2", "10.1.0.2"}, Case{"010.0.0.1", "8.0.0.1"},
          Case{"0xA9.0xFE.43518", "169.254.169.254"}, Case{"4294967295", "255.255.255.255"},
          Case{"8.8.2056", "8.8.8.8"}, Case{"[::ffff:127.0.0.1]", "::ffff:127.0.0.1"}, Case{"::1", "::1"}}) {
        SCOPED_TRACE(c.host);
        const auto address = literal_address(c.host);
        ASSERT_TRUE(address);
        EXPECT_EQ(address->to_string(), c.address);
        EXPECT_EQ(is_public_address(c.host), is_public(*address));
    }
}

TEST(PublicAddress, TakesWhatOnlyEndsLikeAnAddressForNoPublicOne)
{
    for (const char* host : {"4294967296", "256.1.1.1", "1.256.1", "1.2.3.4.5", "1.2.3.256", "08.8.8.8", "a.1", "a.0x1",
                             "1..2", "1.2.3.4.5.", "0xfffffffff"}) {
        SCOPED_TRACE(host);
        EXPECT_FALSE(literal_address(host).has_value());
        EXPECT_EQ(is_public_address(host), false);
    }
}

TEST(PublicAddress, SaysNothingOfNames)
{
    for (const char* name :
         {"localhost", "push.example.com", "1.example.com", "0xg.example", "127.0.0.1.example", ""}) {
        SCOPED_TRACE(name);
        EXPECT_FALSE(is_public_address(name).has_value());
    }
}

}  // namespace
}  // namespace swarmdesk::net
