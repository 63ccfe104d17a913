#include "trading/backtest/rearm_policy.hpp"

#include "config/value.hpp"

namespace swarmdesk::trading::backtest {

Result<RearmPolicy> RearmPolicy::parse(std::string_view text)
{
    if (text == "never") return RearmPolicy{};
    const auto delay = config::parse_duration(text);
    if (!delay || *delay < std::chrono::seconds{1})
        return Error{Errc::malformed,
                     "--rearm takes never, or how long after a loss streak: 1h, 1d; not " + std::string{text}};
    return RearmPolicy{*delay, "rearm:" + config::show_duration(*delay)};
}

}  // namespace swarmdesk::trading::backtest
