#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "net/http.hpp"
#include "runtime/backoff.hpp"

namespace swarmdesk::trading::market::binance {

/// The pause that an answer asks for (Retry-After, in seconds); zero where it asks for none. At most an hour.
nanoseconds retry_after(const net::Headers& headers);

/// What matters of an answer of Binance's REST API beside what was asked for.
struct RestAnswer {
    std::uint16_t status = 0;
    std::string body;               ///< of a refusal: `{"code":-1121,"msg":"Invalid symbol."}`
    nanoseconds retry_after{};      ///< zero: not said
    std::uint32_t used_weight = 0;  ///< of the minute's budget, so far
};

/// Decides after each answer, or failure to get one, whether to go on, to ask again later or to give up, so that a long
/// job stays far below what Binance allows. Holds no timer: the caller waits. Written from Binance's "Limits" page: 429
/// is a warning, 418 a ban for whoever goes on, and both say for how long; the weight of a minute is 6,000.
class RestPacing {
public:
    struct Settings {
        runtime::Backoff::Settings backoff{
            .delay_min = std::chrono::milliseconds{500}, .delay_max = std::chrono::seconds{30}, .attempts_max = 6};
        nanoseconds wait_max = std::chrono::minutes{10};  ///< a longer pause is not waited for
        std::uint32_t weight_max = 4'800;                 ///< from here on the next minute is waited for
    };
    struct Proceed {
        nanoseconds pause;  ///< before the next request
    };
    struct Retry {
        nanoseconds delay;
        std::string why;
    };
    /// An Error: give up. `out_of_range` for what Binance does not have, `forbidden` where it serves nobody like us.
    using Action = std::variant<Proceed, Retry, Error>;

    RestPacing(Settings settings, runtime::Random random);

    /// After an answer; one with status 200 is good: the caller has read it.
    [[nodiscard]] Action on_answer(const RestAnswer& answer, UtcTime now);
    /// After no answer, or one that cannot be read.
    [[nodiscard]] Action on_failure(const std::string& why);

private:
    Action wait_or_give_up(const std::string& why, nanoseconds asked_for);

    Settings settings_;
    runtime::Random random_;
    runtime::Backoff backoff_;
};

}  // namespace swarmdesk::trading::market::binance
