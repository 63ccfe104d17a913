#include "ledger/keys.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "base/assert.hpp"

namespace swarmdesk::ledger {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;

struct Free {
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, Free>;
using ContextHandle = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

KeyHandle private_handle(const Secret& key)
{
    KeyHandle handle{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(key.expose()), key_bytes)};
    SWARMDESK_ASSERT(handle != nullptr);
    return handle;
}

class File {
public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    int get() const { return descriptor_; }
    bool is_open() const { return descriptor_ >= 0; }

private:
    int descriptor_;
};

Error system_error(const std::string& doing)
{
    const int reason = errno;
    const auto code = reason == ENOENT ? Errc::not_found : reason == ENOSPC ? Errc::limit_exceeded : Errc::io;
    return Error{code, doing + ": " + std::generic_category().message(reason)};
}

Result<void> write_new_file(const fs::path& path, std::string_view text, mode_t permissions)
{
    const File file{::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, permissions)};
    if (!file.is_open()) return system_error("cannot make " + path.string());
    while (!text.empty()) {
        const auto written = ::write(file.get(), text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return system_error("cannot write " + path.string());
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0) return system_error("cannot sync " + path.string());
    return {};
}

Result<void> sync_folder(const fs::path& folder)
{
    const File file{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!file.is_open() || ::fsync(file.get()) != 0) return system_error("cannot sync " + folder.string());
    return {};
}

/// One line of hexadecimal digits: a key.
Result<Bytes> read_key_file(const fs::path& path, bool must_be_private)
{
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) return system_error("cannot open " + path.string());
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return system_error("cannot look at " + path.string());
    if (must_be_private && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return Error{Errc::forbidden, path.string() + " can be read by others: chmod 600 it"};
    char text[2 * key_bytes + 2];
    const auto size = ::read(file.get(), text, sizeof text);
    if (size < 0) return system_error("cannot read " + path.string());
    std::string_view line{text, static_cast<std::size_t>(size)};
    if (line.ends_with('\n')) line.remove_suffix(1);
    auto key = from_hex(line);
    if (!key || key->size() != key_bytes)
        return Error{Errc::malformed, path.string() + " does not hold 64 hexadecimal digits"};
    return key;
}

}  // namespace

bool PublicKey::verifies(std::string_view message, std::string_view signature) const
{
    if (bytes.size() != key_bytes || signature.size() != signature_bytes) return false;
    const KeyHandle key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(bytes), bytes.size())};
    const ContextHandle context{EVP_MD_CTX_new()};
    return key != nullptr && context != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

Result<PublicKey> PublicKey::load(const fs::path& file)
{
    auto bytes = read_key_file(file, false);
    if (!bytes) return bytes.error();
    return PublicKey{std::move(*bytes)};
}

Keys::Keys(Secret private_key) : private_key_(std::move(private_key))
{
    const Hash mac_key = hmac_sha256(private_key_.expose(), "swarmdesk ledger mac 1");
    mac_key_ = Secret{std::string{as_bytes(mac_key)}};
    const auto handle = private_handle(private_key_);
    public_key_.bytes.resize(key_bytes);
    std::size_t size = key_bytes;
    SWARMDESK_ASSERT(EVP_PKEY_get_raw_public_key(handle.get(), raw(public_key_.bytes), &size) == 1);
}

Result<Keys> Keys::load(const fs::path& folder)
{
    auto bytes = read_key_file(folder / "ledger.key", true);
    if (!bytes) return bytes.error();
    Keys keys{Secret{std::move(*bytes)}};
    const auto published = PublicKey::load(folder / "ledger.pub");
    if (!published) return published.error();
    if (*published != keys.public_key())
        return Error{Errc::corrupt, (folder / "ledger.pub").string() + " does not belong to ledger.key"};
    return keys;
}

Result<Keys> Keys::make(const fs::path& folder)
{
    const KeyHandle handle{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
    if (handle == nullptr) return Error{Errc::internal, "cannot make an Ed25519 key"};
    std::string bytes(key_bytes, '\0');
    std::size_t size = key_bytes;
    SWARMDESK_ASSERT(EVP_PKEY_get_raw_private_key(handle.get(), raw(bytes), &size) == 1);
    const Secret text{to_hex(bytes) + "\n"};
    Keys keys{Secret{std::move(bytes)}};
    // The public half first: a crash in between leaves no key, and the next start makes both again.
    std::error_code ignored;
    fs::remove(folder / "ledger.pub", ignored);
    if (auto done = write_new_file(folder / "ledger.pub", to_hex(keys.public_key().bytes) + "\n", 0644); !done)
        return done.error();
    if (auto done = write_new_file(folder / "ledger.key", text.expose(), 0600); !done) return done.error();
    if (auto done = sync_folder(folder); !done) return done.error();
    return keys;
}

Bytes Keys::sign(std::string_view message) const
{
    const auto key = private_handle(private_key_);
    const ContextHandle context{EVP_MD_CTX_new()};
    Bytes signature(signature_bytes, '\0');
    std::size_t size = signature.size();
    SWARMDESK_ASSERT(context != nullptr &&
                     EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                     EVP_DigestSign(context.get(), raw(signature), &size, raw(message), message.size()) == 1);
    return signature;
}

Hash Keys::mac(std::string_view message) const { return hmac_sha256(mac_key_.expose(), message); }

}  // namespace swarmdesk::ledger
