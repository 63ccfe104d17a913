#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::api {

/// What a token was made for: named ones by hand, session ones by a sign-in link.
enum class TokenKind { named = 1, session };
constexpr auto enum_table(TokenKind)
{
    return std::to_array<EnumName<TokenKind>>({{TokenKind::named, "named"}, {TokenKind::session, "session"}});
}

inline constexpr std::size_t token_name_bytes_max = 64;

/// A token as its owner sees it: everything but the secret, which is shown once and not kept.
struct Token {
    std::string id;
    trading::UserId user;
    std::string name;
    TokenKind kind = TokenKind::named;
    UtcTime created;
    std::optional<UtcTime> last_used;
    std::optional<UtcTime> expires;

    bool is_valid(UtcTime now) const { return !expires || now < *expires; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("id", self.id);
        visit("user", self.user);
        visit("name", self.name);
        visit("kind", self.kind);
        visit("created", self.created);
        visit("last_used", self.last_used);
        visit("expires", self.expires);
    }
    friend bool operator==(const Token&, const Token&) = default;
};

struct IssuedToken {
    Token token;
    Secret secret;
};

}  // namespace swarmdesk::api
