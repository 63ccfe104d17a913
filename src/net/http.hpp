#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/names.hpp"
#include "net/target.hpp"

namespace swarmdesk::net {

enum class Method { get = 1, head, post, put, patch, del, options };
constexpr auto enum_table(Method)
{
    return std::to_array<EnumName<Method>>({{Method::get, "GET"},
                                            {Method::head, "HEAD"},
                                            {Method::post, "POST"},
                                            {Method::put, "PUT"},
                                            {Method::patch, "PATCH"},
                                            {Method::del, "DELETE"},
                                            {Method::options, "OPTIONS"}});
}

/// Header fields in the order they came. Names compare without regard to case. All text sits in one buffer, so a
/// request costs two allocations here however many fields it has. Views stay valid until the next `add`.
class Headers {
public:
    struct Field {
        std::string_view name;
        std::string_view value;
    };

    /// Throws std::invalid_argument if a part could break out of its line: foreign text may have come this far.
    void add(std::string_view name, std::string_view value);
    /// The first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    std::size_t size() const { return places_.size(); }
    Field operator[](std::size_t index) const;
    void reserve(std::size_t fields, std::size_t bytes);

private:
    struct Place {
        std::uint32_t begin;
        std::uint32_t name_size;
        std::uint32_t value_size;
    };
    std::string text_;
    std::vector<Place> places_;
};

/// Whether two header names, or two tokens such as "close", are the same but for case.
bool equal_ignoring_case(std::string_view a, std::string_view b);
/// Whether a comma-separated header value (`keep-alive, Upgrade`) has the token.
bool has_token(std::string_view list, std::string_view token);

/// One request, complete: the body has been read, the target taken apart.
struct Request {
    Method method = Method::get;
    std::string target;  ///< as it was on the wire
    std::string path;    ///< decoded; starts with '/', has no '.' or '..' segment
    Query query;         ///< decoded
    Headers headers;
    std::string body;
    std::string peer;                     ///< the other side's address, without port; "local" on a Unix socket
    MonotonicTime deadline;               ///< an answer after this goes nowhere
    std::uint64_t connection = 0;         ///< the server's number of it, for `HttpServer::sign_in`
    std::shared_ptr<const void> context;  ///< what `HttpHandlers::screen` wants its handler to have
};

/// Where the server takes a streamed body from its handler, each piece one HTTP chunk in one write.
class BodyWriter {
public:
    virtual ~BodyWriter() = default;
    /// False once the peer is gone or does not read: there is nobody to write for. An empty piece writes nothing.
    virtual boost::asio::awaitable<bool> write(std::string_view piece) = 0;
};

/// Writes a body as it comes into being. True: it is complete. False, or an exception: the connection is cut without
/// the last chunk, so that no client can take what it has for the whole.
using BodyStream = std::function<boost::asio::awaitable<bool>(BodyWriter&)>;

/// One answer. Content-Length, Transfer-Encoding, Connection and Date are the server's business.
struct Response {
    std::uint16_t status = 200;
    std::string content_type;  ///< empty: no such field
    Headers headers;           ///< further fields
    std::string body;
    std::shared_ptr<const std::string> shared_body;  ///< if set, sent instead of `body`, without copying: static files
    BodyStream stream;                               ///< if set, sent instead of either, chunked. Not cut by `deadline`
};

/// "Not Found" for 404.
std::string_view reason_phrase(std::uint16_t status);

}  // namespace swarmdesk::net
