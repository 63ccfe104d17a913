#include "llm/keys/key_book.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::keys {
namespace {

VirtualKey key(std::string name, std::string_view text)
{
    return {.name = std::move(name), .hash = sha256(text), .tenant = "acme"};
}

Errc code(const KeyBook& book, std::string_view presented, UtcTime now = {})
{
    const auto found = book.find(presented, now);
    return found ? Errc{} : found.error().code;
}

TEST(KeyBook, FindsAKeyByWhatIsPresentedAndOnlyThen)
{
    KeyBook book{{}};
    ASSERT_TRUE(book.add(key("a", "sk-aaaa")));
    EXPECT_EQ(book.find("sk-aaaa", {}).value()->name, "a");
    EXPECT_EQ(code(book, "sk-aaab"), Errc::unauthenticated);
    EXPECT_EQ(code(book, "sk-aaa"), Errc::unauthenticated);
    EXPECT_EQ(code(book, ""), Errc::unauthenticated);
    EXPECT_EQ(code(book, to_hex(sha256("sk-aaaa"))), Errc::unauthenticated) << "its hash is no key";
    EXPECT_EQ(book.find("sk-secret", {}).error().detail.find("secret"), std::string::npos);
}

TEST(KeyBook, TakesOnlyWhatLooksLikeAKey)
{
    KeyBook book{{}};
    const std::string longest = "sk-" + std::string(key_size_max - 3, 'x');
    ASSERT_TRUE(book.add(key("plain", "password")));
    ASSERT_TRUE(book.add(key("longest", longest)));
    ASSERT_TRUE(book.add(key("longer", longest + "x")));
    EXPECT_EQ(code(book, "password"), Errc::unauthenticated);
    EXPECT_EQ(code(book, longest), Errc{});
    EXPECT_EQ(code(book, longest + "x"), Errc::unauthenticated);
}

TEST(KeyBook, RefusesExpiredAndBlockedKeys)
{
    KeyBook book{{}};
    VirtualKey short_lived = key("a", "sk-a");
    short_lived.expires_at = UtcTime{100};
    ASSERT_TRUE(book.add(short_lived));
    VirtualKey blocked = key("b", "sk-b");
    blocked.is_blocked = true;
    ASSERT_TRUE(book.add(blocked));
    EXPECT_EQ(code(book, "sk-a", {99}), Errc{});
    EXPECT_EQ(code(book, "sk-a", {100}), Errc::unauthenticated);
    EXPECT_EQ(code(book, "sk-b"), Errc::forbidden);
    EXPECT_TRUE(book.named("b")) << "people still see it";
}

TEST(KeyBook, KeepsNamesAndKeysUnique)
{
    KeyBook book{{.keys_max = 2}};
    ASSERT_TRUE(book.add(key("a", "sk-a")));
    EXPECT_EQ(book.add(key("a", "sk-x")).error().code, Errc::conflict);
    EXPECT_EQ(book.add(key("x", "sk-a")).error().code, Errc::conflict);
    EXPECT_EQ(book.add(key("", "sk-x")).error().code, Errc::malformed);
    ASSERT_TRUE(book.add(key("b", "sk-b")));
    EXPECT_EQ(book.add(key("c", "sk-c")).error().code, Errc::limit_exceeded);
    EXPECT_EQ(book.size(), 2u);
}

TEST(KeyBook, ReplacesAKeyWithoutDisturbingCallsThatHaveIt)
{
    KeyBook book{{}};
    ASSERT_TRUE(book.add(key("a", "sk-a")));
    ASSERT_TRUE(book.add(key("b", "sk-b")));
    const auto held = book.find("sk-a", {}).value();
    VirtualKey changed = key("a", "sk-new");
    changed.tenant = "other";
    ASSERT_TRUE(book.replace(changed));
    EXPECT_EQ(held->tenant, "acme");
    EXPECT_EQ(code(book, "sk-a"), Errc::unauthenticated) << "the old text opens nothing";
    EXPECT_EQ(book.find("sk-new", {}).value()->tenant, "other");
    ASSERT_TRUE(book.replace(changed)) << "also by itself";
    EXPECT_EQ(book.replace(key("a", "sk-b")).error().code, Errc::conflict);
    EXPECT_EQ(book.replace(key("c", "sk-c")).error().code, Errc::not_found);
    EXPECT_EQ(code(book, "sk-b"), Errc{});
    ASSERT_TRUE(book.remove("a"));
    EXPECT_EQ(book.remove("a").error().code, Errc::not_found);
    EXPECT_EQ(code(book, "sk-new"), Errc::unauthenticated);
    EXPECT_EQ(book.named("a"), nullptr);
}

}  // namespace
}  // namespace swarmdesk::llm::keys
