#pragma once

#include <filesystem>
#include <optional>

#include "base/hash.hpp"
#include "base/secret.hpp"

namespace swarmdesk::ledger {

/// What anybody needs to check the desk's signatures: an Ed25519 public key, 32 bytes.
struct PublicKey {
    Bytes bytes;

    bool verifies(std::string_view message, std::string_view signature) const;
    /// From a `ledger.pub`: 64 hexadecimal digits.
    static Result<PublicKey> load(const std::filesystem::path& file);

    friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

/// The desk's own keys: one Ed25519 private key, and an HMAC key derived from it. Whoever can rewrite the database but
/// cannot read `ledger.key` cannot make his version look genuine.
class Keys {
public:
    /// Reads `ledger.key` in the folder and compares `ledger.pub` with it. Refuses a key other people can read.
    static Result<Keys> load(const std::filesystem::path& folder);
    /// Makes both files: 0600, on the disk before this returns, never over a key that is there.
    static Result<Keys> make(const std::filesystem::path& folder);

    Bytes sign(std::string_view message) const;
    Hash mac(std::string_view message) const;
    const PublicKey& public_key() const { return public_key_; }

private:
    explicit Keys(Secret private_key);
    Secret private_key_;
    Secret mac_key_;
    PublicKey public_key_;
};

}  // namespace swarmdesk::ledger
