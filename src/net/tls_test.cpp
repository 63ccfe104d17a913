#include "net/tls.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "net/http_client.hpp"
#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;

/// A folder of our own, gone afterwards, with a fresh certificate for the name `localhost` and nothing else.
class Identity {
public:
    Identity()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "swarmdesk-tls-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        const Key key{EVP_EC_gen("P-256")};
        const Certificate certificate{X509_new()};
        X509_set_version(certificate.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME* name = X509_get_subject_name(certificate.get());
        const std::string text = "localhost";
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()), -1, 0);
        X509_set_issuer_name(certificate.get(), name);
        add(certificate.get(), NID_subject_alt_name, "DNS:localhost");
        add(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
        X509_sign(certificate.get(), key.get(), EVP_sha256());

        const auto write = [](const std::string& path, const auto& put) {
            const std::unique_ptr<BIO, Freed<BIO, BIO_free_all>> file{BIO_new_file(path.c_str(), "w")};
            put(file.get());
        };
        write(certificate_file(), [&](BIO* file) { PEM_write_bio_X509(file, certificate.get()); });
        write(key_file(),
              [&](BIO* file) { PEM_write_bio_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    }
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;
    ~Identity()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    std::string certificate_file() const { return folder_ + "/certificate.pem"; }
    std::string key_file() const { return folder_ + "/key.pem"; }

private:
    static void add(X509* certificate, int kind, const char* value)
    {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }

    std::string folder_;
};

/// Shakes hands once, answers one request if it gets that far, and says whether it saw one.
class TlsServer {
public:
    explicit TlsServer(const Identity& identity) : acceptor_(context_, {asio::ip::address_v4::loopback(), 0})
    {
        tls_.use_certificate_chain_file(identity.certificate_file());
        tls_.use_private_key_file(identity.key_file(), asio::ssl::context::pem);
        thread_ = std::thread{[this] { serve(); }};
    }
    ~TlsServer()
    {
        if (thread_.joinable()) thread_.join();
    }
    std::string url(const std::string& host)
    {
        return "https://" + host + ':' + std::to_string(acceptor_.local_endpoint().port()) + "/secret";
    }
    bool saw_a_request()
    {
        thread_.join();
        return saw_a_request_;
    }

private:
    void serve()
    {
        asio::ssl::stream<tcp::socket> stream{acceptor_.accept(), tls_};
        boost::system::error_code error;
        stream.handshake(asio::ssl::stream_base::server, error);
        std::string request;
        if (!error) asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", error);
        saw_a_request_ = !request.empty();
        const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        if (!error) asio::write(stream, asio::buffer(answer), error);
    }

    asio::io_context context_;
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    tcp::acceptor acceptor_;
    std::thread thread_;
    bool saw_a_request_ = false;
};

std::optional<ClientResult> get(const std::string& url, const std::string& ca_file)
{
    asio::io_context context;
    runtime::RealClock clock;
    runtime::TaskScope scope{context.get_executor(), [](const std::string&, std::exception_ptr) { ADD_FAILURE(); }};
    std::optional<ClientResult> outcome;
    const auto work = [&]() -> asio::awaitable<void> {
        HttpClientSettings settings;
        settings.tls.ca_file = ca_file;
        HttpClient client{clock, settings};
        ClientRequest request;
        request.url = url;
        outcome = co_await client.request(std::move(request));
    };
    scope.spawn(work(), "client");
    context.run();
    return outcome;
}

TEST(Tls, ATrustedServerWithTheRightNameIsTalkedTo)
{
    const Identity identity;
    TlsServer server{identity};
    const auto outcome = get(server.url("localhost"), identity.certificate_file());
    ASSERT_TRUE(outcome->has_value()) << to_string(outcome->error().error);
    EXPECT_EQ((*outcome)->body, "ok");
    EXPECT_TRUE(server.saw_a_request());
}

TEST(Tls, NotOneByteGoesToAServerNobodyVouchesFor)
{
    const Identity identity;
    TlsServer server{identity};
    const auto outcome = get(server.url("localhost"), "");
    ASSERT_FALSE(outcome->has_value());
    EXPECT_EQ(outcome->error().sent, Sent::nothing);
    EXPECT_FALSE(server.saw_a_request());
}

TEST(Tls, NotOneByteGoesToAServerWithAnotherName)
{
    const Identity identity;
    TlsServer server{identity};
    const auto outcome = get(server.url("127.0.0.1"), identity.certificate_file());
    ASSERT_FALSE(outcome->has_value());
    EXPECT_EQ(outcome->error().sent, Sent::nothing);
    EXPECT_FALSE(server.saw_a_request());
}

}  // namespace
}  // namespace swarmdesk::net
