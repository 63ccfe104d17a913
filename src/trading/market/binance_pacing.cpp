#include "trading/market/binance_pacing.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

namespace swarmdesk::trading::market::binance {
namespace {

struct Refusal {
    std::int64_t code = 0;
    std::string words;
};

Refusal read_refusal(const std::string& body)
{
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(body, error);
    Refusal refusal;
    if (error || !value.is_object()) return refusal;
    const auto& object = value.get_object();
    if (const auto* code = object.if_contains("code"); code != nullptr && code->is_int64())
        refusal.code = code->get_int64();
    constexpr std::size_t shown_max = 200;
    if (const auto* words = object.if_contains("msg"); words != nullptr && words->is_string())
        for (const char c : std::string_view{words->get_string()}.substr(0, shown_max))
            refusal.words.push_back(c >= ' ' && c <= '~' ? c : '?');
    return refusal;
}

}  // namespace

nanoseconds retry_after(const net::Headers& headers)
{
    constexpr std::int64_t seconds_max = 3600;
    const auto field = headers.find("Retry-After");
    std::int64_t seconds = 0;
    if (!field || std::from_chars(field->data(), field->data() + field->size(), seconds).ec != std::errc{}) return {};
    return std::chrono::seconds{std::clamp<std::int64_t>(seconds, 0, seconds_max)};
}

RestPacing::RestPacing(Settings settings, runtime::Random random)
    : settings_(settings), random_(random), backoff_(settings.backoff)
{}

RestPacing::Action RestPacing::on_answer(const RestAnswer& answer, UtcTime now)
{
    constexpr nanoseconds minute = std::chrono::minutes{1};
    const std::string status = std::to_string(answer.status);
    if (answer.status == 200) {
        backoff_.on_success();
        if (answer.used_weight < settings_.weight_max) return Proceed{nanoseconds{0}};
        return Proceed{minute - nanoseconds{now.ns % minute.count()}};
    }
    if (answer.status == 429) return wait_or_give_up("Binance asks to slow down (429)", answer.retry_after);
    if (answer.status == 418)
        return wait_or_give_up("Binance bans this address for a while (418)", std::max(answer.retry_after, minute));
    if (answer.status >= 500) return wait_or_give_up("Binance answered " + status, answer.retry_after);

    const Refusal refusal = read_refusal(answer.body);
    const std::string words = refusal.words.empty() ? "" : ": " + refusal.words;
    constexpr std::int64_t invalid_symbol = -1121;
    if (refusal.code == invalid_symbol) return Error{Errc::out_of_range, "Binance does not know this symbol" + words};
    if (answer.status == 403 || answer.status == 451)
        return Error{Errc::forbidden, "Binance does not serve this address (" + status + ")" + words};
    return Error{Errc::unavailable, "Binance answered " + status + words};
}

RestPacing::Action RestPacing::on_failure(const std::string& why) { return wait_or_give_up(why, {}); }

RestPacing::Action RestPacing::wait_or_give_up(const std::string& why, nanoseconds asked_for)
{
    const auto own = backoff_.on_failure(random_);
    if (!own)
        return Error{Errc::unavailable, why + ", and so the last " + std::to_string(backoff_.failures()) + " times"};
    if (asked_for > settings_.wait_max)
        return Error{Errc::unavailable,
                     why + ", and wants " +
                         std::to_string(std::chrono::duration_cast<std::chrono::seconds>(asked_for).count()) +
                         " s of silence: try again after that"};
    return Retry{std::max(*own, asked_for), why};
}

}  // namespace swarmdesk::trading::market::binance
