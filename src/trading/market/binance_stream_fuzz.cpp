#include "base/assert.hpp"
#include "trading/market/binance_session.hpp"

/// Any message gives an event or an error, and a session that hears it stays whole. The first byte says which parser.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace swarmdesk;
    using namespace swarmdesk::trading;
    namespace binance = market::binance;
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    const InstrumentId btc{"paper:BTCUSDT"};
    switch (data[0] % 3) {
        case 0: {
            binance::Session session{{btc}, {}};
            (void)session.on_connected({});
            std::size_t lines = 0;
            for (std::string_view rest = text; !rest.empty() && lines < 100; ++lines) {
                const auto end = rest.find('\n');
                (void)session.on_text(rest.substr(0, end), {});
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
            break;
        }
        case 1: (void)binance::parse_exchange_info(text, btc.venue); break;
        case 2:
            if (const auto candles = binance::parse_klines(text, btc, std::chrono::minutes{1}))
                for (const Candle& candle : *candles) SWARMDESK_ASSERT(candle.low.is_positive());
            break;
    }
    return 0;
}
