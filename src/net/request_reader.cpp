#include "net/request_reader.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace swarmdesk::net {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

constexpr std::size_t buffer_bytes_min = 4 * 1024;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::optional<Method> known_method(http::verb verb)
{
    switch (verb) {
        case http::verb::get: return Method::get;
        case http::verb::head: return Method::head;
        case http::verb::post: return Method::post;
        case http::verb::put: return Method::put;
        case http::verb::patch: return Method::patch;
        case http::verb::delete_: return Method::del;
        case http::verb::options: return Method::options;
        default: return std::nullopt;
    }
}

constexpr Refusal malformed(std::string_view detail)
{
    return {.status = 400, .code = "malformed_request", .detail = detail};
}

/// Collects what Beast's parser finds straight into a Request.
class Collector final : public http::basic_parser<true> {
public:
    explicit Collector(const RequestReader::Limits& limits) : limits_(limits)
    {
        eager(false);
        // The reader has measured the head already.
        header_limit(std::numeric_limits<std::uint32_t>::max());
        body_limit(limits.body_bytes_max);
        request.headers.reserve(16, 512);
    }

    Request request;
    Refusal refusal;  ///< why a callback said no; empty code: Beast did
    int version = 0;
    std::size_t hosts = 0;
    bool expects_continue = false;
    bool has_length = false;
    bool has_coding = false;

private:
    void refuse(const Refusal& why, error_code& ec)
    {
        refusal = why;
        ec = http::error::bad_field;
    }

    void on_request_impl(http::verb verb, boost::beast::string_view, boost::beast::string_view target, int http_version,
                         error_code& ec) override
    {
        version = http_version;
        const auto method = known_method(verb);
        if (!method) {
            const Refusal why{.status = 405,
                              .code = "method_not_allowed",
                              .detail = "one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"};
            return refuse(why, ec);
        }
        if (target.size() > limits_.target_bytes_max) {
            const Refusal why{.status = 414, .code = "target_too_long", .detail = "the request target is too long"};
            return refuse(why, ec);
        }
        request.method = *method;
        request.target = view(target);
    }

    void on_field_impl(http::field name, boost::beast::string_view name_text, boost::beast::string_view value,
                       error_code& ec) override
    {
        if (is_header_done()) return;  // a trailer: nobody here asks for one
        if (request.headers.size() == limits_.headers_count_max) {
            const Refusal why{.status = 431, .code = "headers_too_large", .detail = "too many header fields"};
            return refuse(why, ec);
        }
        switch (name) {
            case http::field::host: ++hosts; break;
            case http::field::content_length:
                if (std::exchange(has_length, true) || value.find(',') != value.npos)
                    return refuse(malformed("more than one Content-Length"), ec);
                if (has_coding) return refuse(malformed("both Content-Length and Transfer-Encoding"), ec);
                break;
            case http::field::transfer_encoding:
                if (std::exchange(has_coding, true)) return refuse(malformed("more than one Transfer-Encoding"), ec);
                if (has_length) return refuse(malformed("both Content-Length and Transfer-Encoding"), ec);
                if (version < 11) return refuse(malformed("Transfer-Encoding in HTTP/1.0"), ec);
                if (!equal_ignoring_case(view(value), "chunked"))
                    return refuse(malformed("the only Transfer-Encoding known here is chunked"), ec);
                break;
            case http::field::expect:
                if (!equal_ignoring_case(view(value), "100-continue")) {
                    const Refusal why{.status = 417, .code = "expectation_failed", .detail = "an unknown expectation"};
                    return refuse(why, ec);
                }
                expects_continue = version >= 11;
                break;
            default: break;
        }
        request.headers.add(view(name_text), view(value));
    }

    std::size_t on_body_impl(boost::beast::string_view piece, error_code&) override
    {
        request.body.append(piece.data(), piece.size());
        return piece.size();
    }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view piece, error_code&) override
    {
        request.body.append(piece.data(), piece.size());
        return piece.size();
    }
    void on_response_impl(int, boost::beast::string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    const RequestReader::Limits& limits_;
};

/// A line that begins with a blank continues the one before: obsolete, and read differently by different parsers.
bool has_folded_line(std::string_view head)
{
    for (auto at = head.find('\n'); at != head.npos && at + 1 < head.size(); at = head.find('\n', at + 1))
        if (head[at + 1] == ' ' || head[at + 1] == '\t') return true;
    return false;
}

