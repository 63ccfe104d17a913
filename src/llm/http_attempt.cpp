#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "llm/attempt.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;

namespace {

constexpr std::size_t whole_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t stream_bytes_max = 64 * 1024 * 1024;

bool is_end(const Event& event) { return !std::holds_alternative<Chunk>(event); }

class HttpAttempt final : public Attempt {
public:
    HttpAttempt(net::HttpClient& client, runtime::Clock& clock, const providers::Provider& provider,
                const ModelCall& call, std::shared_ptr<const providers::Target> target, Patience patience,
                std::string call_id)
        : client_(client),
          clock_(clock),
          delivery_(call.delivery),
          target_(std::move(target)),
          patience_(patience),
          request_(provider.request(call, *target_)),
          reader_(provider.reader(call, *target_, call_id, clock.now().utc))
    {}

    asio::awaitable<Event> next() override
    {
        SWARMDESK_ASSERT(!has_ended_);
        if (!stream_ && !has_event()) co_await open();
        while (!has_event()) co_await read();
        co_return take_first();
    }

    std::optional<Event> ready() override
    {
        if (!has_event()) return std::nullopt;
        return take_first();
    }

private:
    bool has_event() const { return taken_ < events_.size(); }

    Event take_first()
    {
        Event event = std::move(events_[taken_++]);
        if (!has_event()) {
            events_.clear();
            taken_ = 0;
        }
        has_ended_ = is_end(event);
        if (const auto* chunk = std::get_if<Chunk>(&event)) {
            has_begun_ = has_begun_ || chunk->has_content;
            heard_ = clock_.now().monotonic;
        } else if (std::holds_alternative<Failure>(event)) {
            stream_.reset();  // nobody reads on: the connection is of no more use, nor is what the upstream does
        } else if (std::holds_alternative<Finished>(event) && stream_) {
            stream_->leave();  // the words are over; the last chunk of their body may not have come yet
        }
        return event;
    }

    nanoseconds left() const
    {
        const MonotonicTime now = clock_.now().monotonic;
        const auto of_silence = has_begun_ ? heard_ + patience_.between_tokens : begun_ + patience_.first_token;
        return std::max<nanoseconds>(std::min(of_silence, patience_.deadline) - now, nanoseconds{0});
    }

    void fail(FailureKind kind, std::string message) { events_.push_back(Failure{kind, std::move(message), 0, {}}); }

    asio::awaitable<void> open()
    {
        begun_ = heard_ = clock_.now().monotonic;
        if (!request_) {
            const bool is_ours = request_.error().code == Errc::out_of_range;
            fail(is_ours ? FailureKind::unsupported : FailureKind::invalid, request_.error().detail);
            co_return;
        }
        const auto time = left();
        if (time.count() == 0) {
            fail(FailureKind::timed_out, "no time was left for this model");
            co_return;
        }
        net::ClientRequest request;
        request.method = net::Method::post;
        request.url = std::move(request_->url);
        request.content_type = "application/json";
        request.headers = std::move(request_->headers);
        request.body = std::move(request_->body);
        request.connect_timeout = std::min(patience_.connect, time);
        request.total_timeout = time;
        request.response_bytes_max = delivery_ == Delivery::whole ? whole_bytes_max : stream_bytes_max;
        auto opened = co_await client_.open(std::move(request));
        if (!opened) {
            // Whoever is cancelled may find a connection that was not made, which is nobody's failure.
            const auto state = co_await asio::this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none)
                fail(FailureKind::cancelled, "the caller left");
            else
                on_not_sent(opened.error());
            co_return;
        }
        stream_.emplace(std::move(*opened));
        reader_->on_head(stream_->status(), stream_->headers(), clock_.now().utc, events_);
    }

    void on_not_sent(const net::SendFailure& failure)
    {
        const Error& error = failure.error;
        if (error.code == Errc::timed_out && failure.sent == net::Sent::maybe)
            return fail(FailureKind::timed_out, "no answer in time");
        if (failure.sent == net::Sent::nothing) return fail(FailureKind::unreachable, error.detail);
        fail(error.code == Errc::unavailable ? FailureKind::failed : FailureKind::garbled, error.detail);
    }

    asio::awaitable<void> read()
    {
        const auto time = left();
        auto piece = co_await stream_->read(time);
        if (!piece) co_return on_broken(piece.error());
        if (!piece->empty()) co_return reader_->on_bytes(*piece, events_);
        reader_->on_end(events_);
        if (!has_event()) fail(FailureKind::truncated, "the answer ended before it was complete");
    }

    void on_broken(const Error& error)
    {
        if (error.code == Errc::timed_out)
            return fail(has_begun_ ? FailureKind::stalled : FailureKind::timed_out,
                        has_begun_ ? "the answer fell silent" : "no first word in time");
        if (error.code == Errc::unavailable) return fail(FailureKind::truncated, error.detail);
        fail(FailureKind::garbled, error.detail);
    }

    net::HttpClient& client_;
    runtime::Clock& clock_;
    const Delivery delivery_;
    const std::shared_ptr<const providers::Target> target_;
    const Patience patience_;
    Result<providers::UpstreamRequest> request_;
    const std::unique_ptr<providers::AnswerReader> reader_;
    std::optional<net::ResponseStream> stream_;
    std::vector<Event> events_;
    std::size_t taken_ = 0;  ///< of these
    MonotonicTime begun_;
    MonotonicTime heard_;  ///< when the last chunk came
    bool has_begun_ = false;
    bool has_ended_ = false;
};

}  // namespace

std::unique_ptr<Attempt> make_http_attempt(net::HttpClient& client, runtime::Clock& clock,
                                           const providers::Provider& provider, const ModelCall& call,
                                           std::shared_ptr<const providers::Target> target, Patience patience,
                                           std::string call_id)
{
    return std::make_unique<HttpAttempt>(client, clock, provider, call, std::move(target), patience,
                                         std::move(call_id));
}

}  // namespace swarmdesk::llm
