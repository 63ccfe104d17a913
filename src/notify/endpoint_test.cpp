#include "notify/endpoint.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::notify {
namespace {

TEST(EndpointPolicy, TakesWhatPushServicesGiveOut)
{
    const EndpointPolicy policy{{}};
    for (const char* url :
         {"https://fcm.googleapis.com/fcm/send/abc", "https://updates.push.services.mozilla.com/x?y=1",
          "https://web.push.apple.com:443/a", "https://8.8.8.8/x"}) {
        const auto endpoint = policy.judge(url);
        ASSERT_TRUE(endpoint) << url << ": " << to_string(endpoint.error());
        EXPECT_FALSE(endpoint->is_named);
    }
    EXPECT_EQ(policy.judge("https://Push.Example.net:443/a")->origin, "https://push.example.net");
}

TEST(EndpointPolicy, LeadsNobodyToThisMachineOrItsNetwork)
{
    const EndpointPolicy policy{{}};
    for (const char* url : {"http://push.example.net/",
                            "https://push.example.net:8443/",
                            "wss://push.example.net/",
                            "https://localhost/",
                            "https://localhost./",
                            "https://LOCALHOST/",
                            "https://router/",
                            "https://a.localhost/",
                            "https://nas.local/",
                            "https://metadata.google.internal/",
                            "https://127.0.0.1/",
                            "https://10.0.0.1/",
                            "https://169.254.169.254/",
                            "https://[::1]/",
                            "https://[::ffff:127.0.0.1]/",
                            "https://[fe80::1]/",
                            "https://2130706433/",
                            "https://127.1/",
                            "https://127.1./",
                            "https://0x7f000001/",
                            "https://0x7F.1/",
                            "https://0xa9.0xfe.43518/",
                            "https://1.2.3.4.5/",
                            "https://[::ffff:7f00:1]/",
                            "https://user@push.example.net/",
                            "https://push.example.net/#x",
                            "file:///etc/passwd",
                            "",
                            "https://"}) {
        SCOPED_TRACE(url);
        EXPECT_FALSE(policy.judge(url));
    }
    const std::string base = "https://push.example.net/";
    const std::size_t room = EndpointPolicy::url_bytes_max - base.size();
    EXPECT_TRUE(policy.judge(base + std::string(room, 'a')));
    EXPECT_FALSE(policy.judge(base + std::string(room + 1, 'a')));
}

/// One browser has one endpoint, however it is written.
TEST(EndpointPolicy, OneUrlHasOneSpelling)
{
    const EndpointPolicy policy{{}};
    const std::string plain = "https://push.example.net/send/abc";
    for (const char* url : {"https://PUSH.Example.net/send/abc", "https://push.example.net:443/send/abc",
                            "https://push.example.net:0443/send/abc", "https://push.example.net./send/abc",
                            "https://push.example.net/send/%61bc", "https://push.example.net/send/abc?",
                            "https://push.example.net/send/./abc", "https://push.example.net/x/../send/abc"}) {
        const auto endpoint = policy.judge(url);
        ASSERT_TRUE(endpoint) << url;
        EXPECT_EQ(endpoint->url, plain) << url;
    }
    EXPECT_NE(policy.judge("https://push.example.net/send/ABC")->url, plain);
    EXPECT_NE(policy.judge("https://push.example.net/send/abc?x")->url, plain);
}

TEST(EndpointPolicy, TheSettingsMayNameAHostAtOnePortOrAtAll)
{
    const EndpointPolicy policy{{"127.0.0.1:9000", "ntfy.lan"}};
    EXPECT_TRUE(policy.judge("http://127.0.0.1:9000/x")->is_named);
    EXPECT_FALSE(policy.judge("http://127.0.0.1:9001/x"));
    EXPECT_TRUE(policy.judge("http://127.1:9000/x")->is_named) << "the same address";
    EXPECT_TRUE(policy.judge("http://ntfy.lan:8080/topic")->is_named);
    EXPECT_FALSE(policy.judge("http://other.lan/topic"));
}

}  // namespace
}  // namespace swarmdesk::notify
