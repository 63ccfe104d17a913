#include "notify/push_encryption.hpp"

#include <gtest/gtest.h>

#include "base/base64url.hpp"

namespace swarmdesk::notify {
namespace {

Secret secret_of(std::string_view text) { return Secret{from_base64url(text).value()}; }
P256Key key_of(std::string_view text) { return P256Key::from_private(secret_of(text)).value(); }

/// RFC 8291, appendix A.
class Rfc8291Test : public ::testing::Test {
protected:
    const std::string text = "When I grow up, I want to be a watermelon";
    const P256Key receiver_key = key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
    const P256Key sender_key = key_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
    const Secret auth = secret_of("BTBZMqHH6r4Tts7J_aSIgg");
    const Bytes salt = from_base64url("DGv6ra1nlYgDCS1FRnbzlw").value();
    const PushReceiver receiver{receiver_key.public_point(), auth};
    const PushSender sender{sender_key, salt};
    const std::string message =
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
        "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
};

TEST_F(Rfc8291Test, ItsOwnExampleComesOutByteForByte)
{
    EXPECT_EQ(to_base64url(receiver_key.public_point()),
              "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    EXPECT_EQ(to_base64url(encrypt_push(text, receiver, sender, 0).value()), message);
    EXPECT_EQ(decrypt_push(from_base64url(message).value(), receiver_key, auth).value(), text);
}

TEST_F(Rfc8291Test, PaddingHidesTheLengthAndIsTakenOffAgain)
{
    const Bytes one = encrypt_push("a", receiver, sender, 256).value();
    const Bytes other = encrypt_push(std::string(200, 'a'), receiver, sender, 256).value();
    EXPECT_EQ(one.size(), other.size());
    EXPECT_EQ(decrypt_push(one, receiver_key, auth).value(), "a");
    EXPECT_EQ(decrypt_push(encrypt_push("", receiver, sender, 256).value(), receiver_key, auth).value(), "");
}

TEST_F(Rfc8291Test, ABodyIsNeverLongerThanPushServicesTake)
{
    const std::size_t most = push_body_bytes_max - 86 - 16 - 1;
    EXPECT_EQ(encrypt_push(std::string(most, 'x'), receiver, sender, 256)->size(), push_body_bytes_max);
    EXPECT_EQ(encrypt_push(std::string(most + 1, 'x'), receiver, sender, 0).error().code, Errc::limit_exceeded);
}

TEST_F(Rfc8291Test, WhatWasChangedOrIsForAnotherDoesNotOpen)
{
    const Bytes body = encrypt_push(text, receiver, sender, 0).value();
    for (std::size_t at = 0; at < body.size(); ++at) {
        if (at >= push_salt_bytes && at < push_salt_bytes + 4) continue;  // the record's size bounds, and seals nothing
        Bytes changed = body;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(decrypt_push(changed, receiver_key, auth)) << at;
        EXPECT_FALSE(decrypt_push(body.substr(0, at), receiver_key, auth)) << at;
    }
    EXPECT_FALSE(decrypt_push(body, sender_key, auth));
    EXPECT_FALSE(decrypt_push(body, receiver_key, Secret{std::string(16, 'x')}));
}

TEST_F(Rfc8291Test, AReceiverWhoseKeyIsNoneIsMalformed)
{
    PushReceiver wrong = receiver;
    wrong.point.back() = static_cast<char>(wrong.point.back() ^ 1);
    EXPECT_EQ(encrypt_push(text, wrong, sender, 0).error().code, Errc::malformed);
    wrong = receiver;
    wrong.auth = Secret{"short"};
    EXPECT_EQ(encrypt_push(text, wrong, sender, 0).error().code, Errc::malformed);
}

TEST(P256Key, IsReadBackFromItsNumberAndTakesNoOther)
{
    const P256Key made = P256Key::make().value();
    EXPECT_EQ(P256Key::from_private(made.private_number())->public_point(), made.public_point());
    EXPECT_TRUE(is_p256_point(made.public_point()));
    const std::string order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
    for (const std::string& number : {std::string{}, std::string(32, '\0'), order, std::string(31, '1')})
        EXPECT_FALSE(P256Key::from_private(Secret{number}));
    EXPECT_FALSE(is_p256_point(""));
    EXPECT_FALSE(is_p256_point(std::string(65, '\4')));
}

TEST(P256Key, SignsSoThatOnlyItsOwnPointAndMessageFit)
{
    const P256Key key = P256Key::make().value();
    const P256Key other = P256Key::make().value();
    const Bytes signature = key.sign("message");
    EXPECT_EQ(signature.size(), 64u);
    EXPECT_TRUE(verifies_es256(key.public_point(), "message", signature));
    EXPECT_FALSE(verifies_es256(key.public_point(), "massage", signature));
    EXPECT_FALSE(verifies_es256(other.public_point(), "message", signature));
    EXPECT_FALSE(verifies_es256(key.public_point(), "message", signature.substr(1)));
}

}  // namespace
}  // namespace swarmdesk::notify
