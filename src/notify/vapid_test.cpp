#include "notify/vapid.hpp"

#include <gtest/gtest.h>

#include "base/base64url.hpp"
#include "base/strict_json.hpp"
#include "storage/temporary_folder.hpp"

namespace swarmdesk::notify {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime now = utc_from_ms(1'743'700'000'000);

/// "vapid t=…, k=…", taken apart.
struct Field {
    explicit Field(const std::string& text)
    {
        const auto comma = text.find(", k=");
        token = text.substr(8, comma - 8);
        key = text.substr(comma + 4);
        const auto dot = token.rfind('.');
        is_signed = verifies_es256(from_base64url(key).value(), token.substr(0, dot),
                                   from_base64url(token.substr(dot + 1)).value());
        const auto first = token.find('.');
        claims = parse_json(from_base64url(token.substr(first + 1, dot - first - 1)).value()).value();
    }
    std::string token;
    std::string key;
    bool is_signed = false;
    boost::json::value claims;
};

TEST(Vapid, TheExampleOfRfc8292HasASignatureThatFits)
{
    const Field field{
        "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3"
        "NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtm"
        "ysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2Em"
        "ClBPs"};
    EXPECT_TRUE(field.is_signed);
    EXPECT_EQ(field.claims.at("aud").as_string(), "https://push.example.net");
}

TEST(Vapid, SignsForOneServiceForHalfADayAndSaysWhoToReach)
{
    Vapid vapid{P256Key::make().value(), "mailto:desk@example.com"};
    const Field field{vapid.authorization("https://push.example.net", now)};
    EXPECT_TRUE(field.is_signed);
    EXPECT_EQ(field.key, vapid.public_key());
    EXPECT_EQ(field.claims.at("aud").as_string(), "https://push.example.net");
    EXPECT_EQ(field.claims.at("sub").as_string(), "mailto:desk@example.com");
    EXPECT_EQ(field.claims.at("exp").as_int64(), (now + 12h).ns / 1'000'000'000);
    Vapid nameless{P256Key::make().value(), ""};
    EXPECT_FALSE(Field{nameless.authorization("https://a", now)}.claims.as_object().contains("sub"));
}

TEST(Vapid, KeepsATokenUntilItIsAboutToEndOrTheClockGoesBack)
{
    Vapid vapid{P256Key::make().value(), ""};
    const std::string first = vapid.authorization("https://a", now);
    EXPECT_EQ(vapid.authorization("https://a", now + (11h - 1ns)), first);
    EXPECT_NE(vapid.authorization("https://b", now), first);
    EXPECT_NE(vapid.authorization("https://a", now + 11h), first);
    const std::string renewed = vapid.authorization("https://a", now + 11h);
    EXPECT_NE(vapid.authorization("https://a", now), renewed);
}

TEST(Vapid, TheKeyIsMadeOnceAndReadFromThenOn)
{
    const storage::TemporaryFolder folder;
    const auto made = Vapid::open(folder.path(), "");
    ASSERT_TRUE(made);
    EXPECT_EQ(Vapid::open(folder.path(), "")->public_key(), made->public_key());
    using std::filesystem::perms;
    const auto path = folder.path() / "push.key";
    EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
    std::filesystem::permissions(path, perms::others_read, std::filesystem::perm_options::add);
    EXPECT_EQ(Vapid::open(folder.path(), "").error().code, Errc::forbidden);
}

}  // namespace
}  // namespace swarmdesk::notify
