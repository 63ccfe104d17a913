#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "net/web_socket.hpp"
#include "runtime/clock.hpp"
#include "runtime/deadline.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

/// A WebSocketSession over Beast's stream, for plain sockets and TLS alike. Heavy to compile: included only by the two
/// files that make sessions.
template <class NextLayer>
class WebSocketStream final : public WebSocketSession {
public:
    using Stream = websocket::stream<NextLayer, false>;

    /// The stream has shaken hands. It is shared with the operations under way, which end soon after the session closes
    /// the socket.
    WebSocketStream(std::shared_ptr<Stream> stream, const WebSocketSettings& settings, runtime::Clock& clock)
        : state_(std::make_shared<State>(std::move(stream), settings, clock))
    {
        std::weak_ptr<State> weak = state_;
        state_->stream->control_callback([weak](websocket::frame_type type, beast::string_view) {
            const auto state = weak.lock();
            if (!state) return;
            if (type == websocket::frame_type::close)
                state->is_closing = state->is_closed_by_peer = true;
            else
                state->count_control();
        });
        State::read(state_);
    }
    ~WebSocketStream() override { state_->cut({Errc::cancelled, "the session ended"}); }

    bool send(std::shared_ptr<const std::string> text) override { return State::send(state_, std::move(text)); }

    asio::awaitable<Result<std::string>> receive() override
    {
        const auto state = state_;
        while (!state->message && !state->end) co_await state->received.wait();
        if (!state->message) co_return *state->end;
        std::string message = std::move(*state->message);
        state->message.reset();
        if (!state->end) State::read(state);
        co_return message;
    }

    asio::awaitable<void> close(std::uint16_t code, std::string_view text) override
    {
        const auto state = state_;
        if (std::exchange(state->is_closing, true) || state->end) co_return;
        auto flushed = State::until_flushed(state);
        static_cast<void>(
            co_await runtime::with_deadline(std::move(flushed), state->clock, state->settings.handshake_timeout));
        if (state->end) co_return;
        const websocket::close_reason reason{static_cast<websocket::close_code>(code),
                                             beast::string_view{text.data(), text.size()}};
        static_cast<void>(co_await state->stream->async_close(reason, asio::as_tuple(asio::use_awaitable)));
        state->cut({Errc::cancelled, "closed"});
    }

    bool is_open() const override { return !state_->end && !state_->is_closing; }
    std::size_t backlog_bytes() const override { return state_->backlog_bytes; }

private:
    /// What the operations under way refer to; outlives the session by as long as they take to end.
    struct State {
        State(std::shared_ptr<Stream> stream_, const WebSocketSettings& settings_, runtime::Clock& clock_)
            : stream(std::move(stream_)), settings(settings_), clock(clock_)
        {}

        static bool send(const std::shared_ptr<State>& self, std::shared_ptr<const std::string> text)
        {
            if (self->end || self->is_closing) return false;
            if (self->backlog_bytes + text->size() > self->settings.backlog_bytes_max) {
                self->cut({Errc::limit_exceeded, "the peer reads too slowly"});
                return false;
            }
            self->backlog_bytes += text->size();
            self->backlog.push_back(std::move(text));
            if (self->backlog.size() == 1) write(self);
            return true;
        }

        static void write(const std::shared_ptr<State>& self)
        {
            self->stream->async_write(asio::buffer(*self->backlog.front()),
                                      [self](beast::error_code error, std::size_t) {
                                          self->backlog_bytes -= self->backlog.front()->size();
                                          self->backlog.pop_front();
                                          if (error) self->finish(error);
                                          if (self->end) return self->drop_backlog();
                                          if (self->backlog.empty())
                                              self->flushed.wake();
                                          else
                                              write(self);
                                      });
        }

        /// Always one message ahead of the reader: that is what answers pings and notices closes.
        static void read(const std::shared_ptr<State>& self)
        {
            self->stream->async_read(self->buffer, [self](beast::error_code error, std::size_t) {
                if (error) return self->finish(error);
                if (self->stream->got_binary() && !self->settings.accept_binary)
                    return self->cut({Errc::malformed, "a binary message"});
                self->message = beast::buffers_to_string(self->buffer.data());
                self->buffer.clear();
                self->received.wake();
            });
        }

        static asio::awaitable<Result<void>> until_flushed(std::shared_ptr<State> self)
        {
            while (!self->backlog.empty() && !self->end) co_await self->flushed.wait();
            co_return Result<void>{};
        }

        void count_control()
        {
            constexpr nanoseconds second = std::chrono::seconds{1};
            const MonotonicTime now = clock.now().monotonic;
            if (now - controls_since >= second) {
                controls_since = now;
                controls = 0;
            }
            if (++controls > settings.controls_per_second_max) cut({Errc::limit_exceeded, "a flood of control frames"});
        }

        void finish(const beast::error_code& error)
        {
            // A peer that said goodbye but does not hang up makes Beast report its own time-out.
            if (error == websocket::error::closed || is_closed_by_peer)
                cut({Errc::cancelled, "closed by the peer"});
            else if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
                cut({Errc::limit_exceeded, "a message longer than allowed"});
            else if (error == beast::error::timeout)
                cut({Errc::unavailable, "the peer is silent"});
            else if (error == websocket::condition::protocol_violation)
                cut({Errc::malformed, error.message()});
            else
                cut({Errc::unavailable, error.message()});
        }

        /// Ends the session; the first reason stays.
        void cut(Error reason)
        {
            if (end) return;
            end = std::move(reason);
            beast::error_code ignored;
            beast::get_lowest_layer(*stream).close(ignored);
            received.wake();
            flushed.wake();
        }

        /// The first message may still be under the write operation.
        void drop_backlog()
        {
            backlog.clear();
            backlog_bytes = 0;
        }

        std::shared_ptr<Stream> stream;
        WebSocketSettings settings;
        runtime::Clock& clock;
        beast::flat_buffer buffer;  ///< bounded by the stream's read_message_max
        std::optional<std::string> message;
        std::deque<std::shared_ptr<const std::string>> backlog;
        std::size_t backlog_bytes = 0;
        std::optional<Error> end;
        bool is_closing = false;
        bool is_closed_by_peer = false;
        MonotonicTime controls_since;
        std::uint32_t controls = 0;
        runtime::Wakeup received;
        runtime::Wakeup flushed;
    };

    std::shared_ptr<State> state_;
};

/// Bounds, keep-alive pings and everything else a stream needs before its handshake.
template <class Stream>
void prepare_stream(Stream& stream, const WebSocketSettings& settings)
{
    websocket::stream_base::timeout timeout;
    timeout.handshake_timeout = settings.handshake_timeout;
    timeout.idle_timeout = settings.idle_timeout;
    timeout.keep_alive_pings = true;
    stream.set_option(timeout);
    stream.read_message_max(settings.message_bytes_max);
    stream.auto_fragment(false);
    stream.text(true);
}

}  // namespace swarmdesk::net
