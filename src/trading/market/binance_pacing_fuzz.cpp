#include "base/assert.hpp"
#include "trading/market/binance_pacing.hpp"

/// Any refusal, of a status that the first two bytes say, is waited out for a bounded time or given up with a sentence
/// that holds nothing but printable characters.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    using trading::market::binance::RestPacing;
    if (size < 2) return 0;
    const RestPacing::Settings settings;
    RestPacing pacing{settings, runtime::Random{1}};
    const auto status = static_cast<std::uint16_t>(data[0] << 8 | data[1]);
    const std::string body{reinterpret_cast<const char*>(data) + 2, size - 2};
    const auto action = pacing.on_answer({status, body, {}, 0}, UtcTime{});
    if (const auto* retry = std::get_if<RestPacing::Retry>(&action))
        SWARMDESK_ASSERT(retry->delay.count() > 0 && retry->delay <= settings.wait_max);
    if (const auto* error = std::get_if<Error>(&action))
        for (const char c : error->detail) SWARMDESK_ASSERT(c >= ' ' && c <= '~');
    return 0;
}
