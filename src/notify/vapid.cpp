#include "notify/vapid.hpp"

#include <chrono>

#include "base/base64url.hpp"
#include "base/json_text.hpp"
#include "storage/private_file.hpp"

namespace swarmdesk::notify {
namespace {

constexpr nanoseconds lifetime = std::chrono::hours{12};  // at most a day is allowed
constexpr nanoseconds renewed_after = std::chrono::hours{11};

std::string signed_token(const P256Key& key, const std::string& origin, const std::string& contact, UtcTime expires)
{
    std::string header;
    JsonText{header}.open('{').field("typ", std::string_view{"JWT"}).field("alg", std::string_view{"ES256"}).close('}');
    std::string claims;
    JsonText json{claims};
    json.open('{').field("aud", std::string_view{origin}).field("exp", expires.ns / 1'000'000'000);
    if (!contact.empty()) json.field("sub", std::string_view{contact});
    json.close('}');
    std::string token = to_base64url(header) + '.' + to_base64url(claims);
    const Bytes signature = key.sign(token);
    return token + '.' + to_base64url(signature);
}

}  // namespace

Result<Vapid> Vapid::open(const std::filesystem::path& folder, std::string contact)
{
    const auto path = folder / "push.key";
    auto text = storage::read_private_file(path);
    if (text) {
        if (text->ends_with('\n')) text->pop_back();
        auto number = from_hex(*text);
        if (!number) return Error{Errc::malformed, path.string() + " does not hold 64 hexadecimal digits"};
        auto key = P256Key::from_private(Secret{std::move(*number)});
        if (!key) return Error{Errc::malformed, path.string() + " does not hold a key: " + key.error().detail};
        return Vapid{std::move(*key), std::move(contact)};
    }
    if (text.error().code != Errc::not_found) return text.error();
    auto key = P256Key::make();
    if (!key) return key.error();
    const Secret line{to_hex(key->private_number().expose()) + '\n'};
    if (auto written = storage::write_private_file(path, line.expose()); !written) return written.error();
    return Vapid{std::move(*key), std::move(contact)};
}

std::string Vapid::public_key() const { return to_base64url(key_.public_point()); }

const std::string& Vapid::authorization(const std::string& origin, UtcTime now)
{
    const auto found = kept_.find(origin);
    const bool is_good = found != kept_.end() && now >= found->second.made && now - found->second.made < renewed_after;
    if (is_good) return found->second.field;
    if (found == kept_.end() && kept_.size() >= kept_max) kept_.clear();
    Kept& kept = kept_[origin];
    kept = {"vapid t=" + signed_token(key_, origin, contact_, now + lifetime) + ", k=" + public_key(), now};
    return kept.field;
}

}  // namespace swarmdesk::notify
