#include "net/response_reader.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>
#include <utility>

namespace swarmdesk::net {

namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

constexpr std::size_t interim_answers_max = 8;
constexpr std::size_t headers_count_max = 256;

class Collector final : public http::basic_parser<false> {
public:
    Collector() { response.headers.reserve(16, 512); }

    ClientResponse response;

private:
    void on_response_impl(int status, boost::beast::string_view, int, error_code&) override
    {
        response.status = static_cast<std::uint16_t>(status);
    }
    void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                       error_code& error) override
    {
        if (is_header_done()) return;  // a trailer
        if (response.headers.size() == headers_count_max) {
            error = http::error::header_limit;
            return;
        }
        response.headers.add({name.data(), name.size()}, {value.data(), value.size()});
    }
    std::size_t on_body_impl(boost::beast::string_view piece, error_code&) override
    {
        response.body.append(piece.data(), piece.size());
        return piece.size();
    }
    std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view piece, error_code&) override
    {
        response.body.append(piece.data(), piece.size());
        return piece.size();
    }
    void on_request_impl(http::verb, boost::beast::string_view, boost::beast::string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}
};

}  // namespace

/// Beast's parser serves one message; this holds the present one.
class ResponseReader::Parser {
public:
    std::optional<Collector> collector;
};

ResponseReader::ResponseReader(const Limits& limits, Method asked)
    : limits_(limits), asked_(asked), parser_(std::make_unique<Parser>())
{
    begin_message();
}
ResponseReader::~ResponseReader() = default;

void ResponseReader::begin_message()
{
    Collector& collector = parser_->collector.emplace();
    collector.eager(true);
    collector.header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max));
    collector.body_limit(limits_.body_bytes_max);
    collector.skip(asked_ == Method::head);
}

ResponseReader::State ResponseReader::fail(Error error)
{
    error_ = std::move(error);
    return State::failed;
}

ResponseReader::State ResponseReader::feed(std::string_view bytes)
{
    has_begun_ = has_begun_ || !bytes.empty();
    pending_.append(bytes);
    while (true) {
        Collector& collector = *parser_->collector;
        error_code error;
        const auto count = collector.put(boost::asio::const_buffer{pending_.data(), pending_.size()}, error);
        pending_.erase(0, count);
        if (error == http::error::body_limit)
            return fail({Errc::limit_exceeded, "the answer's body is longer than allowed"});
        if (error == http::error::header_limit)
            return fail({Errc::limit_exceeded, "the answer's header is longer than allowed"});
        if (error && error != http::error::need_more) return fail({Errc::malformed, "not an HTTP/1.1 answer"});
        if (pending_.size() > limits_.header_bytes_max && !collector.is_done() && error == http::error::need_more)
            return fail({Errc::malformed, "a bad chunk"});
        if (collector.is_done()) {
            const auto status = collector.response.status;
            if (status >= 200) return State::complete;
            if (status == 101 || ++interim_answers_ > interim_answers_max)
                return fail({Errc::malformed, "an interim answer out of place"});
            begin_message();
        }
        if (pending_.empty() || error == http::error::need_more) return State::incomplete;
    }
}

ResponseReader::State ResponseReader::finish()
{
    Collector& collector = *parser_->collector;
    if (collector.is_done()) return State::complete;
    error_code error;
    if (collector.got_some()) collector.put_eof(error);
    if (error || !collector.is_done()) return fail({Errc::unavailable, "the connection ended inside the answer"});
    return State::complete;
}

bool ResponseReader::keeps_alive() const { return parser_->collector->keep_alive() && pending_.empty(); }

bool ResponseReader::has_head() const
{
    return parser_->collector->is_header_done() && parser_->collector->response.status >= 200;
}

const ClientResponse& ResponseReader::head() const { return parser_->collector->response; }

std::string ResponseReader::take_body() { return std::exchange(parser_->collector->response.body, {}); }

ClientResponse ResponseReader::take() { return std::move(parser_->collector->response); }

}  // namespace swarmdesk::net
