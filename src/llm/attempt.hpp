#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "llm/chat.hpp"
#include "llm/providers/provider.hpp"
#include "net/http_client.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::llm {

/// How long an attempt may take. Counted from when its request is sent.
struct Patience {
    nanoseconds connect = std::chrono::seconds{3};          ///< name, TCP and TLS
    nanoseconds first_token = std::chrono::seconds{30};     ///< or, of a whole answer, all of it
    nanoseconds between_tokens = std::chrono::seconds{15};  ///< silence, once it has begun
    MonotonicTime deadline;                                 ///< of the whole call, whatever came
};

/// One try at one upstream, event by event. Dropping it ends the upstream's work: the connection goes with it.
class Attempt {
public:
    virtual ~Attempt() = default;
    /// The next event. After `Answer`, `Finished` or `Failure` there is none, and this must not be called. Time spent
    /// on bytes that say nothing (comments, single bytes) counts as silence.
    virtual boost::asio::awaitable<Event> next() = 0;
    /// The next event if it has come already. Whoever passes events on can take those together that came together.
    virtual std::optional<Event> ready() { return std::nullopt; }
};

/// How an attempt began: all that came up to its first word, or the whole answer, or that there is none.
using Beginning = std::variant<Failure, Answer, std::vector<Event>>;
/// Until the first word: as long as nobody has heard anything, another deployment may answer instead.
boost::asio::awaitable<Beginning> listen(Attempt& attempt);

/// Over HTTP. `client`, `clock` and `provider` are borrowed; nothing is sent before the first `next`.
std::unique_ptr<Attempt> make_http_attempt(net::HttpClient& client, runtime::Clock& clock,
                                           const providers::Provider& provider, const ModelCall& call,
                                           std::shared_ptr<const providers::Target> target, Patience patience,
                                           std::string call_id);

}  // namespace swarmdesk::llm