bool may_begin_request(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

/// Beast's parser serves one message; this holds the present one.
class RequestReader::Parser {
public:
    std::optional<Collector> collector;
    error_code error;
};

RequestReader::RequestReader(const Limits& limits) : limits_(limits), parser_(std::make_unique<Parser>()) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::prepare()
{
    if (begin_ == end_) {
        begin_ = end_ = 0;
    } else if (begin_ > 0 && buffer_.size() - end_ < buffer_bytes_min / 2) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    // One step more than the head may have, so that a full buffer always means a refusal.
    const std::size_t size_max = limits_.header_bytes_max + buffer_bytes_min;
    if (end_ == buffer_.size()) buffer_.resize(std::min(std::max(buffer_.size() * 2, buffer_bytes_min), size_max));
    return {buffer_.data() + end_, buffer_.size() - end_};
}

void RequestReader::commit(std::size_t count)
{
    SWARMDESK_ASSERT(count <= buffer_.size() - end_);
    end_ += count;
}

RequestReader::State RequestReader::advance()
{
    if (state_ == State::idle || state_ == State::head) state_ = read_head();
    if (state_ == State::body) state_ = read_body();
    if (state_ == State::body || state_ == State::complete) state_ = check_body();
    return state_;
}

RequestReader::State RequestReader::refuse(Refusal refusal)
{
    refusal_ = refusal;
    return State::refused;
}

RequestReader::State RequestReader::refuse_parse_error()
{
    if (!parser_->collector->refusal.code.empty()) return refuse(parser_->collector->refusal);
    const error_code error = parser_->error;
    if (error == http::error::body_limit)
        return refuse({.status = 413, .code = "body_too_large", .detail = "the body is longer than allowed"});
    if (error == http::error::bad_version)
        return refuse({.status = 400, .code = "http_version_unsupported", .detail = "HTTP/1.1 is spoken here"});
    if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension)
        return refuse(malformed("a bad chunk"));
    return refuse(malformed("this is not an HTTP/1.1 request"));
}

RequestReader::State RequestReader::read_head()
{
    // A line end left over from the request before is forgiven; anything else starts a request.
    if (state_ == State::idle)
        while (begin_ < end_ && (buffer_[begin_] == '\r' || buffer_[begin_] == '\n')) ++begin_;
    if (begin_ == end_) return State::idle;
    const std::string_view bytes = std::string_view{buffer_}.substr(begin_, end_ - begin_);
    if (!may_begin_request(bytes.front())) return refuse(malformed("this is not an HTTP/1.1 request"));

    const auto end = bytes.substr(0, limits_.header_bytes_max).find("\r\n\r\n", scanned_);
    if (end == bytes.npos) {
        if (bytes.size() >= limits_.header_bytes_max) {
            if (bytes.find('\n') == bytes.npos)
                return refuse({.status = 414, .code = "target_too_long", .detail = "the request line is too long"});
            return refuse({.status = 431, .code = "headers_too_large", .detail = "the header is longer than allowed"});
        }
        scanned_ = bytes.size() < 3 ? 0 : bytes.size() - 3;
        return State::head;
    }
    const auto head = bytes.substr(0, end + 4);
    if (has_folded_line(head)) return refuse(malformed("a folded header field"));
    parser_->collector.emplace(limits_);
    body_bytes_max_ = limits_.body_bytes_max;
    parser_->collector->put(boost::asio::const_buffer{head.data(), head.size()}, parser_->error);
    // The start line and the fields are two steps of Beast's.
    if (parser_->error || !parser_->collector->is_header_done()) return refuse_parse_error();
    begin_ += head.size();
    scanned_ = 0;
    return check_head();
}

RequestReader::State RequestReader::check_head()
{
    Collector& collector = *parser_->collector;
    if (collector.hosts > 1 || (collector.hosts == 0 && collector.version >= 11))
        return refuse(malformed("a request has exactly one Host"));
    auto target = parse_target(collector.request.target);
    if (!target) return refuse(malformed("the request target is not a clean path and query"));
    collector.request.path = std::move(target->path);
    collector.request.query = std::move(target->query);
    return collector.is_done() ? State::complete : State::body;
}

Request& RequestReader::head() { return parser_->collector->request; }

void RequestReader::limit_body(std::size_t bytes_max) { body_bytes_max_ = std::min(bytes_max, body_bytes_max_); }

RequestReader::State RequestReader::check_body()
{
    const auto announced = parser_->collector->content_length();
    if ((announced && *announced > body_bytes_max_) || body_bytes_received() > body_bytes_max_)
        return refuse({.status = 413, .code = "body_too_large", .detail = "the body is longer than allowed"});
    return state_;
}

RequestReader::State RequestReader::read_body()
{
    Collector& collector = *parser_->collector;
    while (!collector.is_done()) {
        if (begin_ == end_) return State::body;
        const boost::asio::const_buffer bytes{buffer_.data() + begin_, end_ - begin_};
        begin_ += collector.put(bytes, parser_->error);
        if (parser_->error == http::error::need_more) {
            // Between chunks, the size line must end somewhere.
            if (end_ - begin_ >= limits_.header_bytes_max) return refuse(malformed("a bad chunk"));
            return State::body;
        }
        if (parser_->error) return refuse_parse_error();
    }
    return State::complete;
}

Request RequestReader::take()
{
    SWARMDESK_ASSERT(state_ == State::complete);
    state_ = State::idle;
    return std::move(parser_->collector->request);
}

bool RequestReader::keeps_alive() const { return parser_->collector->keep_alive(); }
bool RequestReader::knows_chunks() const { return parser_->collector->version >= 11; }

bool RequestReader::wants_web_socket() const
{
    const Request& request = parser_->collector->request;
    const auto protocol = request.headers.find("Upgrade");
    return request.method == Method::get && parser_->collector->upgrade() && protocol &&
           has_token(*protocol, "websocket");
}

bool RequestReader::expects_continue() const { return parser_->collector->expects_continue; }

std::size_t RequestReader::body_bytes_received() const { return parser_->collector->request.body.size(); }

}  // namespace swarmdesk::net
